"""Marking a room: by keyboard alone, at the door without network, with the camera, and by two people at once."""

import re
from collections.abc import Iterator

import pytest
import segno
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests import browser as browsers
from tests.journeys.people import DESK, PHONE, fits, sign_in, violations
from tests.journeys.today import SHEET, TodaysRoom, todays_room

pytestmark = pytest.mark.journey

GRID = "/fr/workshops/bamako/half-days/1"
DOOR = f"{GRID}/check-in"
AFTERNOON = "/fr/workshops/bamako/half-days/2"


@pytest.fixture(scope="module")
def served_room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TodaysRoom]:
    """A workshop of today, served."""
    with todays_room(tmp_path_factory.mktemp("today")) as served:
        yield served


@pytest.fixture
def room(served_room: TodaysRoom) -> TodaysRoom:
    """That workshop, in which nobody is marked yet."""
    served_room.forget_marks()
    return served_room


class Keyboard:
    """The keys of a page, counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.presses = page, 0

    def press(self, *keys: str) -> None:
        """Press some keys, one after the other."""
        for key in keys:
            self.page.keyboard.press(key)
            self.presses += 1


def test_forty_people_are_marked_with_the_keyboard_alone(chromium: Browser, room: TodaysRoom) -> None:
    page = sign_in(chromium, room.server, "organisation", DESK)
    page.goto(room.server + GRID)
    keys, names = Keyboard(page), list(room.codes)
    keys.press("Tab", "Enter")  # to the content
    while not page.evaluate("document.activeElement.id == 'go-to-name'"):
        keys.press("Tab")
    keys.press("ArrowDown")
    expect(page.locator(".attendance-grid__row:focus-within legend")).to_contain_text(names[0])
    letters = {3: "A", 11: "R", 25: "E", 38: "a"}  # everybody else is there
    keys.press(*(letters.get(number, "P") for number in range(40)))
    expect(page.locator(".attendance-grid__row:focus-within legend")).to_contain_text(names[39])
    keys.press("ArrowUp", "P", "E")  # the last but one was there after all, and the last was excused
    keys.press("Enter")
    expect(page.locator("main")).to_contain_text("36 présences, 1 retard, 1 absence, 2 absences excusées")
    assert keys.presses <= 60, "one for each person, and few more"
    found = room.statuses()
    assert {name: status for name, status in found.items() if status != "present"} == {
        names[3]: "absent", names[11]: "late", names[25]: "excused", names[39]: "excused",
    }  # fmt: skip
    assert len(found) == 40
    page.context.close()


def test_names_are_found_without_accents_and_only_the_exceptions_are_touched(chromium: Browser, room: TodaysRoom) -> None:
    page = sign_in(chromium, room.server, "organisation", DESK)
    page.goto(room.server + GRID)
    keys, rows = Keyboard(page), page.locator(".attendance-grid__row:visible")
    page.locator("#go-to-name").focus()
    for typed, name, letter in (("fone kei", "Fɔnɛ KEÏTA", "A"), ("ngolo toure", "N’Golo TOURÉ", "R")):
        keys.press(*typed)
        expect(rows).to_have_count(1)
        expect(rows).to_contain_text(name)
        keys.press("Enter", letter)
        expect(rows).to_have_count(40)
        expect(page.locator("#go-to-name")).to_be_focused()
        expect(page.locator(".attendance-keys .visually-hidden")).to_contain_text(name)
    keys.press("ArrowDown", "Enter")
    expect(page.locator("main")).to_contain_text("38 présences, 1 retard, 1 absence")
    assert keys.presses <= 25
    assert {name: status for name, status in room.statuses().items() if status != "present"} == {"Fɔnɛ KEÏTA": "absent", "N’Golo TOURÉ": "late"}
    page.context.close()


def test_without_scripts_the_same_grid_is_marked_with_tab_and_arrows(chromium: Browser, room: TodaysRoom) -> None:
    page = sign_in(chromium, room.server, "organisation", DESK)
    cookies = page.context.cookies()
    page.context.close()
    context = chromium.new_context(viewport=DESK, java_script_enabled=False)  # type: ignore[arg-type]
    context.add_cookies(cookies)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(room.server + GRID)
    expect(page.locator(".attendance-keys")).to_be_hidden()
    page.locator(".attendance-grid input:checked").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("38 présences, 1 retard, 1 absence")
    context.close()


def type_code(page: Page, code: str) -> None:
    page.get_by_label("Code du badge").fill(code)
    page.get_by_role("button", name="Enregistrer l’arrivée").click()


def helping(chromium: Browser, room: TodaysRoom, label: str) -> Page:
    """Have the organiser give an access and a helper come in by its code, on a telephone."""
    desk = sign_in(chromium, room.server, "organisation", DESK)
    desk.goto(f"{room.server}/fr/workshops/bamako/helpers")
    desk.get_by_label("Ce que fait l’aide, et où").fill(label)
    desk.get_by_role("button", name="Créer un accès").click()
    code = desk.locator(".access-code").inner_text()
    desk.context.close()
    page = chromium.new_context(viewport=PHONE, locale="fr-FR").new_page()  # type: ignore[arg-type]
    page.goto(f"{room.server}/h")
    page.get_by_label("Code que l’organisateur vous a donné").fill(code.lower())
    page.get_by_role("button", name="Commencer").click()
    expect(page.locator("h1")).to_contain_text("Bamako")
    assert fits(page)
    return page


def test_arrivals_typed_without_network_are_kept_and_sent_once_it_is_back(chromium: Browser, room: TodaysRoom) -> None:
    page = helping(chromium, room, "Entrée, table 2")
    page.get_by_role("link", name=re.compile("Pointer par badge")).first.click()
    names = list(room.codes)
    panel, queue = page.locator(".check-in__panel"), page.locator(".check-in__queue")
    type_code(page, room.codes[names[0]].lower())
    expect(panel.locator(".panel--done")).to_contain_text(names[0])
    assert fits(page)

    page.context.set_offline(offline=True)
    for name in names[1:4]:
        type_code(page, room.codes[name])
        expect(panel.locator(".panel--kept")).to_contain_text(name)
    type_code(page, room.codes[names[1]])  # the same badge again, still without network
    expect(queue).to_contain_text("4")
    assert room.statuses().keys() == {names[0]}

    refused = []
    page.context.on("response", lambda answer: refused.append(answer.status) if answer.status >= 500 else None)
    page.context.route(re.compile(r"check-in\?"), lambda route: route.abort() if len(refused) < 3 and not refused.append(0) else route.continue_())  # type: ignore[func-returns-value]
    page.context.set_offline(offline=False)  # it is back, and drops the first requests
    expect(queue).to_be_hidden(timeout=30_000)
    assert len(refused) == 3
    expect(page.locator(".check-in__arrived")).to_contain_text("4")
    expect(panel.locator(".panel--again")).to_contain_text(names[1])
    assert room.statuses().keys() == set(names[:4])
    assert page.evaluate("localStorage.length") == 0
    page.context.close()


def test_a_page_that_was_closed_without_network_sends_what_it_kept_when_it_is_opened_again(chromium: Browser, room: TodaysRoom) -> None:
    page = sign_in(chromium, room.server, "organisation", PHONE)
    page.goto(room.server + DOOR)
    names = list(room.codes)
    page.context.set_offline(offline=True)
    type_code(page, room.codes[names[5]])
    expect(page.locator(".panel--kept")).to_contain_text(names[5])
    assert names[5] not in page.evaluate("JSON.stringify(localStorage)"), "codes are kept, no names"
    context = page.context
    page.close()
    context.set_offline(offline=False)

    page = context.new_page()
    page.goto(room.server + DOOR)
    expect(page.locator(".check-in__log li")).to_contain_text(names[5])
    expect(page.locator(".check-in__arrived")).to_contain_text("1")
    assert room.statuses().keys() == {names[5]}
    context.close()


def test_a_page_whose_session_ended_keeps_what_was_read(chromium: Browser, room: TodaysRoom) -> None:
    page = sign_in(chromium, room.server, "organisation", PHONE)
    page.goto(room.server + DOOR)
    kept = [cookie for cookie in page.context.cookies() if cookie["name"] != "relais"]
    session = [cookie for cookie in page.context.cookies() if cookie["name"] == "relais"]
    page.context.clear_cookies()
    page.context.add_cookies(kept)  # type: ignore[arg-type]
    name, code = list(room.codes.items())[7]
    type_code(page, code)
    expect(page.locator(".check-in__queue")).to_contain_text("Reconnectez-vous")
    assert room.statuses() == {}
    page.context.add_cookies(session)  # type: ignore[arg-type]
    page.reload()
    expect(page.locator(".check-in__arrived")).to_contain_text("1")
    assert room.statuses().keys() == {name}
    page.context.close()


def test_two_people_at_once_never_overwrite_each_other(chromium: Browser, room: TodaysRoom) -> None:
    names = list(room.codes)
    helper = helping(chromium, room, "Entrée, table 2")
    helper.goto(room.server + GRID)
    desk = sign_in(chromium, room.server, "aide", DESK)
    desk.goto(room.server + GRID)  # both have the same page open, on which nobody is marked

    helper.locator(".attendance-grid__row").nth(2).locator("[value=absent]").check()
    helper.get_by_role("button", name="Enregistrer les présences").click()
    expect(helper.locator("main")).to_contain_text("39 présences, 1 absence")
    desk.locator(".attendance-grid__row").nth(4).locator("[value=late]").check()
    desk.get_by_role("button", name="Enregistrer les présences").click()
    expect(desk.locator("main")).to_contain_text("Il reste 2 personnes à régler.")
    found = room.statuses()
    assert {name for name, status in found.items() if status == "conflict"} == {names[2], names[4]}

    for page in (helper, desk):
        page.goto(room.server + GRID)
        for number, words in ((2, ("Absent", "Présent")), (4, ("Présent", "En retard"))):
            row = page.locator(".attendance-grid__row").nth(number)
            expect(row).to_contain_text(re.compile(rf"{words[0]}e? selon Entrée, table 2, .* à \d\d:\d\d, à l’écran \(appareil [2-9A-Z]{{4}}\)"))
            expect(row).to_contain_text(re.compile(rf"{words[1]}e? selon Moussa SISSOKO, .* à \d\d:\d\d, à l’écran \(appareil [2-9A-Z]{{4}}\)"))
            expect(row.locator(":checked")).to_have_count(0)
        assert fits(page)

    for number, status in ((2, "absent"), (4, "late")):
        desk.locator(".attendance-grid__row").nth(number).locator(f"[value={status}]").check()
    desk.get_by_role("button", name="Enregistrer").click()
    expect(desk.locator(".form-field__error")).to_contain_text("Dites pourquoi")
    desk.get_by_label("Pourquoi les pointages changent").select_option("checked")
    desk.get_by_role("button", name="Enregistrer").click()
    expect(desk.locator("main")).to_contain_text("38 présences, 1 retard, 1 absence")
    for page in (helper, desk):
        page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing_while_people_are_marked(chromium: Browser, room: TodaysRoom, size: dict[str, int], scheme: str) -> None:
    page = sign_in(chromium, room.server, "organisation", size)
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    found: list[str] = []

    def look(what: str) -> None:
        found.extend(violations(Axe().run(page).response, what))
        if not fits(page):
            found.append(f"{what}: wider than the screen")

    names = list(room.codes)
    page.goto(room.server + DOOR)
    type_code(page, room.codes[names[0]])
    expect(page.locator(".panel--done")).to_be_visible()
    look("arrived")
    type_code(page, "K7M")
    expect(page.locator(".panel--refused")).to_be_visible()
    look("mistyped")
    page.context.set_offline(offline=True)
    type_code(page, room.codes[names[1]])
    expect(page.locator(".check-in__queue")).to_be_visible()
    look("kept")
    page.context.set_offline(offline=False)
    expect(page.locator(".check-in__queue")).to_be_hidden(timeout=30_000)
    page.goto(f"{room.server}/fr/workshops/bamako/type-sheet")
    page.get_by_label("Code de la feuille").fill(SHEET)
    page.get_by_label("Lignes des absents").fill("1 2")
    page.get_by_role("button", name="Voir les noms").click()
    look("sheet")
    page.get_by_role("button", name="Enregistrer cette feuille").click()
    page.locator(".attendance-grid").wait_for()
    look("grid after the sheet")
    page.goto(f"{room.server}/fr/workshops/bamako/helpers")
    page.get_by_label("Ce que fait l’aide, et où").fill("Entrée")
    page.get_by_role("button", name="Créer un accès").click()
    look("access given")
    link = page.locator("#link").input_value()
    page.goto(link)
    look("link")
    page.get_by_role("button", name="Commencer").click()
    page.locator(".check-in__buttons").first.wait_for()
    look("helping")
    page.context.close()
    assert found == []


def test_a_sheet_comes_back_and_only_its_exceptions_are_typed(chromium: Browser, room: TodaysRoom) -> None:
    names = list(room.codes)
    page = sign_in(chromium, room.server, "organisation", PHONE)
    page.goto(f"{room.server}/fr/workshops/bamako/type-sheet")
    page.get_by_label("Code de la feuille").fill(SHEET.lower())
    page.get_by_label("Lignes des absents").fill("3 7 12-14")
    page.get_by_label("Lignes des retards").fill("5")
    page.get_by_role("button", name="Voir les noms").click()
    expect(page.locator(".sheet-preview")).to_contain_text(names[11])
    assert fits(page)
    page.get_by_role("button", name="Enregistrer cette feuille").click()
    expect(page.locator("main")).to_contain_text("34 présences, 1 retard, 5 absences")
    assert {name for name, status in room.statuses().items() if status == "absent"} == {names[number - 1] for number in (3, 7, 12, 13, 14)}
    page.context.close()


@pytest.mark.parametrize("is_native", [False, True], ids=["own-reader", "browser-reader"])
def test_a_badge_is_read_by_the_camera(chromium: Browser, room: TodaysRoom, tmp_path_factory: pytest.TempPathFactory, is_native: bool) -> None:
    name, code = list(room.codes.items())[9]
    film = tmp_path_factory.mktemp("film") / "badge.y4m"
    film.write_bytes(_film_of(code))
    camera = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}"]
    with chromium.browser_type.launch(executable_path=browsers.find(), args=[*browsers.ARGUMENTS, *camera]) as filming:
        page = sign_in(filming, room.server, "organisation", PHONE)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        faults: list[str] = []
        page.on("console", lambda message: faults.append(message.text))
        if is_native:
            page.add_init_script(_NATIVE_READER.replace("CODE", code))
        page.goto(room.server + DOOR)
        assert not any("jsqr" in url for url in asked)
        page.get_by_role("button", name="Ouvrir l’appareil photo").click()
        expect(page.locator(".panel--done")).to_contain_text(name)
        expect(page.locator("video")).to_be_visible()
        assert any("jsqr" in url for url in asked) is not is_native
        assert fits(page)
        page.get_by_role("button", name="Fermer l’appareil photo").click()
        expect(page.locator("video")).to_be_hidden()
        assert faults == []
        assert list(room.statuses()) == [name]
        page.context.close()


# Chromium on Linux reads no square codes by itself; browsers of telephones do.
_NATIVE_READER = """
window.BarcodeDetector = class {
  static getSupportedFormats() { return Promise.resolve(["qr_code"]); }
  detect(video) { return Promise.resolve(video.videoWidth ? [{ rawValue: "CODE" }] : []); }
};
"""


def _film_of(code: str) -> bytes:
    """Return a film of two pictures that show a badge's square code, as a camera sees it: in grey, not quite straight."""
    matrix = [bytes(255 * (1 - cell) for cell in row) for row in segno.make_qr(code).matrix_iter(scale=9, border=4)]
    badge = Image.frombytes("L", (len(matrix[0]), len(matrix)), b"".join(matrix)).rotate(
        7, expand=True, fillcolor=235, resample=Image.Resampling.BICUBIC
    )
    picture = Image.new("L", (640, 480), 150)
    picture.paste(badge, ((640 - badge.width) // 2, (480 - badge.height) // 2))
    frame = b"FRAME\n" + picture.tobytes() + bytes([128]) * (640 * 480 // 2)
    return b"YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\n" + frame * 2


def test_marks_are_still_there_when_the_network_drops_while_they_are_saved(chromium: Browser, room: TodaysRoom) -> None:
    page = sign_in(chromium, room.server, "organisation", DESK)
    page.goto(room.server + GRID)
    absent = page.locator(".attendance-grid__row").nth(3).locator("[value=absent]")
    absent.check()
    page.context.set_offline(offline=True)
    page.locator(".actions button").click()
    expect(page.locator(".attendance-grid")).to_have_count(0)
    page.context.set_offline(offline=False)
    page.go_back()
    expect(absent).to_be_checked()
    page.locator(".actions button").click()
    expect(page.locator("main")).to_contain_text("39 présences, 1 absence")
    page.context.close()


def test_the_keys_work_before_anything_has_the_focus_and_a_name_that_is_not_here_is_said(chromium: Browser, room: TodaysRoom) -> None:
    page = sign_in(chromium, room.server, "organisation", DESK)
    page.goto(room.server + GRID)
    nobody = page.locator(".attendance-keys__nobody")
    page.keyboard.press("/")
    expect(page.locator("#go-to-name")).to_be_focused()
    expect(nobody).to_be_hidden()
    page.keyboard.type("zzz")
    expect(nobody).to_be_visible()
    page.keyboard.press("Escape")
    expect(nobody).to_be_hidden()
    page.reload()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".attendance-grid__row:focus-within legend")).to_contain_text(next(iter(room.codes)))
    page.context.close()
