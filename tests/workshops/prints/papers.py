"""Invented people and an invented workshop, as papers are drawn from them."""

from collections.abc import Sequence
from datetime import date

from lms.accounts.codes import check_character
from lms.workshops.prints.rules import Occasion, Sheet, SheetRow

LONG = "Fatimata Walet ALHOUSSEINI AG MOHAMED ELMEHDI BEN ABDOULAYE"
ODD_NAMES = ("Aïssata Souleymane TRAORÉ dite KONATÉ", "Kɔ́nɔ̀ ŊAƝAƐ̀ BƆ̀", LONG, "Sidi", "N’Golo Ag ALMAHMOUD", "ⵎⵓⵙⴰ", "Awa <b>&amp;</b> =1+1")
LONG_WORK = "Directrice régionale de la promotion de la femme, de l’enfant et de la famille"


def occasion(language: str = "en", *, first: date = date(2022, 9, 29), last: date = date(2022, 10, 1), is_demonstration: bool = False) -> Occasion:
    """Return what a paper says of an invented workshop."""
    return Occasion(programme="Programme d’essai", funders="Bailleur inventé", place="Ségou", starts_on=first, ends_on=last,
                    is_date_published=True, is_demonstration=is_demonstration, language=language)  # fmt: skip


def code(number: int) -> str:
    """Return a code of its own for each number under 31 × 31."""
    alphabet = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
    body = f"AAAA{alphabet[number // 31]}{alphabet[number % 31]}"
    return body + check_character(body)


def people(count: int = 40, names: Sequence[str] = ODD_NAMES) -> list[SheetRow]:
    """Return so many people, those with these names first."""
    listed = [*names, *[f"Prénom NOM{number:03}" for number in range(len(names) + 1, count + 1)]][:count]
    return [
        SheetRow(
            number, name, LONG_WORK if number % 7 == 2 else "Juge", "Tribunal pour enfants", code(number), "FMN"[number % 3], place="Ségou",
            phones=("70\u00a000\u00a000\u00a001",),
        )
        for number, name in enumerate(listed, start=1)
    ]  # fmt: skip


def sheet(rows: Sequence[SheetRow], letter: str = "A") -> Sheet:
    """Return a sign-in sheet of these people."""
    body = f"S{letter * 6}"
    return Sheet(code=body + check_character(body), on=date(2022, 10, 1), part="morning", rows=rows)
