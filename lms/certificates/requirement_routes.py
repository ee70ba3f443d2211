"""Who lacks what for each certificate, and what other requirements would change: of a workshop, and of a programme."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

from flask import Blueprint, render_template, request, url_for

from lms import clock
from lms.accounts.access import Permission, requires, viewer
from lms.accounts.audit import note_reading
from lms.accounts.limits import needs_limit
from lms.certificates import standing
from lms.certificates.content import Design
from lms.certificates.overview import Line, Overview, overview_of_programme, overview_of_workshop
from lms.certificates.requirement_forms import ANY, NOTHING, SimulationForm, TableForm
from lms.certificates.rules.requirements import RequirementKind
from lms.certificates.rules.simulation import with_changes
from lms.certificates.wording import Column, cell_of, column_of, missing_lines, title_of
from lms.i18n import LANGUAGE_PREFIX
from lms.workshops.access import workshop_or_404
from lms.workshops.models import Workshop

blueprint = Blueprint("requirements", __name__, template_folder="templates", url_prefix=LANGUAGE_PREFIX)

PAGE_SIZE = 40


@dataclass(frozen=True)
class _Scope:
    """Whose requirements a page is about: those of a workshop, or of the whole programme."""

    programme: str
    workshop: Workshop | None

    def url(self, which: str, /, **values: Any) -> str:
        """Return the address of the table (`table`) or the simulation (`simulation`)."""
        if self.workshop:
            return url_for("requirements.show_workshop" if which == "table" else "requirements.simulate_workshop", slug=self.workshop.slug, **values)
        return url_for("requirements.show_programme" if which == "table" else "requirements.simulate_programme", **values)

    def overview(self, design: Design, kinds: frozenset[RequirementKind] = frozenset()) -> Overview:
        """Return how far everybody is."""
        if self.workshop:
            return overview_of_workshop(self.workshop, design, reader=viewer(), kinds=kinds)
        return overview_of_programme(self.programme, design, today=clock.local_day(clock.now()), kinds=kinds)

    def note(self) -> None:
        """Note who reads the names."""
        note_reading(self.workshop.audit_subject if self.workshop else f"trainers:{self.programme}")


@blueprint.get("/workshops/<slug>/requirements")
@requires(Permission.SEE_WORKSHOPS)
@needs_limit
def show_workshop(slug: str) -> str:
    return _table(_scope_of_workshop(slug))


@blueprint.get("/workshops/<slug>/requirements/simulation")
@requires(Permission.SEE_WORKSHOPS)
@needs_limit
def simulate_workshop(slug: str) -> str | tuple[str, int]:
    return _simulation(_scope_of_workshop(slug))


@blueprint.get("/requirements")
@requires(Permission.FOLLOW_TRAINERS)
@needs_limit
def show_programme() -> str:
    return _table(_Scope(viewer().programme, None))


@blueprint.get("/requirements/simulation")
@requires(Permission.FOLLOW_TRAINERS)
@needs_limit
def simulate_programme() -> str | tuple[str, int]:
    return _simulation(_Scope(viewer().programme, None))


def _scope_of_workshop(slug: str) -> _Scope:
    workshop = workshop_or_404(slug, viewer())
    return _Scope(workshop.programme, workshop)


def _table(scope: _Scope) -> str:
    designs = standing.designs_of(scope.programme)
    design = standing.chosen_design(designs, request.args.get("design", ""))
    overview = scope.overview(design)
    scope.note()
    form = TableForm(formdata=request.args)
    form.offer(
        requirements=[(one.key, f"{title_of(one)} ({overview.lacking[one.key]})") for one in overview.columns if overview.lacking[one.key]],
        workshops=[] if scope.workshop else _workshops(overview),
    )
    chosen = form.chosen()
    form.design.data = design.slug
    lines = [line for line in overview.lines if _is_shown(line, chosen)]
    page, page_count, shown = _page_of(lines)

    def url_of(number: int) -> str:
        return scope.url("table", **{**chosen, "design": design.slug, "page": number})

    return render_template("certificates/requirements.html", scope=scope, designs=designs, overview=overview, form=form,
                           lines=shown, number=len(lines), columns=_columns(overview), cell_of=cell_of, page=page,
                           page_count=page_count, url_of=url_of, is_filtered=bool(chosen.keys() - {"design"}))  # fmt: skip


def _columns(overview: Overview) -> list[Column]:
    modules = list(dict.fromkeys(one.module for one in overview.columns if one.module))
    return [column_of(one, modules) for one in overview.columns]


def _workshops(overview: Overview) -> list[tuple[str, str]]:
    found = {line.workshop.slug: line.workshop for line in overview.lines if line.workshop}
    return [(one.slug, one.place) for one in sorted(found.values(), key=lambda one: (one.starts_on, one.slug))]


def _is_shown(line: Line, chosen: dict[str, str]) -> bool:
    place, lacking = chosen.get("workshop"), chosen.get("lacking")
    if place and not (line.workshop and line.workshop.slug == place):
        return False
    if lacking in (ANY, NOTHING):
        return line.is_ready is (lacking == NOTHING)
    return not lacking or lacking in {one.key for one in line.lacking}


def _page_of(lines: Sequence[Line]) -> tuple[int, int, Sequence[Line]]:
    page_count = max(ceil(len(lines) / PAGE_SIZE), 1)
    page = min(max(request.args.get("page", 1, type=int), 1), page_count)
    return page, page_count, lines[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]


def _simulation(scope: _Scope) -> str | tuple[str, int]:
    designs = standing.designs_of(scope.programme)
    design = standing.chosen_design(designs, request.args.get("design", ""))
    overview = scope.overview(design, kinds=frozenset({RequirementKind.SESSION}) if request.args.get("session") else frozenset())
    scope.note()
    form = SimulationForm(formdata=request.args)
    form.offer(design, planned=overview.planned())
    is_valid = form.validate()
    form.design.data = design.slug
    comparison = overview.compared_with(with_changes(design.requirements, form.changes())) if is_valid else None
    page = render_template(
        "certificates/simulation.html", scope=scope, designs=designs, overview=overview, form=form,
        comparison=comparison, people={line.person_id: line for line in overview.lines}, is_changed=is_valid and bool(form.changes()), why=_why,
    )  # fmt: skip
    return page if is_valid else (page, 422)


def _why(line: Line) -> str:
    """Return what somebody lacks of the requirements in force."""
    return ", ".join(missing_lines(line.results))
