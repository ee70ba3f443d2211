"""Languages: French first, English complete. Every page has its language in its address."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from babel import Locale, dates
from babel.numbers import format_decimal, format_percent
from flask import Flask, g, has_request_context, request, url_for
from flask_babel import Babel, force_locale, format_date, format_datetime
from flask_babel import gettext as _

LANGUAGES = ("fr", "en")
DEFAULT_LANGUAGE = "fr"

PAPER_LOCALES = {"fr": "fr_FR", "en": "en_GB"}
"""British English, as the institutions named on the paper write it."""

# Every blueprint whose pages have a language registers under this prefix.
LANGUAGE_PREFIX = "/<any(fr, en):lang_code>"


@dataclass(frozen=True)
class Language:
    """A language in which the page at hand can also be read."""

    code: str
    name: str
    url: str


def init_app(app: Flask) -> None:
    """Choose the language from the address, and give templates dates and numbers written as that language does."""
    app.config.setdefault("BABEL_TRANSLATION_DIRECTORIES", "translations")
    Babel(app, default_locale=DEFAULT_LANGUAGE, default_timezone="Africa/Bamako", locale_selector=current_language)

    @app.url_value_preprocessor
    def take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        g.lang_code = values.pop("lang_code", None) if values else None

    @app.url_defaults
    def add_language(endpoint: str, values: dict[str, Any]) -> None:
        if "lang_code" not in values and app.url_map.is_endpoint_expecting(endpoint, "lang_code"):
            values["lang_code"] = current_language()

    app.jinja_env.filters.update(day=day, instant=instant, number=number, percent=percent, tenth=tenth)


def current_language() -> str:
    """Return the language of the address, else the one the browser prefers, else French."""
    if not has_request_context():
        return DEFAULT_LANGUAGE
    first = request.path.split("/", 2)[1]  # an address that leads nowhere still says in which language it was asked
    chosen: str | None = g.get("lang_code") or (first if first in LANGUAGES else None)
    return chosen or request.accept_languages.best_match(LANGUAGES) or DEFAULT_LANGUAGE


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Let the block write in another language than the page's: sentences, dates and numbers."""
    before = g.get("lang_code")
    g.lang_code = language
    try:
        with force_locale(language):
            yield
    finally:
        g.lang_code = before


def other_languages() -> list[Language]:
    """Return this page's addresses in the other languages."""
    here = current_language()
    return [_language(code) for code in LANGUAGES if code != here]


def _language(code: str) -> Language:
    name = (Locale.parse(code).get_display_name() or code).capitalize()
    if request.endpoint and g.get("lang_code") and request.method == "GET":
        # The query goes along as it is: as arguments of url_for, a visitor's words would become options of it.
        query = f"?{urlencode(list(request.args.items(multi=True)))}" if request.args else ""
        address = url_for(request.endpoint, **{**(request.view_args or {}), "lang_code": code}) + query
    else:
        address = url_for("home.show_home", lang_code=code)
    return Language(code=code, name=name, url=address)


def day(value: date | None) -> str:
    """Return a day in full: «13 septembre 2022», «1er octobre 2022», “13 September 2022”."""
    return _written(value, "d MMMM y") if value else "—"


def instant(value: datetime | None) -> str:
    """Return an instant in the programme's time zone: «13 septembre 2022 à 09:14», “13 September 2022 at 09:14”."""
    return _written(value, "d MMMM y 'à' HH:mm" if current_language() == "fr" else "d MMMM y 'at' HH:mm") if value else "—"


def _written(value: date | datetime, pattern: str) -> str:
    text: str = format_datetime(value, pattern) if isinstance(value, datetime) else format_date(value, pattern)
    return _with_ordinal(text, current_language())


@lru_cache(maxsize=256)
def day_on_paper(value: date, language: str, pattern: str = "d MMMM y") -> str:
    """Return a day in a language that need not be the page's: «1er octobre 2022», “1 October 2022”.

    pattern: of Unicode's date formats; begins with the day of the month.
    """
    return _with_ordinal(str(dates.format_date(value, pattern, locale=PAPER_LOCALES[language])), language)


def period_on_paper(first: date, last: date, language: str) -> tuple[str, str]:
    """Return the first and the last day of a period as a sentence names them: what they share stands with the last one alone.

    From 13 to 15 September 2022: «13», «15 septembre 2022»; a single day twice.
    """
    same_month = (first.year, first.month) == (last.year, last.month)
    pattern = "d MMMM y" if first == last or first.year != last.year else "d" if same_month else "d MMMM"
    return day_on_paper(first, language, pattern), day_on_paper(last, language)


def weekday_on_paper(value: date, language: str) -> str:
    """Return a day with its name, as it begins a line: «Samedi 1er octobre 2022», “Saturday 1 October 2022”."""
    name = str(dates.format_date(value, "EEEE", locale=PAPER_LOCALES[language]))
    return f"{name[:1].upper()}{name[1:]} {day_on_paper(value, language)}"


def hour_on_paper(value: time, language: str) -> str:
    """Return a time of day: «9 h 05», “9:05”."""
    return f"{value.hour}\u00a0h\u00a0{value.minute:02}" if language == "fr" else f"{value.hour}:{value.minute:02}"


def number_on_paper(value: int, language: str) -> str:
    """Return a whole number in a language that need not be the page's, its thousands apart: «12 500», “12,500”."""
    return _whole(value, language)


def _with_ordinal(text: str, language: str) -> str:
    """Return a date that begins with its day as French writes the first of a month: «1er»."""
    return f"1er{text[1:]}" if language == "fr" and text.partition(" ")[0] == "1" else text


def number(value: float) -> str:
    """Return a number as the language writes it: 1234.5 → «1 234,5»."""
    language = current_language()
    return _whole(value, language) if isinstance(value, int) else str(format_decimal(value, locale=language))


def tenth(value: float) -> str:
    """Return a number with one decimal, also where it is nought: 4.0 → «4,0»."""
    return str(format_decimal(round(value, 1), format="0.0", locale=current_language()))


def exactly(value: Decimal | int) -> str:
    """Return a number with every digit that it has, as the language writes it."""
    return str(format_decimal(value, locale=current_language(), decimal_quantization=False))


def percent(value: float) -> str:
    """Return a share as a whole percentage: 0.3 → «30 %»."""
    return _percentage(round(value, 4), current_language())


def size_words(size: int, language: str) -> str:
    """Return a number of bytes as readers count them: «200 Ko», «1,2 Mo»."""
    if size < 999_500:  # what rounds to a thousand is a million
        return str(_("%(number)s KB", number=format_decimal(max(1, round(size / 1000)), locale=PAPER_LOCALES[language])))
    return str(_("%(number)s MB", number=format_decimal(round(size / 1_000_000, 1), locale=PAPER_LOCALES[language])))


# Pages of figures write the same few hundred numbers again and again; what Babel says of each is kept.
@lru_cache(maxsize=4096)
def _whole(value: int, language: str) -> str:
    return str(format_decimal(value, locale=language))


@lru_cache(maxsize=4096)
def _percentage(value: float, language: str) -> str:
    return str(format_percent(value, locale=language))
