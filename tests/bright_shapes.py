"""Examples for a second stage that any network can learn in a moment: wide, tall and square, bright on dark."""

from __future__ import annotations

import numpy as np

from edge.page.surroundings import SIDE
from train.second_stage.examples import STORED, Examples

BOXES = np.array([(16, 28, 32, 8), (28, 16, 8, 32), (22, 22, 20, 20)], np.float32)
"""Of the answers 0, 1 and 2: x, y, w, h in a stored picture."""


def bright(count: int) -> Examples:
    """The three answers in turns."""
    answers = np.arange(count, dtype=np.uint8) % len(BOXES)
    pictures = np.full((count, STORED, STORED, 3), 60, np.uint8)
    for picture, (x, y, w, h) in zip(pictures, BOXES[answers].astype(int).tolist(), strict=True):
        picture[y : y + h, x : x + w] = 200
    return Examples(pictures, answers, BOXES[answers])


def middles(some: Examples) -> np.ndarray:
    """The middle (n, SIDE, SIDE, 3) of each picture."""
    edge = (STORED - SIDE) // 2
    return np.ascontiguousarray(some.pictures[:, edge:-edge, edge:-edge])
