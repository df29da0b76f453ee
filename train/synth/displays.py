"""Digits that are neither set nor written: seven segments, dots, stencils, wheels of a counter."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from train.synth import typeset
from train.synth.press import Press
from train.synth.sheet import Coverage, Ink
from train.synth.truth import PRINT, PRINTED_DIGIT, THING, symbol_of

# Segments a to g, as bits from the lowest.
SEGMENTS = {"0": 63, "1": 6, "2": 91, "3": 79, "4": 102, "5": 109, "6": 125, "7": 7, "8": 127, "9": 111, "-": 64}
SEGMENTS |= {"A": 119, "b": 124, "C": 57, "d": 94, "E": 121, "F": 113, "H": 118, "L": 56, "P": 115, "U": 62}
# Each character as seven rows of five dots.
DOTS = {
    "0": (14, 17, 19, 21, 25, 17, 14),
    "1": (4, 12, 4, 4, 4, 4, 14),
    "2": (14, 17, 1, 2, 4, 8, 31),
    "3": (31, 2, 4, 2, 1, 17, 14),
    "4": (2, 6, 10, 18, 31, 2, 2),
    "5": (31, 16, 30, 1, 1, 17, 14),
    "6": (6, 8, 16, 30, 17, 17, 14),
    "7": (31, 1, 2, 4, 8, 8, 8),
    "8": (14, 17, 17, 14, 17, 17, 14),
    "9": (14, 17, 17, 15, 1, 2, 12),
    "A": (14, 17, 17, 31, 17, 17, 17),
    "B": (30, 17, 17, 30, 17, 17, 30),
    "E": (31, 16, 16, 30, 16, 16, 31),
    "I": (14, 4, 4, 4, 4, 4, 14),
    "L": (16, 16, 16, 16, 16, 16, 31),
    "O": (14, 17, 17, 17, 17, 17, 14),
    "S": (15, 16, 16, 14, 1, 1, 30),
    "T": (31, 4, 4, 4, 4, 4, 4),
    "U": (17, 17, 17, 17, 17, 17, 14),
    "Z": (31, 1, 2, 4, 8, 16, 31),
    "-": (0, 0, 0, 31, 0, 0, 0),
    ":": (0, 4, 4, 0, 4, 4, 0),
    ".": (0, 0, 0, 0, 0, 12, 12),
    " ": (0, 0, 0, 0, 0, 0, 0),
}


def segments(press: Press, text: str, x: float, y: float, height: float, off: Ink | None = None) -> float:
    """Seven-segment characters `height` pixels high, unlit segments in `off`; returns where they end."""
    rng = press.rng
    slant, thick, gap = float(rng.choice([0, 0.1, 0.17])), float(rng.uniform(0.1, 0.2)), float(rng.uniform(0.01, 0.05))
    wide = float(rng.uniform(0.48, 0.62))
    for character in text:
        if character in ".:":
            for level in (1.0,) if character == "." else (0.35, 0.75):
                size = max(2.0, thick * height)
                press.block(x, y + level * height - size, size, size, PRINT)
            x += height * 0.22
            continue
        lit = SEGMENTS.get(character, 0)
        if off is not None:
            _lay_segments(press, 127, x, y, height, (wide, thick, gap, slant), off, "")
        _lay_segments(press, lit, x, y, height, (wide, thick, gap, slant), press.ink, character)
        x += height * (wide + thick + 0.1)
    return x


def _lay_segments(
    press: Press, lit: int, x: float, y: float, height: float, form: tuple[float, ...], ink: Ink, character: str
) -> None:
    if not lit:
        return
    coverage, left = _segment_picture(lit, round(height), *(round(part, 2) for part in form))
    digit = character.isdigit()
    symbol = symbol_of(character) if digit else -1
    kind = PRINTED_DIGIT if digit else PRINT if character else THING
    press.sheet.lay(coverage, x - left, y, ink, kind, symbol)


@lru_cache(maxsize=256)
def _segment_picture(
    lit: int, height: int, wide: float, thick: float, gap: float, slant: float
) -> tuple[Coverage, float]:
    """Coverage of the lit segments, and how far left of the character's place it begins."""
    t = thick / 2
    corners = {"tl": (t, t), "tr": (wide - t, t), "ml": (t, 0.5), "mr": (wide - t, 0.5)}
    corners |= {"bl": (t, 1 - t), "br": (wide - t, 1 - t)}
    places = ("tl tr", "tr mr", "mr br", "bl br", "ml bl", "tl ml", "ml mr")
    coverage = np.zeros((height + 2, round((wide + slant) * height) + 4), np.uint8)
    for bit, place in enumerate(places):
        if lit >> bit & 1:
            p, q = (np.array(corners[name]) for name in place.split())
            along = (q - p) / max(float(np.hypot(*(q - p))), 1e-6)
            across = np.array([-along[1], along[0]]) * t
            p, q = p + along * gap, q - along * gap
            points = np.array([p, p + along * t + across, q - along * t + across, q, q - along * t - across])
            points = np.vstack([points, p + along * t - across])
            points[:, 0] += slant * (1 - points[:, 1])
            fixed = np.round(points * height * 16).astype(np.int32)
            cv2.fillPoly(coverage, [fixed], 255, cv2.LINE_AA, 4)
    return coverage, 0.0


