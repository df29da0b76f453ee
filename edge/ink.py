"""A frame becomes ink: light made even, faint strokes kept, the paper's noise left behind.

The paper's brightness is estimated everywhere by a median over a neighbourhood far wider than a stroke, and ink is what
is darker than its paper by a share of the paper's own brightness: so a stroke in a shadow counts as much as one in the
sun. How much darker it must be follows the noise of its own neighbourhood.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

SMALL_SIDE = 160  # pixels of the longer side of the small picture in which paper and noise are estimated
NEIGHBOURHOOD = 41  # pixels in it: a quarter of the picture, so that a digit that fills the frame is still no paper
FAINTEST = 0.06  # of the paper's brightness: fainter is paper, whatever the noise
DARKEST_PAPER = 0.25  # of the brightest: darker is no paper in a shadow but a table, whose noise must not count as ink
DARKEST_NOISE = 0.4  # of the paper's brightness: a stroke so thick that it raises its own threshold is still ink
NOISE_FACTOR = 4.0  # ink is darker than paper by this many times the paper's mean unevenness


@dataclass(frozen=True, eq=False)
class Ink:
    """How much darker than its paper each pixel is."""

    strength: NDArray[np.uint8]
    """(h, w): 0 is paper, 255 is black on it."""
    mask: NDArray[np.uint8]
    """(h, w): 255 where the strength is above the noise of the neighbourhood, else 0."""


def find_ink(frame: NDArray[np.uint8]) -> Ink:
    """The ink of `frame`, BGR uint8 (h, w, 3), dark on light."""
    # The darkest channel: blue, red and pencil strokes are all dark in one of the three.
    blue, green, red = cv2.split(frame)
    darkest = cv2.min(cv2.min(blue, green), red)
    paper = _paper_brightness(darkest)
    # Both steps saturate: what is brighter than paper is paper.
    strength = cv2.divide(cv2.subtract(paper, darkest), paper, scale=255)
    mask = cv2.compare(strength, _threshold(darkest, paper), cv2.CMP_GE)
    return Ink(strength, mask)


def _paper_brightness(grey: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The brightness of the paper under every pixel of `grey`, uint8 (h, w); the same shape, at least 1."""
    paper = cv2.GaussianBlur(cv2.medianBlur(_small(grey), NEIGHBOURHOOD), (0, 0), 2)
    darkest = DARKEST_PAPER * float(np.percentile(paper, 95))
    return _large(np.maximum(paper, max(1, round(darkest))), grey.shape)


def _threshold(grey: NDArray[np.uint8], paper: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The strength from which a pixel of `grey` on `paper` is ink rather than noise; uint8, the same shape (h, w)."""
    unevenness = cv2.convertScaleAbs(cv2.absdiff(grey, paper), alpha=8)  # times 8, to keep fractions in uint8
    noise = cv2.medianBlur(_small(unevenness), NEIGHBOURHOOD).astype(np.float32) / 8  # the median forgets the strokes
    share = np.clip(NOISE_FACTOR * noise / np.maximum(_small(paper), 1), FAINTEST, DARKEST_NOISE)
    return _large((255 * share).astype(np.uint8), grey.shape)


def _small(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height, width = picture.shape
    scale = min(1.0, SMALL_SIDE / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA)


def _large(picture: NDArray[np.uint8], shape: tuple[int, ...]) -> NDArray[np.uint8]:
    return cv2.resize(picture, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR)
