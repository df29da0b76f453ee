"""Pages for the tests: numbers written by the generator's hands, drawn plainly, with their truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge.reading import Box
from train.handwriting import sample_hand, write_digit, write_text
from train.pen import draw_strokes, lay_ink

WHITE = (255, 255, 255)
BLACK = (30, 30, 30)
THINNEST_PEN = 1.5  # pixels; a camera shows no thinner one


@dataclass(frozen=True)
class Page:
    """A number on a page."""

    frame: NDArray[np.uint8]
    """BGR uint8 (h, w, 3)."""
    text: str
    boxes: tuple[Box, ...]
    """Tight round the ink of each digit."""


def digit_mask(digit: int, seed: int, height: float = 60, pen: float = 0.1) -> NDArray[np.uint8]:
    """One digit, uint8 (h, w), ink bright on 0."""
    rng = np.random.default_rng(seed)
    return draw_strokes(write_digit(digit, sample_hand(rng), rng), height, max(THINNEST_PEN, pen * height))


def on_paper(
    ink: NDArray[np.uint8], pen: tuple[int, int, int] = BLACK, paper: tuple[int, int, int] = WHITE
) -> NDArray[np.uint8]:
    """`ink` (h, w), bright on 0, as a frame in the colours (B, G, R) of a pen on paper."""
    share = ink[:, :, None] / 255
    return np.rint(share * np.array(pen) + (1 - share) * np.array(paper)).astype(np.uint8)


def placed(mask: NDArray[np.uint8], shape: tuple[int, int], x: int, y: int) -> NDArray[np.uint8]:
    """An ink picture of `shape` (h, w) with `mask` at `x`, `y`."""
    ink = np.zeros(shape, np.uint8)
    ink[y : y + mask.shape[0], x : x + mask.shape[1]] = mask
    return ink


def number(seed: int, count: int = 6) -> str:
    """Digits by lot."""
    return "".join(np.random.default_rng(seed).choice(list("0123456789"), count))


def written(
    text: str,
    seed: int,
    *,
    height: float = 60,
    turn: float = 0,
    pen: tuple[int, int, int] = BLACK,
    inverted: bool = False,
) -> Page:
    """`text` in the hand of `seed` on white paper, digits `height` pixels high, turned clockwise by `turn` degrees."""
    rng = np.random.default_rng(seed)
    hand = sample_hand(rng)
    angle = np.deg2rad(turn)
    turned = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]]) * height
    line = [
        [stroke @ turned for stroke in character.strokes] for character in write_text(text, hand, rng, spacing=0.35)
    ]
    points = np.concatenate([stroke for strokes in line for stroke in strokes])
    shift = height - points.min(axis=0)
    width_and_height = np.ceil(points.max(axis=0) + shift + height).astype(int)
    shape = int(width_and_height[1]), int(width_and_height[0])
    pen_width = max(THINNEST_PEN, hand.pen_width * height)
    inks = [
        lay_ink([(stroke + shift).astype(np.float32) for stroke in strokes], shape, pen_width, hand.pressure)
        for strokes in line
    ]
    frame = on_paper(np.max(inks, axis=0), pen)
    return Page(255 - frame if inverted else frame, text, tuple(box_of(ink) for ink in inks))


def box_of(ink: NDArray[np.uint8]) -> Box:
    """The tight box round what is at least half ink."""
    y, x = np.nonzero(ink >= 128)
    return Box(int(x.min()), int(y.min()), int(np.ptp(x)) + 1, int(np.ptp(y)) + 1)


def overlap(a: NDArray[np.generic], b: NDArray[np.generic]) -> float:
    """Intersection over union of two masks."""
    a, b = a > 0, b > 0
    return float((a & b).sum() / max((a | b).sum(), 1))
