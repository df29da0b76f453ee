"""What happens to a sheet before it is looked at: stains, folds, creases, dirt, rubbed out and shining through writing.

Each function changes a sheet in place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np

from train.strokes import Points
from train.synth import outlines
from train.synth.attached import holes, scan_border, spiral_binding, staple, tape, torn_corner, window
from train.synth.shapes import Stylus, draw, sample_ink, small_mark
from train.synth.sheet import Ink, Sheet
from train.synth.solid import Solid, blob
from train.synth.truth import DIGIT, HANDWRITING, PAPER, PRINTED_DIGIT, SIGN, THING, UNSURE

Wear = Callable[[Sheet, np.random.Generator], None]


def coffee_ring(sheet: Sheet, rng: np.random.Generator) -> None:
    """The ring that a cup leaves, dark at its edge, here and there broken."""
    w, h = sheet.size
    r = min(w, h) * rng.uniform(0.08, 0.4)
    middle = (rng.uniform(0, w), rng.uniform(0, h))
    ink = Ink((rng.uniform(90, 170), rng.uniform(120, 180), rng.uniform(150, 205)), float(rng.uniform(0.2, 0.8)))
    for _ in range(int(rng.integers(1, 4))):
        sweep = 2 * np.pi * rng.uniform(0.3, 1)
        stroke = outlines.ring(middle, (r, r * rng.uniform(0.93, 1)), rng, 0.3, 0, sweep)
        draw(sheet, [stroke], Stylus(ink, max(1.0, r * rng.uniform(0.01, 0.09)), 1, 0.8), THING)
        r *= rng.uniform(0.95, 1.03)


def stain(sheet: Sheet, rng: np.random.Generator) -> None:
    """A patch of something spilt, or a thumb mark: soft within, its edge a little darker."""
    w, h = sheet.size
    for _ in range(int(rng.integers(1, 4))):
        r = min(w, h) * rng.uniform(0.02, 0.25)
        patch = _patch(rng, (rng.uniform(0, w), rng.uniform(0, h)), r)
        solid = blob(patch, (0, 0, 0), 0)
        margin = int(r) + 2
        wide = cv2.copyMakeBorder(solid.cover, *(margin,) * 4, cv2.BORDER_CONSTANT, value=0)
        solid = Solid(solid.look, wide, solid.left - margin, solid.top - margin)
        soft = cv2.GaussianBlur(solid.cover, (0, 0), max(0.8, r * rng.uniform(0.02, 0.3)))
        edge = np.clip(solid.cover - cv2.blur(solid.cover, (max(3, int(r * 0.2)) | 1,) * 2), 0, 1)
        depth = (soft * rng.uniform(0.05, 0.4) + edge * rng.uniform(0, 0.5)).clip(0, 1)
        tint = 1 - np.array([rng.uniform(0.3, 1), rng.uniform(0.2, 0.8), rng.uniform(0.1, 0.6)], np.float32)
        here, part = window(sheet, solid)
        sheet.picture[here] *= 1 - depth[part][..., None] * (1 - tint)


def fold(sheet: Sheet, rng: np.random.Generator) -> None:
    """One to four folds across the sheet: a line, and one side lighter than the other."""
    w, h = sheet.size
    x, y = np.arange(w, dtype=np.float32)[None], np.arange(h, dtype=np.float32)[:, None]
    upright = rng.random() < 0.5
    for _ in range(int(rng.choice([1, 1, 2, 3, 4]))):
        angle = (0 if upright else np.pi / 2) + rng.normal(0, 0.03 if rng.random() < 0.7 else 0.5)
        away = (x - rng.uniform(0.1, 0.9) * w) * np.float32(np.cos(angle)) + (
            y - rng.uniform(0.1, 0.9) * h
        ) * np.float32(np.sin(angle))
        reach = np.float32(max(w, h) * rng.uniform(0.02, 0.2))
        factor = np.float32(rng.uniform(-0.12, 0.12)) * np.sign(away) * np.exp(-np.abs(away) / reach)
        line = np.exp(-((away / np.float32(rng.uniform(0.6, 1.8))) ** 2)) * np.float32(rng.uniform(-0.3, 0.15))
        sheet.picture *= (1 + factor + line)[..., None]
        if rng.random() < 0.4:
            upright = not upright
    np.clip(sheet.picture, 0, 255, out=sheet.picture)


def crumple(sheet: Sheet, rng: np.random.Generator) -> None:
    """Paper that was crumpled and smoothed out: facets lighter and darker, large ones and small ones."""
    w, h = sheet.size
    small = (max(8, w // 3), max(8, h // 3))
    shade = np.ones(small[::-1], np.float32)
    for n in (int(rng.integers(4, 25)), int(rng.integers(30, 160))):
        free = np.ones(small[::-1], np.uint8)
        free[rng.integers(0, small[1], n), rng.integers(0, small[0], n)] = 0
        away, label = cv2.distanceTransformWithLabels(free, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
        tones = rng.normal(0, 1, (2, int(label.max()) + 1)).astype(np.float32)
        facets = tones[0].take(label) + 2 * tones[1].take(label) * away / max(float(away.max()), 1)
        shade += cv2.GaussianBlur(facets, (0, 0), rng.uniform(0.7, 4)) * np.float32(rng.uniform(0.005, 0.035))
    sheet.picture *= cv2.resize(shade, (w, h), interpolation=cv2.INTER_CUBIC)[..., None]
    np.clip(sheet.picture, 0, 255, out=sheet.picture)


def glare(sheet: Sheet, rng: np.random.Generator) -> None:
    """The reflection of a lamp or a window; where it is so bright that ink is hardly seen, nothing is said."""
    w, h = sheet.size
    low = (max(4, w // 4), max(4, h // 4))
    spot = np.zeros(low[::-1], np.float32)
    middle, half = (rng.random(2) * low).astype(int), np.maximum(rng.uniform(0.02, 0.15, 2) * low, 1).astype(int)
    if rng.random() < 0.6:
        cv2.ellipse(spot, middle.tolist(), half.tolist(), float(rng.uniform(0, 180)), 0, 360, 1.0, -1)
    else:
        cv2.rectangle(spot, (middle - half).tolist(), (middle + half).tolist(), 1.0, -1)
    spot = cv2.GaussianBlur(spot, (0, 0), min(low) * rng.uniform(0.01, 0.1))
    bright = cv2.resize(spot, (w, h), interpolation=cv2.INTER_LINEAR) * np.float32(rng.uniform(0.4, 1))
    sheet.picture += bright[..., None] * (255 - sheet.picture)
    drowned = bright > 0.7
    sheet.kinds[drowned & (sheet.kinds != PAPER)] = UNSURE
    for k, mark in enumerate(sheet.marks):
        x, y, u, v = mark.box.astype(int).tolist()
        if drowned[max(0, y) : max(0, y + v + 1), max(0, x) : max(0, x + u + 1)].any():
            sheet.marks[k] = replace(mark, kind=UNSURE)


def bleed_through(sheet: Sheet, rng: np.random.Generator) -> None:
    """Lines of writing on the back that shine through, mirrored, faint and blurred: as bare as paper."""
    w, h = sheet.size
    height = min(w, h) * rng.uniform(0.02, 0.1)
    layer = np.zeros((h, w), np.uint8)
    pen = max(1, round(height * rng.uniform(0.06, 0.15)))
    for y in np.arange(rng.uniform(0, height * 2), h, height * rng.uniform(1.4, 3)):
        x = rng.uniform(0, 0.2) * w
        while x < w * rng.uniform(0.6, 1):
            n = int(rng.integers(3, 10))
            across = x + np.cumsum(rng.uniform(0.05, 0.4, n)) * height
            spots = list(zip(across.tolist(), (y + rng.uniform(0, 1, n) * height).tolist(), strict=True))
            course = outlines.smooth(spots, rng, 0, 5)
            cv2.polylines(layer, [np.round(course * 16).astype(np.int32)], False, 255, pen, cv2.LINE_AA, 4)
            x = float(across[-1]) + height * rng.uniform(0.1, 0.8)
    depth = cv2.GaussianBlur(layer, (0, 0), float(rng.uniform(0.8, 3))).astype(np.float32)[..., None]
    sheet.picture *= 1 - depth * np.float32(rng.uniform(0.03, 0.14) / 255)


def dirt(sheet: Sheet, rng: np.random.Generator) -> None:
    """Specks, crumbs, hairs and the dark spots of a copier's toner."""
    w, h = sheet.size
    n = int(np.exp(rng.uniform(0, np.log(220))))
    specks = np.zeros((h, w), np.uint8)
    largest = rng.uniform(0.5, 3)
    for x, y, r in zip(rng.integers(0, w, n), rng.integers(0, h, n), rng.exponential(largest, n), strict=True):
        cv2.circle(specks, (int(x), int(y)), int(min(r, 6)), int(rng.integers(90, 256)), -1, cv2.LINE_AA)
    for _ in range(int(rng.integers(0, 4))):
        spots = rng.uniform(0, 1, 2) * (w, h) + np.cumsum(rng.normal(0, min(w, h) * 0.03, (5, 2)), axis=0)
        hair = outlines.smooth([(float(u), float(v)) for u, v in spots], rng, 0, 6)
        cv2.polylines(specks, [np.round(hair * 16).astype(np.int32)], False, 200, 1, cv2.LINE_AA, 4)
    tone = float(rng.uniform(10, 110))
    kinds = sheet.kinds.copy()
    sheet.lay(specks, 0, 0, Ink((tone, tone, tone), float(rng.uniform(0.4, 1))), THING, keep=False)
    written = np.isin(kinds, (DIGIT, SIGN, HANDWRITING, PRINTED_DIGIT))
    sheet.kinds[written] = kinds[written]  # a speck on a digit leaves it a digit


