"""Which way up: what speaks for a turn, what is too little, and a camera whose frames are not all read four times."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from edge.orientation import TURNS
from edge.reading import Box, Digit, Reading
from edge.steady_turn import LOOKS, PATIENCE, PAUSE, SteadyTurn
from edge.upright import evidence, most_upright


def read_as(text: str, confidence: float = 1.0, height: int = 40) -> Reading:
    return Reading(
        640, 480, tuple(Digit(label, confidence, Box(50 * i, 0, 20, height), 0) for i, label in enumerate(text))
    )


@pytest.mark.parametrize(
    ("readings", "expected"),
    [
        (("", "407", "", ""), 90),
        (("", "", "", "2351"), 270),
        (("4", "0", "40723", "0"), 180),  # a good part is read upside down too
        (("40723", "0", "4", "0"), 0),
        (("689", "", "689", ""), 0),  # the same both ways: as it is given
        (("6", "", "9", ""), 0),  # a 9 upside down is a 6, and the other way round
        (("0", "0", "0", "0"), 0),
        (("", "1", "", "1"), 0),  # a dash, or a 1: not turned for that
        (("", "1111111", "", "111111111"), 0),  # a row of specks
        (("5222", "", "2222", ""), 0),  # nearly the same
        (("50", "", "23", ""), 180),  # hardly any digit is a 3 when it is turned
        (("", "", "", ""), 0),  # an empty page
    ],
)
def test_the_turn_with_clearly_most_digits(readings: tuple[str, ...], expected: int) -> None:
    amounts = evidence([read_as(text) for text in readings])
    assert TURNS[most_upright(amounts)] == expected


def test_a_large_and_certain_digit_says_more() -> None:
    certain, doubtful = evidence([read_as("2357"), read_as("2357", 0.7)])
    assert certain > 5 * doubtful
    large, small = evidence([read_as("2357", height=100), read_as("2357", height=20)])
    assert large == pytest.approx(5 * small)
    assert evidence([read_as("2357", 0.5), read_as("")]) == [0, 0]


def test_a_near_tie_goes_to_the_preferred_turn() -> None:
    assert most_upright([5.0, 5.1, 0.0, 0.0]) == 0
    assert most_upright([5.0, 5.1, 0.0, 0.0], preferred=1) == 1
    assert most_upright([5.0, 5.1, 9.0, 0.0], preferred=1) == 2


class Camera:
    """A camera that is mounted so that its frames are upright when turned by `needed`; it counts how they are read."""

    def __init__(self, needed: int) -> None:
        self.needed = needed
        self.text = "40723"
        self.reads = 0

    def read(self, frame: NDArray[np.uint8], *, rotate: int) -> Reading:
        self.reads += 1
        return read_as(self.text if rotate == self.needed else "1")

    def frames(self, steady: SteadyTurn, count: int) -> list[str]:
        return [steady.read(np.zeros((1, 1, 3), np.uint8)).text for _ in range(count)]


@pytest.mark.parametrize("needed", TURNS)
def test_a_camera_is_read_right_from_its_first_frame_and_once_a_frame_after_a_few(needed: int) -> None:
    camera = Camera(needed)
    steady = SteadyTurn(camera.read)
    assert camera.frames(steady, 100) == ["40723"] * 100
    assert steady.turn == needed
    assert camera.reads == 4 * LOOKS + 100 - LOOKS


def test_an_empty_table_is_seldom_looked_at_in_all_four_ways() -> None:
    camera = Camera(90)
    camera.text = "1"
    steady = SteadyTurn(camera.read)
    camera.frames(steady, 11 * PAUSE)
    assert camera.reads <= 1.4 * 11 * PAUSE
    camera.text = "40723"
    assert camera.frames(steady, PAUSE + 10)[-10:] == ["40723"] * 10


def test_a_camera_that_is_turned_is_read_right_again() -> None:
    camera = Camera(90)
    steady = SteadyTurn(camera.read)
    camera.frames(steady, 20)
    camera.needed = 180
    assert camera.frames(steady, PATIENCE + 5)[-5:] == ["40723"] * 5
    assert steady.turn == 180


def test_a_hand_in_the_picture_changes_nothing() -> None:
    camera = Camera(270)
    steady = SteadyTurn(camera.read)
    camera.frames(steady, 20)
    for _ in range(3):
        camera.text = ""
        camera.frames(steady, PATIENCE - 1)
        camera.text = "40723"
        camera.reads = 0
        assert camera.frames(steady, 10) == ["40723"] * 10
        assert camera.reads == 10
