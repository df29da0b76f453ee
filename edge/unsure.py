"""Digits that were read unsurely, each noticed once, to be looked at and labelled later."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from edge.orientation import turned
from edge.reading import Box, Digit, Reading

MARGIN = 0.25  # of the digit's height, left round it: what stands beside a digit often says what is wrong
SAME = 0.5  # of the smaller box: so much shared, it is the digit of before
FORGOTTEN = 10.0  # seconds after which a digit that was not seen is a new one


class UnsureDigits:
    """Which digits of a camera's readings are unsure and new: one that lies before it for an hour is given once.

    `below` is the confidence, 0 to 1, under which a digit is unsure.
    """

    def __init__(self, below: float) -> None:
        self._below = below
        self._known: list[tuple[Digit, float]] = []  # with the time when each was last seen

    def new(self, reading: Reading, time: float) -> list[Digit]:
        """The unsure digits of `reading`, made at `time` in seconds, that were not given before."""
        known = [(digit, seen) for digit, seen in self._known if time - seen <= FORGOTTEN]
        found = []
        for digit in reading.digits:
            if digit.confidence >= self._below:
                continue
            before = next((i for i, (old, _) in enumerate(known) if _same(old, digit)), None)
            if before is None:
                found.append(digit)
                known.append((digit, time))
            else:
                known[before] = digit, time  # where it stands now: a hand-held page wanders
        self._known = known
        return found


def cut_out(frame: NDArray[np.uint8], box: Box, turn: int = 0) -> NDArray[np.uint8]:
    """A copy of what of `frame`, (h, w, 3), lies in `box` and a margin round it, turned clockwise by `turn` degrees."""
    height, width = frame.shape[:2]
    margin = round(MARGIN * max(box.w, box.h))
    rows = slice(max(0, box.y - margin), min(height, box.bottom + margin))
    columns = slice(max(0, box.x - margin), min(width, box.right + margin))
    return turned(frame[rows, columns], turn).copy()


def _same(a: Digit, b: Digit) -> bool:
    return a.label == b.label and a.box.shared(b.box) > SAME * min(a.box.area, b.box.area)
