"""Marks of offices: stamps, security patterns, bar codes, codes of squares, fields to tick."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from train.synth import typeset, wording
from train.synth.press import Press
from train.synth.sheet import Coverage, Ink, Sheet
from train.synth.truth import PAPER, PRINT, PRINTED_DIGIT, THING

STAMPED = ("PAID", "RECEIVED", "COPY", "DRAFT", "APPROVED", "ENTERED", "VOID", "No.", "FILE", "CHECKED", "COD")
SIDES = (21, 25, 29, 33, 41)  # cells along a side of a code of squares


def stamp(press: Press, x: float, y: float, size: float) -> None:
    """A rubber stamp with its middle at (x, y), `size` pixels wide: round or boxed, tilted, blotchy."""
    rng = press.rng
    side = max(24, round(size))
    plate = Sheet(np.full((side, side, 3), 255, np.float32))
    black = replace(press, sheet=plate, ink=Ink((0.0, 0.0, 0.0)), font=press.any_font(), dark=False)
    thick = max(1.0, side * float(rng.uniform(0.01, 0.04)))
    if rng.random() < 0.45:
        _round_stamp(black, side, thick)
    else:
        high = side * float(rng.uniform(0.25, 0.55))
        top = (side - high) / 2
        if rng.random() < 0.8:
            black.frame(thick, top, side - 2 * thick, high, thick)
        lines = [wording.one_of(rng, STAMPED)] if rng.random() < 0.8 else []
        lines += [wording.date(rng)] if rng.random() < 0.6 else []
        lines += [wording.serial(rng)] if rng.random() < 0.3 or not lines else []
        step = high / (len(lines) + 0.4)
        for place, line in enumerate(lines):
            black.other(step * 0.55).text(line, side / 2, top + step * (place + 0.4), 0.5, side * 0.88)
    _press_down(press, plate, x, y)


def _round_stamp(black: Press, side: int, thick: float) -> None:
    rng, middle = black.rng, side / 2
    black.ring(thick, thick, side - 2 * thick, side - 2 * thick, thick)
    inner = side * float(rng.uniform(0.55, 0.68))
    if rng.random() < 0.7:
        black.ring(middle - inner / 2, middle - inner / 2, inner, inner, max(1.0, thick / 2))
    around = black.other(side * 0.085)
    text = wording.sentence(rng, black.material.words, 6, 0.2).upper()
    radius = (side + inner) / 4
    for place, character in enumerate(text[: int(rng.integers(16, 34))]):
        angle = place * around.pixels * 1.05 / radius - 2.5
        around.turned(character, middle + radius * np.sin(angle), middle - radius * np.cos(angle), -np.degrees(angle))
    for place in range(int(rng.integers(1, 3))):
        text = wording.one_of(rng, (wording.date(rng), wording.one_of(rng, STAMPED), wording.count(rng)))
        black.other(side * 0.11).text(text, middle, middle + side * (place * 0.16 - 0.1), 0.5, inner * 0.85)


def _press_down(press: Press, plate: Sheet, x: float, y: float) -> None:
    """Print what stands on a plate, white but for black, turned, unevenly inked."""
    rng, side = press.rng, plate.size[0]
    coverage = (255 - plate.picture[..., 0]).astype(np.uint8)
    turn, size = typeset.turning((side, side), float(rng.normal(0, 12)))
    knots = int(rng.integers(3, 16))
    blotches = cv2.resize(rng.random((knots, knots), np.float32), size, interpolation=cv2.INTER_CUBIC)
    uneven = np.clip(blotches * float(rng.uniform(0.8, 3)) + float(rng.uniform(0, 0.4)), 0, 1)
    turned = cv2.warpAffine(coverage, turn, size)
    tint = ((150, 50, 60), (60, 50, 190), (170, 60, 120), (60, 110, 40), (40, 40, 40))[int(rng.integers(5))]
    ink = Ink((float(tint[0]), float(tint[1]), float(tint[2])), float(rng.uniform(0.5, 0.95)), press.dark)
    left, top = round(x - size[0] / 2), round(y - size[1] / 2)
    kinds = cv2.warpAffine(plate.kinds, turn, size, flags=cv2.INTER_NEAREST)
    worn = (turned * uneven).astype(np.uint8)
    press.sheet.lay(np.where(kinds == THING, worn, 0).astype(np.uint8), left, top, ink, THING, keep=False)
    press.sheet.lay(np.where(kinds != THING, worn, 0).astype(np.uint8), left, top, ink, PRINT, keep=False)
    for mark in plate.marks:
        outline = (mark.outline @ turn[:, :2].T + turn[:, 2]).astype(np.float32)
        low, high = np.floor(outline.min(axis=0)).astype(int), np.ceil(outline.max(axis=0)).astype(int)
        alone: Coverage = np.zeros((high[1] - low[1], high[0] - low[0]), np.uint8)
        cv2.fillConvexPoly(alone, np.round(outline - low).astype(np.int32), 255)
        inside = np.maximum(low, 0)
        alone = alone[inside[1] - low[1] :, inside[0] - low[0] :]
        seen = worn[inside[1] : high[1], inside[0] : high[0]]
        alone = np.minimum(alone[: seen.shape[0], : seen.shape[1]], seen)
        if (alone > 60).sum() >= 4:
            at = left + int(inside[0]), top + int(inside[1])
            typeset.note(press.sheet, typeset.Glyph(alone, 0, 0, 0), *at, PRINTED_DIGIT, mark.symbol)


def guilloche(press: Press, x: float, y: float, w: float, h: float) -> None:
    """Fine waved lines over a rectangle, as on cheques and certificates."""
    rng = press.rng
    tint = rng.uniform(120, 235, 3)
    fine = press.other(
        ink=Ink((float(tint[0]), float(tint[1]), float(tint[2])), float(rng.uniform(0.4, 1)), press.dark)
    )
    t = np.linspace(0, 1, int(np.clip(w, 20, 400)))
    lines, turns, swing = int(rng.integers(4, 26)), rng.uniform(2, 14, 2), float(rng.uniform(0.1, 0.9)) * h
    coverage: Coverage = np.zeros((max(4, round(h)), max(4, round(w))), np.uint8)
    for line in range(lines):
        phase = line / lines * 2 * np.pi * float(rng.choice([1, 2]))
        wave = np.sin(2 * np.pi * turns[0] * t + phase) * np.cos(2 * np.pi * turns[1] * t) * swing / 2
        points = np.column_stack([t * w, h * (line + 0.5) / lines + wave])
        cv2.polylines(coverage, [np.round(points * 16).astype(np.int32)], False, 200, 1, cv2.LINE_AA, 4)
    kind = THING if tint.mean() < 180 else PAPER  # faint lines are a ground to write on
    fine.sheet.lay(coverage, x, y, fine.ink, kind, keep=False)


def bars(press: Press, x: float, y: float, w: float, h: float, text: str) -> None:
    """A bar code with its number below it: by a font of bar codes, or drawn."""
    rng = press.rng
    if press.fonts.bars and rng.random() < 0.3:
        code = press.other(h, press.fonts.bars[int(rng.integers(len(press.fonts.bars)))])
        run = typeset.set_text(f"*{text}*", code.pixels, code.font)
        typeset.lay_run(press.sheet, replace(run, digits=()), x, y, code.ink, THING)
    else:
        module = max(1, round(w / 95))
        widths = rng.integers(1, 5, 95) * module
        strip = np.zeros((max(2, round(h)), int(widths.sum())), np.uint8)
        edges = np.concatenate([[0], np.cumsum(widths)])
        for place in range(0, 94, 2):
            strip[:, edges[place] : edges[place + 1]] = 255
        press.sheet.lay(np.ascontiguousarray(strip[:, : max(4, round(w))]), x, y, press.ink, THING)
    if rng.random() < 0.8:
        run = typeset.set_text(text, max(4.0, h * 0.16), press.font, spacing=w * float(rng.choice([0, 0.02])))
        typeset.lay_run(press.sheet, run, x, y + h * 1.08, press.ink)


def squares(press: Press, x: float, y: float, side: float) -> None:
    """A code of black and white squares with three corners to find it by."""
    rng, n = press.rng, int(press.rng.choice(SIDES))
    cells = (rng.random((n, n)) < 0.5).astype(np.uint8) * 255
    for row, column in ((0, 0), (0, n - 7), (n - 7, 0)):
        corner = np.zeros((7, 7), np.uint8)
        corner[:] = 255
        corner[1:6, 1:6] = 0
        corner[2:5, 2:5] = 255
        cells[row : row + 7, column : column + 7] = corner
    large = cv2.resize(cells, (max(n, round(side)),) * 2, interpolation=cv2.INTER_NEAREST)
    press.sheet.lay(large, x, y, press.ink, THING)
