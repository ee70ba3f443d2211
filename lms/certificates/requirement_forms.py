"""Forms about requirements: which people a table shows, and what a simulation changes. Sent with GET, so that each has an address."""

from collections.abc import Iterable, Sequence

from flask_babel import LazyString, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField

from lms.certificates.content import Design
from lms.certificates.rules.requirements import Requirement, RequirementKind, half_days_needed, percent_for
from lms.i18n import percent
from lms.web.forms import Form

AS_NOW, DROPPED, ASKED = "", "none", "asked"
_SHARES = range(50, 101, 5)
_MOST_SESSIONS = 3
_MOST_HALF_DAYS = 100
ANY, NOTHING = "any", "nothing"


def _choice(label: LazyString) -> SelectField:
    return SelectField(label, default=AS_NOW, invalid_choice_message=_l("Choose from the list."))  # type: ignore[call-arg]  # the published types describe 3.2


class TableForm(Form):
    """Narrows the table of who lacks what."""

    class Meta:
        csrf = False  # it changes nothing

    design = HiddenField()
    workshop = _choice(_l("Workshop"))
    lacking = _choice(_l("Who lacks"))

    def offer(self, *, requirements: Iterable[tuple[str, str]], workshops: Sequence[tuple[str, str]] = ()) -> None:
        """Fill in what can be chosen. workshops: none where the page is of one."""
        self.lacking.choices = [(AS_NOW, _("Everybody")), (ANY, _("Anything")), (NOTHING, _("Nothing: ready")), *requirements]
        self.workshop.choices = [(AS_NOW, _("All")), *workshops]
        if not workshops:
            del self.workshop

    def chosen(self) -> dict[str, str]:
        """Return what each filter is set to; empty where there is none, or one that cannot be understood."""
        self.validate()
        return {field.name: field.data or "" for field in self if field.data and not field.errors}


class SimulationForm(Form):
    """Which rule would stand in the place of each requirement."""

    class Meta:
        csrf = False  # it changes nothing

    design = HiddenField()
    attendance = _choice(_l("Attendance at the workshop"))
    pre_test = _choice(_l("Pre-test of the training"))
    lessons = _choice(_l("Lessons of every module"))
    quiz = _choice(_l("Quiz of every module, at its own pass mark"))
    post_test = _choice(_l("Post-test of the training"))
    teach_back = _choice(_l("Teach-back observed"))
    session = _choice(_l("Sessions given to others"))

    def offer(self, design: Design, *, planned: set[int]) -> None:
        """Fill in what can be chosen. planned: of how many half-days the workshops of the people concerned are."""
        self._rules: dict[RequirementKind, dict[str, Requirement]] = {}
        now = {one.kind: one for one in design.requirements}
        for kind in RequirementKind:
            rules = _rules_of(kind, planned)
            self._rules[kind] = {name: rule for name, (rule, _words) in rules.items()}
            stays = _("As now: %(rule)s", rule=_in_words(now.get(kind), planned))
            dropped = [(DROPPED, _("Not required"))] if kind in now else []
            self._field(kind).choices = [
                (AS_NOW, stays),
                *dropped,
                *((name, words) for name, (rule, words) in rules.items() if not _is_same(rule, now.get(kind), planned)),
            ]

    def changes(self) -> dict[RequirementKind, Requirement | None]:
        """Return {kind: the rule in its place, None for none} of what was chosen to differ, once the form has been validated."""
        chosen = {kind: self._field(kind).data or AS_NOW for kind in RequirementKind}
        return {kind: self._rules[kind].get(name) for kind, name in chosen.items() if name != AS_NOW}

    def _field(self, kind: RequirementKind) -> SelectField:
        field: SelectField = self[kind.replace("-", "_")]
        return field


def _rules_of(kind: RequirementKind, planned: set[int]) -> dict[str, tuple[Requirement, str]]:
    """Return {name in the address: (rule, how it reads)} of the rules of a kind that can be tried."""
    if kind is RequirementKind.ATTENDANCE:
        rules = [Requirement(kind, minimum_percent=share) for share in _shares(planned)]
        return {str(rule.minimum_percent): (rule, _in_words(rule, planned)) for rule in rules}
    if kind is RequirementKind.POST_TEST:
        rules = [Requirement(kind), *(Requirement(kind, minimum_percent=share) for share in _SHARES)]
        return {str(rule.minimum_percent or ASKED): (rule, _in_words(rule, planned)) for rule in rules}
    if kind is RequirementKind.SESSION:
        rules = [
            Requirement(kind, number=number, is_verified=is_verified) for is_verified in (False, True) for number in range(1, _MOST_SESSIONS + 1)
        ]
        return {f"{'verified' if rule.is_verified else 'reported'}-{rule.number}": (rule, _in_words(rule, planned)) for rule in rules}
    rule = Requirement(kind)
    return {ASKED: (rule, _in_words(rule, planned))}


def _is_same(rule: Requirement, other: Requirement | None, planned: set[int]) -> bool:
    """Tell whether two rules ask the same of everybody concerned: 83 % of six half-days are five, as are 80 %."""
    if other is None or rule.kind is not RequirementKind.ATTENDANCE or not planned:
        return rule == other
    return all(half_days_needed(number, rule.minimum_percent or 100) == half_days_needed(number, other.minimum_percent or 100) for number in planned)


def _shares(planned: set[int]) -> list[int]:
    """Return the shares of attendance that can be tried: one for each half-day where all workshops have as many, else round ones."""
    if len(planned) == 1 and (half_days := next(iter(planned))) <= _MOST_HALF_DAYS:
        return [percent_for(number, half_days) for number in range(1, half_days + 1)]
    return list(_SHARES)


def _in_words(rule: Requirement | None, planned: set[int]) -> str:
    if rule is None:
        return str(_("not required"))
    if rule.kind is RequirementKind.ATTENDANCE:
        share = rule.minimum_percent or 100
        if len(planned) != 1:
            return str(percent(share / 100))
        half_days = next(iter(planned))
        needed = half_days_needed(half_days, share)
        return str(_("%(needed)s of %(planned)s half-days (%(share)s)", needed=needed, planned=half_days, share=percent(share / 100)))
    if rule.kind is RequirementKind.POST_TEST:
        return str(_("at least %(share)s", share=percent(rule.minimum_percent / 100)) if rule.minimum_percent else _("taken, whatever the result"))
    if rule.kind is RequirementKind.SESSION:
        told = ngettext("%(num)d session verified", "%(num)d sessions verified", rule.number) if rule.is_verified else \
            ngettext("%(num)d session reported", "%(num)d sessions reported", rule.number)  # fmt: skip
        return str(told)
    return str(_("required"))
