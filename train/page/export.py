"""A quantised page network becomes an int8 `.tflite` file, which must pass every check before it may be used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge.page.canvas import GREY
from edge.page.heads import KINDS
from edge.page.network import Network
from train.export import OPERATOR_VERSIONS, Check, file_checks
from train.synth.truth import Crop

KNOWN = OPERATOR_VERSIONS | {"RESIZE_BILINEAR": 3}
LARGEST = 300 * 1024  # bytes
MOST_WORK = 400_000_000  # multiply-accumulates a canvas
FURTHEST = 0.25  # mean difference between the logits of a centre in the file and in training
DIFFERING = 0.02  # share of places that are of another kind in the file than in training
PAPER = KINDS.index("paper")


def checks(content: bytes, exported: Network, trained: Network, canvases: Sequence[NDArray[np.uint8]]) -> list[Check]:
    """What the file `content`, opened as `exported`, must fulfil before it is shipped.

    `trained` is what the file was made of, `canvases` are pictures (h, w, 3) of its size to ask both about.
    """
    further, differing = differences(exported, trained, canvases)
    return [
        Check("centres as in training", further <= FURTHEST, f"{further:.3f} apart in the mean, at most {FURTHEST}"),
        Check("kinds as in training", differing <= DIFFERING, f"{differing:.4f} differ, at most {DIFFERING}"),
        *file_checks(content, KNOWN, LARGEST, MOST_WORK, "canvas"),
    ]


def differences(one: Network, other: Network, canvases: Sequence[NDArray[np.uint8]]) -> tuple[float, float]:
    """How far the two are apart in the logits of centres, in the mean, and at which share of places in the kind."""
    apart, differing = [], []
    for canvas in canvases:
        here, there = one.answers(canvas), other.answers(canvas)
        # Far below any threshold it is all the same how far.
        apart.append(np.abs(np.maximum(here.centre, -6) - np.maximum(there.centre, -6)).mean())
        differing.append((here.kind.argmax(axis=-1) != there.kind.argmax(axis=-1)).mean())
    return float(np.mean(apart)), float(np.mean(differing))


def canvases(crops: Sequence[Crop], size: tuple[int, int], count: int) -> list[NDArray[np.uint8]]:
    """`count` canvases of `size`, height and width, tiled with the pictures of `crops`, one after the other."""
    made = []
    place = 0
    for _ in range(count):
        canvas: NDArray[Any] = np.full((*size, 3), GREY, np.uint8)
        side = crops[0].picture.shape[0]
        for top in range(0, size[0], side):
            for left in range(0, size[1], side):
                room = canvas[top : top + side, left : left + side]
                room[:] = crops[place % len(crops)].picture[: room.shape[0], : room.shape[1]]
                place += 1
        made.append(canvas)
    return made
