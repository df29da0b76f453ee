"""Marks of the page itself: corners that are never a 7, edges of shadows; and three digits in one box."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("tqdm", reason="the training side is not installed (pip install '.[train]')")

import train.negatives
from train.generated import generate_digits
from train.negatives import beside, not_digits
from train.page_marks import CROSSINGS, SIDE, corner, shadow_edge

SEEDS = st.integers(0, 2**32 - 1)
RIGHT, DOWN, LEFT, UP = range(4)
DIGITS = generate_digits(50, seed=4)


def test_no_corner_is_a_7_or_a_bare_line() -> None:
    assert all(set(arms) != {LEFT, DOWN} for arms in CROSSINGS)  # a 7
    assert all(set(arms) not in ({LEFT, RIGHT}, {UP, DOWN}) for arms in CROSSINGS)  # a minus, a 1
    assert all(len(set(arms)) == len(arms) >= 2 for arms in CROSSINGS)
    assert {arm for arms in CROSSINGS for arm in arms} == {RIGHT, DOWN, LEFT, UP}


def arms_of(mark: np.ndarray) -> frozenset[int]:
    """Which arms a drawn corner has: its lines go nearly along the axes, so they cross the sides of a frame around
    where most of its ink lies in a row and in a column."""
    ink = mark > 127
    y, x = int(ink.sum(axis=1).argmax()), int(ink.sum(axis=0).argmax())
    reach = range(12, 17)
    wide = 5  # pixels that a line may have wandered by there
    ends = {
        RIGHT: [ink[max(0, y - wide) : y + wide + 1, x + far].any() for far in reach if x + far < SIDE],
        LEFT: [ink[max(0, y - wide) : y + wide + 1, x - far].any() for far in reach if x - far >= 0],
        DOWN: [ink[y + far, max(0, x - wide) : x + wide + 1].any() for far in reach if y + far < SIDE],
        UP: [ink[y - far, max(0, x - wide) : x + wide + 1].any() for far in reach if y - far >= 0],
    }
    return frozenset(arm for arm, found in ends.items() if found and all(found))


def test_drawn_corners_have_the_arms_that_are_said() -> None:
    found = [arms_of(corner(np.random.default_rng(seed))) for seed in range(400)]
    assert {frozenset(arms) for arms in CROSSINGS} <= set(found)
    assert sum(arms == {LEFT, DOWN} for arms in found) < 30  # T's and crosses that the box cuts an arm off, and no more


@settings(max_examples=50, deadline=None)
@given(seed=SEEDS)
def test_the_edge_of_a_shadow_comes_from_outside_the_box(seed: int) -> None:
    """Every part of it goes on beyond the box; a digit would not."""
    mark = shadow_edge(np.random.default_rng(seed))
    assert (mark.shape, mark.dtype) == ((SIDE, SIDE), np.uint8)
    count, parts = cv2.connectedComponents(mark, connectivity=8)
    at_the_border = set(np.concatenate([parts[0], parts[-1], parts[:, 0], parts[:, -1]]).tolist())
    assert set(range(1, count)) <= at_the_border
    assert (mark > 0).mean() < 0.95


@settings(max_examples=50, deadline=None)
@given(seed=SEEDS)
def test_three_digits_in_a_box_keep_room_about_them(seed: int) -> None:
    rng = np.random.default_rng(seed)
    three = beside(beside(DIGITS.images[seed % 50], DIGITS.images[seed % 49], rng), DIGITS.images[seed % 47], rng)
    assert three.shape[0] == three.shape[1] > 28
    assert three.dtype == np.uint8
    assert not np.concatenate([three[0], three[-1], three[:, 0], three[:, -1]]).any()


def test_three_digits_in_a_box_come_up(monkeypatch: pytest.MonkeyPatch) -> None:
    pairs, triples = [], []

    def noted(left: np.ndarray, right: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        made = beside(left, right, rng)
        (triples if any(left is pair for pair in pairs) else pairs).append(made)
        return made

    monkeypatch.setattr(train.negatives, "beside", noted)
    marks = not_digits(DIGITS, [DIGITS.images[0]], (), 300, np.random.default_rng(1))
    assert sum(any(mark is triple for triple in triples) for mark in marks) >= 3
    assert sum(any(mark is pair for pair in pairs) for mark in marks) >= 10
