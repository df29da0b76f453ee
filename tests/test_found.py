"""Marks that the reader finds on pages, and what the truth says they are."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from edge.card import NOT_A_DIGIT
from edge.ink import Ink
from edge.lattice import Candidate
from edge.reading import Box
from edge.segment import Piece
from train.found import answer_of, find_marks, found_on
from train.handwriting import sample_hand
from train.scenes import Scene, Setting, render_scene

ZERO, ONE = Box(20, 20, 40, 60), Box(80, 20, 6, 60)


@pytest.fixture(scope="module")
def page() -> np.ndarray:
    """Ink (100, 200): a 0, a 1 beside it, a bare stroke, a bracket and a small ring that are no digits."""
    picture = np.zeros((100, 200), np.uint8)
    cv2.ellipse(picture, (40, 50), (18, 28), 0, 0, 360, 255, 4)
    cv2.rectangle(picture, (80, 20), (85, 79), 255, cv2.FILLED)
    cv2.rectangle(picture, (110, 20), (115, 79), 255, cv2.FILLED)
    cv2.polylines(picture, [np.array([(150, 20), (126, 20), (126, 79), (150, 79)])], False, 255, 4)
    cv2.circle(picture, (175, 50), 12, 255, 4)
    return picture


@pytest.mark.parametrize(
    ("box", "cuts", "answer"),
    [
        (ZERO, 0, 0),  # the digit
        (ZERO, 1, 0),  # the digit, cut from its neighbour
        (ONE, 0, 1),
        (Box(21, 20, 39, 60), 0, 0),  # a pixel less on one side
        (Box(20, 20, 34, 60), 1, None),  # most of a 0, which is a C
        (Box(20, 20, 22, 60), 1, None),  # half of it
        (Box(20, 20, 40, 14), 0, NOT_A_DIGIT),  # its top alone
        (Box(20, 20, 66, 60), 0, NOT_A_DIGIT),  # both
        (Box(18, 18, 44, 64), 0, 0),  # the digit and some paper
        (Box(110, 20, 6, 60), 0, None),  # a bare stroke anywhere may be a 1
        (Box(124, 18, 32, 64), 0, NOT_A_DIGIT),  # a bracket
        (Box(162, 37, 27, 27), 0, NOT_A_DIGIT),  # a whole letter with a loop
        (Box(162, 37, 27, 27), 1, None),  # a loop that was cut off may be a 0
    ],
)
def test_the_truth_decides_or_it_is_left_open(page: np.ndarray, box: Box, cuts: int, answer: int | None) -> None:
    scene = Scene(np.zeros((100, 200, 3), np.uint8), (("0", ZERO), ("1", ONE)), ("01",))
    patch = page[box.y : box.bottom, box.x : box.right].copy()
    ink = Ink(page, cv2.compare(page, 0, cv2.CMP_GT), 255 - page)
    assert answer_of(Candidate(Piece(box, patch, 255), frozenset({0}), 0 if cuts else None, cuts), scene, ink) == answer


def test_a_0_without_its_side_is_left_open_even_in_a_0s_box(page: np.ndarray) -> None:
    patch = page[ZERO.y : ZERO.bottom, ZERO.x : ZERO.right].copy()
    patch[20:50, 30:] = 0
    scene = Scene(np.zeros((100, 200, 3), np.uint8), (("0", ZERO),), ("0",))
    whole = Candidate(Piece(ZERO, patch, 255), frozenset({0}))
    assert answer_of(whole, scene, Ink(page, cv2.compare(page, 0, cv2.CMP_GT), 255 - page)) is None


@pytest.mark.parametrize(
    ("line", "spacing", "digits", "least_others"),
    [
        ("0123456789", 0.5, list(range(10)), 0),  # apart, each is found once and is what was written
        ("mxk", 0.5, [], 3),  # letters
    ],
)
def test_on_a_clean_page(line: str, spacing: float, digits: list[int], least_others: int) -> None:
    rng = np.random.default_rng(4)
    found = [answer for _, answer in found_on(render_scene(rng, Setting((line,), sample_hand(rng), spacing=spacing)))]
    assert sorted(set(found) - {NOT_A_DIGIT}) == digits
    assert found.count(NOT_A_DIGIT) >= least_others


def test_the_same_seed_finds_the_same_and_another_does_not() -> None:
    first, again, other = (find_marks(2, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert [mark.tobytes() for mark in first.others] == [mark.tobytes() for mark in again.others]
    assert np.array_equal(first.labels, again.labels)
    assert [mark.tobytes() for mark in first.others] != [mark.tobytes() for mark in other.others]
    assert len(first.digits) == len(first.labels)
    assert first.labels.dtype == np.uint8
    assert not np.isin(NOT_A_DIGIT, first.labels)


def test_no_page_has_no_marks() -> None:
    marks = find_marks(0, np.random.default_rng(1))
    assert (marks.digits, len(marks.labels), marks.others) == ([], 0, [])
