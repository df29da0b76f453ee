"""Shapes drawn on a sheet with a pen or in print, and small marks that people make beside and round their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from train.pen import lay_ink
from train.strokes import Points
from train.synth import outlines
from train.synth.outlines import Spot
from train.synth.sheet import Ink, Sheet
from train.synth.truth import HANDWRITING, PAPER, THING, UNSURE

LARGE = 700  # pixels of a drawing's longer side from which it is drawn once as large, not oversampled

MANY = 12  # strokes from which all are drawn evenly, which is quicker


@dataclass(frozen=True)
class Stylus:
    """What shapes are drawn with."""

    ink: Ink
    width: float
    """Pixels."""
    shake: float
    """0 ruled or printed, 1 an ordinary hand."""
    pressure: float = 0.3
    """0 to 1: how much the width changes along a stroke."""

    @property
    def small(self) -> int:
        """The kind of its marks of a digit's size."""
        return HANDWRITING if self.shake else THING


def sample_stylus(rng: np.random.Generator, dark: bool, width: float, by_hand: bool = True) -> Stylus:
    """A pen for a light or `dark` sheet, or the even line of print, `width` pixels wide more or less."""
    width = max(0.7, width * float(np.exp(rng.normal(0, 0.25))))
    ink = sample_ink(rng, dark)
    return Stylus(ink, width, float(np.exp(rng.normal(0, 0.5))), float(rng.uniform(0, 0.6))) if by_hand else Stylus(
        replace(ink, grain=0.0), width, 0.0, 0.0
    )  # fmt: skip


def sample_ink(rng: np.random.Generator, dark: bool) -> Ink:
    """Ink, pencil or felt pen of any colour; chalk on a dark sheet."""
    if dark:
        white = rng.random() < 0.7
        colour = rng.uniform(200, 250) + rng.normal(0, 6, 3) if white else rng.uniform(110, 255, 3)
        return Ink(_three(colour), float(rng.uniform(0.6, 1)), True, float(rng.uniform(0, 0.8)))
    lot = rng.random()
    if lot < 0.35:
        return Ink(_three(rng.uniform(10, 70) + rng.normal(0, 6, 3)), float(rng.uniform(0.75, 1)))
    if lot < 0.6:
        return Ink((rng.uniform(110, 210), rng.uniform(30, 100), rng.uniform(10, 80)), float(rng.uniform(0.75, 1)))
    if lot < 0.75:
        return Ink((rng.uniform(20, 90), rng.uniform(20, 90), rng.uniform(150, 230)), float(rng.uniform(0.7, 1)))
    if lot < 0.9:
        return Ink(_three(rng.uniform(50, 110)), float(rng.uniform(0.45, 0.9)), grain=float(rng.uniform(0.3, 0.8)))
    return Ink(_three(rng.uniform(0, 170, 3)), float(rng.uniform(0.6, 1)))


def draw(sheet: Sheet, strokes: Sequence[Points], stylus: Stylus, kind: int = THING, keep: bool = False) -> None:
    """Lay `strokes`, in pixels of the sheet, down; what lies outside is cut. `keep` notes that their place is taken."""
    w, h = sheet.size
    points = np.concatenate(strokes)
    margin = stylus.width + 3
    low = np.maximum(np.floor(points.min(axis=0) - margin), -margin).astype(int)
    high = np.minimum(np.ceil(points.max(axis=0) + margin), np.array([w, h]) + margin).astype(int)
    if (high <= low).any():
        return
    extent = (int(high[1] - low[1]), int(high[0] - low[0]))
    placed = [stroke - low.astype(np.float32) for stroke in strokes if len(stroke) > 1]
    if max(extent) < LARGE:
        coverage = lay_ink(placed, extent, stylus.width, stylus.pressure if len(strokes) < MANY else 0.0)
    else:
        coverage = np.zeros(extent, np.uint8)
        fixed = [np.round((stroke - 0.5) * 16).astype(np.int32) for stroke in placed]
        cv2.polylines(coverage, fixed, False, 255, max(1, round(stylus.width)), cv2.LINE_AA, 4)
    sheet.lay(coverage, float(low[0]), float(low[1]), stylus.ink, kind, keep=keep)


