"""What each person does in a browser, in the words of the pages."""

import re
import tomllib
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from lms.config import ROOT

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 800}
PASSWORD = "relais-demo"


def sign_in(browser: Browser, server: str, name: str, size: dict[str, int]) -> Page:
    """Return a page of a new browser in which this demonstration login is signed in."""
    context: BrowserContext = browser.new_context(viewport=size, locale="fr-FR", accept_downloads=True)  # type: ignore[arg-type]
    page = context.new_page()
    fill_sign_in(page, server, name)
    return page


def fill_sign_in(page: Page, server: str, name: str) -> None:
    """Sign this demonstration login in."""
    page.goto(f"{server}/fr/sign-in")
    page.get_by_label("Adresse électronique ou numéro de téléphone").fill(f"{name}@demo.example")
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.locator(".account-menu__name").wait_for()


def answer_check(page: Page, module: str, lesson: str, *, button: str = "Envoyer mes réponses") -> None:
    """Answer the questions at the end of a lesson, rightly, and go on to what comes next."""
    facts = tomllib.loads((ROOT / "modules" / module / "checks" / "questions.toml").read_text())
    for question in facts["questions"]:
        if question["lesson"] == lesson:
            for option in question["right"]:
                page.locator(f'input[name="{question["id"]}"][value="{option}"]').check()
    page.get_by_role("button", name=button).click()
    page.locator(".page__next .button--primary").click()


def answer_quiz(page: Page, *banks: str) -> None:
    """Begin the quiz on the page, answer every question that it asks of these banks rightly, and hand it in."""
    page.get_by_role("button", name="Commencer").click()
    page.locator("form[data-autosave]").wait_for()
    read = [_bank(bank, "fr") for bank in banks]
    bank = {name: question for questions, _words in read for name, question in questions.items()}
    words = {name: wording for _questions, wordings in read for name, wording in wordings.items()}
    for name in [field.get_attribute("value") or "" for field in page.locator('input[name="asked"]').all()]:
        _answer(page, bank[name], words[name])
    page.get_by_role("button", name="Remettre mes réponses").click()


def practise(page: Page, quiz: str) -> int:
    """Answer rightly each question of the practice begun in English, one at a time, reading what is said of it; return how many there were."""
    bank, words = _bank(quiz, "en")
    for number in range(1, 100):
        name = page.locator('input[name="asked"]').get_attribute("value") or ""
        decisions = {decision["id"]: decision for decision in bank[name].get("decisions", [])}
        open_one = next(iter(decisions), None)
        while open_one:
            choice = decisions[open_one]["right"][0]
            page.locator(f'input[name="{name}.{open_one}"][value="{choice}"]').check()
            page.get_by_role("button", name="Decide, and see what follows").click()
            open_one = decisions[open_one].get("next", {}).get(choice)
        if not decisions:
            _answer(page, bank[name], words[name])
            page.get_by_role("button", name="Check my answer").click()
        page.locator(f"section#{name}").get_by_text("Right", exact=True).wait_for()
        assert fits(page), page.url
        following = page.get_by_role("link", name="Next question")
        if not following.count():
            return number
        following.click()
    raise AssertionError("practice does not end")


def _bank(name: str, language: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the questions of a bank and their wording, by id."""
    folder = ROOT / "quizzes" / "banks" / name
    questions = tomllib.loads((folder / "questions.toml").read_text())["questions"]
    return {question["id"]: question for question in questions}, tomllib.loads((folder / f"{language}.toml").read_text())["questions"]


def _answer(page: Page, question: dict[str, Any], words: dict[str, Any]) -> None:
    name = question["id"]
    match question["type"]:
        case "matching":
            for prompt, choice in question["pairs"].items():
                page.locator(f'select[name="{name}.{prompt}"]').select_option(choice)
        case "ordering":
            for place, item in enumerate(question["items"], start=1):
                page.locator(f'select[name="{name}.{item}"]').select_option(str(place))
        case "numeric":
            page.locator(f'input[name="{name}"]').fill(str(question["answer"]))
        case "short":
            page.locator(f'input[name="{name}"]').fill(words["accepted"][0].upper())
        case "case":
            _decide(page, question)
        case _:
            for option in question["right"]:
                page.locator(f'input[name="{name}"][value="{option}"]').check()


def _decide(page: Page, question: dict[str, Any]) -> None:
    """Take the right way through a case: each decision shows what follows and opens the next."""
    decisions = {decision["id"]: decision for decision in question["decisions"]}
    open_one: str | None = question["decisions"][0]["id"]
    while open_one:
        choice = decisions[open_one]["right"][0]
        page.locator(f'input[name="{question["id"]}.{open_one}"][value="{choice}"]').check()
        open_one = decisions[open_one].get("next", {}).get(choice)
        if open_one:
            page.locator(f'fieldset[id="{question["id"]}"]').get_by_role("button", name="Décider et voir la suite").click()
            page.locator(f'input[name="{question["id"]}.{open_one}"]').first.wait_for()


def fits(page: Page) -> bool:
    """Tell whether nothing on the page is wider than its screen, once all of it has come."""
    page.wait_for_load_state("load")
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def violations(page_results: dict[str, object], address: str) -> list[str]:
    """Return what axe found on a page, one line for each rule."""
    found: list[dict[str, object]] = page_results["violations"]  # type: ignore[assignment]
    return [f"{address}: {rule['id']} ({rule['impact']}): {[node['html'][:80] for node in rule['nodes'][:2]]}" for rule in found]  # type: ignore[index]


def resting_place(page: Page) -> float:
    """Return how far the page is scrolled once it has come to rest, however busy the machine is."""
    places = [-1.0]
    while len(places) < 2 or places[-1] != places[-2]:
        page.wait_for_timeout(250)
        places.append(page.evaluate("window.scrollY"))
    return places[-1]


def figure(page: Page, label: str) -> int:
    """Return the big number that stands with a label on the coverage page."""
    text = page.locator(".figure", has=page.get_by_role("heading", name=label, exact=True)).locator(".figure__value").inner_text()
    return int(re.sub(r"\D", "", text.split("/")[0]))


def lessons(module: str) -> list[str]:
    """Return the slugs of a module's lessons."""
    facts = tomllib.loads((Path(ROOT) / "modules" / module / "module.toml").read_text())
    return [lesson["slug"] for lesson in facts["lessons"]]
