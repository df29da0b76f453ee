"""A tile with what the network says of it; the kinds of mark are worked out only where they are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.page.boxes import Boxes
from edge.page.canvas import Tile
from edge.page.heads import KINDS, STRIDE
from edge.page.network import Answers

PAPER = KINDS.index("paper")
STEEPEST = 60.0  # a logit whose exponential float32 holds seven times
NOTHING = 1e-3  # cells that are no paper: fewer are divided as if they were so many


@dataclass(frozen=True, eq=False)
class Seen:
    """One tile, and the answers of its cells."""

    tile: Tile
    answers: Answers
    """(rows, columns, ...), rows and columns a STRIDE apart from the tile's upper left corner on."""

    @cached_property
    def _kinds(self) -> NDArray[np.float64]:
        """Sums of the probabilities of each kind over all cells above and before: (rows + 1, columns + 1, kinds)."""
        return cv2.integral(probabilities(self.answers.kind), sdepth=cv2.CV_64F)

    def kinds(self, boxes: Boxes) -> NDArray[np.float32]:
        """The mean probability of each kind over the cells in each of `boxes`, pixels of the tile: (n, kinds)."""
        (top, bottom), (left, right) = self.cells(boxes)
        sums = self._kinds
        inside = sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left]
        means: NDArray[np.float32] = (inside / ((bottom - top) * (right - left))[:, None]).astype(np.float32)
        return means

    def cells(self, boxes: Boxes) -> tuple[tuple[NDArray[np.intp], NDArray[np.intp]], ...]:
        """First and end, down and across, of the cells whose centres lie in each of `boxes` (n, 4), at least one."""
        spans = []
        for axis, count in ((1, self.answers.kind.shape[0]), (0, self.answers.kind.shape[1])):
            start, end = boxes[:, axis], boxes[:, axis] + boxes[:, axis + 2]
            first, last = (np.ceil(edge / STRIDE - 0.5).astype(np.intp) for edge in (start, end))
            middle = np.floor((start + end) / 2 / STRIDE).astype(np.intp)
            none = last <= first
            first = np.clip(np.where(none, middle, first), 0, count - 1)
            spans.append((first, np.clip(np.where(none, middle + 1, last), first + 1, count)))
        return tuple(spans)


def shares(kinds: NDArray[np.float32]) -> NDArray[np.float32]:
    """`kinds` (n, kinds), mean probabilities that sum to 1, with all but that of paper as shares of what is no paper.

    A thin digit leaves most of its box to the paper, and would be little of it otherwise.
    """
    marks = np.maximum(1 - kinds[:, PAPER : PAPER + 1], np.float32(NOTHING))
    weighed: NDArray[np.float32] = kinds / marks
    weighed[:, PAPER] = kinds[:, PAPER]
    return weighed


def probabilities(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """The softmax of `logits` (..., c) over their last axis."""
    raised = np.exp(np.clip(logits, -STEEPEST, STEEPEST))
    # A product of matrices is several times as fast as a sum over a short axis.
    raised /= raised @ np.ones((logits.shape[-1], 1), np.float32)
    return raised


def sigmoid(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """The probabilities that `logits` stand for, of any shape."""
    one = np.float32(1)
    return one / (one + np.exp(-np.clip(logits, -STEEPEST, STEEPEST)))
