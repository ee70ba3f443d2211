"""How words and names are compared and searched: without accents, case or punctuation."""

import re
import unicodedata

# Letters that Unicode does not take apart into a base letter and an accent.
_BAMBARA = str.maketrans({"ɔ": "o", "Ɔ": "o", "ɛ": "e", "Ɛ": "e", "ŋ": "n", "Ŋ": "n", "ɲ": "n", "Ɲ": "n", "œ": "oe", "Œ": "oe"})

_WORD = re.compile(r"[^\W_]+")


def plain(text: str) -> str:
    """Return the text in small plain letters: «Ségou» and «SEGOU» both give `segou`, «N’Golo» gives `n golo`."""
    letters = text if text.isascii() else _without_accents(text)
    return " ".join(_WORD.findall(letters.casefold()))


def _without_accents(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.translate(_BAMBARA))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def slug(text: str) -> str:
    """Return the text as it goes in an address or a code: `gourma-rharous`."""
    return plain(text).replace(" ", "-")


def beginnings(words: str) -> re.Pattern[str]:
    """Return the pattern that finds in a plain text a word, or several in a row, that begin so.

    words: patterns separated by commas; `sant` finds `sante`, one that ends in `\\b` finds the whole word only.
    """
    return re.compile(rf"\b(?:{'|'.join(word.strip() for word in words.split(','))})")
