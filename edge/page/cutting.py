"""The ink of each digit, found in the box that the page network has for it: its own paper, threshold and polarity."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.page.boxes import Boxes, centres, shared
from edge.reading import Box
from edge.segment import CUT_OUT, SOFTNESS, Piece

GROWN = 0.25  # of a box's sides, at each of them: there the paper is seen, and strokes that the box misses
NARROWEST = 0.5  # width by height that a box is looked at in, however narrow: a 1 is hardly wider than its stroke
LEAST_FIT = 0.4  # of the union of the ink's box and the network's: with less, the network's box is taken as it is
BEYOND = 0.15  # of a box's sides: how far a digit's own strokes are followed out of it
MOSTLY = 0.7  # of a stroke's pixels
SAMPLED = 48  # pixels of the shorter side, at least, on which the paper is looked at
FAINTEST = 8.0  # of 255: strokes that differ less from their paper are none


def cut_out(frame: NDArray[np.uint8], boxes: Boxes, which: NDArray[np.intp] | None = None) -> list[Piece]:
    """The ink in each of `boxes` (n, 4), x, y, w, h in pixels of `frame` uint8 (h, w, 3), as pieces in their order.

    With `which`, indices of `boxes`, it is the ink of those alone. Ink that two boxes reach belongs to the nearer
    centre, so that touching digits are parted between them. A box in which no ink is found, or ink of another size, is
    cut out as it is: no digit is lost for want of ink.
    """
    return [_piece(frame, boxes, int(index)) for index in (range(len(boxes)) if which is None else which)]


def _piece(frame: NDArray[np.uint8], boxes: Boxes, index: int) -> Piece:
    left, top, right, bottom = _region(boxes[index], frame.shape)
    part = frame[top:bottom, left:right]
    placed = boxes - np.array([left, top, 0, 0], np.float32)
    strength = _strength(part, placed[index])
    typical = max(_typical(strength, placed[index]), FAINTEST)
    own = _own(cv2.compare(strength, CUT_OUT * typical, cv2.CMP_GE), placed, index)
    x, y, w, h = cv2.boundingRect(own)
    if not w or float(shared(np.array([x, y, w, h], np.float32), placed[index])) < LEAST_FIT:
        x, y, w, h = _inside(placed[index], part.shape)
        own = np.full(part.shape[:2], 255, np.uint8)
    steep = 127.5 / SOFTNESS
    soft = np.clip(np.arange(256) * (steep / typical) + (127.5 - CUT_OUT * steep), 0, 255).astype(np.uint8)
    patch = cv2.bitwise_and(cv2.LUT(strength[y : y + h, x : x + w], soft), own[y : y + h, x : x + w])
    return Piece(Box(left + x, top + y, w, h), patch.astype(np.uint8, copy=False), round(typical))


def _region(box: NDArray[np.float32], shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of the part of a picture that is looked at for the ink in `box`, never empty."""
    x, y, w, h = (float(v) for v in box)
    wide = max(w, NARROWEST * h)
    x, w = x - (wide - w) / 2 - GROWN * wide, wide * (1 + 2 * GROWN)
    y, h = y - GROWN * h, h * (1 + 2 * GROWN)
    left, top = int(np.clip(np.floor(x), 0, shape[1] - 1)), int(np.clip(np.floor(y), 0, shape[0] - 1))
    right, bottom = int(np.clip(np.ceil(x + w), left + 1, shape[1])), int(np.clip(np.ceil(y + h), top + 1, shape[0]))
    return left, top, right, bottom


