"""A whole workshop on a laptop, from nothing to closing, by clicks and typing alone: not one address is typed after signing in.

In English, so that it does not depend on the catalogue. Everybody is invented; the list of participants is one of those of `tests/rosters`.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Browser, Download, Page, expect

from lms import clock
from lms.accounts.passwords import hash_password
from lms.accounts.rules import Role
from lms.app import create_app
from lms.config import ROOT
from lms.db import db, transactional
from lms.db.schema import upgrade_schema
from lms.places.services import store_places
from tests import factories
from tests.conftest import settings_in
from tests.journeys.conftest import served
from tests.journeys.people import DESK, PASSWORD, PHONE, fits, sign_in

pytestmark = pytest.mark.journey

LIST = Path(__file__).parent.parent / "rosters" / "data" / "06-mopti.xlsx"
"""26 people, of whom one stands in it twice."""
PLACES = 28


@contextmanager
def nothing_yet(folder: Path) -> Iterator[str]:
    """Serve a programme without a single workshop, whose only account is the organiser `organisation@demo.example`."""
    app = create_app(settings_in(folder, RELAIS_CONTENT_DIR=str(ROOT)))
    with app.app_context():
        upgrade_schema()
        with transactional():
            store_places()
        factories.make_programme(modules=("legal-framework",))
        somebody = factories.make_person("Diarra", "Moussa", sex="M")
        factories.make_account(Role.ORGANISER, person=somebody, identifier="organisation@demo.example", password_hash=hash_password(PASSWORD))
        db.session.remove()
        db.engine.dispose()
    with served(folder, RELAIS_DEMO="0") as address:
        yield address


class Organiser:
    """Somebody at a laptop, who reads what stands there, clicks and types."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def follow(self, name: str, *, exact: bool = False) -> None:
        """Follow a link of the page by its words."""
        self.page.get_by_role("main").get_by_role("link", name=name, exact=exact).first.click()
        self._look()

    def press(self, name: str) -> None:
        """Press a button by its words."""
        self.page.get_by_role("main").get_by_role("button", name=name).first.click()
        self._look()

    def open(self, summary: str) -> None:
        """Open what stands folded behind a line."""
        self.page.locator("summary", has_text=summary).first.click()

    def type(self, **fields: str) -> None:
        """Type into fields, named by their labels with _ for spaces."""
        for label, text in fields.items():
            self.page.get_by_label(label.replace("_", " ")).first.fill(text)

    def choose(self, label: str, option: str) -> None:
        """Choose in a list."""
        self.page.get_by_label(label).first.select_option(label=option)

    def reads(self, *texts: str) -> None:
        """Find each of these on the page."""
        for text in texts:
            expect(self.page.get_by_role("main")).to_contain_text(text)

    def goes_home(self) -> None:
        """Follow the entry “Home” of the navigation."""
        self.page.get_by_role("navigation", name="Main pages").get_by_role("link", name="Home", exact=True).click()
        expect(self.page.get_by_role("heading", name="To do")).to_be_visible()

    def goes_to_workshop(self) -> None:
        """Open the page of the workshop by the navigation and the list."""
        self.page.get_by_role("navigation", name="Main pages").get_by_role("link", name="Workshops", exact=True).click()
        self.follow("Mopti")
        expect(self.page.get_by_role("heading", name="Workshop in Mopti")).to_be_visible()

    def worklist(self) -> list[str]:
        """Return what is to be done, as the home says it."""
        self.goes_home()
        return [text.removeprefix("Mopti").lstrip(":, ") for text in self.page.locator(".team-list a").all_inner_texts()]

    def receives(self, button: str) -> Download:
        """Press a button that answers with a file, and return it."""
        with self.page.expect_download() as download:
            self.page.get_by_role("main").get_by_role("button", name=button).first.click()
        return download.value

    def _look(self) -> None:
        assert fits(self.page), self.page.url
        expect(self.page.locator("h1")).to_have_count(1)


