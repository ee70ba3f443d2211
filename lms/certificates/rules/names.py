"""Whether somebody who has a serial knows whose certificate it is."""

import hmac

from lms.plain import plain

FEWEST_LETTERS = 3


def begins_family_name(full_name: str, letters: str) -> bool:
    """Tell whether these are the first letters of the family name, whatever their case, accents and spaces.

    full_name: as printed, family names in capitals; where there are none, every word counts. «TRAORÉ dite KONATÉ» begins with both. At
    least three letters are asked for; of a shorter name, all. The work is the same whether they are right or wrong.
    """
    words = full_name.split()
    asked = _run(letters)
    starts = [place for place, word in enumerate(words) if any(letter.isupper() for letter in word) and word == word.upper()] or range(len(words))
    ways = [_run(" ".join(words[start:])) for start in starts]
    fits = [hmac.compare_digest(way[: len(asked)].encode(), asked.encode()) for way in ways]
    is_whole = [hmac.compare_digest(way.encode(), asked.encode()) for way in ways]
    return any(fits) and (len(asked) >= FEWEST_LETTERS or any(is_whole)) and bool(asked)


def _run(text: str) -> str:
    return plain(text).replace(" ", "")
