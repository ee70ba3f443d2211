"""Names of people: read as they are written, compared without accents, case or order.

A name is kept as on the identity document. In Mali that may be one word only, a name with «dit» or «dite» and another one, or a name of the
North with «Ag», «Walet», «Ould» or «Mint»; Bambara has letters of its own.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from lms.accounts.rules import NAME_LINKS, sort_key
from lms.people.name_words import FAMILY_NAMES, GIVEN_NAMES
from lms.people.sexes import Sex, sex_of
from lms.plain import plain

_PARTICLES = frozenset({"ag", "ould", "mint", "walet", "oualet", "wlet", "ben", "bin", "bint", "ibn"})
"""Son or daughter of: what follows belongs to the family name."""

_TITLE = re.compile(
    r"(?P<title>(?:m|mr|mme|mlle|melle|mrs|ms|dr|pr|me)\.|(?:mr|mme|mlle|melle|mrs|ms|dr|pr|monsieur|madame|mademoiselle|docteur|maître|maitre)(?=\s))\s*",
    re.IGNORECASE,
)
_APOSTROPHES = re.compile(r"(?<=[^\W\d_])['’ʼ`´](?=[^\W\d_])")
_DAMAGED = re.compile(r"[ÃÂ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|Ã\s|\ufffd")

_LOOKALIKES = frozenset({"LATIN", "GREEK", "COPTIC", "CYRILLIC", "ARMENIAN", "CHEROKEE", "LISU"})
"""As Unicode names them. Bambara's ɔ, ɛ, ŋ, ɲ are Latin letters; names in Arabic letters, Tifinagh or N’Ko look like no other."""


class NameOrder(StrEnum):
    """Which part stands first where a cell holds the whole name."""

    GUESS = "guess"
    FAMILY_FIRST = "family-first"
    GIVEN_FIRST = "given-first"


class Likeness(StrEnum):
    """How two names compare, from the same to different."""

    SAME = "same"
    """The same words in any order, whatever their accents and case."""
    TYPO = "typo"
    """One or two letters more, less, other or swapped, or a word parted in two."""
    PART = "part"
    """All words of one are in the other."""
    GIVEN = "given"
    """The given names are the same, the family names differ."""
    OTHER = "other"


@dataclass(frozen=True)
class Name:
    """A name in two parts, each as written. A name of one word stands in `family`."""

    family: str
    given: str = ""

    @property
    def sort_key(self) -> str:
        """What the person is sorted and searched by."""
        return sort_key(self.family, self.given)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words that names are compared by, in alphabetical order."""
        return tuple(sorted(name_words(f"{self.family} {self.given}")))


def tidy(text: str) -> str:
    """Return the text of a cell without spaces around it, with single ones inside, and without letters that cannot be seen; else as written."""
    text = unicodedata.normalize("NFC", text)
    if not text.isprintable():
        text = "".join(" " if letter.isspace() else letter for letter in text if letter.isspace() or unicodedata.category(letter)[0] != "C")
    return " ".join(text.split())


def is_damaged(text: str) -> bool:
    """Tell whether letters were lost when the file was saved: «TraorÃ©», «Traor�»."""
    return bool(_DAMAGED.search(text))


def has_lookalikes(text: str) -> bool:
    """Tell whether a name mixes alphabets whose letters look the same: a Greek «Κ» in «KEÏTA», or a Cyrillic «Awa» beside «KEÏTA»."""
    if text.isascii():
        return False
    letters = (letter for letter in unicodedata.normalize("NFKC", text) if letter.isalpha())
    return len(_LOOKALIKES & {unicodedata.name(letter, "").partition(" ")[0] for letter in letters}) > 1


def name_words(text: str) -> tuple[str, ...]:
    """Return the words by which a name is compared, in the order written: «N'Golo DIAKITÉ dite Awa» gives `ngolo diakite awa`."""
    return tuple(word for word in plain(_APOSTROPHES.sub("", text)).split() if word not in NAME_LINKS)


def without_title(text: str) -> tuple[str, Sex]:
    """Return a name without the «Mme», «M.», «Dr» in front of it, and the sex that this says (N: none)."""
    found = _TITLE.match(text)
    if not found or not text[found.end() :].strip():
        return text, Sex.NOT_STATED
    rest, further = without_title(text[found.end() :])
    return rest, sex_of(found["title"]) or further


