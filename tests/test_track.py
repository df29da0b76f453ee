"""A number is announced once, when it has been the same for long enough, and once when it is gone."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from shown_pages import EMPTY, SURE, announced, film, reading

from edge.camera import Frame
from edge.card import LABELS, NOT_A_DIGIT
from edge.reading import Box, Digit, Reading
from edge.track import FASTEST, GONE, LEAST_FRAMES, SHRUNK, SteadyNumber

MANY = pytest.param(60.0, marks=pytest.mark.slow)  # frames a second


@pytest.mark.parametrize("rate", [3.0, 5.0, 15.0, 30.0, MANY])
@pytest.mark.parametrize(
    ("parts", "texts"),
    [
        ([(3.0, "407")], ["407"]),  # once, however long it lies there
        ([(3.0, "407|12")], ["407\n12"]),
        ([(3.0, "")], []),  # an empty table
        ([(3.0, "407"), (3.0, "")], ["407", ""]),  # gone, once
        ([(3.0, "407"), (3.0, "408")], ["407", "408"]),  # another digit on the same page: no gone between
        ([(3.0, "407"), (3.0, "4075")], ["407", "4075"]),  # one more is written
        ([(3.0, "407"), (3.0, ""), (3.0, "407")], ["407", "", "407"]),  # the same page again is a new one
        ([(3.0, "407"), (3.0, ""), (3.0, "93")], ["407", "", "93"]),
        ([(3.0, "407"), (1.5, "40"), (3.0, "407")], ["407"]),  # a hand over the last digit: ink does not vanish
        ([(3.0, "407"), (2 + SHRUNK, "40")], ["407", "40"]),  # unless it does
    ],
)
def test_what_is_announced_depends_on_seconds_and_not_on_frames(
    parts: list[tuple[float, str]], texts: list[str], rate: float
) -> None:
    assert [one.text for one in announced(film(*parts, rate=rate))] == texts


@pytest.mark.parametrize("flicker", ["", "401", "40_", "4077", "1"])  # nothing, another, one less, one more, rubbish
@pytest.mark.parametrize("rate", [3.0, 15.0, MANY])
def test_one_frame_that_says_otherwise_changes_nothing(flicker: str, rate: float) -> None:
    shown = film((8.0, "407"), rate=rate)
    middle = len(shown) // 2
    shown[middle] = (shown[middle][0], reading(flicker))
    assert [one.text for one in announced(shown)] == ["407"]


def test_dropped_frames_cost_no_announcement() -> None:
    shown = [one for i, one in enumerate(film((3.0, "407"), (3.0, ""), rate=30)) if i % 7 not in (2, 3, 5)]
    assert [one.text for one in announced(shown)] == ["407", ""]


@pytest.mark.parametrize("rate", [5.0, 15.0, MANY])
def test_a_sure_number_is_announced_promptly_and_gone_is_told_after_its_time(rate: float) -> None:
    number, gone = announced(film((3.0, "407"), (3.0, ""), rate=rate))
    assert number.time <= max(FASTEST + 0.05, (LEAST_FRAMES - 1) / rate) + 1 / rate
    assert GONE <= gone.time - 3.0 + 1 / rate <= GONE + 2 / rate + 1e-6
    assert (gone.lines, gone.digits, gone.confidence) == ((), (), 1.0)


def test_the_less_sure_the_longer_the_wait() -> None:
    waits = [announced(film((9.0, "4"), confidence=confidence))[0].time for confidence in (0.999, 0.98, 0.96, 0.94)]
    assert all(before < after for before, after in pairwise(waits))
    assert announced(film((9.0, "4"), confidence=0.85)) == []
    assert announced(film((9.0, "44444444"), confidence=0.98)) == []  # none of eight is much doubted, but all together


@pytest.mark.parametrize(
    ("text", "letters", "most"),
    [
        ("4", 0.0, 0.6),  # nothing else there
        ("40778262", 0.0, 0.6),  # other digits speak for a digit, so that many are not doubted more than one
        ("40778262", 1.0, 5.5),  # a number and its unit
        ("40", 10.0, None),  # a word of two letters on a page of words
        ("1", 2.0, None),  # an l beside other letters
    ],
)
def test_what_may_be_a_letter_is_one_among_letters(text: str, letters: float, most: float | None) -> None:
    page = reading(text, 0.98, doubt=LABELS[NOT_A_DIGIT], letters=letters)
    times = [one.time for one in announced((i / 15, page) for i in range(135))]
    assert times == [] if most is None else times[0] <= most


def test_probabilities_are_combined_over_time() -> None:
    """No frame is sure of its 4, and one in five takes it for a 9: a vote would be as sure as the frames are many."""
    shown = [(i / 15, reading("9" if i % 5 == 3 else "4", 0.7 if i % 5 == 3 else 0.9)) for i in range(60)]
    assert announced(shown) == []
    sure = [(time, reading("4", 0.97 if read.text == "4" else 0.5)) for time, read in shown]
    (one,) = announced(sure)
    assert 0.9 < one.confidence < 0.97


def test_marks_that_come_and_go_hold_back() -> None:
    shown = [(i / 15, reading("407" if i % 2 else "4075")) for i in range(60)]
    assert announced(shown) == []


def test_restless_letters_wait_longer_than_a_page_that_comes_to_rest() -> None:
    words = ("50_1", "501_", "5_11", "50__")
    restless = [(i / 15, reading(words[i // 3 % 4])) for i in range(60)]
    rest = [(4 + i / 15, reading("23")) for i in range(60)]
    (late,), (early,) = announced(restless + rest), announced(rest)
    assert late.time > early.time + 0.3


@pytest.mark.parametrize("text", ["1", "0", "10", "11|1"])
def test_strokes_and_rings_wait_longer(text: str) -> None:
    (one,), (other,) = announced(film((3.0, text))), announced(film((3.0, "37")))
    assert one.time > other.time + 0.5


@pytest.mark.parametrize(
    ("speed", "texts"),
    [
        (0.0, ["407"]),
        (25.0, ["407"]),  # pixels a second: a hand that holds the camera
        (160.0, []),  # a page on its way
    ],
)
@pytest.mark.parametrize("rate", [5.0, 15.0, 30.0])
def test_a_moving_page_is_not_announced(speed: float, texts: list[str], rate: float) -> None:
    shown = [(i / rate, reading("407", at=(50 + speed * i / rate, 100))) for i in range(round(2.5 * rate))]
    assert [one.text for one in announced(shown)] == texts


def test_a_page_that_comes_to_rest_is_announced_where_it_lies() -> None:
    moving = [(i / 15, reading("407", at=(20 + 20 * i, 100))) for i in range(15)]
    resting = [(1 + i / 15, reading("407", at=(320, 100))) for i in range(15)]
    (one,) = announced(moving + resting)
    assert 1.2 < one.time < 1.5
    assert [digit.box for digit in one.digits] == [digit.box for digit in resting[0][1].digits]


def hand(time: float) -> NDArray[np.uint8]:
    """A page with something large beside the number, which goes to and fro by 150 pixels a second."""
    image = EMPTY.copy()
    left = round(220 + abs(150 * time % 120 - 60))
    cv2.rectangle(image, (left, 20), (left + 40, 220), (90, 120, 170), -1)
    return image


@pytest.mark.parametrize(
    ("picture", "texts"),
    [
        (lambda _: hand(0.2), ["407"]),  # what lies still beside a number is no hand
        (hand, []),
    ],
)
def test_while_something_moves_over_the_number_it_is_not_announced(
    picture: Callable[[float], NDArray[np.uint8]], texts: list[str]
) -> None:
    steady = SteadyNumber()
    made = [steady.update(Frame(picture(i / 15), i / 15, "test", i), reading("407")) for i in range(30)]
    assert [one.text for one in made if one] == texts


def test_light_that_flickers_is_no_movement() -> None:
    steady = SteadyNumber()
    page = EMPTY.copy()
    cv2.putText(page, "407", (100, 150), cv2.FONT_HERSHEY_SIMPLEX, 2, (40, 40, 40), 5)
    pages = (np.round(page * (0.6 if i % 2 else 1.0)).astype(np.uint8) for i in range(15))
    made = [steady.update(Frame(image, i / 15, "test", i), reading("407")) for i, image in enumerate(pages)]
    assert [one.text for one in made if one] == ["407"]


def test_a_long_pause_between_frames_forgets_the_evidence_but_not_the_number() -> None:
    steady = SteadyNumber()
    assert [one.text for one in announced(film((1.0, "407")), steady)] == ["407"]
    later = [(60 + time, read) for time, read in film((1.0, "407"), (1.0, ""))]
    assert [one.text for one in announced(later, steady)] == [""]  # 407 still stood announced


def test_another_size_of_frame_is_another_view() -> None:
    steady = SteadyNumber()
    assert [one.text for one in announced(film((1.0, "407")), steady)] == ["407"]
    small = np.full((240, 320, 3), 200, np.uint8)
    read = Reading(320, 240, reading("93", at=(50, 50)).digits)
    assert [one.text for one in announced([(1 + i / 15, read) for i in range(15)], steady, small)] == ["93"]


def test_lines_are_those_of_the_turned_page() -> None:
    """Read from a camera on its side, the two lines of a page are columns of the picture as given."""
    for turn, left, right in ((90, 0, 1), (270, 1, 0)):  # the line on which each stands when the picture is turned
        digits = [Digit("4", SURE, Box(200, 100, 50, 30), left), Digit("7", SURE, Box(300, 100, 50, 30), right)]
        read = Reading(640, 480, tuple(sorted(digits, key=lambda digit: digit.line)), turn=turn)
        (one,) = announced((i / 15, read) for i in range(10))
        assert one.lines == tuple(read.lines)
        assert [digit.box for digit in one.digits] == [digit.box for digit in read.digits]


def test_the_json_is_the_documented_one() -> None:
    (one,) = announced(film((0.6, "4"), rate=30, confidence=0.999))
    fields = json.loads(json.dumps(one.as_json()))
    assert list(fields) == ["time", "text", "lines", "digits", "confidence", "frame"]
    assert (fields["text"], fields["lines"], fields["confidence"]) == ("4", ["4"], 0.999)
    assert fields["digits"] == [{"label": "4", "confidence": 0.999, "box": [100, 100, 30, 50], "line": 0}]
    assert fields["time"] == pytest.approx(fields["frame"] / 30, abs=1e-3)


TEXTS = st.sampled_from(["", "4", "407", "401", "40", "4077", "93|12", "1"])
# Some builds of tflite-runtime switch their process to a processor mode without subnormal numbers.
STEPS = st.tuples(st.floats(0.0, 2.0, allow_subnormal=False), TEXTS, st.floats(0.3, 1.0), st.integers(0, 200))


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(STEPS, st.integers(1, 12)), max_size=12))
def test_never_the_same_twice_and_never_gone_without_a_number(
    steps: list[tuple[tuple[float, str, float, int], int]],
) -> None:
    steady, time, last = SteadyNumber(), 0.0, ()
    index = 0
    for (pause, text, confidence, x), count in steps:
        for _ in range(count):
            time += pause / count + 0.03
            one = steady.update(Frame(EMPTY, time, "test", index), reading(text, confidence, (x, 100)))
            index += 1
            if one:
                assert one.lines != last
                assert (one.time, one.frame) == (time, index - 1)
                assert 0 <= one.confidence <= 1
                last = one.lines
            assert (steady.current.lines if steady.current else ()) == last
