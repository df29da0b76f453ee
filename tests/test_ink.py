"""Ink is what is darker than its own paper: in any light, of any pen; and paper alone has none."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from written import BLACK, box_of, digit_mask, on_paper, overlap, placed

from edge.ink import Ink, find_ink
from edge.segment import find_pieces

SHAPE = 240, 320
PAPER = 220, 220, 220
PENCIL = 150, 150, 150
DIGIT = placed(digit_mask(5, seed=3, height=80), SHAPE, 100, 80)
Y, X = np.mgrid[: SHAPE[0], : SHAPE[1]]


def page(pen: tuple[int, int, int] = (40, 40, 40), light: NDArray[np.generic] | float = 1.0) -> NDArray[np.uint8]:
    """The digit on paper, seen in a light of 0 to 1 at each pixel."""
    return (on_paper(DIGIT, pen, PAPER) * np.broadcast_to(light, SHAPE)[:, :, None]).astype(np.uint8)


def noisy(frame: NDArray[np.uint8], spread: float, seed: int = 0) -> NDArray[np.uint8]:
    noise = np.random.default_rng(seed).normal(0, spread, frame.shape)
    return np.clip(np.rint(frame + noise), 0, 255).astype(np.uint8)


def flat(value: int, shape: tuple[int, int] = SHAPE) -> NDArray[np.uint8]:
    return np.full((*shape, 3), value, np.uint8)


def soft_shadow() -> NDArray[np.float32]:
    """The shadow of a hand across the digit: a little less than half the light."""
    return cv2.GaussianBlur(np.where(X + 0.3 * Y < 160, 0.45, 1).astype(np.float32), (0, 0), 6)


LIT: dict[str, NDArray[np.uint8]] = {
    "even light": page(),
    "dim light": page(light=0.4),
    "light from the right": page(light=0.35 + 0.65 * X / 319),
    "light from above, falling off by half": page(light=1 - 0.5 * Y / 239),
    "a soft shadow across the digit": page(light=soft_shadow()),
    "a hard shadow across the digit": page(light=np.where(X + 0.3 * Y < 160, 0.5, 1)),
    "a lamp's cone": page(light=np.exp(-((X - 200) ** 2 + (Y - 60) ** 2) / 60_000)),
    "a camera's noise": noisy(page(), 5),
    "much noise": noisy(page(), 12),
    "pencil": page(PENCIL),
    "pencil, light from the right": page(PENCIL, 0.35 + 0.65 * X / 319),
    "hardly darker than paper": page((190, 190, 190)),
    "red": page((40, 30, 200)),
    "blue": page((200, 70, 30)),
    "green": page((60, 150, 50)),
    "yellow": page((60, 219, 220)),  # dark in blue alone
    "cyan": page((220, 219, 60)),  # in red
    "magenta": page((220, 60, 219)),  # in green
    "red pencil": page((150, 140, 225)),
}


def assert_digit_stands_out(ink: Ink) -> None:
    """The digit's piece is where it was drawn, is the heaviest, and has its shape."""
    pieces = sorted(find_pieces(ink), key=lambda piece: -piece.mass)
    assert pieces
    box, truth = pieces[0].box, box_of(DIGIT)
    edges = np.array([box.x, box.y, box.right, box.bottom])
    assert np.abs(edges - (truth.x, truth.y, truth.right, truth.bottom)).max() <= 2
    shape = placed(pieces[0].patch, SHAPE, box.x, box.y)
    assert overlap(shape >= 128, DIGIT >= 128) >= 0.85
    assert all(piece.strength < 0.5 * pieces[0].strength or piece.mass < 100 for piece in pieces[1:])


@pytest.mark.parametrize("name", LIT)
def test_a_digit_is_found_in_any_light_and_of_any_pen(name: str) -> None:
    assert_digit_stands_out(find_ink(LIT[name]))


@pytest.mark.parametrize("pen", [BLACK, (40, 30, 200), (190, 190, 190)])
def test_light_on_dark_gives_the_same_as_its_negative(pen: tuple[int, int, int]) -> None:
    frame = on_paper(DIGIT, pen, PAPER)
    dark, light = find_ink(frame), find_ink(255 - frame)
    np.testing.assert_array_equal(dark.strength, light.strength)
    np.testing.assert_array_equal(dark.mask, light.mask)


