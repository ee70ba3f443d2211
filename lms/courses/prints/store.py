"""Prints that are the same for everybody, kept on disk until the content or the code that draws them changes."""

import hashlib
import logging
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

from lms.config import ROOT
from lms.files import write_whole

_DRAWN_BY = {".py", ".ttf", ".mo"}
_log = logging.getLogger(__name__)


def version_of(fingerprint: str) -> str:
    """Return the version of everything that makes a print: content, code, fonts, translations and packages."""
    return hashlib.sha256(f"{fingerprint} {_code()}".encode()).hexdigest()[:16]


def stored(folder: Path, fingerprint: str, name: str, make: Callable[[], bytes]) -> bytes:
    """Return the file `name`, made now unless it was made before from the same content by the same code.

    folder: holds nothing else. fingerprint: of the content.
    """
    path = folder / version_of(fingerprint) / name
    if path.exists():
        return path.read_bytes()
    body = make()
    try:
        write_whole(path, body)
    except OSError as error:  # a full disk is no reason to refuse what is there
        _log.warning("A print could not be kept: %s", error.strerror)
    return body


def stored_size(folder: Path, fingerprint: str, name: str) -> int | None:
    """Return how many bytes `stored` would give without making anything, or None when the file is still to be made."""
    try:
        return (folder / version_of(fingerprint) / name).stat().st_size
    except OSError:
        return None


def forget_others(folder: Path, fingerprint: str) -> None:
    """Delete what was made from other content or by other code: it would only fill the disk. For `prepare` and `serve`."""
    for old in folder.glob("*"):
        if old.name != version_of(fingerprint):
            shutil.rmtree(old, ignore_errors=True)  # another worker may be deleting it too


@cache
def _code() -> str:
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for path in sorted(path for path in (ROOT / "lms").rglob("*") if path.suffix in _DRAWN_BY):
        digest.update(path.read_bytes())
    return digest.hexdigest()
