"""Whether something other than the number itself moves near it: a hand over the page, the page under the number."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.reading import Box

WIDTH = 160  # pixels of the small picture that is compared: strokes and fingers show, noise does not
LOCAL = 9  # of its pixels, the surroundings with which the light is made even
NOISE = 0.06  # of the surroundings' brightness: what differs less is no edge
GRAIN = 0.01  # of that brightness, on average: what the noise that is left may add up to


def outlines(image: NDArray[np.uint8]) -> NDArray[np.float32]:
    """What stands out in `image`, BGR (h, w, 3), whatever the light: float32 (about WIDTH h / w, WIDTH), else 0."""
    small = reduced(image).astype(np.float32)
    around = cv2.blur(small, (LOCAL, LOCAL)) + np.float32(8)  # so that black does not divide by nothing
    standing = (small - around + np.float32(8)) / around
    standing[np.abs(standing) < NOISE] = 0
    return standing


def reduced(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """`image`, BGR (h, w, 3), in grey and WIDTH pixels wide."""
    height, width = image.shape[:2]
    step = max(1, width // (2 * WIDTH))  # every other pixel or so is enough to average over, and far quicker
    grey = cv2.cvtColor(np.ascontiguousarray(image[::step, ::step]), cv2.COLOR_BGR2GRAY)
    return cv2.resize(grey, (WIDTH, max(1, round(height * WIDTH / width))), interpolation=cv2.INTER_AREA)


def changed(
    before: NDArray[np.float32], now: NDArray[np.float32], shift: tuple[float, float], near: Box, width: int
) -> float:
    """How much of what stands out `near` changed between two `outlines`, 0 to 1, beside the `shift` of all in it.

    `shift` (x, y) and `near` are in pixels of the picture, which is `width` wide.
    """
    scale = WIDTH / width
    move = np.array([[1, 0, shift[0] * scale], [0, 1, shift[1] * scale]], np.float32)
    moved = cv2.warpAffine(before, move, now.shape[1::-1], borderMode=cv2.BORDER_REPLICATE)
    box = near.scaled(scale, now.shape[1], now.shape[0])
    part = np.s_[box.y : box.bottom, box.x : box.right]
    stands_out = np.abs(moved[part]) + np.abs(now[part])
    return float(np.abs(moved[part] - now[part]).sum()) / (float(stands_out.sum()) + GRAIN * stands_out.size)