def test_a_workshop_from_nothing_to_closing(chromium: Browser, tmp_path: Path) -> None:
    with nothing_yet(tmp_path) as server:
        page = sign_in(chromium, server, "organisation", DESK)
        page.set_default_timeout(15_000)
        page.get_by_role("link", name="English").click()
        me, today = Organiser(page), clock.local_day(clock.now())
        assert me.worklist() == []
        plan(me, today + timedelta(days=5))
        assert me.worklist() == ["no trainer yet", f"0 of {PLACES} places confirmed"]
        import_the_list(me)
        fill_the_room(me)
        find_a_trainer_and_say_what_happens(me)
        assert me.worklist() == ["sign-in sheets of 2 half-days to print"]
        put_it_forward_to(me, today, before=today + timedelta(days=5))
        sheet = print_papers(me)
        assert [line.split(": ")[1] for line in me.worklist()] == ["sign-in sheet not returned"] * 2
        let_somebody_in_at_the_door(me)
        mark_the_morning(me)
        type_the_afternoon(me, sheet)
        attach_a_file(me)
        evaluate(me, chromium)
        close(me)
        assert me.worklist() == []
        page.context.close()


def plan(me: Organiser, first: date) -> None:
    """Plan a workshop of one day with a venue and half-days, and open its invitations."""
    me.page.get_by_role("navigation", name="Main pages").get_by_role("link", name="Workshops", exact=True).click()
    me.follow("Plan a workshop")
    me.choose("Region, cercle or commune", "Mopti")
    me.type(Venue="Maison des jeunes", First_day=first.isoformat(), Last_day=first.isoformat(), Number_of_places=str(PLACES))
    me.press("Save as a draft")
    me.reads("Draft", "Maison des jeunes")
    me.page.get_by_role("link", name="Plan this half-day").nth(1).click()
    me.open("Other hours for this half-day, or remove it")
    me.press("Remove this half-day")
    me.follow("Add a half-day")
    me.page.get_by_label("Afternoon").check()
    me.type(From="14:30", To="17:00")
    me.press("Add the half-day")
    me.reads("Half-day added.", "14:30")
    me.press("Open the invitations")
    me.reads("The workshop is now: Invitations open.")


def import_the_list(me: Organiser) -> None:
    """Import the list, decide on the row that stands in it twice, undo it, and import it again."""
    for attempt in range(2):
        me.goes_to_workshop()
        me.follow("Import a list of participants")
        me.page.locator("input[type=file]").set_input_files(LIST)
        me.press("Look at the list")
        me.reads("26 new", "1 to decide")
        if attempt == 0:
            me.press("Import this list")  # nothing is decided yet: nothing is written
            expect(me.page.get_by_role("alert")).to_be_visible()
        me.page.get_by_label("Leave this row out").check()
        me.press("Import this list")
        me.reads("26 people")
        if attempt == 0:
            me.press("Undo this import")
            me.reads("Undone")
            me.goes_to_workshop()
            me.reads(f"0 of {PLACES} places taken")
    me.goes_to_workshop()
    me.reads(f"26 of {PLACES} places taken")


def fill_the_room(me: Organiser) -> None:
    """Invite three for two places, confirm, let somebody withdraw and the waiting list be offered their place, and replace somebody."""
    me.follow("People", exact=True)
    for family_name in ("Premier", "Deuxième", "Troisième"):
        me.follow("Invite people")
        add_somebody(me, family_name, "Add and invite")
        me.follow("Back to the people of the workshop")
    me.reads("No place is free. 1 person is waiting.")
    for name in ("Awa PREMIER", "Awa DEUXIÈME"):
        me.page.get_by_role("checkbox", name=name).check()
    me.press("Those ticked confirm")
    me.reads("2 people are confirmed.", "28 people are confirmed.")

    me.follow("Awa PREMIER")
    me.page.get_by_label("They no longer come").check()
    me.press("Save")
    me.reads("No longer comes")
    me.follow("Back to the people of the workshop")
    me.reads("A place became free. Tell this person:")
    me.page.get_by_role("checkbox", name="Awa TROISIÈME").check()
    me.press("Those ticked confirm")
    me.reads("1 person is confirmed.", "28 people are confirmed.")

    me.follow("Awa DEUXIÈME")
    me.follow("Somebody else comes instead")
    me.reads("Who comes instead of Awa DEUXIÈME?")
    add_somebody(me, "Remplaçante", "this person comes instead")
    me.reads("In their place: Awa REMPLAÇANTE", "28 people are confirmed.")


