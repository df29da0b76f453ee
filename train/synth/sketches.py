"""Drawings on a sheet: geometry, solids, plans, maps, machine parts.

Areas and labels as in `charts`.
"""

from __future__ import annotations

import numpy as np

from train.synth import outlines
from train.synth.charts import Area, Diagram, Label
from train.synth.outlines import Spot
from train.synth.shapes import Stylus, draw, small_mark
from train.synth.sheet import Sheet


def geometry(sheet: Sheet, rng: np.random.Generator, area: Area, unit: float, stylus: Stylus, label: Label) -> None:
    """A polygon or a circle with lines, arcs at the corners, and names of points."""
    x, y, w, h = area
    shake, middle, r = stylus.shake, (x + w / 2, y + h / 2), min(w, h) * 0.42
    n = int(rng.integers(3, 7))
    turns = (
        np.sort(rng.uniform(0, 2 * np.pi, n))
        if rng.random() < 0.5
        else 2 * np.pi * np.arange(n) / n + rng.uniform(0, 6)
    )
    corners = [(middle[0] + r * np.cos(a), middle[1] + r * np.sin(a)) for a in turns.tolist()]
    strokes = [outlines.chain(corners, rng, shake, closed=True)]
    if rng.random() < 0.4:
        strokes.append(outlines.ring(middle, (r, r), rng, shake))
    for k in range(int(rng.integers(0, 4))):
        a, b = corners[k % n], corners[(k + 1) % n]
        foot = ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)
        strokes.append(outlines.line(corners[(k + 2) % n], foot, rng, shake))
    for k in range(n):
        if rng.random() < 0.4:
            p, q, o = corners[k - 1], corners[(k + 1) % n], corners[k]
            first = np.arctan2(p[1] - o[1], p[0] - o[0])
            turn = (np.arctan2(q[1] - o[1], q[0] - o[0]) - first + np.pi) % (2 * np.pi) - np.pi
            strokes.append(outlines.arc(o, min(unit * rng.uniform(0.6, 1.5), r * 0.4), first, first + turn, rng, shake))
    draw(sheet, strokes, stylus)
    for (u, v), a in zip(corners, turns.tolist(), strict=True):
        if rng.random() < 0.7:
            label(u + unit * (0.8 * np.cos(a) - 0.3), v + unit * 0.9 * np.sin(a), unit)
        if rng.random() < 0.4:
            label((u + middle[0]) / 2, (v + middle[1]) / 2, unit * 0.9)


def solids(sheet: Sheet, rng: np.random.Generator, area: Area, unit: float, stylus: Stylus, label: Label) -> None:
    """Cubes, cylinders, cones and pyramids in oblique view."""
    x, y, w, h = area
    shake = stylus.shake
    for _ in range(int(rng.integers(1, 5))):
        s = min(w, h) * rng.uniform(0.2, 0.6)
        u, v = x + rng.uniform(0, max(w - s * 1.4, 1)), y + s * 0.4 + rng.uniform(0, max(h - s * 1.5, 1))
        dx, dy = s * rng.uniform(0.2, 0.5), -s * rng.uniform(0.2, 0.4)
        form = rng.integers(3)
        if form == 0:
            face: list[Spot] = [(u, v), (u + s, v), (u + s, v + s), (u, v + s)]
            strokes = [outlines.chain(face, rng, shake, closed=True)]
            strokes.append(
                outlines.chain([(face[0][0] + dx, v + dy), (u + s + dx, v + dy), (u + s + dx, v + s + dy)], rng, shake)
            )
            strokes += [outlines.line(c, (c[0] + dx, c[1] + dy), rng, shake) for c in face[:3]]
        elif form == 1:
            strokes = [
                outlines.ring((u + s / 2, v), (s / 2, s * 0.15), rng, shake),
                outlines.arc((u + s / 2, v + s), s / 2, 0.0, np.pi, rng, shake) * np.array((1, 0.3), np.float32)
                + np.array((0, (v + s) * 0.7), np.float32),
            ]
            strokes += [
                outlines.line((u, v), (u, v + s), rng, shake),
                outlines.line((u + s, v), (u + s, v + s), rng, shake),
            ]
        else:
            tip, back = (u + s * 0.6, v - s * 0.3), (u + s + dx, v + s + dy)
            base = [(u, v + s), (u + s, v + s), back]
            strokes = [outlines.chain(base, rng, shake)] + [outlines.line(tip, c, rng, shake) for c in base]
        draw(sheet, strokes, stylus)
        label(u + s * 0.4, v + s + unit, unit)
        if rng.random() < 0.5:
            label(u - unit * 1.5, v + s / 2, unit)


