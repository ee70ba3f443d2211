"""The browser of the tests: it follows no redirect silently and looks at every page it is given."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from lms.db import db

_TOKEN = re.compile(r'(name="csrf_token"[^>]*value=")[^"]*')


class CheckingClient(FlaskClient):
    """Checks what every page must have: one h1, a title that holds it, no id twice, a label for each field, Back to what was typed."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        with self.application.app_context():  # else the request would share `g` and the session with the test
            response = super().open(*args, **kwargs)
        db.session.rollback()  # the test's own session sees what the request wrote
        if response.mimetype == "text/html" and response.status_code != 302 and not response.content_encoding:
            check_page(response.get_data(as_text=True), f"{response.request.method} {response.request.full_path.rstrip('?')}")
        return response

    def submit(self, path: str, data: dict[str, Any] | None = None, *, page: str | None = None) -> TestResponse:
        """Send a form as a browser does: open its page first (`page`, else `path`) and carry its hidden fields along."""
        html = self.get(page or path).get_data(as_text=True)
        fields = {**hidden_fields(html, path), **(data or {})}
        if not any(isinstance(value, FileStorage) for value in fields.values()):
            return self.post(path, data=fields)
        boundary, body = encode_multipart(fields)  # written here: the client would leave a large one in an open file
        return self.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def steady(html: str) -> str:
    """Return a page without its form tokens, which change every second: what is left can be compared."""
    return _TOKEN.sub(r"\1", html)


class _Form(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "form":
            self.forms.append((given.get("action") or "", {}))
        elif given.get("formaction") and self.forms:  # a button that sends the same fields elsewhere
            self.forms.append((str(given["formaction"]), self.forms[-1][1]))
        elif tag == "input" and given.get("type") == "hidden" and self.forms and given.get("name"):
            self.forms[-1][1][given["name"]] = given.get("value") or ""  # type: ignore[index]


def hidden_fields(html: str, path: str) -> dict[str, str]:
    """Return the hidden fields of the form on this page that is sent to `path` (or back to the page itself)."""
    parser = _Form()
    parser.feed(html)
    matching = [fields for action, fields in parser.forms if action.split("?")[0] == path]
    matching = matching or [fields for action, fields in parser.forms if action == "" or action.startswith("?")]
    assert matching, f"no form on this page is sent to {path}: {[action for action, _ in parser.forms]}"
    return matching[0]


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.inputs: list[dict[str, str | None]] = []
        self.labels: set[str | None] = set()
        self.depth_in_label = 0
        self.styles = 0
        self.sent_to: str | None = None
        self.typed_into: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag == "form":
            self.sent_to = given.get("action") or "" if given.get("method") == "post" else None
        if self.sent_to is not None and (tag in ("select", "textarea") or (tag == "input" and given.get("type") not in ("hidden", "submit"))):
            self.typed_into.add(self.sent_to)
        if tag == "label":
            self.labels.add(given.get("for"))
            self.depth_in_label += 1
        if tag in ("input", "select", "textarea") and given.get("type") not in ("hidden", "submit"):
            self.inputs.append({**given, "inside": "yes" if self.depth_in_label else None})
        if "style" in given or (tag in ("style", "script") and not given.get("src")):
            self.styles += 1

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self.depth_in_label -= 1
        if tag == "form":
            self.sent_to = None


def check_page(html: str, where: str) -> None:
    """Fail when a page breaks one of the rules that every page follows."""
    headings = re.findall(r"<h1[^>]*>(.*?)</h1>", html, re.S)
    assert len(headings) == 1, f"{where}: {len(headings)} h1"
    title = re.search(r"<title>(.*?)</title>", html, re.S)
    assert title, f"{where}: no title"
    assert _words(headings[0])[:40] in _words(title[1]), f"{where}: title {title[1]!r}, h1 {headings[0]!r}"
    page = _Page()
    page.feed(html)
    twice = {name for name in page.ids if page.ids.count(name) > 1}
    assert not twice, f"{where}: ids twice: {twice}"
    unlabelled = [
        field
        for field in page.inputs
        if not (field["inside"] or field.get("aria-label") or field.get("aria-labelledby") or field.get("id") in page.labels)
    ]
    assert not unlabelled, f"{where}: fields without a label: {unlabelled}"
    own_address = where.partition(" ")[2] or where
    assert not page.typed_into & {"", own_address}, f"{where}: Back would lead past what was typed here once its answer is lost (sending_address)"
    assert page.styles == 0, f"{where}: inline style or script"


def _words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())
