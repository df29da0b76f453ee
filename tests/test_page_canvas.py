"""Every pixel of every level lies in a canvas, apart from its neighbours, and belongs to one tile."""

from __future__ import annotations

import time
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from edge.page.canvas import GAP, GREY, MARGIN, MOST_CANVASES, Tile, canvases, drawn, fitting, packed
from edge.page.pyramid import Size, level_sizes, levels

CANVAS = (736, 640)
sizes = st.tuples(st.integers(1, 1700), st.integers(1, 1700))


def noise(*shape: int) -> NDArray[np.uint8]:
    return np.random.default_rng(3).integers(0, 256, shape, np.uint8)


def tiles_of(size: Size, canvas: Size = CANVAS) -> tuple[Tile, ...]:
    return packed(level_sizes(size), canvas)


@settings(max_examples=80, deadline=None)
@given(size=sizes, canvas=st.sampled_from([CANVAS, (96, 64), (256, 256)]))
def test_tiles_lie_in_their_canvas_on_the_grid_and_apart(size: Size, canvas: Size) -> None:
    tiles = tiles_of(min(size, (400, 400)) if canvas != CANVAS else size, canvas)
    for tile in tiles:
        assert tile.x % 16 == tile.y % 16 == tile.left % 16 == tile.top % 16 == 0
        assert 0 <= tile.x <= tile.x + tile.width <= canvas[1]
        assert 0 <= tile.y <= tile.y + tile.height <= canvas[0]
    for one, other in combinations(tiles, 2):
        if one.canvas == other.canvas:
            across = max(one.x, other.x) - min(one.x + one.width, other.x + other.width)
            down = max(one.y, other.y) - min(one.y + one.height, other.y + other.height)
            assert max(across, down) >= GAP
    assert {tile.canvas for tile in tiles} == set(range(canvases(tiles)))


@settings(max_examples=60, deadline=None)
@given(size=sizes)
def test_each_place_belongs_to_one_tile(size: Size) -> None:
    tiles = tiles_of(size)
    for level, (height, width) in enumerate(level_sizes(size)):
        owners = np.zeros((height, width), np.uint8)
        for tile in tiles:
            if tile.level == level:
                left, top, right, bottom = tile.own
                owners[top:bottom, left:right] += 1
                # Digits of up to 48 pixels whose centre is its own lie in it as a whole.
                assert left == 0 or left - tile.left >= 48
                assert top == 0 or top - tile.top >= 48
                assert right == width or tile.left + tile.width - right >= 48
                assert bottom == height or tile.top + tile.height - bottom >= 48
        assert (owners == 1).all()


def test_owning_is_exact_at_the_borders() -> None:
    first, second = sorted((tile for tile in tiles_of((480, 1000)) if tile.level == 0), key=lambda tile: tile.left)
    border = first.own[2]
    assert border == second.own[0] == (second.left + first.left + first.width) // 2
    x, y = np.array([border - 0.1, border, border + 3.9], np.float32), np.array([5, 5, 5], np.float32)
    assert first.owns(x, y).tolist() == [True, False, False]
    assert second.owns(x, y).tolist() == [False, True, True]
    assert first.owns(x, y, grown=4).tolist() == [True, True, True]


@pytest.mark.parametrize("size", [(480, 640), (481, 641), (300, 1500), (1, 1), (45, 37), (1296, 1728)])
def test_all_pixels_are_drawn_with_their_edges_repeated(size: Size) -> None:
    made = levels(noise(*size, 3))
    tiles = tiles_of(size)
    pictures = [picture.copy() for picture in drawn(tiles, made, CANVAS)]
    assert len(pictures) == canvases(tiles)
    seen = [np.zeros(level.picture.shape[:2], bool) for level in made]
    used = [np.zeros(CANVAS, bool) for _ in pictures]
    for tile in tiles:
        rows, columns = slice(tile.top, tile.top + tile.height), slice(tile.left, tile.left + tile.width)
        part = made[tile.level].picture[rows, columns]
        seen[tile.level][rows, columns] = True
        wide = np.pad(part, [(MARGIN, MARGIN), (MARGIN, MARGIN), (0, 0)], mode="edge")
        above, before = min(MARGIN, tile.y), min(MARGIN, tile.x)
        wide = wide[MARGIN - above :, MARGIN - before :]
        place = (slice(tile.y - above, tile.y + tile.height + MARGIN), slice(tile.x - before, None))
        there = pictures[tile.canvas][place][:, : wide.shape[1]]
        np.testing.assert_array_equal(there, wide[: there.shape[0], : there.shape[1]])
        used[tile.canvas][place[0], tile.x - before : tile.x + tile.width + MARGIN] = True
    assert all(level.all() for level in seen)
    for picture, taken in zip(pictures, used, strict=True):
        assert (picture[~taken] == GREY).all()


def test_a_vga_picture_fills_one_canvas() -> None:
    tiles = tiles_of((480, 640))
    assert canvases(tiles) == 1
    assert len(tiles) == 5
    assert max(tile.y + tile.height for tile in tiles) == 736
    assert fitting((480, 640), CANVAS) == (480, 640)
    assert canvases(tiles_of((479, 640))) == 1


@pytest.mark.parametrize(
    ("size", "least"),
    [
        ((1296, 1728), (1296, 1728)),  # stays as it is
        ((3000, 4000), (1200, 1600)),
        ((4000, 3000), (1600, 1200)),
        ((2160, 3840), (990, 1760)),
        ((3000, 3000), (1400, 1400)),
        ((20, 50000), (2, 6000)),
        ((50000, 20), (6000, 2)),
        ((1, 100_000), (1, 6000)),
    ],
)
def test_large_pictures_are_reduced_to_ten_canvases(size: Size, least: Size) -> None:
    before = time.perf_counter()
    first = fitting(size, CANVAS)
    assert time.perf_counter() - before < 1
    assert canvases(tiles_of(first)) <= MOST_CANVASES
    assert all(found >= wanted for found, wanted in zip(first, least, strict=True))
    assert all(found <= wanted for found, wanted in zip(first, size, strict=True))


def test_the_memory_of_a_canvas_is_used_again() -> None:
    size = (900, 900)
    pictures = list(drawn(tiles_of(size), levels(noise(*size, 3)), CANVAS))
    assert len({picture.ctypes.data for picture in pictures}) == 1