def _strength(part: NDArray[np.uint8], box: NDArray[np.float32]) -> NDArray[np.uint8]:
    """(h, w): how much each pixel of `part` (h, w, 3) differs from the paper, darker or lighter as the ink in `box` is.

    The paper is the median of what is looked at: ink covers less than half of it. A pen differs from the paper most in
    one of the three channels.
    """
    step = max(1, min(part.shape[:2]) // SAMPLED)
    paper = np.median(part[::step, ::step].reshape(-1, 3), axis=0)
    level = np.full_like(part, paper.round())
    dark, light = (_strongest(cv2.subtract(one, other)) for one, other in ((level, part), (part, level)))
    x, y, w, h = _inside(box, part.shape)
    here = np.s_[y : y + h, x : x + w]
    return dark if cv2.norm(dark[here]) >= cv2.norm(light[here]) else light


def _strongest(channels: NDArray[Any]) -> NDArray[np.uint8]:
    blue, green, red = cv2.split(channels)
    strongest: NDArray[np.uint8] = cv2.max(cv2.max(blue, green), red).astype(np.uint8)
    return strongest


def _typical(strength: NDArray[np.uint8], box: NDArray[np.float32]) -> float:
    """How strong the strokes in `box` are: most of what Otsu's threshold parts from the paper there."""
    x, y, w, h = _inside(box, strength.shape)
    inside = strength[y : y + h, x : x + w]
    threshold, _ = cv2.threshold(inside, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    strokes = inside[inside > threshold]
    return float(np.quantile(strokes, 0.7)) if len(strokes) else 0.0


def _own(mask: NDArray[Any], boxes: Boxes, index: int) -> NDArray[np.uint8]:
    """(h, w): what of the ink in `mask` belongs to box `index` of `boxes` (n, 4); 0 or 255 both.

    A stroke that lies in the box and nearest to its centre for the most part is its own as far as the box may be too
    small; of a stroke that comes from elsewhere, such as a ruling, no more than what crosses the box.
    """
    height, width = mask.shape
    xs, ys = np.arange(width, dtype=np.float32) + 0.5, np.arange(height, dtype=np.float32)[:, None] + 0.5
    middle, size = centres(boxes), np.maximum(boxes[:, 2:], boxes[:, 3:] * np.float32(NARROWEST))
    x, y, w, h = boxes[index]
    tight = (xs >= x) & (xs <= x + w) & (ys >= y) & (ys <= y + h)
    mine = ((xs - middle[index, 0]) / size[index, 0]) ** 2 + ((ys - middle[index, 1]) / size[index, 1]) ** 2
    for i in np.flatnonzero(_meets(boxes, width, height)):
        if i != index:
            other = ((xs - middle[i, 0]) / size[i, 0]) ** 2 + ((ys - middle[i, 1]) / size[i, 1]) ** 2
            tight &= mine <= other
    beyond_x, beyond_y = BEYOND * max(w, NARROWEST * h), BEYOND * h
    loose = (xs >= x - beyond_x) & (xs <= x + w + beyond_x) & (ys >= y - beyond_y) & (ys <= y + h + beyond_y)
    count, labels = cv2.connectedComponents(mask, connectivity=8)
    share = np.bincount(labels[tight], minlength=count) / np.bincount(labels.ravel(), minlength=count)
    kept = (mask > 0) & np.where(share[labels] >= MOSTLY, loose, tight)
    return kept * np.uint8(255)


def _meets(boxes: Boxes, width: int, height: int) -> NDArray[np.bool_]:
    """(n,): which of `boxes` reach into a picture of this size."""
    x, y, w, h = boxes.T
    return np.asarray((x < width) & (y < height) & (x + w > 0) & (y + h > 0))


def _inside(box: NDArray[np.float32], shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    """`box` as whole pixels within a picture of `shape`: x, y, w and h, at least one pixel."""
    x, y = int(np.clip(round(float(box[0])), 0, shape[1] - 1)), int(np.clip(round(float(box[1])), 0, shape[0] - 1))
    right = int(np.clip(round(float(box[0] + box[2])), x + 1, shape[1]))
    bottom = int(np.clip(round(float(box[1] + box[3])), y + 1, shape[0]))
    return x, y, right - x, bottom - y
