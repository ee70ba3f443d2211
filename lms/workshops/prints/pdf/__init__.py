"""Drawing the papers of a workshop: what stands on them in, the bytes of a PDF out. The same facts give the same bytes."""

from lms.workshops.prints.pdf.badges import BadgeSize, badges_pdf
from lms.workshops.prints.pdf.participants import participants_pdf
from lms.workshops.prints.pdf.payments import payments_pdf
from lms.workshops.prints.pdf.sign_in import sign_in_pdf
from lms.workshops.prints.pdf.timetable import timetable_pdf

__all__ = ["BadgeSize", "badges_pdf", "participants_pdf", "payments_pdf", "sign_in_pdf", "timetable_pdf"]
