"""A stock of marks in the project's own hands: digits that MNIST's writers do not make, and letters and signs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from train.handwriting import ANYONE, TIDY, sample_hand, write_character, write_digit
from train.letters import CAPITALS
from train.pen import draw_strokes

HEIGHT = 56  # pixels of a mark's longer side
HURRIED = 0.5  # share of the digits that just anyone writes, and not somebody who writes for others
# Without what may pass for a digit: l, i, j, / and , for a 1, o for a 0, z, s, b, g and q for 2, 5, 6, 9 and 9.
OTHERS = "+-=×():€✓acdefhkmnprtuvwx" + "".join(CAPITALS)


@dataclass(frozen=True, eq=False)
class Marks:
    """Marks made once and worn anew in every round."""

    digits: list[NDArray[np.uint8]]
    """Each uint8 (h, w), ink bright on 0, with room around it."""
    labels: NDArray[np.uint8]
    """(n,), which digit each of `digits` is."""
    others: list[NDArray[np.uint8]]
    """What no one takes for a digit, like `digits`."""


def write_marks(count: int, rng: np.random.Generator) -> Marks:
    """`count` digits, as many of each, and half as many letters and signs, each in a hand of its own."""
    labels = (np.arange(count) % 10).astype(np.uint8)
    digits = []
    for label in labels:
        hand = sample_hand(rng, ANYONE if rng.random() < HURRIED else TIDY)
        strokes = write_digit(int(label), hand, rng)
        digits.append(with_room(draw_strokes(strokes, HEIGHT, hand.pen_width * HEIGHT, hand.pressure)))
    others = []
    for _ in range(max(1, count // 2)):
        hand = sample_hand(rng, ANYONE)
        strokes = write_character(OTHERS[int(rng.integers(len(OTHERS)))], hand, rng)
        others.append(with_room(draw_strokes(strokes, HEIGHT, hand.pen_width * HEIGHT, hand.pressure)))
    return Marks(digits, labels, others)


def with_room(mark: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """`mark` in the middle of a square with room around it, so that turning it loses nothing."""
    h, w = mark.shape
    side = round(1.3 * max(h, w))
    top, left = (side - h) // 2, (side - w) // 2
    return np.pad(mark, ((top, side - h - top), (left, side - w - left)))
