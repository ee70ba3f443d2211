"""The field's terms, each defined in a sentence for learners."""

from dataclasses import dataclass
from pathlib import Path

from lms.content_files import polish, read_toml
from lms.errors import ContentFault
from lms.i18n import LANGUAGES


@dataclass(frozen=True)
class Term:
    """A word of the field."""

    id: str
    names: dict[str, str]
    definitions: dict[str, str]


def load_glossary(path: Path) -> dict[str, Term]:
    """Return the terms of a glossary file by id. Raises ContentFault."""
    terms = {}
    for key, words in read_toml(path).items():
        try:
            terms[key] = Term(
                id=key,
                names={language: polish(words[language], language) for language in LANGUAGES},
                definitions={language: polish(words[f"{language}_definition"], language) for language in LANGUAGES},
            )
        except KeyError as error:
            raise ContentFault(f"{path}: term {key} has no {error.args[0]}.") from None
        except (AttributeError, TypeError):
            raise ContentFault(f"{path}: {key} is not a table, or one of its texts is not a text.") from None
    return terms
