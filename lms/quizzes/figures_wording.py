"""Figures of a quiz in words: why there is a dash, why to look at a question."""

from collections.abc import Iterable, Sequence

from babel.numbers import format_decimal
from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.i18n import current_language, percent
from lms.questions.content import Question
from lms.quizzes.appraisal import EASY_ABOVE, HARD_BELOW, Gap, Item, Look, Shown
from lms.quizzes.statistics import Figure, Undefined
from lms.quizzes.statistics.options import IDLE_BELOW_PERCENT

REASONS: dict[Undefined | Gap, LazyString] = {
    Gap.FEW: _l("fewer than 20 people: chance would say more than the quiz"),
    Gap.DIFFERENT_QUESTIONS: _l("people did not all have the same questions, in the same version"),
    Undefined.NOBODY: _l("nobody yet"),
    Undefined.ONE_PERSON: _l("one person only"),
    Undefined.FEW_PERSONS: _l("fewer than 30 people"),
    Undefined.ONE_ITEM: _l("one question only"),
    Undefined.SAME_MARKS: _l("everybody has the same mark"),
    Undefined.SAME_RESTS: _l("everybody has the same score on the other questions"),
    Undefined.SAME_TOTALS: _l("everybody has the same score"),
    Undefined.NEGATIVE_COVARIANCE: _l("the higher the score, the lower the mark"),
    Undefined.NOT_ZERO_ONE: _l("some answers are worth a part of the point"),
    Undefined.NOBODY_CHOSE: _l("nobody chose it"),
    Undefined.SAME_DIFFERENCES: _l("everybody gained equally much"),
    Undefined.NO_ROOM: _l("the mean before is at the maximum"),
}
"""Why there is a dash."""

_LONGEST = 60


def decimal(value: float) -> str:
    """Return a number with two decimals: 0.7 → «0,70». Nought has no sign."""
    return _written(round(value, 2), "0.00")


def points(value: float) -> str:
    """Return a number of points with one decimal."""
    return _written(round(value, 1), "0.0")


def share(value: float) -> str:
    """Return a share as a whole percentage."""
    return percent(value)


def points_told(value: float) -> str:
    """Return a number of points in words."""
    return str(_("%(points)s points", points=points(value)))


def seconds_told(value: float) -> str:
    """Return a time in seconds in words."""
    return str(_("%(seconds)d s", seconds=round(value)))


def shown(figure: Figure) -> Shown:
    """Return a figure with its reason, as the pages take it."""
    return Shown(figure.value, figure.undefined)


def looks_told(item: Item) -> list[str]:
    """Return why an author should look at a question, a sentence each."""
    return [_told(look, _options(item.question, names)) for look, names in item.looks]


def reasons_told(items: Iterable[Item]) -> list[str]:
    """Return every reason for a dash in the table of questions, once."""
    figures = [figure for item in items for figure in (item.facility, item.r_rest, item.d27, item.weight)]
    return [str(REASONS[reason]) for reason in dict.fromkeys(figure.reason for figure in figures) if reason]


def reason_told(figure: Shown) -> str:
    """Return why a figure has no value."""
    return str(REASONS[figure.reason]) if figure.reason else ""


def _told(look: Look, options: str) -> str:
    match look:
        case Look.NEGATIVE:
            return str(_("Possible wrong key: the better people did on the other questions, the less often they answered this one as the key wants."))
        case Look.ABOVE_KEY:
            return str(_("Possible wrong key: those who chose this did better on the other questions than those who answered right: %(options)s.",
                         options=options))  # fmt: skip
        case Look.IDLE:
            return str(
                _(
                    "Chosen by fewer than %(share)s of people, so it distracts nobody: %(options)s.",
                    share=percent(IDLE_BELOW_PERCENT / 100),
                    options=options,
                )
            )
        case Look.EASY:
            return str(_("Too easy: more than %(share)s of the points were reached.", share=percent(EASY_ABOVE)))
        case Look.HARD:
            return str(_("Hard: less than %(share)s of the points were reached. Is it taught, and is it clear?", share=percent(HARD_BELOW)))


def _options(question: Question, names: Sequence[str]) -> str:
    """Return the texts of options, shortened."""
    texts = [option.words[current_language()].text for option in question.options if option.id in names]
    return " · ".join(text.rstrip(".") if len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(' ', 1)[0]}…" for text in texts)


def _written(value: float, pattern: str) -> str:
    return str(format_decimal(value + 0.0, format=pattern, locale=current_language())).replace("-", "−")
