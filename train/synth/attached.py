"""What is fixed to a sheet or cut out of it: holes, bindings, staples, clips, tape, a scan's margins, torn corners.

Each function changes a sheet in place. A mark that is hidden is gone, one that is touched UNSURE.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from train.synth import outlines
from train.synth.papers import smooth_noise
from train.synth.shapes import Stylus, draw
from train.synth.sheet import Ink, Sheet
from train.synth.solid import Shadow, Solid, blob, put, rod, sample_colour, sample_shadow
from train.synth.truth import THING, UNSURE

GONE = 0.6  # share of a mark hidden from which it is gone
TOUCHED = 0.06  # share from which nothing is said about it


def holes(sheet: Sheet, rng: np.random.Generator) -> None:
    """Punched holes, or the many small ones of a perforation, along an edge; the desk shows through."""
    w, h = sheet.size
    small = rng.random() < 0.3
    r = min(w, h) * (rng.uniform(0.003, 0.008) if small else rng.uniform(0.012, 0.04))
    n = int(rng.integers(12, 50)) if small else int(rng.choice([2, 2, 3, 4, 6]))
    inside = sample_colour(rng, 5, 170)
    offset, upright = min(w, h) * rng.uniform(0.02, 0.1), rng.random() < 0.7
    far = bool(rng.random() < 0.4)
    shadow = sample_shadow(rng, max(r * 0.3, 1))
    for k in range(n):
        along = (h if upright else w) * (k + 0.5) / n
        across = (w if upright else h) - offset if far else offset
        spot = (across, along) if upright else (along, across)
        hole = blob(outlines.ring(spot, (r, r), rng), inside, -0.3)
        cover_with(sheet, hole)
        if not small and rng.random() < 0.5:
            lip = outlines.ring((spot[0] + shadow.x * 0.3, spot[1] + shadow.y * 0.3), (r, r), rng)
            draw(sheet, [lip], Stylus(Ink((60, 60, 60), 0.4), 1.0, 0, 0), THING)


def spiral_binding(sheet: Sheet, rng: np.random.Generator) -> None:
    """Wire through holes along the top or the left edge."""
    w, h = sheet.size
    upright = rng.random() < 0.6
    pitch = min(w, h) * rng.uniform(0.015, 0.06)
    thick, metal = max(1.2, pitch * rng.uniform(0.1, 0.25)), np.asarray(sample_colour(rng, 20, 210, 0.8), np.float32)
    edge, reach = pitch * rng.uniform(0.8, 1.6), pitch * rng.uniform(1.2, 2.2)
    dark = sample_colour(rng, 5, 90)
    twin = rng.random() < 0.4
    for at in np.arange(pitch / 2, h if upright else w, pitch):
        for shift in (0, pitch * 0.25) if twin else (0.0,):
            hole = (edge, at + shift)
            wire = np.array([(-reach, at + shift - pitch * 0.15), hole], np.float32)
            spots = [hole] if upright else [hole[::-1]]
            ring = outlines.ring(spots[0], (pitch * 0.17, pitch * 0.17), rng)
            cover_with(sheet, blob(ring, dark, 0))
            course = wire if upright else wire[:, ::-1].copy()
            cover_with(sheet, rod(course, np.full(2, thick, np.float32), np.stack([metal, metal]), 0.6))


def staple(sheet: Sheet, rng: np.random.Generator) -> None:
    """A staple or a paper clip near an edge."""
    w, h = sheet.size
    s = min(w, h) * rng.uniform(0.02, 0.09)
    spot = np.array([rng.choice([0.06, 0.5, 0.94]) * w, rng.choice([0.03, 0.97]) * h]) + rng.normal(0, s * 0.3, 2)
    angle = rng.uniform(0, 2 * np.pi)
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    if rng.random() < 0.5:
        course = np.array([(-0.5, 0.08), (-0.5, 0), (0.5, 0), (0.5, 0.08)]) * s
    else:
        clip = [(-0.6, 0.2), (0.7, 0.2), (0.9, 0.0), (0.7, -0.2), (-0.9, -0.2), (-1.1, 0.05), (-0.9, 0.3), (0.5, 0.3)]
        course = outlines.smooth([(u * s, v * s) for u, v in clip], rng, 0, 6).astype(np.float64)
    placed = (course @ turn + spot).astype(np.float32)
    metal = np.tile(np.asarray(sample_colour(rng, 60, 210, 0.8), np.float32), (len(placed), 1))
    width = np.full(len(placed), max(1.3, s * 0.06), np.float32)
    cover_with(sheet, rod(placed, width, metal, 0.5), sample_shadow(rng, max(1.0, s * 0.1)))


def tape(sheet: Sheet, rng: np.random.Generator) -> None:
    """A strip of tape: clear, so that what is below stays to be read, or a covering one that hides it."""
    w, h = sheet.size
    broad, long = min(w, h) * rng.uniform(0.03, 0.1), min(w, h) * rng.uniform(0.1, 0.4)
    angle, spot = rng.uniform(0, np.pi), np.array([rng.choice([0, 1, rng.random()]) * w, rng.random() * h])
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    teeth = [(long / 2 + (k % 2) * broad * 0.06, broad * (k / 8 - 0.5)) for k in range(9)]
    ends = np.array([*teeth, *[(-u, -v) for u, v in teeth]])
    strip = blob((ends @ turn + spot).astype(np.float32), sample_colour(rng, 120, 240), 0.05)
    if rng.random() < 0.6:
        here, part = window(sheet, strip)
        cover = strip.cover[part][..., None] * np.float32(rng.uniform(0.05, 0.35))
        sheet.picture[here] += cover * (strip.look[part] - sheet.picture[here])
    else:
        cover_with(sheet, strip, sample_shadow(rng, 2))


def scan_border(sheet: Sheet, rng: np.random.Generator) -> None:
    """The dark margins of a scan or copy along one to four sides, ragged."""
    w, h = sheet.size
    tone = np.float32(rng.choice([rng.uniform(0, 60), rng.uniform(60, 150)]))
    covered = np.zeros((h, w), bool)
    x, y = np.arange(w)[None], np.arange(h)[:, None]
    for side in range(4):
        if rng.random() < 0.45:
            n, deep = (h, w) if side < 2 else (w, h)
            edge = (
                deep * rng.uniform(0.005, 0.06)
                + rng.uniform(0, 4) * smooth_noise(rng, (n, 2), int(rng.integers(2, 60)))[0]
            )
            edge = edge + np.linspace(0, rng.normal(0, 0.01) * deep, n)
            across = (x, w - 1 - x, y, h - 1 - y)[side]
            covered |= across < (edge[:, None] if side < 2 else edge[None])
    cover_with(sheet, Solid(np.full((h, w, 3), tone, np.float32), covered.astype(np.float32), 0, 0))


def torn_corner(sheet: Sheet, rng: np.random.Generator) -> None:
    """A corner turned over or torn off."""
    w, h = sheet.size
    s, right, low = min(w, h) * rng.uniform(0.05, 0.25), rng.random() < 0.5, rng.random() < 0.5
    x, y, u, v = w * right, h * low, (-s if right else s), (-s if low else s) * rng.uniform(0.6, 1.4)
    edge = outlines.line((x + u, y), (x, y + v), rng, 3 if rng.random() < 0.5 else 0)
    outline = np.concatenate([edge, np.array([(x, y)], np.float32)])
    cover_with(sheet, blob(outline, sample_colour(rng, 10, 150), 0))
    if rng.random() < 0.6:
        turned = np.array([(x + u, y), (x, y + v), (x + u * 0.9, y + v * 0.9)], np.float32)
        cover_with(sheet, blob(turned, sample_colour(rng, 170, 240, 0.9), 0.2), sample_shadow(rng, s * 0.15))


def cover_with(sheet: Sheet, solid: Solid, shadow: Shadow | None = None, kind: int = THING) -> None:
    """Lay a thing over whatever is written: a mark of which much is hidden is gone, one that is touched UNSURE."""
    put(sheet.picture, solid, shadow, sheet.kinds, kind)
    here, part = window(sheet, solid)
    hidden = solid.cover[part] > 0.5
    top, left = here[0].start, here[1].start
    kept = []
    for mark in sheet.marks:
        x, y, w, h = mark.box.tolist()
        x0, y0 = max(0, int(x) - left), max(0, int(y) - top)
        share = float(hidden[y0 : max(0, int(y + h) - top), x0 : max(0, int(x + w) - left)].sum()) / max(w * h, 1)
        if share < TOUCHED:
            kept.append(mark)
        elif share < GONE:
            kept.append(replace(mark, kind=UNSURE))
    sheet.marks[:] = kept


def window(sheet: Sheet, solid: Solid) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
    """Where a thing lies on the sheet, and which part of the thing that is; both empty beside it."""
    h, w = solid.cover.shape
    x0, y0 = min(max(0, solid.left), sheet.size[0]), min(max(0, solid.top), sheet.size[1])
    x1, y1 = max(x0, min(sheet.size[0], solid.left + w)), max(y0, min(sheet.size[1], solid.top + h))
    part = np.s_[y0 - solid.top : y1 - solid.top, x0 - solid.left : x1 - solid.left]
    return np.s_[y0:y1, x0:x1], part
