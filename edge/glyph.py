"""A patch of ink becomes the 28×28 picture that the network sees.

This is the one place where that is done: training, evaluation and the camera all call `glyph`.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

SIDE = 28  # pixels of the network's picture, both ways
INK_SIDE = 20  # pixels of the ink's longer side within it, as in MNIST
CENTRE = 14.0  # pixel index of the ink's centre of mass; 13.5 is off by half a pixel on MNIST's own pictures
# In pixels of the finished picture: thinner strokes are thickened first, since a thin stroke that shrinks only fades.
THINNEST = 1.8
LARGEST = 8 * INK_SIDE  # pixels of the ink's longer side while strokes are measured and thickened


def ink_extent(patch: NDArray[np.uint8]) -> tuple[int, int, int, int] | None:
    """Tight box [x, y, w, h] round the non-zero pixels of `patch` (h, w) uint8, or None where there are none."""
    x, y, w, h = cv2.boundingRect(patch)
    return (x, y, w, h) if w and h else None


def stroke_width(ink: NDArray[np.uint8]) -> float:
    """Mean width in pixels of the strokes in `ink` (h, w) uint8; 0.0 where there is no ink.

    A stroke of width s and length l has an area of s·l and an outline of about 2·(s + l). Solving the two for s needs
    no skeleton, counts grey edges by their share, and is within a pixel of the drawn width for digits.
    """
    area = cv2.sumElems(ink)[0] / 255.0
    if area == 0:
        return 0.0
    padded = cv2.copyMakeBorder(ink, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    _, binary = cv2.threshold(padded, 127, 255, cv2.THRESH_BINARY)
    contours, _ = cv2.findContours(binary, cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    outline = sum(cv2.arcLength(contour, True) for contour in contours) + len(contours)
    half = outline / 2.0
    if half == 0 or half * half < 4 * area:  # a blob: as wide as it is long
        return float(np.sqrt(area))
    return float((half - np.sqrt(half * half - 4 * area)) / 2)


def glyph(patch: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The network's picture of one patch of ink.

    `patch` is uint8 (h, w), ink bright on 0, of any size. The longer side of the ink is scaled to 20 pixels with the
    aspect kept, and its centre of mass put at pixel index 14, as MNIST's pictures were made (LeCun et al. 1998). Ink
    that would come out thinner than a pen's stroke in MNIST is thickened first. A patch without ink gives an empty
    picture.

    Returns uint8 (28, 28).
    """
    picture = np.zeros((SIDE, SIDE), np.uint8)
    extent = ink_extent(patch)
    if extent is None:
        return picture
    x, y, w, h = extent
    ink = _thickened(_reduced(patch[y : y + h, x : x + w]))
    h, w = ink.shape
    scale = INK_SIDE / max(w, h)
    if scale != 1.0:
        size = max(1, round(w * scale)), max(1, round(h * scale))
        ink = cv2.resize(ink, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
        peak = int(cv2.minMaxLoc(ink)[1])
        if 0 < peak < 255:  # shrinking dims ink; MNIST's strokes reach white
            ink = cv2.convertScaleAbs(ink, alpha=255.0 / peak)
    h, w = ink.shape
    moments = cv2.moments(ink)
    mass = max(moments["m00"], 1.0)
    left, top = _offset(moments["m10"] / mass, w), _offset(moments["m01"] / mass, h)
    picture[top : top + h, left : left + w] = ink
    return picture


def glyphs(patches: Sequence[NDArray[np.uint8]]) -> NDArray[np.uint8]:
    """The network's pictures of `patches`, as `glyph` makes each: uint8 (n, 28, 28), one batch."""
    pictures = np.empty((len(patches), SIDE, SIDE), np.uint8)
    for picture, patch in zip(pictures, patches, strict=True):
        picture[:] = glyph(patch)
    return pictures


def _reduced(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """`ink` with a longer side of at most LARGEST pixels, so that the work does not grow with the camera."""
    factor = LARGEST / max(ink.shape)
    if factor >= 1:
        return ink
    size = max(1, round(ink.shape[1] * factor)), max(1, round(ink.shape[0] * factor))
    return cv2.resize(ink, size, interpolation=cv2.INTER_AREA)


def _thickened(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """`ink` with strokes of at least THINNEST pixels once its longer side is 20."""
    longer = max(ink.shape)
    missing = THINNEST * longer / INK_SIDE - stroke_width(ink)
    reach = int(missing / 2 + 0.5)
    if longer <= INK_SIDE or reach < 1:
        return ink
    ink = cv2.copyMakeBorder(ink, reach, reach, reach, reach, cv2.BORDER_CONSTANT, value=0)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    return cv2.dilate(ink, disc)


def _offset(centre: float, length: int) -> int:
    """Where ink of `length` pixels starts so that its `centre` of mass lies at CENTRE and it stays in the picture."""
    return min(max(round(CENTRE - centre), 0), SIDE - length)
