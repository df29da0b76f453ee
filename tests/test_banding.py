"""Bands that a flickering lamp leaves are found, nothing else on a page is one, and between them ink is ink."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from edge.banding import bands_across
from edge.ink import find_ink

SIZE = 160, 120  # of the small picture
ROWS = np.arange(SIZE[1], dtype=np.float32)[:, None]
COLUMNS = np.arange(SIZE[0], dtype=np.float32)[None]
FLICKER = 1 + 0.15 * np.sin(2 * np.pi * ROWS / 40)  # three periods in a frame
VIGNETTE = 1 - 0.3 * ((COLUMNS / SIZE[0] - 0.5) ** 2 + (ROWS / SIZE[1] - 0.5) ** 2)
NOISE = np.random.default_rng(0).normal(0, 2, SIZE[::-1])


def bands_of(picture: NDArray[np.floating], turned: bool = False) -> NDArray[np.float32] | None:
    small = np.clip(picture + NOISE, 0, 255).astype(np.uint8)
    small = np.ascontiguousarray(small.T) if turned else small
    return bands_across(small, cv2.GaussianBlur(cv2.medianBlur(small, 41), (0, 0), 2))


def paper(brightness: float = 180.0) -> NDArray[np.float32]:
    return np.full(SIZE[::-1], brightness, np.float32)


def ruled(step: int) -> NDArray[np.float32]:
    page = paper()
    page[::step] *= 0.8
    return page


def sheet_on_table() -> NDArray[np.float32]:
    page = paper(60)
    page[20:90, 30:130] = 200
    return page


def print_in_lines() -> NDArray[np.float32]:
    """Dark lines of print that end before the margin, as light flickers on no page."""
    page = paper()
    for y in range(10, 110, 25):
        page[y : y + 12, 20:115] *= 0.7
    return page


@pytest.mark.parametrize(
    "picture",
    [
        pytest.param(paper(), id="plain"),
        pytest.param(paper() * VIGNETTE, id="darker at the corners"),
        pytest.param(paper() * (0.5 + ROWS / 200), id="darker at the top"),
        pytest.param(ruled(10), id="ruled"),
        pytest.param(ruled(4), id="ruled narrowly"),
        pytest.param(sheet_on_table(), id="a sheet on a table"),
        pytest.param(print_in_lines(), id="lines of print"),
        pytest.param(paper() * (1 + (FLICKER - 1) / 5), id="a flicker fainter than ink"),
    ],
)
def test_a_page_has_none(picture: NDArray[np.float32]) -> None:
    assert bands_of(picture) is None


@pytest.mark.parametrize("turned", [False, True], ids=["upright", "a camera on its side"])
@pytest.mark.parametrize("page", [paper(), paper() * VIGNETTE, ruled(10)], ids=["plain", "vignette", "ruled"])
def test_a_flicker_is_found_as_deep_as_it_is(page: NDArray[np.float32], turned: bool) -> None:
    bands = bands_of(page * FLICKER, turned)
    assert bands is not None
    assert bands.shape == ((1, SIZE[1]) if turned else (SIZE[1], 1))
    found = bands.ravel() / bands.mean()
    assert np.abs(found - FLICKER.ravel())[8:-8].mean() < 0.05


@pytest.mark.parametrize("depth", [0.0, 0.08, 0.15, 0.25])
def test_strokes_are_ink_and_bands_are_not(depth: float) -> None:
    """At 640×480, with noise, at any depth of the flicker."""
    strokes = np.zeros((480, 640), np.uint8)
    cv2.putText(strokes, "40719", (120, 270), cv2.FONT_HERSHEY_SIMPLEX, 4, 255, 8)
    page = np.where(strokes > 0, 100.0, 180.0)
    page *= 1 + depth * np.sin(2 * np.pi * np.arange(480)[:, None] / 150 + 0.5)
    page += np.random.default_rng(1).normal(0, 3, page.shape)
    frame = np.clip(page, 0, 255).astype(np.uint8)
    ink = find_ink(cv2.merge([frame] * 3)).mask > 0
    assert ink[cv2.erode(strokes, np.ones((3, 3))) > 0].mean() > 0.99
    assert ink[cv2.dilate(strokes, np.ones((3, 3))) == 0].mean() < 0.002
