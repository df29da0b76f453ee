"""A sheet that is written and printed on: its look, and what each of its pixels is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from train.synth.truth import PAPER, UNSURE, UNTOLD, Mark

Coverage = NDArray[np.uint8]
"""uint8 (h, w): how much of each pixel is covered by ink, 255 all of it."""
SEEN = 0.3  # of a mark's strongest coverage: from here on a pixel belongs to it
CELL = 4  # pixels: room is kept account of in squares of this side


@dataclass(frozen=True)
class Ink:
    """What a pen or a press leaves."""

    colour: tuple[float, float, float]
    """BGR, 0 to 255."""
    opacity: float = 1.0
    """0 to 1 at full coverage."""
    covers: bool = False
    """Whether it hides what is below (chalk, correction fluid); other ink lets darker things shine through."""
    grain: float = 0.0
    """How much the paper's tooth shows in it, 0 to 1: pencil and chalk."""


@dataclass(eq=False)
class Sheet:
    """A surface of any size. Everything is drawn upright here; the camera turns it."""

    picture: NDArray[np.float32]
    """BGR (h, w, 3), 0 to 255."""
    kinds: NDArray[np.uint8] = field(init=False)
    """(h, w): index into KINDS of what lies on top, or UNSURE."""
    marks: list[Mark] = field(default_factory=list)
    """The digits and signs so far."""
    room: NDArray[np.uint8] = field(init=False)
    """(h / CELL, w / CELL): 1 where something stands."""
    plain: bool = False
    """Whether it is one even colour, as a drawing on a screen and many a scan are."""
    tooth: NDArray[np.float32] | None = None
    """(h, w), 0 to 1: the roughness of the paper, for ink with grain."""

    def __post_init__(self) -> None:
        h, w = self.picture.shape[:2]
        self.kinds = np.zeros((h, w), np.uint8)
        self.room = np.zeros((-(-h // CELL), -(-w // CELL)), np.uint8)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.picture.shape[1], self.picture.shape[0]

    def lay(
        self, coverage: Coverage, x: float, y: float, ink: Ink, kind: int, symbol: int = UNTOLD, keep: bool = True
    ) -> None:
        """Put ink down with the corner of `coverage` at (x, y); what lies outside the sheet is cut off.

        Its pixels become `kind`. With a `symbol` it is a mark, unless less than half of it lies on the sheet. `keep`
        notes that its place is taken.
        """
        x, y = round(x), round(y)
        h, w = coverage.shape
        left, top = max(0, x), max(0, y)
        right, bottom = min(self.size[0], x + w), min(self.size[1], y + h)
        if right <= left or bottom <= top:
            return
        part = coverage[top - y : bottom - y, left - x : right - x]
        here = np.s_[top:bottom, left:right]
        amount = part.astype(np.float32) * (ink.opacity / 255)
        if ink.grain and self.tooth is not None:
            amount *= 1 - ink.grain * self.tooth[here]
        below, colour = self.picture[here], np.array(ink.colour, np.float32)
        if ink.covers:
            below += amount[..., None] * (colour - below)
        else:
            below *= 1 - amount[..., None] * (1 - colour / 255)
        strongest = int(coverage.max())
        seen = part >= max(SEEN * strongest, 1)
        self.kinds[here][seen] = kind
        if keep:
            self.take(left, top, right, bottom)
        if symbol != UNTOLD:
            ys, xs = np.nonzero(coverage >= max(SEEN * strongest, 1))
            if np.count_nonzero(seen) * 2 >= len(xs) > 0:
                self.marks.append(Mark(hull(xs + x, ys + y), symbol, kind))

    def take(self, left: float, top: float, right: float, bottom: float) -> None:
        """Note that something stands in this rectangle."""
        self.room[_cells(left, top, right, bottom, self.room.shape)] = 1

    def doubt(self, left: float, top: float, right: float, bottom: float) -> None:
        """Nobody can say what is in this rectangle any more: digits that were struck out, or wiped away."""
        for i, mark in enumerate(self.marks):
            x, y, w, h = mark.box
            if left <= x + w / 2 <= right and top <= y + h / 2 <= bottom:
                self.marks[i] = replace(mark, kind=UNSURE)
                self._doubt(x, y, x + w, y + h)
        self._doubt(left, top, right, bottom)

    def _doubt(self, left: float, top: float, right: float, bottom: float) -> None:
        part = self.kinds[max(0, round(top)) : max(0, round(bottom)), max(0, round(left)) : max(0, round(right))]
        part[part != PAPER] = UNSURE

    def free(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Whether nothing stands in this rectangle, and part of it is on the sheet."""
        part = self.room[_cells(left, top, right, bottom, self.room.shape)]
        return part.size > 0 and not part.any()


def hull(xs: NDArray[np.integer], ys: NDArray[np.integer]) -> NDArray[np.float32]:
    """The convex hull, float32 (n, 2), of the squares of the pixels at `xs` and `ys`."""
    points = np.column_stack([xs, ys]).astype(np.int32)
    corners = cv2.convexHull(points)[:, 0].astype(np.float32)
    around = (corners[:, None] + np.array([(0, 0), (1, 0), (1, 1), (0, 1)], np.float32)).reshape(-1, 2)
    return cv2.convexHull(around)[:, 0]


def _cells(left: float, top: float, right: float, bottom: float, shape: tuple[int, int]) -> tuple[slice, slice]:
    rows = slice(max(0, int(top) // CELL), min(shape[0], -(-int(bottom) // CELL)))
    return rows, slice(max(0, int(left) // CELL), min(shape[1], -(-int(right) // CELL)))