def add_somebody(me: Organiser, family_name: str, button: str) -> None:
    """Search for somebody who is not known, and add them."""
    me.type(Name_or_code=family_name)
    me.press("Search")
    me.reads("Nobody of this name or code is known here.")
    form = me.page.locator("details form")
    form.get_by_label("Family name").fill(family_name)
    form.get_by_label("Given names").fill("Awa")
    form.get_by_label("Woman").check()
    me.press(button)


def find_a_trainer_and_say_what_happens(me: Organiser) -> None:
    """Add a trainer and one session of the timetable, which the next one follows."""
    me.goes_to_workshop()
    me.follow("Plan", exact=True)
    me.follow("Change the team")
    me.follow("Add a trainer")
    add_somebody(me, "Formatrice", "Add this person")
    me.reads("Added to the team.", "Awa FORMATRICE")
    me.follow("Back to the plan")
    me.follow("Plan this half-day")
    me.choose("Kind of session", "Plenary")
    me.type(Title="Ouverture", Led_by="Awa FORMATRICE")
    me.press("Add the session")
    me.reads("Session added.", "Ouverture")
    expect(me.page.get_by_label("From").first).to_have_value("10:00")


def put_it_forward_to(me: Organiser, day: date, *, before: date) -> None:
    """Change the dates, find a place more, and copy what people are told of it: the message knows the former dates."""
    me.goes_to_workshop()
    me.follow("Plan", exact=True)
    me.follow("Change where, when or how many")
    me.type(First_day=day.isoformat(), Last_day=day.isoformat(), Number_of_places=str(PLACES + 1))
    me.press("Save")
    me.reads("The dates are others now: tell the 28 people who have a place.")
    me.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    me.press("Copy WhatsApp or mail")
    me.reads("Copied")
    copied = me.page.evaluate("navigator.clipboard.readText()")
    assert "Maison des jeunes" in copied
    assert f"{before:%d}".lstrip("0") in copied


def print_papers(me: Organiser) -> str:
    """Print sign-in sheets, badges and the timetable; return the code of the sheet of the afternoon."""
    me.goes_to_workshop()
    me.follow("Papers to print")
    assert len(texts_of(me.receives("Print the sheets (PDF)"))) >= 2
    badges = " ".join(texts_of(me.receives("Badges (PDF)")))
    assert "REMPLAÇANTE" in badges
    assert "FORMATRICE" in badges
    with me.page.expect_download() as download:
        me.page.get_by_role("link", name="Timetable (PDF)").click()
    timetable = " ".join(texts_of(download.value))
    assert "Ouverture" in timetable
    assert "Plenary" in timetable
    me.page.reload()
    return me.page.locator("li", has_text="afternoon").get_by_role("link").inner_text()


def texts_of(download: Download) -> list[str]:
    """Return the text of each page of a PDF."""
    return [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(_bytes_of(download))]


def _bytes_of(download: Download) -> BytesIO:
    assert download.suggested_filename.endswith(".pdf")
    return BytesIO(Path(str(download.path())).read_bytes())


def let_somebody_in_at_the_door(me: Organiser) -> None:
    """Begin the workshop and add whoever stands at the door, on the way from the check-in of the morning."""
    me.goes_to_workshop()
    me.follow("Plan", exact=True)
    me.press("Begin the workshop")
    me.goes_to_workshop()
    me.follow("Check-in:")
    me.follow("Somebody who is not enrolled")
    add_somebody(me, "Imprévue", "Add this person")
    me.reads("1 person is confirmed.", f"{PLACES + 1} of {PLACES + 1} places taken")
    me.follow("Check-in:")
    me.reads(f"0 of {PLACES + 1} have arrived")


