"""Unsure digits: each given once, however long it lies there, and cut out with what stands round it."""

from __future__ import annotations

import numpy as np
import pytest

from edge.reading import Box, Digit, Reading
from edge.unsure import UnsureDigits, cut_out


def seen(*digits: tuple[str, float, int]) -> Reading:
    """A reading of digits, each a label, a confidence and where it stands from the left."""
    return Reading(640, 480, tuple(Digit(label, p, Box(x, 100, 20, 40), 0) for label, p, x in digits))


@pytest.mark.parametrize(
    ("readings", "given"),
    [
        ([seen(("4", 0.95, 0))], [""]),  # sure
        ([seen(("4", 0.6, 0), ("7", 0.95, 50), ("1", 0.5, 90))], ["41"]),  # two of three are not
        ([seen(("4", 0.6, 0))] * 3, ["4", "", ""]),  # it lies there
        ([seen(("4", 0.6, x)) for x in (0, 5, 10, 15)], ["4", "", "", ""]),  # it wanders
        ([seen(("4", 0.6, 0)), seen(("9", 0.5, 0))], ["4", "9"]),  # read as another: that is news
        ([seen(("4", 0.6, 0)), seen(("4", 0.6, 100))], ["4", "4"]),  # another one of its kind
        ([seen(("4", 0.6, 0)), seen(), seen(("4", 0.6, 0))], ["4", "", ""]),  # missed for a second
        ([seen(("4", 0.6, 0))] + [seen()] * 11 + [seen(("4", 0.6, 0))], ["4"] + [""] * 11 + ["4"]),  # gone, and back
        ([seen(("4", 0.89, 0)), seen(("4", 0.91, 0)), seen(("4", 0.89, 0))], ["4", "", ""]),  # it wavers
    ],
)
def test_each_is_given_once(readings: list[Reading], given: list[str]) -> None:
    unsure = UnsureDigits(below=0.9)
    found = [unsure.new(reading, float(second)) for second, reading in enumerate(readings)]
    assert ["".join(digit.label for digit in digits) for digits in found] == given


def test_what_is_remembered_is_bounded() -> None:
    unsure = UnsureDigits(below=0.9)
    for second in range(200):  # a page that is moved on by more than a digit every second
        unsure.new(seen(("4", 0.6, 30 * second)), float(second))
    assert len(unsure._known) <= 12


@pytest.mark.parametrize(
    ("box", "shape"),
    [
        (Box(50, 50, 20, 40), (60, 40)),  # a margin of ten pixels all round
        (Box(0, 0, 20, 40), (50, 30)),  # none beyond the picture
        (Box(80, 60, 20, 40), (50, 30)),
    ],
)
@pytest.mark.parametrize("turn", [0, 90, 180])
def test_a_digit_is_cut_out_upright_with_a_margin(box: Box, shape: tuple[int, int], turn: int) -> None:
    frame = np.zeros((100, 100, 3), np.uint8)
    frame[box.y : box.bottom, box.x : box.right] = 200
    crop = cut_out(frame, box, turn)
    assert crop.shape[:2] == (shape[::-1] if turn == 90 else shape)
    assert (crop == 200).all(axis=2).sum() == box.area
    crop[:] = 7
    assert (frame != 7).all()
