"""What pages of messages have in common, here and in the packages above that know more of a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import current_app, flash
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from lms import clock, queue
from lms.accounts.access import viewer
from lms.errors import Forbidden
from lms.i18n import LANGUAGES
from lms.workshops.access import workshop_to_organise
from lms.workshops.deeds import refuse_unless
from lms.workshops.messages import sending, services
from lms.workshops.messages.queries import Recipient
from lms.workshops.messages.rules import DEEDS, Kind, Message, Told, mail_link, sms_link, whatsapp_link
from lms.workshops.messages.services import Addressed, QueueSummary
from lms.workshops.models import Workshop


@dataclass(frozen=True)
class Line:
    """A person, and the addresses that open a message to them; None where they have no number or no e-mail, or whoever writes may not see it."""

    name: str
    whatsapp: str | None
    sms: str | None
    mail: str | None
    is_of_stranger: bool = False
    """They come from another workshop: their number and address are not shown."""


@dataclass(frozen=True)
class Mailing:
    """Whether messages are sent from here, and to how many of the people on the page."""

    state: str
    """As `how_it_is_sent` says."""
    to_send: int
    known: int
    """Who have had this message already."""
    without_address: int


def workshop_to_write_from(slug: str, kind: Kind = Kind.MISSING) -> Workshop:
    """Return a workshop to whose people the viewer may write this kind of message now. Raises NotFound, Forbidden or NotNow."""
    workshop = workshop_of_messages(slug)
    refuse_unless(workshop, DEEDS[kind])
    return workshop


def workshop_of_messages(slug: str) -> Workshop:
    """Return a workshop whose messages the viewer may look at, whatever its status. Raises NotFound or Forbidden."""
    refusal = _l("Only the organisers of this workshop write to its people. Ask the administrator if you are to be one of them.")
    return workshop_to_organise(slug, viewer(), refusal)


def how_it_is_sent(workshop: Workshop) -> str:
    """Return whether Relais sends messages of a workshop itself: `on`, `off`, or `demonstration`, whose people are invented."""
    if workshop.programme_row.is_demonstration:
        return "demonstration"
    return "on" if current_app.config["RELAIS_SETTINGS"].smtp else "off"


def queue_letters(workshop: Workshop, kind: Kind, occasion: str, letters: list[Addressed]) -> QueueSummary:
    """Have letters sent by mail. Raises Forbidden where nothing is sent."""
    refuse_unless_sending(workshop)
    return services.queue_messages(workshop=workshop, kind=kind, occasion=occasion, letters=letters, account_id=viewer().account_id, now=clock.now())


def tell_worker(summary: QueueSummary) -> None:
    """Have the worker begin, and say what it will do. After the transaction."""
    if summary.queued:
        queue.tell(sending.send_messages)
        flash(ngettext("%(num)d message is being sent.", "%(num)d messages are being sent.", summary.queued), "done")
    if summary.known:
        flash(ngettext("%(num)d person has had this message already and is not written to again.",
                       "%(num)d people have had this message already and are not written to again.", summary.known), "info")  # fmt: skip
    if summary.without_address:
        flash(ngettext("%(num)d person has no e-mail address: write to them by telephone.",
                       "%(num)d people have no e-mail address: write to them by telephone.", summary.without_address), "info")  # fmt: skip


def line_for(recipient: Recipient, message: Message) -> Line:
    """Return the addresses that open a message to somebody."""
    phone, email = recipient.phone_to_show, recipient.email_to_show
    return Line(
        name=recipient.name,
        whatsapp=whatsapp_link(phone, message.text) if phone else None,
        sms=sms_link(phone, message.sms) if phone else None,
        mail=mail_link(email, message.subject, message.text) if email else None,
        is_of_stranger=not recipient.is_known,
    )


def mailing_of(workshop: Workshop, people: Sequence[Recipient]) -> Mailing:
    """Return to how many of these people a message would be sent."""
    known, without = sum(one.is_written_to for one in people), sum(one.email is None for one in people)
    to_send = sum(one.email is not None and not one.is_written_to for one in people)
    return Mailing(state=how_it_is_sent(workshop), to_send=to_send, known=known, without_address=without)


def told_to_all(workshop: Workshop, old: tuple[date, date] | None = None) -> dict[str, Told]:
    """Return what messages of a workshop tell, by language, in the name of whoever is signed in. old: the days announced before."""
    return {language: services.told_of(workshop, language, organiser=viewer().name, old=old) for language in LANGUAGES}


def refuse_unless_sending(workshop: Workshop) -> None:
    """Raise Forbidden where nothing is sent."""
    if how_it_is_sent(workshop) != "on":
        raise Forbidden(_l("Relais sends no mail here. Copy the message, or open it in your own mail."))
