"""Reading content files: TOML that names its file when something is wrong, and wording with its typography."""

import tomllib
from pathlib import Path
from typing import Any

from lms.errors import ContentFault
from lms.markup import typography


def read_toml(path: Path) -> dict[str, Any]:
    """Return the content of a TOML file. Raises ContentFault when it is missing or cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ContentFault(f"{path}: this file is missing.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContentFault(f"{path}: {error}.") from error


def polish(text: str, language: str) -> str:
    """Return wording as it is shown: stripped, and in French with its no-break spaces."""
    return typography(text.strip()) if language == "fr" else text.strip()
