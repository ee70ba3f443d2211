"""Checks on the content files that need more than one room to see: every fault as «file:line: what is wrong»."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from lms.certificates.content import designs, load_designs
from lms.checks.courses import course_faults
from lms.checks.quizzes import quiz_faults
from lms.checks.wording import wording_faults
from lms.courses.content import library, load_library
from lms.db import db
from lms.errors import ContentFault
from lms.programmes import services as programmes
from lms.programmes.models import Programme
from lms.quizzes.content import load_tests
from lms.workshops.evaluation.content import Form, load_form
from lms.workshops.messages.content import load_wording


def content_faults(folder: Path) -> list[str]:
    """Return every fault of the content in `folder`; an empty list when it is sound."""
    try:
        read = load_library(folder / "modules")
        tests = load_tests(folder / "quizzes")
        load_designs(folder / "certificates")
        form = load_form(folder / "workshops" / "evaluation")
        load_wording(folder / "workshops" / "messages")
    except ContentFault as fault:
        return [*str(fault).splitlines(), *wording_faults(folder)]  # without the whole content, what follows would only repeat it
    return [
        *wording_faults(folder),
        *course_faults(folder / "modules", read),
        *quiz_faults(folder, read, tests),
        *_evaluation_faults(folder / "workshops" / "evaluation" / "evaluation.toml", form, set(read.sources)),
    ]


def _evaluation_faults(path: Path, form: Form, sources: set[str]) -> Iterator[str]:
    for asked in (*form.items, *form.comments):
        if not asked.sources:
            yield f"{path}: {asked.id} does not say why it is asked: name a source."
        for unknown in sorted(set(asked.sources) - sources):
            yield f"{path}: {asked.id} names the source {unknown}, which is not in modules/sources.toml."


def programmes_without_files() -> list[str]:
    """Return a sentence for each programme whose modules or certificate are no longer among the files: its pages could not be drawn."""
    faults = []
    for programme in db.session.scalars(select(Programme)):
        missing = [module for module in programmes.modules_of(programme.slug) if module not in library().modules]
        if missing:
            faults.append(f"Programme {programme.slug} teaches modules that are not in modules/: {', '.join(missing)}. Put them back.")
        faults += [
            f"Programme {programme.slug} has the certificate {slug}, which is not in certificates/. Put it back."
            for slug in programme.design_slugs
            if slug not in designs()
        ]
    return faults
