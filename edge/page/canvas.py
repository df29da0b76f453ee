"""The levels of a picture packed into the few pictures of one fixed size that the page network takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.page.pyramid import Level, Size, level_sizes

GRID = 16  # pixels: tiles lie at multiples of it, and so as they would alone for strides of up to 16
GAP = 16  # pixels at least between two tiles
MARGIN = GAP // 2  # pixels next to a tile that repeat its edge
GREY = 128  # of unused space: the network's zero
OVERLAP = 96  # pixels that neighbouring tiles of a level share: twice the height of the largest digit read on one
MOST_CANVASES = 10  # a bound on work: larger pictures are reduced until they need no more
MOST_PIXELS = 1728 * 1296  # of a first level: about what MOST_CANVASES hold
REDUCTION = 0.96  # of the sides, at each try to fit


@dataclass(frozen=True, slots=True)
class Tile:
    """A part of a level, and where it lies in a canvas; all in pixels of the level."""

    level: int
    left: int
    """Where it starts in the level."""
    top: int
    width: int
    height: int
    own: tuple[int, int, int, int]
    """Left, top, right and bottom, in the level, of what belongs to it: each place of a level belongs to one tile."""
    canvas: int
    """The index of its canvas, and where it starts there."""
    x: int
    y: int

    def owns(self, x: NDArray[np.float32], y: NDArray[np.float32], grown: float = 0) -> NDArray[np.bool_]:
        """Which of the places (`x`, `y`) of the level lie in its own part, grown by so many pixels each way."""
        left, top, right, bottom = self.own
        across = (x >= left - grown) & (x < right + grown)
        return across & (y >= top - grown) & (y < bottom + grown)


@lru_cache(maxsize=64)
def fitting(size: Size, canvas: Size) -> Size:
    """The size of the first level of a picture of `size`: its own, or the largest tried that needs MOST_CANVASES."""
    height, width = size
    pixels, longest = min(1.0, (MOST_PIXELS / (height * width)) ** 0.5), MOST_CANVASES * min(canvas) / max(size)
    factor = min(pixels, longest)
    while True:
        first = max(1, round(height * factor)), max(1, round(width * factor))
        if canvases(packed(level_sizes(first), canvas)) <= MOST_CANVASES:
            return first
        factor *= REDUCTION


@lru_cache(maxsize=64)
def packed(sizes: tuple[Size, ...], canvas: Size) -> tuple[Tile, ...]:
    """All tiles of levels of `sizes` in as few canvases of the size `canvas` as the first place that is free gives.

    The tiles are taken the tallest first, each canvas row by row, on a grid of GRID pixels.
    """
    parts = [(level, *part) for level, size in enumerate(sizes) for part in _parts(size, canvas)]
    parts.sort(key=lambda part: (-part[1][1][1], -part[1][0][1], part[0]))
    free: list[NDArray[np.bool_]] = []
    tiles = []
    for level, (across, down), own in parts:
        needed = -(-(down[1] + GAP) // GRID), -(-(across[1] + GAP) // GRID)
        index, row, column = _place(free, needed, canvas)
        free[index][row : row + needed[0], column : column + needed[1]] = False
        tiles.append(Tile(level, across[0], down[0], across[1], down[1], own, index, GRID * column, GRID * row))
    return tuple(tiles)


def canvases(tiles: Sequence[Tile]) -> int:
    """How many canvases `tiles` fill."""
    return 1 + max(tile.canvas for tile in tiles)


def drawn(tiles: Sequence[Tile], made: Sequence[Level], canvas: Size) -> Iterator[NDArray[np.uint8]]:
    """The canvases that hold `tiles` of the levels `made`, uint8 (h, w, 3), one after another in the same memory."""
    height, width = canvas
    picture = np.empty((height, width, 3), np.uint8)
    for index in range(canvases(tiles)):
        picture.fill(GREY)
        for tile in tiles:
            if tile.canvas != index:
                continue
            part = made[tile.level].picture[tile.top : tile.top + tile.height, tile.left : tile.left + tile.width]
            above, before = min(MARGIN, tile.y), min(MARGIN, tile.x)
            below, after = min(MARGIN, height - tile.y - tile.height), min(MARGIN, width - tile.x - tile.width)
            rows = slice(tile.y - above, tile.y + tile.height + below)
            columns = slice(tile.x - before, tile.x + tile.width + after)
            picture[rows, columns] = cv2.copyMakeBorder(part, above, below, before, after, cv2.BORDER_REPLICATE)
        yield picture


Stretch = tuple[int, int]
"""Start and length in pixels."""


def _parts(size: Size, canvas: Size) -> list[tuple[tuple[Stretch, Stretch], tuple[int, int, int, int]]]:
    """The parts of a level of `size` that fit in `canvas`: across and down, and what of the level is each one's own."""
    down, across = (_cut(length, longest) for length, longest in zip(size, canvas, strict=True))
    return [
        ((stretch_across, stretch_down), (left, top, right, bottom))
        for stretch_down, (top, bottom) in down
        for stretch_across, (left, right) in across
    ]


def _cut(length: int, longest: int) -> list[tuple[Stretch, tuple[int, int]]]:
    """`length` cut in stretches of at most `longest` that overlap, each with where its own part starts and ends."""
    overlap = min(OVERLAP, longest // 2)
    step = (longest - overlap) // GRID * GRID
    count = max(1, -(-(length - longest) // step) + 1)
    starts = [step * index for index in range(count)]
    ends = [min(start + longest, length) for start in starts]
    borders = [0, *((start + end) // 2 for start, end in zip(starts[1:], ends, strict=False)), length]
    return [((starts[i], ends[i] - starts[i]), (borders[i], borders[i + 1])) for i in range(count)]


def _place(free: list[NDArray[np.bool_]], needed: Size, canvas: Size) -> tuple[int, int, int]:
    """The first canvas with that many free cells of the grid, down and across, and their first row and column.

    A canvas is added where none has them. The gap beyond the right and lower border of a canvas is room, too.
    """
    for index, cells in enumerate(free):
        taken = cv2.integral((~cells).view(np.uint8))
        height, width = needed
        if height >= len(taken) or width >= taken.shape[1]:
            continue
        inside = taken[height:, width:] - taken[:-height, width:] - taken[height:, :-width] + taken[:-height, :-width]
        row, column = np.unravel_index(int((inside == 0).argmax()), inside.shape)
        if inside[row, column] == 0:
            return index, int(row), int(column)
    free.append(np.ones(((canvas[0] + GAP) // GRID, (canvas[1] + GAP) // GRID), bool))
    return len(free) - 1, 0, 0
