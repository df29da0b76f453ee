"""Outlines of shapes as strokes, ruled or as a hand draws them: not closed, overshooting, never quite straight.

All points are in pixels. `shake` says how a stroke was drawn: 0 ruled, 1 by an ordinary hand, 3 by a shaky one.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from train.strokes import Points

Spot = tuple[float, float]


def waver(n: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """A smooth random course of `n` values, deviation about 1."""
    t = np.linspace(0, 1, n, dtype=np.float32)[:, None]
    order = np.arange(1, 6, dtype=np.float32)
    course = np.sin(2 * np.pi * order * t * rng.uniform(0.4, 0.9) + rng.uniform(0, 7, 5)) * rng.normal(0, 1, 5) / order
    return course.sum(axis=1).astype(np.float32)


def line(p: Spot, q: Spot, rng: np.random.Generator, shake: float = 0.0) -> Points:
    """A stroke from `p` to `q`."""
    start, end = np.array(p, np.float32), np.array(q, np.float32)
    along = end - start
    length = max(float(np.hypot(*along)), 1e-3)
    n = int(np.clip(length / 5, 2, 160)) if shake else 2
    t = np.linspace(0, 1, n, dtype=np.float32)[:, None]
    points = start + along * t
    if shake:
        aside = np.array([-along[1], along[0]], np.float32) / length
        points += aside * (waver(n, rng) * shake * (0.008 * length + 0.4))[:, None]
    return points.astype(np.float32)


def chain(corners: Sequence[Spot], rng: np.random.Generator, shake: float = 0.0, closed: bool = False) -> Points:
    """One stroke through all `corners`."""
    spots = [*corners, corners[0]] if closed else list(corners)
    if shake:
        reach = max(np.ptp([x for x, _ in spots]), np.ptp([y for _, y in spots]))
        off = 0.012 * shake * reach + 0.3
        spots = [(x + rng.normal(0, off), y + rng.normal(0, off)) for x, y in spots]
    return np.concatenate([line(a, b, rng, shake) for a, b in pairwise(spots)])


def smooth(corners: Sequence[Spot], rng: np.random.Generator, shake: float = 0.0, steps: int = 10) -> Points:
    """A curve through `corners` (Catmull-Rom)."""
    c = np.array([corners[0], *corners, corners[-1]], np.float32)
    t = np.linspace(0, 1, steps, endpoint=False, dtype=np.float32)[None, :, None]
    a, b, d, e = (c[i : len(c) - 3 + i, None] for i in range(4))
    curve = b + 0.5 * t * (d - a + t * (2 * a - 5 * b + 4 * d - e + t * (3 * (b - d) + e - a)))
    points = np.concatenate([curve.reshape(-1, 2), c[-1:]])
    if shake:
        points += np.column_stack([waver(len(points), rng), waver(len(points), rng)]) * shake * 0.5
    return points.astype(np.float32)


def ring(
    centre: Spot, radii: Spot, rng: np.random.Generator, shake: float = 0.0, turn: float = 0.0, sweep: float = 2 * np.pi
) -> Points:
    """An ellipse, or `sweep` radians of it. A hand ends beside where it began, too early or too late."""
    n = int(np.clip(max(radii) * abs(sweep) / 4, 10, 240))
    start = rng.uniform(-2.6, -0.8) if shake else 0.0
    if shake:
        sweep *= 1 + float(np.clip(rng.normal(0.02, 0.06), -0.15, 0.2))
    t = start + np.linspace(0, sweep, n) * (rng.choice([-1, 1], p=[0.75, 0.25]) if shake else 1)
    size = 1 + shake * (0.025 * waver(n, rng) + np.linspace(-1, 1, n) * rng.normal(0, 0.04)) if shake else np.ones(n)
    return _turned(np.column_stack([np.cos(t) * radii[0] * size, np.sin(t) * radii[1] * size]), centre, turn)


def arc(centre: Spot, radius: float, first: float, last: float, rng: np.random.Generator, shake: float = 0.0) -> Points:
    """Part of a circle between two angles."""
    t = np.linspace(first, last, int(np.clip(radius * abs(last - first) / 4, 6, 160)))
    size = radius * (1 + shake * 0.02 * waver(len(t), rng))
    return _turned(np.column_stack([np.cos(t) * size, np.sin(t) * size]), centre, 0)


def rectangle(x: float, y: float, w: float, h: float, rng: np.random.Generator, shake: float = 0.0) -> list[Points]:
    """A frame: in one go, or its sides one by one with their ends standing out."""
    corners = [(x, y), (x + w, y), (x + w, y + h), (x, y + h)]
    if not shake or rng.random() < 0.5:
        return [chain(corners, rng, shake, closed=True)]
    sides = []
    for a, b in zip(corners, corners[1:] + corners[:1], strict=True):
        beyond = [rng.normal(0.01, 0.03) * shake for _ in range(2)]
        p = (a[0] - (b[0] - a[0]) * beyond[0], a[1] - (b[1] - a[1]) * beyond[0])
        sides.append(line(p, (b[0] + (b[0] - a[0]) * beyond[1], b[1] + (b[1] - a[1]) * beyond[1]), rng, shake))
    return sides


def arrow(
    p: Spot, q: Spot, head: float, rng: np.random.Generator, shake: float = 0.0, bow: float = 0.0
) -> list[Points]:
    """A shaft, bowed by a share of its length, with an open head of two strokes `head` pixels long."""
    dx, dy = q[0] - p[0], q[1] - p[1]
    if bow:
        shaft = smooth([p, (p[0] + dx / 2 - bow * dy, p[1] + dy / 2 + bow * dx), q], rng, shake)
    else:
        shaft = line(p, q, rng, shake)
    angle = np.arctan2(dy, dx) + np.arctan(2 * bow)
    spread = rng.uniform(0.3, 0.8)
    ends = [
        (q[0] - head * np.cos(angle + a) * f, q[1] - head * np.sin(angle + a) * f)
        for a, f in ((spread, 1.0), (-spread, rng.uniform(0.8, 1.2) if shake else 1.0))
    ]
    if rng.random() < 0.5:
        return [shaft, chain([ends[0], q, ends[1]], rng, shake)]
    return [shaft, line(ends[0], q, rng, shake), line(q, ends[1], rng, shake)]


def bracket(form: str, x: float, y: float, height: float, rng: np.random.Generator, shake: float = 0.0) -> list[Points]:
    """An opening ( [ { < or | of a `height`, its left edge at `x`; mirror it for the closing one."""
    w = height * rng.uniform(0.08, 0.3)
    if form == "(":
        return [smooth([(x + w, y), (x + w * 0.2, y + height * 0.25), (x, y + height * 0.5),
                        (x + w * 0.25, y + height * 0.78), (x + w, y + height)], rng, shake)]  # fmt: skip
    if form == "{":
        m = w * rng.uniform(0.4, 0.6)
        half = [(x + w, 0.0), (x + m, 0.07), (x + m, 0.4), (x, 0.5)]
        spots = [(u, y + height * v) for u, v in [*half, *[(u, 1 - v) for u, v in half[-2::-1]]]]
        return [smooth(spots, rng, shake)]
    if form == "<":
        return [chain([(x + 2 * w, y), (x, y + height / 2), (x + 2 * w, y + height)], rng, shake)]
    if form == "|":
        return [line((x, y), (x, y + height), rng, shake)]
    return [chain([(x + w, y), (x, y), (x, y + height), (x + w, y + height)], rng, shake)]


def star(centre: Spot, radius: float, points: int, rng: np.random.Generator, shake: float = 0.0) -> list[Points]:
    """A star in one stroke through every second point, an outline with dents, or rays through the middle."""
    turn, form = (-np.pi / 2 + rng.normal(0, 0.1)), rng.integers(3)
    tips = [
        (centre[0] + radius * np.cos(turn + 2 * np.pi * k / points),
         centre[1] + radius * np.sin(turn + 2 * np.pi * k / points))
        for k in range(points)
    ]  # fmt: skip
    if form == 0 and points % 2:
        return [chain([tips[2 * k % points] for k in range(points)], rng, shake, closed=True)]
    if form == 1:
        return [line(centre, tip, rng, shake) for tip in tips]
    inner = radius * rng.uniform(0.35, 0.65)
    dents = [
        (centre[0] + inner * np.cos(turn + 2 * np.pi * (k + 0.5) / points),
         centre[1] + inner * np.sin(turn + 2 * np.pi * (k + 0.5) / points))
        for k in range(points)
    ]  # fmt: skip
    return [chain([spot for pair in zip(tips, dents, strict=True) for spot in pair], rng, shake, closed=True)]


def spiral(centre: Spot, radius: float, turns: float, rng: np.random.Generator, shake: float = 0.0) -> Points:
    """A spiral outwards of `turns` rounds."""
    t = np.linspace(0, 1, int(np.clip(turns * radius, 24, 400)))
    r = radius * t ** rng.uniform(0.7, 1.3) * (1 + 0.03 * shake * waver(len(t), rng))
    angle = 2 * np.pi * turns * t * rng.choice([-1, 1]) + rng.uniform(0, 7)
    return _turned(np.column_stack([r * np.cos(angle), r * np.sin(angle)]), centre, 0)


def hatching(
    x: float, y: float, w: float, h: float, gap: float, rng: np.random.Generator, shake: float
) -> list[Points]:
    """Slanting parallel strokes that fill a rectangle."""
    lean = h * rng.choice([-1, 1]) * rng.uniform(0.4, 1.2)
    feet = np.arange(min(0, -lean), w + max(0, -lean), max(gap, 2))
    strokes = []
    for foot in feet[:120]:
        ends = np.clip(np.array([(0 - foot) / lean, (w - foot) / lean]), 0, 1)
        a, b = sorted(ends + rng.normal(0, 0.03, 2) * shake)
        if b - a > 0.02:
            strokes.append(line((x + foot + lean * a, y + h * a), (x + foot + lean * b, y + h * b), rng, shake))
    return strokes


def scribble(x: float, y: float, w: float, h: float, swings: int, rng: np.random.Generator, shake: float) -> Points:
    """To and fro over a rectangle, as somebody makes a word unreadable."""
    across = np.linspace(x, x + w, 2 * swings + 1)
    spots = [
        (u + rng.normal(0, 0.04) * w * min(shake, 2), y + (h if k % 2 else 0) + rng.normal(0, 0.08) * h)
        for k, u in enumerate(across)
    ]
    return smooth(spots, rng, shake, 5) if rng.random() < 0.7 else chain(spots, rng, shake)


def wave(p: Spot, length: float, height: float, period: float, rng: np.random.Generator, shake: float = 0.0) -> Points:
    """A wavy or zigzag line to the right."""
    n = max(3, int(2 * length / max(period, 2)))
    spots = [(p[0] + length * k / (n - 1), p[1] + (height if k % 2 else -height) / 2) for k in range(min(n, 90))]
    return smooth(spots, rng, shake, 5) if rng.random() < 0.6 else chain(spots, rng, shake * 0.3)


def _turned(points: NDArray[np.floating], centre: Spot, turn: float) -> Points:
    c, s = np.cos(turn), np.sin(turn)
    return (points @ np.array([[c, s], [-s, c]]) + np.array(centre)).astype(np.float32)
