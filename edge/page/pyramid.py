"""A picture in levels, each half as large as the one before, so that every digit is of one size on some level."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

SMALLEST = 64  # pixels: no level is made of one whose long side is no longer

Size = tuple[int, int]
"""Height and width in pixels."""


@dataclass(frozen=True, eq=False)
class Level:
    """The picture at one size."""

    picture: NDArray[np.uint8]
    """(h, w, 3), BGR."""
    scale: float
    """Pixels of the picture as given to one of this level: 1, 2, 4, 8 where it was not reduced first."""


def levels(frame: NDArray[np.uint8], first: Size | None = None) -> list[Level]:
    """The levels of `frame`, uint8 (h, w, 3) or grey (h, w), the finest first.

    `first` is the size of the first level where that is to be smaller than the frame itself; its proportions are the
    frame's, to a pixel.
    """
    picture = in_colour(frame)
    scale = 1.0
    if first is not None and first != frame.shape[:2]:
        scale = max(frame.shape[:2]) / max(first)
        picture = cv2.resize(picture, first[::-1], interpolation=cv2.INTER_AREA)
    made = [Level(picture, scale)]
    while max(picture.shape) > SMALLEST:
        picture, scale = halved(picture), 2 * scale
        made.append(Level(picture, scale))
    return made


def in_colour(frame: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """`frame`, uint8 (h, w, 3) or grey (h, w), as (h, w, 3)."""
    return frame if frame.ndim == 3 else cv2.cvtColor(frame, cv2.COLOR_GRAY2BGR).astype(np.uint8, copy=False)


def level_sizes(first: Size) -> tuple[Size, ...]:
    """The sizes that `levels` gives where the first level has the size `first`."""
    sizes = [first]
    while max(sizes[-1]) > SMALLEST:
        height, width = sizes[-1]
        sizes.append(((height + 1) // 2, (width + 1) // 2))
    return tuple(sizes)


def halved(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """`picture`, uint8 (h, w, c) or (h, w), at half its size: each pixel the mean of 2×2, rounded half up.

    Odd sizes are made even first: the last row or column counts twice.
    """
    height, width = picture.shape[:2]
    if height % 2 or width % 2:
        picture = cv2.copyMakeBorder(picture, 0, height % 2, 0, width % 2, cv2.BORDER_REPLICATE)
    return cv2.resize(picture, ((width + 1) // 2, (height + 1) // 2), interpolation=cv2.INTER_AREA)
