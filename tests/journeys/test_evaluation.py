"""A slip is printed on a desk, drawn by lot, and answered on a phone. In English, so that it does not depend on the catalogue."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.journeys.people import DESK, PHONE, fits, sign_in

pytestmark = pytest.mark.journey

RESULTS = "/en/workshops/bamako/evaluation"


def _slip(page: Page, server: str) -> str:
    """Replace the unused codes; return the address in the square of the first slip."""
    page.goto(server + RESULTS)
    page.get_by_text("Slips lost, or not printed?").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Replace the unused codes").click()
    body = Path(str(download.value.path())).read_bytes()
    return next(code.text for code in zxingcpp.read_barcodes(pypdfium2.PdfDocument(BytesIO(body))[0].render(scale=2).to_pil()))


def _violations(page: Page) -> list[Any]:
    return [(rule["id"], [node["html"][:80] for node in rule["nodes"][:2]]) for rule in Axe().run(page).response["violations"]]


def test_a_slip_is_answered_on_a_phone_once(chromium: Browser, server: str) -> None:
    desk = sign_in(chromium, server, "organisation", DESK)
    address = _slip(desk, server)
    desk.goto(server + RESULTS)
    before = desk.locator(".lead").inner_text()
    asked: list[str] = []
    phone = chromium.new_context(viewport=PHONE).new_page()  # type: ignore[arg-type]
    phone.on("request", lambda request: asked.append(request.url))
    for scheme in ("light", "dark"):
        phone.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        phone.goto(address)
        assert fits(phone)
        assert _violations(phone) == []
        phone.goto("about:blank")
    phone.goto(address)
    code = address.partition("#")[2]
    expect(phone.get_by_label("Code of your paper slip")).to_have_value(code)
    assert "#" not in phone.url
    assert not any(code in url for url in asked)
    phone.locator(".five-points").nth(0).get_by_text("5", exact=True).click()
    phone.locator(".five-points").nth(3).get_by_text("2", exact=True).click()
    phone.locator(".five-points").nth(4).get_by_text("Does not concern me").click()
    phone.get_by_label("What should change next time?").fill("Rien.")
    phone.get_by_role("button", name="Send my answers").click()
    expect(phone.get_by_role("heading", name="Thank you")).to_be_visible()
    assert phone.context.cookies() == []
    assert _violations(phone) == []

    phone.goto(address)
    phone.locator(".five-points").nth(0).get_by_text("1", exact=True).click()
    phone.get_by_role("button", name="Send my answers").click()
    expect(phone.get_by_role("alert")).to_contain_text("they have been counted")
    desk.goto(server + RESULTS)
    assert desk.locator(".lead").inner_text() == before, "it does not tell that somebody has just answered"
    phone.context.close()
    desk.context.close()


def test_a_message_is_copied_with_one_press(chromium: Browser, server: str) -> None:
    desk = sign_in(chromium, server, "organisation", DESK)
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.goto(f"{server}/en/workshops/bamako/messages/thanks")
    text = desk.locator("#body-en").input_value()
    button = desk.locator('button[data-copy="body-en"]')
    button.click()
    expect(button).to_contain_text("Copied")
    assert desk.evaluate("navigator.clipboard.readText()").replace("\r\n", "\n") == text
    desk.context.close()


def test_without_scripts_the_form_and_the_texts_are_whole(chromium: Browser, server: str) -> None:
    desk = sign_in(chromium, server, "organisation", DESK)
    address = _slip(desk, server)
    desk.context.close()
    phone = chromium.new_context(viewport=PHONE, java_script_enabled=False).new_page()  # type: ignore[arg-type]
    phone.goto(address)
    expect(phone.get_by_label("Code of your paper slip")).to_have_value("")
    phone.get_by_label("Code of your paper slip").fill(address.partition("#")[2].lower())
    phone.locator(".five-points").nth(0).get_by_text("4", exact=True).click()
    phone.get_by_role("button", name="Send my answers").click()
    expect(phone.get_by_role("heading", name="Thank you")).to_be_visible()
    phone.context.close()


def test_a_lost_network_leaves_the_answers_and_the_code_where_they_were(chromium: Browser, server: str) -> None:
    desk = sign_in(chromium, server, "organisation", DESK)
    address = _slip(desk, server)
    desk.context.close()
    phone = chromium.new_context(viewport=PHONE).new_page()  # type: ignore[arg-type]
    phone.goto(address)
    phone.get_by_label("What should change next time?").fill("Rien.")
    phone.context.set_offline(offline=True)
    phone.get_by_role("button", name="Send my answers").click()
    phone.wait_for_url("chrome-error://**")
    phone.context.set_offline(offline=False)
    phone.go_back()
    expect(phone.get_by_label("Code of your paper slip")).to_have_value(address.partition("#")[2])
    expect(phone.get_by_label("What should change next time?")).to_have_value("Rien.")
    phone.context.close()
