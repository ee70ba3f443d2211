"""Pages of messages: what to copy, links that open it elsewhere, sending, and what became of it."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from lms import clock, queue
from lms.accounts.access import Permission, requires, viewer
from lms.accounts.audit import note_reading
from lms.accounts.limits import facts_limit
from lms.db import transactional
from lms.errors import NotFound
from lms.i18n import LANGUAGE_PREFIX, LANGUAGES
from lms.web.forms import Form
from lms.workshops.messages import queries, sending, services, wording
from lms.workshops.messages.content import wording as wording_of
from lms.workshops.messages.forms import OldDatesForm
from lms.workshops.messages.pages import (
    how_it_is_sent,
    line_for,
    mailing_of,
    queue_letters,
    refuse_unless_sending,
    tell_worker,
    told_to_all,
    workshop_of_messages,
    workshop_to_write_from,
)
from lms.workshops.messages.rules import DEEDS, Kind, Message, State, Told, occasion_of, write
from lms.workshops.messages.services import Addressed
from lms.workshops.messages.sms import SmsCount, count_sms
from lms.workshops.models import Workshop
from lms.workshops.plan.rules.status import WorkshopStatus, allows
from lms.workshops.plan.wording import STATUS_MEANS

blueprint = Blueprint("messages", __name__, template_folder="templates", url_prefix=LANGUAGE_PREFIX)


@dataclass(frozen=True)
class GroupText:
    """A message to a group, in one language."""

    language: str
    message: Message
    sms: SmsCount


@blueprint.get("/workshops/<slug>/messages")
@requires(Permission.MARK_ATTENDANCE)
def list_kinds(slug: str) -> str:
    workshop = workshop_of_messages(slug)
    numbers, states = queries.numbers_of_recipients(workshop), queries.numbers_by_state(workshop)
    return render_template("workshops/messages/kinds.html", workshop=workshop, numbers=numbers, states=states, wording=wording, Kind=Kind,
                           sending=how_it_is_sent(workshop), open_kinds=[kind for kind in Kind if allows(workshop.status, DEEDS[kind])],
                           status_means=STATUS_MEANS[WorkshopStatus(workshop.status)])  # fmt: skip


@blueprint.get("/workshops/<slug>/messages/<kind>")
@requires(Permission.MARK_ATTENDANCE)
def show_message(slug: str, kind: str) -> str | tuple[str, int]:
    found = _kind_or_404(kind)
    workshop = workshop_to_write_from(slug, found)
    form = OldDatesForm(request.args) if found is Kind.DATE_CHANGE else None
    if form is not None and not (request.args and form.validate()):
        page = render_template("workshops/messages/old-dates.html", workshop=workshop, form=form if request.args else OldDatesForm(formdata=None))
        return (page, 422) if request.args else page
    note_reading(workshop.audit_subject)
    told = told_to_all(workshop, form.days if form else None)
    people = queries.recipients(workshop, found, _occasion(workshop, found, form.days if form else None), reader=viewer())
    return render_template(
        "workshops/messages/message.html", workshop=workshop, kind=found, wording=wording, texts=_group_texts(found, told),
        lines=[line_for(one, services.message_for(found, told, one)) for one in people], form=Form(), old=form, mailing=mailing_of(workshop, people),
        phones=list(dict.fromkeys(one.phone_to_show for one in people if one.phone_to_show)),
        emails=list(dict.fromkeys(one.email_to_show for one in people if one.email_to_show)),
    )  # fmt: skip


@blueprint.post("/workshops/<slug>/messages/<kind>/send")
@requires(Permission.MARK_ATTENDANCE)
@facts_limit
def send_messages(slug: str, kind: str) -> BaseResponse:
    found, dates = _kind_or_404(kind), OldDatesForm(request.args) if kind == Kind.DATE_CHANGE else None
    if dates is not None and not dates.validate():
        raise NotFound(_l("The dates that were announced before are missing. Go back to the messages and enter them."))
    old = dates.days if dates else None
    with transactional():
        workshop = workshop_to_write_from(slug, found)
        told = told_to_all(workshop, old)
        occasion = _occasion(workshop, found, old)
        letters = [Addressed(one, services.message_for(found, told, one)) for one in queries.recipients(workshop, found, occasion)]
        summary = queue_letters(workshop, found, occasion, letters)
    tell_worker(summary)
    return redirect(url_for("messages.show_log", slug=slug))


@blueprint.get("/workshops/<slug>/messages/sent")
@requires(Permission.MARK_ATTENDANCE)
def show_log(slug: str) -> str:
    workshop = workshop_of_messages(slug)
    note_reading(workshop.audit_subject)
    lines = queries.log_of(workshop)
    waiting = sum(line.state == State.QUEUED for line in lines)
    return render_template("workshops/messages/log.html", workshop=workshop, lines=lines, waiting=waiting, wording=wording, form=Form(),
                           sending=how_it_is_sent(workshop))  # fmt: skip


@blueprint.post("/workshops/<slug>/messages/sent/<uuid:message_id>/again")
@requires(Permission.MARK_ATTENDANCE)
@facts_limit
def send_again(slug: str, message_id: UUID) -> BaseResponse:
    with transactional():
        workshop = workshop_of_messages(slug)
        refuse_unless_sending(workshop)
        services.send_again(workshop=workshop, message_id=message_id, account_id=viewer().account_id, now=clock.now())
    queue.tell(sending.send_messages)
    flash(_("The message is sent again."), "done")
    return redirect(url_for("messages.show_log", slug=slug))


@blueprint.post("/workshops/<slug>/messages/sent/<uuid:message_id>/arrived")
@requires(Permission.MARK_ATTENDANCE)
@facts_limit
def note_arrived(slug: str, message_id: UUID) -> BaseResponse:
    with transactional():
        workshop = workshop_of_messages(slug)
        services.note_arrived(workshop=workshop, message_id=message_id, account_id=viewer().account_id, now=clock.now())
    flash(_("The message is noted as sent."), "done")
    return redirect(url_for("messages.show_log", slug=slug))


@blueprint.post("/workshops/<slug>/messages/sent/withdraw")
@requires(Permission.MARK_ATTENDANCE)
@facts_limit
def withdraw_waiting(slug: str) -> BaseResponse:
    with transactional():
        workshop = workshop_of_messages(slug)
        number = services.withdraw_waiting(workshop=workshop, account_id=viewer().account_id, now=clock.now())
    if number:
        flash(
            ngettext("%(num)d message was withdrawn and will not be sent.", "%(num)d messages were withdrawn and will not be sent.", number), "done"
        )
    else:
        flash(_("No message was waiting any more."), "info")
    return redirect(url_for("messages.show_log", slug=slug))


def _kind_or_404(text: str) -> Kind:
    if text not in set(Kind) or text == Kind.MISSING:
        raise NotFound(_l("There is no such message. Choose one in the list of messages."))
    return Kind(text)


def _occasion(workshop: Workshop, kind: Kind, old: tuple[date, date] | None) -> str:
    return occasion_of(kind, today=clock.local_day(clock.now()), old=old, new=(workshop.starts_on, workshop.ends_on))


def _group_texts(kind: Kind, told: dict[str, Told]) -> list[GroupText]:
    messages = {language: write(kind, wording_of()[language], told[language]) for language in LANGUAGES}
    return [GroupText(language, message, count_sms(message.sms)) for language, message in messages.items()]
