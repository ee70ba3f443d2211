"""Banks of questions on the administrators' pages: looking, exporting, importing with a look first."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from lms.accounts.models import Account, AuditEntry
from lms.accounts.rules import Role
from lms.db import db, transactional
from lms.quizzes.bank_routes import ROWS
from lms.quizzes.content import load_tests
from lms.quizzes.exchange.formats import MOST_BYTES, Format, read
from lms.quizzes.models import ImportedBank
from lms.uploads.models import Upload
from lms.uploads.services import KEPT
from tests.client import CheckingClient, hidden_fields
from tests.factories import make_account, make_programme

SignIn = Callable[[Account], CheckingClient]

LIST = "/fr/questions"
IMPORT = "/fr/questions/import"
GIFT = (
    "::Un::Quel moyen est invoqué ?{=La tromperie#Oui. ~Le voyage#Non.}\n\n"
    "::Deux::Combien d'éléments ?{#3:0}\n\n"
    "// [tag:loi]\n::Trois::Le consentement d'un enfant compte-t-il ?{F}\n"
)
ESSAY = "\n::Quatre::Racontez.{}\n"
CHOICES = {"format": "guess", "language": "fr", "module": "first"}


@pytest.fixture
def administrator(app: Flask, sign_in: SignIn) -> CheckingClient:
    make_programme()
    return sign_in(make_account(Role.ADMINISTRATOR))


def send(client: CheckingClient, content: str | bytes, *, name: str = "questions.gift", **choices: str) -> TestResponse:
    """Send a file of questions as the page does."""
    data = content.encode() if isinstance(content, str) else content
    return client.submit(IMPORT, {**CHOICES, **choices, "file": FileStorage(io.BytesIO(data), filename=name)})


def number_of(model: type[ImportedBank | Upload]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_file_is_shown_before_anything_is_imported(administrator: CheckingClient) -> None:
    answer = send(administrator, GIFT + ESSAY)
    assert answer.status_code == 302
    page = administrator.get(answer.location).text
    for words in ("Quel moyen est invoqué", "La tromperie", "deux", "Quatre", "L’étiquette", "loi"):
        assert words in page, words
    assert "ligne" in page.lower()
    assert number_of(ImportedBank) == 0


def test_importing_keeps_the_questions_as_a_bank_and_forgets_the_file(administrator: CheckingClient) -> None:
    preview = send(administrator, GIFT).location
    answer = administrator.submit(preview, page=preview)
    assert answer.status_code == 302
    bank = db.session.scalars(select(ImportedBank)).one()
    assert (bank.n_questions, bank.n_left_out, bank.format, bank.module, bank.file_name) == (3, 0, "gift", "first", "questions.gift")
    assert number_of(Upload) == 0
    assert "questions.gift" in administrator.get(LIST).text
    page = administrator.get(answer.location).text
    assert "Quel moyen est invoqué" in page
    assert db.session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "questions.imported")).one() == f"imported-bank:{bank.id}"


def test_nothing_is_half_imported_unless_somebody_agrees_to_leave_questions_out(administrator: CheckingClient) -> None:
    preview = send(administrator, GIFT + ESSAY).location
    refused = administrator.submit(preview, page=preview)
    assert refused.status_code == 422
    assert "Certaines questions sont refusées" in refused.text
    assert (number_of(ImportedBank), number_of(Upload)) == (0, 1)
    assert administrator.submit(preview, {"leave_out_refused": "y"}, page=preview).status_code == 302
    bank = db.session.scalars(select(ImportedBank)).one()
    assert (bank.n_questions, bank.n_left_out) == (3, 1)


def test_importing_twice_is_one_bank(administrator: CheckingClient) -> None:
    preview = send(administrator, GIFT).location
    hidden = hidden_fields(administrator.get(preview).text, preview)
    assert administrator.post(preview, data=hidden).status_code == 302
    assert administrator.post(preview, data=hidden).status_code == 404
    assert number_of(ImportedBank) == 1


def test_a_file_can_be_discarded(administrator: CheckingClient) -> None:
    preview = send(administrator, GIFT).location
    administrator.submit(f"{preview}/discard", page=preview)
    assert (number_of(ImportedBank), number_of(Upload)) == (0, 0)
    assert administrator.get(preview).status_code == 404


def test_a_file_that_is_no_such_file_is_refused_beside_its_field(administrator: CheckingClient) -> None:
    answer = send(administrator, "<quiz><!DOCTYPE x></quiz>", name="x.xml", format="moodle-xml")
    assert answer.status_code == 422
    assert 'id="file-error"' in answer.text
    assert number_of(Upload) == 0


def test_a_form_without_its_file_or_module_says_so(administrator: CheckingClient) -> None:
    hidden = hidden_fields(administrator.get(IMPORT).text, IMPORT)
    answer = administrator.post(IMPORT, data={**hidden, "format": "gift", "language": "fr"}, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert "Choisissez le fichier" in answer.text
    assert "Choisissez le module" in answer.text


TRUE_FALSE = (
    '<?xml version="1.0"?><quiz><question type="truefalse"><name><text>V</text></name><questiontext><text>Vrai ?</text></questiontext>'
    '<answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer></question></quiz>'
)
AIKEN = "Quel moyen ?\nA. La tromperie\nB. Le voyage\nANSWER: A\n"


@pytest.mark.parametrize(
    ("content", "expected", "number"),
    [
        (GIFT, "GIFT", "3 questions peuvent être importées"),
        (AIKEN, "Aiken", "1 question peut être importée"),
        (TRUE_FALSE, "Moodle XML", "1 question peut être importée"),
    ],
)
def test_the_format_is_recognised(administrator: CheckingClient, content: str, expected: str, number: str) -> None:
    page = administrator.get(send(administrator, content).location).text
    assert f"— {expected}," in page
    assert number in page


def test_a_file_above_the_usual_size_is_taken_here(administrator: CheckingClient) -> None:
    content = GIFT + "".join(f"\n::L{n}::Ligne {n} ?{{=oui ~non}}\n" for n in range(60_000))
    assert 1024 * 1024 < len(content.encode()) < MOST_BYTES
    answer = send(administrator, content)
    assert answer.status_code == 422  # more questions than a file may hold, said in words: it was read
    assert re.search(r"10\s000 questions", answer.text)


def test_a_file_of_another_is_not_to_be_seen(administrator: CheckingClient, sign_in: SignIn) -> None:
    preview = send(administrator, GIFT).location
    other = sign_in(make_account(Role.ADMINISTRATOR))
    assert other.get(preview).status_code == 404
    assert other.post(f"{preview}/discard", data=hidden_fields(other.get(IMPORT).text, IMPORT)).status_code == 404


def test_a_file_is_kept_for_two_days_only(administrator: CheckingClient) -> None:
    preview = send(administrator, GIFT).location
    upload = db.session.scalars(select(Upload)).one()
    sent_at = upload.sent_at - KEPT - timedelta(minutes=1)
    with transactional():
        db.session.execute(update(Upload).values(sent_at=sent_at))
    assert administrator.get(preview).status_code == 404
    send(administrator, ESSAY + GIFT)
    assert number_of(Upload) == 1


RICH = """::Un::[html]<p>La loi…&nbsp;: quel <b>moyen</b> ?</p>{=l'un ~%50%l'autre#Presque. ~rien}

::Deux::[markdown]Les *deux* ?{~%50%a ~%50%b ~%-50%c}

::Nombre::Combien ?{#12.0625:0.0005 =%50%13:0}

// [tag:x]
::Mot::Quel mot ?{=MRN =le mécanisme =%50%plate-forme}

::Paires::Associez.{=Mali -> Bamako =Niger -> Niamey = -> Dakar}
"""


def preview_words(administrator: CheckingClient, content: str) -> str:
    """Return the words of the preview of a file."""
    page = administrator.get(send(administrator, content).location.replace("/fr/", "/en/")).text.split("<main", 1)[1]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.mark.parametrize(
    "told",
    [
        "La loi… : quel moyen ? line 1 · one answer · un · first l’un (right answer) l’autre Presque. rien",
        "rien What it loses: “l'autre” is worth 50 %: here it is wrong. line 1 The marks in its texts are taken away: b. line 1 Les deux ?",
        "Les deux ? line 3 · several answers · deux · first a (right answer) b (right answer) c Each right option is worth its share",
        "Combien ? line 5 · a number · nombre · first Right answer: 12.0625 ± 0.0005 What it loses: 13 ± 0 is worth 50 %",
        "Right answer: MRN · le mécanisme What it loses: “plate-forme” is worth 50 %: here it is not accepted. line 8 The tag “x” has no place here.",
        "Right answer: Mali → Bamako · Niger → Niamey Also to choose from: Dakar Each right pair is worth its share of the point.",
    ],
)
def test_the_preview_shows_what_the_bank_will_hold_with_what_is_lost_beside_it(administrator: CheckingClient, told: str) -> None:
    assert told in preview_words(administrator, RICH)


def test_the_preview_of_a_page_numbers_its_questions_as_the_whole_file_does(administrator: CheckingClient) -> None:
    content = "".join(f"::Nom::Question {rank} ?{{=oui ~%50%non}}\n\n" for rank in range(ROWS + 3))
    preview = send(administrator, content).location.replace("/fr/", "/en/")
    second = administrator.get(f"{preview}?page=2").text
    assert f"Question {ROWS - 1} ?" not in second
    assert all(f"· nom-{ROWS + rank} ·" in second for rank in (1, 2, 3))
    assert second.count("here it is wrong") == 3, "each with its own loss"


def test_what_belongs_to_no_question_is_listed_apart(administrator: CheckingClient) -> None:
    page = preview_words(administrator, "<quiz lang='fr'>" + TRUE_FALSE.split("<quiz>")[1])
    assert "Lost: Relais has no place for it" in page
    assert "The attribute lang of <quiz> has no place here: “fr”." in page.split("As the bank will hold them")[0]


def test_a_bank_says_how_many_questions_were_left_out(administrator: CheckingClient) -> None:
    preview = send(administrator, GIFT + ESSAY).location
    bank_page = administrator.submit(preview, {"leave_out_refused": "y"}, page=preview).location
    for page in (LIST, bank_page):
        assert "1 left out" in administrator.get(page.replace("/fr/", "/en/")).text


def test_whoever_takes_questions_away_with_their_answers_leaves_a_line_in_the_audit(administrator: CheckingClient) -> None:
    preview = send(administrator, GIFT).location
    bank_page = administrator.submit(preview, page=preview).location
    bank = bank_page.rsplit("/", 1)[1]
    for path in (LIST, f"{LIST}/bank/first", f"{LIST}/bank/first/export?format=gift", f"{LIST}/quiz/first/export", f"{bank_page}/export",
                 f"{LIST}/imported/{bank}/archive.zip"):  # fmt: skip
        assert administrator.get(path).status_code == 200
    found = db.session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "questions.exported").order_by(AuditEntry.at)).all()
    assert found == ["bank:first", "quiz:first", f"imported-bank:{bank}", f"imported-bank:{bank}"]
    assert "Exported questions with their right answers" in administrator.get("/en/audit").text


def test_markup_in_a_question_stays_text(administrator: CheckingClient) -> None:
    page = administrator.get(send(administrator, "::a::[plain]Que fait <script>alert(1)</script> ?{=Rien ~Tout}\n").location).text
    assert "<script>alert(1)" not in page


def test_an_imported_bank_is_withdrawn_with_a_note_in_the_audit(administrator: CheckingClient) -> None:
    preview = send(administrator, GIFT).location
    bank_page = administrator.submit(preview, page=preview).location
    path = f"{LIST}/imported/{bank_page.rsplit('/', 1)[1]}/withdraw"
    assert administrator.submit(path, page=bank_page).status_code == 302
    assert number_of(ImportedBank) == 0
    assert db.session.scalar(select(func.count()).where(AuditEntry.action == "questions.withdrawn")) == 1


def test_the_files_of_an_imported_bank_are_those_that_a_start_reads(administrator: CheckingClient, tmp_path: Path) -> None:
    preview = send(administrator, GIFT).location
    bank_page = administrator.submit(preview, page=preview).location
    body = administrator.get(f"{LIST}/imported/{bank_page.rsplit('/', 1)[1]}/archive.zip").data
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        archive.extractall(tmp_path / "quizzes" / "banks")
    banks = load_tests(tmp_path / "quizzes").banks
    assert [(name, len(bank.questions), bank.module) for name, bank in banks.items()] == [("first-imported", 3, "first")]


def test_a_bank_and_a_quiz_are_exported_and_read_again(administrator: CheckingClient, app: Flask) -> None:
    for kind, questions in (("bank", app.extensions["banks"]["first"].questions), ("quiz", app.extensions["quizzes"]["first"].pool.values())):
        for format_ in (Format.MOODLE_XML, Format.GIFT):
            answer = administrator.get(f"{LIST}/{kind}/first/export?format={format_.value}&language=fr")
            assert answer.headers["Content-Disposition"].startswith("attachment; filename=first-")
            again = {question.id for question in read(format_, answer.data).questions}
            assert again <= {question.id for question in questions}
            assert again
            page = administrator.get(f"{LIST}/{kind}/first?format={format_.value}&language=fr").text
            assert all(question.id in again or f"{question.id}:" in page for question in questions), "what is left out is said"


def test_what_the_other_system_cannot_say_is_listed_before_the_download(administrator: CheckingClient) -> None:
    items = "".join(f"<answer fraction='100'><text>{word}</text></answer>" for word in ("Repérer", "Écouter", "Orienter"))
    ordering = f"<question type='ordering'><name><text>Ordre</text></name><questiontext><text>Rangez.</text></questiontext>{items}</question>"
    words = "<name><text>Mot</text></name><questiontext><text>Quel mot ?</text></questiontext>"
    single = f"<question type='shortanswer'>{words}<answer fraction='100'><text>oui</text></answer></question>"
    preview = send(administrator, f"<quiz>{ordering}{single}</quiz>", name="x.xml").location
    bank_page = administrator.submit(preview, page=preview).location
    gift = administrator.get(f"{bank_page}?format=gift&language=fr").text
    assert "1 question sur 2 peut être exportée" in gift
    assert "Non exportées" in gift
    assert "ordre:" in gift
    assert "2 questions sur 2 peuvent être exportées" in administrator.get(f"{bank_page}?format=moodle-xml&language=fr").text


@pytest.mark.parametrize("role", [Role.TRAINER, Role.ORGANISER, Role.MONITOR])
def test_only_administrators_see_the_keys(app: Flask, sign_in: SignIn, role: Role) -> None:
    make_programme()
    client = sign_in(make_account(role))
    for path in (LIST, IMPORT, f"{LIST}/bank/first", f"{LIST}/bank/first/export"):
        assert client.get(path).status_code == 403


def test_a_bank_of_modules_that_the_programme_does_not_teach_is_not_there(app: Flask, sign_in: SignIn) -> None:
    make_programme(modules=("second",))
    client = sign_in(make_account(Role.ADMINISTRATOR))
    assert client.get(f"{LIST}/bank/first").status_code == 404
    assert client.get(f"{LIST}/imported/nothing").status_code == 404
    assert json.dumps("first") not in client.get(LIST).text