def fill(sheet: Sheet, outline: Points, ink: Ink, kind: int = THING, keep: bool = False) -> None:
    """A filled shape."""
    low, high = np.floor(outline.min(axis=0)) - 1, np.ceil(outline.max(axis=0)) + 2
    low, high = np.maximum(low, -2), np.minimum(high, np.array(sheet.size) + 2)
    if (high <= low).any():
        return
    coverage = np.zeros((int(high[1] - low[1]), int(high[0] - low[0])), np.uint8)
    cv2.fillPoly(coverage, [np.round((outline - low - 0.5) * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    sheet.lay(coverage, float(low[0]), float(low[1]), ink, kind, keep=keep)


def ring_round(
    sheet: Sheet, x: float, y: float, w: float, h: float, stylus: Stylus, rng: np.random.Generator, rounds: int = 1
) -> None:
    """A ring drawn round what stands in a rectangle, in one or more `rounds`, without taking its place."""
    wide, high = w * rng.uniform(0.6, 0.8) + stylus.width, h * rng.uniform(0.6, 0.85) + stylus.width
    middle = (x + w / 2 + rng.normal(0, 0.05) * w, y + h / 2 + rng.normal(0, 0.05) * h)
    turn = rng.normal(0, 0.15)
    rings = [outlines.ring(middle, (wide, high), rng, max(stylus.shake, 0.5), turn) for _ in range(rounds)]
    draw(sheet, rings, stylus, HANDWRITING)


def underline(sheet: Sheet, x: float, y: float, length: float, stylus: Stylus, rng: np.random.Generator) -> None:
    """One or two strokes below something, straight or wavy."""
    if rng.random() < 0.15:
        draw(sheet, [outlines.wave((x, y), length, stylus.width * 3, stylus.width * 8, rng, stylus.shake)], stylus)
        return
    for k in range(1 + (rng.random() < 0.2)):
        level = y + 3 * stylus.width * k
        end = (x + length, level + rng.normal(0, 0.02) * length)
        draw(sheet, [outlines.line((x, level), end, rng, stylus.shake)], stylus)


def cross_out(
    sheet: Sheet, x: float, y: float, w: float, h: float, stylus: Stylus, rng: np.random.Generator
) -> None:  # fmt: skip
    """Make what stands in a rectangle invalid: strokes, a cross, hatching or a scribble. What lies there is UNSURE."""
    shake, lot = max(stylus.shake, 0.5), rng.random()
    if lot < 0.35:
        levels = y + h * rng.uniform(0.3, 0.7, 1 + int(rng.random() * 2.2))
        strokes = [outlines.line((x - h * 0.1, v), (x + w + h * 0.1, v + rng.normal(0, 0.1) * h), rng, shake)
                   for v in levels]  # fmt: skip
    elif lot < 0.5:
        strokes = [outlines.line((x, y), (x + w, y + h), rng, shake), outlines.line((x + w, y), (x, y + h), rng, shake)]
    elif lot < 0.65:
        strokes = outlines.hatching(x, y, w, h, max(3, h * rng.uniform(0.12, 0.35)), rng, shake)
    else:
        strokes = [
            outlines.scribble(x, y, w, h, int(rng.integers(3, 3 + max(2, int(w / max(h * 0.15, 2))))), rng, shake)
        ]
    if strokes:
        draw(sheet, strokes, stylus, HANDWRITING)
    left, top, right, bottom = (max(0, round(v)) for v in (x, y, x + w, y + h))
    part = sheet.kinds[top:bottom, left:right]
    part[part != PAPER] = UNSURE
    for k, mark in enumerate(sheet.marks):
        u, v = (mark.box[:2] + mark.box[2:] / 2).tolist()
        if x <= u <= x + w and y <= v <= y + h:
            sheet.marks[k] = replace(mark, kind=UNSURE)


def small_mark(sheet: Sheet, x: float, y: float, height: float, stylus: Stylus, rng: np.random.Generator) -> None:
    """A mark of a digit's size that is none: tick, cross, star, arrow, bracket, smiley, box, bullet, heart."""
    shake, w = stylus.shake, height * rng.uniform(0.7, 1.3)
    middle = (x + w / 2, y + height / 2)
    kind = stylus.small
    match rng.integers(14):
        case 0:
            strokes = [tick(x, y, w, height, rng, shake)]
        case 1:
            strokes = [
                outlines.line((x, y), (x + w, y + height), rng, shake),
                outlines.line((x + w, y), (x, y + height), rng, shake),
            ]
        case 2 | 3:
            strokes = outlines.star(middle, height / 2, int(rng.choice([5, 5, 6, 7, 8])), rng, shake)
        case 4 | 5:
            a = rng.uniform(0, 2 * np.pi)
            reach = height * rng.uniform(0.5, 1.4)
            tip = (middle[0] + reach * np.cos(a), middle[1] + reach * np.sin(a))
            strokes = outlines.arrow(middle, tip, height * rng.uniform(0.2, 0.5), rng, shake, rng.normal(0, 0.1))
        case 6:
            strokes = outlines.bracket(str(rng.choice(list("[{<"))), x, y, height * rng.uniform(1, 3), rng, shake)
            if rng.random() < 0.5:
                strokes = [
                    np.array([2 * x, 0], np.float32) - stroke * np.array([1, -1], np.float32) for stroke in strokes
                ]
        case 7:
            strokes = smiley(middle, height / 2, rng, shake)
        case 8:
            strokes = outlines.rectangle(x, y, height, height, rng, shake)
            if rng.random() < 0.5:
                strokes.append(tick(x, y - height * 0.2, height * 1.2, height, rng, shake))
        case 9:
            strokes = [outlines.spiral(middle, height / 2, rng.uniform(2.2, 5), rng, shake)]
        case 10:
            strokes = [heart(middle, height, rng, shake)]
        case 11:
            strokes = [outlines.scribble(x, y, w * rng.uniform(1, 4), height, int(rng.integers(3, 12)), rng, shake)]
        case 12:  # alone it might be a 0 as well
            strokes, kind = [outlines.ring(middle, (w / 2, height / 2), rng, shake)], UNSURE
        case _:
            fill(sheet, outlines.ring(middle, (height * 0.2, height * 0.2), rng, shake), stylus.ink, kind)
            return
    draw(sheet, strokes, stylus, kind, keep=True)


def tick(x: float, y: float, w: float, h: float, rng: np.random.Generator, shake: float) -> Points:
    """A tick: short down, long up."""
    low = (x + w * rng.uniform(0.2, 0.45), y + h)
    return outlines.chain([(x, y + h * rng.uniform(0.45, 0.75)), low, (x + w, y - h * rng.uniform(0, 0.3))], rng, shake)


def smiley(middle: Spot, radius: float, rng: np.random.Generator, shake: float) -> list[Points]:
    """A face: ring, eyes, mouth up or down."""
    x, y = middle
    up = rng.random() < 0.7
    mouth = (0.3, 2.8) if up else (-2.8, -0.3)
    eye = radius * 0.18
    return [
        outlines.ring(middle, (radius, radius * rng.uniform(0.85, 1.1)), rng, shake),
        outlines.line((x - radius * 0.35, y - radius * 0.4), (x - radius * 0.35, y - radius * 0.4 + eye), rng, shake),
        outlines.line((x + radius * 0.35, y - radius * 0.4), (x + radius * 0.35, y - radius * 0.4 + eye), rng, shake),
        outlines.arc((x, y + radius * (0 if up else 0.8)), radius * 0.55, *mouth, rng, shake),
    ]


def heart(middle: Spot, height: float, rng: np.random.Generator, shake: float) -> Points:
    """A heart in one stroke."""
    half = [(0, 0.5), (-0.35, 0.15), (-0.5, -0.2), (-0.28, -0.48), (0, -0.25)]
    form = [*half, *[(-u, v) for u, v in half[-2::-1]]]
    return outlines.smooth([(middle[0] + u * height, middle[1] + v * height) for u, v in form], rng, shake)


def _three(values: object) -> tuple[float, float, float]:
    b, g, r = np.broadcast_to(np.clip(np.asarray(values, np.float64), 0, 255), 3).tolist()
    return b, g, r
