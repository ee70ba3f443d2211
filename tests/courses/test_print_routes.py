import io
import unicodedata
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pypdf
import pytest
from flask import Flask
from flask_babel import force_locale

from lms import clock
from lms.accounts.models import Account
from lms.courses.prints import routes
from lms.courses.prints.store import forget_others, stored, stored_size, version_of
from lms.i18n import size_words
from tests.client import CheckingClient
from tests.factories import make_account, make_person, make_programme

SignIn = Callable[[Account], CheckingClient]
KIT = {"modules": "first", "duration": "short", "audience": "social", "language": "fr", "place": "Ségou", "on": "2099-12-01", "starts": "08:30"}


@pytest.fixture
def trainer(sign_in: SignIn) -> CheckingClient:
    """A browser of a trainer with a name that needs Bambara letters."""
    make_programme()
    return sign_in(make_account(person=make_person(family_name="KƆNƐ", given_names="Ɲɛnɛ")))


def text_of(pdf: bytes) -> str:
    """Return the words of a PDF."""
    return unicodedata.normalize("NFC", "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages))


@pytest.mark.parametrize(("language", "words"), [("fr", "Leçon deux"), ("en", "Lesson two")])
def test_a_booklet_is_in_the_language_of_its_page(trainer: CheckingClient, language: str, words: str) -> None:
    answer = trainer.get(f"/{language}/modules/first/booklet.pdf")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert words in text_of(answer.data)


def test_a_download_that_stopped_goes_on_where_it_was(trainer: CheckingClient) -> None:
    whole = trainer.get("/fr/modules/first/booklet.pdf")
    rest = trainer.get("/fr/modules/first/booklet.pdf", headers={"Range": "bytes=1000-", "If-Range": whole.headers["ETag"]})
    assert rest.status_code == 206
    assert rest.data == whole.data[1000:]


def test_a_guide_is_there_for_modules_that_have_one(trainer: CheckingClient) -> None:
    words = text_of(trainer.get("/fr/modules/first/guide.pdf").data)
    assert "Trier les récits" in words
    assert "Personnes inventées." in words  # what is said before any role play
    assert trainer.get("/fr/modules/second/guide.pdf").status_code == 404
    assert "/fr/modules/second/guide.pdf" not in trainer.get("/fr/documents").text


def test_prints_stay_within_the_programme(trainer: CheckingClient, sign_in: SignIn) -> None:
    make_programme("autre", modules=("second",))
    other = sign_in(make_account(programme="autre"))
    assert other.get("/fr/modules/first/booklet.pdf").status_code == 404
    assert other.get("/fr/session-kit.pdf", query_string=KIT).status_code == 422


def test_a_kit_bears_the_trainers_name_the_place_and_the_hours(trainer: CheckingClient) -> None:
    answer = trainer.get("/fr/session-kit.pdf", query_string=KIT)
    assert answer.mimetype == "application/pdf"
    words = text_of(answer.data)
    for expected in ("Ɲɛnɛ KƆNƐ", "Ségou", "1er décembre 2099", "Trier les récits", "Corrigé"):
        assert expected in words, expected
    assert len(answer.data) < 2 * 1024 * 1024
    assert answer.headers["Cache-Control"] == "private, no-store"
    rest = trainer.get("/fr/session-kit.pdf", query_string=KIT, headers={"Range": "bytes=500-", "If-Range": answer.headers["ETag"]})
    assert rest.data == answer.data[500:]


def test_a_kit_needs_a_place_and_not_only_spaces(trainer: CheckingClient) -> None:
    assert trainer.get("/fr/session-kit.pdf", query_string={**KIT, "place": "   "}).status_code == 422


def test_modules_that_do_not_fit_the_time_are_said_so(trainer: CheckingClient, sign_in: SignIn) -> None:
    answer = trainer.get("/fr/session-kit.pdf", query_string={**KIT, "modules": "second"})
    assert answer.status_code == 422


@pytest.mark.parametrize("left_out", sorted(KIT))
def test_a_kit_without_one_of_its_facts_is_asked_for_again_with_what_was_given(trainer: CheckingClient, left_out: str) -> None:
    answer = trainer.get("/fr/session-kit.pdf", query_string={name: value for name, value in KIT.items() if name != left_out})
    assert answer.status_code == 422
    assert 'class="error-summary"' in answer.text
    if left_out != "place":
        assert 'value="Ségou"' in answer.text


def test_the_form_of_a_kit_offers_only_modules_with_a_guide(trainer: CheckingClient) -> None:
    page = trainer.get("/fr/session-kit?modules=first").text
    assert 'value="first"' in page
    assert "checked" in page.split('value="first"')[0].rsplit("<input", 1)[1] + page.split('value="first"')[1].split(">")[0]
    assert 'value="second"' not in page


def test_the_form_of_a_kit_proposes_no_day(trainer: CheckingClient) -> None:
    page = trainer.get("/fr/session-kit").text
    assert "value" not in page.split('name="on"')[1].split(">")[0].replace('value=""', "")


def test_a_day_gone_by_is_refused_and_today_is_not(trainer: CheckingClient) -> None:
    today = clock.local_day(clock.now())
    gone = trainer.get("/en/session-kit.pdf", query_string={**KIT, "on": (today - timedelta(days=1)).isoformat()})
    assert gone.status_code == 422
    assert "This day has gone by." in gone.text
    assert trainer.get("/en/session-kit.pdf", query_string={**KIT, "on": today.isoformat()}).status_code == 200


def test_going_back_to_the_form_of_a_kit_finds_what_was_typed(trainer: CheckingClient) -> None:
    for answer in (trainer.get("/fr/session-kit"), trainer.get("/fr/session-kit.pdf", query_string={**KIT, "place": ""})):
        assert answer.headers["Cache-Control"] == "private, no-cache"


def test_the_limit_on_kits_counts_kits_and_not_mistakes(trainer: CheckingClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "kit_pdf", lambda _session, **_library: b"%PDF")
    mistaken = {trainer.get("/en/session-kit.pdf").status_code for _ in range(61)}
    drawn = {trainer.get("/en/session-kit.pdf", query_string=KIT).status_code for _ in range(60)}
    assert (mistaken, drawn) == ({422}, {200})
    refused = trainer.get("/en/session-kit.pdf", query_string=KIT)
    assert refused.status_code == 429
    assert "Wait an hour" in refused.text


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/fr/modules/first/booklet.pdf", "livret-first.pdf"), ("/en/modules/first/booklet.pdf", "booklet-first.pdf"),
        ("/fr/modules/first/guide.pdf", "guide-first.pdf"), ("/en/modules/first/guide.pdf", "guide-first.pdf"),
    ],
)  # fmt: skip
def test_a_file_is_called_by_its_title_in_the_language_of_its_page(trainer: CheckingClient, address: str, name: str) -> None:
    assert trainer.get(address).headers["Content-Disposition"] == f"attachment; filename={name}"


