"""Sheets with numbers written by hand and little else: rows, columns, grids, sums, single digits."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from train.pen import lay_ink
from train.synth.hands import Pen, Writer, sample_pen, sample_writer
from train.synth.material import Material
from train.synth.numerals import algebra, amount, anything, date, number, reckoning
from train.synth.papers import is_dark, paper, rule
from train.synth.sheet import Sheet
from train.synth.truth import HANDWRITING
from train.synth.writing import cross_out, text_width, write, write_word

SMALLEST = 10.0  # pixels of a digit's height
TOUCHING = (-0.15, 0.03)  # gaps between neighbours, in digit heights
CLOSE = (0.03, 0.3)
WIDE = (0.3, 1.2)
APART = (1.2, 3.0)  # digits that somebody holds apart for the camera


def digit_height(rng: np.random.Generator, size: tuple[int, int], largest: float) -> float:
    """Pixels, log-uniform from the smallest to `largest` of the sheet's shorter side."""
    most = max(largest * min(size), SMALLEST * 1.2)
    return float(np.exp(rng.uniform(np.log(SMALLEST), np.log(most))))


def sample_gap(rng: np.random.Generator) -> float:
    """Between neighbours, in digit heights: touching, close, wide or apart."""
    low, high = (TOUCHING, CLOSE, WIDE, APART)[int(rng.choice(4, p=[0.24, 0.5, 0.2, 0.06]))]
    return float(rng.uniform(low, high))


def start(
    rng: np.random.Generator, material: Material, size: tuple[int, int], largest: float, ruled: float = 0.4
) -> tuple[Sheet, float, Writer, Pen]:
    """A sheet, ruled with a probability of `ruled`; the height of digits on it, who writes, and with what."""
    sheet = paper(rng, material, size)
    height = digit_height(rng, size, largest)
    if rng.random() < ruled:
        rule(sheet, rng, height * float(rng.uniform(0.9, 2.2)))
    return sheet, height, sample_writer(rng, material), sample_pen(rng, is_dark(sheet), height)


def rows(rng: np.random.Generator, material: Material, size: tuple[int, int]) -> Sheet:
    """Lines of numbers, one below the other, anywhere on the sheet."""
    sheet, height, writer, pen = start(rng, material, size, 0.35)
    kind: Callable[[np.random.Generator], str] = (number, anything, amount, date, reckoning, algebra)[
        int(rng.choice(6, p=[0.32, 0.28, 0.14, 0.08, 0.1, 0.08]))
    ]
    _lines(sheet, rng, height, writer, pen, kind, sample_gap(rng), float(rng.uniform(1.2, 2.4)))
    return sheet


def several_hands(rng: np.random.Generator, material: Material, size: tuple[int, int]) -> Sheet:
    """Numbers of several sizes and hands in any place."""
    sheet, height, writer, pen = start(rng, material, size, 0.3)
    w, h = size
    for _ in range(int(rng.integers(3, 24))):
        if rng.random() < 0.4:
            writer = sample_writer(rng, material)
        if rng.random() < 0.5:
            height = digit_height(rng, size, 0.4)
            pen = sample_pen(rng, is_dark(sheet), height) if rng.random() < 0.6 else pen
        text, gap = anything(rng), sample_gap(rng)
        wide = text_width(text, height, gap)
        x, y = float(rng.uniform(-0.05 * w, max(1, w - wide * 0.8))), float(rng.uniform(0, max(1, h - height)))
        if sheet.free(x, y, x + wide, y + height):
            write(sheet, text, x, y, height, writer, pen, rng, gap, float(rng.normal(0, 0.05)))
    return sheet


def lone(rng: np.random.Generator, material: Material, size: tuple[int, int]) -> Sheet:
    """One number, up to most of the picture."""
    sheet = paper(rng, material, size)
    w, h = size
    text = number(rng, int(rng.choice([1, 2, 3, 5, 9])))
    gap = sample_gap(rng)
    most = min(0.85 * h, 0.85 * w / max(0.1, len(text) * (0.6 + max(gap, 0))))
    height = max(SMALLEST, most * float(rng.uniform(0.25, 1)))
    if rng.random() < 0.25:
        rule(sheet, rng, height * float(rng.choice([0.15, 0.3, 0.6, 1.2])))
    writer, pen = sample_writer(rng, material), sample_pen(rng, is_dark(sheet), height)
    wide = text_width(text, height, gap)
    x, y = rng.uniform(0.03, 0.97) * max(1, w - wide), rng.uniform(0.05, 0.95) * max(1, h - height)
    write(sheet, text, float(x), float(y), height, writer, pen, rng, gap)
    return sheet


def grid(rng: np.random.Generator, material: Material, size: tuple[int, int]) -> Sheet:
    """Digits in rows and columns, as people write them for practice or to collect samples."""
    sheet, height, writer, pen = start(rng, material, size, 0.2, ruled=0.3)
    w, h = size
    across, down = height * float(rng.uniform(0.8, 3)), height * float(rng.uniform(1.15, 3))
    left, top = float(rng.uniform(0, 0.3) * w), float(rng.uniform(0, 0.3) * h)
    columns = min(int(rng.integers(3, 16)), max(1, int((w - left) / across)))
    lines = min(int(rng.integers(1, 12)), max(1, int((h - top) / down)))
    order = int(rng.integers(4))
    for row in range(lines):
        for column in range(columns):
            digit = (column % 10, row % 10, int(rng.integers(10)), (row * columns + column) % 10)[order]
            if rng.random() < 0.03:
                continue
            x, y = left + column * across, top + row * down
            jitter = rng.normal(0, 0.06 * height, 2)
            write(sheet, str(digit), x + float(jitter[0]), y + float(jitter[1]), height, writer, pen, rng)
    return sheet


