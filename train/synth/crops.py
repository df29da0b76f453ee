"""Crops of a page's levels, as the network is trained on them: composed at the camera's size, reduced as the reader
reduces, then cut out."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.page import pyramid
from edge.page.canvas import GAP, GREY, MARGIN
from edge.page.heads import IGNORED, KINDS, STRIDE
from train.synth.material import load
from train.synth.pages import compose
from train.synth.truth import PAPER, UNSURE, Crop, Page

READ = (10.0, 38.0)  # pixels: heights of digits on a level that the network reads there
NEARLY = (6.0, 54.0)  # heights up to which it may read them, without being told to
SIGNS_READ = (2.5, 30.0)  # pixels of a sign's longer side
LEAST_INK = 0.06  # of a cell: with less, it is paper
WHOLE = 0.8  # of a box: with less of it in the crop, nothing is learnt there
MOST_CROPS = 6  # of one level
MOST_EMPTY = 2  # of one on which nothing stands
ON_A_DIGIT = 0.55  # share of crops that are cut round a digit of the right size
ON_INK = 0.35  # share of those that are cut round any ink
WITHOUT = 0.5  # share that is kept of the crops without any digit, which would be two of three


@dataclass(frozen=True, eq=False)
class Level:
    """One reduction of a page, with its truth."""

    picture: NDArray[np.uint8]
    shares: NDArray[np.float32]
    """(h / 4, w / 4, 8): how much of each cell each kind covers; the last is UNSURE."""
    boxes: NDArray[np.float32]
    """(n, 4) in pixels of the level."""
    symbols: NDArray[np.int16]
    kinds: NDArray[np.uint8]
    ignored: NDArray[np.bool_]


def crops(seed: int, size: int, held_out: bool = False) -> list[Crop]:
    """Crops of `size` × `size` pixels of the page number `seed`."""
    page = compose(seed, load(held_out))
    rng = np.random.default_rng((seed, size, 1))
    found: list[Crop] = []
    small: list[Level] = []
    for level in levels(page):
        h, w = level.picture.shape[:2]
        if max(h, w) <= 0.8 * size:
            small.append(level)
        else:
            most = MOST_CROPS if _inked(level).any() else MOST_EMPTY
            count = int(np.clip(round(0.9 * h * w / size**2), 1, most))
            found += [_cut(level, size, rng) for _ in range(count)]
    return [crop for crop in found + packed(small, size) if _has_digit(crop) or rng.random() < WITHOUT]


def _has_digit(crop: Crop) -> bool:
    return bool((~crop.ignored & (crop.symbols >= 0) & (crop.symbols < 10)).any())


def levels(page: Page) -> list[Level]:
    """The page on the levels that the reader makes of it."""
    symbols = np.array([mark.symbol for mark in page.marks], np.int16)
    raw = np.array([mark.box for mark in page.marks], np.float32).reshape(-1, 4)
    kinds = np.array([mark.kind for mark in page.marks], np.uint8)
    unsure = kinds == UNSURE
    h, w = page.frame.shape[:2]
    low, high = np.clip(raw[:, :2], 0, (w, h)), np.clip(raw[:, :2] + raw[:, 2:], 0, (w, h))
    boxes = np.column_stack([low, high - low])
    whole = boxes[:, 2:].prod(axis=1) >= WHOLE * np.maximum(raw[:, 2:].prod(axis=1), 1e-6)
    made: list[Level] = []
    shares = _shares(page.kinds)
    of_picture = pyramid.levels(page.frame)
    for i, level in enumerate(of_picture):
        on_level = boxes / np.float32(level.scale)
        fits, near = _in_range(on_level, symbols, i == len(of_picture) - 1)
        keep = near | (unsure & (on_level[:, 3] <= NEARLY[0]))  # far too large or too small, it is no digit here
        ignored = (unsure | ~whole | ~fits)[keep]
        cells = _cells(shares, level.picture.shape[:2])
        made.append(Level(level.picture, cells, on_level[keep], symbols[keep], kinds[keep], ignored))
        shares = _mean(shares)
    return made


def packed(small: list[Level], size: int) -> list[Crop]:
    """The `small` levels side by side in as few crops as simple shelves need."""
    made: list[Crop] = []
    shelf: list[tuple[Level, int, int]] = []
    x = y = deepest = 0
    for level in small:
        h, w = level.picture.shape[:2]
        if x + w > size:
            x, y, deepest = 0, y + -(-(deepest + GAP) // 32) * 32, 0
        if y + h > size:
            made.append(_together(shelf, size))
            shelf, x, y, deepest = [], 0, 0, 0
        shelf.append((level, x, y))
        x, deepest = x + -(-(w + GAP) // 32) * 32, max(deepest, h)
    return [*made, _together(shelf, size)] if shelf else made


def _together(shelf: list[tuple[Level, int, int]], size: int) -> Crop:
    picture = np.full((size, size, 3), GREY, np.uint8)
    kind = np.full((size // STRIDE, size // STRIDE), PAPER, np.uint8)
    boxes, symbols, kinds, ignored = [], [], [], []
    for level, x, y in shelf:
        room = cv2.copyMakeBorder(level.picture, 0, MARGIN, 0, MARGIN, cv2.BORDER_REPLICATE)[: size - y, : size - x]
        picture[y : y + room.shape[0], x : x + room.shape[1]] = room
        cells = _kinds(level.shares)[: (size - y) // STRIDE, : (size - x) // STRIDE]
        kind[y // STRIDE : y // STRIDE + cells.shape[0], x // STRIDE : x // STRIDE + cells.shape[1]] = cells
        boxes.append(level.boxes + np.array([x, y, 0, 0], np.float32))
        symbols.append(level.symbols)
        kinds.append(level.kinds)
        ignored.append(level.ignored)
    return Crop(
        picture, kind, np.concatenate(boxes), np.concatenate(symbols), np.concatenate(kinds), np.concatenate(ignored)
    )


def _cut(level: Level, size: int, rng: np.random.Generator) -> Crop:
    """A part of `level`, whose corner is a multiple of the stride; a smaller level lies in a corner of it."""
    h, w = level.picture.shape[:2]
    most = np.array([max(0, w - size), max(0, h - size)])
    wanted, lot = np.flatnonzero(~level.ignored), rng.random()
    if len(wanted) and lot < ON_A_DIGIT:
        x, y, bw, bh = level.boxes[wanted[rng.integers(len(wanted))]]
        at = np.array([x + bw / 2, y + bh / 2]) - rng.uniform(0.1, 0.9, 2) * size
    elif lot < ON_A_DIGIT + ON_INK and len(inked := np.argwhere(_inked(level))):
        at = inked[rng.integers(len(inked))][::-1] * STRIDE - rng.uniform(0.1, 0.9, 2) * size
    else:
        at = rng.uniform(0, 1, 2) * (most + 1)
    left, top = (int(v) // STRIDE * STRIDE for v in np.clip(at, 0, most))
    part = level.picture[top : top + size, left : left + size]
    cells = _kinds(level.shares[top // STRIDE : (top + size) // STRIDE, left // STRIDE : (left + size) // STRIDE])
    down, right = size - part.shape[0], size - part.shape[1]
    if down or right:
        edge = cv2.copyMakeBorder(part, 0, min(down, MARGIN), 0, min(right, MARGIN), cv2.BORDER_REPLICATE)
        part = cv2.copyMakeBorder(edge, 0, size - edge.shape[0], 0, size - edge.shape[1], cv2.BORDER_CONSTANT, value=(GREY,) * 3)  # fmt: skip # noqa: E501
        cells = np.pad(cells, ((0, size // STRIDE - cells.shape[0]), (0, size // STRIDE - cells.shape[1])))
    boxes = level.boxes - np.array([left, top, 0, 0], np.float32)
    low, high = np.clip(boxes[:, :2], 0, size), np.clip(boxes[:, :2] + boxes[:, 2:], 0, size)
    seen = (high - low).prod(axis=1) / np.maximum(boxes[:, 2:].prod(axis=1), 1e-6)
    there = seen > 0.05
    ignored = (level.ignored | (seen < WHOLE))[there]
    return Crop(np.ascontiguousarray(part), cells, boxes[there], level.symbols[there], level.kinds[there], ignored)


def _inked(level: Level) -> NDArray[np.bool_]:
    """(h / 4, w / 4): which cells hold more than paper."""
    return np.asarray(level.shares[..., 1:].max(axis=-1) >= LEAST_INK)


def _in_range(
    boxes: NDArray[np.float32], symbols: NDArray[np.int16], last: bool
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """(n,) which boxes are read on a level, and which may be."""
    sign = symbols >= 10
    size = np.where(sign, boxes[:, 2:].max(axis=1, initial=0), boxes[:, 3])
    low = np.where(sign, SIGNS_READ[0], READ[0])
    high = np.where(sign, SIGNS_READ[1], np.inf if last else READ[1])
    near = (size >= low * 0.6) & (size <= np.where(last, np.inf, high * NEARLY[1] / READ[1]))
    return (size >= low) & (size <= high), near


def _shares(kinds: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(h / 4, w / 4, 8): how much of each cell each kind covers, UNSURE last."""
    h, w = kinds.shape
    padded = cv2.copyMakeBorder(kinds, 0, -h % STRIDE, 0, -w % STRIDE, cv2.BORDER_REPLICATE)
    size = padded.shape[1] // STRIDE, padded.shape[0] // STRIDE
    shares = np.zeros((size[1], size[0], len(KINDS) + 1), np.float32)
    there = np.flatnonzero(np.bincount(kinds.ravel(), minlength=256))
    for kind in there:
        plane = cv2.resize(cv2.compare(padded, int(kind), cv2.CMP_EQ), size, interpolation=cv2.INTER_AREA)
        shares[..., len(KINDS) if kind == UNSURE else kind] = plane.astype(np.float32) / 255
    return shares


def _kinds(shares: NDArray[np.float32]) -> NDArray[np.uint8]:
    """(h, w): the kind of ink that covers most of each cell; paper where there is hardly any."""
    ink = shares[..., 1:]
    strongest = ink.argmax(axis=-1).astype(np.uint8) + 1
    strongest[strongest == len(KINDS)] = IGNORED
    return np.where(ink.max(axis=-1) >= LEAST_INK, strongest, np.uint8(PAPER))


def _cells(shares: NDArray[np.float32], shape: tuple[int, ...]) -> NDArray[np.float32]:
    """`shares` for a level of this shape: it may have been made even since."""
    rows, columns = -(-shape[0] // STRIDE), -(-shape[1] // STRIDE)
    return shares[:rows, :columns]


def _mean(shares: NDArray[np.float32]) -> NDArray[np.float32]:
    """The shares of cells twice as large."""
    h, w = shares.shape[:2]
    even = np.pad(shares, ((0, h % 2), (0, w % 2), (0, 0)), mode="edge")
    mean: NDArray[np.float32] = (even[::2, ::2] + even[1::2, ::2] + even[::2, 1::2] + even[1::2, 1::2]) / np.float32(4)
    return mean
