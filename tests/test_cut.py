"""Digits that touch are cut between them; what is too narrow for two is not cut at all."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from written import digit_mask

from edge.cut import LEAST_PART, MOST_CUTS, between, seams
from edge.reading import Box
from edge.segment import SMALLEST, Piece


def piece(patch: NDArray[np.uint8], x: int = 0, y: int = 0) -> Piece:
    return Piece(Box(x, y, patch.shape[1], patch.shape[0]), patch, 200)


def cut(whole: Piece) -> list[Piece]:
    """What lies between each two neighbouring seams."""
    edges = seams(whole)
    parts = [between(whole, left, right, 0) for left, right in pairwise(edges)]
    return [part for part in parts if part is not None]


def tight(patch: NDArray[np.uint8]) -> NDArray[np.uint8]:
    x, y, w, h = cv2.boundingRect(cv2.threshold(patch, 127, 255, cv2.THRESH_BINARY)[1])
    return patch[y : y + h, x : x + w]


def touching(seed: int) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """Two round digits moved together until they meet, and whose each pixel is: 1 left, 2 right, 3 both."""
    left, right = (tight(digit_mask(digit, seed + digit, 80)) for digit in (6, 0))
    height = max(left.shape[0], right.shape[0])
    gap = 12
    while True:
        canvas = np.zeros((2, height, left.shape[1] + right.shape[1] + gap), np.uint8)
        canvas[0, -left.shape[0] :, : left.shape[1]] = left
        canvas[1, -right.shape[0] :, -right.shape[1] :] = right
        whole = canvas.max(axis=0)
        if cv2.connectedComponents(cv2.threshold(whole, 127, 255, cv2.THRESH_BINARY)[1])[0] == 2:
            return whole, (canvas[0] >= 128) + 2 * (canvas[1] >= 128)
        gap -= 1


def wrong_share(whole: NDArray[np.uint8], owner: NDArray[np.int64]) -> float:
    """The share of the ink that lies on the wrong side of the best of the cuts."""
    edges = seams(piece(whole))
    assert 3 <= len(edges) <= MOST_CUTS + 2
    wrong = []
    for edge in edges[1:-1]:  # what is left of it is one digit, the rest the other
        left = (np.arange(whole.shape[1]) < edge[:, None]) & (whole >= 128)
        wrong.append(((left & (owner == 2)).sum() + (~left & (owner == 1)).sum()) / (owner > 0).sum())
    return float(min(wrong))


@pytest.mark.parametrize("seed", range(12))
def test_one_of_the_cuts_parts_two_touching_digits(seed: int) -> None:
    assert wrong_share(*touching(100 * seed)) <= 0.08


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), width=st.integers(1, 150), height=st.integers(1, 100))
def test_parts_share_no_ink_and_lie_within_the_piece(seed: int, width: int, height: int) -> None:
    rng = np.random.default_rng(seed)
    soft = cv2.GaussianBlur(rng.random((height, width), np.float32), (0, 0), 4)
    patch = cv2.normalize(soft, None, 0, 255, cv2.NORM_MINMAX).astype(np.uint8)
    whole = piece(patch, 30, 70)
    owners = np.zeros(patch.shape, int)
    parts = cut(whole)
    for part in parts:
        box = part.box
        assert whole.box.x <= box.x < box.right <= whole.box.right
        assert whole.box.y <= box.y < box.bottom <= whole.box.bottom
        assert part.patch.shape == (box.h, box.w)
        assert part.strength == whole.strength
        x, y = box.x - whole.box.x, box.y - whole.box.y
        inked = part.patch >= 128
        owners[y : y + box.h, x : x + box.w] += inked
        assert (part.patch[inked] == patch[y : y + box.h, x : x + box.w][inked]).all()
    assert owners.max(initial=0) <= 1
    assert sum(part.mass for part in parts) <= whole.mass + 1e-6


@pytest.mark.parametrize(
    ("width", "height", "cuttable"),
    [
        (30, 100, False),  # a 1
        (49, 100, False),  # a narrow digit
        (65, 100, True),  # wide enough for two 1s
        (200, 100, True),
        (SMALLEST - 1, SMALLEST - 1, False),  # too small for two
        (300, SMALLEST - 1, False),  # a bar
    ],
)
def test_what_is_narrow_is_not_cut(width: int, height: int, cuttable: bool) -> None:
    patch = np.full((height, width), 255, np.uint8)
    assert bool(seams(piece(patch))) == cuttable


def test_a_cut_goes_through_the_thin_bridge() -> None:
    """Two blocks, joined by a thread: the cut costs least there."""
    patch = np.zeros((80, 160), np.uint8)
    patch[:, :60] = patch[:, 100:] = 255
    patch[40:43, 60:100] = 255
    boxes = [part.box for part in cut(piece(patch, 1000, 500))]
    assert boxes[0].x == 1000
    assert boxes[-1].right == 1160
    edges = [box.right - 1000 for box in boxes[:-1]]
    assert any(58 <= edge <= 102 for edge in edges)


@pytest.mark.parametrize("lean", [10, 25, 35])
def test_slanted_digits_are_cut_along_a_slanted_path(lean: int) -> None:
    """No straight cut from top to bottom parts two strokes that lean over each other."""
    strokes = np.zeros((3, 100, 300), np.uint8)
    cv2.line(strokes[0], (60 + lean, 0), (60 - lean, 99), 255, 9)
    cv2.line(strokes[1], (110 + lean, 0), (110 - lean, 99), 255, 9)
    cv2.line(strokes[2], (60, 50), (110, 50), 255, 2)  # the bridge
    columns = np.flatnonzero(strokes.any(axis=(0, 1)))
    strokes = strokes[:, :, columns[0] : columns[-1] + 1]
    owner = (strokes[0] > 0) + 2 * (strokes[1] > 0)
    assert wrong_share(strokes.max(axis=0), owner) <= 0.05


def test_no_part_is_a_splinter() -> None:
    for seed in range(6):
        whole = piece(touching(7 * seed)[0])
        parts = cut(whole)
        assert min(parts[0].mass, parts[-1].mass) >= 0.5 * LEAST_PART * whole.mass


@pytest.mark.parametrize("count", [2, 3, 5])
def test_0s_that_share_a_stroke_are_cut_through_it_and_not_through_their_middles(count: int) -> None:
    radius, pen = 20, 5
    whole = np.zeros((60, 30 + 2 * (radius - pen // 2) * count), np.uint8)
    middles = [20 + 2 * (radius - pen // 2) * k for k in range(count)]
    for middle in middles:
        cv2.ellipse(whole, (middle, 30), (radius - 2, 26), 0, 0, 360, 255, pen)
    whole = tight(whole)
    edges = [float(edge.mean()) for edge in seams(piece(whole))[1:-1]]
    for left, right in pairwise(middles):
        shared = (left + right) / 2 - 2
        assert min(abs(edge - shared) for edge in edges) <= pen


def test_a_part_reaches_beyond_its_seams_as_far_as_is_asked() -> None:
    whole = piece(np.full((40, 120), 255, np.uint8), 7, 9)
    left, right = np.full(40, 30.0), np.full(40, 60.0)
    assert between(whole, left, right, 0).box == Box(37, 9, 30, 40)
    assert between(whole, left, right, 5).box == Box(32, 9, 40, 40)
    assert between(whole, left, left + SMALLEST - 1, 0).box.h == 40
    small = piece(np.full((SMALLEST - 1, 120), 255, np.uint8))
    assert between(small, np.full(SMALLEST - 1, 30.0), np.full(SMALLEST - 1, 32.0), 0) is None


def test_a_longer_piece_has_more_cuts() -> None:
    few, many = (len(seams(piece(np.full((30, width), 255, np.uint8)))) for width in (40, 200))
    assert few - 2 < many - 2 <= MOST_CUTS
