"""Tables of programmes and their targets."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Model

SEPARATOR = " "
"""Between slugs: none has one."""


class Programme(Model):
    """One programme of training."""

    __tablename__ = "programme"

    slug: Mapped[str] = mapped_column(primary_key=True)
    name_fr: Mapped[str]
    name_en: Mapped[str]
    designs: Mapped[str]
    """Slugs of its certificate designs in `certificates/`, in the order in which they are offered, with spaces between."""
    funders_fr: Mapped[str]
    funders_en: Mapped[str]
    signatories_fr: Mapped[str]
    """In whose name each line of its certificates is signed, a function and never a person: one in a line. Empty: as the designs say."""
    signatories_en: Mapped[str]
    """The same in English, as many lines."""
    paper_languages: Mapped[str]
    """In which languages its certificates are printed, the first one large, with spaces between; an issue may be printed otherwise."""
    is_demonstration: Mapped[bool]

    def name(self, language: str) -> str:
        """Return its name in a language."""
        return self.name_en if language == "en" else self.name_fr

    def funders(self, language: str) -> str:
        """Return the line that names who pays, in a language."""
        return self.funders_en if language == "en" else self.funders_fr

    @property
    def design_slugs(self) -> tuple[str, ...]:
        """Return the slugs of its certificate designs, in the order in which they are offered."""
        return tuple(self.designs.split(SEPARATOR)) if self.designs else ()

    @property
    def languages_on_paper(self) -> tuple[str, ...]:
        """Return in which languages its certificates are printed, the first one large."""
        return tuple(self.paper_languages.split(SEPARATOR))

    @property
    def signatories(self) -> tuple[dict[str, str], ...]:
        """Return in whose name each line of its certificates is signed, by language; empty: as the designs say."""
        lines = zip(self.signatories_fr.splitlines(), self.signatories_en.splitlines(), strict=True)
        return tuple({"fr": french, "en": english} for french, english in lines)


class ProgrammeModule(Model):
    """A module that the programme teaches, in its place."""

    __tablename__ = "programme_module"

    programme: Mapped[str] = mapped_column(ForeignKey("programme.slug"), primary_key=True)
    module: Mapped[str] = mapped_column(primary_key=True)
    """Slug of a folder in `modules/`."""
    position: Mapped[int]


_OF_COUNTRY = text("place_code IS NULL")


class Target(Model):
    """A number that the programme wants to reach."""

    __tablename__ = "target"
    __table_args__ = (
        UniqueConstraint("programme", "indicator", "place_code", "version"),
        # Two empty places are not equal for a constraint, so the country has one of its own.
        Index("uq_target_country", "programme", "indicator", "version", unique=True, sqlite_where=_OF_COUNTRY, postgresql_where=_OF_COUNTRY),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    programme: Mapped[str] = mapped_column(ForeignKey("programme.slug"))
    indicator: Mapped[str]
    """Id in the catalogue of indicators: `I01` trainers qualified, `I06` sessions, `I07` participations, `I13` cercles."""
    place_code: Mapped[str | None] = mapped_column(ForeignKey("place.code"))
    """Empty for the whole country."""
    value: Mapped[int]
    version: Mapped[int]
    source_fr: Mapped[str]
    source_en: Mapped[str]

    def source(self, language: str) -> str:
        """Return where the number comes from, in a language."""
        return self.source_en if language == "en" else self.source_fr
