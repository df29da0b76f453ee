"""Training crops as the reader's canvases are: parts of several levels side by side, that have nothing to do with
each other."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from edge.page.canvas import GREY
from edge.page.heads import IGNORED, STRIDE
from train.synth.truth import Crop

PACKED = 0.4  # share of the crops that are put together
GRID = 32  # pixels: where parts begin, as the network's coarsest answers lie
GAP = 16  # pixels between two parts, each of which goes on by its edge for half of it
LEAST = 64  # pixels, of a part
SEEN = 0.75  # of a box must be on a part for it to be told there


def packed(make: Callable[[int, int], list[Crop]], seed: int, side: int) -> list[Crop]:
    """The crops that `make` makes of the page `seed`, some of them exchanged for parts of several on one canvas."""
    crops = make(seed, side)
    rng = np.random.default_rng((seed, 7))
    return [_together(crops, side, rng) if rng.random() < PACKED else crop for crop in crops]


def part(crop: Crop, x: int, y: int, width: int, height: int) -> Crop:
    """What lies in a rectangle of `crop`, in multiples of the stride; boxes cut by its edge are ignored."""
    boxes = crop.boxes - np.array([x, y, 0, 0], np.float32)
    low, high = np.maximum(boxes[:, :2], 0), np.minimum(boxes[:, :2] + boxes[:, 2:], [width, height])
    shown = np.prod(np.maximum(high - low, 0), axis=1) / np.maximum(np.prod(boxes[:, 2:], axis=1), 1e-6)
    some = shown > 0
    ignored = crop.ignored | (shown < SEEN)
    cells = slice(y // STRIDE, (y + height) // STRIDE), slice(x // STRIDE, (x + width) // STRIDE)
    picture = crop.picture[y : y + height, x : x + width]
    return Crop(picture, crop.kind[cells], boxes[some], crop.symbols[some], crop.kinds[some], ignored[some])


def _together(crops: list[Crop], side: int, rng: np.random.Generator) -> Crop:
    """Two to four rectangles side by side and below each other, each a part of one of `crops`."""
    picture = np.full((side, side, 3), GREY, np.uint8)
    kind = np.full((side // STRIDE, side // STRIDE), IGNORED, np.uint8)
    boxes, symbols, kinds, ignored = [], [], [], []
    for top, height in _cuts(side, rng):
        for left, width in _cuts(side, rng):
            if width < LEAST or height < LEAST:
                continue
            crop = crops[rng.integers(len(crops))]
            if min(crop.picture.shape[:2]) < max(width, height):
                continue
            x, y = (int(rng.integers(0, (side - length) // STRIDE + 1)) * STRIDE for length in (width, height))
            one = part(crop, x, y, width, height)
            _set(picture, one, left, top)
            kind[top // STRIDE : (top + height) // STRIDE, left // STRIDE : (left + width) // STRIDE] = one.kind
            boxes.append(one.boxes + np.array([left, top, 0, 0], np.float32))
            symbols.append(one.symbols)
            kinds.append(one.kinds)
            ignored.append(one.ignored)
    if not boxes:
        return crops[rng.integers(len(crops))]
    return Crop(
        picture, kind, np.concatenate(boxes), np.concatenate(symbols), np.concatenate(kinds), np.concatenate(ignored)
    )


def _cuts(side: int, rng: np.random.Generator) -> list[tuple[int, int]]:
    """Start and length of what a side is cut into: one part, or two with a gap."""
    if rng.random() < 0.2:
        return [(0, side)]
    second = int(rng.integers(2, side // GRID - 1)) * GRID
    return [(0, second - GAP), (second, side - second)]


def _set(picture: np.ndarray[tuple[int, ...], np.dtype[np.uint8]], one: Crop, left: int, top: int) -> None:
    """Put a part into `picture`, its edges repeated for half a gap."""
    height, width = one.picture.shape[:2]
    reach = GAP // 2
    above, before = min(reach, top), min(reach, left)
    grown = np.pad(one.picture, ((above, reach), (before, reach), (0, 0)), mode="edge")
    room = picture[top - above : top + height + reach, left - before : left + width + reach]
    room[:] = grown[: room.shape[0], : room.shape[1]]
