"""Digits that the page network proposes: where it sees one, the ink in its box, judged by both networks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge.card import LABELS, NOT_A_DIGIT
from edge.classify import Classifier
from edge.glyph import glyphs
from edge.lattice import CONFIDENT
from edge.page.cutting import cut_out
from edge.page.page import PageView
from edge.page.weighing import weighed
from edge.reading import Box, Digit
from edge.segment import Piece


@dataclass(frozen=True, eq=False)
class Proposal:
    """What may be one digit."""

    piece: Piece
    """Its ink, in pixels of the picture."""
    probabilities: NDArray[np.float32]
    """(11,): what both networks say of it."""

    @property
    def confidence(self) -> float:
        """Of the likeliest digit, 0 to 1."""
        return float(self.probabilities[:NOT_A_DIGIT].max())

    def digit(self) -> Digit:
        """Of the likeliest label; its line is not known yet."""
        label = LABELS[int(self.probabilities[:NOT_A_DIGIT].argmax())]
        return Digit(label, self.confidence, self.piece.box, 0, tuple(self.probabilities.tolist()))


def proposals(
    frame: NDArray[np.uint8], view: PageView, classifier: Classifier, known: Sequence[Box] = ()
) -> list[Proposal]:
    """What `view` found on `frame`, uint8 (h, w, 3), beside what is `known`, the likeliest digit first."""
    boxes = view.found.boxes
    fresh = np.flatnonzero([not any(_same(_whole(box), other) for other in known) for box in boxes])
    if not len(fresh):
        return []
    pieces = cut_out(frame, boxes, fresh)
    said = classifier.predict(glyphs([piece.patch for piece in pieces]))
    judged = weighed(said, view.evidence_of_found(fresh), view.card.peak_weights)
    made = [Proposal(piece, row) for piece, row in zip(pieces, judged, strict=True)]
    return sorted(made, key=lambda one: -one.confidence)


def unread(
    proposed: Sequence[Proposal], known: Sequence[Box], least: float, expect: int | None = None
) -> list[Proposal]:
    """Those of `proposed`, the likeliest first, that are digits with a probability of `least` beside the `known` ones.

    Where so many are there as `expect`, only those that are CONFIDENT come to them.
    """
    boxes, taken = list(known), list[Proposal]()
    for one in proposed:
        enough = expect is not None and len(boxes) >= expect
        if one.confidence < (max(least, CONFIDENT) if enough else least):
            break
        if not any(_same(one.piece.box, box) for box in boxes):
            boxes.append(one.piece.box)
            taken.append(one)
    return taken


def _whole(box: NDArray[np.float32]) -> Box:
    """`box`, x, y, w, h, in whole pixels."""
    x, y, w, h = np.rint(box).astype(int).tolist()
    return Box(x, y, w, h)


def _same(one: Box, other: Box) -> bool:
    """Whether two boxes are about the same ink: the middle of one lies in the other."""
    return one.holds(other.centre) or other.holds(one.centre)
