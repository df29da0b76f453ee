"""Digits written by the generator are digits: whole, in their box, upright, unmirrored, and each hand's own."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.glyph import glyph
from train.alphabet import CHARACTERS, DIGITS, TIDY_DIGITS
from train.handwriting import (
    ANYONE,
    TIDY,
    Crowd,
    Hand,
    sample_hand,
    write_character,
    write_digit,
    write_text,
)
from train.pen import draw_strokes, lay_ink, pen_widths
from train.strokes import Model, parse

EVERY_MODEL = [pytest.param(digit, i, id=f"{digit} {m.name}") for digit in DIGITS for i, m in enumerate(DIGITS[digit])]
SEEDS = st.integers(0, 2**32 - 1)


def plain_hand(**changes: object) -> Hand:
    """A hand that writes the models as they stand."""
    hand = sample_hand(np.random.default_rng(0))
    hand = replace(hand, peculiarity=0, slant=0, aspect=1, roundness=1, haste=0, tremor=0, looseness=0)
    return replace(hand, **changes)


def curve(model: Model) -> np.ndarray:
    """All points of a model's own curves (n, 2)."""
    return np.concatenate([(sum(stroke.basis)) @ stroke.points for stroke in model.strokes])


def enclosed(points: np.ndarray) -> float:
    """Signed area round which `points` (n, 2) run; its sign is the turning sense."""
    x, y = points.T
    return float(np.sum(x * np.roll(y, -1) - y * np.roll(x, -1)) / 2)


@pytest.mark.parametrize(("digit", "index"), EVERY_MODEL)
def test_every_stroke_model_stays_in_its_unit_box(digit: str, index: int) -> None:
    points = curve(DIGITS[digit][index])
    assert points.min() >= -0.03  # a smooth curve may pass its control points by a hair
    assert points.max() <= 1.03
    assert np.ptp(points[:, 1]) >= 0.9


def test_there_are_several_ways_to_write_every_digit() -> None:
    assert list(DIGITS) == list("0123456789")
    assert all(len(models) >= 6 for models in DIGITS.values())


# Ways of writing that MNIST's writers hardly know, and that must not be lost in a crowd that is like them.
@pytest.mark.parametrize(
    ("digit", "name"),
    [
        ("0", "slashed"),
        ("1", "flag and foot"),  # printed, and in many European hands
        ("1", "long upstroke"),  # European
        ("2", "looped"),
        ("4", "closed"),
        ("7", "crossed"),  # European
        ("7", "serif and crossed"),
    ],
)
@pytest.mark.parametrize("crowd", [TIDY, ANYONE], ids=["tidy", "anyone"])
def test_hands_that_mnist_lacks_are_in_every_crowd(digit: str, name: str, crowd: Crowd) -> None:
    rng = np.random.default_rng(1)
    names = [DIGITS[digit][sample_hand(rng, crowd).models[digit]].name for _ in range(1000)]
    assert names.count(name) >= 20


def test_tidy_hands_write_tidy_models_only_and_anyone_all() -> None:
    rng = np.random.default_rng(1)
    tidy, anyone = ([sample_hand(rng, crowd).models for _ in range(2000)] for crowd in (TIDY, ANYONE))
    for digit, models in TIDY_DIGITS.items():
        assert DIGITS[digit][: len(models)] == models
        assert {hand[digit] for hand in tidy} == set(range(len(models)))
        assert {hand[digit] for hand in anyone} == set(range(len(DIGITS[digit])))


def test_hands_differ_more_in_a_crowd_of_anyone() -> None:
    rng = np.random.default_rng(1)
    tidy, anyone = ([sample_hand(rng, crowd) for _ in range(500)] for crowd in (TIDY, ANYONE))
    for trait in ("peculiarity", "slant", "aspect", "pen_width"):
        assert np.std([getattr(hand, trait) for hand in anyone]) > np.std([getattr(hand, trait) for hand in tidy])


def test_curves_pass_through_their_control_points_and_break_at_corners() -> None:
    model = parse("hook", 1, "0,0 50,0* 50,100")
    straight, tangent = model.strokes[0].basis
    for roundness in (0.0, 1.0):
        points = (straight + roundness * tangent) @ model.strokes[0].points
        assert np.abs(points - (0.5, 0)).sum(axis=1).min() < 1e-5
        assert ((points[:, 1] < 1e-5) | (points[:, 0] > 0.5 - 1e-5)).all()  # both sides of the corner are straight


def test_a_stroke_of_one_point_is_refused() -> None:
    with pytest.raises(ValueError, match="two points"):
        parse("dot", 1, "10,10")


@pytest.mark.parametrize(("digit", "index"), EVERY_MODEL)
def test_every_digit_can_be_drawn(digit: str, index: int) -> None:
    hand = plain_hand(models={digit: index})
    picture = draw_strokes(write_digit(digit, hand, np.random.default_rng(0)), 64, 5)
    assert picture.dtype == np.uint8
    assert picture.max() == 255
    assert picture[0].max() == picture[-1].max() == picture[:, 0].max() == picture[:, -1].max() == 0
    assert 64 <= picture.shape[0] <= 75
    assert glyph(picture).any()


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS, digit=st.integers(0, 9))
def test_any_hand_writes_in_the_unit_box(seed: int, digit: int) -> None:
    rng = np.random.default_rng(seed)
    strokes = write_digit(digit, sample_hand(rng), rng)
    points = np.concatenate(strokes)
    assert all(stroke.dtype == np.float32 and stroke.shape[1] == 2 and len(stroke) >= 2 for stroke in strokes)
    assert np.isfinite(points).all()
    assert (points.min(axis=0) == 0).all()
    assert points.max() == pytest.approx(1)


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS, height=st.floats(8, 400), pen=st.floats(0.02, 0.25), pressure=st.floats(0, 1))
def test_ink_is_whole_whatever_the_size_and_pen(seed: int, height: float, pen: float, pressure: float) -> None:
    rng = np.random.default_rng(seed)
    picture = draw_strokes(write_digit(seed % 10, sample_hand(rng), rng), height, max(1.0, pen * height), pressure)
    assert picture.max() >= 100
    border = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
    assert border.max() == 0


