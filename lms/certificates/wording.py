"""What a requirement is called and what is missing of it, in words: the same for trainers and staff."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from lms.certificates.rules.kinds import Kind
from lms.certificates.rules.requirements import Requirement, RequirementKind, RequirementResult, Waived
from lms.courses.content import library
from lms.i18n import current_language, day, percent, size_words
from lms.quizzes.content import quizzes

Worded = Callable[[RequirementResult], object]


def title_of(result: RequirementResult) -> str:
    """Return what a requirement is called in the language of the page."""
    if result.module is None:
        return str(_TITLES[result.kind]())
    module = _module(result)
    if result.kind is RequirementKind.LESSONS:
        return str(_("Lessons of “%(module)s”", module=module))
    return str(_("Quiz of “%(module)s”", module=module))


def detail_of(result: RequirementResult) -> str:
    """Return what has been done for a requirement or, when it is not met, what is missing; a phrase without a full stop."""
    if result.waived:
        return waived_in_words(result.waived)
    if result.module is None and result.kind in (RequirementKind.LESSONS, RequirementKind.QUIZ):
        return str(_("No module has been assigned to this programme yet"))
    return str(_DETAILS[result.kind](result))


def staff_detail_of(result: RequirementResult) -> str:
    """Return the same for those who read of somebody else, as a phrase that begins with a capital."""
    if result.is_met:
        return detail_of(result)
    words = _missing(result)
    return words[:1].upper() + words[1:]


def requirement_in_words(requirement: Requirement) -> str:
    """Return what a requirement asks of everybody, as a phrase that begins with a capital."""
    share = requirement.minimum_percent
    match requirement.kind:
        case RequirementKind.ATTENDANCE:
            return str(_("At least %(share)s of the half-days of the workshop", share=percent(share / 100)) if share
                       else _("All the half-days of the workshop"))  # fmt: skip
        case RequirementKind.PRE_TEST:
            return str(_("The pre-test of the training, whatever its result"))
        case RequirementKind.LESSONS:
            return str(_("All the lessons of each module"))
        case RequirementKind.QUIZ:
            return str(_("The quiz of each module, passed"))
        case RequirementKind.POST_TEST:
            return str(_("At least %(share)s in the post-test of the training", share=percent(share / 100)) if share
                       else _("The post-test of the training, whatever its result"))  # fmt: skip
        case RequirementKind.TEACH_BACK:
            return str(_("A teach-back, observed"))
        case RequirementKind.SESSION:
            number = requirement.number
            if requirement.is_verified:
                return str(ngettext("%(num)d session led and verified", "%(num)d sessions led and verified", number))
            return str(ngettext("%(num)d session led and reported", "%(num)d sessions led and reported", number))


def file_word(kind: Kind) -> str:
    """Return what the file of a certificate is called, before its serial."""
    return str(_("attestation") if kind is Kind.PARTICIPATION else _("certificate"))


def download_words(kind: Kind, size: int | None) -> str:
    """Return what the button says that downloads a certificate. size: of its file in bytes; None: it is drawn when it is asked for."""
    is_attestation = kind is Kind.PARTICIPATION
    if size is None:
        return str(_("Download the attestation (PDF)") if is_attestation else _("Download the certificate (PDF)"))
    weight = size_words(size, current_language())
    return str(_("Download the attestation (PDF, %(size)s)", size=weight) if is_attestation
               else _("Download the certificate (PDF, %(size)s)", size=weight))  # fmt: skip


def waived_in_words(waived: Waived) -> str:
    """Return who waived a requirement, when and why."""
    return str(_("Waived by %(name)s on %(day)s: %(reason)s", name=waived.by, day=day(waived.on), reason=waived.reason))


def missing_lines(results: Sequence[RequirementResult]) -> list[str]:
    """Return a phrase for each requirement that is not met, in the language of the page, as it stands in a letter or in a list of people."""
    return [_missing(one) for one in results if not one.is_met]


def _missing(result: RequirementResult) -> str:
    if result.out_of == 0:
        return title_of(result)
    return str(_MISSING[result.kind](result))


def missing_summary(results: Sequence[RequirementResult]) -> str:
    """Return what is not met in a few words, in the language of the page: «1 demi-journée, 17 leçons, 3 tests»."""
    open_ones = [one for one in results if not one.is_met]
    half_days = sum(one.missing for one in open_ones if one.kind is RequirementKind.ATTENDANCE)
    lessons = sum(one.missing for one in open_ones if one.kind is RequirementKind.LESSONS)
    quizzes_open = sum(one.kind is RequirementKind.QUIZ for one in open_ones)
    sessions = sum(one.missing for one in open_ones if one.kind is RequirementKind.SESSION)
    told = (
        (half_days, ngettext("%(num)d half-day", "%(num)d half-days", half_days)),
        (lessons, ngettext("%(num)d lesson", "%(num)d lessons", lessons)),
        (quizzes_open, ngettext("%(num)d quiz", "%(num)d quizzes", quizzes_open)),
        (sessions, ngettext("%(num)d session", "%(num)d sessions", sessions)),
        *((1, title_of(one)) for one in open_ones if one.kind in _IN_WORDS),
    )
    # Nothing can be counted where somebody is in no workshop, or the programme has no module.
    return ", ".join(str(words) for number, words in told if number) or ", ".join(title_of(one) for one in open_ones)


def _module(result: RequirementResult) -> str:
    return library().modules[result.module or ""].title(current_language())


def _attendance(result: RequirementResult) -> object:
    if result.out_of == 0:
        return _("No confirmed participation in a workshop yet; if there was one, its organiser can record it")
    if result.is_met:
        return _("%(done)s half-days attended out of %(planned)s", done=result.done, planned=result.out_of)
    return ngettext(
        "%(num)s more half-day: %(done)s attended out of %(planned)s, %(needed)s needed",
        "%(num)s more half-days: %(done)s attended out of %(planned)s, %(needed)s needed",
        result.missing, done=result.done, planned=result.out_of, needed=result.needed,
    )  # fmt: skip


def _lessons(result: RequirementResult) -> object:
    if result.is_met:
        return ngettext("%(num)s lesson completed", "%(num)s lessons completed", result.needed)
    return ngettext(
        "%(num)s lesson to complete out of %(total)s", "%(num)s lessons to complete out of %(total)s", result.missing, total=result.out_of
    )


def _quiz(result: RequirementResult) -> object:
    needed = percent(result.needed / 100)
    if result.done is None:
        return _("Quiz to pass: %(needed)s needed, not taken yet", needed=needed)
    best = percent(result.done / 100)
    if result.is_met:
        return _("Quiz passed: best attempt %(best)s, %(needed)s needed", best=best, needed=needed)
    return _("Quiz to pass: %(needed)s needed, best attempt %(best)s", best=best, needed=needed)


def _test(result: RequirementResult) -> object:
    if result.out_of == 0:
        return _("The programme has no such test yet")
    needed = percent(result.needed / 100)
    if result.done is None:
        return _("To be taken, %(needed)s needed", needed=needed) if result.needed else _("To be taken; whatever the result, it counts")
    if not result.needed:
        return _("Test taken")
    result_in_words = percent(result.done / 100)
    return _("Taken: result %(result)s, %(needed)s needed", result=result_in_words, needed=needed)


def _teach_back(result: RequirementResult) -> object:
    if result.is_met:
        return _("Observed, and convincing")
    if result.done is None:
        return _("To be given in front of a trainer or an organiser of the workshop, who records it")
    return _("Observed, and to be repeated")


def _session(result: RequirementResult) -> object:
    if result.is_verified:
        return ngettext("%(done)s of %(num)s session led and verified", "%(done)s of %(num)s sessions led and verified", result.needed,
                        done=result.done)  # fmt: skip
    return ngettext("%(done)s of %(num)s session led and reported", "%(done)s of %(num)s sessions led and reported", result.needed, done=result.done)


def _half_days_missing(result: RequirementResult) -> object:
    return ngettext(
        "%(num)d half-day of the workshop: %(done)d attended out of %(planned)d, %(needed)d needed",
        "%(num)d half-days of the workshop: %(done)d attended out of %(planned)d, %(needed)d needed",
        result.missing, done=result.done, planned=result.out_of, needed=result.needed,
    )  # fmt: skip


def _lessons_missing(result: RequirementResult) -> object:
    return ngettext("%(num)d lesson of “%(module)s”", "%(num)d lessons of “%(module)s”", result.missing, module=_module(result))


def _quiz_missing(result: RequirementResult) -> object:
    needed, module = percent(result.needed / 100), _module(result)
    if result.done is None:
        return _("quiz of “%(module)s”: not taken yet, %(needed)s needed", module=module, needed=needed)
    return _("quiz of “%(module)s”: best attempt %(best)s, %(needed)s needed", module=module, best=percent(result.done / 100), needed=needed)


def _test_missing(result: RequirementResult) -> object:
    test = quizzes()[result.test or ""].titles[current_language()]
    if result.done is None:
        return _("“%(test)s”: not taken yet", test=test)
    return _("“%(test)s”: result %(result)s, %(needed)s needed", test=test, result=percent(result.done / 100), needed=percent(result.needed / 100))


def _teach_back_missing(result: RequirementResult) -> object:
    return _("a teach-back in front of a trainer or an organiser") if result.done is None else _("another teach-back: the first is to be repeated")


def _sessions_missing(result: RequirementResult) -> object:
    if result.is_verified:
        return ngettext("%(num)d session led and verified", "%(num)d sessions led and verified", result.missing)
    return ngettext("%(num)d session led and reported", "%(num)d sessions led and reported", result.missing)


_TITLES: dict[RequirementKind, Callable[[], object]] = {
    RequirementKind.ATTENDANCE: lambda: _("Attendance at the workshop"),
    RequirementKind.PRE_TEST: lambda: _("Pre-test of the training"),
    RequirementKind.LESSONS: lambda: _("Modules of the programme"),
    RequirementKind.QUIZ: lambda: _("Modules of the programme"),
    RequirementKind.POST_TEST: lambda: _("Post-test of the training"),
    RequirementKind.TEACH_BACK: lambda: _("Teach-back observed"),
    RequirementKind.SESSION: lambda: _("Sessions given to others"),
}
_DETAILS: dict[RequirementKind, Worded] = {
    RequirementKind.ATTENDANCE: _attendance,
    RequirementKind.PRE_TEST: _test,
    RequirementKind.LESSONS: _lessons,
    RequirementKind.QUIZ: _quiz,
    RequirementKind.POST_TEST: _test,
    RequirementKind.TEACH_BACK: _teach_back,
    RequirementKind.SESSION: _session,
}
_MISSING: dict[RequirementKind, Worded] = {
    RequirementKind.ATTENDANCE: _half_days_missing,
    RequirementKind.PRE_TEST: _test_missing,
    RequirementKind.LESSONS: _lessons_missing,
    RequirementKind.QUIZ: _quiz_missing,
    RequirementKind.POST_TEST: _test_missing,
    RequirementKind.TEACH_BACK: _teach_back_missing,
    RequirementKind.SESSION: _sessions_missing,
}
_IN_WORDS = frozenset({RequirementKind.PRE_TEST, RequirementKind.POST_TEST, RequirementKind.TEACH_BACK})
"""Kinds of which a summary says the name: there is one of each."""


@dataclass(frozen=True)
class Column:
    """How a requirement stands over a column of a table."""

    key: str
    short: str
    full: str


@dataclass(frozen=True)
class Cell:
    """How far somebody is, in as few letters as a table takes."""

    kind: str
    """As `components/status-tag.html` names the looks of states."""
    text: str
    spoken: str
    """What the look says, for those who do not see it."""


def column_of(result: RequirementResult, modules: Sequence[str] = ()) -> Column:
    """Return what stands over the column of a requirement. modules: those of the programme in order, by whose number a column is short."""
    if result.module is None:
        return Column(result.key, str(_COLUMNS[result.kind]()), title_of(result))
    number = modules.index(result.module) + 1
    short = _("Lessons %(number)s", number=number) if result.kind is RequirementKind.LESSONS else _("Quiz %(number)s", number=number)
    return Column(result.key, str(short), title_of(result))


def cell_of(result: RequirementResult) -> Cell:
    """Return how far somebody is from one requirement."""
    if result.waived:
        return Cell("done", str(_("waived")), detail_of(result))
    if result.is_met:
        return Cell("done", _amount(result), str(_("met")))
    is_begun = bool(result.done) or (result.kind is RequirementKind.TEACH_BACK and result.done is not None)
    return Cell("attention" if is_begun else "neutral", _amount(result), str(_("not met")))


def _amount(result: RequirementResult) -> str:
    if result.kind in (RequirementKind.QUIZ, RequirementKind.PRE_TEST, RequirementKind.POST_TEST):
        return "–" if result.done is None else str(percent(result.done / 100))
    if result.kind is RequirementKind.TEACH_BACK:
        return str(_("yes") if result.is_met else "–" if result.done is None else _("to be repeated"))
    total = result.needed if result.kind is RequirementKind.SESSION else result.out_of
    return f"{result.done or 0}/{total}"


_COLUMNS: dict[RequirementKind, Callable[[], object]] = {
    RequirementKind.ATTENDANCE: lambda: _("Half-days"),
    RequirementKind.PRE_TEST: lambda: _("Pre-test"),
    RequirementKind.LESSONS: lambda: _("Modules"),
    RequirementKind.QUIZ: lambda: _("Modules"),
    RequirementKind.POST_TEST: lambda: _("Post-test"),
    RequirementKind.TEACH_BACK: lambda: _("Teach-back"),
    RequirementKind.SESSION: lambda: _("Sessions"),
}
