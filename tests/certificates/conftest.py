"""A certificate prints an address that others can open, so the tests of this folder have one."""

from dataclasses import replace

import pytest
from flask import Flask

PUBLIC_URL = "https://relais.example.org"


@pytest.fixture(autouse=True)
def public_address(built_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the application a public address."""
    set_public_url(built_app, monkeypatch, PUBLIC_URL)


def set_public_url(app: Flask, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    """Give the application another public address until the end of the test."""
    monkeypatch.setitem(app.config, "RELAIS_SETTINGS", replace(app.config["RELAIS_SETTINGS"], public_url=address))
