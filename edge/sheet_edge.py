"""The edge of a sheet on a table looks like a stroke, but has paper on one side only."""

from __future__ import annotations

import cv2
import numpy as np

from edge.ink import Ink
from edge.segment import Piece

BARE = 0.3  # breadth by length up to which a piece is a bare stroke: only such is taken for a digit at an edge
GAP = 2  # pixels beside the stroke that the camera blurs
DARKER = 0.75  # of the brightness on one side: what is darker on the other is no paper of the same sheet


def is_sheet_edge(piece: Piece, ink: Ink) -> bool:
    """Whether `piece` of `ink` is a bare stroke with bright paper on one side of it and something dark on the other."""
    _, (w, h), _ = piece.rectangle
    if min(w, h) + 1 > BARE * (max(w, h) + 1):
        return False
    reach = GAP + max(3, round(piece.stroke_width))
    box = piece.box
    top, left = max(0, box.y - reach), max(0, box.x - reach)
    brightness = ink.brightness[top : box.bottom + reach, left : box.right + reach]
    corners = cv2.resize(brightness, (3, 3), interpolation=cv2.INTER_AREA)[::2, ::2]
    if corners.min() >= DARKER * corners.max():  # as nearly always; the sides need not be looked at closely
        return False
    mask = cv2.threshold(piece.patch, 127, 255, cv2.THRESH_BINARY)[1]
    stroke = np.zeros(brightness.shape, np.uint8)
    stroke[box.y - top : box.bottom - top, box.x - left : box.right - left] = mask
    beside = cv2.dilate(stroke, np.ones((2 * reach + 1, 2 * reach + 1))) > 0
    beside &= cv2.dilate(stroke, np.ones((2 * GAP + 1, 2 * GAP + 1))) == 0
    along_x, along_y, x, y = cv2.fitLine(cv2.findNonZero(mask), cv2.DIST_L2, 0, 0.01, 0.01).ravel()
    rows, columns = np.nonzero(beside)
    side = along_x * (rows + top - box.y - y) - along_y * (columns + left - box.x - x) > 0
    around = brightness[rows, columns]
    if side.all() or not side.any():
        return False
    one, other = float(np.median(around[side])), float(np.median(around[~side]))
    return min(one, other) < DARKER * max(one, other)