def split_names(texts: Sequence[str], order: NameOrder = NameOrder.GUESS) -> list[Name]:
    """Return the names of a column whose cells hold whole names, in parts.

    A part in capitals beside one in small letters is the family name, wherever it stands. Where the case says nothing, words do that are
    family names or given names elsewhere in the column, or commonly; where these say nothing, the order that most others of the column
    have, those in capitals and those not apart; then given names first. `order` other than GUESS decides where the case says nothing.
    """
    words = [text.split() for text in texts]
    names = [_by_case(parts) for parts in words]
    if order is not NameOrder.GUESS:
        return [name or _parted(parts, order) for name, parts in zip(names, words, strict=True)]
    weights = _weights([name for name in names if name])
    guesses = [None if name else _by_words(parts, weights) for name, parts in zip(names, words, strict=True)]
    usual = {is_capital: _usual(guesses, words, is_capital) for is_capital in (True, False)}
    return [name or _parted(parts, guess or usual[_is_capital(parts)]) for name, guess, parts in zip(names, guesses, words, strict=True)]


def likeness(one: Name, other: Name) -> Likeness:
    """Return how two names compare. Which part is the family name does not matter, except for GIVEN."""
    ours, theirs = one.words, other.words
    if ours == theirs:
        return Likeness.SAME if ours else Likeness.OTHER
    if not ours or not theirs:
        return Likeness.OTHER
    if _is_typo(one, other):
        return Likeness.TYPO
    if not Counter(ours) - Counter(theirs) or not Counter(theirs) - Counter(ours):
        return Likeness.PART
    given = name_words(one.given)
    return Likeness.GIVEN if given and sorted(given) == sorted(name_words(other.given)) else Likeness.OTHER


def typo_keys(words: Sequence[str]) -> list[str]:
    """Return the keys of a name; two names share one when they differ by one letter in one word: each word whole, and without each of its letters.

    Source: the symmetric deletions of W. Garbe, SymSpell (2012).
    """
    keys: dict[str, None] = {}
    for place, word in enumerate(words):
        rest = " ".join([*words[:place], *words[place + 1 :]])
        keys[f"{rest}|{word}"] = None
        if len(word) > 2:
            keys.update(dict.fromkeys(f"{rest}|{word[:letter]}{word[letter + 1 :]}" for letter in range(len(word))))
    return list(keys)


