"""Finding a programme, its modules and its targets."""

from collections.abc import Iterable, Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from lms.db import db
from lms.errors import Conflict, NotFound
from lms.programmes.models import SEPARATOR, Programme, ProgrammeModule, Target


class ProgrammeExists(Conflict):
    """Another programme has this slug."""


def add_programme(
    *,
    slug: str,
    names: tuple[str, str],
    modules: Sequence[str],
    designs: Sequence[str],
    funders: tuple[str, str] = ("", ""),
    signatories: Sequence[tuple[str, str]] = (),
    paper_languages: Sequence[str] = ("fr",),
    is_demonstration: bool = False,
) -> Programme:
    """Add a programme; names, funders and each signatory are (French, English). Raises ProgrammeExists."""
    if db.session.get(Programme, slug):
        raise ProgrammeExists(_l("A programme of this name exists already."))
    programme = Programme(
        slug=slug,
        name_fr=names[0],
        name_en=names[1],
        designs=SEPARATOR.join(designs),
        funders_fr=funders[0],
        funders_en=funders[1],
        signatories_fr=_lines(french for french, _english in signatories),
        signatories_en=_lines(english for _french, english in signatories),
        paper_languages=SEPARATOR.join(paper_languages),
        is_demonstration=is_demonstration,
    )
    db.session.add(programme)
    db.session.flush()
    db.session.add_all(ProgrammeModule(programme=slug, module=module, position=n) for n, module in enumerate(modules, 1))
    return programme


def change_certificates(
    *,
    slug: str,
    designs: Sequence[str] | None = None,
    funders: tuple[str, str] | None = None,
    signatories: Sequence[tuple[str, str]] | None = None,
    paper_languages: Sequence[str] | None = None,
) -> Programme:
    """Change which certificates a programme has, who stands on them and in which languages; what is None stays.

    Those issued already keep what they say. funders and each signatory are (French, English). Raises NotFound.
    """
    programme = programme_of(slug)
    if designs is not None:
        programme.designs = SEPARATOR.join(designs)
    if funders is not None:
        programme.funders_fr, programme.funders_en = funders
    if signatories is not None:
        programme.signatories_fr = _lines(french for french, _english in signatories)
        programme.signatories_en = _lines(english for _french, english in signatories)
    if paper_languages is not None:
        programme.paper_languages = SEPARATOR.join(paper_languages)
    db.session.flush()
    return programme


def programme_of(slug: str) -> Programme:
    """Return a programme. Raises NotFound when there is none of that name."""
    found = db.session.get(Programme, slug)
    if found is None:
        raise NotFound(_l("This programme does not exist."))
    return found


def only_programme() -> Programme:
    """Return the programme of a database that has one. Raises NotFound where there is none, or several to choose from."""
    found = all_programmes()
    if len(found) != 1:
        raise NotFound(_l("Say which programme: %(names)s.", names=", ".join(one.slug for one in found) or "–"))
    return found[0]


def all_programmes() -> Sequence[Programme]:
    """Return every programme, by slug."""
    return db.session.scalars(select(Programme).order_by(Programme.slug)).all()


def modules_of(slug: str) -> list[str]:
    """Return the slugs of the modules that a programme teaches, in order."""
    return list(db.session.scalars(select(ProgrammeModule.module).where(ProgrammeModule.programme == slug).order_by(ProgrammeModule.position)))


def national_targets(slug: str) -> dict[str, Target]:
    """Return {indicator: the latest version of its target for the whole country}."""
    rows = db.session.scalars(select(Target).where(Target.programme == slug, Target.place_code.is_(None)).order_by(Target.version))
    return {row.indicator: row for row in rows}


def _lines(texts: Iterable[str]) -> str:
    return "\n".join(" ".join(text.split()) for text in texts)
