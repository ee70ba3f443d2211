"""Files of the demonstration: what a workshop that is over left behind. Invented."""

from datetime import datetime

from sqlalchemy import select

from lms.accounts.rules import Role
from lms.db import db
from lms.demo.cast import Cast
from lms.identifiers import new_id
from lms.workshops.files.rules.formats import checked_file
from lms.workshops.files.rules.names import stem_of
from lms.workshops.files.rules.places import Kind
from lms.workshops.files.services import Label, add_file
from lms.workshops.models import HalfDay
from lms.workshops.plan.models import WorkshopSession

_CRITERIA = """Grille d’évaluation d’une séance de restitution (exemple inventé)
Chaque critère est noté de 1 (à revoir) à 4 (acquis).

1. Les objectifs de la séance sont annoncés.
2. Les trois éléments de la définition sont expliqués avec un exemple fictif.
3. Le principe de ne pas nuire est rappelé.
4. Chaque participant a pris la parole.
5. La durée est tenue.
"""
_ROAD_MAP = """Action;Responsable;Échéance
Présenter le mécanisme au comité régional;Formateurs de la région;Dans le mois
Animer deux séances de restitution par cercle;Formateurs de la région;Dans les trois mois
Rendre compte des séances dans Relais;Chaque formateur;Après chaque séance
"""
_ROAD_MAP_SESSION = "Feuille de route par région"


def attach(cast: Cast, *, now: datetime) -> None:
    """Attach a criteria sheet to the workshop in Bamako and a road map to the session in which it was drawn up. Needs the timetables."""
    bamako = next(workshop for workshop, _half_days in cast.workshops if workshop.slug == "bamako")
    found = select(WorkshopSession.id).join(HalfDay, HalfDay.id == WorkshopSession.half_day_id).where(HalfDay.workshop_id == bamako.id)
    drawn_up = db.session.scalars(found.where(WorkshopSession.title == _ROAD_MAP_SESSION)).one()
    for name, text, label in (
        ("grille.txt", _CRITERIA, Label(Kind.CRITERIA, "Grille d’évaluation d’une séance", stem_of("grille.txt"), None)),
        ("feuille-de-route.csv", _ROAD_MAP, Label(Kind.ROAD_MAP, "Feuille de route du district", stem_of("feuille-de-route.csv"), drawn_up)),
    ):
        add_file(id=new_id(now), workshop_id=bamako.id, label=label, kept=checked_file(text.encode(), name),
                 account_id=cast.staff[Role.ORGANISER].id, now=now)  # fmt: skip
