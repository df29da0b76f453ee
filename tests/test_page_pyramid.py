"""Levels are exact means of two by two pixels."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from edge.page.pyramid import halved, level_sizes, levels


def noise(*shape: int) -> NDArray[np.uint8]:
    return np.random.default_rng(5).integers(0, 256, shape, np.uint8)


def means(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """What `halved` should give, in whole numbers."""
    height, width = picture.shape[:2]
    beside = [(0, height % 2), (0, width % 2)] + [(0, 0)] * (picture.ndim - 2)
    whole = np.pad(picture, beside, mode="edge").astype(np.uint16)
    added = whole[::2, ::2] + whole[1::2, ::2] + whole[::2, 1::2] + whole[1::2, 1::2]
    return ((added + 2) // 4).astype(np.uint8)


@settings(max_examples=60, deadline=None)
@given(height=st.integers(1, 70), width=st.integers(1, 70), seed=st.integers(0, 9))
def test_half_is_the_mean_of_two_by_two_rounded_half_up(height: int, width: int, seed: int) -> None:
    picture = np.random.default_rng(seed).integers(0, 256, (height, width, 3), np.uint8)
    np.testing.assert_array_equal(halved(picture), means(picture))


@pytest.mark.parametrize("shape", [(480, 640, 3), (481, 641, 3), (1080, 1920, 3), (37, 1000)])
def test_large_pictures_are_halved_as_exactly(shape: tuple[int, ...]) -> None:
    picture = noise(*shape)
    np.testing.assert_array_equal(halved(picture), means(picture))


def test_levels_end_at_64_pixels() -> None:
    frame = noise(480, 640, 3)
    made = levels(frame)
    assert [level.picture.shape for level in made] == [(480 >> k, 640 >> k, 3) for k in range(5)]
    assert [level.scale for level in made] == [1, 2, 4, 8, 16]
    np.testing.assert_array_equal(made[0].picture, frame)
    np.testing.assert_array_equal(made[2].picture, means(means(frame)))


@settings(max_examples=40, deadline=None)
@given(height=st.integers(1, 300), width=st.integers(1, 300))
def test_the_sizes_are_told_without_a_picture(height: int, width: int) -> None:
    made = levels(np.zeros((height, width, 3), np.uint8))
    assert tuple(level.picture.shape[:2] for level in made) == level_sizes((height, width))
    assert max(made[-1].picture.shape[:2]) <= 64


def test_a_larger_picture_is_reduced_first() -> None:
    frame = cv2.GaussianBlur(noise(600, 800, 3), (0, 0), 4)
    made = levels(frame, (300, 400))
    assert made[0].picture.shape == (300, 400, 3)
    assert [level.scale for level in made] == [2, 4, 8, 16]
    np.testing.assert_array_equal(made[0].picture, means(frame))


def test_grey_is_taken_too() -> None:
    grey = noise(100, 50)
    made = levels(grey)
    np.testing.assert_array_equal(made[0].picture, np.dstack([grey] * 3))
    np.testing.assert_array_equal(made[1].picture[..., 0], means(grey))
