"""Studying a lesson on a small screen, in both languages, with scripts and without."""

import re
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.people import answer_check, fill_sign_in, fits, resting_place

pytestmark = pytest.mark.journey

SMALL = {"width": 320, "height": 640}
MODULE, FIRST, SECOND = "sop-detection-identification", "detection", "first-contact"
WORDS = {
    "fr": {"contents": "Dans cette leçon", "check": "Vérifiez ce que vous avez compris", "close": "Fermer", "send": "Envoyer mes réponses",
           "resume": "Reprendre à", "kit": "Préparer la mallette (PDF)"},
    "en": {"contents": "In this lesson", "check": "Check yourself", "close": "Close", "send": "Send my answers",
           "resume": "Go on at", "kit": "Make the kit (PDF)"},
}  # fmt: skip


@pytest.fixture(params=[True, False], ids=["scripts", "no-scripts"])
def page(chromium: Browser, server: str, request: pytest.FixtureRequest) -> Page:
    """A page of somebody signed in on a very small screen."""
    context = chromium.new_context(viewport=SMALL, locale="fr-FR", java_script_enabled=request.param)  # type: ignore[arg-type]
    opened = context.new_page()
    fill_sign_in(opened, server, "suivi")
    return opened


@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_lesson_is_read_and_completed(page: Page, server: str, language: str, request: pytest.FixtureRequest) -> None:
    has_scripts = request.node.callspec.params["page"]
    words = WORDS[language]
    page.goto(f"{server}/{language}/modules/{MODULE}/{FIRST}")
    if has_scripts:
        assert fits(page)

    page.get_by_text(words["contents"]).click()
    page.locator(".contents").get_by_role("link", name=words["check"]).click()
    expect(page.get_by_role("heading", name=words["check"])).to_be_in_viewport()

    term = page.locator(".term-link").first
    target = (term.get_attribute("href") or "").removeprefix("#")
    sheet = page.locator(f"#{target}")
    expect(sheet).to_be_hidden()
    term.click()
    expect(sheet).to_be_visible()
    expect(sheet).to_be_in_viewport()
    expect(term).to_be_in_viewport()  # the reader stays where they are
    page.mouse.wheel(0, 90)
    place = resting_place(page)
    sheet.get_by_role("link", name=words["close"]).click()
    expect(sheet).to_be_hidden()
    assert resting_place(page) == place  # closing moves nothing either

    expect(page.locator(".drawing svg").first).to_have_attribute("aria-label", re.compile(".{20,}"))
    if not page.get_by_role("button", name=words["send"]).is_visible():  # the other language completed it before
        page.locator(".check summary").click()
    answer_check(page, MODULE, FIRST, button=words["send"])
    expect(page).to_have_url(re.compile(f"/{language}/modules/{MODULE}/{SECOND}$"))
    page.context.close()


def test_back_does_not_open_again_a_term_that_was_closed(chromium: Browser, server: str) -> None:
    page = chromium.new_context(viewport=SMALL).new_page()  # type: ignore[arg-type]
    fill_sign_in(page, server, "suivi")
    page.goto(f"{server}/fr/modules")
    address = f"{server}/fr/modules/{MODULE}/{FIRST}"
    page.goto(address)
    first, second = page.locator(".term-link").nth(0), page.locator(".term-link").nth(1)
    first.click()
    expect(page.locator(".term-sheet:target")).to_be_visible()
    second.focus()
    page.keyboard.press("Enter")  # from one explanation to the next
    expect(page.locator(f".term-sheet{second.get_attribute('href')}")).to_be_visible()
    page.locator(".term-sheet:target a").click()
    expect(page.locator(".term-sheet:target")).to_have_count(0)
    expect(page).to_have_url(address)
    expect(second).to_be_focused()
    page.go_back()
    expect(page).to_have_url(f"{server}/fr/modules")
    page.context.close()


def test_a_term_that_an_address_opened_is_closed_without_leaving_the_lesson(page: Page, server: str) -> None:
    address = f"{server}/fr/modules/{MODULE}/{FIRST}"
    page.goto(address)
    term = page.locator(".term-link").first.get_attribute("href")
    page.goto(f"{server}/fr/modules")
    page.goto(f"{address}{term}")
    page.locator(".term-sheet:target a").click()
    expect(page.locator(".term-sheet:target")).to_have_count(0)
    expect(page).to_have_url(re.compile(f"^{address}"))
    page.context.close()


def test_the_first_thing_learnt_stands_on_the_first_screen(page: Page, server: str) -> None:
    page.context.clear_cookies()  # trainers read on such screens; staff have more chapters above
    fill_sign_in(page, server, "formatrice")
    page.goto(f"{server}/fr/modules/{MODULE}/{FIRST}")
    expect(page.locator(".lesson h2").first).to_be_in_viewport()
    page.context.close()


def test_the_errors_of_the_kit_are_seen_and_lead_to_their_question(page: Page, server: str) -> None:
    page.goto(f"{server}/fr/session-kit.pdf?duration=short&place=x")
    expect(page.locator(".error-summary a").first).to_be_in_viewport()
    page.locator(".error-summary a").nth(1).click()
    wrong = page.locator(".form-field--error").nth(1)
    expect(wrong.locator("legend")).to_be_in_viewport(ratio=1)
    expect(wrong.locator(".form-field__error")).to_be_in_viewport(ratio=1)
    page.context.close()


def test_the_place_in_a_lesson_is_kept(chromium: Browser, server: str) -> None:
    page = chromium.new_context(viewport=SMALL).new_page()  # type: ignore[arg-type]
    fill_sign_in(page, server, "suivi")
    address = f"{server}/fr/modules/{MODULE}/indicators"
    page.goto(address)
    expect(page.locator(".resume")).to_have_count(0)
    heading = page.locator(".lesson h2").nth(3)
    title = heading.inner_text()
    heading.scroll_into_view_if_needed()
    resting_place(page)
    for _visit in range(2):  # looking in without reading on forgets nothing
        page.goto(f"{server}/fr/modules")
        page.goto(address)
        expect(page.locator(".resume")).to_be_visible()
    resume = page.locator(".resume")
    expect(resume).to_contain_text(WORDS["fr"]["resume"])
    resume.click()
    expect(page.get_by_role("heading", name=title)).to_be_in_viewport()
    page.context.close()


def test_a_search_leads_to_the_passage(page: Page, server: str) -> None:
    page.goto(f"{server}/fr/modules")
    page.get_by_role("searchbox").fill("presomption minorite")
    page.get_by_role("searchbox").press("Enter")
    page.locator(".found a").first.click()
    expect(page).to_have_url(re.compile("/presumption-of-minority#"))
    page.context.close()


def test_a_kit_is_made_and_downloaded(page: Page, server: str, tmp_path: Path) -> None:
    page.goto(f"{server}/fr/modules/{MODULE}")
    page.get_by_role("link", name="Préparer une mallette de session").click()
    page.get_by_label("Session de 45 minutes").check()
    page.get_by_label("Justice").check()
    page.get_by_label("Où").fill("Mopti, salle de la mairie")
    page.get_by_label("Quel jour").fill("2040-01-16")
    with page.expect_download() as download:
        page.get_by_role("button", name=WORDS["fr"]["kit"]).click()
    download.value.save_as(tmp_path / "kit.pdf")
    text = "".join(sheet.extract_text() for sheet in pypdf.PdfReader(tmp_path / "kit.pdf").pages)
    assert "Mopti, salle de la mairie" in text
    page.context.close()
