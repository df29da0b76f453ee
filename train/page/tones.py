"""The light and colours of a crop drawn anew each time that it is learnt. Never mirrored: a 2 would be no 2."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

GREY = np.array([0.114, 0.587, 0.299])  # of blue, green and red


def toned(picture: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """`picture`, BGR uint8 (h, w, 3), as another camera would take it, under another light, now and then a negative."""
    colours = np.eye(3)
    shift = np.zeros(3)
    if rng.random() < 0.5:
        colours *= rng.uniform(0.6, 1.15)
        shift += rng.uniform(-20, 30)
    if rng.random() < 0.3:
        colours *= rng.uniform(0.8, 1.2, 3)[:, None]
    if rng.random() < 0.25:
        order = rng.permutation(3)
        colours, shift = colours[order], shift[order]
    if rng.random() < 0.2:
        colours, shift = np.tile(GREY @ colours, (3, 1)), np.full(3, GREY @ shift)
    if rng.random() < 0.08:
        colours, shift = -colours, 255 - shift
    out = picture if (colours == np.eye(3)).all() else cv2.transform(picture, np.column_stack([colours, shift]))
    if rng.random() < 0.25:
        out = cv2.add(out, _noise(picture.shape, rng.uniform(1, 8), rng), dtype=cv2.CV_8U)
    return out


def _noise(shape: tuple[int, ...], deviation: float, rng: np.random.Generator) -> NDArray[np.int16]:
    """Of `shape`, normal with that standard deviation: a sum of uniform bytes, which costs a tenth of true normals."""
    size = int(np.prod(shape))
    draws = np.frombuffer(rng.bytes(size), np.int8).reshape(shape).astype(np.int16)
    draws = draws + np.frombuffer(rng.bytes(size), np.int8).reshape(shape)
    return np.rint(draws * np.float32(deviation / 104.5)).astype(np.int16)  # 104.5: that of two such bytes' sum