BOARDS: dict[str, NDArray[np.uint8]] = {
    "chalk on a blackboard": on_paper(DIGIT, (220, 225, 220), (40, 40, 40)),
    "chalk on a greenboard": on_paper(DIGIT, (200, 210, 200), (50, 80, 45)),
    "chalk in a camera's noise": noisy(on_paper(DIGIT, (220, 225, 220), (40, 40, 40)), 5),
    "yellow chalk": on_paper(DIGIT, (110, 220, 225), (40, 40, 40)),
    "a board lit from the right": (
        on_paper(DIGIT, (230, 230, 230), (60, 60, 60)) * (0.6 + 0.4 * X / 319)[:, :, None]
    ).astype(np.uint8),
    "a digit on a black display": on_paper(DIGIT, (255, 255, 255), (0, 0, 0)),
}


@pytest.mark.parametrize("name", BOARDS)
def test_what_is_light_on_dark_is_found_as_well(name: str) -> None:
    assert_digit_stands_out(find_ink(BOARDS[name]))


def test_strength_says_how_much_darker_than_its_paper() -> None:
    """A pen that leaves 20 % of the light has 80 % strength, in the sun as in the shade."""
    ink = np.zeros(SHAPE, np.uint8)
    cv2.line(ink, (100, 40), (100, 200), 255, 8)
    for light in (1.0, 0.4):
        frame = (on_paper(ink, (40, 40, 40), (200, 200, 200)) * light).astype(np.uint8)
        strength = find_ink(frame).strength
        assert strength[ink > 0].mean() == pytest.approx(0.8 * 255, abs=3)
        assert strength[ink == 0].max() <= 3


def test_a_faint_stroke_beside_a_dark_one_is_kept() -> None:
    dark = placed(digit_mask(5, seed=3, height=80), SHAPE, 40, 80)
    faint = placed(digit_mask(3, seed=4, height=80), SHAPE, 200, 80)
    frame = on_paper(dark, (20, 20, 20), PAPER).astype(int) - np.rint(faint[:, :, None] / 255 * 30).astype(int)
    pieces = find_pieces(find_ink(frame.astype(np.uint8)))
    assert sorted(piece.box.x > 180 for piece in pieces) == [False, True]
    strengths = {piece.box.x > 180: piece.strength for piece in pieces}
    assert strengths[True] == pytest.approx(30 / 220 * 255, abs=5)
    assert strengths[False] > 200


@pytest.mark.parametrize("value", [0, 1, 47, 128, 254, 255])
@pytest.mark.parametrize("shape", [SHAPE, (1, 1), (2, 2), (1, 40), (3, 500), (500, 3), (1, 3000)])
def test_a_plain_frame_has_no_ink(value: int, shape: tuple[int, int]) -> None:
    ink = find_ink(flat(value, shape))
    assert ink.mask.shape == ink.strength.shape == shape
    assert ink.mask.dtype == ink.strength.dtype == np.uint8
    assert not ink.mask.any()


WITHOUT_INK: dict[str, NDArray[np.uint8]] = {
    "paper": noisy(flat(220), 2),
    "paper in a poor camera": noisy(flat(200), 10),
    "paper in light from the right": noisy((flat(220) * (0.3 + 0.7 * X / 319)[:, :, None]).astype(np.uint8), 2),
    "a lens cap": noisy(flat(4), 3),
    "a dark room": noisy(flat(25), 8),
    "an overexposed wall": noisy(flat(252), 4),
    "out of focus": cv2.GaussianBlur(page(), (0, 0), 60),
}


@pytest.mark.parametrize("name", WITHOUT_INK)
def test_paper_and_darkness_have_no_pieces(name: str) -> None:
    assert find_pieces(find_ink(WITHOUT_INK[name])) == []


def test_the_edge_of_a_dark_table_is_not_a_page_of_ink() -> None:
    """The sheet ends in the picture: all beside it is darker than paper, and all of it is one flat table."""
    ink = find_ink(np.where(X[:, :, None] < 150, flat(220), flat(30)))
    assert (ink.mask > 0).mean() < 0.05


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), width=st.integers(1, 70), height=st.integers(1, 70))
def test_any_frame_gives_ink_of_its_own_size(seed: int, width: int, height: int) -> None:
    frame = np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
    before = frame.copy()
    ink = find_ink(frame)
    assert ink.mask.shape == ink.strength.shape == (height, width)
    assert set(np.unique(ink.mask)) <= {0, 255}
    np.testing.assert_array_equal(frame, before)


def test_a_view_into_a_larger_frame_will_do() -> None:
    frame = np.pad(page(), ((5, 5), (9, 9), (0, 0)))
    view = frame[5:-5, 9:-9]
    assert not view.flags.c_contiguous
    np.testing.assert_array_equal(find_ink(view).mask, find_ink(page()).mask)
