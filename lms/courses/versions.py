"""The history of each lesson's text: which versions there were, and what each changed; `modules/<module>/versions.toml`."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from lms.content_files import polish, read_toml
from lms.errors import ContentFault
from lms.i18n import LANGUAGES


@dataclass(frozen=True)
class Version:
    """A version of a lesson's text."""

    number: int
    on: date
    content_hash: str
    changes: dict[str, str]
    """Per language, what it changed for those who had read the one before."""


def content_hash(texts: Iterable[str]) -> str:
    """Return the fingerprint of a lesson's text in all languages: 16 hexadecimal digits."""
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]


def changes_since(versions: Sequence[Version], read: str) -> tuple[Version, ...]:
    """Return the versions that came after the one with the hash `read`, oldest first; of a version that was never recorded, only the newest."""
    numbers = [version.number for version in versions if version.content_hash == read]
    if not numbers:
        return tuple(versions[-1:])
    return tuple(version for version in versions if version.number > numbers[-1])


def load_versions(path: Path) -> dict[str, tuple[Version, ...]]:
    """Return the recorded versions of each lesson of a module, oldest first. Raises ContentFault."""
    if not path.exists():
        return {}
    history = {}
    for lesson, entries in read_toml(path).items():
        try:
            history[lesson] = tuple(
                Version(number=entry["version"], on=entry["date"], content_hash=entry["hash"],
                        changes={language: polish(entry[language], language) for language in LANGUAGES})
                for entry in entries
            )  # fmt: skip
        except KeyError as error:
            raise ContentFault(f"{path}: a version of {lesson} has no {error.args[0]}.") from None
        if [version.number for version in history[lesson]] != list(range(1, len(entries) + 1)):
            raise ContentFault(f"{path}: the versions of {lesson} are not numbered 1, 2, 3….")
    return history


def record_version(path: Path, lesson: str, *, on: date, content_hash: str, changes: Mapping[str, str]) -> int:
    """Add a version of a lesson to its module's file; return its number.

    Raises ContentFault when nothing is said of it, or when that text is the newest already.
    """
    if any(not changes[language].strip() for language in LANGUAGES):
        raise ContentFault(f"Say in every language what changes in {lesson}: those who have read it are told.")
    versions = load_versions(path).get(lesson, ())
    if versions and versions[-1].content_hash == content_hash:
        raise ContentFault(f"{path}: this text of {lesson} is recorded already, as version {versions[-1].number}.")
    number = len(versions) + 1
    words = "".join(f"{language} = {_toml_text(changes[language])}\n" for language in LANGUAGES)
    entry = f'[[{lesson}]]\nversion = {number}\ndate = {on.isoformat()}\nhash = "{content_hash}"\n{words}\n'
    before = path.read_text(encoding="utf-8") if path.exists() else "# Written by `flask --app wsgi content record`; see docs/content-format.md.\n\n"
    path.write_text(before + entry, encoding="utf-8")
    return number


def _toml_text(text: str) -> str:
    escaped = " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
