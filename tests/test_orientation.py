"""Turns of pictures and of boxes agree, and lead back."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.orientation import TURNS, turned, turned_back, turned_box, turned_size
from edge.reading import Box, Digit, Reading
from edge.view import View


@st.composite
def boxes_in_pictures(draw: st.DrawFn) -> tuple[Box, int, int]:
    """A box, and width and height of a picture that holds it."""
    width, height = draw(st.integers(1, 60)), draw(st.integers(1, 60))
    x, y = draw(st.integers(0, width - 1)), draw(st.integers(0, height - 1))
    return Box(x, y, draw(st.integers(1, width - x)), draw(st.integers(1, height - y))), width, height


def test_clockwise_is_clockwise() -> None:
    frame = np.zeros((2, 3, 3), np.uint8)
    frame[0, 0] = 255  # the upper left corner goes to the upper right
    assert turned(frame, 90)[0, 1, 0] == 255
    assert turned(frame, 90).shape == (3, 2, 3)
    assert turned(frame, 180)[1, 2, 0] == 255
    assert turned(frame, 270)[2, 0, 0] == 255


@given(boxes_in_pictures(), st.sampled_from(TURNS))
def test_a_turned_box_holds_the_turned_pixels(given_box: tuple[Box, int, int], turn: int) -> None:
    box, width, height = given_box
    frame = np.zeros((height, width, 3), np.uint8)
    frame[box.y : box.bottom, box.x : box.right] = 1
    expected = np.zeros((*turned_size(turn, width, height)[::-1], 3), np.uint8)
    there = turned_box(box, turn, width, height)
    expected[there.y : there.bottom, there.x : there.right] = 1
    np.testing.assert_array_equal(turned(frame, turn), expected)


@given(boxes_in_pictures(), st.sampled_from(TURNS))
def test_there_and_back_is_the_same_box(given_box: tuple[Box, int, int], turn: int) -> None:
    box, width, height = given_box
    there = turned_box(box, turn, width, height)
    assert turned_box(there, turned_back(turn), *turned_size(turn, width, height)) == box


@given(boxes_in_pictures(), st.data(), st.sampled_from(TURNS))
def test_a_box_of_a_view_lies_on_the_same_pixels_as_given(
    given_region: tuple[Box, int, int], data: st.DataObject, turn: int
) -> None:
    region, width, height = given_region
    frame = np.arange(width * height * 3, dtype=np.uint32).reshape(height, width, 3).astype(np.uint8)
    view = View(turn, region)
    seen = view.of(frame)
    x, y = data.draw(st.integers(0, seen.shape[1] - 1)), data.draw(st.integers(0, seen.shape[0] - 1))
    box = view.box_as_given(Box(x, y, 1, 1), width, height)
    assert (box.w, box.h) == (1, 1)
    np.testing.assert_array_equal(frame[box.y, box.x], seen[y, x])


def test_a_reading_of_a_view_is_told_in_the_picture_as_given() -> None:
    digit = Digit("7", 0.9, Box(1, 2, 10, 20), 3)
    reading = View(90, Box(100, 200, 50, 40)).as_given(Reading(40, 50, (digit,), {"total": 1.0}), 640, 480)
    # Turned back, the box's left lies where its upper edge was, and its lower edge where its left was.
    assert reading == Reading(
        640,
        480,
        (Digit("7", 0.9, Box(100 + 2, 200 + 40 - 11, 20, 10), 3),),
        {"total": 1.0},
        90,
        Box(100, 200, 50, 40),
    )


@pytest.mark.parametrize("turn", [45, -90, 360, "90", "auto", None])
def test_no_other_turn(turn: object) -> None:
    with pytest.raises(ValueError, match=r"one of 0, 90, 180, 270 degrees clockwise, but is"):
        View(turn).of(np.zeros((2, 2, 3), np.uint8))  # type: ignore[arg-type]
