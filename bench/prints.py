"""What the PDFs of courses and workshops cost: CPU seconds, and how many times a plain PDF of as many pages.

The floor is ReportLab's canvas writing one line of text on each of as many pages, with the same fonts, in the same run.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from datetime import time as hour
from functools import partial
from io import BytesIO

import pypdf
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from lms.app import create_app
from lms.config import load_settings
from lms.courses.content import library
from lms.courses.prints.guide import guide_pdf
from lms.courses.prints.handout import handout_pdf
from lms.courses.prints.kit import kit_pdf
from lms.courses.prints.session import Session
from lms.paper.text import REGULAR
from lms.workshops.prints.pdf import BadgeSize, badges_pdf, participants_pdf, payments_pdf, sign_in_pdf
from lms.workshops.prints.rules import Attendance, Attended, Badge, BadgeRole, Occasion, Sheet, SheetRow, Terms

ROUNDS = 5
COURSE = (3.0, 2 * 1024 * 1024)
PAPER = (1.0, 300 * 1024)
"""Most CPU seconds and bytes of a print of courses, and of a paper of a workshop for forty people."""
PEOPLE = 40


def main() -> None:
    """Draw each kind of print several times and show the best of them."""
    with tempfile.TemporaryDirectory(prefix="relais-bench-") as folder:
        app = create_app(load_settings({"RELAIS_DATA_DIR": folder, "SECRET_KEY": "for the benchmark"}))
        with app.test_request_context("/fr/"):
            modules = tuple(library().modules.values())
            session = Session(modules=modules, duration="long", audience="security", language="fr", trainer="Aïssata TRAORÉ (personne inventée)",
                              place="Ségou", on=date(2026, 12, 1), starts=hour(8, 30))  # fmt: skip
            cases: dict[str, Callable[[], bytes]] = {
                "kit, three modules, a day": partial(kit_pdf, session, library=library()),
                "booklet": partial(handout_pdf, modules[0], language="fr", library=library()),
                "guide": partial(guide_pdf, modules[0], language="fr", library=library()),
            }
            for name, draw in cases.items():
                _show(name, draw, most=COURSE)
            for name, draw in _papers().items():
                _show(name, draw, most=PAPER)


def _papers() -> dict[str, Callable[[], bytes]]:
    """Return the papers of a workshop of invented people with long names."""
    name, job = "Aïssata Souleymane TRAORÉ dite KONATÉ", "Chargée de protection de l’enfant et de la famille"
    rows = [SheetRow(number, f"{name} {number}", job, "Direction régionale du travail", "K7M4PXQ", "F") for number in range(1, PEOPLE + 1)]
    occasion = Occasion("Programme", "Bailleur", "Ségou", date(2026, 12, 1), date(2026, 12, 3), True, False, "fr")
    badges = [Badge(BadgeRole.PARTICIPANT, row.name, row.function, row.institution, row.code, row.sex) for row in rows]
    attendance = Attendance(6, [Attended(row, half_days=5, days=3, open=0) for row in rows], [], None)
    return {
        "sign-in sheet, 40 people": partial(
            sign_in_pdf, [Sheet("SK7M4PXQ", date(2026, 12, 1), "morning", rows)], occasion, blanks=5, has_phones=True
        ),
        "badges, large": partial(badges_pdf, badges, occasion, BadgeSize.LARGE),
        "badges, small": partial(badges_pdf, badges, occasion, BadgeSize.SMALL),
        "list of participants": partial(participants_pdf, rows, occasion, has_phones=False),
        "per diem and transport": partial(payments_pdf, attendance, Terms(5000, 12500, 2, 7500), occasion),
    }


def _show(name: str, draw: Callable[[], bytes], *, most: tuple[float, int]) -> None:
    body = draw()
    pages = len(pypdf.PdfReader(BytesIO(body)).pages)
    real, floor = _best(draw), _best(partial(_bare, pages))
    seconds, size = most
    within = "within" if real < seconds and len(body) < size else "OVER"
    cost = f"{pages:>4} pages {len(body) / 1024:>6.0f} KB {real:>6.2f} s CPU  {real / floor:>6.1f} x floor"
    sys.stdout.write(f"{name:<28} {cost}  ({within} {seconds:.0f} s and {size // 1024} KB)\n")


def _best(draw: Callable[[], bytes]) -> float:
    taken = []
    for _round in range(ROUNDS):
        started = time.process_time()
        draw()
        taken.append(time.process_time() - started)
    return min(taken)


def _bare(pages: int) -> bytes:
    file = BytesIO()
    canvas = Canvas(file, pagesize=A4, pageCompression=1, invariant=1)
    for number in range(pages):
        canvas.setFont(REGULAR, 12)
        canvas.drawString(72, 720, f"Page {number + 1}")
        canvas.showPage()
    canvas.save()
    return file.getvalue()


if __name__ == "__main__":
    main()
