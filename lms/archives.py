"""ZIP files that somebody sent: workbooks, documents. They are looked through in memory before anything is read, and never unpacked to the disk."""

import zipfile
import zlib
from collections.abc import Iterator
from enum import StrEnum
from typing import IO
from xml.parsers import expat

PIECE = 1 << 16
BROKEN = (zipfile.BadZipFile, zlib.error, expat.ExpatError, NotImplementedError, RuntimeError, EOFError, OSError, ValueError, LookupError)
"""zipfile raises these on what is not a ZIP file as it should be, expat LookupError on encodings that nobody knows."""

_COMPRESSIONS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 1


class Fault(StrEnum):
    """What is odd with a ZIP file."""

    TOO_MANY_PARTS = "too-many-parts"
    LOCKED = "locked"
    BROKEN = "broken"


class OddArchive(Exception):
    """A ZIP file is not as programs that write documents make them."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


def checked_parts(archive: zipfile.ZipFile, *, most: int) -> list[zipfile.ZipInfo]:
    """Return the parts of an archive. Raises OddArchive for too many of them, a password, or a compression that documents do not use."""
    parts = archive.infolist()
    if len(parts) > most:
        raise OddArchive(Fault.TOO_MANY_PARTS)
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise OddArchive(Fault.LOCKED)
    if any(part.compress_type not in _COMPRESSIONS for part in parts):
        raise OddArchive(Fault.BROKEN)
    return parts


def pieces(file: IO[bytes]) -> Iterator[bytes]:
    """Return what a part holds piece by piece, so that its size is measured and not believed."""
    while piece := file.read(PIECE):
        yield piece