def floor_plan(sheet: Sheet, rng: np.random.Generator, area: Area, unit: float, stylus: Stylus, label: Label) -> None:
    """Rooms with walls, doors that open in quarter circles, some furniture, measures."""
    rooms = [area]
    for _ in range(int(rng.integers(1, 7))):
        x, y, w, h = rooms.pop(int(np.argmax([r[2] * r[3] for r in rooms])))
        share = rng.uniform(0.3, 0.7)
        rooms += (
            [(x, y, w * share, h), (x + w * share, y, w * (1 - share), h)]
            if w > h
            else [(x, y, w, h * share), (x, y + h * share, w, h * (1 - share))]
        )
    wall = Stylus(stylus.ink, stylus.width * rng.uniform(1, 3.5), stylus.shake, 0)
    for x, y, w, h in rooms:
        draw(sheet, outlines.rectangle(x, y, w, h, rng, stylus.shake), wall)
        door = min(w, h) * rng.uniform(0.15, 0.35)
        draw(sheet, [outlines.arc((x, y), door, 0, np.pi / 2, rng, stylus.shake)], stylus)
        if rng.random() < 0.5:
            table = (x + w * 0.5, y + h * 0.55, w * rng.uniform(0.1, 0.4), h * rng.uniform(0.1, 0.35))
            draw(sheet, outlines.rectangle(*table, rng, stylus.shake), stylus)
        label(x + w * 0.3, y + h * 0.4, min(unit, h * 0.2))


def map_(sheet: Sheet, rng: np.random.Generator, area: Area, unit: float, stylus: Stylus, label: Label) -> None:
    """Roads, a river, contours, houses, crosses, trees, an arrow to the north."""
    x, y, w, h = area
    shake = max(stylus.shake, 0.3)

    def course(n: int) -> list[Spot]:
        across = rng.random() < 0.5
        t, s = np.linspace(0, 1, n), np.clip(rng.uniform(0, 1) + np.cumsum(rng.normal(0, 0.12, n)), 0, 1)
        u, v = (t, s) if across else (s, t)
        return list(zip((x + w * u).tolist(), (y + h * v).tolist(), strict=True))

    for _ in range(int(rng.integers(1, 5))):
        road = outlines.smooth(course(6), rng, shake)
        twin = road + np.float32(unit * rng.uniform(0.2, 0.7))
        draw(sheet, [road, twin] if rng.random() < 0.6 else [road], stylus)
    for _ in range(int(rng.integers(0, 4))):
        middle = (x + rng.uniform(0.1, 0.9) * w, y + rng.uniform(0.1, 0.9) * h)
        size = min(w, h) * rng.uniform(0.1, 0.3)
        hills = [
            outlines.ring(middle, (size * s, size * s * 0.7), rng, 2.5, rng.uniform(0, 3)) for s in (1, 0.72, 0.45, 0.2)
        ]
        draw(sheet, hills[: int(rng.integers(1, 5))], stylus)
    for _ in range(int(rng.integers(2, 14))):
        u, v = x + rng.uniform(0, 0.95) * w, y + rng.uniform(0, 0.95) * h
        if rng.random() < 0.3:
            small_mark(sheet, u, v, unit * 0.7, stylus, rng)
        elif rng.random() < 0.5:
            draw(
                sheet,
                outlines.rectangle(u, v, unit * rng.uniform(0.6, 2), unit * rng.uniform(0.6, 1.5), rng, shake),
                stylus,
            )
        else:
            label(u, v, unit * 0.9)


def machine_part(sheet: Sheet, rng: np.random.Generator, area: Area, unit: float, stylus: Stylus, label: Label) -> None:
    """A part in section with centre lines, hatching, and measures between arrows."""
    x, y, w, h = (area[0] + unit * 2, area[1] + unit * 2, area[2] - unit * 4, area[3] - unit * 4)
    if w < unit or h < unit:
        return
    shake = stylus.shake
    thin = Stylus(stylus.ink, max(0.7, stylus.width * 0.6), shake, 0)
    step = h * rng.uniform(0.1, 0.35)
    middle, break_ = y + h / 2, x + w * rng.uniform(0.3, 0.7)
    upper = [(x, middle), (x, y), (break_, y), (break_, y + step), (x + w, y + step), (x + w, middle)]
    lower = [(u, 2 * middle - v) for u, v in upper]
    draw(sheet, [outlines.chain(upper, rng, shake), outlines.chain(lower, rng, shake)], stylus)
    dashes = np.arange(x - unit, x + w + unit, unit)
    draw(sheet, [outlines.line((u, middle), (u + unit * 0.6, middle), rng, shake) for u in dashes], thin)
    if rng.random() < 0.6:
        draw(
            sheet,
            outlines.hatching(x, y, break_ - x, step, unit * 0.4, rng, shake)
            or [outlines.line((x, y), (x + w, y), rng)],
            thin,
        )
    for _ in range(int(rng.integers(0, 4))):
        o, r = (x + rng.uniform(0.1, 0.9) * w, middle), h * rng.uniform(0.05, 0.2)
        draw(
            sheet,
            [
                outlines.ring(o, (r, r), rng, shake),
                outlines.line((o[0], o[1] - r * 1.3), (o[0], o[1] + r * 1.3), rng, shake),
            ],
            thin,
        )
    for a, b, v in ((x, x + w, y + h + unit), (x, break_, y - unit * 0.7)):
        there, back = (
            outlines.arrow((a, v), (b, v), unit * 0.4, rng, shake),
            outlines.arrow((b, v), (a, v), unit * 0.4, rng, shake),
        )
        draw(sheet, [*there, *back[1:]], thin)
        label((a + b) / 2 - unit, v - unit * 0.7, unit * 0.9)


SKETCHES: tuple[Diagram, ...] = (geometry, geometry, solids, floor_plan, map_, machine_part)
