"""Clips tell the truth about every frame, are the same each time, and show what their kind promises."""

from __future__ import annotations

from itertools import groupby, islice, pairwise

import cv2
import numpy as np
import pytest

pytest.importorskip("tqdm", reason="the training side is not installed (pip install '.[train]')")

from train.clips import DIGIT_KINDS, EMPTY_KINDS, LONG, RATE, Shot, render_clip
from train.hands import hand_picture, lay_hand
from train.movements import FRAME, reach

SEED = 7


@pytest.fixture(scope="module")
def clips() -> dict[str, list[Shot]]:
    """The first clip of each kind with digits."""
    return {kind: list(render_clip(kind, 0, SEED)) for kind in DIGIT_KINDS}


def spells(clip: list[Shot]) -> list[tuple[bool, float]]:
    """Whether it lies still, and for how many seconds, one after the other."""
    return [(still, len(list(shots)) / RATE) for still, shots in groupby(clip, key=lambda shot: shot.still)]


def unlike(one: Shot, other: Shot) -> float:
    """Mean difference of two frames in grey levels, without the sensor's noise."""
    a, b = (cv2.blur(shot.frame.image, (9, 9)).astype(float) for shot in (one, other))
    return float(np.abs(a - b).mean())


@pytest.mark.parametrize("kind", [*DIGIT_KINDS, *EMPTY_KINDS])
def test_the_same_number_and_seed_give_the_same_clip_and_others_do_not(kind: str) -> None:
    def first(number: int, seed: int) -> Shot:
        return next(render_clip(kind, number, seed))

    one, again = first(0, SEED), first(0, SEED)
    assert np.array_equal(one.frame.image, again.frame.image)
    assert (one.lines, one.still) == (again.lines, again.still)
    assert not np.array_equal(one.frame.image, first(1, SEED).frame.image)
    assert not np.array_equal(one.frame.image, first(0, SEED + 1).frame.image)


@pytest.mark.parametrize("kind", DIGIT_KINDS)
def test_frames_have_their_times_and_lines_of_one_to_eight_digits(kind: str, clips: dict[str, list[Shot]]) -> None:
    for index, shot in enumerate(clips[kind]):
        assert shot.frame.image.shape == (FRAME[1], FRAME[0], 3)
        assert shot.frame.image.dtype == np.uint8
        assert (shot.frame.index, shot.frame.time) == (index, pytest.approx(index / RATE))
        assert len(shot.lines) <= 2
        assert all(1 <= len(line) <= 8 and line.isdecimal() for line in shot.lines)
        assert shot.lines or not shot.still


@pytest.mark.parametrize("kind", DIGIT_KINDS)
def test_in_every_kind_the_number_lies_still_long_enough_to_be_read(kind: str, clips: dict[str, list[Shot]]) -> None:
    assert max(seconds for still, seconds in spells(clips[kind]) if still) >= 1.0


@pytest.mark.parametrize("kind", ["hand shake", "focus hunting", "put down and taken away", "half covered"])
def test_and_for_a_while_it_does_not(kind: str, clips: dict[str, list[Shot]]) -> None:
    assert sum(not shot.still for shot in clips[kind]) / RATE >= 0.5


def test_a_page_comes_goes_and_comes_again(clips: dict[str, list[Shot]]) -> None:
    there = [bool(lines) for lines, _ in groupby(shot.lines for shot in clips["put down and taken away"])]
    assert there == [False, True, False, True, False]
    lying = [seconds for still, seconds in spells(clips["put down and taken away"]) if still]
    assert len(lying) == 2


def test_a_page_that_lies_still_stays_where_it_is_but_for_the_noise(clips: dict[str, list[Shot]]) -> None:
    clip = clips["put down and taken away"]
    pairs = list(pairwise(clip))
    lying = [unlike(a, b) for a, b in pairs[: len(pairs) // 2] if a.still and b.still]
    moving = [unlike(a, b) for a, b in pairs[: len(pairs) // 2] if a.lines and not (a.still or b.still)]
    assert np.median(moving) > 2 * np.median(lying)


def test_out_of_focus_edges_are_soft(clips: dict[str, list[Shot]]) -> None:
    def sharpness(shot: Shot) -> float:
        smooth = cv2.GaussianBlur(shot.frame.image.astype(float), (0, 0), 2)  # the sensor's noise is not sharpness
        return float(np.abs(cv2.Laplacian(smooth, cv2.CV_64F)).max())

    clip = clips["focus hunting"]
    still = [sharpness(shot) for shot in clip if shot.still]
    assert sharpness(clip[0]) < 0.8 * np.median(still)


def test_a_hand_hides_digits_while_they_are_not_still(clips: dict[str, list[Shot]]) -> None:
    clip = clips["half covered"]
    still = [shot for shot in clip if shot.still]
    away = [unlike(shot, still[-1]) for shot in clip if not shot.still]
    assert max(away) > 2 * np.median([unlike(shot, still[-1]) for shot in still[-8:-1]])


def test_light_flickers_over_a_page_that_is_always_still(clips: dict[str, list[Shot]]) -> None:
    clip = clips["light flicker"]
    assert all(shot.still for shot in clip)
    rows = np.array([shot.frame.image.mean(axis=(1, 2)) for shot in clip])
    assert np.ptp(rows / rows.mean(axis=1, keepdims=True), axis=0).mean() > 0.02  # bands that wander


@pytest.mark.parametrize("kind", EMPTY_KINDS)
def test_kinds_without_digits_have_none(kind: str) -> None:
    shots = list(islice(render_clip(kind, 0, SEED), 3))
    assert all(shot.lines == () and not shot.still for shot in shots)
    assert LONG * RATE == 150


def test_the_tip_of_the_longest_finger_is_where_the_hand_reaches() -> None:
    rng = np.random.default_rng(1)
    hand = hand_picture((2 * FRAME[1], 2 * FRAME[0]), 120, rng)
    page = np.full((FRAME[1], FRAME[0], 3), 250, np.float32)
    for x, y, turn in ((300, 200, 0.0), (200, 150, 0.5), (420, 260, -0.5)):
        covered = np.abs(lay_hand(page, hand, reach(x, y, turn)) - page).max(axis=2) > 100
        rows, columns = np.nonzero(covered)
        along = -(rows - y) * np.cos(turn) + (columns - x) * np.sin(turn)
        assert along.max() < 15  # nothing of it lies further
        nearest = np.hypot(rows - y, columns - x).min()
        assert nearest < 15
    assert np.array_equal(lay_hand(page, hand, reach(300, 5000, 0.0)), page)
