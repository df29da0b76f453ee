"""Charts on a sheet: plots, bars, slices of a circle, number lines.

Each draws into an area (x, y, w, h) of the sheet and leaves words and numbers to `label(x, y, height)`, which writes
something from `x` on with its middle at `y`. `unit` is the height of writing in pixels.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from train.synth import outlines
from train.synth.shapes import Stylus, draw, fill
from train.synth.sheet import Sheet

Area = tuple[float, float, float, float]
Label = Callable[[float, float, float], None]
Diagram = Callable[[Sheet, np.random.Generator, Area, float, Stylus, Label], None]


def plot(sheet: Sheet, rng: np.random.Generator, area: Area, unit: float, stylus: Stylus, label: Label) -> None:
    """Axes with ticks, and curves or points."""
    x, y, w, h = area
    shake = stylus.shake
    left, low = x + w * rng.choice([0.1, 0.1, 0.5]), y + h * rng.choice([0.9, 0.9, 0.5])
    draw(sheet, outlines.arrow((x, low), (x + w, low), unit * 0.5, rng, shake), stylus)
    draw(sheet, outlines.arrow((left, y + h), (left, y), unit * 0.5, rng, shake), stylus)
    pitch = max(unit * rng.uniform(0.6, 3), w / 30)
    tall = unit * rng.uniform(0.15, 0.5)
    across, down = np.arange(left + pitch, x + w - pitch, pitch), np.arange(low - pitch, y + pitch, -pitch)
    if rng.random() < 0.7:
        ticks = [outlines.line((u, low - tall / 2), (u, low + tall / 2), rng, shake) for u in across]
        ticks += [outlines.line((left - tall / 2, v), (left + tall / 2, v), rng, shake) for v in down]
        if ticks:
            draw(sheet, ticks, stylus)
        if rng.random() < 0.6 and pitch > unit:
            for u in across[:: int(rng.integers(1, 3))]:
                label(u - unit * 0.3, low + unit, unit * 0.8)
            for v in down[:: int(rng.integers(1, 3))]:
                label(left - unit * 1.4, v, unit * 0.8)
    for _ in range(int(rng.integers(1, 4))):
        t = np.linspace(0, 1, 12)
        form = rng.integers(4)
        if form == 0:
            v = 0.5 + 0.4 * np.sin(t * rng.uniform(3, 20) + rng.uniform(0, 6))
        elif form == 1:
            v = np.abs(t - rng.uniform(0, 1)) ** rng.uniform(0.5, 3)
        else:
            v = np.clip(0.5 + np.cumsum(rng.normal(0, 0.12, 12)), 0, 1)
        spots = list(zip((x + w * (0.05 + 0.9 * t)).tolist(), (y + h * (0.9 - 0.8 * v)).tolist(), strict=True))
        pen = Stylus(stylus.ink, stylus.width * rng.uniform(0.8, 1.5), shake, stylus.pressure)
        if form < 3:
            draw(sheet, [(outlines.smooth if form < 2 else outlines.chain)(spots, rng, shake)], pen)
        if form >= 2:
            size = unit * rng.uniform(0.15, 0.4)
            ends = [(u, v_, d) for u, v_ in spots for d in (-size, size)]
            crosses = [outlines.line((u - d, v_ - size), (u + d, v_ + size), rng, shake) for u, v_, d in ends]
            draw(sheet, crosses, pen)


def bar_chart(sheet: Sheet, rng: np.random.Generator, area: Area, unit: float, stylus: Stylus, label: Label) -> None:
    """Bars, empty, filled or hatched, standing on an axis."""
    x, y, w, h = area
    n = int(np.clip(w / (unit * rng.uniform(0.8, 3)), 2, 16))
    pitch, broad, how = w / n, w / n * rng.uniform(0.3, 1.0), rng.integers(3)
    draw(sheet, [outlines.line((x, y), (x, y + h), rng, stylus.shake)], stylus)
    draw(sheet, [outlines.line((x, y + h), (x + w, y + h), rng, stylus.shake)], stylus)
    for k in range(n):
        high, u = h * rng.uniform(0.05, 0.95), x + k * pitch + (pitch - broad) / 2
        strokes = outlines.rectangle(u, y + h - high, broad, high, rng, stylus.shake)
        if how == 0:
            fill(sheet, strokes[0] if len(strokes) == 1 else np.concatenate(strokes), stylus.ink)
        elif how == 1:
            strokes += outlines.hatching(u, y + h - high, broad, high, unit * 0.4, rng, stylus.shake)
        draw(sheet, strokes, stylus)
        if rng.random() < 0.5:
            label(u, y + h + unit * 0.8, unit * 0.8)
        if rng.random() < 0.3:
            label(u, y + h - high - unit * 0.7, unit * 0.8)


def pie_chart(sheet: Sheet, rng: np.random.Generator, area: Area, unit: float, stylus: Stylus, label: Label) -> None:
    """A circle in slices, or rings that overlap."""
    x, y, w, h = area
    r, middle = min(w, h) * 0.45, (x + w / 2, y + h / 2)
    if rng.random() < 0.35:  # Venn
        for k in range(int(rng.integers(2, 4))):
            a = 2 * np.pi * k / 3 + 0.5
            spot = (middle[0] + r * 0.35 * np.cos(a), middle[1] + r * 0.35 * np.sin(a))
            draw(sheet, [outlines.ring(spot, (r * 0.6, r * 0.6), rng, stylus.shake)], stylus)
            label(spot[0] + r * 0.3 * np.cos(a), spot[1] + r * 0.3 * np.sin(a), unit)
        return
    draw(sheet, [outlines.ring(middle, (r, r), rng, stylus.shake)], stylus)
    angle, cuts = rng.uniform(0, 6), []
    for _ in range(int(rng.integers(2, 8))):
        turn = rng.uniform(0.3, 1.6)
        tip = (middle[0] + r * np.cos(angle), middle[1] + r * np.sin(angle))
        cuts.append(outlines.line(middle, tip, rng, stylus.shake))
        between = angle + turn / 2
        label(middle[0] + r * 0.6 * np.cos(between) - unit * 0.5, middle[1] + r * 0.6 * np.sin(between), unit * 0.8)
        angle += turn
    draw(sheet, cuts, stylus)


def time_line(sheet: Sheet, rng: np.random.Generator, area: Area, unit: float, stylus: Stylus, label: Label) -> None:
    """A line with ticks: number line, dates; with jumps over it perhaps."""
    x, y, w, h = area
    for v in np.arange(y + h * 0.1 + unit, y + h, unit * rng.uniform(4, 9)):
        draw(sheet, outlines.arrow((x, v), (x + w, v), unit * 0.5, rng, stylus.shake), stylus)
        pitch = max(unit * rng.uniform(0.5, 3), w / 40)
        tall, jumps = unit * rng.uniform(0.2, 0.7), rng.random() < 0.4
        strokes = []
        for k, u in enumerate(np.arange(x + pitch / 2, x + w - pitch, pitch)):
            far = tall * (1.6 if k % 5 == 0 else 1)
            strokes.append(outlines.line((u, v - far / 2), (u, v + far / 2), rng, stylus.shake))
            if pitch > unit or k % 5 == 0:
                label(u - unit * 0.3, v + unit * 1.2, unit * 0.8)
            if jumps and rng.random() < 0.4:
                strokes.append(outlines.arc((u + pitch / 2, v), pitch / 2, np.pi, 2 * np.pi, rng, stylus.shake))
        if strokes:
            draw(sheet, strokes, stylus)


CHARTS: tuple[Diagram, ...] = (plot, plot, bar_chart, pie_chart, time_line)
