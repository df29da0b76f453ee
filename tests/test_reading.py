"""The values that travel: boxes stay inside the picture, and the JSON is the one that others build on."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.reading import Box, Digit, Reading

BOXES = st.builds(Box, st.integers(0, 3000), st.integers(0, 3000), st.integers(1, 900), st.integers(1, 900))


def digit(label: str, line: int, x: int = 0) -> Digit:
    return Digit(label, 0.9, Box(x, 100 * line, 20, 40), line)


def test_a_box_knows_its_edges() -> None:
    box = Box(10, 20, 30, 41)
    assert (box.right, box.bottom, box.centre) == (40, 61, (25.0, 40.5))


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ((0, 0, 10, 10), (20, 5, 10, 10), (0, 0, 30, 15)),  # beside each other
        ((0, 0, 100, 100), (20, 30, 5, 5), (0, 0, 100, 100)),  # one inside the other
        ((50, 60, 10, 10), (0, 0, 10, 10), (0, 0, 60, 70)),  # the second further up and left
        ((3, 4, 5, 6), (3, 4, 5, 6), (3, 4, 5, 6)),  # the same
    ],
)
def test_the_union_holds_both(a: tuple[int, ...], b: tuple[int, ...], expected: tuple[int, ...]) -> None:
    assert Box(*a).union(Box(*b)) == Box(*expected)


@given(BOXES, BOXES)
def test_a_union_is_the_smallest_and_the_same_both_ways(a: Box, b: Box) -> None:
    union = a.union(b)
    assert union == b.union(a)
    assert {union.x, union.right} == {min(a.x, b.x), max(a.right, b.right)}
    assert {union.y, union.bottom} == {min(a.y, b.y), max(a.bottom, b.bottom)}


@pytest.mark.parametrize(
    ("box", "factor", "expected"),
    [
        ((10, 20, 30, 40), 1.0, (10, 20, 30, 40)),  # as it is
        ((10, 20, 30, 40), 2.5, (25, 50, 75, 100)),
        ((10, 20, 30, 40), 0.5, (5, 10, 15, 20)),
        ((190, 90, 10, 10), 2.0, (380, 180, 20, 20)),  # up to the very edge
        ((190, 90, 20, 20), 2.0, (380, 180, 20, 20)),  # what rounding pushed beyond the edge is cut off
        ((0, 0, 1, 1), 0.1, (0, 0, 1, 1)),  # at least a pixel
        ((4000, 2000, 5, 5), 0.1, (399, 199, 1, 1)),  # outside: the nearest pixel
    ],
)
def test_scaled(box: tuple[int, ...], factor: float, expected: tuple[int, ...]) -> None:
    assert Box(*box).scaled(factor, 400, 200) == Box(*expected)


@given(BOXES, st.floats(0.01, 20), st.integers(1, 5000), st.integers(1, 5000))
def test_scaled_boxes_lie_inside_the_picture(box: Box, factor: float, width: int, height: int) -> None:
    scaled = box.scaled(factor, width, height)
    assert 0 <= scaled.x < scaled.right <= width
    assert 0 <= scaled.y < scaled.bottom <= height


@pytest.mark.parametrize(
    ("digits", "lines", "text"),
    [
        ([], [], ""),  # an empty page
        ([("7", 0)], ["7"], "7"),
        ([("4", 0), ("0", 0), ("7", 0), ("1", 1), ("2", 1)], ["407", "12"], "407\n12"),
        ([("0", 0), ("0", 1), ("1", 1)], ["0", "01"], "0\n01"),  # leading zeros are digits too
    ],
)
def test_lines_and_text(digits: list[tuple[str, int]], lines: list[str], text: str) -> None:
    reading = Reading(640, 480, tuple(digit(label, line) for label, line in digits))
    assert reading.lines == lines
    assert reading.text == text


def test_the_json_is_the_documented_one() -> None:
    reading = Reading(
        1280,
        720,
        (Digit("4", 0.99812, Box(102, 80, 41, 66), 0), Digit("1", 0.5, Box(7, 300, 8, 60), 1)),
        {"page": 2.1049, "digit": 1.4, "total": 3.5},
    )
    assert json.loads(json.dumps(reading.as_json("a.jpg"))) == {
        "source": "a.jpg",
        "width": 1280,
        "height": 720,
        "lines": ["4", "1"],
        "digits": [
            {"label": "4", "confidence": 0.9981, "box": [102, 80, 41, 66], "line": 0},
            {"label": "1", "confidence": 0.5, "box": [7, 300, 8, 60], "line": 1},
        ],
        "milliseconds": {"page": 2.1, "digit": 1.4, "total": 3.5},
    }
    assert list(reading.as_json("a.jpg")) == ["source", "width", "height", "lines", "digits", "milliseconds"]


def test_the_json_says_how_the_picture_was_looked_at() -> None:
    fields = Reading(640, 480, turn=90, region=Box(1, 2, 30, 40)).as_json("c.png")
    assert (fields["rotate"], fields["roi"]) == (90, [1, 2, 30, 40])


def test_an_empty_page_has_its_json_too() -> None:
    assert Reading(1, 1).as_json("b.png") == {
        "source": "b.png",
        "width": 1,
        "height": 1,
        "lines": [],
        "digits": [],
        "milliseconds": {},
    }


@pytest.mark.parametrize(
    ("other", "area"),
    [
        (Box(10, 20, 30, 40), 1200),  # itself
        (Box(20, 30, 5, 5), 25),  # within
        (Box(30, 50, 30, 40), 100),  # across a corner
        (Box(40, 20, 30, 40), 0),  # edge to edge
        (Box(100, 100, 5, 5), 0),  # away on both axes, whose two gaps must not make an area
    ],
)
def test_the_area_that_two_boxes_share(other: Box, area: int) -> None:
    box = Box(10, 20, 30, 40)
    assert box.shared(other) == other.shared(box) == area


@pytest.mark.parametrize(
    ("confidence", "lines"),
    [
        (0.0, ["12", "3"]),
        (0.6, ["1", "3"]),  # the 2 goes
        (0.95, ["3"]),  # and with the 1 its line
        (1.0, []),
    ],
)
def test_what_is_surer_than_that(confidence: float, lines: list[str]) -> None:
    digits = [("1", 0.9, 0), ("2", 0.5, 0), ("3", 0.99, 1)]
    whole = Reading(9, 9, tuple(Digit(label, sure, Box(0, 0, 1, 1), line) for label, sure, line in digits))
    assert whole.at_least(confidence).lines == lines
