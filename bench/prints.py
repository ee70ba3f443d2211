"""What the PDFs of courses cost: CPU seconds, and how many times a plain PDF of as many pages.

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

ROUNDS = 5
MOST_SECONDS = 3.0
MOST_BYTES = 2 * 1024 * 1024


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
                _show(name, draw)


def _show(name: str, draw: Callable[[], bytes]) -> None:
    body = draw()
    pages = len(pypdf.PdfReader(BytesIO(body)).pages)
    real, floor = _best(draw), _best(partial(_bare, pages))
    within = "within" if real < MOST_SECONDS and len(body) < MOST_BYTES else "OVER"
    sys.stdout.write(
        f"{name:<28} {pages:>4} pages {len(body) / 1024:>6.0f} KB {real:>6.2f} s CPU  {real / floor:>6.1f} x floor  ({within} 3 s and 2 MB)\n"
    )


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
