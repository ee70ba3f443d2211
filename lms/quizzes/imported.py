"""Questions from other systems, kept beside the banks until their authors have revised them: no quiz draws from them."""

import io
import json
import tomllib
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import defer

from lms.accounts import services as accounts
from lms.db import db
from lms.errors import DomainError, NotFound
from lms.i18n import LANGUAGES
from lms.programmes import services as programmes
from lms.quizzes.content import Bank, bank_from
from lms.quizzes.exchange import formats
from lms.quizzes.exchange.banks import to_bank_files
from lms.quizzes.exchange.fit import fitting
from lms.quizzes.exchange.formats import Format
from lms.quizzes.exchange.model import Reading
from lms.quizzes.models import ImportedBank

_FIXED_TIME = (1980, 1, 1, 0, 0, 0)
"""What every file of an archive says it was made at, so that the same questions are the same bytes."""


class NothingToImport(DomainError):
    """The file holds no question that a bank can hold."""


class OtherModule(DomainError):
    """The programme does not teach the module that the questions are said to be about."""


class RefusedQuestions(DomainError):
    """Some questions are refused, and nobody has said that they may be left out."""


@dataclass(frozen=True)
class Source:
    """Where questions come from: the file, how it is written, in which language, and the module they are about."""

    file_name: str
    format: Format
    language: str
    module: str


def read(source: Source, data: bytes) -> Reading:
    """Return what a bank can hold of a file, what it refuses and what is lost. Raises NotReadable."""
    return fitting(formats.read(source.format, data), language=source.language)


def import_bank(
    *, id: UUID, source: Source, reading: Reading, leave_out_refused: bool, programme: str, account_id: UUID | None, now: datetime
) -> ImportedBank:  # fmt: skip
    """Keep the questions of a file as a bank to be revised: all of them, or those that can be kept when the others may be left out.

    The same `id` again is the same bank. Raises OtherModule, NothingToImport, RefusedQuestions, and NotWritable when the files of a bank
    cannot be made.
    """
    done = db.session.get(ImportedBank, id)
    if done is not None:
        return done
    if source.module not in (taught := programmes.modules_of(programme)):
        known = {"module": source.module, "modules": ", ".join(taught)}
        raise OtherModule(_l("The programme teaches no module called %(module)s. Choose one of these: %(modules)s.", **known))
    if not reading.questions:
        raise NothingToImport(_l("There is no question in this file that a bank can hold. Nothing was imported."))
    if reading.refused and not leave_out_refused:
        raise RefusedQuestions(_l("Some questions are refused. Correct them in the file and send it again, or agree to leave them out."))
    files = to_bank_files(reading.questions, module=source.module, language=source.language)
    bank_of(str(id), files)  # whatever is kept can be read again
    bank = ImportedBank(
        id=id, programme=programme, module=source.module, file_name=source.file_name, format=source.format.value, language=source.language,
        files=json.dumps(files), n_questions=len(reading.questions), n_left_out=len(reading.refused), account_id=account_id, imported_at=now,
    )  # fmt: skip
    db.session.add(bank)
    accounts.note_audit(account_id=account_id, action="questions.imported", subject=f"imported-bank:{id}", now=now)
    db.session.flush()
    return bank


def is_imported(id: UUID) -> bool:
    """Tell whether there is an imported bank of this id."""
    return db.session.get(ImportedBank, id) is not None


def withdraw_bank(bank: ImportedBank, *, account_id: UUID, now: datetime) -> None:
    """Take an imported bank away. Nothing depends on it: no quiz draws from it."""
    accounts.note_audit(account_id=account_id, action="questions.withdrawn", subject=f"imported-bank:{bank.id}", now=now)
    db.session.delete(bank)
    db.session.flush()


def imported_banks(programme: str) -> Sequence[ImportedBank]:
    """Return the banks that a programme has imported, the latest first; their files are not read."""
    wanted = select(ImportedBank).where(ImportedBank.programme == programme).order_by(ImportedBank.imported_at.desc(), ImportedBank.id)
    return db.session.scalars(wanted.options(defer(ImportedBank.files))).all()


def imported_bank_or_404(id: UUID, programme: str) -> ImportedBank:
    """Return an imported bank of a programme. Raises NotFound."""
    bank = db.session.get(ImportedBank, id)
    if bank is None or bank.programme != programme:
        raise NotFound(_l("These imported questions do not exist, or were withdrawn. Go back to the banks of questions."))
    return bank


def files_of(bank: ImportedBank) -> dict[str, str]:
    """Return the files of an imported bank: {name: text}."""
    return dict(json.loads(bank.files))


def bank_of(name: str, files: dict[str, str]) -> Bank:
    """Return the bank that these files are, as it would be read from a folder. Raises ContentFault."""
    wording = {language: tomllib.loads(files[f"{language}.toml"]) for language in LANGUAGES}
    return bank_from(Path(name) / "questions.toml", tomllib.loads(files["questions.toml"]), wording)


def archive_of(bank: ImportedBank) -> bytes:
    """Return a ZIP of the files of a bank in their folder, to be put into `quizzes/banks`; the same bank gives the same bytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files_of(bank).items():
            archive.writestr(zipfile.ZipInfo(f"{bank.module}-imported/{name}", _FIXED_TIME), text)
    return packed.getvalue()
