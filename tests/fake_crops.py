"""Crops that cost nothing: dark rectangles for digits on a light ground, reproducible from their seed."""

from __future__ import annotations

import numpy as np

from train.synth.truth import Crop


def crops(seed: int, size: int) -> list[Crop]:
    """Four of them, each with a few boxes of one symbol."""
    return [_crop(np.random.default_rng((seed, size, i)), size) for i in range(4)]


def broken(seed: int, size: int) -> list[Crop]:
    """A composer with a fault."""
    raise ZeroDivisionError(f"page {seed} of {size} pixels")


def ending(seed: int, size: int) -> list[Crop]:
    """A composer whose process is gone, as when the memory is used up."""
    raise SystemExit


def _crop(rng: np.random.Generator, size: int) -> Crop:
    picture = np.full((size, size, 3), 220, np.uint8)
    kind = np.zeros((size // 4, size // 4), np.uint8)
    boxes, symbols = [], []
    for symbol in rng.integers(0, 20, 3):
        x, y = (int(4 * v) for v in rng.integers(1, size // 4 - 6, 2))
        picture[y : y + 20, x : x + 12] = 30
        kind[y // 4 : y // 4 + 5, x // 4 : x // 4 + 3] = 1
        boxes.append((x, y, 12, 20))
        symbols.append(symbol)
    kinds = np.where(np.array(symbols) < 10, 1, 2).astype(np.uint8)
    return Crop(picture, kind, np.array(boxes, np.float32), np.array(symbols, np.int16), kinds, np.zeros(3, bool))
