"""What the invented participants said of their workshops. Drawn from a seed of its own, so that the rest of the story stays as it is."""

from datetime import date
from random import Random

from lms.demo.cast import Cast
from lms.workshops.evaluation import services
from lms.workshops.evaluation.content import form_asked
from lms.workshops.evaluation.services import Given
from lms.workshops.models import Workshop

_POINTS = (5,) * 9 + (4,) * 12 + (3,) * 4 + (2,) * 2 + (1,)
_ANSWERED = 0.85
_SAID = {
    "most-useful": ("Les exercices pratiques.", "Les échanges avec les autres services.", "La procédure de détection, étape par étape.", ""),
    "change": ("Commencer à l’heure.", "Donner plus de temps au travail en groupes.", "Imprimer les documents en plus gros.", ""),
    "support": ("Les fiches des modules sur papier.", "Un appui pour le transport.", "Une personne à appeler quand j’ai une question.", ""),
}


def evaluate(cast: Cast, *, today: date) -> None:
    """Have the participants of every workshop answer, some on paper; the one in Bamako is still open, the others are closed."""
    dice = Random(20221122)  # noqa: S311  a story, not a secret
    for workshop, _half_days in cast.workshops:
        people = sum(theirs.id == workshop.id for _person, _enrolment, theirs in cast.trainers)
        answered = sum(dice.random() < _ANSWERED for _one in range(people))
        codes = services.make_codes(workshop=workshop, is_anew=False, today=today)
        services.forget_codes(workshop=workshop, codes=codes[:answered])
        on_paper = answered // 4
        services.take_answers(workshop=workshop, given=[_given(dice) for _one in range(answered - on_paper)], source="screen")
        services.take_answers(workshop=workshop, given=[_given(dice) for _one in range(on_paper)], source="paper")
        if not _is_open(workshop):
            services.close_evaluation(workshop=workshop, today=today)


def _is_open(workshop: Workshop) -> bool:
    return workshop.slug == "bamako"


def _given(dice: Random) -> Given:
    ratings = {item.id: dice.choice(_POINTS) for item in form_asked().items if dice.random() < 0.95}
    written = {name: dice.choice(texts) for name, texts in _SAID.items() if dice.random() < 0.4}
    return Given(ratings=ratings, comments={name: text for name, text in written.items() if text})