def written_sum(rng: np.random.Generator, material: Material, size: tuple[int, int]) -> Sheet:
    """Numbers below one another, ranged right, with a sign, a line and a result; carried digits above."""
    sheet, height, writer, pen = start(rng, material, size, 0.16, ruled=0.5)
    w, h = size
    gap, pitch = float(rng.uniform(0.1, 0.5)), height * float(rng.uniform(1.15, 1.7))
    for _ in range(int(rng.integers(1, 5))):
        numbers = [number(rng, 5) for _ in range(int(rng.integers(2, 5)))]
        wide = max(text_width(text, height, gap) for text in numbers)
        right, y = float(rng.uniform(wide, max(w, wide + 1))), float(rng.uniform(0, max(1, h - 4 * pitch)))
        if not sheet.free(right - wide, y, right, y + (len(numbers) + 1) * pitch):
            continue
        for i, text in enumerate(numbers):
            if i == len(numbers) - 1:
                sign = str(rng.choice(["+", "-", "×"]))
                write(
                    sheet, sign + text, right - text_width(sign + text, height, gap), y, height, writer, pen, rng, gap
                )
            else:
                write(sheet, text, right - text_width(text, height, gap), y, height, writer, pen, rng, gap)
            y += pitch
        stroke(sheet, right - wide - height, y - 0.1 * height, right + 0.3 * height, y, pen, rng)
        write(sheet, number(rng, 5), right - wide, y + 0.15 * height, height, writer, pen, rng, gap)
    for _ in range(int(rng.integers(0, 4))):
        write(sheet, reckoning(rng), float(rng.uniform(0, w * 0.7)), float(rng.uniform(0, h)), height, writer, pen, rng)
    return sheet


def list_with_words(rng: np.random.Generator, material: Material, size: tuple[int, int]) -> Sheet:
    """A word and a number in each line: shopping, scores, expenses; some struck out."""
    sheet, height, writer, pen = start(rng, material, size, 0.14, ruled=0.55)
    w, h = size
    pitch, left = height * float(rng.uniform(1.4, 2.4)), float(rng.uniform(0, 0.3) * w)
    column = left + float(rng.uniform(3, 9)) * height
    y, before = float(rng.uniform(0, 0.3) * h), rng.random() < 0.3
    while y < h - height and rng.random() < 0.94:
        x = left
        if before:
            x = write(sheet, number(rng, 2) + str(rng.choice(["", ".", ")", "x"])), x, y, height, writer, pen, rng)
            x += 0.4 * height
        for _ in range(int(rng.integers(1, 4))):
            x = write_word(sheet, x, y, height, writer, pen, rng) + 0.35 * height
        if rng.random() < 0.8:
            x = max(x, column) if rng.random() < 0.7 else x
            end = write(sheet, anything(rng), x, y, height, writer, pen, rng, float(rng.uniform(0.02, 0.3)))
            if rng.random() < 0.06:
                cross_out(sheet, x, y, end, y + height, pen)
        y += pitch
    return sheet


def stroke(sheet: Sheet, x0: float, y0: float, x1: float, y1: float, pen: Pen, rng: np.random.Generator) -> None:
    """A line by hand from (x0, y0) to (x1, y1)."""
    margin = pen.width + 3
    low = np.array([min(x0, x1) - margin, min(y0, y1) - margin])
    points = np.linspace((x0, y0), (x1, y1), 5) - low
    points[1:-1] += rng.normal(0, 0.01 * abs(x1 - x0) + 0.5, (3, 2)) * 0.5
    w, h = int(abs(x1 - x0) + 2 * margin) + 1, int(abs(y1 - y0) + 2 * margin) + 1
    sheet.lay(
        lay_ink([points.astype(np.float32)], (h, w), pen.width), float(low[0]), float(low[1]), pen.ink, HANDWRITING
    )


def _lines(
    sheet: Sheet,
    rng: np.random.Generator,
    height: float,
    writer: Writer,
    pen: Pen,
    kind: Callable[[np.random.Generator], str],
    gap: float,
    pitch: float,
) -> None:
    """Lines from some height on down, some left out, some in two parts."""
    w, h = sheet.size
    y, left = float(rng.uniform(0, 0.6) * max(1, h - height)), float(rng.uniform(0, 0.5) * w)
    slope = float(rng.normal(0, 0.02))
    for _ in range(int(rng.integers(1, 12))):
        if y > h - 0.7 * height:
            break
        x = left + float(rng.normal(0, 0.3 * height))
        while x < w:
            x = write(sheet, kind(rng), x, y, height, writer, pen, rng, gap, slope)
            x += height * float(rng.uniform(0.7, 4))
            if rng.random() < 0.55:
                break
        y += pitch * height


SCENES = (
    ("rows of numbers", 15, rows),
    ("several hands", 13, several_hands),
    ("lone number", 9, lone),
    ("grid of digits", 9, grid),
    ("written sum", 9, written_sum),
    ("list with words", 11, list_with_words),
)
