"""Pieces are tight, inside the picture, and hold all ink worth reading and none twice."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from written import box_of, digit_mask, placed, written

from edge.ink import Ink, find_ink
from edge.reading import Box
from edge.segment import MOST_PIECES, SMALLEST, Piece, find_pieces, joined, leaves_picture, pieces_of

SEEDS = st.integers(0, 2**32 - 1)


def ink_of(strength: NDArray[np.uint8], threshold: int = 20) -> Ink:
    return Ink(strength, np.where(strength >= threshold, np.uint8(255), np.uint8(0)), 255 - strength)


def piece(patch: NDArray[np.uint8], x: int = 0, y: int = 0, strength: int = 200) -> Piece:
    return Piece(Box(x, y, patch.shape[1], patch.shape[0]), patch, strength)


def rubbed(seed: int) -> NDArray[np.uint8]:
    """Ink in soft blotches of every darkness, uint8 (h, w)."""
    rng = np.random.default_rng(seed)
    shape = int(rng.integers(1, 120)), int(rng.integers(1, 120))
    soft = cv2.GaussianBlur(rng.random(shape, np.float32), (0, 0), 3)
    return cv2.normalize(soft, None, 0, 255, cv2.NORM_MINMAX).astype(np.uint8)


@settings(max_examples=80, deadline=None)
@given(seed=SEEDS, threshold=st.integers(1, 200))
def test_pieces_are_tight_and_inside_the_picture(seed: int, threshold: int) -> None:
    strength = rubbed(seed)
    for found in find_pieces(ink_of(strength, threshold)):
        box = found.box
        assert 0 <= box.x < box.right <= strength.shape[1]
        assert 0 <= box.y < box.bottom <= strength.shape[0]
        assert max(box.w, box.h) >= SMALLEST
        assert found.patch.shape == (box.h, box.w)
        assert found.patch.dtype == np.uint8
        solid = found.patch >= 127
        assert solid[0].any()
        assert solid[-1].any()
        assert solid[:, 0].any()
        assert solid[:, -1].any()
        assert 0 < found.strength <= 255


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS, threshold=st.integers(1, 200))
def test_no_ink_is_in_two_pieces(seed: int, threshold: int) -> None:
    strength = rubbed(seed)
    owners = np.zeros(strength.shape, int)
    for found in find_pieces(ink_of(strength, threshold)):
        box = found.box
        owners[box.y : box.bottom, box.x : box.right] += found.patch >= 128
    assert owners.max(initial=0) <= 1


def test_a_faint_tail_is_no_part_of_the_box() -> None:
    """Too little of it to look at the piece anew: a scratch of the paper that the pen ran into."""
    strength = np.zeros((100, 100), np.uint8)
    strength[20:80, 20:60] = 200
    strength[50, 60:95] = 25
    (found,) = find_pieces(ink_of(strength))
    assert found.box == Box(20, 20, 40, 60)
    assert found.patch.shape == (60, 40)


@pytest.mark.parametrize("seed", range(5))
def test_written_digits_are_found_box_by_box_the_heaviest_first(seed: int) -> None:
    page = written("638209", seed + 40, height=70)
    pieces = find_pieces(find_ink(page.frame))
    masses = [found.mass for found in pieces]
    assert masses == pytest.approx(sorted(masses, reverse=True), rel=0.25)  # ordered by the area before it is cut out
    assert len(pieces) >= len(page.boxes)
    for truth in page.boxes:  # two strokes that do not touch are two pieces; together they have the digit's box
        inside = [p.box for p in pieces if truth.x - 2 <= p.box.centre[0] <= truth.right + 2]
        whole = inside[0]
        for box in inside[1:]:
            whole = whole.union(box)
        np.testing.assert_allclose(
            [whole.x, whole.y, whole.right, whole.bottom], [truth.x, truth.y, truth.right, truth.bottom], atol=2
        )


def test_a_piece_has_its_own_ink_alone() -> None:
    """A small o within a large one: each patch is empty where the other lies."""
    strength = np.zeros((100, 100), np.uint8)
    cv2.circle(strength, (50, 50), 40, 200, 5)
    cv2.circle(strength, (50, 50), 12, 200, 5)
    outer, inner = find_pieces(ink_of(strength))
    assert outer.box.w > 80
    assert inner.box.w < 35
    assert not outer.patch[30:55, 30:55].any()
    assert outer.mass + inner.mass == pytest.approx((strength > 0).sum(), rel=0.05)


@pytest.mark.parametrize("strength", [30, 90, 255])
def test_ink_is_as_bright_in_a_pencils_patch_as_in_a_markers(strength: int) -> None:
    (found,) = find_pieces(ink_of((placed(digit_mask(3, 1), (120, 120), 30, 30) * (strength / 255)).astype(np.uint8)))
    assert found.patch.max() == 255
    assert found.strength == pytest.approx(strength, abs=2)
    assert found.mass == pytest.approx(digit_mask(3, 1).sum() / 255, rel=0.1)


def test_what_is_much_fainter_than_the_pen_is_let_go() -> None:
    """A digit on a ruled line a quarter as dark: one component of the mask, and the line is no part of the piece."""
    digit = placed(digit_mask(0, 1), (120, 200), 60, 30)
    strength = digit.copy()
    strength[88:91, 10:190] = np.maximum(strength[88:91, 10:190], 60)
    assert cv2.connectedComponents(ink_of(strength).mask)[0] == 2
    (found,) = find_pieces(ink_of(strength))
    truth = box_of(digit)
    assert abs(found.box.x - truth.x) <= 2
    assert abs(found.box.right - truth.right) <= 2


@pytest.mark.parametrize(
    ("width", "height", "count"),
    [
        (SMALLEST, SMALLEST, 1),
        (SMALLEST - 1, SMALLEST - 1, 0),  # too small for anyone to read
        (2, SMALLEST, 1),  # a small 1
        (40, 3, 1),
    ],
)
def test_specks_are_left_behind(width: int, height: int, count: int) -> None:
    strength = np.zeros((60, 60), np.uint8)
    strength[10 : 10 + height, 10 : 10 + width] = 200
    assert len(find_pieces(ink_of(strength))) == count


def test_of_too_many_pieces_the_heaviest_are_kept() -> None:
    strength = np.zeros((620, 720), np.uint8)
    for i in range(45 * 50):
        x, y = 10 + 14 * (i % 50), 10 + 13 * (i // 50)
        strength[y : y + 10, x : x + (9 if i % 3 == 0 else 4)] = 200
    pieces = find_pieces(ink_of(strength))
    assert len(pieces) == MOST_PIECES
    assert sum(found.box.w == 9 for found in pieces) == 750  # all of the heavy ones


@pytest.mark.parametrize("shape", [(1, 1), (3, 500), (50, 50)])
def test_no_ink_gives_no_pieces(shape: tuple[int, int]) -> None:
    assert find_pieces(ink_of(np.zeros(shape, np.uint8))) == []


def test_parts_of_a_mask_keep_their_place_and_have_their_own_strength() -> None:
    strength = np.zeros((40, 60), np.uint8)
    strength[5:25, 10:20] = 200
    strength[8:38, 40:43] = 90
    parts = pieces_of(strength, np.where(strength > 0, np.uint8(255), np.uint8(0)), 100, 1000)
    found = {part.strength: part for part in parts}
    assert found[200].box == Box(110, 1005, 10, 20)
    assert found[90].box == Box(140, 1008, 3, 30)
    assert all((part.patch == 255).all() for part in parts)


def test_a_faint_stroke_is_let_go_only_where_it_touches_a_dark_one() -> None:
    strength = np.zeros((120, 120), np.uint8)
    strength[20:30, 10:110] = 250
    strength[25:100, 60:64] = np.maximum(strength[25:100, 60:64], 80)
    strengths = [part.strength for part in find_pieces(ink_of(strength))]
    assert strengths == [250]  # one component: the faint stroke is taken for ruling or a shadow
    strength[30:34] = 0
    assert sorted(part.strength for part in find_pieces(ink_of(strength))) == [80, 250]


@pytest.mark.parametrize(
    ("box", "leaves"),
    [
        ((10, 10, 20, 20), False),  # within
        ((0, 10, 20, 20), False),  # a digit that the frame cuts
        ((10, 0, 20, 100), True),  # from top to bottom
        ((0, 0, 20, 20), True),  # across a corner
        ((180, 80, 20, 20), True),  # the opposite corner
        ((0, 40, 200, 5), True),  # from side to side
        ((0, 0, 200, 100), True),
        ((1, 1, 198, 98), True),  # a pixel beside the edge is the edge
        ((2, 2, 196, 96), False),
    ],
)
def test_what_runs_out_of_the_picture_on_several_sides(box: tuple[int, ...], leaves: bool) -> None:
    assert leaves_picture(Piece(Box(*box), np.zeros((1, 1), np.uint8), 1), (100, 200)) == leaves


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS, count=st.integers(1, 4))
def test_joined_pieces_hold_the_ink_of_each(seed: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    parts = []
    for _ in range(count):
        x, y, w, h = (int(v) for v in rng.integers((0, 0, 1, 1), (60, 60, 40, 40)))
        parts.append(piece(rng.integers(0, 256, (h, w), np.uint8), x, y, int(rng.integers(1, 256))))
    whole = joined(parts)
    expected = np.zeros((100, 100), np.uint8)
    for part in parts:
        room = expected[part.box.y : part.box.bottom, part.box.x : part.box.right]
        room[:] = np.maximum(room, part.patch)
    box = whole.box
    np.testing.assert_array_equal(whole.patch, expected[box.y : box.bottom, box.x : box.right])
    assert whole.mass == pytest.approx(expected.sum() / 255)  # nothing is left outside the box
    assert box.x == min(part.box.x for part in parts)
    assert box.bottom == max(part.box.bottom for part in parts)
    assert whole.strength == max(part.strength for part in parts)


def test_masses_of_pieces_side_by_side_add_up() -> None:
    left, right = piece(digit_mask(5, 1), 0, 10), piece(digit_mask(6, 2), 100, 0)
    assert joined([left, right]).mass == pytest.approx(left.mass + right.mass)