def erased(sheet: Sheet, rng: np.random.Generator) -> None:
    """Marks rubbed out until nobody can be asked to read them, and a smear where it was done: UNSURE."""
    w, h = sheet.size
    height = min(w, h) * rng.uniform(0.03, 0.15)
    ink = replace(sample_ink(rng, False), opacity=float(rng.uniform(0.04, 0.12)))
    pen = Stylus(ink, max(1.0, height * 0.08), 1.5)
    for _ in range(int(rng.integers(1, 6))):
        x, y = rng.uniform(0, 0.9) * w, rng.uniform(0, 0.9) * h
        if not sheet.free(x, y, x + height, y + height):
            continue
        before = sheet.kinds.copy()
        small_mark(sheet, x, y, height, pen, rng)
        sheet.kinds[(sheet.kinds != before) & (before == PAPER)] = UNSURE
        smear = outlines.scribble(x - height * 0.2, y, height * 1.4, height, 4, rng, 1)
        draw(sheet, [smear], Stylus(replace(ink, opacity=0.05), height * 0.3, 1, 0), PAPER)


WEAR: tuple[Wear, ...] = (
    fold, fold, fold, crumple, crumple, holes, holes, spiral_binding, spiral_binding, stain, stain, bleed_through,
    bleed_through, dirt, dirt, glare, coffee_ring, staple, tape, scan_border, erased, torn_corner,
)  # fmt: skip
"""As often as each is common."""


def _patch(rng: np.random.Generator, middle: tuple[float, float], r: float) -> Points:
    """The outline of something spilt."""
    t = np.linspace(0, 2 * np.pi, 60, endpoint=False)
    edge = np.full_like(t, r)
    for k in range(1, 7):
        edge += r * rng.normal(0, 0.25 / k) * np.cos(k * t + rng.uniform(0, 7))
    spots = np.column_stack([middle[0] + edge * np.cos(t), middle[1] + edge * np.sin(t)])
    return spots.astype(np.float32)
