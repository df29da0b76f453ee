"""Circuit boards and breadboards: chips with legs, traces, solder, rows of holes, wires. Nothing is printed on them."""

from __future__ import annotations

import cv2
import numpy as np

from train.strokes import Points
from train.synth import outlines
from train.synth.solid import Picture, Solid, blob, put, rod, sample_colour, sample_shadow
from train.synth.surfaces.discs import coin, disc, plate, screw, washer
from train.synth.surfaces.relief import cells, grain, shaded, step

Size = tuple[int, int]


def circuit_board(rng: np.random.Generator, size: Size) -> Picture:
    """A board with traces, solder points, chips, resistors, capacitors and plugs."""
    w, h = size
    unit = min(size) * rng.uniform(0.015, 0.06)
    base = np.asarray(sample_colour(rng, 20, 110, 0.1), np.float32)
    picture = np.empty((h, w, 3), np.float32)
    picture[:] = base
    light = (base * rng.uniform(1.1, 1.5) + 6).tolist()
    for _ in range(int(rng.integers(10, 60))):  # traces: along, aslant, along
        x, y = rng.uniform(0, w), rng.uniform(0, h)
        a, b, c = rng.uniform(1, 12, 3) * unit * rng.choice([-1, 1], 3)
        course = np.array([(x, y), (x + a, y), (x + a + b, y + b), (x + a + b + c, y + b)])
        course = course if rng.random() < 0.5 else course[:, ::-1]
        fixed = np.round(course * 16).astype(np.int32)
        cv2.polylines(picture, [fixed], False, light, max(1, int(unit * rng.uniform(0.1, 0.3))), cv2.LINE_8, 4)
    tin = sample_colour(rng, 140, 210, 0.9)
    for _ in range(int(rng.integers(5, 25))):  # rows of solder points
        x, y, n = rng.uniform(0, w), rng.uniform(0, h), int(rng.integers(1, 14))
        dx, dy = (unit, 0) if rng.random() < 0.5 else (0, unit)
        for k in range(n):
            cv2.circle(picture, (int(x + dx * k), int(y + dy * k)), max(1, int(unit * 0.3)), tin, -1, cv2.LINE_AA)
            cv2.circle(picture, (int(x + dx * k), int(y + dy * k)), int(unit * 0.12), (30, 30, 30), -1)
    for _ in range(int(rng.integers(4, 26))):
        at = (rng.uniform(0, w), rng.uniform(0, h))
        if rng.random() < 0.25:
            form = (plate, washer, screw, coin)[rng.integers(4)]
            put(picture, disc(rng, *at, unit * rng.uniform(0.6, 2.5), form), sample_shadow(rng, unit))
            continue
        for part in _chip(rng, at, unit, tin):
            put(picture, part, sample_shadow(rng, unit * 0.6))
    for _ in range(int(rng.choice([0, 0, 2, 6]))):
        put(picture, _wire(rng, size, unit), sample_shadow(rng, unit))
    return shaded(picture, 1 + grain(size, rng, 0.02))


def breadboard(rng: np.random.Generator, size: Size) -> Picture:
    """Rows of square holes with a groove between them, wires from hole to hole, small parts."""
    w, h = size
    pitch = min(size) / rng.uniform(12, 60)
    rows = cells(rng, size, (pitch, pitch))
    hole = 1 - step(np.maximum(np.abs(rows.across), np.abs(rows.down)) * np.float32(pitch), pitch * 0.2, 1)
    period, gap = int(rng.integers(6, 15)), int(rng.integers(1, 3))
    hole *= rows.row % period >= gap
    board, dark = (
        np.asarray(c, np.float32) for c in (sample_colour(rng, 60, 245, 0.8), sample_colour(rng, 5, 70, 0.8))
    )
    picture = board + hole[..., None] * (dark - board)
    for _ in range(int(rng.integers(1, 13))):
        put(picture, _wire(rng, size, pitch * 1.2), sample_shadow(rng, pitch))
    for _ in range(int(rng.integers(0, 8))):
        for part in _chip(rng, (rng.uniform(0, w), rng.uniform(0, h)), pitch, (180.0, 185.0, 190.0)):
            put(picture, part, sample_shadow(rng, pitch))
    return shaded(picture, 1 + grain(size, rng, 0.015))


ELECTRONICS = (circuit_board, breadboard)


def _chip(
    rng: np.random.Generator, at: tuple[float, float], unit: float, tin: tuple[float, float, float]
) -> list[Solid]:  # fmt: skip
    """A block of black plastic or another colour with legs on two sides or on none, upright or lying."""
    x, y = at
    n, broad = int(rng.integers(1, 11)), unit * rng.uniform(1, 5)
    long, lying = n * unit, rng.random() < 0.5
    colour = sample_colour(rng, 15, 70, 0.9) if rng.random() < 0.6 else sample_colour(rng)

    def box(a: float, b: float, c: float, d: float) -> Points:
        corners = np.array([(a, b), (c, b), (c, d), (a, d)], np.float32)
        return (corners[:, ::-1] if lying else corners) + np.array([x, y], np.float32)

    parts = []
    if rng.random() < 0.7:
        for k in range(n):
            v = (k + 0.3) * unit
            parts.append(blob(box(-unit * 0.5, v, broad + unit * 0.5, v + unit * 0.4), tin, 0))
    return [*parts, blob(box(0, 0, broad, long), colour, 0.15)]


def _wire(rng: np.random.Generator, size: Size, thick: float) -> Solid:
    w, h = size
    a, b = rng.uniform(-0.1, 1.1, (2, 2)) * (w, h)
    bend = (a + b) / 2 + rng.normal(0, 0.15, 2) * min(size)
    spots = [(float(u), float(v)) for u, v in (a, bend, b)]
    course = outlines.smooth(spots, rng, 0, 12)
    colours = np.tile(np.asarray(sample_colour(rng, grey=0.2), np.float32), (len(course), 1))
    return rod(course, np.full(len(course), max(1.5, thick * 0.5), np.float32), colours, 0.4)
