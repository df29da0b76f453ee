"""Which way up a camera's pages are: found on the first frames with something on them, and kept until it fails."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from edge.orientation import TURNS
from edge.reading import Reading
from edge.upright import evidence, most_upright

LOOKS = 3  # frames with something to read that decide, each read in all four ways
PAUSE = 10  # frames between two looks while there is nothing to read: an empty table must not cost four times as much
LITTLE = 0.5  # evidence of a frame below which there is nothing to read in it, whichever way it is turned
FAILS = 0.5  # of the evidence when it was decided: a frame with less does not fit
PATIENCE = 25  # such frames in a row, about a second: a hand in the picture, a page that is changed


class ReadsTurned(Protocol):
    """What reads a frame (h, w, 3) turned clockwise by `rotate` degrees: `Reader.read` with other options given."""

    def __call__(self, frame: NDArray[np.uint8], *, rotate: int) -> Reading: ...


class SteadyTurn:
    """Reads the frames of one camera, whichever way it is mounted, at the cost of hardly more than one reading a frame.

    `read` is what reads a frame in one way. `turn` is how the last frame was turned, 0 at first.
    """

    def __init__(self, read: ReadsTurned) -> None:
        self.turn = 0
        self._read_turned = read
        self._sums = [0.0] * len(TURNS)
        self._looks = self._misfits = self._pause = 0
        self._usual: float | None = None  # the evidence of a frame that fits, once it is decided

    def read(self, frame: NDArray[np.uint8]) -> Reading:
        """The reading of `frame`, BGR uint8 (h, w, 3), the way up that was found, or seems best so far."""
        if self._usual is None and self._pause == 0:
            return self._look(frame)
        self._pause = max(0, self._pause - 1)
        reading = self._read_turned(frame, rotate=self.turn)
        if self._usual is not None:
            fits = evidence([reading])[0] >= FAILS * self._usual
            self._misfits = 0 if fits else self._misfits + 1
            if self._misfits >= PATIENCE:  # the turn stays until the next looks have found another
                self._usual, self._sums, self._looks = None, [0.0] * len(TURNS), 0
        return reading

    def _look(self, frame: NDArray[np.uint8]) -> Reading:
        """Read `frame` in all four ways, and decide once there were enough such looks."""
        readings = [self._read_turned(frame, rotate=turn) for turn in TURNS]
        amounts = evidence(readings)
        if max(amounts) < LITTLE:
            self._pause = PAUSE
            return readings[TURNS.index(self.turn)]
        self._looks += 1
        self._sums = [total + amount for total, amount in zip(self._sums, amounts, strict=True)]
        # By the mean of a look, so that what counts as clear does not depend on how many there were.
        best = most_upright([total / self._looks for total in self._sums], TURNS.index(self.turn))
        if self._looks == LOOKS:
            self.turn, self._misfits = TURNS[best], 0
            self._usual = evidence([readings[best]])[0]
        return readings[best]
