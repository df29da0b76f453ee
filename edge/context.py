"""What a person knows of a page: its digits are of a size and of a pen, and do not stand amid letters.

A speck of noise or a stump of ruling looks just like a 1, and no network that sees it alone can know better.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge.card import LABELS, NOT_A_DIGIT
from edge.reading import Box
from edge.segment import Piece

ONE = LABELS.index("1")
EVIDENCE_OF_ONE = 0.15  # of another digit's: almost any straight mark can be read as a 1
MASS_EXPONENT = 0.6  # evidence grows with the ink, but a large blot does not outweigh a line of digits
SIMILAR = 1.6  # factor in height within which digits speak for the same size of writing
WORD_GAP = 0.5  # of the writing's height: neighbours nearer than that are one word
GAP_BELOW = 0.5  # of that, in words that run down: the next line of a page is not much farther than the next letter
LOWEST_LETTER = 0.55  # of the writing's height: operators are lower
SLIMMEST_LETTER = 0.2  # of the writing's height, from side to side whichever way it leans: ruling is slimmer
HEIGHTS = 0.4, 2.5  # of the writing's: lower or higher pieces are no digit of it
STROKES = 0.4, 2.0  # likewise for the pen; of a pale stroke only the core may show
PALEST = 0.5  # of the writing's strength
# The same for a part of a digit or several that touch: the longer side at the least, the height at most.
PARTS = 0.2, 4.0
PALEST_PART = 0.4
MOST_LETTERS = 0.34  # share of a word's pieces that may be no digits, as in 8 + 3; beyond it, it is a word of letters


@dataclass(frozen=True)
class Writing:
    """The size and the pen of the digits on a page."""

    height: float
    """Pixels, typical of a digit."""
    strength: float
    """Typical strength of the ink, 0 to 255."""
    stroke_width: float
    """Pixels."""

    def holds(self, piece: Piece, cut_from: Piece | None = None) -> bool:
        """Whether `piece` may be a digit of this writing.

        Connected ink is of one pen: a part may have strokes like the writing's by what it was `cut_from`.
        """
        return (
            self.lowest <= piece.box.h <= HEIGHTS[1] * self.height
            and piece.strength >= PALEST * self.strength
            and (self._is_of_pen(piece) or (cut_from is not None and self._is_of_pen(cut_from)))
        )

    def _is_of_pen(self, piece: Piece) -> bool:
        return STROKES[0] <= piece.stroke_width / self.stroke_width <= STROKES[1]

    def is_of_size(self, piece: Piece) -> bool:
        """Whether `piece` is about as high as the digits of this writing."""
        return 1 / SIMILAR <= piece.box.h / self.height <= SIMILAR

    @property
    def lowest(self) -> float:
        """Pixels in height of a digit, at the least."""
        return HEIGHTS[0] * self.height

    def holds_letter(self, piece: Piece) -> bool:
        """Whether `piece`, which is no digit, may be a letter of this writing rather than a sign or a slanting line."""
        return (
            self.holds(piece)
            and piece.box.h >= LOWEST_LETTER * self.height
            and min(piece.rectangle[1]) + 1 >= SLIMMEST_LETTER * self.height
        )

    def may_hold_part(self, piece: Piece) -> bool:
        """Whether `piece` may be, or be part of, a digit of this writing, or several that touch."""
        return (
            max(piece.box.h, piece.box.w) >= PARTS[0] * self.height
            and piece.box.h <= PARTS[1] * self.height
            and piece.strength >= PALEST_PART * self.strength
        )


def writings_of(pieces: Sequence[Piece], probabilities: NDArray[np.float32], most: int) -> list[Writing]:
    """The writings that the evidence speaks for, at most so many, each of another size, that with most evidence first.

    `pieces` are the ink of the digits found, `probabilities` (n, 11) what the network says of them. Where nothing was
    read there is none.
    """
    evidence = evidence_of_writing(pieces, probabilities)
    strength = np.array([piece.strength for piece in pieces], np.float64)
    height = np.array([piece.box.h for piece in pieces], np.float64)
    alike = np.abs(np.log(height[:, None] / height)) <= np.log(SIMILAR)  # (n, n)
    writings: list[Writing] = []
    while len(writings) < most and evidence.any():
        members = np.flatnonzero(alike[(alike * evidence).sum(axis=1).argmax()] & (evidence > 0))
        width = np.array([pieces[int(i)].stroke_width for i in members])
        writings.append(
            Writing(
                _weighted_median(height[members], evidence[members]),
                _weighted_median(strength[members], evidence[members]),
                _weighted_median(width, evidence[members]),
            )
        )
        evidence[members] = 0
    return writings


def evidence_of_writing(pieces: Sequence[Piece], probabilities: NDArray[np.float32]) -> NDArray[np.float64]:
    """(n,): how much each of the digits found speaks for what it is written in being the writing of the page."""
    digits = probabilities[:, :NOT_A_DIGIT]
    is_one = digits.argmax(axis=1) == ONE
    likeness = np.clip(2 * digits.max(axis=1) - 1, 0, 1) ** 2 * np.where(is_one, EVIDENCE_OF_ONE, 1.0)
    strength = np.array([piece.strength for piece in pieces], np.float64)
    return likeness * strength * np.array([piece.mass for piece in pieces], np.float64) ** MASS_EXPONENT


def outside_words(
    digits: Sequence[Piece], cut: Sequence[bool], letters: Sequence[Piece], gap: float
) -> NDArray[np.bool_]:
    """Which of the pieces read as `digits` do not stand in a word of letters; bool (n,).

    `letters` are the pieces of the same writing that were read as no digit, and `cut` says which of the digits were cut
    from a larger piece: those count as letters beside a letter. Pieces that follow each other by less than `gap` pixels
    are a word.
    """
    word = _words([piece.box for piece in (*digits, *letters)], gap)
    is_letter = np.arange(len(word)) >= len(digits)
    in_doubt = is_letter.copy()
    for i in range(len(digits)):
        in_doubt[i] = cut[i] and is_letter[word == word[i]].any()
    share = np.array([in_doubt[word == word[i]].mean() for i in range(len(digits))])
    return ~in_doubt[: len(digits)] & (share <= MOST_LETTERS)


def _words(boxes: Sequence[Box], gap: float) -> NDArray[np.intp]:
    """Which word each of `boxes` belongs to: (n,) numbers. Words run across or, on a turned page, down."""
    word = np.arange(len(boxes))
    x, y, right, bottom = (np.array([getattr(box, side) for box in boxes]) for side in ("x", "y", "right", "bottom"))
    for i, box in enumerate(boxes):
        across = np.minimum(right, box.right) - np.maximum(x, box.x)  # pixels that are shared, or less than 0: the gap
        down = np.minimum(bottom, box.bottom) - np.maximum(y, box.y)
        beside = (across >= -gap) & (down > 0.4 * np.minimum(bottom - y, box.h))
        below = (down >= -GAP_BELOW * gap) & (across > 0.4 * np.minimum(right - x, box.w))
        word[np.isin(word, word[beside | below])] = word[i]
    return word


def _weighted_median(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(reached, reached[-1] / 2)])
