"""A quiz on a phone whose network drops, with scripts and without."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.journeys.people import PHONE, fill_sign_in, fits, practise

pytestmark = pytest.mark.journey

TEST = "/fr/quizzes/pre-test"


def test_answers_given_without_network_are_sent_when_it_is_back(chromium: Browser, server: str) -> None:
    context = chromium.new_context(viewport=PHONE, locale="fr-FR")  # type: ignore[arg-type]
    page = context.new_page()
    fill_sign_in(page, server, "suivi")
    page.goto(server + TEST)
    page.get_by_role("button", name="Commencer").click()
    expect(page.get_by_text("À remettre avant")).to_be_visible()
    assert fits(page)
    first, second = (page.locator(".choice-list").nth(number).locator("input").first for number in (0, 1))
    first.check()
    expect(page.locator(".autosave")).to_have_text("Enregistré")
    context.set_offline(offline=True)
    second.check()
    expect(page.locator(".autosave")).to_contain_text("Pas de réseau")
    context.set_offline(offline=False)
    expect(page.locator(".autosave")).to_have_text("Enregistré", timeout=15_000)
    address = page.url
    context.close()

    other = chromium.new_context(viewport=PHONE, locale="fr-FR").new_page()  # type: ignore[arg-type]
    fill_sign_in(other, server, "suivi")
    other.goto(address)
    expect(other.locator("input:checked")).to_have_count(2)
    other.context.close()


def test_without_scripts_one_question_at_a_time_is_saved_and_found_again(chromium: Browser, server: str) -> None:
    page = chromium.new_context(viewport=PHONE, locale="fr-FR", java_script_enabled=False).new_page()  # type: ignore[arg-type]
    fill_sign_in(page, server, "organisation")
    page.goto(server + TEST)
    page.get_by_label("Une à la fois").check()
    page.get_by_role("button", name="Commencer").click()
    expect(page).to_have_url(re.compile(r"n=1$"))
    page.locator("fieldset select").first.select_option(index=1)
    page.get_by_role("button", name="Enregistrer et continuer").click()
    expect(page).to_have_url(re.compile(r"n=2$"))
    page.goto(server + TEST)
    page.get_by_role("link", name="Continuer le quiz").click()
    expect(page.get_by_text("Il reste 19 questions sur 20")).to_be_visible()
    page.get_by_role("button", name="Remettre mes réponses").click()
    expect(page.locator(".error-summary")).to_contain_text("19 questions")
    page.context.close()


def test_an_answer_changed_back_before_the_page_is_left_is_the_one_that_is_kept(chromium: Browser, server: str) -> None:
    page = chromium.new_context(viewport=PHONE, locale="fr-FR").new_page()  # type: ignore[arg-type]
    fill_sign_in(page, server, "admin")
    page.goto(server + TEST)
    page.get_by_role("button", name="Commencer").click()
    choices = page.locator(".choice-list").first.locator('input[type="radio"]')
    for rank in (0, 1, 0):
        with page.expect_response(lambda answer: answer.request.method == "POST" and answer.status == 204):
            choices.nth(rank).check()
    page.reload()
    expect(choices.first).to_be_checked()
    page.context.close()


@pytest.mark.parametrize(("name", "has_scripts"), [("formatrice", True), ("organisation", False)])
def test_practice_explains_each_answer_at_once_and_goes_on(chromium: Browser, server: str, name: str, has_scripts: bool) -> None:
    page = chromium.new_context(viewport=PHONE, locale="fr-FR", java_script_enabled=has_scripts).new_page()  # type: ignore[arg-type]
    fill_sign_in(page, server, name)
    page.goto(f"{server}/en/modules/legal-framework")
    page.get_by_role("link", name="Practise first").click()
    assert fits(page)
    page.get_by_role("button", name="Begin").click()
    expect(page).to_have_url(re.compile(r"n=1$"))
    page.locator('button[name="explain"]').click()
    expect(page.locator(".notice--error")).to_contain_text("Answer the question first")
    assert practise(page, "legal-framework") == 5
    page.go_back()
    page.goto(page.url)
    expect(page.locator("section.card")).to_be_visible()
    expect(page.locator('button[name="explain"]')).to_have_count(0)
    assert not has_scripts or Axe().run(page).response["violations"] == []
    page.get_by_role("button", name="See my result").click()
    expect(page.locator(".score")).to_have_text("5 out of 5")
    assert not has_scripts or Axe().run(page).response["violations"] == []
    assert fits(page)
    first = page.url
    page.get_by_role("button", name="Practise again").click()
    expect(page).to_have_url(re.compile(r"n=1$"))
    assert not page.url.startswith(first)
    page.context.close()
