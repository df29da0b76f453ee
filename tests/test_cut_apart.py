"""Touching digits, as they are cut apart for training: what is kept of each, and what the truth says it is."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
import pytest

from edge.card import NOT_A_DIGIT
from edge.lattice import Candidate
from edge.reading import Box
from edge.segment import Piece
from train.cut_apart import MOST_WRONG, OVERLAP, answer_of, cut_apart, cuts_of, string_of
from train.data import Digits
from train.generated import generate_digits
from train.marks import HEIGHT

DIGITS = generate_digits(400, 3)
LABELS = np.array([7, 0], np.uint8)


@pytest.fixture(scope="module")
def string() -> list[np.ndarray]:
    """A 7 and a 0 in ink (60, 100), each alone; they touch where the bar of the 7 meets the 0."""
    seven, zero = np.zeros((2, 60, 100), np.uint8)
    cv2.polylines(seven, [np.array([(4, 4), (52, 4), (24, 56)])], False, 255, 5)
    cv2.ellipse(zero, (72, 30), (18, 26), 0, 0, 360, 255, 5)
    return [seven, zero]


@pytest.mark.parametrize(
    ("left", "right", "top", "answer"),
    [
        (0, 54, 0, 7),  # the 7, and of the 0 next to nothing
        (0, 50, 0, 7),  # the 7 without the end of its bar
        (53, 100, 0, 0),
        (0, 100, 0, NOT_A_DIGIT),  # both
        (0, 74, 0, NOT_A_DIGIT),  # the 7 and much of the 0
        (10, 32, 0, None),  # a good part of the 7
        (86, 100, 0, None),  # its right side, which may be a 1
        (24, 34, 44, None),  # the foot of the 7, a bare stroke as well
        (0, 18, 0, NOT_A_DIGIT),  # the left end of its bar
    ],
)
def test_the_truth_decides_or_it_is_left_open(
    string: list[np.ndarray], left: int, right: int, top: int, answer: int | None
) -> None:
    everything = np.maximum.reduce(string)
    part = np.ascontiguousarray(everything[top:, left:right])
    taken = Candidate(Piece(Box(left, top, right - left, 60 - top), part, 255), frozenset({0}))
    assert answer_of(taken, string, LABELS) == answer


@pytest.mark.parametrize("count", [2, 3, 4])
def test_a_string_overlaps_no_more_than_is_said(count: int) -> None:
    rng = np.random.default_rng(count)
    for _ in range(20):
        each = string_of(list(DIGITS[rng.choice(len(DIGITS), count)].images), rng)
        boxes = [Box(*cv2.boundingRect(cv2.threshold(one, 127, 255, cv2.THRESH_BINARY)[1])) for one in each]
        assert len({one.shape for one in each}) == 1
        assert all(0.8 * HEIGHT <= max(box.w, box.h) <= 1.2 * HEIGHT for box in boxes)
        for left, right in pairwise(boxes):
            assert left.x < right.x
            overlap = (left.right - right.x) / min(left.w, right.w)
            assert OVERLAP[0] - 0.1 <= overlap <= OVERLAP[1] + 0.1  # cubic interpolation blurs an edge


def test_what_is_cut_out_is_of_the_string_and_few_of_it_are_wrong() -> None:
    digits = DIGITS[np.arange(3)]
    for seed in range(10):
        cuts = cuts_of(digits, np.random.default_rng(seed))
        assert {answer for _, answer in cuts} <= {NOT_A_DIGIT, *map(int, digits.labels)}
        assert sum(answer == NOT_A_DIGIT for _, answer in cuts) <= MOST_WRONG
        assert all(mark.shape[0] == mark.shape[1] for mark, _ in cuts)  # with room on all sides, to be turned


def test_the_same_seed_gives_the_same_marks_and_each_digit_comes() -> None:
    first, again = (cut_apart(DIGITS, 60, np.random.default_rng(5)) for _ in range(2))
    assert len(first.digits) == len(first.labels) >= 60
    assert len(first.others) >= 60
    assert (first.labels == again.labels).all()
    for one, other in zip((*first.digits, *first.others), (*again.digits, *again.others), strict=True):
        assert np.array_equal(one, other)
    assert set(first.labels.tolist()) == set(range(10))


def test_digits_of_one_kind_alone_are_cut_to_that_kind() -> None:
    ones = DIGITS[np.flatnonzero(DIGITS.labels == 4)]
    found = cut_apart(Digits(ones.images, ones.labels), 30, np.random.default_rng(1))
    assert set(found.labels.tolist()) == {4}


def test_no_strings_are_no_marks() -> None:
    found = cut_apart(DIGITS, 0, np.random.default_rng(1))
    assert (found.digits, found.others, len(found.labels)) == ([], [], 0)