@settings(max_examples=40, deadline=None)
@given(slant=st.floats(-0.7, 0.9), turning=st.sampled_from("069"))
def test_slant_leans_but_never_mirrors(slant: float, turning: str) -> None:
    upright = write_digit(turning, plain_hand(models={turning: 0}), np.random.default_rng(1))
    leaning = write_digit(turning, plain_hand(models={turning: 0}, slant=slant), np.random.default_rng(1))
    assert enclosed(upright[0]) * enclosed(leaning[0]) > 0
    if abs(slant) > 0.15:  # to the right where positive: the top lies further right than the bottom
        one = write_digit(1, plain_hand(models={"1": 0}, slant=slant), np.random.default_rng(1))[0]
        assert np.sign(one[0, 0] - one[-1, 0]) == np.sign(slant)


def test_the_same_seed_writes_the_same_and_another_does_not() -> None:
    def page(seed: int) -> np.ndarray:
        rng = np.random.default_rng(seed)
        hand = sample_hand(rng)
        return np.concatenate([stroke for digit in range(10) for stroke in write_digit(digit, hand, rng)])

    assert np.array_equal(page(3), page(3))
    assert page(3).shape != page(4).shape or not np.allclose(page(3), page(4))


def test_one_hand_writes_alike_and_never_quite_the_same() -> None:
    rng = np.random.default_rng(5)
    mean_gaps = []
    for _ in range(20):
        hand, other = (replace(sample_hand(rng), models={"3": 0}, haste=0) for _ in range(2))
        a, b, c = (write_digit(3, who, rng)[0] for who in (hand, hand, other))
        assert not np.array_equal(a, b)
        mean_gaps.append((np.abs(a - b).mean(), np.abs(a - c).mean()))
    within, between = np.mean(mean_gaps, axis=0)
    assert within < between / 2


@settings(max_examples=40, deadline=None)
@given(seed=SEEDS, text=st.text("0123456789+-=", min_size=1, max_size=9))
def test_text_stands_in_order_without_touching(seed: int, text: str) -> None:
    rng = np.random.default_rng(seed)
    line = write_text(text, sample_hand(rng), rng, spacing=0.3)
    assert "".join(character.label for character in line) == text
    for before, after in pairwise(line):
        assert after.extent[0] - before.extent[2] >= 0.14


def test_spaces_write_nothing_but_take_room() -> None:
    hand = sample_hand(np.random.default_rng(1))
    line = write_text("1 1", hand, np.random.default_rng(2))
    assert [character.label for character in line] == ["1", "1"]
    assert line[1].extent[0] - line[0].extent[2] > 0.5


@pytest.mark.parametrize("character", CHARACTERS)
def test_signs_and_letters_can_be_written(character: str) -> None:
    rng = np.random.default_rng(1)
    assert draw_strokes(write_character(character, sample_hand(rng, ANYONE), rng), 50, 4).max() > 100


# Nobody writes Cyrillic, and tidy hands no capitals.
@pytest.mark.parametrize(("character", "crowd"), [("Ж", ANYONE), ("A", TIDY)])
def test_what_a_hand_does_not_write_is_named(character: str, crowd: Crowd) -> None:
    rng = np.random.default_rng(1)
    with pytest.raises(ValueError, match=f"cannot write '{character}'"):
        write_character(character, sample_hand(rng, crowd), rng)


def test_pressure_changes_the_width_within_reason() -> None:
    rng = np.random.default_rng(1)
    stroke = write_digit(3, sample_hand(rng), rng)[0]
    assert (pen_widths(stroke, 0) == 1).all()
    pressed = pen_widths(stroke, 1)
    assert pressed.min() > 0.3
    assert pressed.max() < 1.5
    assert np.ptp(pressed) > 0.2


def test_a_straight_stroke_has_the_width_asked_for() -> None:
    stroke = np.array([[50, 10], [50, 50], [50, 90]], np.float32)
    row = lay_ink([stroke], (100, 100), 6.0)[50] / 255
    assert row.sum() == pytest.approx(6, abs=0.3)
    assert (row * (np.arange(100) + 0.5)).sum() / row.sum() == pytest.approx(50, abs=0.3)


def test_ink_that_is_not_smooth_is_black_and_white_and_as_heavy() -> None:
    rng = np.random.default_rng(1)
    strokes = write_digit(8, sample_hand(rng), rng)
    smooth, hard = (draw_strokes(strokes, 60, 7, smooth=smooth) for smooth in (True, False))
    assert set(np.unique(hard)) == {0, 255}
    assert hard.shape == smooth.shape
    assert hard.sum() / smooth.sum() == pytest.approx(1, abs=0.1)
