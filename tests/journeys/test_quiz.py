"""A quiz on a phone whose network drops, with scripts and without."""

import re

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.people import PHONE, fill_sign_in, fits

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
