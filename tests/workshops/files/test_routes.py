import gzip
from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from lms.accounts.models import Account, AuditEntry
from lms.accounts.rules import Role
from lms.db import db, transactional
from lms.workshops.files.models import WorkshopFile
from lms.workshops.files.rules.limits import MOST_BYTES
from lms.workshops.models import Workshop
from tests import factories
from tests.client import CheckingClient
from tests.counting import counted_queries
from tests.workshops.files.made import office, pdf, picture
from tests.workshops.files.test_services import add, make_session
from tests.workshops.room import TestRoom, make_room

SignIn = Callable[[Account], CheckingClient]
LIST = "/en/workshops/bamako/files"
ADD = f"{LIST}/add"


@pytest.fixture
def room(app: Flask) -> TestRoom:
    factories.make_programme()
    return make_room(people=0)


def send(browser: CheckingClient, content: bytes, name: str, **fields: str) -> TestResponse:
    return browser.submit(ADD, {"file": FileStorage(BytesIO(content), filename=name), "kind": "output", **fields})


def only_file() -> WorkshopFile:
    return db.session.scalars(select(WorkshopFile)).one()


def download(browser: CheckingClient) -> TestResponse:
    return browser.get(f"{LIST}/{only_file().id}")


@pytest.mark.parametrize("path", [LIST, ADD, f"{LIST}/0193f0a0-0000-7000-8000-000000000000"])
def test_who_may_not_see_workshops_sees_no_files(room: TestRoom, client: CheckingClient, sign_in: SignIn, path: str) -> None:
    assert client.get(path).location.startswith("/en/sign-in?next=")
    assert sign_in(factories.make_account(Role.TRAINER)).get(path).status_code == 403


def test_trainers_and_monitors_neither_add_nor_remove(room: TestRoom, sign_in: SignIn) -> None:
    added = add(room)
    for role in (Role.TRAINER, Role.MONITOR):
        browser = sign_in(factories.make_account(role))
        assert browser.post(ADD, data={"file": (BytesIO(b"a"), "a.txt")}).status_code in (400, 403)
        assert browser.get(ADD).status_code == 403
        assert browser.post(f"{LIST}/{added.file.id}/remove").status_code in (400, 403)
    assert only_file().removed_at is None


def test_monitors_read_files(room: TestRoom, sign_in: SignIn) -> None:
    add(room)
    browser = sign_in(factories.make_account(Role.MONITOR))
    page = browser.get(LIST).text
    assert "Titre" in page
    assert "Add a file" not in page
    assert download(browser).status_code == 200


def test_an_organiser_of_another_workshop_finds_nothing(room: TestRoom, sign_in: SignIn) -> None:
    added = add(room)
    browser = sign_in(make_room(people=0, slug="kayes", place_code="ML-1").organiser)
    for path in (LIST, ADD, f"{LIST}/{added.file.id}", f"/en/workshops/kayes/files/{added.file.id}"):
        assert browser.get(path).status_code == 404


def test_a_file_is_attached_to_its_session_and_handed_over_as_something_to_save(room: TestRoom, sign_in: SignIn) -> None:
    session_id, browser = make_session(room), sign_in(room.organiser)
    answer = send(browser, pdf(), "Route.pdf", title="Feuille de route <b>", session=str(session_id))
    assert answer.location == LIST
    page = browser.get(LIST).text
    assert "Feuille de route &lt;b&gt;" in page
    assert page.index("Feuilles de route <small") < page.rindex("Feuille de route &lt;b&gt;")
    file = download(browser)
    assert file.data == pdf()
    assert file.headers["Content-Disposition"] == "attachment; filename=Route.pdf"
    assert file.headers["Content-Type"] == "application/pdf"
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert file.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert file.headers["Cache-Control"] == "private, no-store"


def test_whoever_opens_a_file_is_noted(room: TestRoom, sign_in: SignIn) -> None:
    add(room)
    download(sign_in(room.organiser))
    assert f"workshop-file:{only_file().id}" in db.session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "names.read")).all()


