"""What stands in a box and round it, as a small picture: a proposal looked at once more, by itself.

A place of the page network sees a digit in a few of its cells. That a second network sees each proposal in more detail
is the second stage of a detector, as in Faster R-CNN (Ren et al. 2015).
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.page.boxes import Boxes, centres

SIDE = 48  # pixels of the small picture
AROUND = 2.6  # times the longer side of a box: a neighbour on each side is seen


def surroundings(frame: NDArray[np.uint8], boxes: Boxes, side: int = SIDE) -> NDArray[np.uint8]:
    """The square about the middle of each of `boxes` (n, 4), AROUND times its longer side: (n, side, side, 3) BGR.

    `boxes` are x, y, w, h in pixels of `frame`, uint8 (h, w, 3). Where it is reduced it is by means of areas; beyond
    the frame its edge repeats.
    """
    pictures = np.empty((len(boxes), side, side, 3), np.uint8)
    for picture, (left, top, pixels) in zip(pictures, squares(boxes).tolist(), strict=True):
        method = cv2.INTER_AREA if pixels > side else cv2.INTER_LINEAR
        cv2.resize(_square(frame, left, top, pixels), (side, side), dst=picture, interpolation=method)
    return pictures


def within(boxes: Boxes, others: Boxes) -> Boxes:
    """Each of `others` (n, 4) in the square about the box of the same row: x, y, w, h in shares of its side."""
    placed = squares(boxes)
    return ((others - np.pad(placed[:, :2], ((0, 0), (0, 2)))) / placed[:, 2:]).astype(np.float32)


def squares(boxes: Boxes) -> NDArray[np.intp]:
    """(n, 3): left, top and side in pixels of the square about each of `boxes` (n, 4)."""
    sides = np.maximum(1, np.rint(AROUND * boxes[:, 2:].max(axis=1, initial=0)))
    corners = np.rint(centres(boxes) - sides[:, None] / 2)
    placed: NDArray[np.intp] = np.column_stack([corners, sides]).astype(np.intp)
    return placed


def _square(frame: NDArray[np.uint8], left: int, top: int, pixels: int) -> NDArray[np.uint8]:
    """(pixels, pixels, 3) of `frame` from there on, which may begin or end outside of it."""
    height, width = frame.shape[:2]
    if left >= 0 and left + pixels <= width and top >= 0 and top + pixels <= height:
        return frame[top : top + pixels, left : left + pixels]
    rows = np.clip(np.arange(top, top + pixels), 0, height - 1)
    columns = np.clip(np.arange(left, left + pixels), 0, width - 1)
    return frame[np.ix_(rows, columns)]