def test_the_list_of_documents_says_how_heavy_those_are_that_are_drawn(
    trainer: CheckingClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(routes, "_folder", lambda: tmp_path)
    assert "KB)" not in trainer.get("/en/documents").text
    body = trainer.get("/en/modules/first/booklet.pdf").data
    page = trainer.get("/en/documents").text
    assert page.count("KB)") == 1
    assert f"Participant’s booklet (PDF, {round(len(body) / 1000)} KB)" in page


def test_a_trainer_finds_the_kit_from_the_sessions(trainer: CheckingClient) -> None:
    assert 'href="/fr/session-kit"' in trainer.get("/fr/my-sessions").text


@pytest.mark.parametrize(
    ("size", "language", "words"),
    [(400, "fr", "1 Ko"), (199_600, "fr", "200 Ko"), (999_600, "en", "1 MB"), (1_249_000, "fr", "1,2 Mo"), (1_249_000, "en", "1.2 MB")],
)
def test_sizes_are_written_as_readers_count_them(app: Flask, size: int, language: str, words: str) -> None:
    with app.test_request_context(), force_locale(language):
        assert size_words(size, language).replace("\u00a0", " ") == words


def test_a_print_is_made_once_and_again_when_the_content_changes(tmp_path: Path) -> None:
    made: list[str] = []

    def make() -> bytes:
        made.append("x")
        return b"pdf"

    assert stored_size(tmp_path, "a", "booklet.pdf") is None
    assert stored(tmp_path, "a", "booklet.pdf", make) == stored(tmp_path, "a", "booklet.pdf", make) == b"pdf"
    assert len(made) == 1
    assert stored_size(tmp_path, "a", "booklet.pdf") == len(b"pdf")
    assert stored(tmp_path, "b", "booklet.pdf", make) == b"pdf"
    assert len(made) == 2
    forget_others(tmp_path, "b")
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["booklet.pdf"]
    assert stored(tmp_path, "b", "booklet.pdf", make) == b"pdf"
    assert len(made) == 2


def test_a_disk_that_is_full_refuses_nobody_a_print(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / version_of("a")).write_text("a file where the folder should be")
    assert stored(tmp_path, "a", "booklet.pdf", lambda: b"pdf") == b"pdf"
    assert "could not be kept" in caplog.text


def test_a_print_that_cannot_be_made_leaves_nothing_behind(tmp_path: Path) -> None:
    def fail() -> bytes:
        raise ValueError("no ink")

    with pytest.raises(ValueError, match="no ink"):
        stored(tmp_path, "a", "booklet.pdf", fail)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
