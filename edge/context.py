"""What a person knows of a page: its digits are of a size, of a pen, and do not stand amid letters.

A speck of noise or a stump of ruling looks just like a 1, and no network that sees it alone can know better.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from edge.glyph import stroke_width
from edge.segment import Piece

EVIDENCE_OF_ONE = 0.25  # of another digit's: almost any straight mark can be read as a 1
SIMILAR = 1.6  # factor in height within which digits speak for the same size of writing
SHORTEST, TALLEST = 0.4, 2.5  # of the writing's height
FAINTEST = 0.5  # of the writing's strength
THINNEST, THICKEST = 0.35, 2.5  # of the writing's stroke width
WORD_GAP = 0.5  # of the writing's height: neighbours nearer than that are one word
MOST_LETTERS = 0.5  # share of a word's pieces that may be no digits; beyond it, it is a word of letters


def of_one_writing(
    pieces: Sequence[Piece], labels: Sequence[str], confidence: NDArray[np.float32]
) -> NDArray[np.bool_]:
    """Which of the digits found belong to the writing that most of the evidence speaks for; bool (n,).

    `pieces` are their ink, `labels` and `confidence` (n,) what the network says of them.
    """
    if not pieces:
        return np.zeros(0, bool)
    height = np.array([max(piece.box.h, piece.box.w) for piece in pieces], np.float64)
    strength = np.array([piece.strength for piece in pieces], np.float64)
    width = np.array([stroke_width(piece.patch) for piece in pieces])
    likeness = np.where(np.array(labels) == "1", EVIDENCE_OF_ONE, 1.0) * confidence
    evidence = likeness * strength * np.sqrt([piece.mass for piece in pieces])
    alike = np.abs(np.log(height[:, None] / height)) <= np.log(SIMILAR)  # (n, n)
    writing = alike[(alike * evidence).sum(axis=1).argmax()]
    height, strength, width = (
        values / _weighted_median(values[writing], evidence[writing]) for values in (height, strength, width)
    )
    return (
        (SHORTEST <= height) & (height <= TALLEST) & (strength >= FAINTEST) & (THINNEST <= width) & (width <= THICKEST)
    )


def outside_words(digits: Sequence[Piece], others: Sequence[Piece]) -> NDArray[np.bool_]:
    """Which of the pieces read as `digits` do not stand in a word of letters; bool (n,).

    `others` are the pieces that were read as no digit. Pieces as high as the digits that follow each other closely are
    a word; operators are lower or further apart.
    """
    if not digits:
        return np.zeros(0, bool)
    typical = float(np.median([piece.box.h for piece in digits]))
    letters = [piece for piece in others if SHORTEST * typical <= piece.box.h <= TALLEST * typical]
    everything = [*digits, *letters]
    word = _words([(p.box.x, p.box.y, p.box.right, p.box.bottom) for p in everything], WORD_GAP * typical)
    is_letter = np.arange(len(everything)) >= len(digits)
    share = np.array([is_letter[word == word[i]].mean() for i in range(len(digits))])
    return share <= MOST_LETTERS


def _words(boxes: Sequence[tuple[int, int, int, int]], gap: float) -> NDArray[np.intp]:
    """Which word each of `boxes` (left, top, right, bottom) belongs to: (n,) numbers."""
    edges = np.array(boxes, np.float64)
    word = np.arange(len(edges))
    order = np.argsort(edges[:, 0], kind="stable")
    for position, i in enumerate(order):
        for j in order[position + 1 :]:
            if edges[j, 0] - edges[i, 2] > gap:
                break
            shared = min(edges[i, 3], edges[j, 3]) - max(edges[i, 1], edges[j, 1])
            if shared > 0.4 * min(edges[i, 3] - edges[i, 1], edges[j, 3] - edges[j, 1]):
                word[word == word[j]] = word[i]
    return word


def _weighted_median(values: NDArray[np.float64], weights: NDArray[np.float64]) -> float:
    order = np.argsort(values)
    reached = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(reached, reached[-1] / 2)])
