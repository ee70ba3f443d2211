"""What a module gives on paper: the participant's booklet, the facilitator's guide, and the kit of one session.

Each is made from content alone, in the language asked for. A kit also bears names and a place: it is made for one trainer, and kept nowhere.
"""

from lms.courses.prints.guide import guide_pdf
from lms.courses.prints.handout import handout_pdf
from lms.courses.prints.kit import kit_pdf
from lms.courses.prints.session import Session, SessionTooShort

__all__ = ["Session", "SessionTooShort", "guide_pdf", "handout_pdf", "kit_pdf"]
