"""Figures of a quiz in words: why there is a dash, why to look at a question."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from babel.numbers import format_decimal
from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from lms.i18n import current_language, percent
from lms.questions.content import Question
from lms.quizzes.appraisal import EASY_ABOVE, HARD_BELOW, LOW_BELOW, Gap, Item, Look, Named, Shown
from lms.quizzes.breakdown import Part
from lms.quizzes.statistics import Figure, OptionFigures, OptionFlag, Others, Undefined
from lms.quizzes.statistics.options import FEWEST_SHOWN, FREQUENT_FROM_PERCENT, IDLE_BELOW_PERCENT
from lms.quizzes.wording import number_told

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
    Undefined.NEGATIVE_RELIABILITY: _l("scores differ less than chance alone would make them"),
    Undefined.ONE_SIDE: _l("everybody is on the same side of the pass mark"),
    Undefined.NOT_ZERO_ONE: _l("some marks are neither nought nor the whole point"),
    Undefined.NOBODY_CHOSE: _l("nobody chose it"),
    Undefined.SAME_DIFFERENCES: _l("everybody gained equally much"),
    Undefined.NO_ROOM: _l("the mean before is at the maximum, or above it"),
}
"""Why there is a dash, on pages and in what commands print."""

FLAGS: dict[OptionFlag, LazyString] = {
    OptionFlag.IDLE: _l("distracts nobody"),
    OptionFlag.ABOVE_KEY: _l("above the key"),
    OptionFlag.FREQUENT: _l("given by many"),
}
"""What stands beside an option that an author should look at."""

_OFFERED = _l("A good wrong option is chosen by some, and by those who do less well on the other questions than those who answer right.")
_WRITTEN = _l(
    "Answers are taken together as they are marked. What fewer than %(fewest)d people wrote is counted among the other answers, so that nobody’s "
    "words are shown. A wrong answer that many gave, or that those gave who do well on the other questions, may deserve to be accepted.",
    fewest=FEWEST_SHOWN,
)
_NOTES: dict[str, LazyString] = {
    "single": _OFFERED,
    "true-false": _OFFERED,
    "multiple": _l("A good wrong option is chosen by some, and by those who do less well on the other questions than those who answer right. "
                   "Where several options may be ticked, the shares add up to more than the whole."),
    "matching": _l("What is wrong for one line may be right for another. A wrong match that is chosen by those who do well on the other questions "
                   "may be as right as the key."),
    "ordering": _l("Items stand in the right order. One that is often put elsewhere by those who do well on the other questions may have no place "
                   "of its own: can its order be argued?"),
    "numeric": _WRITTEN,
    "short": _WRITTEN,
    "case": _l("Each decision on those who met it: an earlier choice may lead past it. Left blank: they stopped there."),
}  # fmt: skip
"""How the tables of a question are read, by its type."""

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


def people_told(value: float) -> str:
    """Return a number of people in words."""
    return str(ngettext("%(num)d person", "%(num)d people", round(value)))


def looks_told(item: Item) -> list[str]:
    """Return why an author should look at a question, a sentence each."""
    return [_told(look, len(names), _options(item, names)).replace("….", "…") for look, names in item.looks]


def row_told(question: Question, part: Part, row: OptionFigures) -> str:
    """Return what a row of the distractor table is about."""
    if row.option is None:
        return str(_("Left blank"))
    return str(_("Other answers")) if isinstance(row.option, Others) else _option(question, part, row.option)


def note_told(question: Question) -> str:
    """Return how the tables of a question are read."""
    return str(_NOTES[question.type])


def reasons_told(items: Iterable[Item]) -> list[str]:
    """Return every reason for a dash in the table of questions, once."""
    figures = [figure for item in items for figure in (item.facility, item.r_rest, item.d27, item.weight)]
    return [str(REASONS[reason]) for reason in dict.fromkeys(figure.reason for figure in figures) if reason]


def reason_told(figure: Shown | Figure) -> str:
    """Return why a figure has no value."""
    reason = figure.reason if isinstance(figure, Shown) else figure.undefined
    return str(REASONS[reason]) if reason else ""


def _told(look: Look, number: int, options: str) -> str:
    match look:
        case Look.NEGATIVE:
            return str(_("Possible wrong key: the better people did on the other questions, the less often they answered this one as the key wants."))
        case Look.ABOVE_KEY:
            return str(_("Possible wrong key: those who chose this did better on the other questions than those who answered right: %(options)s.",
                         options=options))  # fmt: skip
        case Look.FREQUENT:
            return str(_("Given by at least %(share)s of people and not accepted: %(options)s. Accept it if it is right too.",
                         share=percent(FREQUENT_FROM_PERCENT / 100), options=options))  # fmt: skip
        case Look.IDLE:
            return _idle_told(number, options)
        case Look.LOW:
            return str(_("Tells people apart hardly at all: the item–rest correlation lies below %(least)s.", least=decimal(LOW_BELOW)))
        case Look.EASY:
            return str(_("Too easy: more than %(share)s of the points were reached.", share=percent(EASY_ABOVE)))
        case Look.HARD:
            return str(_("Hard: less than %(share)s of the points were reached. Is it taught, and is it clear?", share=percent(HARD_BELOW)))


def _idle_told(number: int, options: str) -> str:
    share = percent(IDLE_BELOW_PERCENT / 100)
    if number == 1:  # several are counted: the table of the question marks each
        return str(_("Chosen by fewer than %(share)s of people, so it distracts nobody: %(options)s.", share=share, options=options))
    return str(
        ngettext(
            "%(num)d wrong option was chosen by fewer than %(share)s of people, so it distracts nobody.",
            "%(num)d wrong options were each chosen by fewer than %(share)s of people, so they distract nobody.",
            number,
            share=share,
        )
    )


def _options(item: Item, names: Sequence[Named]) -> str:
    """Return the texts of options, shortened, those of a part after what it says."""
    told = []
    for part in item.parts:
        label = part.label.get(current_language(), "")
        texts = " · ".join(_short(_option(item.question, part, name)) for where, name in names if where == part.id)
        told.append(f"{_short(label)} → {texts}" if label and texts else texts)
    return " — ".join(filter(None, told))


def _option(question: Question, part: Part, name: str) -> str:
    """Return the text of an option, or what was written."""
    return part.texts[name][current_language()] if name in part.texts else _SAID[question.type](question, name)


def _short(text: str) -> str:
    return text.rstrip(".") if len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(' ', 1)[0].rstrip(' ,;:.…')}…"


def _written(value: float, pattern: str) -> str:
    return str(format_decimal(value + 0.0, format=pattern, locale=current_language())).replace("-", "−")


_SAID: Mapping[str, Callable[[Question, str], str]] = {
    "ordering": lambda _question, place: str(_("Place %(place)s", place=place)),
    "numeric": lambda question, written: number_told(question, written, current_language()),
    "short": lambda _question, written: str(_("“%(words)s”", words=written)),
}
"""How an option is told that has no text in a file, by type of question."""
