"""A certificate as a file of one page, from frozen facts."""

from collections.abc import Callable, Mapping

from lms.certificates.pdf.card import draw_card
from lms.certificates.pdf.framed import draw_framed
from lms.certificates.pdf.ornament import A4, CARD
from lms.certificates.pdf.plain import draw_plain
from lms.certificates.pdf.sheet import Sheet
from lms.certificates.rules.facts import Facts
from lms.certificates.rules.kinds import Kind, PaperFormat
from lms.paper.embedding import share_fonts
from lms.paper.tagged import TaggedPage

_DESIGNS: Mapping[str, Callable[[Sheet], None]] = {Kind.PARTICIPATION: draw_plain, Kind.TRAINER: draw_framed}


def certificate_pdf(facts: Facts, format: PaperFormat = PaperFormat.A4) -> bytes:
    """Return a certificate as a tagged PDF of one page (PDF/UA-1).

    It is printed in the languages of the facts, the first one large. The same facts give the same bytes.
    """
    language = facts.languages[0]
    page = TaggedPage(CARD if format is PaperFormat.CARD else A4, language=language)
    share_fonts(page.canvas._doc)
    (draw_card if format is PaperFormat.CARD else _DESIGNS[facts.kind])(Sheet(page, facts))
    return page.end(
        title=f"{facts.words[language].title} {facts.serial}",
        subject=facts.programme[language],
        languages=facts.languages,
        name=f"{facts.serial}/{facts.issue_number}/{format}",
        made_on=facts.issued_on,
    )
