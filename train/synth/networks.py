"""Things joined by lines on a sheet: flow charts, graphs, trees, mind maps. Areas and labels as in `charts`."""

from __future__ import annotations

import numpy as np

from train.synth import outlines
from train.synth.charts import Area, Diagram, Label
from train.synth.outlines import Spot
from train.synth.shapes import Stylus, draw, fill
from train.synth.sheet import Ink, Sheet
from train.synth.truth import PAPER, THING


def flow_chart(sheet: Sheet, rng: np.random.Generator, area: Area, unit: float, stylus: Stylus, label: Label) -> None:
    """Boxes of several forms on a grid, joined by arrows."""
    x, y, w, h = area
    columns, rows = int(np.clip(w / (unit * 6), 1, 5)), int(np.clip(h / (unit * 4), 1, 5))
    pitch = (w / columns, h / rows)
    half = (min(pitch[0] * rng.uniform(0.25, 0.42), unit * 8), min(pitch[1] * rng.uniform(0.2, 0.38), unit * 2.5))
    there = [(i, j) for j in range(rows) for i in range(columns) if rng.random() < 0.8]
    middle = {(i, j): (x + (i + 0.5) * pitch[0], y + (j + 0.5) * pitch[1]) for i, j in there}
    for (i, j), spot in middle.items():
        _box(sheet, rng, spot, half, stylus)
        label(spot[0] - half[0] * 0.75, spot[1], min(unit, half[1]))
        for other, (dx, dy) in (((i + 1, j), (1, 0)), ((i, j + 1), (0, 1))):
            if other in middle and rng.random() < 0.75:
                p = (spot[0] + dx * half[0], spot[1] + dy * half[1])
                q = (middle[other][0] - dx * half[0], middle[other][1] - dy * half[1])
                p, q = (q, p) if rng.random() < 0.2 else (p, q)
                draw(
                    sheet,
                    outlines.arrow(p, q, unit * rng.uniform(0.3, 0.6), rng, stylus.shake, rng.normal(0, 0.04)),
                    stylus,
                )
                if rng.random() < 0.2:
                    label((p[0] + q[0]) / 2 + 3, (p[1] + q[1]) / 2 - unit * 0.6, unit * 0.8)


def graph(sheet: Sheet, rng: np.random.Generator, area: Area, unit: float, stylus: Stylus, label: Label) -> None:
    """Nodes joined by lines, something in each node or none, something beside lines perhaps."""
    x, y, w, h = area
    n = int(rng.integers(3, 14))
    spots = [(x + w * u, y + h * v) for u, v in rng.uniform(0.05, 0.95, (n, 2)).tolist()]
    r = unit * rng.uniform(0.75, 1.4) if rng.random() < 0.7 else unit * 0.25
    spots = [s for k, s in enumerate(spots) if all(np.hypot(s[0] - t[0], s[1] - t[1]) > 3 * r for t in spots[:k])]
    directed, weighted = rng.random() < 0.4, rng.random() < 0.4
    for k, p in enumerate(spots[1:], 1):
        for q in [spots[i] for i in rng.integers(0, k, int(rng.integers(1, 3)))]:
            away = np.hypot(q[0] - p[0], q[1] - p[1])
            dx, dy = (q[0] - p[0]) / away * r, (q[1] - p[1]) / away * r
            ends: tuple[Spot, Spot] = ((p[0] + dx, p[1] + dy), (q[0] - dx, q[1] - dy))
            edge = (
                outlines.arrow(*ends, unit * 0.5, rng, stylus.shake)
                if directed
                else [outlines.line(*ends, rng, stylus.shake)]
            )
            draw(sheet, edge, stylus)
            if weighted:
                label((p[0] + q[0]) / 2 + unit * 0.3, (p[1] + q[1]) / 2, unit * 0.8)
    for spot in spots:
        ring = outlines.ring(spot, (r, r), rng, stylus.shake)
        if r < unit * 0.5:
            fill(sheet, ring, stylus.ink)
            label(spot[0] + unit * 0.5, spot[1] - unit * 0.5, unit)
        else:
            draw(sheet, [ring], stylus)
            label(spot[0] - r * 0.4, spot[1], min(unit, r))


