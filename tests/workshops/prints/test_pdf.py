"""Papers drawn, then read back as a reader, a printer and a telephone would."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pypdfium2
import pytest
import zxingcpp
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL.Image import Image

from lms.accounts.codes import spelt
from lms.workshops.prints.pdf import BadgeSize, badges_pdf, participants_pdf, payments_pdf, sign_in_pdf, timetable_pdf
from lms.workshops.prints.rules import (
    Attendance,
    Attended,
    Badge,
    BadgeRole,
    OpenHalfDay,
    SheetRow,
    Terms,
    TimetableHalfDay,
    TimetableSession,
)
from tests.paper.geometry import letters, struck_through
from tests.paper.reading import fonts, ink, opened, outline, squeezed, words
from tests.workshops.prints.papers import LONG, LONG_WORK, ODD_NAMES, code, occasion, people, sheet

PEOPLE = people()
DAYS = (date(2022, 9, 29), date(2022, 9, 30), date(2022, 10, 1))
TERMS = Terms(per_half_day=5000, per_night=12500, nights=2, transport=7500)
ROLES = (BadgeRole.TRAINER, BadgeRole.OBSERVER, BadgeRole.ORGANISER)


@pytest.fixture(autouse=True, scope="module")
def in_the_application(built_app: Flask) -> Iterator[None]:
    with built_app.app_context():
        yield


def signed(rows: list[SheetRow] = PEOPLE, *, blanks: int = 5, has_phones: bool = False, language: str = "en") -> bytes:
    return sign_in_pdf([sheet(rows)], occasion(language), blanks=blanks, has_phones=has_phones)


def listed(rows: list[SheetRow] = PEOPLE, *, has_phones: bool = False, language: str = "en") -> bytes:
    return participants_pdf(rows, occasion(language), has_phones=has_phones)


def attendance(rows: list[SheetRow] = PEOPLE, *, open_half_days: int = 0) -> Attendance:
    counts = [(row, row.number % 7 if not open_half_days else 3) for row in rows]
    ones = [Attended(row, half_days=half_days, days=(half_days + 1) // 2, open=open_half_days, travels=row.number != 6) for row, half_days in counts]
    missing = [OpenHalfDay(DAYS[2], "afternoon", len(rows))] if open_half_days else []
    return Attendance(planned=6, people=ones, open_half_days=missing, recorded_at=datetime(2022, 10, 1, 16, 40, tzinfo=UTC))


def paid(rows: list[SheetRow] = PEOPLE, *, language: str = "en", terms: Terms = TERMS, open_half_days: int = 0) -> bytes:
    return payments_pdf(attendance(rows, open_half_days=open_half_days), terms, occasion(language))


def planned(language: str = "en") -> bytes:
    sessions = (
        TimetableSession(time(8, 30), time(10), "Plenary", "Opening of the workshop, and what is expected of everybody until the last day", LONG),
        TimetableSession(time(10, 15), time(12, 30), "Group work", "Case study", ""),
    )
    half_days = [[TimetableHalfDay(day, "morning", sessions if day is DAYS[0] else ()), TimetableHalfDay(day, "afternoon")] for day in DAYS]
    return timetable_pdf(half_days, occasion(language))


def badged(rows: list[SheetRow] = PEOPLE, *, size: BadgeSize = BadgeSize.LARGE, language: str = "en") -> bytes:
    team = [Badge(role, f"Équipe NOM{number}", "Magistrate", "Committee", code(900 + number), "F") for number, role in enumerate(ROLES)]
    others = [Badge(BadgeRole.PARTICIPANT, row.name, row.function, row.institution, row.code, row.sex) for row in rows]
    return badges_pdf([*team, *others, Badge(BadgeRole.PARTICIPANT)], occasion(language), size)


DRAWINGS: dict[str, Callable[..., bytes]] = {"sign-in": signed, "participants": listed, "payments": paid, "timetable": planned, "badges": badged}
LEDGERS = [signed, listed, paid]


def pages_of(pdf: bytes) -> list[str]:
    return [words(pdf, page) for page in range(len(opened(pdf).pages))]


def rendered(pdf: bytes, page: int, dots_per_inch: int) -> Image:
    image: Image = pypdfium2.PdfDocument(pdf)[page].render(scale=dots_per_inch / 72).to_pil()
    return image


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", DRAWINGS)
def test_a_paper_is_small_with_its_fonts_inside_and_the_same_every_time(name: str, language: str) -> None:
    pdf = DRAWINGS[name](language=language)
    assert pdf == DRAWINGS[name](language=language)
    assert len(pdf) < 300_000
    assert all("+Relais" in font for font in fonts(pdf))
    assert all(ink(pdf, page) < (0.15 if name == "badges" else 0.08) for page in range(2))


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("name", DRAWINGS)
def test_a_file_names_nobody_without_being_opened(name: str, language: str) -> None:
    reader = opened(DRAWINGS[name](language=language))
    metadata = reader.metadata
    assert metadata is not None
    said = " ".join(str(value) for value in metadata.values())
    assert "NOM" not in said
    assert not any(odd in said for odd in ODD_NAMES)
    assert (metadata.subject, metadata.author, metadata.creator) == ("Programme d’essai", "", "")
    assert reader.trailer["/Root"]["/Lang"] == language


@pytest.mark.parametrize("name", DRAWINGS)
def test_every_sheet_says_what_it_belongs_to(name: str) -> None:
    for page in pages_of(DRAWINGS[name]()):
        assert "Programme d’essai" in page
        assert "Ségou" in page
        assert name == "badges" or "Bailleur inventé" in page


def test_french_dates_and_amounts_are_written_as_french_is() -> None:
    assert "Samedi 1er octobre 2022" in words(signed(language="fr"))
    text = opened(paid(language="fr")).pages[0].extract_text()
    assert "12\u202f500" in text
    assert "62\u202f500" in text  # six half-days, two nights, transport
    assert "12,500" in words(paid())


@pytest.mark.parametrize("draw", LEDGERS)
def test_everybody_has_one_row_whole(draw: Callable[..., bytes]) -> None:
    text = squeezed("".join(pages_of(draw())))
    for row in PEOPLE:
        assert squeezed(row.name) in text, row.name
    for number in range(len(ODD_NAMES) + 1, 41):
        assert text.count(f"PrénomNOM{number:03}") == 1


@pytest.mark.parametrize("draw", LEDGERS)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_letter_leaves_its_cell(draw: Callable[..., bytes], language: str) -> None:
    rows = [replace(row, function=LONG_WORK, institution=LONG_WORK, place="Gourma-Rharous-le-Grand") for row in PEOPLE]
    for pdf in (draw(rows, language=language), *([draw(rows, has_phones=True, language=language)] if draw is not paid else [])):
        for page in range(len(opened(pdf).pages)):
            assert struck_through(pdf, page) == []


def test_no_letter_of_a_timetable_leaves_its_cell() -> None:
    assert [struck_through(planned(), page) for page in range(3)] == [[], [], []]


def test_a_sign_in_sheet_bears_its_code_and_its_number_on_each_page() -> None:
    pages = pages_of(signed())
    assert len(pages) == 2
    for number, page in enumerate(pages, start=1):
        assert page.count(spelt(sheet(PEOPLE).code)) == 1
        assert f"{number}/2" in page
        assert page.count("Signature") == 1
        assert "Saturday 1 October 2022, morning" in page
        assert "Workshop in Ségou, from 29 September to 1 October 2022" in page


def test_rows_are_numbered_on_into_the_empty_ones() -> None:
    text = " ".join(pages_of(signed(PEOPLE[:12], blanks=3)))
    assert re.search(r"\b12 Prénom NOM012\b", text)
    after = text[text.index("without being enrolled") :]
    assert [number for number in re.findall(r"\b1[0-9]\b", after) if number != "12"][:3] == ["13", "14", "15"]
    assert "without being enrolled" not in " ".join(pages_of(signed(PEOPLE[:12], blanks=0)))


def test_a_sheet_for_a_room_of_nobody_has_room_to_write() -> None:
    (page,) = pages_of(signed([], blanks=4))
    assert "1 2 3 4" in page


def test_sheets_of_a_day_are_numbered_each_for_itself() -> None:
    second = replace(sheet(PEOPLE[:3], "B"), part="afternoon")
    pdf = sign_in_pdf([sheet(PEOPLE), second], occasion(), blanks=5, has_phones=False)
    pages = pages_of(pdf)
    assert [re.findall(r"\d/\d", page)[-1] for page in pages] == ["1/2", "2/2", "1/1"]
    assert spelt(second.code) in pages[2]
    assert outline(pdf) == ["Sign-in sheet, Saturday 1 October 2022, morning", "Sign-in sheet, Saturday 1 October 2022, afternoon"]


@pytest.mark.parametrize("draw", [signed, listed])
def test_phones_stand_there_only_when_asked(draw: Callable[..., bytes]) -> None:
    assert "70 00 00 01" not in words(draw())
    assert words(draw(has_phones=True)).count("70 00 00 01") == 40


def test_sex_is_a_letter_of_the_language() -> None:
    row = replace(people(1, ["Zié"])[0], sex="M", function="", institution="")
    assert "1 Zié H " in words(signed([row], blanks=0, language="fr"))
    assert "1 Zié M " in words(signed([row], blanks=0))


def test_a_list_of_participants_counts_them() -> None:
    assert "40 participants (women: 13, men: 14, not stated: 13)" in words(listed())
    stated = [replace(row, sex="F" if row.number % 2 else "M") for row in PEOPLE]
    assert "40 participants (women: 20, men: 20)" in words(listed(stated))
    assert "Nobody is enrolled yet" in words(listed([]))


def test_a_demonstration_says_so() -> None:
    said = "Demonstration: these people are invented."
    for is_demonstration in (True, False):
        pdf = sign_in_pdf([sheet(PEOPLE)], occasion(is_demonstration=is_demonstration), blanks=0, has_phones=False)
        assert all((said in page) == is_demonstration for page in pages_of(pdf))


def test_dates_given_as_an_example_say_so() -> None:
    example = replace(occasion(), is_date_published=False)
    assert "(dates given as an example)" in words(participants_pdf(PEOPLE, example, has_phones=False))


def test_a_workshop_of_one_day_has_one_date() -> None:
    one_day = occasion(first=DAYS[0], last=DAYS[0])
    assert "Workshop in Ségou, 29 September 2022" in words(participants_pdf(PEOPLE, one_day, has_phones=False))


def test_payments_add_up_to_their_total_line() -> None:
    text = " ".join(pages_of(paid()))
    half_days = sum(row.number % 7 for row in PEOPLE) * 5000
    travelling = sum(row.number % 7 > 0 and row.number != 6 for row in PEOPLE)
    sums = [half_days, travelling * 25000, travelling * 7500]
    line = " ".join(f"{value:,}" for value in [*sums, sum(sums)])
    assert f"Total, in CFA francs (XOF) {line}" in text
    assert "Per half-day attended: 5,000 CFA francs · Per night: 12,500 CFA francs (2 nights) · Transport: 7,500 CFA francs" in text
    assert "Attendance as marked until 1 October 2022, 16:40." in text


def test_a_row_of_payments_says_what_it_follows_from() -> None:
    text = " ".join(pages_of(paid()))
    assert "8 Prénom NOM008 Juge 1/6 1 5,000 25,000 7,500 37,500" in text
    assert "14 Prénom NOM014 Juge 0/6 0 — — — —" in text
    assert "6 ⵎⵓⵙⴰ Juge 6/6 3 30,000 — — 30,000" in text  # lives nearby


def test_only_what_is_paid_has_a_column() -> None:
    text = words(paid(terms=Terms(transport=7500)), 0)
    assert "For nights" not in text
    assert "For half-days" not in text
    assert "8 Prénom NOM008 Juge 1/6 1 7,500 7,500" in text


def test_what_is_not_recorded_is_said_loudly_and_not_paid() -> None:
    pages = pages_of(paid(open_half_days=1))
    assert all("Per diem and transport: provisional" in page for page in pages)
    assert "Not final" in pages[0]
    assert "Saturday 1 October 2022, afternoon: 40 people to mark" in pages[0]
    assert " ".join(pages).count("1 to mark") == 40
    assert "Provisional total" in pages[-1]
    complete = " ".join(pages_of(paid()))
    assert not any(said in complete.lower() for said in ("provisional", "not final", "to mark"))


def test_a_payment_list_of_nobody_has_a_total_of_nothing() -> None:
    assert "Total, in CFA francs (XOF) — — — —" in words(paid([]))


def test_a_timetable_has_a_page_per_day_and_lines_where_nothing_is_planned() -> None:
    pages = pages_of(planned())
    assert ["Thursday 29 September 2022" in pages[0], "Friday 30 September 2022" in pages[1], "Saturday 1 October 2022" in pages[2]] == [True] * 3
    assert [re.findall(r"\d/\d", page)[-1] for page in pages] == ["1/3", "2/3", "3/3"]
    assert "8:30 to 10:00" in pages[0]
    assert "Plenary" in pages[0]
    assert squeezed(LONG) in squeezed(pages[0])
    assert pages[0].index("Morning") < pages[0].index("Case study") < pages[0].index("Afternoon")
    assert "8 h 30" in words(planned("fr"), 0)


@pytest.mark.parametrize(("size", "per_sheet"), [(BadgeSize.LARGE, 4), (BadgeSize.SMALL, 8)])
def test_each_badge_is_read_by_a_telephone_as_its_code_alone(size: BadgeSize, per_sheet: int) -> None:
    pdf = badged(size=size)
    codes = [code(900), code(901), code(902), *[row.code for row in PEOPLE]]
    pages = len(opened(pdf).pages)
    assert pages == -(-44 // per_sheet)
    for page in range(pages):
        found = zxingcpp.read_barcodes(rendered(pdf, page, 100))
        assert {one.text for one in found} == set(codes[page * per_sheet : (page + 1) * per_sheet])
        assert all(one.text.isalnum() and one.text == one.text.upper() for one in found)


@pytest.mark.parametrize("size", BadgeSize)
def test_a_crooked_grey_copy_of_a_badge_is_still_read(size: BadgeSize) -> None:
    copy = rendered(badged(size=size), 1, 150).convert("L").rotate(3, fillcolor=255)
    assert len(zxingcpp.read_barcodes(copy)) == (4 if size is BadgeSize.LARGE else 8)


@pytest.mark.parametrize("size", BadgeSize)
def test_a_badge_says_who_somebody_is(size: BadgeSize) -> None:
    text = "".join(pages_of(badged(size=size)))
    for row in PEOPLE:
        assert squeezed(row.name) in squeezed(text), row.name
        assert text.count(spelt(row.code)) == 1
    assert [text.count(word) for word in ("TRAINER", "OBSERVER", "ORGANISER", "PARTICIPANT")] == [1, 1, 1, 41]
    assert "Workshop in Ségou" in text


@pytest.mark.parametrize("size", BadgeSize)
def test_nothing_of_a_badge_lies_on_another_or_on_its_role(size: BadgeSize) -> None:
    names = [f"{ODD_NAMES[number % 7]} {LONG if number % 2 else ''}" for number in range(9)]
    rows = [replace(row, name=name, function=LONG_WORK, institution=LONG_WORK) for row, name in zip(PEOPLE, names, strict=False)]
    pdf = badged(rows, size=size)
    columns, lines = (2, 2) if size is BadgeSize.LARGE else (2, 4)
    width, height = 595.28 / columns, 841.89 / lines
    band_bottom, band_top = (46, 57) if size is BadgeSize.LARGE else (6.5, 14.5)
    for page in range(len(opened(pdf).pages)):
        for letter in letters(pdf, page):
            left, right = letter.left % width, letter.right % width
            bottom, top = (value % height * 25.4 / 72 for value in (letter.bottom, letter.top))
            assert 5 * 72 / 25.4 < left <= right < width - 5 * 72 / 25.4
            assert 5 < bottom < top < height * 25.4 / 72 - 5
            is_on_band = bottom < band_top and top > band_bottom and left < (96 if size is BadgeSize.LARGE else 69) * 72 / 25.4
            assert not is_on_band or letter.text.isupper() or letter.text in "-", (letter, page)


def test_a_badge_without_a_name_has_room_to_write_and_no_code() -> None:
    pdf = badges_pdf([Badge(BadgeRole.TRAINER)], occasion(), BadgeSize.LARGE)
    assert zxingcpp.read_barcodes(rendered(pdf, 0, 100)) == []
    assert "Code: ____" in words(pdf)
    assert "TRAINER" in words(pdf)


odd = st.text(max_size=60)


@settings(max_examples=15, deadline=None)
@given(odd, odd, odd, odd)
def test_no_word_breaks_a_paper(name: str, function: str, institution: str, place: str) -> None:
    row = SheetRow(1, name=name, function=function, institution=institution, code=code(1), sex="F", place=place, phones=(place,))
    assert len(opened(signed([row], has_phones=True)).pages) == 1
    assert len(opened(listed([row])).pages) == 1
    assert len(opened(paid([row])).pages) == 1
    for size in BadgeSize:
        pdf = badges_pdf([Badge(BadgeRole.OBSERVER, name, function, institution, code(1))], occasion(), size)
        assert [one.text for one in zxingcpp.read_barcodes(rendered(pdf, 0, 72))] == [code(1)]
