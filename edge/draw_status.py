"""A band below a picture with what stands steady, large, and what the reading costs, small."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.draw import FONT, FONT_HEIGHT

BAND = 0.16  # of the picture's height
LEAST_BAND = 48  # pixels: below it nobody can read the small line
GROUND = (32, 32, 32)
BRIGHT, FAINT = (255, 255, 255), (170, 170, 170)


def with_status(picture: NDArray[np.uint8], number: str, notes: str) -> NDArray[np.uint8]:
    """`picture`, BGR uint8 (h, w, 3), with a band added below it: `number` large above `notes` small.

    Both are plain ASCII, which is what OpenCV's fonts hold; each is made smaller where it would not fit.
    """
    height, width = picture.shape[:2]
    band = max(LEAST_BAND, round(BAND * height))
    image = np.empty((height + band, width, 3), np.uint8)
    image[:height] = picture
    image[height:] = GROUND
    margin = band // 10
    _write(image, number, (margin, height + round(0.6 * band)), round(0.42 * band), width - 2 * margin, BRIGHT)
    _write(image, notes, (margin, height + band - margin), round(0.17 * band), width - 2 * margin, FAINT)
    return image


def costs(rate: float, milliseconds: Mapping[str, float], dropped: int) -> str:
    """The small line: frames a second, the time of each stage, and how many frames were left out."""
    stages = "  ".join(f"{stage} {time:.1f}" for stage, time in milliseconds.items())
    return f"{rate:.1f} frames/s   {stages} ms" + (f"   {dropped} dropped" if dropped else "")


def _write(
    image: NDArray[np.uint8], text: str, foot: tuple[int, int], height: int, room: int, colour: tuple[int, int, int]
) -> None:
    """Write `text` with its left foot at `foot`, digits `height` pixels high, in at most `room` pixels of width."""
    scale = height / FONT_HEIGHT
    thickness = max(1, round(1.5 * scale))
    wide = cv2.getTextSize(text, FONT, scale, thickness)[0][0]
    if wide > room:
        scale *= room / wide
        thickness = max(1, round(1.5 * scale))
    cv2.putText(image, text, foot, FONT, scale, colour, thickness, cv2.LINE_AA)
