"""The bundled pictures turned and read in part: whatever the view, the digits keep their place in the given picture."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import pytest
from bundled import PICTURES, SAMPLES, needs_model
from written import written

from edge.card import LABELS, NOT_A_DIGIT
from edge.orientation import turned, turned_back, turned_box
from edge.pictures import load_picture
from edge.reader import Reader
from edge.reading import Box, Reading
from edge.region import RegionError
from edge.steady_turn import SteadyTurn

pytestmark = needs_model


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def right_ones(reading: Reading, truth: list[tuple[str, Box]]) -> int:
    """How many digits of the truth were read as what they are, with at least half of the common area."""

    def same(a: Box, b: Box) -> bool:
        across, down = min(a.right, b.right) - max(a.x, b.x), min(a.bottom, b.bottom) - max(a.y, b.y)
        shared = max(across, 0) * max(down, 0)
        return shared >= 0.5 * (a.area + b.area - shared)

    return sum(any(d.label == label and same(d.box, box) for d in reading.digits) for label, box in truth)


def truth_of(row: dict[str, Any], turn: int, width: int, height: int) -> list[tuple[str, Box]]:
    return [(digit["label"], turned_box(Box(*digit["box"]), turn, width, height)) for digit in row["digits"]]


@pytest.mark.slow
@pytest.mark.parametrize("how", ["told", "auto"])
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("row", PICTURES, ids=lambda row: row["id"])
def test_a_turned_sample_is_read_as_the_upright_one(
    row: dict[str, Any], turn: int, how: Literal["told", "auto"], reader: Reader
) -> None:
    upright = load_picture(SAMPLES / row["file"])
    frame = turned(upright, turn)
    reading = reader.read(frame, rotate="auto" if how == "auto" else turned_back(turn))
    assert (reading.width, reading.height) == (frame.shape[1], frame.shape[0])
    assert reading.turn == turned_back(turn)
    assert reading.lines == reader.read(upright).lines  # in the order of the upright picture
    truth = truth_of(row, turn, upright.shape[1], upright.shape[0])
    assert right_ones(reading, truth) >= 0.9 * len(truth)


@pytest.mark.parametrize("turn", [0, 90])
def test_each_digit_has_the_probabilities_of_all_answers(turn: int, reader: Reader) -> None:
    frame = turned(load_picture(SAMPLES / PICTURES[0]["file"]), turn)
    digits = reader.read(frame, rotate=turned_back(turn)).digits
    assert digits
    for digit in digits:
        assert len(digit.probabilities) == len(LABELS)
        assert sum(digit.probabilities) == pytest.approx(1, abs=1e-4)
        assert max(digit.probabilities[:NOT_A_DIGIT]) == digit.probabilities[int(digit.label)] == digit.confidence


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_only_the_region_is_read_and_told_in_the_whole_picture(turn: int, reader: Reader) -> None:
    """Round the second line of a sample with three, in pixels of the picture as given, before it is turned."""
    row = next(row for row in PICTURES if row["id"] == "blackboard")
    upright = load_picture(SAMPLES / row["file"])
    height, width = upright.shape[:2]
    region = turned_box(Box(40, 240, 1000, 200), turn, width, height)
    reading = reader.read(turned(upright, turn), rotate=turned_back(turn), roi=region)
    assert [len(line) for line in reading.lines] == [4]
    inside = [(label, box) for label, box in truth_of(row, turn, width, height) if lies_in(box, region)]
    assert len(inside) == 4
    assert right_ones(reading, inside) == 4
    assert reading.region == region
    assert all(lies_in(digit.box, region) for digit in reading.digits)


def lies_in(box: Box, region: Box) -> bool:
    return region.union(box) == region


def test_a_region_that_does_not_fit_is_refused_before_anything_is_read(reader: Reader) -> None:
    with pytest.raises(RegionError, match=r"within the picture of 100×50 pixels"):
        reader.read(np.zeros((50, 100, 3), np.uint8), rotate="auto", roi=Box(0, 0, 50, 100))


def test_the_whole_picture_as_region_changes_nothing(reader: Reader) -> None:
    frame = written("40718", 3).frame
    whole = Box(0, 0, frame.shape[1], frame.shape[0])
    assert reader.read(frame, roi=whole).digits == reader.read(frame).digits


def test_no_other_turn_is_taken(reader: Reader) -> None:
    with pytest.raises(ValueError, match="degrees clockwise, but is 45"):
        reader.read(np.zeros((5, 5, 3), np.uint8), rotate=45)


def test_auto_tells_the_time_of_all_four_readings(reader: Reader) -> None:
    times = reader.read(written("23745", 1).frame, rotate="auto").milliseconds
    assert times["page"] + times["digit"] == pytest.approx(times["total"])


@pytest.mark.slow
def test_a_camera_on_its_side_is_read_as_one_that_is_not(reader: Reader) -> None:
    frame = load_picture(SAMPLES / "marker.jpg")
    steady = SteadyTurn(reader.read)
    for _ in range(5):
        assert steady.read(turned(frame, 90)).lines == reader.read(frame).lines
    assert steady.turn == 270
