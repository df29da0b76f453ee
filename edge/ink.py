"""A frame becomes ink: light made even, faint strokes kept, the paper's noise left behind.

The paper's brightness is estimated everywhere by a median over a neighbourhood far wider than a stroke, and ink is what
is darker than its paper by a share of the paper's own brightness: so a stroke in a shadow counts as much as one in the
sun. How much darker it must be follows the noise of its own neighbourhood.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.banding import bands_across

SMALL_SIDE = 160  # pixels of the longer side of the small picture in which paper and noise are estimated
NEIGHBOURHOOD = 0.25  # of that side: so wide that a digit that fills the frame is still no paper
BLUR = 1 / 80  # of that side, the standard deviation
FAINTEST = 0.06  # of the paper's brightness: fainter is paper, whatever the noise
DARKEST_PAPER = 0.25  # of the brightest: darker is no paper in a shadow but a table, and no ink is sought on it
FEWEST_LEVELS = 8  # of 255, likewise: what a camera's JPEG makes of plain paper
DIMMEST_PAPER = 48  # of 255: below it a camera gives more noise than picture
DARKEST_NOISE = 0.4  # of the paper's brightness: a stroke so thick that it raises its own threshold is still ink
SAMPLES = 320  # pixels of the longer side from which it is told whether ink is dark or light
SMALL_SAMPLES = 80  # of the small picture for that: it need not be as true as for reading
MID_GREY = 128
CLEARLY_MORE = 12.0  # times as much ink of one kind as of the other is all the ink there is
NOISE_FACTOR = 4.0  # ink is darker than paper by this many times the paper's mean unevenness


@dataclass(frozen=True, eq=False)
class Ink:
    """How much darker than its paper each pixel is."""

    strength: NDArray[np.uint8]
    """(h, w): 0 is paper, 255 is black on it."""
    mask: NDArray[np.uint8]
    """(h, w): 255 where the strength is above the noise of the neighbourhood, else 0."""
    brightness: NDArray[np.uint8]
    """(h, w): of the picture in which ink is dark, in its darkest channel."""
    light: bool = False
    """Whether that picture is the negative of the given one, since the ink is light on dark."""


def find_inks(frame: NDArray[np.uint8]) -> list[Ink]:
    """The ink of `frame`, BGR uint8 (h, w, 3): dark on light, light on dark, or both in this order where in doubt.

    It is in doubt where there is not clearly more of one: a white page on a black table has a light shape on dark as
    well as dark strokes on light, and so has a blackboard before a white wall.
    """
    blue, green, red = cv2.split(frame)
    # The darkest channel: blue, red and pencil strokes are all dark in one of the three.
    darkest = cv2.min(cv2.min(blue, green), red)
    negative = cv2.bitwise_not(cv2.max(cv2.max(blue, green), red))  # the same of the frame's negative
    dark, light = _amount(darkest), _amount(negative)
    found = [_dark_on_light(darkest)] if light <= CLEARLY_MORE * dark else []
    if light > dark / CLEARLY_MORE:
        found.append(replace(_dark_on_light(negative), light=True))
    return found


def find_ink(frame: NDArray[np.uint8]) -> Ink:
    """The ink of `frame`, BGR uint8 (h, w, 3), dark on light where that is in doubt."""
    return find_inks(frame)[0]


def _amount(picture: NDArray[np.uint8]) -> float:
    """How much ink there is in `picture` (h, w), dark on light: the mean of its strength."""
    step = max(1, max(picture.shape) // SAMPLES)
    sample = np.ascontiguousarray(picture[::step, ::step])  # picked, not averaged: thin strokes keep their strength
    ink = _dark_on_light(sample, SMALL_SAMPLES)
    return cv2.mean(cv2.bitwise_and(ink.strength, ink.mask))[0]


def _dark_on_light(darkest: NDArray[np.uint8], side: int = SMALL_SIDE) -> Ink:
    """What of `darkest` (h, w) is darker than its surroundings, which `side` pixels show well enough."""
    small = _small(darkest, side)
    small_paper = _paper(small, side)
    bands = bands_across(small, small_paper)
    if bands is not None:  # they are narrower than the neighbourhood, which mixes them up
        small_paper = _rounded(_paper(_rounded(small / bands), side) * bands)
    brightest = float(np.percentile(small_paper, 95))
    on_paper = small_paper >= DARKEST_PAPER * brightest
    whole = np.maximum(small_paper, DIMMEST_PAPER)  # the brightness that counts as 1
    paper = _large(small_paper, darkest.shape)
    # The subtraction saturates at 0: what is brighter than paper is paper.
    brightness = paper if np.array_equal(whole, small_paper) else _large(whole, darkest.shape)
    strength = cv2.divide(cv2.subtract(paper, darkest), brightness, scale=255)
    unevenness = cv2.convertScaleAbs(cv2.absdiff(darkest, paper), alpha=8)  # times 8, to keep fractions in uint8
    noise = _typical(_small(unevenness, side), side).astype(np.float32) / 8  # the median forgets the strokes
    threshold = 255 * np.clip(NOISE_FACTOR * noise / whole, np.maximum(FAINTEST, FEWEST_LEVELS / whole), DARKEST_NOISE)
    mask = cv2.compare(strength, _large(threshold.astype(np.uint8), darkest.shape), cv2.CMP_GE)
    if not on_paper.all():
        mask[_large(255 * on_paper.astype(np.uint8), darkest.shape) < MID_GREY] = 0
    return Ink(strength, mask, darkest)


def _paper(small: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """The brightness of the paper everywhere in the `small` picture, (h, w), of `side` pixels."""
    return cv2.GaussianBlur(_typical(small, side), (0, 0), BLUR * side)


def _typical(small: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """The median of the neighbourhood, everywhere in the `small` picture, (h, w), of `side` pixels."""
    return cv2.medianBlur(small, int(NEIGHBOURHOOD * side) | 1)  # an odd number


def _rounded(brightness: NDArray[np.floating]) -> NDArray[np.uint8]:
    return np.clip(np.rint(brightness), 0, 255).astype(np.uint8)


def _small(picture: NDArray[np.uint8], side: int) -> NDArray[np.uint8]:
    """`picture`, (h, w), with `side` pixels at most."""
    height, width = picture.shape
    scale = min(1.0, side / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA)


def _large(picture: NDArray[np.uint8], shape: tuple[int, ...]) -> NDArray[np.uint8]:
    return cv2.resize(picture, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR)
