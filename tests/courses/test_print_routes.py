import io
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pypdf
import pytest

from lms.accounts.models import Account
from lms.courses.prints.store import forget_others, stored, version_of
from tests.client import CheckingClient
from tests.factories import make_account, make_person, make_programme

SignIn = Callable[[Account], CheckingClient]
KIT = {"modules": "first", "duration": "short", "audience": "social", "language": "fr", "place": "Ségou", "on": "2026-12-01", "starts": "08:30"}


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
    for expected in ("Ɲɛnɛ KƆNƐ", "Ségou", "1er décembre 2026", "La porte", "Corrigé"):
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


def test_a_print_is_made_once_and_again_when_the_content_changes(tmp_path: Path) -> None:
    made: list[str] = []

    def make() -> bytes:
        made.append("x")
        return b"pdf"

    assert stored(tmp_path, "a", "booklet.pdf", make) == stored(tmp_path, "a", "booklet.pdf", make) == b"pdf"
    assert len(made) == 1
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
