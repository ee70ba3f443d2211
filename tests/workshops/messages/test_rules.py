"""Texts, links, occasions and waits. Everybody named here is invented."""

from datetime import date, timedelta
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID

import pytest

from lms.config import ROOT
from lms.workshops.messages.content import load_wording
from lms.workshops.messages.rules import (
    Kind,
    Missing,
    Period,
    Reader,
    Told,
    mail_link,
    message_id_of,
    next_try,
    occasion_of,
    sms_letters,
    sms_link,
    whatsapp_link,
    write,
)
from lms.workshops.messages.sms import GSM, count_sms

WORDING = load_wording(ROOT / "workshops" / "messages")
FRENCH = Told(programme="Programme d’essai", place="Ségou", venue="", period=Period("13", "15 septembre 2026"), organiser="Awa TRAORÉ",
              old_period=Period("6", "8 septembre 2026"))  # fmt: skip
ENGLISH = Told(programme="Test programme", place="Ségou", venue="", period=Period("13", "15 September 2026"), organiser="Awa TRAORÉ",
               old_period=Period("6", "8 September 2026"))  # fmt: skip
TOLD = {"fr": FRENCH, "en": ENGLISH}
MISSING = Missing(lines=("Attendance: 2 more half-days", "Quiz of “SOP 1”: not taken yet"), summary="2 half-days, 1 quiz")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", Kind)
def test_nothing_is_left_in_braces_and_nobody_is_told_to_come_nowhere(kind: Kind, language: str) -> None:
    message = write(kind, WORDING[language], TOLD[language], Reader("Aïssata Souleymane TRAORÉ dite KONATÉ", "F"), missing=MISSING)
    for text in (message.subject, message.text, message.sms):
        assert "{" not in text
        assert "}" not in text
    assert "Ségou" in message.text
    assert "Aïssata Souleymane TRAORÉ dite KONATÉ" in message.text
    assert "Awa TRAORÉ" in message.text


@pytest.mark.parametrize(("sex", "greeting"), [("F", "Madame Awa KEÏTA,"), ("M", "Monsieur Awa KEÏTA,"), ("N", "Bonjour Awa KEÏTA,")])
def test_people_are_greeted_as_the_roster_says(sex: str, greeting: str) -> None:
    assert write(Kind.REMINDER, WORDING["fr"], FRENCH, Reader("Awa KEÏTA", sex)).text.startswith(f"{greeting}\n\n")


def test_a_group_is_greeted_as_one_and_an_sms_to_it_has_no_greeting() -> None:
    message = write(Kind.REMINDER, WORDING["fr"], FRENCH)
    assert message.text.startswith("Mesdames, Messieurs,")
    assert message.sms.startswith("Rappel")


def test_a_change_of_dates_says_the_old_ones_and_the_new_ones() -> None:
    message = write(Kind.DATE_CHANGE, WORDING["fr"], FRENCH)
    assert "Dates annoncées\u00a0: du 6 au 8 septembre 2026." in message.text
    assert "Nouvelles dates\u00a0: du 13 au 15 septembre 2026." in message.text
    assert "du 6 au 8 septembre 2026" in message.sms


def test_one_day_is_not_written_as_a_period() -> None:
    day = Told(programme="P", place="Kayes", venue="", period=Period("1er octobre 2026", "1er octobre 2026"), organiser="A B")
    assert "à Kayes le 1er octobre 2026" in write(Kind.INVITATION, WORDING["fr"], day).text


@pytest.mark.parametrize(("venue", "words"), [("Hôtel du Fleuve, salle B.", "Lieu\u00a0: Hôtel du Fleuve, salle B."), ("", "sera communiqué")])
def test_the_venue_is_named_or_promised(venue: str, words: str) -> None:
    told = Told(programme="P", place="Mopti", venue=venue, period=Period("1", "3 mai 2026"), organiser="A B")
    assert words in write(Kind.INVITATION, WORDING["fr"], told).text


def test_what_is_missing_stands_line_by_line_in_the_letter_and_in_a_few_words_in_the_sms() -> None:
    message = write(Kind.MISSING, WORDING["en"], ENGLISH, Reader("Awa KEÏTA", "F"), missing=MISSING)
    assert "\n- Attendance: 2 more half-days\n- Quiz of “SOP 1”: not taken yet\n" in message.text
    assert "2 half-days, 1 quiz" in message.sms
    assert "\n" not in message.sms


