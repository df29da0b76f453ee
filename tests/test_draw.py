"""The overlay: never fails, changes a copy only, and can be seen on any background."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.draw import colour, draw
from edge.orientation import turned, turned_box
from edge.reading import Box, Digit, Reading


def one_digit(width: int, height: int, box: Box, confidence: float = 0.9) -> Reading:
    return Reading(width, height, (Digit("7", confidence, box, 0),))


@settings(deadline=None)  # the first text that OpenCV writes loads a font
@given(
    width=st.integers(1, 80),
    height=st.integers(1, 80),
    corner=st.tuples(st.integers(-5, 90), st.integers(-5, 90)),
    size=st.tuples(st.integers(1, 90), st.integers(1, 90)),
    confidence=st.floats(0, 1, allow_subnormal=False),
    percent=st.booleans(),
)
def test_any_box_on_any_frame(
    width: int, height: int, corner: tuple[int, int], size: tuple[int, int], confidence: float, percent: bool
) -> None:
    frame = np.full((height, width, 3), 128, np.uint8)
    picture = draw(frame, one_digit(width, height, Box(*corner, *size), confidence), percent)
    assert picture.shape == frame.shape
    assert picture.dtype == np.uint8
    assert (frame == 128).all()


@pytest.mark.parametrize("background", [0, 64, 128, 192, 255])
@pytest.mark.parametrize("side", [120, 480, 1200])
def test_the_box_is_seen_on_any_background(background: int, side: int) -> None:
    frame = np.full((side, side, 3), background, np.uint8)
    box = Box(side // 2, side // 2, side // 10, side // 8)
    picture = draw(frame, one_digit(side, side, box)).astype(int)
    changed = np.abs(picture - background).max(axis=2)
    assert changed[box.y : box.bottom, box.x - 6 : box.x].max() > 100  # the left line
    assert changed[: box.y - 4].max() > 100  # the label above


def test_the_ink_is_left_to_be_seen() -> None:
    box = Box(200, 200, 40, 60)
    picture = draw(np.full((480, 640, 3), 200, np.uint8), one_digit(640, 480, box))
    assert (picture[box.y + 2 : box.bottom - 2, box.x + 2 : box.right - 2] == 200).all()


def test_a_label_without_room_above_goes_below() -> None:
    box = Box(30, 0, 40, 60)
    picture = draw(np.full((480, 640, 3), 200, np.uint8), one_digit(640, 480, box))
    assert (picture[box.bottom + 4 : box.bottom + 30, 20:80] != 200).any()


def test_a_view_that_is_not_contiguous_is_drawn_on_too() -> None:
    frame = np.full((100, 200, 3), 50, np.uint8)[:, ::2, ::-1]
    assert (draw(frame, one_digit(100, 100, Box(40, 40, 20, 30))) != 50).any()


def test_nothing_read_is_the_frame_as_it_was() -> None:
    frame = np.arange(300, dtype=np.uint8).reshape(10, 10, 3)
    picture = draw(frame, Reading(10, 10))
    assert (picture == frame).all()
    assert picture is not frame


@pytest.mark.parametrize(
    ("confidence", "expected"), [(0.0, (40, 0, 255)), (0.5, (40, 0, 255)), (0.75, (40, 255, 255)), (1.0, (40, 255, 0))]
)
def test_colour_goes_from_red_to_green(confidence: float, expected: tuple[int, int, int]) -> None:
    assert colour(confidence) == expected


def test_a_turned_picture_is_drawn_the_way_it_was_read() -> None:
    """Its writing and the labels are upright together: all the same as over the picture that was turned before."""
    frame = np.random.default_rng(0).integers(0, 256, (200, 300, 3), np.uint8)
    box = Box(40, 60, 30, 50)
    upright = draw(turned(frame, 90), one_digit(200, 300, turned_box(box, 90, 300, 200)))
    np.testing.assert_array_equal(draw(frame, replace(one_digit(300, 200, box), turn=90)), upright)


def test_the_region_is_shown_also_where_nothing_was_read() -> None:
    picture = draw(np.full((200, 300, 3), 200, np.uint8), Reading(300, 200, region=Box(50, 40, 100, 80)))
    changed = (picture != 200).any(axis=2)
    assert changed[40:120, 50].all()
    assert changed[40, 50:150].all()
    assert not changed[45:115, 55:145].any()
    assert not changed[:30].any()


@pytest.mark.parametrize(
    ("height", "confidences", "differ"),
    [
        (120, (0.913, 0.987), True),  # 91% and 99%
        (120, (0.994, 0.9999), False),  # both 99%: nothing is certain
        (20, (0.913, 0.987), False),  # too small to be read
    ],
)
def test_a_percentage_stands_in_a_label_that_is_large_enough(
    height: int, confidences: tuple[float, float], differ: bool
) -> None:
    frame = np.full((480, 640, 3), 200, np.uint8)
    box = Box(200, 200, height // 2, height)
    written = [
        (draw(frame, one_digit(640, 480, box, confidence), percent=True).max(axis=2) < 50)[: box.y - 10]
        for confidence in confidences
    ]
    assert (written[0] != written[1]).any() == differ
    assert written[0].any()
