"""What was decided on the way from a frame to its reading: each step's values, kept for whoever asks why.

Nothing is worked out for it: the steps return these values anyway, and hand them on.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from edge.card import NOT_A_DIGIT
from edge.context import Writing
from edge.ink import Ink
from edge.lattice import Candidate
from edge.page.page import PageView
from edge.page.proposals import Proposal
from edge.reading import Reading
from edge.segment import Piece


class Drop(Enum):
    """Why a piece of ink was not weighed as a digit, in words."""

    LINE = "a long line, taken out"
    LEAVES_PICTURE = "runs out of the picture"
    SHEET_EDGE = "the edge of a sheet"
    OUTSIDE_WRITING = "too small, large or pale"


@dataclass(frozen=True, eq=False)
class Dropped:
    """A piece that was dropped before the pieces were weighed against each other."""

    piece: Piece
    why: Drop
    probabilities: NDArray[np.float32] | None = None
    """(11,) what the network said of it; None where that was not kept. It never saw most of what is dropped."""


@dataclass(frozen=True, eq=False)
class Sifted:
    """The pieces of an ink, parted into those that may be digits or parts of some and the others."""

    kept: tuple[Piece, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    """A piece out of which a line was taken is here as it was; what is left of it is judged anew."""
    cut_short: bool = False
    """Whether there was more ink than is looked at, and the lightest pieces were passed over."""


@dataclass(frozen=True, eq=False)
class Decision:
    """How it was decided which candidates are read: what was left after each step, as indices of `options`."""

    options: tuple[Candidate, ...]
    """All candidates: the pieces as they are, then their joins and cuts."""
    probabilities: NDArray[np.float32]
    """(n, 11): what the network said of each, as on a page."""
    confidence: NDArray[np.float32]
    """(n,): of the likeliest digit."""
    explaining: tuple[int, ...]
    """Those that share no ink and together explain most of it as digits."""
    untorn: tuple[int, ...]
    """Of those, the ones not cut out of a piece of which too much stayed unread."""
    sure: tuple[int, ...]
    """Of those, the ones at least as likely as asked for."""
    writing: Writing | None
    """What they are written in; None where nothing is read."""
    in_writing: tuple[int, ...]
    """Of the sure ones, those of that size and pen."""
    alone: tuple[int, ...]
    """Of those, the ones that stand in no word of letters."""
    lines: tuple[tuple[int, ...], ...]
    """Those that are read, line by line in reading order; others than before where a number of digits was expected."""
    certain_writing: Writing | None = None
    """What the pieces are written in that are certain by themselves; None where none is."""
    dropped: tuple[Dropped, ...] = ()
    """Pieces that were not worth weighing beside that writing."""
    cut_short: bool = False
    """Whether there were more joins and cuts than are weighed."""

    @property
    def read(self) -> tuple[int, ...]:
        """The candidates that are read, in reading order."""
        return tuple(i for line in self.lines for i in line)

    @property
    def letters(self) -> float:
        """How many letters of the writing are among the pieces that are not read: a sum of probabilities."""
        if self.writing is None:
            return 0.0
        read = frozenset[int]().union(*(self.options[i].atoms for i in self.read))
        return sum(
            float(self.probabilities[i, NOT_A_DIGIT])
            for i, option in enumerate(self.options)
            if option.whole and not option.atoms & read and self.writing.holds_letter(option.piece)
        )


@dataclass(frozen=True, eq=False)
class Way:
    """One way to see the ink of a frame, dark on light or light on dark, and what was made of it."""

    ink: Ink
    sifted: Sifted
    decision: Decision
    evidence: float
    """How much speaks for it; of two ways, that with more is taken."""


@dataclass(frozen=True, eq=False)
class Account:
    """Everything that was decided about a frame."""

    reading: Reading
    """In pixels of the picture as given."""
    seen: Reading
    """The same in pixels of what was seen of it: the part that was read, turned."""
    pieces: tuple[Piece, ...]
    """The ink of each digit of the reading, in their order."""
    page: PageView | None
    """What the page network says of what was seen, in its pixels; None where there is none."""
    way: Way
    """The way that was taken, in pixels of what was seen, times `reduction`."""
    ways: tuple[Way, ...]
    """All that were weighed: a way for which clearly less speaks at first glance is not."""
    reduction: float
    """1, or less where a large picture was made smaller to be read."""
    least_confidence: float
    """Below which no digit was to be read."""
    proposed: tuple[Proposal, ...]
    """Of the digits, those that the page network proposed, and not the way that was taken; in pixels of what was seen.
    """
