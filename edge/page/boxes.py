"""Boxes as rows of arrays: [x, y, w, h], float32 (..., 4)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Boxes = NDArray[np.float32]


def centres(boxes: Boxes) -> NDArray[np.float32]:
    """Of each of `boxes` (..., 4), across and down: (..., 2)."""
    middle: NDArray[np.float32] = boxes[..., :2] + boxes[..., 2:] * np.float32(0.5)
    return middle


def shared(boxes: Boxes, others: Boxes) -> NDArray[np.float32]:
    """The share of their union that lies in both, of `boxes` and `others` (..., 4), pair by pair: (...), 0 to 1."""
    near = np.maximum(boxes[..., :2], others[..., :2])
    far = np.minimum(boxes[..., :2] + boxes[..., 2:], others[..., :2] + others[..., 2:])
    both = np.maximum(far - near, 0).prod(axis=-1)
    either = boxes[..., 2] * boxes[..., 3] + others[..., 2] * others[..., 3] - both
    return (both / np.maximum(either, np.float32(1e-6))).astype(np.float32)


def widened(boxes: Boxes) -> Boxes:
    """`boxes` (n, 4), each at least half as wide as it is high about the same centre.

    A 1 is hardly wider than its stroke: a pixel beside it, its box shares little with itself.
    """
    wide = boxes.copy()
    wide[:, 2] = np.maximum(boxes[:, 2], boxes[:, 3] / 2)
    wide[:, 0] -= (wide[:, 2] - boxes[:, 2]) / 2
    return wide
