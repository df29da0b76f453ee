"""Readings of a page that is shown for a while, and what is announced of them."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from edge.camera import Frame
from edge.card import LABELS, NOT_A_DIGIT
from edge.reading import Box, Digit, Reading
from edge.track import Announcement, SteadyNumber

EMPTY = np.full((480, 640, 3), 200, np.uint8)
SURE = 0.999


def reading(
    text: str,
    confidence: float = SURE,
    at: tuple[float, float] = (100, 100),
    turn: int = 0,
    doubt: str = "9",
    letters: float = 0.0,
) -> Reading:
    """Lines between "|", digits 30 by 50 pixels, the first one's corner `at`; "_" is one that was not read."""
    digits = []
    for row, line in enumerate(text.split("|")):
        for column, label in enumerate(line):
            if label != "_":
                box = Box(round(at[0]) + 45 * column, round(at[1]) + 80 * row, 30, 50)
                digits.append(Digit(label, confidence, box, row, all_of(label, confidence, doubt)))
    return Reading(640, 480, tuple(digits), turn=turn, letters=letters)


def all_of(label: str, confidence: float, doubt: str) -> tuple[float, ...]:
    """All eleven probabilities; what is left of the `label`'s is `doubt`'s, or where this is the label, the next's."""
    other = LABELS.index(doubt) if doubt != label else NOT_A_DIGIT
    values = {LABELS.index(label): confidence, other: 1 - confidence}
    return tuple(values.get(i, 0.0) for i in range(len(LABELS)))


def announced(
    shown: Iterable[tuple[float, Reading]], steady: SteadyNumber | None = None, image: NDArray[np.uint8] = EMPTY
) -> list[Announcement]:
    """What is announced of readings at their times."""
    steady = steady or SteadyNumber()
    made = (steady.update(Frame(image, time, "test", i), read) for i, (time, read) in enumerate(shown))
    return [one for one in made if one]


def film(*parts: tuple[float, str], rate: float = 15.0, confidence: float = SURE) -> list[tuple[float, Reading]]:
    """A page for so many seconds, then the next; "" is none."""
    shown, end = [], 0.0
    for seconds, text in parts:
        start, end = end, end + seconds
        shown += [(i / rate, reading(text, confidence)) for i in range(round(start * rate), round(end * rate))]
    return shown
