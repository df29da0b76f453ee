"""What is left of the page in a glyph when the ink was found badly: specks, lines, grain, a shadow's edge, faded ink.

A reader cleans the page before it cuts a digit out, but not always well, and a digit under a leftover is still a digit.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.glyph import SIDE, glyph

Glyph = NDArray[np.uint8]


def with_leftovers(mark: Glyph, rng: np.random.Generator) -> Glyph:
    """`mark`, uint8 (28, 28), ink bright on 0, with one or two leftovers of the page: uint8 (28, 28)."""
    for _ in range(1 + (rng.random() < 0.3)):
        mark = KINDS[int(rng.integers(len(KINDS)))](mark, rng)
    return mark


def grain(mark: Glyph, rng: np.random.Generator) -> Glyph:
    """The noise of a camera in a dim room, normally distributed."""
    return _clipped(mark + rng.normal(0, rng.uniform(15, 75), mark.shape))


def faded(mark: Glyph, rng: np.random.Generator) -> Glyph:
    """Ink and paper closer to one grey, by an amount that changes over the picture."""
    field = cv2.resize(rng.random((3, 3), np.float32), (SIDE, SIDE), interpolation=cv2.INTER_CUBIC)
    share = np.clip(rng.uniform(0.1, 0.6) * (0.5 + field), 0, 0.75)
    return _clipped(mark * (1 - share) + rng.uniform(40, 255) * share)


def struck(mark: Glyph, rng: np.random.Generator) -> Glyph:
    """Straight lines of ruling across the digit, dark or pale."""
    picture = mark.copy()
    for _ in range(int(rng.integers(1, 3))):
        ends = rng.uniform(-4, SIDE + 4, (2, 2))
        ends[:, int(rng.integers(2))] = (-4, SIDE + 4)
        line = np.zeros_like(mark)
        start, end = (tuple(np.int32(point * 16).tolist()) for point in ends)
        cv2.line(line, start, end, int(rng.integers(80, 256)), int(rng.integers(1, 3)), cv2.LINE_AA, shift=4)
        picture = cv2.max(picture, line)
    return picture


def half_in_the_dark(mark: Glyph, rng: np.random.Generator) -> Glyph:
    """A side of the picture on dark paper, where ink counts as paper and paper as ink."""
    x, y = np.meshgrid(np.arange(SIDE) - 13.5, np.arange(SIDE) - 13.5)
    angle = rng.uniform(0, 2 * np.pi)
    dark = x * np.cos(angle) + y * np.sin(angle) > rng.uniform(3, 13)
    return np.where(dark, 255 - mark, mark).astype(np.uint8)


def specked(mark: Glyph, rng: np.random.Generator) -> Glyph:
    """Specks that count as the digit's: its box is too large then, so that it comes out smaller and off its place."""
    room = cv2.copyMakeBorder(mark, 12, 12, 12, 12, cv2.BORDER_CONSTANT, value=0)
    for _ in range(int(rng.integers(1, 4))):
        centre = rng.integers(4, len(room) - 4, 2).tolist()
        cv2.circle(room, centre, int(rng.integers(0, 3)), int(rng.integers(120, 256)), cv2.FILLED)
    return glyph(room)


def hollow(mark: Glyph, rng: np.random.Generator) -> Glyph:
    """The outline alone, as it is left of a stroke so broad that its middle was taken for paper."""
    large = cv2.resize(mark, None, fx=3, fy=3, interpolation=cv2.INTER_CUBIC)
    edge = cv2.morphologyEx(large, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    edge = cv2.dilate(edge, np.ones((2, 2), np.uint8)) if rng.random() < 0.5 else edge
    small = cv2.resize(edge, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    return _clipped(small * (255.0 / max(int(small.max()), 1)))


KINDS: tuple[Callable[[Glyph, np.random.Generator], Glyph], ...] = (
    grain,
    faded,
    struck,
    half_in_the_dark,
    specked,
    specked,
    hollow,
)


def _clipped(values: NDArray[np.floating]) -> Glyph:
    return np.clip(values, 0, 255).astype(np.uint8)
