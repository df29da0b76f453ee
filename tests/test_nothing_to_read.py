"""Pictures with nothing to read give no digit."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from bundled import needs_model
from numpy.typing import NDArray
from written import written

from edge.reader import Reader

pytestmark = needs_model


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader()


def noise(seed: int, spread: float = 25) -> NDArray[np.uint8]:
    """What a poor camera makes of a grey wall."""
    return np.clip(np.random.default_rng(seed).normal(128, spread, (480, 640, 3)), 0, 255).astype(np.uint8)


def dim(seed: int) -> NDArray[np.uint8]:
    return np.clip(np.random.default_rng(seed).normal(10, 6, (240, 320, 3)), 0, 255).astype(np.uint8)


def paper(seed: int) -> NDArray[np.uint8]:
    fibres = np.random.default_rng(seed).normal(0, 25, (240, 320, 1)).astype(np.float32)
    return np.clip(210 + cv2.GaussianBlur(fibres, (0, 0), 1.5)[:, :, None], 0, 255).astype(np.uint8).repeat(3, axis=2)


def squares() -> NDArray[np.uint8]:
    frame = np.full((400, 600, 3), 235, np.uint8)
    frame[20::40] = frame[:, 20::40] = (200, 170, 140)
    return frame


NOTHING_TO_READ: dict[str, Callable[[], NDArray[np.uint8]]] = {
    "black": lambda: np.zeros((240, 320, 3), np.uint8),
    "white": lambda: np.full((240, 320, 3), 255, np.uint8),
    "grey": lambda: np.full((240, 320, 3), 128, np.uint8),
    "noise": lambda: noise(0),
    "little noise": lambda: noise(1, 8),
    "a lens cap": lambda: dim(1),
    "paper with its fibres": lambda: paper(2),
    "squared paper": squares,
    "out of focus": lambda: cv2.GaussianBlur(written("40718", 3).frame, (0, 0), 40),
    "light falling off": lambda: np.linspace(60, 250, 320).astype(np.uint8)[None, :, None].repeat(240, 0).repeat(3, 2),
    "one pixel": lambda: np.full((1, 1, 3), 200, np.uint8),
    "one row": lambda: np.full((1, 500, 3), 90, np.uint8),
    "three columns": lambda: np.full((500, 3, 3), 250, np.uint8),
}


@pytest.mark.parametrize("name", NOTHING_TO_READ)
def test_a_picture_with_nothing_to_read_gives_no_digit(name: str, reader: Reader) -> None:
    frame = NOTHING_TO_READ[name]()
    reading = reader.read(frame)
    assert reading.digits == ()
    assert reading.lines == []
    assert reading.text == ""
    assert (reading.width, reading.height) == (frame.shape[1], frame.shape[0])
    assert set(reading.milliseconds) == {"page", "digit", "total"}


def test_an_empty_sheet_on_a_table_gives_no_digit(reader: Reader) -> None:
    for width, height in ((120, 120), (180, 120), (180, 220), (240, 120), (240, 220)):
        for table in (30, 60, 100):
            frame = np.full((240, 320, 3), table, np.uint8)
            left, top = (320 - width) // 2, (240 - height) // 2
            cv2.rectangle(frame, (left, top), (left + width, top + height), (230, 230, 230), -1)
            assert reader.read(frame).digits == ()


@pytest.mark.slow
@pytest.mark.xfail(reason="some of the blotches in it look just like digits, several of them alike", strict=True)
def test_television_snow_gives_no_digit(reader: Reader) -> None:
    """Every pixel black, white or between by lot: no camera gives such a picture, but a lost signal does."""
    rng = np.random.default_rng(0)
    for _ in range(8):
        snow = rng.integers(0, 256, (480, 640, 1), np.uint8).repeat(3, axis=2)
        assert reader.read(snow).digits == ()
