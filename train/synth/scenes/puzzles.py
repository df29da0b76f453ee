"""Scenes of puzzles and games: sudoku, crosswords, bingo, number squares, printed and filled in by hand."""

from __future__ import annotations

import numpy as np

from train.synth import wording
from train.synth.clerk import Clerk, sample_clerk
from train.synth.material import Material
from train.synth.papers import is_dark, paper
from train.synth.press import Press, log_uniform, set_up
from train.synth.scenes.print_text import flow
from train.synth.sheet import Ink, Sheet
from train.synth.truth import THING

Size = tuple[int, int]


def sudoku(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """One or more squares of nine by nine, or four, or six: some digits printed, some written, some small notes."""
    sheet, press, cell = _begin(rng, material, size)
    w, h = size
    n, block = ((9, 3), (9, 3), (9, 3), (4, 2), (6, 3))[int(rng.integers(5))]
    clerk = sample_clerk(sheet, rng, material, cell * 0.7, press.dark)
    given, written = float(rng.uniform(0.1, 0.5)), float(rng.choice([0, 0.2, 0.5, 0.9]))
    thin, thick = max(0.6, cell * float(rng.uniform(0.02, 0.05))), max(1.2, cell * float(rng.uniform(0.05, 0.12)))
    notes = float(rng.choice([0, 0, 0.2]))
    side, top, left_over = n * cell, h * float(rng.uniform(-0.08, 0.15)), int(rng.integers(1, 5))
    while top < h - cell and left_over:
        left = w * float(rng.uniform(-0.05, 0.1))
        while left < w - side / 2 and left_over:
            for line in range(n + 1):
                width = thick if line % block == 0 else thin
                press.rule((left, top + line * cell), (left + side, top + line * cell), width)
                press.rule((left + line * cell, top), (left + line * cell, top + side), width)
            for row, column in np.ndindex(n, n):
                _square(press, clerk, (left + column * cell, top + row * cell, cell), n, (given, written, notes))
            left += side + cell * float(rng.uniform(0.3, 1.5))
            left_over -= 1
        top += side + cell * 0.8
        small = press.other(cell * 0.25)
        top = flow(small, w * 0.05, top, w * 0.9, min(h, top + cell * 2), small.pixels * 1.8, 0.05, 0.0) + cell * 0.4
    return sheet


def _square(
    press: Press, clerk: Clerk, place: tuple[float, float, float], n: int, shares: tuple[float, float, float]
) -> None:
    rng, (x, y, cell), (given, written, notes) = press.rng, place, shares
    digit = str(rng.integers(1, n + 1))
    lot = rng.random()
    if lot < given:
        press.text(digit, x + cell / 2, y + (cell - press.pixels) / 2, 0.5)
    elif rng.random() < written:
        clerk.in_box(digit, x, y, cell, cell)
    elif rng.random() < notes:
        for spot in rng.permutation(4)[: int(rng.integers(1, 4))]:
            at = (x + cell * (0.12 + 0.5 * (spot % 2)), y + cell * (0.08 + 0.5 * (spot // 2)))
            clerk.number(str(rng.integers(1, n + 1)), *at, cell * 0.32)


def crossword(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """Black and white squares with small printed numbers and letters by hand, clues beside."""
    sheet, press, cell = _begin(rng, material, size)
    w, h = size
    cell = min(cell, h / 5)
    clerk = sample_clerk(sheet, rng, material, cell * 0.6, press.dark)
    across, down = int(rng.integers(4, 16)), int(rng.integers(4, 16))
    x, y = w * float(rng.uniform(-0.05, 0.2)), h * float(rng.uniform(-0.05, 0.2))
    black, filled, number = float(rng.uniform(0.1, 0.4)), float(rng.choice([0, 0.5, 0.9])), 1
    digits_inside = rng.random() < 0.2  # a puzzle of numbers
    small = press.other(max(4.0, cell * float(rng.uniform(0.16, 0.26))))
    for row, column in np.ndindex(down, across):
        left, top = x + column * cell, y + row * cell
        if left > w or top > h:
            continue
        if rng.random() < black:
            press.block(left, top, cell, cell, THING)
            continue
        press.frame(left, top, cell, cell, max(0.6, cell * 0.03))
        if rng.random() < 0.3:
            small.text(str(number), left + cell * 0.08, top + cell * 0.08)
            number += 1
        if rng.random() < filled and digits_inside:
            clerk.in_box(str(rng.integers(10)), left, top, cell, cell)
        elif rng.random() < filled:
            letter = chr(int(rng.integers(65, 91)))
            clerk.number(letter, left + cell * 0.25, top + cell * 0.25, cell * 0.65)
    line = y + down * cell + press.pixels
    while line < h:
        press.other(cell * 0.25).text(
            f"{wording.count(rng, 2)}. {wording.sentence(rng, material.words, 6, 0.05)}", w * 0.04, line
        )
        line += cell * 0.5
    return sheet


def number_squares(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """Bingo cards, lottery slips, hundred squares: printed numbers in cells, some crossed, ringed or overwritten."""
    sheet, press, cell = _begin(rng, material, size)
    w, h = size
    across, down = int(rng.integers(4, 11)), int(rng.integers(4, 11))
    cell = min(cell, w / across, h / 4)
    press = press.other(cell * float(rng.uniform(0.3, 0.6)))
    clerk = sample_clerk(sheet, rng, material, cell * 0.8, press.dark)
    x, y = (w - across * cell) * float(rng.uniform(0, 1)), h * float(rng.uniform(-0.05, 0.15))
    in_order, marked, form = rng.random() < 0.5, float(rng.choice([0, 0.1, 0.25])), int(rng.integers(4))
    for row, column in np.ndindex(down, across):
        left, top = x + column * cell, y + row * cell
        if top > h:
            break
        if form == 0:
            press.frame(left, top, cell, cell, 1.0)
        elif form == 1:
            press.ring(left + cell * 0.06, top + cell * 0.06, cell * 0.88, cell * 0.88, 1.0)
        elif form == 2:
            press.frame(left + cell * 0.1, top + cell * 0.1, cell * 0.8, cell * 0.8, 1.0)
        text = str(row * across + column + 1) if in_order else str(rng.integers(1, 100))
        if rng.random() < 0.9:
            press.text(text, left + cell / 2, top + (cell - press.pixels) / 2, 0.5, cell * 0.9)
        else:
            clerk.number(text, left + cell * 0.1, top + cell * 0.15, cell * 0.7, cell * 0.8, 0.5)
        if rng.random() < marked:
            if rng.random() < 0.5:
                clerk.ring(left + cell * 0.1, top + cell * 0.1, cell * 0.8, cell * 0.8)
            else:
                clerk.cross_out(left + cell * 0.1, top + cell * 0.1, cell * 0.8, cell * 0.8)
    return sheet


def _begin(rng: np.random.Generator, material: Material, size: Size) -> tuple[Sheet, Press, float]:
    """A sheet, its press and the side of a cell."""
    sheet = paper(rng, material, size, bool(rng.random() < 0.04))
    if rng.random() < 0.3:  # newsprint
        shade = Ink((float(rng.uniform(185, 225)),) * 3)
        sheet.picture *= np.float32(shade.colour[0] / 255)
    cell = log_uniform(rng, 13, size[1] / 6)
    return sheet, set_up(sheet, rng, material, cell * float(rng.uniform(0.45, 0.75)), is_dark(sheet), 0.12), cell


SCENES = (
    ("sudoku", 4, sudoku),
    ("crossword", 2, crossword),
    ("number squares", 2, number_squares),
)
