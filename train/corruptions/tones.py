"""Grey levels as shares of white and back, and the blur that several corruptions share."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

REACH = 4.0  # of a Gaussian's sigma, after which it is cut off


def tones(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """`images` uint8 as float32 of the same shape, 0 black to 1 white."""
    return images / np.float32(255)


def grey_levels(shares: NDArray[np.floating]) -> NDArray[np.uint8]:
    """`shares` of white as uint8 of the same shape: what is below 0 is black, above 1 white."""
    return np.rint(np.clip(shares, 0, 1) * 255).astype(np.uint8)


def blurred(pictures: NDArray[np.float32], sigma: float, across: bool = True) -> NDArray[np.float32]:
    """Each of `pictures`, float32 (n, h, w), under a Gaussian of `sigma` pixels; not `across`: down the columns only.

    What lies beyond the edge is taken to be as the edge is.
    """
    side = 2 * int(REACH * sigma + 0.5) + 1
    result = np.empty_like(pictures)
    for picture, soft in zip(pictures, result, strict=True):
        cv2.GaussianBlur(picture, (side if across else 1, side), sigma, soft, borderType=cv2.BORDER_REPLICATE)
    return result