def tree(sheet: Sheet, rng: np.random.Generator, area: Area, unit: float, stylus: Stylus, label: Label) -> None:
    """A tree of branches downwards: family, organisation, decisions; with a box or a name at each fork."""
    x, y, w, h = area
    levels = int(np.clip(h / (unit * 3), 2, 5))
    step, boxed, square = h / levels, rng.random() < 0.5, rng.random() < 0.6
    above = [(x + w / 2, x, x + w)]
    for k in range(levels):
        v, below = y + (k + 0.3) * step, []
        for middle, a, b in above:
            if boxed:
                _box(sheet, rng, (middle, v), (min((b - a) * 0.4, unit * 2.5), unit * 0.8), stylus)
            label(middle - min((b - a) * 0.3, unit * 1.5), v, unit * 0.9)
            n = int(rng.integers(0 if k else 1, 4))
            if k == levels - 1 or n == 0 or (b - a) / n < unit * 1.5:
                continue
            parts = np.linspace(a, b, n + 1)
            for c, d in zip(parts[:-1].tolist(), parts[1:].tolist(), strict=True):
                foot = ((c + d) / 2, v + step - unit)
                corners = [(middle, v + unit), (middle, v + step / 2), (foot[0], v + step / 2), foot]
                draw(sheet, [outlines.chain(corners if square else [corners[0], foot], rng, stylus.shake)], stylus)
                below.append((foot[0], c, d))
        above = below


def mind_map(sheet: Sheet, rng: np.random.Generator, area: Area, unit: float, stylus: Stylus, label: Label) -> None:
    """A cloud or ring in the middle and branches outwards."""
    x, y, w, h = area
    middle = (x + w / 2, y + h / 2)
    r = (w * 0.15, h * 0.12)
    draw(sheet, [outlines.ring(middle, r, rng, stylus.shake)], stylus)
    label(middle[0] - r[0] * 0.7, middle[1], unit)
    for k in range(n := int(rng.integers(3, 9))):
        a = 2 * np.pi * (k + rng.uniform(-0.2, 0.2)) / n
        p = (middle[0] + r[0] * np.cos(a), middle[1] + r[1] * np.sin(a))
        q = (middle[0] + w * 0.34 * np.cos(a), middle[1] + h * 0.36 * np.sin(a))
        bend = ((p[0] + q[0]) / 2 + rng.normal(0, 0.05) * w, (p[1] + q[1]) / 2 + rng.normal(0, 0.05) * h)
        draw(sheet, [outlines.smooth([p, bend, q], rng, stylus.shake)], stylus)
        if rng.random() < 0.5:
            spot = (q[0] + w * 0.09 * np.cos(a), q[1] + h * 0.07 * np.sin(a))
            draw(sheet, [outlines.ring(spot, (w * 0.1, h * 0.07), rng, stylus.shake)], stylus)
            label(spot[0] - w * 0.06, spot[1], unit * 0.9)
        else:
            label(q[0] if np.cos(a) > 0 else q[0] - unit * 3, q[1], unit * 0.9)


NETWORKS: tuple[Diagram, ...] = (flow_chart, flow_chart, graph, tree, mind_map)


def _box(sheet: Sheet, rng: np.random.Generator, middle: Spot, half: Spot, stylus: Stylus) -> None:
    """A frame round something: box, ring, rhombus, slanted box, box with rounded ends."""
    x, y, w, h = middle[0] - half[0], middle[1] - half[1], 2 * half[0], 2 * half[1]
    form = rng.integers(6)
    if rng.random() < 0.1:
        pale = Ink((235, 225, 200), 0.6)
        fill(sheet, np.array([(x, y), (x + w, y), (x + w, y + h), (x, y + h)], np.float32), pale, PAPER)
    if form < 3:
        strokes = outlines.rectangle(x, y, w, h, rng, stylus.shake)
    elif form == 3:
        strokes = [outlines.ring(middle, half, rng, stylus.shake)]
    elif form == 4:
        corners = [(middle[0], y), (x + w, middle[1]), (middle[0], y + h), (x, middle[1])]
        strokes = [outlines.chain(corners, rng, stylus.shake, closed=True)]
    else:
        lean = h * 0.3
        corners = [(x + lean, y), (x + w, y), (x + w - lean, y + h), (x, y + h)]
        strokes = [outlines.chain(corners, rng, stylus.shake, closed=True)]
    draw(sheet, strokes, stylus, THING)
