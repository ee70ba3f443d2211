"""What every design draws with: passages that shrink, then wrap; the same thing said in one language or two; where each stands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import NamedTuple

from reportlab.lib.colors import Color

from lms.certificates.proof.signing import link_of
from lms.certificates.rules.facts import Facts, Words
from lms.i18n import day_on_paper, period_on_paper
from lms.paper.ornament import INK, MUTED
from lms.paper.tagged import TaggedPage
from lms.paper.text import REGULAR, Placed, Style, fitted, placed, poured, put, width

_SECOND = 0.72  # how large the second language is, beside the first
_LEGIBLE_SECOND = 6.5  # points


class Face(NamedTuple):
    """How a passage is set: its font, between which sizes, on how many lines at most. Sizes in points."""

    font: str
    largest: float
    smallest: float
    lines: int = 1
    color: Color = INK
    leading: float = 1.25
    """From one baseline to the next, in parts of the size."""
    size_wrapped: float = 1000.0
    """At most, where it takes several lines: these share the room of one."""
    is_running: bool = False
    """A sentence, which is wrapped before it is shrunk."""

    def __hash__(self) -> int:  # without the colour, which takes longest
        return hash((self.font, self.largest, self.smallest, self.lines))

    def second(self, font: str = REGULAR) -> "Face":
        """Return how the same is set in the second language: smaller and paler."""
        largest = max(self.largest * _SECOND, _LEGIBLE_SECOND)
        return Face(font, largest, min(self.smallest, largest), self.lines, MUTED, self.leading, is_running=self.is_running)


@dataclass(frozen=True)
class Passage:
    """Words ready to be drawn: what they are, in which language, on which lines."""

    role: str
    language: str | None
    lines: tuple[str, ...]
    style: Style
    leading: float
    """In points."""
    is_spaced: bool
    """Whether its lines end where the text has a space."""

    @cached_property
    def height(self) -> float:
        """Return how much room it takes from the first line's top to the last one's baseline."""
        return self.style.size * _ASCENT + self.leading * (len(self.lines) - 1)

    @cached_property
    def width(self) -> float:
        """Return how wide the widest of its lines is."""
        return max(width(line, self.style.font, self.style.size) for line in self.lines)

    @cached_property
    def descent(self) -> float:
        """Return how far its last line reaches below the baseline."""
        return self.style.size * _DESCENT

    def placed(self, x: float, top: float, align: str) -> tuple[Placed, ...]:
        """Return its lines below `top`; asked for the same again, as for each paper of a workshop, it does not write them anew."""
        found = self._placed.get((x, top, align))
        if found is None:
            if len(self._placed) >= _MOST_PLACES:
                self._placed.clear()
            found = self._placed[x, top, align] = tuple(self._lines(x, top, align))
        return found

    def _lines(self, x: float, top: float, align: str) -> Iterator[Placed]:
        for rank, line in enumerate(self.lines):
            y = top - self.style.size * _ASCENT - rank * self.leading
            yield placed(x, y, line, self.style, align=align)
            if rank < len(self.lines) - 1 and self.is_spaced:  # else the last word is read together with the next line's first
                yield placed(x + width(line, self.style.font, self.style.size) * _RIGHT_OF[align], y, " ", self.style)

    @cached_property
    def _placed(self) -> dict[tuple[float, float, str], tuple[Placed, ...]]:
        return {}

    @cached_property
    def as_item(self) -> "Passage":
        """Return the same as what an item of a list says."""
        return replace(self, role="LBody")


_MOST_PLACES = 64
_ASCENT, _DESCENT = 0.72, 0.24  # of capitals and most accents, and of the letters p and g; in parts of the size


@lru_cache(maxsize=1024)
def passage(text: str, face: Face, limit: float, *, role: str = "P", language: str | None = None) -> Passage:
    """Return words set within `limit` points."""
    if face.is_running:
        lines, size = poured(text, face.font, size=face.largest, smallest=face.smallest, limit=limit, lines=face.lines)
    else:
        lines, size = fitted(text, face.font, largest=face.largest, smallest=face.smallest, limit=limit, lines=face.lines)
    if len(lines) > 1:
        size = min(size, face.size_wrapped)
    return Passage(role, language, tuple(lines), Style(face.font, size, face.color), size * face.leading, " ".join(lines) == text)


_RIGHT_OF = {"left": 1.0, "centre": 0.5, "right": 0.0}


class Sheet:
    """A page on which one certificate is drawn."""

    def __init__(self, page: TaggedPage, facts: Facts) -> None:
        self.page, self.canvas, self.facts = page, page.canvas, facts
        self.link = link_of(facts) if facts.proof else f"{facts.address}/{facts.code}"  # none of the first certificates is signed

    @property
    def first(self) -> Words:
        """Return the words of the language that is printed large."""
        return self.facts.words[self.facts.languages[0]]

    def words(self) -> Iterator[tuple[str, Words]]:
        """Yield (language, its words), the one that is printed large first."""
        for language in self.facts.languages:
            yield language, self.facts.words[language]

    def draw(self, said: Passage, x: float, top: float, align: str = "left") -> float:
        """Draw a passage below `top`; return its last baseline."""
        with self.page.element(said.role, language=said.language):
            self.draw_untagged(said, x, top, align)
        return top - said.height

    def draw_untagged(self, said: Passage, x: float, top: float, align: str = "left") -> None:
        """Draw a passage below `top` inside of what is tagged already."""
        put(self.canvas, *said.placed(x, top, align))

    def draw_item(self, passages: Sequence[Passage], x: float, top: float, align: str = "left") -> None:
        """Draw an item of a list; the group of the list is open."""
        with self.page.group("LI"):
            self.draw_all([said.as_item for said in passages], x, top, align=align)

    def draw_all(self, passages: Sequence[Passage], x: float, top: float, *, gap: float = 1, align: str = "left") -> float:
        """Draw passages below one another; return where they end. gap: between them, in points."""
        for said in passages:
            top = self.draw(said, x, top, align) - said.descent - gap
        return top + gap


def height_of(passages: Sequence[Passage], gap: float = 1) -> float:
    """Return how much room passages take below one another, in points."""
    return sum(said.height + said.descent for said in passages) + gap * max(len(passages) - 1, 0)


def in_languages(
    languages: Sequence[str], texts: Mapping[str, str], face: Face, limit: float, *, role: str = "P", second: Face | None = None
) -> list[Passage]:
    """Return the same thing in each language of the certificate, the first one large; what is empty is left out."""
    found = []
    for rank, language in enumerate(languages):
        if texts[language]:
            shown = face if rank == 0 else second or face.second()
            found.append(passage(texts[language], shown, limit, role=role if rank == 0 else "P", language=language))
    return found


def sentence_of(facts: Facts, language: str, *, is_short: bool = False) -> str:
    """Return for what the certificate is given; is_short: as on a card."""
    words = facts.words[language]
    first, last = period_on_paper(facts.starts_on, facts.ends_on, language)
    pattern = words.card if is_short and words.card else words.achievement
    dates = words.one_day.format(day=last) if facts.starts_on == facts.ends_on else words.dates.format(first=first, last=last)
    return pattern.format(programme=facts.programme[language], place=facts.place, dates=dates)


def dates_of(facts: Facts, language: str) -> list[str]:
    """Return when it was issued, until when it is valid, and which issue it is, as far as there is something to say."""
    words = facts.words[language]
    said = [words.issued_on.format(day=day_on_paper(facts.issued_on, language))]
    if facts.expires_on:
        said.append(words.expires_on.format(day=day_on_paper(facts.expires_on, language)))
    if facts.issue_number > 1:
        said.append(words.issue.format(number=facts.issue_number))
    return said


def signatories_of(facts: Facts) -> list[dict[str, str]]:
    """Return in whose name each line is signed, by language: the programme's signatories, else those of the design."""
    if facts.signatories:
        return list(facts.signatories)
    number = min(len(facts.words[language].signatories) for language in facts.languages)
    return [{language: facts.words[language].signatories[rank] for language in facts.languages} for rank in range(number)]
