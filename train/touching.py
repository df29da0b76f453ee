"""MNIST's test digits written so close that they touch, as a camera sees them, and how many are read to the last one.

MNIST's test set is here to be measured on: nothing that is drawn here is ever trained on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.glyph import INK_SIDE
from edge.reader import Reader
from edge.reading import Box
from train.data import Digits
from train.lens import View, compress, expose, light
from train.paper import PENS, SHEETS, ink, sheet_picture, tooth

PAIRS = 500
STRINGS = 50  # of each of LENGTHS
LENGTHS = (3, 4, 5, 6)  # digits of a string; those of two are the pairs
SEED = 1  # always the same pictures, so that two models can be compared
MOST_OVERLAP = 0.2  # of the narrower one's width
HEIGHTS = (40.0, 80.0)  # pixels of a digit's longer side, as a camera gives it at an arm's length
UNEVEN = 0.03  # digit heights by which the foot of a digit is off the line
INKED = 128  # grey level from which ink counts when its width is measured
MARGIN = 2.0  # digit heights of empty paper on every side
NEAR = np.ones((3, 3), np.uint8)  # ink touches what lies in one of the eight pixels round it


@dataclass(frozen=True, eq=False)
class Touching:
    """A picture of a string of digits, each of which overlaps the next."""

    frame: NDArray[np.uint8]
    """BGR uint8 (h, w, 3)."""
    text: str
    boxes: tuple[Box, ...]
    """Tight round the ink of each digit, from the left."""
    joined: bool
    """Whether the ink of all neighbours touches: the boxes of a 7 and a 4 may overlap where their strokes do not."""


def draw_touching(digits: Digits, rng: np.random.Generator) -> Touching:
    """All of `digits` in one line on white paper, dark ink, one size, overlapping by 0 to MOST_OVERLAP.

    The overlap of two neighbours is that of their boxes, as a share of the narrower one's width. The same generator
    state gives the same picture.
    """
    height = float(rng.uniform(*HEIGHTS))
    patches = [_enlarged(image, height / INK_SIDE) for image in digits.images]
    boxes = _side_by_side(patches, height, rng)
    margin = round(MARGIN * height)
    size = boxes[-1].right + margin, max(box.bottom for box in boxes) + margin
    each = [_placed(patch, box, size) for patch, box in zip(patches, boxes, strict=True)]
    joined = all(bool(cv2.dilate(_inked(one), NEAR)[_inked(other) > 0].any()) for one, other in pairwise(each))

    shape = size[1], size[0]
    roughness = tooth(shape, rng)
    paper = sheet_picture(SHEETS["white"], roughness, rng)
    ink(paper, np.maximum.reduce(each), 0, 0, PENS["black"], roughness)
    view = View()
    frame = compress(expose(paper * light(shape, view, rng), view, rng), view.quality)
    return Touching(frame, "".join(map(str, digits.labels)), tuple(boxes), joined)


def overlap(left: Box, right: Box) -> float:
    """By how much of the narrower one's width two neighbours overlap; below 0 where there is room between them."""
    return (left.right - right.x) / min(left.w, right.w)


def measure_touching(reader: Reader, digits: Digits, pairs: int = PAIRS, strings: int = STRINGS) -> dict[str, float]:
    """Share of pairs and of longer strings of touching `digits` that `reader` reads right to the last one, by name.

    `pairs` is how many are drawn of two digits, `strings` of each of LENGTHS.
    """
    drawn = [(one.joined, _is_read(reader, one)) for one in _drawn(digits, 2, pairs)]
    by_length = {length: [_is_read(reader, one) for one in _drawn(digits, length, strings)] for length in LENGTHS}
    return {
        "touching_pairs_right": _share([right for _, right in drawn]),
        "touching_pairs_joined_right": _share([right for joined, right in drawn if joined]),
        "touching_strings_right": _share([right for one in by_length.values() for right in one]),
        **{f"touching_strings_of_{length}_right": _share(one) for length, one in by_length.items()},
    }


def _drawn(digits: Digits, length: int, count: int) -> list[Touching]:
    """`count` strings of `length` of the `digits`, chosen by lot, each with a seed of its own."""
    drawn = []
    for number in range(count):
        rng = np.random.default_rng((SEED, length, number))
        drawn.append(draw_touching(digits[rng.choice(len(digits), length, replace=False)], rng))
    return drawn


def _is_read(reader: Reader, drawn: Touching) -> bool:
    return reader.read(drawn.frame).lines == [drawn.text]


def _share(right: Sequence[bool]) -> float:
    return sum(right) / max(len(right), 1)


def _enlarged(image: NDArray[np.uint8], scale: float) -> NDArray[np.uint8]:
    """The ink of an MNIST `image` (28, 28), `scale` times as large and cropped to what is seen of it."""
    large = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    x, y, w, h = cv2.boundingRect(_inked(large))
    return large[y : y + h, x : x + w]


def _inked(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """1 where there is ink in `picture`, else 0; same shape."""
    return (picture >= INKED).astype(np.uint8)


def _side_by_side(patches: Sequence[NDArray[np.uint8]], height: float, rng: np.random.Generator) -> list[Box]:
    """Where each of `patches` comes to lie: on one line, give or take, each overlapping the one before it."""
    foot = round((MARGIN + 1 + UNEVEN) * height)
    boxes: list[Box] = []
    for patch in patches:
        h, w = patch.shape
        x = round(MARGIN * height)
        if boxes:
            deepest = int(MOST_OVERLAP * min(w, boxes[-1].w))  # whole pixels, so that it is never more
            x = boxes[-1].right - int(rng.integers(0, deepest + 1))
        boxes.append(Box(x, foot + round(float(rng.uniform(-UNEVEN, UNEVEN)) * height) - h, w, h))
    return boxes


def _placed(patch: NDArray[np.uint8], box: Box, size: tuple[int, int]) -> NDArray[np.uint8]:
    """`patch` at `box` in an empty picture of `size` (w, h): uint8 (h, w)."""
    picture = np.zeros((size[1], size[0]), np.uint8)
    picture[box.y : box.bottom, box.x : box.right] = patch
    return picture
