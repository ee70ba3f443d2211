"""A stack: blocks one under the other that stay in order, may part between two pages, and never leave a heading behind."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, Self

from reportlab.platypus import Flowable, Paragraph

from lms.paper.styles import TEXT_HEIGHT

_ENDLESS = 1e6


@dataclass(frozen=True)
class Pad:
    """Room inside a stack, in points. A negative left lets the blocks hang into the margin."""

    left: float = 0
    right: float = 0
    top: float = 0
    bottom: float = 0


class Stack(Flowable):  # type: ignore[misc]  # ReportLab publishes no types
    """Some blocks as one; a subclass draws around them in `decorate`.

    The library's own ways fall short: KeepTogether moves a long box to the next page because of the heading before it, and a
    table of one cell cannot part within a list.
    """

    least_height = 0.0
    whole = False
    """Not parted, unless it is higher than a page."""

    def __init__(self, blocks: Sequence[Any], pad: Pad | None = None, *, before: float | None = None, after: float | None = None) -> None:
        super().__init__()
        self.blocks = list(blocks)
        self.pad = pad or Pad()
        self.is_start = self.is_end = True
        self.before, self.after = before, after

    def decorate(self) -> None:
        """Draw what is around or behind the blocks; `self.canv`, `self.width` and `self.height` are known."""

    def getSpaceBefore(self) -> float:  # noqa: N802  the library's name
        """Return the air wanted above."""
        return self.before if self.before is not None else float(self.blocks[0].getSpaceBefore())

    def getSpaceAfter(self) -> float:  # noqa: N802  the library's name
        """Return the air wanted below."""
        return self.after if self.after is not None else float(self.blocks[-1].getSpaceAfter())

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Measure the blocks at this width; return the size of the whole."""
        self.width = width
        self._sizes = [block.wrapOn(self._canvas, self._inner, _ENDLESS) for block in self.blocks]
        content = sum(height for _width, height in self._sizes) + sum(self._gap(rank) for rank in range(1, len(self.blocks)))
        self.height = max(content + self.pad.top + self.pad.bottom, self.least_height)
        return width, self.height

    def draw(self) -> None:
        """Draw the surroundings, then the blocks from top to bottom, which is the order in which they are read."""
        self.decorate()
        y = self.height - self.pad.top
        for rank, (block, (width, height)) in enumerate(zip(self.blocks, self._sizes, strict=True)):
            y -= height + (self._gap(rank) if rank else 0)
            block.drawOn(self.canv, self.pad.left, y, _sW=self._inner - width)

    def split(self, width: float, height: float) -> list[Self]:
        """Return the part that fits and the rest; nothing when no part makes sense here."""
        self.wrap(width, height)
        if height < self.least_height or (self.whole and self.height <= TEXT_HEIGHT):
            return []
        head, tail = self._parted(height - self.pad.top - self.pad.bottom)
        while head and getattr(head[-1], "keepWithNext", False):
            tail.insert(0, head.pop())
        if not head or not tail:
            return []
        return [self._part(head, is_start=self.is_start, is_end=False), self._part(tail, is_start=False, is_end=self.is_end)]

    def _parted(self, room: float) -> tuple[list[Any], list[Any]]:
        for rank, (block, (_width, height)) in enumerate(zip(self.blocks, self._sizes, strict=True)):
            room -= self._gap(rank) if rank else 0
            if height <= room + 1e-6:
                room -= height
                continue
            pieces = block.splitOn(self._canvas, self._inner, room) if room > 0 else []
            if len(pieces) < 2:
                return self.blocks[:rank], self.blocks[rank:]
            return [*self.blocks[:rank], *pieces[:-1]], [pieces[-1], *self.blocks[rank + 1 :]]
        return self.blocks, []

    def _part(self, blocks: Sequence[Any], *, is_start: bool, is_end: bool) -> Self:
        part = copy(self)
        part.__dict__.pop("_postponed", None)  # the library's note that this one was put off once already, which its rest was not
        part.blocks, part.is_start, part.is_end = list(blocks), is_start, is_end
        part.before, part.after = (self.before if is_start else 0), (self.after if is_end else 0)
        return part

    def _gap(self, rank: int) -> float:
        return max(float(self.blocks[rank - 1].getSpaceAfter()), float(self.blocks[rank].getSpaceBefore()))

    @property
    def _inner(self) -> float:
        return self.width - self.pad.left - self.pad.right

    @property
    def _canvas(self) -> Any:
        return getattr(self, "canv", None)


@dataclass(frozen=True)
class Mark:
    """Where a heading stands in the document: its words, how deep, and how others find it."""

    key: str
    title: str
    level: int
    number: str = ""


class Heading(Paragraph):  # type: ignore[misc]  # ReportLab publishes no types
    """A paragraph that is never parted, stays with what follows, and may be in the outline."""

    mark: Mark | None = None
    keepWithNext = 1  # noqa: N815  the library's name

    def split(self, _width: float, _height: float) -> list[Any]:
        """Return nothing: a heading is not parted."""
        return []

    def draw(self) -> None:
        """Write it, and tell the document where it came to stand."""
        if self.mark:
            announce(self, self.mark)
        super().draw()


class Whole(Stack):
    """Blocks that stay on one page."""

    whole = True


def announce(block: Any, mark: Mark) -> None:
    """Tell the document on which page a heading stands, as it is drawn."""
    note = block._doctemplateAttr("note")
    if note:
        note(mark, block.canv, getattr(block, "height", 0))


def bundled(blocks: Sequence[Any]) -> list[Any]:
    """Return the blocks with each heading tied to what follows it."""
    bundles: list[Any] = []
    pending: list[Any] = []
    for block in blocks:
        pending.append(block)
        if not getattr(block, "keepWithNext", False):
            bundles.append(pending[0] if len(pending) == 1 else Stack(pending))
            pending = []
    return [*bundles, *pending]
