"""Boxes become lines as people read them, whatever their order of arrival."""

from __future__ import annotations

import math
import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.layout import lines_of
from edge.reading import Box

BOXES = st.lists(
    st.builds(Box, st.integers(0, 800), st.integers(0, 600), st.integers(1, 90), st.integers(1, 90)), max_size=25
)


def row(count: int, y: float = 0, x: float = 0, step: float = 50, slope: float = 0, h: int = 60) -> list[Box]:
    """Boxes 30 wide, one every `step` pixels, that sink by `slope` pixels for each one across."""
    return [Box(round(x + i * step), round(y + slope * i * step), 30, h) for i in range(count)]


def arc(count: int, bulge: float) -> list[Box]:
    """A line that hangs through by `bulge` pixels in its middle."""
    return [Box(50 * i, round(bulge * math.sin(math.pi * i / (count - 1))), 30, 60) for i in range(count)]


def wobbling(count: int, by: int) -> list[Box]:
    return [Box(50 * i, by * (i % 2), 30, 60) for i in range(count)]


# Each written as its lines, in the order in which they should be read.
LAYOUTS: dict[str, list[list[Box]]] = {
    "nothing": [],
    "one box": [row(1)],
    "one line": [row(6)],
    "two lines": [row(5), row(4, y=100)],
    "lines close to each other": [row(5), row(5, y=66)],
    "lines that reach into each other": [row(5), row(5, y=50)],
    "a right-aligned sum": [row(2, x=100), row(4, y=90), row(3, y=180, x=50)],
    "a line that sinks by 8 degrees": [row(10, slope=0.14)],
    "a line that rises by 8 degrees": [row(10, slope=-0.14)],
    "two lines that sink by 8 degrees": [row(10, slope=0.14), row(10, y=100, slope=0.14)],
    "two lines that rise, the end of one above the start of the other": [row(12, slope=-0.2), row(12, 95, slope=-0.2)],
    "a line that hangs through": [arc(9, 80)],
    "unsteady digits": [wobbling(8, 25)],
    "a big gap": [row(3) + row(3, x=900)],
    "columns, read across": [row(2) + row(2, x=400), row(2, y=100) + row(2, x=400, y=100)],
    "a small digit beside large ones": [[Box(0, 0, 60, 120), Box(80, 70, 20, 40), Box(120, 0, 60, 120)]],
    "a flat stroke beside large ones": [[Box(0, 0, 60, 120), Box(80, 55, 60, 6), Box(160, 0, 60, 120)]],
    "a long 7 that hangs into the line below": [
        [Box(0, 0, 30, 60), Box(50, 0, 30, 105)],
        [Box(10, 70, 30, 60), Box(70, 70, 30, 60)],
    ],
    "one column": [[box] for box in (Box(3, 0, 30, 60), Box(0, 100, 30, 60), Box(5, 200, 30, 60))],
    "a short line above the middle of a long one": [row(1, x=200), row(9, y=100)],
    "boxes that overlap sideways": [[Box(0, 0, 40, 60), Box(25, 5, 40, 60), Box(50, 0, 40, 60)]],
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_layouts_are_read_as_people_read_them(name: str) -> None:
    expected = LAYOUTS[name]
    boxes = [box for line in expected for box in line]
    for seed in range(5):
        random.Random(seed).shuffle(boxes)
        assert [[boxes[i] for i in line] for line in lines_of(boxes)] == expected


@given(BOXES)
def test_every_box_is_read_once_and_each_line_from_the_left(boxes: list[Box]) -> None:
    lines = lines_of(boxes)
    assert sorted(i for line in lines for i in line) == list(range(len(boxes)))
    assert all(lines)
    for line in lines:
        assert all(boxes[a].centre[0] <= boxes[b].centre[0] for a, b in pairwise(line))
    heights = [sum(boxes[i].centre[1] for i in line) / len(line) for line in lines]
    assert heights == sorted(heights)


@given(BOXES, st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(boxes: list[Box], shuffler: random.Random) -> None:
    boxes = list({box.centre[0]: box for box in boxes}.values())  # of two right above each other either may be first
    boxes = list({box.centre[1]: box for box in boxes}.values())
    shuffled = list(boxes)
    shuffler.shuffle(shuffled)
    once, again = ([[given[i] for i in line] for line in lines_of(given)] for given in (boxes, shuffled))
    assert sorted(once, key=str) == sorted(again, key=str)


@given(BOXES, st.integers(0, 500), st.integers(0, 500))
def test_where_the_page_lies_in_the_picture_changes_nothing(boxes: list[Box], x: int, y: int) -> None:
    assert lines_of([Box(box.x + x, box.y + y, box.w, box.h) for box in boxes]) == lines_of(boxes)
