"""What a badly cleaned page leaves in a glyph: something changes, and the digit is still there."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

pytest.importorskip("tqdm", reason="the training side is not installed (pip install '.[train]')")

import train.leftovers
from train.generated import generate_digits
from train.leftovers import (
    KINDS,
    faded,
    grain,
    half_in_the_dark,
    hollow,
    specked,
    struck,
    with_leftovers,
)

Glyph = NDArray[np.uint8]
DIGITS = generate_digits(50, seed=3).images
SEEDS = st.integers(0, 2**32 - 1)
every_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)


def strokes_beside_paper(picture: Glyph, digit: Glyph) -> float:
    """How much brighter `picture` is where `digit` has ink than where it has none, in grey levels."""
    ink = digit > 127
    return float(picture[ink].mean()) - float(picture[~ink].mean())


@every_kind
@settings(max_examples=60, deadline=None)
@given(seed=SEEDS)
def test_a_leftover_changes_the_glyph_and_not_the_one_given(
    kind: Callable[[Glyph, np.random.Generator], Glyph], seed: int
) -> None:
    digit = DIGITS[seed % len(DIGITS)]
    before = digit.copy()
    left = kind(digit, np.random.default_rng(seed))
    assert (left.shape, left.dtype) == ((28, 28), np.uint8)
    np.testing.assert_array_equal(digit, before)
    np.testing.assert_array_equal(left, kind(digit, np.random.default_rng(seed)))  # the same seed, the same picture


@every_kind
def test_nearly_every_time_something_is_changed_each_time_otherwise(
    kind: Callable[[Glyph, np.random.Generator], Glyph],
) -> None:
    left = [kind(DIGITS[0], np.random.default_rng(seed)) for seed in range(100)]
    assert sum(not np.array_equal(picture, DIGITS[0]) for picture in left) >= 95
    assert len({picture.tobytes() for picture in left}) >= (2 if kind is hollow else 90)


@pytest.mark.parametrize(
    ("kind", "least"),
    [
        (grain, 120),  # of the 255 between ink and paper
        (faded, 40),  # a quarter of the contrast is left at the least, here and there
        (struck, 110),  # the lines cover a part of the paper as well
        (half_in_the_dark, 0),  # up to four tenths are turned round
    ],
)
@settings(max_examples=100, deadline=None)
@given(seed=SEEDS)
def test_the_digit_still_stands_out(
    kind: Callable[[Glyph, np.random.Generator], Glyph], least: float, seed: int
) -> None:
    digit = DIGITS[seed % len(DIGITS)]
    assert strokes_beside_paper(kind(digit, np.random.default_rng(seed)), digit) > least


@settings(max_examples=100, deadline=None)
@given(seed=SEEDS)
def test_no_ink_is_taken_by_lines(seed: int) -> None:
    digit = DIGITS[seed % len(DIGITS)]
    picture = struck(digit, np.random.default_rng(seed))
    assert (picture >= digit).all()
    assert np.count_nonzero(picture > digit) < 0.4 * picture.size


@settings(max_examples=100, deadline=None)
@given(seed=SEEDS)
def test_ink_in_the_dark_is_paper_there_and_most_of_the_picture_is_as_it_was(seed: int) -> None:
    digit = DIGITS[seed % len(DIGITS)]
    picture = half_in_the_dark(digit, np.random.default_rng(seed))
    changed = picture != digit
    np.testing.assert_array_equal(picture[changed], 255 - digit[changed])
    assert changed.mean() < 0.45


@settings(max_examples=100, deadline=None)
@given(seed=SEEDS)
def test_fading_keeps_what_is_darker_darker_at_every_place(seed: int) -> None:
    """Ink and paper come closer, by another share at every place, but do not change sides."""
    rng = np.random.default_rng(seed)
    ink, paper = (faded(np.full((28, 28), value, np.uint8), np.random.default_rng(seed)) for value in (255, 0))
    assert (ink > paper).all()
    assert (faded(DIGITS[seed % 50], rng).std() < DIGITS[seed % 50].std()).all()


@settings(max_examples=100, deadline=None)
@given(seed=SEEDS)
def test_a_speck_makes_the_digit_smaller_at_most_and_leaves_its_ink(seed: int) -> None:
    digit = DIGITS[seed % len(DIGITS)]
    picture = specked(digit, np.random.default_rng(seed))
    # 20 of 44 pixels at the least, if the specks lie on both edges of the room about it: a fifth of its ink
    assert picture.sum(dtype=int) > 0.15 * digit.sum(dtype=int)
    assert np.count_nonzero(picture > 40) > 10


@settings(max_examples=100, deadline=None)
@given(seed=SEEDS)
def test_a_hollow_stroke_is_bright_where_the_digit_had_its_edge(seed: int) -> None:
    digit = DIGITS[seed % len(DIGITS)]
    picture = hollow(digit, np.random.default_rng(seed)).astype(np.float64)
    down, across = np.gradient(digit.astype(np.float64))
    steepness = np.hypot(down, across)
    assert picture.max() > 200
    assert picture[steepness > 40].mean() > 2 * picture[steepness < 5].mean()


def test_a_broad_stroke_keeps_only_its_outline() -> None:
    bar = np.zeros((28, 28), np.uint8)
    bar[4:24, 8:20] = 255
    picture = hollow(bar, np.random.default_rng(0))
    assert picture[10:18, 11:17].max() < 10
    assert picture[10:18, 7:9].max() > 150


def test_one_or_two_leftovers_of_every_kind_come_up(monkeypatch: pytest.MonkeyPatch) -> None:
    counts: list[list[str]] = []

    def noted(kind: Callable[[Glyph, np.random.Generator], Glyph]) -> Callable[..., Glyph]:
        def call(mark: Glyph, rng: np.random.Generator) -> Glyph:
            counts[-1].append(kind.__name__)
            return kind(mark, rng)

        return call

    monkeypatch.setattr(train.leftovers, "KINDS", tuple(noted(kind) for kind in KINDS))
    for seed in range(200):
        counts.append([])
        with_leftovers(DIGITS[0], np.random.default_rng(seed))
    assert {len(names) for names in counts} == {1, 2}
    assert sum(len(names) == 2 for names in counts) < 100  # mostly one
    assert {name for names in counts for name in names} == {kind.__name__ for kind in KINDS}
