"""The same digit seen on several levels, or twice on one, is found once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from edge.page.boxes import Boxes, centres, shared, widened
from edge.page.peaks import Found

SAME = 0.5  # boxes of one level that share more than this are one digit
ALIKE = 1.6  # times as high at most is the same digit on another level: one level is twice the next
MOST = 1000  # a bound on work: of more peaks, those with the highest scores are looked at


def suppressed(found: Found, best_height: float) -> Found:
    """`found` with each digit once: seen on several levels, where its height is nearest to `best_height` pixels."""
    found = found.taken(np.argsort(-found.scores, kind="stable")[:MOST])
    found = found.taken(_once_a_level(found))
    found = found.taken(~_torn(found))
    return found.taken(_once(found, best_height))


def _once_a_level(found: Found) -> NDArray[np.bool_]:
    """Which of `found`, the best first, share no more than SAME with a better one of their own level that stays."""
    stays = np.ones(len(found), bool)
    for level in np.unique(found.levels):
        (here,) = np.nonzero(found.levels == level)
        overlap = shared(found.boxes[here, None], found.boxes[None, here]) > SAME
        for index, place in enumerate(here):
            if stays[place]:
                stays[here[index + 1 :]] &= ~overlap[index, index + 1 :]
    return stays


def _torn(found: Found) -> NDArray[np.bool_]:
    """Which of `found` are several digits that a finer level tells apart: it has two or more inside the box."""
    inside = _holds(found.boxes, found.boxes) & _alike(found)
    torn = np.zeros(len(found), bool)
    for level in np.unique(found.levels):
        finer = found.levels == level
        torn |= (found.levels > level) & (inside[:, finer].sum(axis=1) >= 2)
    return torn


def _once(found: Found, best_height: float) -> NDArray[np.bool_]:
    """Which of `found` are believed: the one nearest to `best_height`, of those that are one digit on several levels.

    A 1 is so narrow that its box on one level may miss its box on the next. So a box reaches to half its height; then
    the two must be each other's nearest, or in a row of 1s a neighbour would do.
    """
    others = found.levels[:, None] != found.levels[None]
    distance = _distance(found)
    nearest = _nearest(distance, found.levels)
    wide = widened(found.boxes)
    # (i, j): the box of i holds the centre of j, and the two may be one digit.
    inside = _holds(found.boxes, found.boxes) & nearest.T
    beside = _holds(wide, found.boxes) & nearest & nearest.T
    same = (inside | beside) & others & _alike(found)
    stays = np.ones(len(found), bool)
    for index in np.argsort(np.abs(np.log2(found.heights / best_height)), kind="stable"):
        if stays[index]:
            stays &= ~same[index]
    return stays


def _nearest(distance: NDArray[np.float32], levels: NDArray[np.intp]) -> NDArray[np.bool_]:
    """(i, j): of all that are on the level of j, j is the nearest to i."""
    nearest = np.zeros(distance.shape, bool)
    for level in np.unique(levels):
        here = levels == level
        nearest[:, here] = distance[:, here] <= distance[:, here].min(axis=1, keepdims=True)
    return nearest


def _distance(found: Found) -> NDArray[np.float32]:
    """Between each two (n, n): of their centres in heights, and of their heights in octaves, squared and added."""
    middle, height = centres(found.boxes), found.boxes[:, 3]
    octave = np.log2(height)
    apart = ((middle[:, None] - middle[None]) ** 2).sum(axis=-1) / (height[:, None] * height[None])
    return apart + (octave[:, None] - octave[None]) ** 2


def _alike(found: Found) -> NDArray[np.bool_]:
    """Which two (n, n) are of nearly the same height."""
    height = found.boxes[:, 3]
    octaves = np.log2(height)
    return np.abs(octaves[:, None] - octaves[None]) < np.log2(ALIKE)


def _holds(boxes: Boxes, others: Boxes) -> NDArray[np.bool_]:
    """(i, j): the centre of `others` j lies in box i."""
    middle = centres(others)[None]
    inside = (middle >= boxes[:, None, :2]) & (middle <= boxes[:, None, :2] + boxes[:, None, 2:])
    return inside[..., 0] & inside[..., 1]