def dots(press: Press, text: str, x: float, y: float, height: float, off: Ink | None = None) -> float:
    """Characters of dots or squares, `height` pixels high; returns where they end."""
    round_dots, fill = bool(press.rng.random() < 0.6), float(press.rng.uniform(0.6, 1.05))
    for character in text:
        pattern = DOTS.get(character.upper(), DOTS["-"])
        if off is not None:
            press.sheet.lay(_dot_picture((31,) * 7, round(height), round_dots, fill), x, y, off, THING)
        if any(pattern):
            digit = character.isdigit()
            coverage = _dot_picture(pattern, round(height), round_dots, fill)
            kind, symbol = (PRINTED_DIGIT, symbol_of(character)) if digit else (PRINT, -1)
            press.sheet.lay(coverage, x, y, press.ink, kind, symbol)
        x += height * 6 / 7
    return x


def _dot_picture(pattern: tuple[int, ...], height: int, round_dots: bool, fill: float) -> Coverage:
    cells: NDArray[np.uint8] = np.array([[row >> (4 - k) & 1 for k in range(5)] for row in pattern], np.uint8) * 255
    fine = 8
    large = np.repeat(np.repeat(cells, fine, axis=0), fine, axis=1)
    at = np.abs((np.arange(fine) + 0.5) / fine - 0.5) * 2
    dot = np.hypot(at[:, None], at) <= fill if round_dots else np.maximum(at[:, None], at) <= fill
    large = large * np.tile(dot, (7, 5)).astype(np.uint8)
    return cv2.resize(large, (max(3, round(height * 5 / 7)), max(5, height)), interpolation=cv2.INTER_AREA)


def stencil(press: Press, text: str, x: float, y: float) -> float:
    """Text of a stencil: bridges cut through every character; returns its width."""
    run = typeset.set_text(text, press.pixels, press.font, spacing=press.pixels * 0.12)
    bridge = max(1, round(press.pixels * float(press.rng.uniform(0.06, 0.12))))
    coverage = run.coverage.copy()
    for _, glyph, left, _ in run.digits:
        middle = left + glyph.coverage.shape[1] // 2
        coverage[:, middle - bridge // 2 : middle + (bridge + 1) // 2] = 0
    if not run.digits:
        middle = coverage.shape[0] // 2
        coverage[middle : middle + bridge] = 0
    typeset.lay_run(press.sheet, replace(run, coverage=coverage), x, y, press.ink)
    return run.advance


def counter(press: Press, text: str, x: float, y: float, height: float) -> float:
    """Digits on the wheels of a counter, some between two values, in windows; returns where they end."""
    rng, wide = press.rng, height * 0.85
    back = Ink((20.0, 20.0, 20.0), 1.0, True) if rng.random() < 0.7 else Ink((235.0, 235.0, 235.0), 1.0, True)
    light = Ink((240.0, 240.0, 240.0), 1.0, True) if back.colour[0] < 100 else Ink((15.0, 15.0, 15.0), 1.0, True)
    for place, character in enumerate(text):
        press.other(ink=back).block(x, y, wide, height * 1.3)
        turned = place == len(text) - 1 and rng.random() < 0.5
        line = press.other(height * 0.8, ink=light)
        line.text(character, x + wide / 2, y + height * (0.25 if not turned else float(rng.uniform(0.1, 0.4))), 0.5)
        x += wide * float(rng.choice([1.02, 1.1]))
    return x
