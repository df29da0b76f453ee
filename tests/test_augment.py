"""Worn marks are still those marks: unmirrored, whole, on clean paper, and the same for the same seed."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

pytest.importorskip("tqdm", reason="the training side is not installed (pip install '.[train]')")

from train.augment import GENTLE, Wear, worn, worn_glyphs
from train.handwriting import sample_hand, write_digit
from train.pen import draw_strokes

SEEDS = st.integers(0, 2**32 - 1)
WEARS = st.sampled_from([Wear(), GENTLE])


def stroke(start: tuple[int, int], end: tuple[int, int]) -> NDArray[np.uint8]:
    """A straight stroke with room around it."""
    return cv2.line(np.zeros((100, 100), np.uint8), start, end, 255, 12, cv2.LINE_AA)


FALLING = stroke((22, 22), (78, 78))  # like a backslash; its mirror image rises
UPRIGHT = stroke((50, 16), (50, 84))


def digit(seed: int) -> NDArray[np.uint8]:
    """Some digit in some hand, as it is drawn for training."""
    rng = np.random.default_rng(seed)
    hand = sample_hand(rng)
    return np.pad(draw_strokes(write_digit(seed % 10, hand, rng), 56, hand.pen_width * 56, hand.pressure), 9)


def lean(picture: NDArray[np.uint8]) -> float:
    """Correlation of x and y over the ink: 1 for a falling stroke, -1 for its mirror image, left or upside down."""
    moments = cv2.moments(picture)
    return moments["mu11"] / (moments["mu20"] * moments["mu02"]) ** 0.5


def test_the_measure_of_mirroring_sees_it() -> None:
    assert lean(FALLING) > 0.9
    assert lean(FALLING[:, ::-1].copy()) < -0.9
    assert lean(FALLING[::-1].copy()) < -0.9


@settings(max_examples=300, deadline=None)
@given(seed=SEEDS, wear=WEARS)
def test_nothing_is_ever_mirrored(seed: int, wear: Wear) -> None:
    assert lean(worn(FALLING, wear, np.random.default_rng(seed))) > 0.3


@settings(max_examples=150, deadline=None)
@given(seed=SEEDS, wear=WEARS)
def test_a_worn_digit_is_ink_on_clean_paper(seed: int, wear: Wear) -> None:
    picture = worn(digit(seed), wear, np.random.default_rng(seed))
    side = picture.shape[0]
    assert picture.dtype == np.uint8
    assert picture.shape == (side, side)
    assert int(1.4 * wear.smallest) <= side <= int(1.4 * wear.largest)
    assert picture.max() >= 64
    assert not picture[[0, 0, -1, -1], [0, -1, 0, -1]].any()  # paper is exactly 0, or it would count as ink
    assert 0.005 < (picture > 0).mean() < 0.7


def test_a_faint_stroke_is_not_lost_as_paper() -> None:
    """Else empty paper would be learnt as a digit."""
    faint = (UPRIGHT // 3).astype(np.uint8)
    assert all(worn(faint, Wear(), np.random.default_rng(seed)).any() for seed in range(200))


@given(seed=SEEDS, wear=WEARS)
def test_empty_paper_stays_empty(seed: int, wear: Wear) -> None:
    assert not worn(np.zeros((40, 30), np.uint8), wear, np.random.default_rng(seed)).any()


def test_turning_and_slanting_push_hardly_any_digit_over_the_edge() -> None:
    pictures = [worn(digit(seed), Wear(), np.random.default_rng(seed)) for seed in range(300)]
    cut = [np.concatenate([p[0], p[-1], p[:, 0], p[:, -1]]).any() for p in pictures]
    assert np.mean(cut) < 0.05


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS, rotation=st.floats(0, 0.22))
def test_a_stroke_is_turned_no_further_than_said(seed: int, rotation: float) -> None:
    wear = Wear(rotation=rotation, slant=0, aspect=0, perspective=0, elastic=0, smallest=48)
    y, x = np.nonzero(worn(UPRIGHT, wear, np.random.default_rng(seed)))
    angle = np.arctan(np.polyfit(y, x, 1)[0])
    assert abs(angle) <= rotation + 0.03  # what counting pixels of a stroke is good for


def test_the_same_seed_wears_the_same_and_another_does_not() -> None:
    images = np.stack([cv2.resize(digit(seed), (28, 28), interpolation=cv2.INTER_AREA) for seed in range(40)])
    first = worn_glyphs(images, 0.5, np.random.default_rng(1))
    assert np.array_equal(worn_glyphs(images, 0.5, np.random.default_rng(1)), first)
    other = worn_glyphs(images, 0.5, np.random.default_rng(2))
    assert (other != first).any(axis=(1, 2)).all()


def test_worn_glyphs_are_what_the_network_sees() -> None:
    images = np.stack([cv2.resize(digit(seed), (28, 28), interpolation=cv2.INTER_AREA) for seed in range(200)])
    before = images.copy()
    glyphs = worn_glyphs(images, 0.5, np.random.default_rng(1))
    assert glyphs.dtype == np.uint8
    assert glyphs.shape == (200, 28, 28)
    assert glyphs.max(axis=(1, 2)).min() >= 100
    assert np.array_equal(images, before)  # the next epoch wears them anew


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_the_gentle_share_decides_how_far_digits_are_changed(share: float) -> None:
    glyphs = worn_glyphs(
        np.stack([cv2.resize(UPRIGHT, (28, 28), interpolation=cv2.INTER_AREA)] * 200),
        share,
        np.random.default_rng(1),
    )
    leaning = np.std([lean(picture) for picture in glyphs])
    assert (leaning < 0.53) if share else (leaning > 0.53)