@pytest.mark.parametrize(
    ("sent", "header"),
    [  # browsers write a quotation mark as %22
        ("l’« état » %22final%22 à Ségou.pdf", "attachment; filename=\"l etat  final a Segou.pdf\"; filename*=UTF-8''l%E2%80%99%C2%AB%20%C3%A9tat"),
        ("../../../etc/passwd", "attachment; filename=passwd.pdf"),
        ("..\\..\\boot.ini", "attachment; filename=boot.pdf"),
        ("a%22; filename=evil.html", 'attachment; filename="a ; filename=evil.pdf"'),
        ("page.html", "attachment; filename=page.pdf"),
    ],
)  # fmt: skip
def test_names_come_back_clean(room: TestRoom, sign_in: SignIn, sent: str, header: str) -> None:
    browser = sign_in(room.organiser)
    send(browser, pdf(), sent)
    found = download(browser).headers["Content-Disposition"]
    assert found.startswith(header)
    assert "/" not in found
    assert "\\" not in found


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"", "a.pdf", "empty"), (b"<html><script>", "a.pdf", "web page"), (b"<svg/>", "a.png", "SVG"), (office("docm"), "a.docx", "macros"),
        (pdf(trailer="/Encrypt 4 0 R"), "a.pdf", "password"), (b"MZ\0", "a.jpg", "Files of this kind cannot be attached"),
        (b"a" * (MOST_BYTES + 1), "a.txt", "larger than 10 MB"),
    ],
)  # fmt: skip
def test_what_is_refused_is_said_beside_the_field(room: TestRoom, sign_in: SignIn, content: bytes, name: str, words: str) -> None:
    answer = send(sign_in(room.organiser), content, name, title="Ce que j’ai écrit")
    assert answer.status_code == 422
    assert words in answer.text
    assert "Ce que j’ai écrit" in answer.text
    assert db.session.scalars(select(WorkshopFile)).all() == []


def test_what_is_far_too_large_is_not_even_read(room: TestRoom, sign_in: SignIn) -> None:
    claimed = {"CONTENT_LENGTH": str(MOST_BYTES + 100_000)}
    answer = sign_in(room.organiser).post(ADD, data=b"", content_type="multipart/form-data; boundary=x", environ_overrides=claimed)
    assert answer.status_code == 413


def test_a_form_without_a_file_or_a_kind_comes_back(room: TestRoom, sign_in: SignIn) -> None:
    answer = sign_in(room.organiser).submit(ADD, {"session": "nonsense"})
    assert answer.status_code == 422
    assert "Choose the file." in answer.text
    assert "Choose what the file is." in answer.text


def test_a_session_that_nobody_has_is_not_found(room: TestRoom, sign_in: SignIn) -> None:
    assert send(sign_in(room.organiser), pdf(), "a.pdf", session="nonsense").status_code == 404


def test_a_photograph_comes_back_without_its_place(room: TestRoom, sign_in: SignIn) -> None:
    browser = sign_in(room.organiser)
    send(browser, picture(), "IMG_0001.JPG")
    file = download(browser)
    assert file.headers["Content-Type"] == "image/jpeg"
    assert b"Exif" not in file.data
    assert b"Telephone" not in file.data


@pytest.mark.parametrize(("name", "media"), [("notes.txt", "text/plain; charset=utf-8"), ("notes.csv", "text/csv; charset=utf-8")])
def test_the_letters_of_a_text_are_named_once(room: TestRoom, sign_in: SignIn, name: str, media: str) -> None:
    browser = sign_in(room.organiser)
    send(browser, "Ségou;12".encode(), name)
    assert download(browser).headers["Content-Type"] == media


def test_a_table_is_handed_over_without_formulas(room: TestRoom, sign_in: SignIn) -> None:
    browser = sign_in(room.organiser)
    send(browser, b"a;=1+1", "table.csv")
    assert download(browser).data.decode("utf-8-sig") == "a;'=1+1"


def test_the_same_file_sent_again_is_said_to_be_there(room: TestRoom, sign_in: SignIn) -> None:
    browser = sign_in(room.organiser)
    send(browser, pdf(), "Route.pdf")
    send(browser, pdf(), "Autre.pdf")
    assert "has this file already, as “Route”" in browser.get(LIST).text
    only_file()


def test_a_file_that_is_removed_leaves_a_line(room: TestRoom, sign_in: SignIn) -> None:
    added, browser = add(room), sign_in(room.organiser)
    path = f"{LIST}/{added.file.id}/remove"
    assert browser.submit(path, page=LIST).location == LIST
    page = browser.get(LIST).text
    assert "“Titre”: removed on" in page
    assert "No file yet" in page
    assert browser.get(f"{LIST}/{added.file.id}").status_code == 404


def test_a_workshop_that_was_cancelled_keeps_its_files(room: TestRoom, sign_in: SignIn) -> None:
    add(room)
    with transactional():
        db.session.get_one(Workshop, room.workshop.id).status = "cancelled"
    browser = sign_in(room.organiser)
    assert browser.get(ADD).status_code == 409
    assert "Remove" not in browser.get(LIST).text
    assert download(browser).status_code == 200


def test_the_list_asks_the_same_questions_for_one_file_and_for_many_and_stays_small(room: TestRoom, sign_in: SignIn) -> None:
    browser = sign_in(room.organiser)
    counts = []
    for number in range(50):
        add(room, f"Fichier {number}", title=f"Feuille de route numéro {number}")
        if number in (0, 49):
            with counted_queries() as statements:
                page = browser.get(LIST)
            counts.append(len(statements))
            assert not any("workshop_file.content" in statement for statement in statements)
    assert counts[0] == counts[1]
    assert len(gzip.compress(page.data, 6)) < 14 * 1024
