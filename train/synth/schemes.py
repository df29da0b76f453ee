"""Schemes on a sheet: electric circuits, molecules. Areas and labels as in `charts`."""

from __future__ import annotations

import numpy as np

from train.strokes import Points
from train.synth import outlines
from train.synth.charts import Area, Diagram, Label
from train.synth.outlines import Spot
from train.synth.shapes import Stylus, draw, fill
from train.synth.sheet import Sheet


def circuit(sheet: Sheet, rng: np.random.Generator, area: Area, unit: float, stylus: Stylus, label: Label) -> None:
    """Loops of wire with resistors, capacitors, lamps, coils and switches."""
    x, y, w, h = area
    columns, rows = int(np.clip(w / (unit * 5), 1, 4)), int(np.clip(h / (unit * 4), 1, 3))
    for i in range(columns + 1):
        for j in range(rows + 1):
            p = (x + w * i / columns, y + h * j / rows)
            if i < columns and rng.random() < 0.9:
                _part(sheet, rng, p, (x + w * (i + 1) / columns, p[1]), unit, stylus, label)
            if j < rows and rng.random() < 0.9:
                _part(sheet, rng, p, (p[0], y + h * (j + 1) / rows), unit, stylus, label)
            if rng.random() < 0.2:
                fill(sheet, outlines.ring(p, (unit * 0.12 + 1, unit * 0.12 + 1), rng), stylus.ink)


def molecule(sheet: Sheet, rng: np.random.Generator, area: Area, unit: float, stylus: Stylus, label: Label) -> None:
    """Rings of six, single and double bonds, chains in zigzag."""
    x, y, w, h = area
    r = unit * rng.uniform(0.9, 2)
    for _ in range(int(rng.integers(1, 5))):
        u, v = x + rng.uniform(0.1, 0.8) * w, y + rng.uniform(0.15, 0.85) * h
        for k in range(int(rng.integers(1, 4))):
            o = (u + k * r * np.sqrt(3), v)
            corners = [(o[0] + r * np.sin(a), o[1] + r * np.cos(a)) for a in np.arange(6) * np.pi / 3]
            strokes = [outlines.chain(corners, rng, stylus.shake, closed=True)]
            if rng.random() < 0.4:
                strokes.append(outlines.ring(o, (r * 0.55, r * 0.55), rng, stylus.shake))
            else:
                inner = [(o[0] + 0.75 * (c[0] - o[0]), o[1] + 0.75 * (c[1] - o[1])) for c in corners]
                strokes += [outlines.line(inner[i], inner[i + 1], rng, stylus.shake) for i in (0, 2, 4)]
            draw(sheet, strokes, stylus)
        tail = [(o[0] + r * (1 + k) * 0.87, o[1] - r * (0.5 if k % 2 else 1)) for k in range(int(rng.integers(2, 7)))]
        draw(sheet, [outlines.chain(tail, rng, stylus.shake)], stylus)
        label(tail[-1][0] + 2, tail[-1][1], unit)


SCHEMES: tuple[Diagram, ...] = (circuit, molecule)


def _part(sheet: Sheet, rng: np.random.Generator, p: Spot, q: Spot, unit: float, stylus: Stylus, label: Label) -> None:
    """A wire from `p` to `q` with one part in its middle, drawn along x and turned."""
    long, form, shake = float(np.hypot(q[0] - p[0], q[1] - p[1])), rng.integers(8), stylus.shake
    a, s = long / 2 - unit, unit
    strokes: list[Points]
    if form == 0:
        strokes = [
            outlines.chain([(a + s * k / 4, (k % 2 - 0.5) * s * 0.8 * (0 < k < 8)) for k in range(9)], rng, shake)
        ]
    elif form == 1:
        strokes = outlines.rectangle(a, -s * 0.35, 2 * s, s * 0.7, rng, shake)
    elif form == 2:
        a, s = long / 2 - unit * 0.15, unit * 0.15
        strokes = [
            outlines.line((a, -unit * 0.6), (a, unit * 0.6), rng, shake),
            outlines.line((a + 2 * s, -unit * 0.6), (a + 2 * s, unit * 0.6), rng, shake),
        ]
    elif form == 3:
        strokes = [outlines.ring((long / 2, 0), (s, s), rng, shake)]
        strokes += [
            outlines.line((long / 2 - 0.7 * s, d * 0.7 * s), (long / 2 + 0.7 * s, -d * 0.7 * s), rng, shake)
            for d in (-1, 1)
        ]
    elif form == 4:
        strokes = [outlines.arc((a + s * (k + 0.5) / 2, 0), s / 4, np.pi, 2 * np.pi, rng, shake) for k in range(4)]
    elif form == 5:
        strokes = [outlines.line((a, 0), (a + 2 * s, -s * 0.7), rng, shake)]
    else:
        a, s, strokes = long / 2, 0, []
    strokes += [outlines.line((0, 0), (a, 0), rng, shake), outlines.line((a + 2 * s, 0), (long, 0), rng, shake)]
    along = np.array([(q[0] - p[0], q[1] - p[1]), (p[1] - q[1], q[0] - p[0])], np.float32) / max(long, 1e-3)
    draw(sheet, [(stroke @ along + np.array(p, np.float32)).astype(np.float32) for stroke in strokes], stylus)
    if form < 6 and rng.random() < 0.7:
        label((p[0] + q[0]) / 2 + unit * 0.8, (p[1] + q[1]) / 2 - unit * 1.2, unit * 0.8)
