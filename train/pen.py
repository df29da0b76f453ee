"""A pen on paper: strokes become ink, broader where the pen is slow and pressed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from train.strokes import Points

FIXED_POINT_BITS = 4  # OpenCV draws at sixteenths of a pixel
FIFTHS = np.full(5, 0.2)  # a moving average over five points


def pen_widths(stroke: Points, pressure: float) -> NDArray[np.float32]:
    """Relative width (n,) at each point of `stroke` (n, 2), around 1, for a `pressure` of 0 (even) to 1.

    The pen is slow and heavy in tight curves and on the way down, light on the way up, and lifts off at the end.
    """
    n = len(stroke)
    if n < 3 or pressure == 0:
        return np.ones(n, np.float32)
    step = np.diff(stroke, axis=0)
    length = np.maximum(np.hypot(step[:, 0], step[:, 1]), 1e-6)
    down = np.concatenate([step[:1, 1] / length[:1], step[:, 1] / length])
    along = np.arange(n) / (n - 1)
    heavy = 1 + pressure * (0.22 * down + 0.1 * np.sin(7 * along + 9 * stroke[0, 0]))
    lifted = 1 - 0.5 * pressure * np.maximum((along - 0.85) / 0.15, 0) ** 2
    smooth = np.convolve(np.concatenate([heavy[:1], heavy[:1], heavy, heavy[-1:], heavy[-1:]]), FIFTHS, mode="valid")
    return (smooth * lifted).astype(np.float32)


def lay_ink(
    strokes: Sequence[Points], shape: tuple[int, int], pen_width: float, pressure: float = 0.0, smooth: bool = True
) -> NDArray[np.uint8]:
    """Ink of `strokes`, given in pixels with (0, 0) the corner of the picture, on a picture of `shape` (h, w).

    `pen_width` is in pixels. Returns uint8 (h, w), ink bright on 0; what lies outside is cut off. `smooth` ink is
    anti-aliased; other ink is 0 or 255 and its width a whole odd number, which is several times as fast.
    """
    h, w = shape
    over = 1 if not smooth else 4 if max(h, w) <= 256 else 2  # drawn so many times as large, then shrunk
    canvas = np.zeros((h * over, w * over), np.uint8)
    for stroke in strokes:
        fixed = np.round((stroke * over - 0.5) * (1 << FIXED_POINT_BITS)).astype(np.int32)
        widths = pen_widths(stroke, pressure) * (pen_width * over)
        # OpenCV makes every thickness odd, 4 to 5 and 5 to 7: even numbers one less than wanted are nearest.
        thick = np.maximum(1, 2 * np.round((widths[:-1] + widths[1:] - 2) / 4)).astype(int)
        changes = [0, *(np.flatnonzero(np.diff(thick)) + 1).tolist(), len(thick)]
        for first, last in pairwise(changes):  # runs of one width go in one call
            cv2.polylines(
                canvas, [fixed[first : last + 1]], False, 255, int(thick[first]), cv2.LINE_8, FIXED_POINT_BITS
            )
    return cv2.resize(canvas, (w, h), interpolation=cv2.INTER_AREA) if smooth else canvas


def draw_strokes(
    strokes: Sequence[Points], height: float, pen_width: float, pressure: float = 0.0, smooth: bool = True
) -> NDArray[np.uint8]:
    """Strokes in digit heights drawn `height` pixels high with a pen `pen_width` pixels wide.

    Returns uint8 (h, w), ink bright on 0, the ink whole and within two pixels of every edge or so. `smooth` as in
    `lay_ink`.
    """
    points = np.concatenate(strokes)
    low, high = points.min(axis=0) * height, points.max(axis=0) * height
    margin = pen_width * (0.5 + 0.2 * pressure) + 1.5
    w, h = np.ceil(high - low + 2 * margin).astype(int)
    offset = (margin - low).astype(np.float32)
    placed = [stroke * np.float32(height) + offset for stroke in strokes]
    return lay_ink(placed, (int(h), int(w)), pen_width, pressure, smooth)
