"""Two digits that touch are cut along the path from top to bottom that crosses least ink."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.reading import Box
from edge.segment import SMALLEST, Piece

ROWS = 32  # pixels in height of the small picture in which paths are sought
NARROWEST = 0.7  # width by height from which a piece may hold two digits
SIDESTEP = 0.06  # price of a step aside, where a pixel of full ink costs 1: a path may lean, but does not wander
MOST_CUTS = 3  # of one piece
LEAST_PART = 0.12  # of the piece's ink on either side of a cut


def cut(piece: Piece) -> list[Piece]:
    """The parts of `piece` from left to right between its likeliest cuts; empty where it is too narrow for a cut."""
    box = piece.box
    if box.w < NARROWEST * box.h or min(box.w, box.h) < SMALLEST:
        return []
    columns = min(max(4, round(ROWS * box.w / box.h)), 8 * ROWS)
    small = cv2.resize(piece.patch, (columns, ROWS), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    paths = _paths(small)
    if not paths:
        return []
    rows = np.minimum(np.arange(box.h) * ROWS // box.h, ROWS - 1)
    edges = [np.zeros(box.h)] + [path[rows] * (box.w / columns) for path in paths] + [np.full(box.h, box.w)]
    x = np.arange(box.w)
    parts = []
    for left, right in pairwise(edges):
        inside = (x >= left[:, None]) & (x < right[:, None])
        part = _tight(piece, piece.patch * inside)
        if part is not None:  # two paths may have nothing but paper between them
            parts.append(part)
    return parts if len(parts) > 1 else []


def _paths(ink: NDArray[np.float32]) -> list[NDArray[np.intp]]:
    """The best few paths from top to bottom through `ink` (h, w) in 0…1, from left to right: each (h,) columns."""
    height, width = ink.shape
    cost = ink.copy()  # of the best path that ends in each pixel
    step = np.zeros(ink.shape, np.int8)
    for y in range(1, height):
        above = np.full((3, width), np.inf, np.float32)
        above[0, 1:] = cost[y - 1, :-1] + SIDESTEP
        above[1] = cost[y - 1]
        above[2, :-1] = cost[y - 1, 1:] + SIDESTEP
        step[y] = above.argmin(axis=0) - 1
        cost[y] += above.min(axis=0)
    paths = np.empty((height, width), np.intp)  # the path to each pixel of the last row, a column each
    paths[-1] = np.arange(width)
    for y in range(height - 1, 0, -1):
        paths[y - 1] = paths[y] + step[y, paths[y]]
    profile = np.cumsum(ink.sum(axis=0)) / max(float(ink.sum()), 1e-6)
    left_share = profile[paths].mean(axis=0)
    allowed = (left_share > LEAST_PART) & (left_share < 1 - LEAST_PART)
    chosen: list[NDArray[np.intp]] = []
    while len(chosen) < MOST_CUTS and allowed.any():
        path = paths[:, np.where(allowed, cost[-1], np.inf).argmin()]
        chosen.append(path)
        allowed &= np.abs(paths - path[:, None]).mean(axis=0) >= height / 5
    chosen.sort(key=lambda path: float(path.mean()))
    return list(np.maximum.accumulate(chosen, axis=0)) if chosen else []


def _tight(piece: Piece, patch: NDArray[np.uint8]) -> Piece | None:
    """`patch`, as large as `piece`, cropped to its ink; None where too little is left."""
    x, y, w, h = cv2.boundingRect(cv2.threshold(patch, 127, 255, cv2.THRESH_BINARY)[1])
    if max(w, h) < SMALLEST:
        return None
    return Piece(
        Box(piece.box.x + x, piece.box.y + y, w, h), np.ascontiguousarray(patch[y : y + h, x : x + w]), piece.strength
    )