def letters_apart(one: str, other: str, most: int) -> int:
    """Return how many letters must be added, removed, changed or swapped with a neighbour to make one word of the other; above `most`, most + 1.

    Source: F. Damerau, A technique for computer detection and correction of spelling errors (1964); V. Levenshtein (1966).
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        line = [row]
        for column, its in enumerate(other, start=1):
            cost = min(last[column] + 1, line[column - 1] + 1, last[column - 1] + (letter != its))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == its:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        if min(line) > most:
            return most + 1
        before, last = last, line
    return last[-1]


def _is_typo(one: Name, other: Name) -> bool:
    ours, theirs = one.words, other.words
    if len(ours) == len(theirs):
        return _letters_between(ours, theirs) <= 2
    return abs(len(ours) - len(theirs)) == 1 and (_is_parted(one, theirs) or _is_parted(other, ours))


def _letters_between(ours: Sequence[str], theirs: Sequence[str]) -> int:
    """Return how many letters lie between words of equal number, each paired with the nearest that is left; 3 means more than two."""
    left = list((Counter(theirs) - Counter(ours)).elements())
    total = 0
    for word in (Counter(ours) - Counter(theirs)).elements():
        apart, nearest = min((letters_apart(word, its, _most_letters(word, its)), its) for its in left)
        if apart > _most_letters(word, nearest):
            return 3
        left.remove(nearest)
        total += apart
    return total


def _most_letters(word: str, other: str) -> int:
    return 0 if min(len(word), len(other)) < 3 and len(word) == len(other) else 1 if max(len(word), len(other)) < 6 else 2


def _is_parted(longer: Name, words: tuple[str, ...]) -> bool:
    """Tell whether two neighbouring words of a name written together give the words of another: «El Hadj», «Elhadj»."""
    parts = name_words(f"{longer.family} {longer.given}")
    joined = ([*parts[:place], parts[place] + parts[place + 1], *parts[place + 2 :]] for place in range(len(parts) - 1))
    return any(tuple(sorted(candidate)) == words for candidate in joined)


def _is_capital(words: Sequence[str]) -> bool:
    return "".join(words).isupper()


def _by_case(words: Sequence[str]) -> Name | None:
    """Return the name in parts when some words are in capitals and others not, or when there is one word; None when the case says nothing."""
    if len(words) < 2:
        return Name(" ".join(words))
    capital = [len(word.rstrip(".")) > 1 and word.isupper() for word in words]
    for place, word in enumerate(words[:-1]):
        beside = plain(word) in _PARTICLES or (plain(word) in NAME_LINKS and place and capital[place - 1])
        capital[place] = capital[place] or bool(beside and capital[place + 1])
    if all(capital) or not any(capital) or all(plain(word) in _PARTICLES for word, is_capital in zip(words, capital, strict=True) if is_capital):
        return None
    pairs = list(zip(words, capital, strict=True))
    family = _with_links([word for word, is_capital in pairs if is_capital], words)
    given = [word for word, is_capital in pairs if not is_capital]
    while given and plain(given[-1]) in NAME_LINKS:
        given.pop()
    return Name(" ".join(family), " ".join(given)) if given else None


def _with_links(family: list[str], words: Sequence[str]) -> list[str]:
    """Put back a link that stood directly before the last family name and after a given one: «TRAORÉ Aïssata dite KONATÉ»."""
    last = max(place for place, word in enumerate(words) if word == family[-1])
    link = words[last - 1] if last else ""
    return [*family[:-1], link, family[-1]] if len(family) > 1 and plain(link) in NAME_LINKS and link not in family else family


def _weights(names: Sequence[Name]) -> Counter[str]:
    """Return how much each word is a family name (above 0) or a given one (below), from the names whose case says so."""
    weights: Counter[str] = Counter()
    for name in names:
        if name.given:
            weights.update(name_words(name.family))
            weights.subtract(name_words(name.given))
    return weights


def _by_words(words: Sequence[str], weights: Counter[str]) -> NameOrder | None:
    first, last = (name_words(word) for word in (words[0], words[-1]))
    if plain(words[0]) in _PARTICLES:
        return NameOrder.FAMILY_FIRST
    if any(plain(word) in _PARTICLES for word in words[1:]):
        return NameOrder.GIVEN_FIRST
    balance = sum(_family_weight(word, weights) for word in first) - sum(_family_weight(word, weights) for word in last)
    if not balance:
        return None
    return NameOrder.FAMILY_FIRST if balance > 0 else NameOrder.GIVEN_FIRST


def _family_weight(word: str, weights: Counter[str]) -> int:
    common = (word in FAMILY_NAMES) - (word in GIVEN_NAMES)
    in_column = weights[word]
    return common + (in_column > 0) - (in_column < 0)


def _usual(guesses: Sequence[NameOrder | None], words: Sequence[Sequence[str]], is_capital: bool) -> NameOrder:
    kept = Counter(guess for guess, parts in zip(guesses, words, strict=True) if guess and _is_capital(parts) == is_capital)
    return NameOrder.FAMILY_FIRST if kept[NameOrder.FAMILY_FIRST] > kept[NameOrder.GIVEN_FIRST] else NameOrder.GIVEN_FIRST


def _parted(words: Sequence[str], order: NameOrder) -> Name:
    """Return a name in parts by its order. «Ag» and the like go with the word behind; what follows «dit» goes with the family name."""
    link = next((place for place, word in enumerate(words) if place > 1 and plain(word) in NAME_LINKS), len(words))
    words, tail = list(words[:link]), list(words[link:])
    if len(words) < 2:
        return Name(" ".join([*words, *tail]))
    if order is NameOrder.FAMILY_FIRST:
        cut = 1
        while cut < len(words) - 1 and plain(words[cut - 1]) in _PARTICLES:
            cut += 1
        return Name(" ".join([*words[:cut], *tail]), " ".join(words[cut:]))
    cut = next((place for place, word in enumerate(words) if place and plain(word) in _PARTICLES), len(words) - 1)
    return Name(" ".join([*words[cut:], *tail]), " ".join(words[:cut]))
