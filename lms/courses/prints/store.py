"""Prints that are the same for everybody, kept on disk until the content or the code that draws them changes."""

import hashlib
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import lms.paper
from lms.courses import prints

_DRAWN_BY = (Path(lms.paper.__file__).parent, Path(prints.__file__).parent)


def stored(folder: Path, fingerprint: str, name: str, make: Callable[[], bytes]) -> bytes:
    """Return the file `name`, made now unless it was made before from the same content by the same code.

    folder: holds nothing else. fingerprint: of the content. Files made from other content are deleted: they would only fill the disk.
    """
    version = hashlib.sha256(f"{fingerprint} {_code()}".encode()).hexdigest()[:16]
    path = folder / version / name
    if path.exists():
        return path.read_bytes()
    body = make()
    for old in folder.glob("*"):
        if old.name != version:
            shutil.rmtree(old, ignore_errors=True)  # another worker may be deleting it too
    path.parent.mkdir(parents=True, exist_ok=True)
    # Several workers may make the same file at once: each writes its own, the last rename wins, and all are equal.
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".draft", delete=False) as draft:
        draft.write(body)
    Path(draft.name).replace(path)
    return body


@cache
def _code() -> str:
    digest = hashlib.sha256()
    for path in sorted(path for folder in _DRAWN_BY for path in folder.rglob("*") if path.suffix in {".py", ".ttf"}):
        digest.update(path.read_bytes())
    return digest.hexdigest()
