"""What a requirement is called and what is missing of it, in words: the same for trainers and staff."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from lms.certificates.rules.requirements import RequirementKind, RequirementResult
from lms.courses.content import library
from lms.i18n import current_language, percent


def title_of(result: RequirementResult) -> str:
    """Return what a requirement is called in the language of the page."""
    if result.kind is RequirementKind.ATTENDANCE:
        return str(_("Attendance at the workshop"))
    if result.module is None:
        return str(_("Modules of the programme"))
    module = library().modules[result.module].title(current_language())
    if result.kind is RequirementKind.LESSONS:
        return str(_("Lessons of “%(module)s”", module=module))
    return str(_("Quiz of “%(module)s”", module=module))


def detail_of(result: RequirementResult) -> str:
    """Return what has been done for a requirement or, when it is not met, what is missing; a phrase without a full stop."""
    if result.kind is RequirementKind.ATTENDANCE:
        return str(_attendance(result))
    if result.module is None:
        return str(_("No module has been assigned to this programme yet"))
    return str(_lessons(result) if result.kind is RequirementKind.LESSONS else _quiz(result))


def missing_lines(results: Sequence[RequirementResult]) -> list[str]:
    """Return a phrase for each requirement that is not met, in the language of the page, as it stands in a letter or in a list of people."""
    return [_missing(one) for one in results if not one.is_met]


def _missing(result: RequirementResult) -> str:
    if result.kind is RequirementKind.ATTENDANCE and result.out_of:
        return str(
            ngettext(
                "%(num)d half-day of the workshop: %(done)d attended out of %(planned)d, %(needed)d needed",
                "%(num)d half-days of the workshop: %(done)d attended out of %(planned)d, %(needed)d needed",
                result.missing, done=result.done, planned=result.out_of, needed=result.needed,
            )
        )  # fmt: skip
    if result.module is None:
        return title_of(result)
    module = library().modules[result.module].title(current_language())
    if result.kind is RequirementKind.LESSONS:
        return str(ngettext("%(num)d lesson of “%(module)s”", "%(num)d lessons of “%(module)s”", result.missing, module=module))
    needed = percent(result.needed / 100)
    if result.done is None:
        return str(_("quiz of “%(module)s”: not taken yet, %(needed)s needed", module=module, needed=needed))
    return str(_("quiz of “%(module)s”: best attempt %(best)s, %(needed)s needed", module=module, best=percent(result.done / 100), needed=needed))


def missing_summary(results: Sequence[RequirementResult]) -> str:
    """Return what is not met in a few words, in the language of the page: «1 demi-journée, 17 leçons, 3 tests»."""
    open_ones = [one for one in results if not one.is_met]
    half_days = sum(one.missing for one in open_ones if one.kind is RequirementKind.ATTENDANCE)
    lessons = sum(one.missing for one in open_ones if one.kind is RequirementKind.LESSONS)
    quizzes = sum(one.kind is RequirementKind.QUIZ for one in open_ones)
    told = (
        (half_days, ngettext("%(num)d half-day", "%(num)d half-days", half_days)),
        (lessons, ngettext("%(num)d lesson", "%(num)d lessons", lessons)),
        (quizzes, ngettext("%(num)d quiz", "%(num)d quizzes", quizzes)),
    )
    # Nothing can be counted where somebody is in no workshop, or the programme has no module.
    return ", ".join(str(words) for number, words in told if number) or ", ".join(title_of(one) for one in open_ones)


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
