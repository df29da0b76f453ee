"""Digits for training that no person wrote, each in a hand and with a pen of its own, made small as MNIST's were.

Ink is black and white until `edge.glyph` makes it small, which gives it MNIST's greys; training wears it further.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from edge.glyph import SIDE, glyph
from train.data import Digits
from train.handwriting import ANYONE, sample_hand, write_digit
from train.pen import draw_strokes
from train.processes import in_processes
from train.strokes import Points

SHEET = 500  # digits made in one go with one seed, so that the digits do not depend on how many processes there are
ALONE = 4 * SHEET  # up to so many, a second process takes longer to start than it saves
# Pixels of a digit's longer side while it is black and white, as MNIST's were before they were made small.
HEIGHTS = 44, 68
TURN = 0.07  # standard deviation of how far a digit is turned, in radians
WAVES = 5.0  # radians per digit height in the waves that shift parts of a digit: most are longer than the digit
STIR = 0.012  # standard deviation of one wave's height, in digit heights


def generate_digits(count: int, seed: int) -> Digits:
    """`count` digits, as many of each label as can be, in random order; the same seed gives the same digits.

    The images are uint8 (count, 28, 28), ink bright on 0, each one through `edge.glyph`. All processors are used;
    progress is shown on a terminal. Raises ValueError for a negative count.
    """
    if count < 0:
        raise ValueError(f"count must be 0 or more, but is {count}")
    draw, *draws = np.random.default_rng(seed).spawn(1 + -(-count // SHEET))
    labels = draw.permutation((np.arange(count) % 10).astype(np.uint8))
    sheets = [labels[start : start + SHEET] for start in range(0, count, SHEET)]
    images = np.empty((count, SIDE, SIDE), np.uint8)
    with tqdm(total=count, desc="writing digits", unit="", disable=None) as progress:
        for i, sheet in enumerate(_written(sheets, draws)):
            images[i * SHEET : i * SHEET + len(sheet)] = sheet
            progress.update(len(sheet))
    return Digits(images, labels)


def write_sheet(labels: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """A digit for each of `labels` (n,), 0 to 9, every one by somebody else: uint8 (n, 28, 28)."""
    images = np.empty((len(labels), SIDE, SIDE), np.uint8)
    for i, label in enumerate(labels):
        hand = sample_hand(rng, ANYONE)
        strokes = _stirred(write_digit(int(label), hand, rng), rng)
        height = float(rng.uniform(*HEIGHTS))
        images[i] = glyph(draw_strokes(strokes, height, hand.pen_width * height, hand.pressure, smooth=False))
    return images


def _stirred(strokes: list[Points], rng: np.random.Generator) -> list[Points]:
    """`strokes` turned a little and shifted here and there, smoothly, so that what touched still does."""
    turn = rng.normal(0, TURN)
    turned = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]], np.float32)
    frequency, phase = rng.normal(0, WAVES, (2, 4)).astype(np.float32), rng.uniform(0, 2 * np.pi, 4).astype(np.float32)
    shift = rng.normal(0, STIR, (4, 2)).astype(np.float32)
    return [stroke @ turned + np.sin(stroke @ frequency + phase) @ shift for stroke in strokes]


def _written(sheets: list[NDArray[np.uint8]], draws: list[np.random.Generator]) -> Iterator[NDArray[np.uint8]]:
    """The images of each of `sheets`, in order, made by as many processes as pay."""
    if sum(map(len, sheets)) <= ALONE:
        yield from map(write_sheet, sheets, draws)
        return
    yield from in_processes(_write, list(zip(sheets, draws, strict=True)))


def _write(sheet: tuple[NDArray[np.uint8], np.random.Generator]) -> NDArray[np.uint8]:
    return write_sheet(*sheet)
