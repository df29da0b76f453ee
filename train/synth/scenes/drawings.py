"""Diagrams, charts, plans, sketches and doodles on paper or a board, bare or with words and numbers written in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from train.synth.charts import CHARTS, Area, Diagram, Label
from train.synth.doodles import doodles
from train.synth.hands import sample_pen, sample_writer
from train.synth.material import Material
from train.synth.networks import NETWORKS
from train.synth.papers import is_dark, paper, rule
from train.synth.schemes import SCHEMES
from train.synth.shapes import Stylus, cross_out, ring_round, sample_stylus, small_mark, underline
from train.synth.sheet import Sheet
from train.synth.sketches import SKETCHES
from train.synth.writing import write, write_word

Size = tuple[int, int]
CROWDED = 0.25  # share of a place that is drawn on, from which nobody writes there
DIAGRAMS = (*CHARTS, *NETWORKS)
DRAWN = (*SKETCHES, *SKETCHES, *SCHEMES, *SCHEMES, doodles, doodles, doodles)


def diagram(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """One or several diagrams by hand or in print, with words and numbers by hand in shares."""
    return _drawn(rng, material, size, DIAGRAMS)


def sketch(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """Drawings of geometry, circuits, plans and the like."""
    return _drawn(rng, material, size, DRAWN)


def board_drawing(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """The same on a blackboard or whiteboard."""
    return _drawn(rng, material, size, (*DIAGRAMS, *DRAWN), board=True)


def childs_drawing(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """Doodles in several colours, scribbles, a name."""
    sheet, dark = _sheet(rng, material, size, False)
    unit = min(size) * rng.uniform(0.04, 0.15)
    label = _label(sheet, rng, material, dark, unit, float(rng.choice([0, 0.3, 1])), float(rng.choice([0, 1])))
    for _ in range(int(rng.integers(1, 5))):
        stylus = sample_stylus(rng, dark, unit * rng.uniform(0.05, 0.2))
        doodles(sheet, rng, (0, 0, size[0], size[1]), unit, stylus, label)
    return sheet


def loose_marks(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """Ticks, crosses, arrows and stars, alone or beside words and numbers, some ringed, underlined, crossed out."""
    sheet, dark = _sheet(rng, material, size, rng.random() < 0.15)
    unit = min(size) * float(np.exp(rng.uniform(np.log(0.025), np.log(0.25))))
    stylus = sample_stylus(rng, dark, unit * rng.uniform(0.05, 0.15))
    words = float(rng.choice([0, 0.3, 0.6]))
    label = _label(sheet, rng, material, dark, unit, words, float(rng.choice([0, 0.5, 1])))
    lines = rng.random() < 0.5
    for k in range(int(rng.integers(1, 26))):
        row = k * unit * 1.7 + unit
        x, y = rng.uniform(0, 0.9) * size[0], row if lines else rng.uniform(0, 0.95) * size[1]
        if y > size[1]:
            break
        if not sheet.free(x - unit * 0.3, y, x + unit * 1.6, y + unit):
            continue
        small_mark(sheet, x, y, unit * rng.uniform(0.6, 1.2), stylus, rng)
        before = len(sheet.marks)
        label(x + unit * 1.8, y + unit / 2, unit)
        if len(sheet.marks) > before and rng.random() < 0.3:
            box = np.stack([mark.box for mark in sheet.marks[before:]])
            low, high = box[:, :2].min(axis=0), (box[:, :2] + box[:, 2:]).max(axis=0)
            u, v = low.tolist()
            w, h = (high - low).tolist()
            if rng.random() < 0.2:
                cross_out(sheet, u, v, w, h, stylus, rng)
            elif rng.random() < 0.6:
                ring_round(sheet, u, v, w, h, stylus, rng, int(rng.choice([1, 1, 2])))
            else:
                underline(sheet, u, v + h + unit * 0.15, w, stylus, rng)
    return sheet


def _drawn(
    rng: np.random.Generator, material: Material, size: Size, kinds: Sequence[Diagram], board: bool = False
) -> Sheet:  # fmt: skip
    w, h = size
    sheet, dark = _sheet(rng, material, size, board)
    columns, rows = ((1, 1), (1, 1), (1, 1), (2, 1), (1, 2), (2, 2))[rng.integers(6)]
    unit = min(w / columns, h / rows) * float(np.exp(rng.uniform(np.log(0.03), np.log(0.13))))
    unit = max(unit, 7.0)
    by_hand = board or rng.random() < 0.75
    stylus = sample_stylus(rng, dark, unit * rng.uniform(0.04, 0.16), by_hand)
    written = float(rng.choice([0, 0.5, 0.9])) if by_hand or rng.random() < 0.5 else 0.0
    label = _label(sheet, rng, material, dark, unit, written, float(rng.choice([0, 0.3, 0.8, 1])))
    pitch = (w / columns, h / rows)
    for i in range(columns):
        for j in range(rows):
            edge = rng.uniform(-0.05, 0.2, 4)
            area: Area = (
                (i + edge[0]) * pitch[0], (j + edge[1]) * pitch[1],
                pitch[0] * (1 - edge[0] - edge[2]), pitch[1] * (1 - edge[1] - edge[3]),
            )  # fmt: skip
            kinds[int(rng.integers(len(kinds)))](sheet, rng, area, unit, _other(rng, stylus, dark), label)
    return sheet


def _sheet(rng: np.random.Generator, material: Material, size: Size, board: bool) -> tuple[Sheet, bool]:
    """Paper, ruled at times, or a board, and whether it is dark."""
    sheet = paper(rng, material, size, bool(rng.random() < 0.6) if board else None)
    if not board and rng.random() < 0.3:
        rule(sheet, rng, min(size) * float(rng.uniform(0.025, 0.12)))
    return sheet, is_dark(sheet)


def _other(rng: np.random.Generator, stylus: Stylus, dark: bool) -> Stylus:
    """The same pen mostly, at times another colour."""
    if rng.random() < 0.7:
        return stylus
    ink = sample_stylus(rng, dark, stylus.width).ink
    return Stylus(ink, stylus.width, stylus.shake, stylus.pressure)


def _label(
    sheet: Sheet, rng: np.random.Generator, material: Material, dark: bool, unit: float, written: float, numbers: float
) -> Label:
    """Writes by one hand at a share `written` of the places, a number in a share `numbers` of those, else words."""
    writer, pen = sample_writer(rng, material), sample_pen(rng, dark, unit)

    def label(x: float, y: float, height: float) -> None:
        top = y - height / 2
        if rng.random() >= written or not sheet.free(x, top, x + height * 0.7, top + height):
            return
        below = sheet.kinds[
            max(0, int(top)) : max(0, int(top + height)), max(0, int(x)) : max(0, int(x + height * 1.3))
        ]
        if np.count_nonzero(below) > CROWDED * below.size:
            return
        if rng.random() < numbers:
            write(sheet, _number(rng), x, top, height, writer, pen, rng, float(rng.uniform(0, 0.25)))
        elif rng.random() < 0.4:
            letters = "ABCDEFGHJKLMNPQRTUVWXYabcdefhkmnprtuvwxy"
            write(sheet, letters[rng.integers(len(letters))], x, top, height, writer, pen, rng)
        else:
            write_word(sheet, x, top, height, writer, pen, rng)

    return label


def _number(rng: np.random.Generator) -> str:
    lot = rng.random()
    digits = "".join(str(d) for d in rng.integers(0, 10, int(rng.choice([1, 1, 2, 2, 3, 4]))))
    if lot < 0.12:
        return f"{digits}.{rng.integers(10)}"
    if lot < 0.2:
        return f"-{digits}"
    return f"{digits}/{rng.integers(1, 10)}" if lot < 0.24 else digits


SCENES = (
    ("diagram", 4, diagram),
    ("sketch", 3, sketch),
    ("board drawing", 2, board_drawing),
    ("child's drawing", 1, childs_drawing),
    ("loose marks", 3, loose_marks),
)
