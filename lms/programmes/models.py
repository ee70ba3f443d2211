"""Tables of programmes and their targets."""

from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Model


class Programme(Model):
    """One programme of training."""

    __tablename__ = "programme"

    slug: Mapped[str] = mapped_column(primary_key=True)
    name_fr: Mapped[str]
    name_en: Mapped[str]
    certificate: Mapped[str]
    """Slug of its certificate design in `certificates/`."""
    funders_fr: Mapped[str]
    funders_en: Mapped[str]
    is_demonstration: Mapped[bool]

    def name(self, language: str) -> str:
        """Return its name in a language."""
        return self.name_en if language == "en" else self.name_fr

    def funders(self, language: str) -> str:
        """Return the line that names who pays, in a language."""
        return self.funders_en if language == "en" else self.funders_fr


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
