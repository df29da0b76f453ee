"""Digits that touch are cut along the paths from top to bottom that cross least ink and least enclosed paper."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.reading import Box
from edge.segment import SMALLEST, Piece

ROWS = 32  # pixels in height of the small picture in which paths are sought
NARROWEST = 0.5  # width by height from which a piece may hold two digits: 1s are slim
SIDESTEP = 0.06  # price of a step aside, where a pixel of full ink costs 1: a path may lean, but does not wander
# Price of a pixel of enclosed paper: a loop is of one digit. Without it, the cheapest way through two 0s that share a
# stroke is through the middle of a 0.
LOOP = 1.0
APART = 0.125  # of the height, at least, from one path to the next
MOST_CUTS = 24  # of one piece
CUTS = 4.0  # for each time that the piece is as wide as high
LEAST_PART = 0.12  # of the piece's ink on either side of a cut
SHARED = 0.5  # of the stroke's width: how far two digits that touch may reach into each other

Seam = NDArray[np.float64]
"""(h,): for each row of a piece the column at which a path crosses it."""


def seams(piece: Piece) -> list[Seam]:
    """The likeliest cuts of `piece` from left to right, its left and right edges among them; [] where it is narrow."""
    box = piece.box
    if box.w < NARROWEST * box.h or min(box.w, box.h) < SMALLEST:
        return []
    columns = min(max(4, round(ROWS * box.w / box.h)), 8 * ROWS)
    ink = cv2.resize(piece.patch, (columns, ROWS), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    loops = cv2.resize(_enclosed(piece.patch), (columns, ROWS), interpolation=cv2.INTER_AREA)
    most = min(round(CUTS * box.w / box.h) + 1, MOST_CUTS)
    paths = _paths(ink, LOOP * loops, most)
    if not paths:
        return []
    rows = np.minimum(np.arange(box.h) * ROWS // box.h, ROWS - 1)
    return [np.zeros(box.h), *(path[rows] * (box.w / columns) for path in paths), np.full(box.h, float(box.w))]


def between(piece: Piece, left: Seam, right: Seam, reach: float) -> Piece | None:
    """What of `piece` lies between two of its seams and up to `reach` pixels beyond; None where that is too little."""
    x = np.arange(piece.box.w)
    inside = (x >= left[:, None] - reach) & (x < right[:, None] + reach)
    patch = piece.patch * inside
    left_edge, top, w, h = cv2.boundingRect(cv2.threshold(patch, 127, 255, cv2.THRESH_BINARY)[1])
    if max(w, h) < SMALLEST:
        return None
    cropped = np.ascontiguousarray(patch[top : top + h, left_edge : left_edge + w])
    return Piece(Box(piece.box.x + left_edge, piece.box.y + top, w, h), cropped, piece.strength)


def _enclosed(patch: NDArray[np.uint8]) -> NDArray[np.float32]:
    """1 where paper is enclosed by the ink of `patch` (h, w), else 0."""
    paper = cv2.copyMakeBorder(
        cv2.threshold(patch, 127, 255, cv2.THRESH_BINARY_INV)[1], 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=255
    )
    cv2.floodFill(paper, None, (0, 0), 0)
    return (paper[1:-1, 1:-1] > 0).astype(np.float32)


def _paths(ink: NDArray[np.float32], price: NDArray[np.float32], most: int) -> list[NDArray[np.intp]]:
    """The best few paths from top to bottom through `ink` (h, w) in 0…1, from left to right: each (h,) columns.

    `price` (h, w) comes on top of the ink's own. Of the paths through each column of the middle row the best counts:
    the cheapest paths of all run beside a stroke or cut off the end of one, and that between two digits that share a
    stroke is not among them. Two such paths may meet, but they do not cross.
    """
    height = len(ink)
    middle = height // 2
    cost = ink + price
    upper, to_top = _from_edge(cost[: middle + 1])
    lower, to_bottom = _from_edge(cost[middle:][::-1])
    total = upper + lower - cost[middle]
    paths = np.vstack([to_top, to_bottom[-2::-1]])  # (h, w): a column for each pixel of the middle row
    profile = np.cumsum(ink.sum(axis=0)) / max(float(ink.sum()), 1e-6)
    left_share = profile[paths].mean(axis=0)
    allowed = (left_share > LEAST_PART) & (left_share < 1 - LEAST_PART)
    chosen: list[int] = []
    while len(chosen) < most and allowed.any():
        best = int(np.where(allowed, total, np.inf).argmin())
        chosen.append(best)
        allowed &= np.abs(paths - paths[:, [best]]).mean(axis=0) >= APART * height
    return [paths[:, i] for i in sorted(chosen)]


def _from_edge(cost: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.intp]]:
    """The least cost of a path from the first row of `cost` (h, w) to each pixel of the last one: (w,), and the paths:
    (h, w), a column each.
    """
    height, width = cost.shape
    least = cost[0]
    step = np.zeros(cost.shape, np.int8)
    for y in range(1, height):
        above = np.full((3, width), np.inf, np.float32)
        above[0, 1:] = least[:-1] + SIDESTEP
        above[1] = least
        above[2, :-1] = least[1:] + SIDESTEP
        step[y] = above.argmin(axis=0) - 1
        least = cost[y] + above.min(axis=0)
    paths = np.empty((height, width), np.intp)
    paths[-1] = np.arange(width)
    for y in range(height - 1, 0, -1):
        paths[y - 1] = paths[y] + step[y, paths[y]]
    return least, paths
