"""What it costs to issue the certificates of a workshop: CPU seconds, and how many times as many bare documents.

Each of 220 invented people who are ready is issued one as the pages and the command do it: the paper drawn and tagged, its code signed,
everything kept in SQLite on a disk with a line in the audit. The card, which is drawn when it is asked for, is measured apart. The
floor is ReportLab's canvas writing one line of text on the one page of as many documents, with its own settings, in the same run.
"""

import gc
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from statistics import fmean

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import delete, select

from bench.data import WORKSHOP, prepare
from lms import clock
from lms.accounts import services as accounts
from lms.accounts.models import Account
from lms.certificates import queries
from lms.certificates.content import Design
from lms.certificates.models import Certificate, CertificatePaper
from lms.certificates.pdf import certificate_pdf
from lms.certificates.rules.facts import Facts
from lms.certificates.rules.kinds import Kind, PaperFormat
from lms.certificates.services.batches import Progress, issue_ready
from lms.certificates.standing import design_of_kind
from lms.config import load_settings
from lms.db import db, transactional
from lms.demo.services import PROGRAMME
from lms.identifiers import new_id
from lms.journal import services as journal
from lms.workshops.facts import attendance_marked
from lms.workshops.models import Enrolment, HalfDay, Workshop
from lms.workshops.rules import Marker, Source, Status

PEOPLE = 220
HALF_DAYS = 6
ROUNDS = 6
MOST = 8.0
"""How many times the floor it may cost."""
_AS_LONG = 8


def main() -> None:
    """Issue the certificates several times and show the best of them for each kind of paper."""
    with _workshop_of_ready_people() as workshop:
        required = design_of_kind(PROGRAMME, Kind.PARTICIPATION).versions  # attendance: looking up more is not what is measured
        for kind in Kind:
            for languages in (("fr",), ("fr", "en")):
                _compare(workshop, replace(design_of_kind(PROGRAMME, kind), versions=required), languages)


def _compare(workshop: Workshop, design: Design, languages: tuple[str, ...]) -> None:
    issuing, drawing, floor = [], [], []
    for _round in range(ROUNDS):  # they take turns: what else the machine does slows all
        _take_back()
        steps = issue_ready(workshop, design, account_id=None, now=clock.now(), languages=languages)
        assert next(steps).total == PEOPLE  # who is ready has been looked up
        issuing.append(_seconds(lambda steps=steps: _finish(steps)))  # type: ignore[misc]  # of this turn of the loop
        issued = [queries.facts_of(one) for one in db.session.scalars(select(Certificate).where(Certificate.programme == PROGRAMME))]
        drawing.append(_seconds(lambda issued=issued: _draw_cards(issued)))  # type: ignore[misc]  # of this turn of the loop
        floor.append(_seconds(_bare_again_and_again) / _AS_LONG)
    kilobytes = fmean(len(content) for content in db.session.scalars(select(CertificatePaper.content))) / 1024
    name = f"{design.kind}, {' and '.join(languages)}"
    _show(f"{name}, issued", min(issuing), min(floor), kilobytes)
    _show(f"{name}, card", min(drawing), min(floor), len(certificate_pdf(issued[0], PaperFormat.CARD)) / 1024)


def _show(name: str, seconds: float, floor: float, kilobytes: float) -> None:
    ratio = seconds / floor
    sys.stdout.write(f"{name:<34} {seconds:>5.2f} s CPU {1000 * seconds / PEOPLE:>5.1f} ms each {kilobytes:>4.0f} KB {ratio:>5.1f} x floor"
                     f"  ({'within' if ratio <= MOST else 'OVER'} {MOST:.0f})\n")  # fmt: skip
    sys.stdout.flush()


def _finish(steps: Iterator[Progress]) -> None:
    *_before, last = steps
    assert len(last.issued) == PEOPLE


def _draw_cards(issued: list[Facts]) -> None:
    for facts in issued:
        certificate_pdf(facts, PaperFormat.CARD)


def _bare() -> None:
    for number in range(PEOPLE):
        canvas = Canvas(BytesIO(), pagesize=A4)
        canvas.drawString(72, 720, f"Certificate {number + 1}")
        canvas.showPage()
        canvas.save()


def _bare_again_and_again() -> None:
    """Make the bare documents so often that it takes as long as issuing: a short measure would more easily fall into a quiet moment."""
    for _time in range(_AS_LONG):
        _bare()


@contextmanager
def _workshop_of_ready_people() -> Iterator[Workshop]:
    """Make a workshop whose participants attended every half-day."""
    with tempfile.TemporaryDirectory(prefix="relais-bench-") as folder:
        environ = {"RELAIS_DATA_DIR": folder, "RELAIS_DEMO": "1", "SECRET_KEY": "for the benchmark", "DATABASE_URL": ""}
        app = prepare(load_settings(environ), half_days=HALF_DAYS, people=PEOPLE)
        with app.app_context():
            workshop = db.session.scalars(select(Workshop).where(Workshop.slug == WORKSHOP)).one()
            _take_back()
            with transactional():
                actor = accounts.account_of("organisation@demo.example")
                assert actor
                _attend(workshop, actor)
            gc.collect()
            gc.freeze()  # as the server does
            yield workshop
            db.session.remove()
            db.engine.dispose()


def _attend(workshop: Workshop, actor: Account) -> None:
    now = clock.now()
    enrolments = db.session.scalars(select(Enrolment.id).where(Enrolment.workshop_id == workshop.id)).all()
    half_days = db.session.scalars(select(HalfDay.id).where(HalfDay.workshop_id == workshop.id)).all()
    journal.record_all(
        [attendance_marked(id=new_id(now), enrolment_id=enrolment, half_day_id=half_day, status=Status.PRESENT, source=Source.SCREEN, replaces=(),
                           programme=PROGRAMME, by=Marker(actor.id), said_at=now)
         for enrolment in enrolments for half_day in half_days],
        now=now,
    )  # fmt: skip


@transactional()
def _take_back() -> None:
    """Leave nobody with a certificate, those of the demonstration included."""
    for table in (CertificatePaper, Certificate):
        db.session.execute(delete(table))


def _seconds(work: Callable[[], None]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


if __name__ == "__main__":
    main()
