"""What each participant of a workshop still needs for the certificate, and the thanks that say so: `workshops.messages` does not know it."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as BaseResponse

from lms import clock
from lms.accounts.access import Permission, requires, viewer
from lms.accounts.audit import note_reading
from lms.accounts.limits import facts_limit, needs_limit
from lms.certificates import standing
from lms.certificates.content import Design
from lms.certificates.wording import missing_lines, missing_summary
from lms.db import transactional
from lms.errors import NotFound
from lms.i18n import LANGUAGE_PREFIX, speaking
from lms.web.forms import Form
from lms.workshops.messages import pages, queries, wording
from lms.workshops.messages import services as messages
from lms.workshops.messages.queries import Recipient
from lms.workshops.messages.rules import Kind, Message, Missing, occasion_of
from lms.workshops.messages.services import Addressed
from lms.workshops.messages.sms import count_sms
from lms.workshops.models import Workshop

blueprint = Blueprint("missing", __name__, template_folder="templates", url_prefix=LANGUAGE_PREFIX)

KIND = Kind.MISSING


@dataclass(frozen=True)
class Wanting:
    """Somebody whose certificate still needs something."""

    recipient: Recipient
    lines: list[str]
    """In the language of the page."""
    letter: Missing
    """In the language in which they are written to."""


@blueprint.get("/workshops/<slug>/messages/missing")
@requires(Permission.MARK_ATTENDANCE)
@needs_limit
def show_missing(slug: str) -> str:
    workshop = pages.workshop_to_write_from(slug)
    note_reading(workshop.audit_subject)
    enrolled = _people(workshop)
    people = _known(enrolled)
    design = standing.main_design(workshop.programme)
    wanting = _wanting(workshop, people, design)
    mailing = pages.mailing_of(workshop, [one.recipient for one in wanting])
    return render_template("certificates/missing.html", workshop=workshop, design=design, people=len(people), wanting=wanting,
                           strangers=len(enrolled) - len(people), mailing=mailing, form=Form())  # fmt: skip


@blueprint.get("/workshops/<slug>/messages/missing/<code>")
@requires(Permission.MARK_ATTENDANCE)
@needs_limit
def show_letter(slug: str, code: str) -> str:
    workshop = pages.workshop_to_write_from(slug)
    note_reading(workshop.audit_subject)
    found = _wanting(workshop, _known(_people(workshop, only=code)), standing.main_design(workshop.programme))
    if not found:
        raise NotFound(_l("Nothing is missing for the certificate of this person, or they are not a participant. Go back to the list."))
    message = _letter(workshop, found[0])
    return render_template("certificates/missing-letter.html", workshop=workshop, person=found[0].recipient, message=message, wording=wording,
                           sms=count_sms(message.sms), line=pages.line_for(found[0].recipient, message))  # fmt: skip


@blueprint.post("/workshops/<slug>/messages/missing/send")
@requires(Permission.MARK_ATTENDANCE)
@facts_limit
def send_missing(slug: str) -> BaseResponse:
    with transactional():
        workshop = pages.workshop_to_write_from(slug)
        wanting = _wanting(workshop, _known(_people(workshop)), standing.main_design(workshop.programme))
        letters = [Addressed(one.recipient, _letter(workshop, one)) for one in wanting]
        summary = pages.queue_letters(workshop, KIND, _occasion(), letters)
    pages.tell_worker(summary)
    return redirect(url_for("messages.show_log", slug=slug))


def _occasion() -> str:
    return occasion_of(KIND, today=clock.local_day(clock.now()))


def _people(workshop: Workshop, *, only: str | None = None) -> list[Recipient]:
    return queries.recipients(workshop, KIND, _occasion(), only=only, reader=viewer())


def _known(people: Sequence[Recipient]) -> list[Recipient]:
    """Return those of whom the viewer may know what they have done: strangers hear from the workshop that counts for them."""
    return [one for one in people if one.is_known]


def _wanting(workshop: Workshop, people: Sequence[Recipient], design: Design) -> list[Wanting]:
    """Return those whose certificate still needs something, with what."""
    results_of = standing.results_of([one.person_id for one in people], workshop.programme, design)
    found = []
    for one in people:
        results = results_of[one.person_id]
        if lines := missing_lines(results):
            with speaking(one.language):
                found.append(Wanting(one, lines, Missing(tuple(missing_lines(results)), missing_summary(results))))
    return found


def _letter(workshop: Workshop, one: Wanting) -> Message:
    return messages.message_for(KIND, pages.told_to_all(workshop), one.recipient, missing=one.letter)