def mark_the_morning(me: Organiser) -> None:
    """Mark the grid with the keyboard, and correct one mark with a reason."""
    me.goes_to_workshop()
    me.follow("Mark attendance")
    rows = me.page.locator(".attendance-grid__row")
    expect(rows).to_have_count(PLACES + 1)
    me.page.locator("#go-to-name").focus()
    for key in ("ArrowDown", "A", "L", *"P" * (PLACES - 1), "Enter"):
        me.page.keyboard.press(key)
    me.reads("27 present, 1 late, 1 absent")
    rows.first.get_by_label("Late").check()
    me.choose("Why the marks change", "Came after the marking")
    me.press("Save the corrections")
    me.reads("27 present, 2 late")
    me.follow("Corrections of this half-day")
    me.reads("Came after the marking")


def type_the_afternoon(me: Organiser, sheet: str) -> None:
    """Type the sheet that came back by its exceptions; whoever was let in at the door is not on it and is marked in the grid."""
    me.goes_to_workshop()
    me.follow("Type a sign-in sheet")
    me.type(Code_of_the_sheet=sheet.lower(), Rows_of_those_absent="3 7-8", Rows_of_those_late="12")
    me.press("Look at the names")
    me.reads("Absent: 3", "Late: 1", "Present: 24")
    me.press("Keep this sheet")
    me.reads("28 rows of the sheet recorded.", "1 person is not marked yet.")
    me.page.locator(".attendance-grid__row", has_text="IMPRÉVUE").get_by_label("Present").check()
    me.press("Save attendance")
    me.reads("25 present, 1 late, 3 absent")


def attach_a_file(me: Organiser) -> None:
    """Attach what a group worked out to its session."""
    me.goes_to_workshop()
    me.follow("Files", exact=True)
    me.follow("Add a file")
    work = {"name": "feuille-de-route.txt", "mimeType": "text/plain", "buffer": "Trois réunions avant juin.".encode()}
    me.page.locator("input[type=file]").set_input_files(work)  # type: ignore[arg-type]
    me.page.get_by_label("Road map").check()
    me.choose("Session", "Ouverture")
    me.press("Attach the file")
    me.reads("“feuille-de-route” is attached.")


def evaluate(me: Organiser, chromium: Browser) -> None:
    """Print the slips, and answer with one of them, once."""
    me.goes_to_workshop()
    me.follow("Evaluation by the participants")
    slips = pypdfium2.PdfDocument(_bytes_of(me.receives(f"Make {PLACES + 1} codes and print them")))
    address = zxingcpp.read_barcodes(slips[0].render(scale=2).to_pil())[0].text
    phone = chromium.new_context(viewport=PHONE).new_page()  # type: ignore[arg-type]
    for _time in range(2):
        phone.goto("about:blank")
        phone.goto(re.sub("/(fr|en)/", "/en/", address))
        phone.locator(".five-points").first.get_by_text("5", exact=True).click()
        phone.get_by_role("button", name="Send my answers").click()
        phone.wait_for_load_state()
    expect(phone.get_by_role("alert")).to_contain_text("they have been counted")
    phone.context.close()
    me.page.reload()
    expect(me.page.locator(".lead")).to_contain_text("Fewer than 5 answers so far")


def close(me: Organiser) -> None:
    """Close the workshop: from then on nobody is invited or let in."""
    me.goes_to_workshop()
    me.follow("Plan", exact=True)
    me.press("Close the workshop")
    me.reads("The workshop is now: Closed.")
    me.goes_to_workshop()
    me.reads("Closed", "2 of 2 half-days marked")
    me.follow("Messages", exact=True)
    me.reads("not now")
    me.follow("Thanks", exact=True)
