"""What it costs to issue the certificates of a workshop: CPU seconds, and how many times as many bare documents.

Each of 220 invented people gets one document: drawn, tagged, signed, put into SQLite, in one process. The floor is ReportLab's canvas writing
one line of text on the one page of as many documents, with its own settings, in the same run.
"""

import hashlib
import random
import sqlite3
import sys
import time
from collections.abc import Callable
from datetime import date
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from lms.certificates.content import load_designs
from lms.certificates.pdf import certificate_pdf
from lms.certificates.proof.keys import Key, Use, new_key
from lms.certificates.proof.signing import signed_by
from lms.certificates.rules.facts import Facts
from lms.certificates.rules.kinds import Kind, PaperFormat
from lms.certificates.rules.serials import new_serial
from lms.config import ROOT

PEOPLE = 220
ROUNDS = 8
MOST = 8.0
"""How many times the floor it may cost."""
_GIVEN = ("Aïssata", "Souleymane", "Fatoumata", "Oumar", "Kadiatou", "Ibrahim", "N’Golo", "Mariam", "Moussa", "Adama", "Ŋɔlɔ")
_FAMILY = ("TRAORÉ", "KONATÉ", "DIAKITÉ", "COULIBALY", "SANGARÉ", "DIALLO", "KEÏTA dite CISSÉ", "TOURÉ", "AG MOHAMED", "ONGOÏBA")


def main() -> None:
    """Issue the certificates several times and show the best of them for each kind of paper."""
    key = new_key(Use.TEST, date(2026, 1, 1))
    for kind in Kind:
        for languages in (("fr",), ("fr", "en")):
            for form in PaperFormat:
                facts = _people(kind, languages)
                cost, floor = _compared(lambda facts=facts, form=form: _issue(facts, key, form))  # type: ignore[misc]  # of this turn of the loop
                size = len(certificate_pdf(signed_by(key, facts[0], code=bytes(8)), form)) / 1024
                within = "within" if cost / floor <= MOST else "OVER"
                name = f"{kind}, {form}, {' and '.join(languages)}"
                sys.stdout.write(f"{name:<32} {cost:>5.2f} s CPU {1000 * cost / PEOPLE:>5.1f} ms each {size:>4.0f} KB "
                                 f"{cost / floor:>5.1f} x floor  ({within} {MOST:.0f})\n")  # fmt: skip


def _people(kind: Kind, languages: tuple[str, ...]) -> list[Facts]:
    """Return what would be frozen for each person, all of them invented."""
    draw = random.Random(1)
    words = load_designs(ROOT / "certificates")[kind].words
    modules = ("Cadre juridique et mécanisme national", "Identifier et protéger les victimes", "Former et transmettre")
    found = []
    for _number in range(PEOPLE):
        serial = new_serial(kind, 2026, draw.choice)
        found.append(Facts(
            kind=kind, design=kind, requirements_version=1, serial=serial, issued_on=date(2026, 11, 21),
            full_name=f"{draw.choice(_GIVEN)} {draw.choice(_GIVEN)} {draw.choice(_FAMILY)}",
            programme=dict.fromkeys(languages, "Mécanisme national de référencement (essai)"),
            funders=dict.fromkeys(languages, "Avec l’appui d’un bailleur inventé."), place="Ségou", starts_on=date(2026, 11, 17),
            ends_on=date(2026, 11, 19), modules=tuple(dict.fromkeys(languages, title) for title in modules), words=words,
            is_demonstration=False, languages=languages, attended=6, planned=6, address=f"https://relais.example.org/v/{serial}",
        ))  # fmt: skip
    return found


def _issue(people: list[Facts], key: Key, form: PaperFormat) -> None:
    draw = random.Random(2)
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE paper (serial TEXT PRIMARY KEY, sha256 TEXT NOT NULL, content BLOB NOT NULL)")
    for facts in people:
        content = certificate_pdf(signed_by(key, facts, code=draw.randbytes(8)), form)
        database.execute("INSERT INTO paper VALUES (?, ?, ?)", (facts.serial, hashlib.sha256(content).hexdigest(), content))
    database.commit()
    database.close()


def _bare() -> None:
    for number in range(PEOPLE):
        canvas = Canvas(BytesIO(), pagesize=A4)
        canvas.drawString(72, 720, f"Certificate {number + 1}")
        canvas.showPage()
        canvas.save()


def _compared(work: Callable[[], None]) -> tuple[float, float]:
    """Return the CPU seconds of some work and of the floor, the best of rounds that take turns: what else the machine does slows both."""
    taken, floor = [], []
    for _round in range(ROUNDS):
        taken.append(_seconds(work))
        floor.append(_seconds(_bare))
    return min(taken), min(floor)


def _seconds(work: Callable[[], None]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


if __name__ == "__main__":
    main()