def test_braces_in_a_name_are_only_letters() -> None:
    assert "{place} {0}" in write(Kind.THANKS, WORDING["fr"], FRENCH, Reader("{place} {0}", "N")).text


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("kind", [kind for kind in Kind if kind is not Kind.MISSING])
def test_our_own_words_never_cost_an_sms_two_bytes_a_letter(kind: Kind, language: str) -> None:
    counted = count_sms(write(kind, WORDING[language], TOLD[language]).sms)
    assert (counted.encoding, counted.foreign) == (GSM, ())
    assert counted.segments <= 2


def test_no_accent_is_lost_on_the_way_to_a_telephone() -> None:
    assert sms_letters("L’été «\u00a0à Ségou\u00a0», “déjà”…\u202f!") == 'L\'été "à Ségou", "déjà"... !'


def test_a_message_in_whatsapp_is_the_message() -> None:
    text = write(Kind.INVITATION, WORDING["fr"], FRENCH, Reader("Awa & Fils+1", "F")).text
    link = urlsplit(whatsapp_link("+22370000001", text))
    assert (link.netloc, link.path) == ("wa.me", "/22370000001")
    assert parse_qs(link.query, strict_parsing=True) == {"text": [text]}


def test_a_message_in_a_mail_is_the_message_with_the_line_breaks_of_mail() -> None:
    link = urlsplit(mail_link("awa+mrn@example.org", "Été & suite", "a\nb & c"))
    assert (link.scheme, unquote(link.path)) == ("mailto", "awa+mrn@example.org")
    assert parse_qs(link.query) == {"subject": ["Été & suite"], "body": ["a\r\nb & c"]}


def test_an_address_cannot_add_other_readers_to_a_mail() -> None:
    assert "?bcc" not in mail_link("awa@example.org?bcc=autre@example.org", "S", "T")


def test_a_message_in_an_sms_is_the_message() -> None:
    link = urlsplit(sms_link("+22370000001", "à Ségou & Gao"))
    assert (link.path, parse_qs(link.query)) == ("+22370000001", {"body": ["à Ségou & Gao"]})


TODAY, OLD, NEW = date(2026, 11, 21), (date(2026, 12, 1), date(2026, 12, 3)), (date(2026, 12, 8), date(2026, 12, 10))


def test_an_invitation_and_thanks_come_once_a_reminder_once_a_day_a_change_once_for_its_dates() -> None:
    tomorrow = TODAY + timedelta(days=1)
    for kind in (Kind.INVITATION, Kind.THANKS):
        assert occasion_of(kind, today=TODAY) == occasion_of(kind, today=tomorrow)
    for kind in (Kind.REMINDER, Kind.MISSING):
        assert occasion_of(kind, today=TODAY) != occasion_of(kind, today=tomorrow)
    change = occasion_of(Kind.DATE_CHANGE, today=TODAY, old=OLD, new=NEW)
    assert change == occasion_of(Kind.DATE_CHANGE, today=tomorrow, old=OLD, new=NEW)
    assert change != occasion_of(Kind.DATE_CHANGE, today=TODAY, old=NEW, new=OLD)


def test_a_message_has_one_message_id_for_life_and_it_names_nobody() -> None:
    key = {"workshop_id": UUID(int=1), "person_id": UUID(int=2), "kind": "reminder", "channel": "mail", "occasion": "2026-11-21"}
    first = message_id_of(**key, domain="example.org")  # type: ignore[arg-type]
    assert first == message_id_of(**key, domain="example.org")  # type: ignore[arg-type]
    assert first.endswith("@example.org>")
    for name, other in {"workshop_id": UUID(int=3), "person_id": UUID(int=3), "kind": "thanks", "occasion": "2026-11-22"}.items():
        assert message_id_of(**{**key, name: other}, domain="example.org") != first  # type: ignore[arg-type]


def test_waits_grow_and_end() -> None:
    waits = [next_try(tries) for tries in range(1, 7)]
    assert waits[-1] is None
    given = [wait for wait in waits if wait]
    assert len(given) == 5
    assert given == sorted(given)
