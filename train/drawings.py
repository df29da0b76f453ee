"""Marks of a pen that are neither digits nor letters: ticks, crosses, arrows, scribbles and little drawings."""

from __future__ import annotations

import math
from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

Mark = NDArray[np.uint8]
Points = NDArray[np.float64]

SIDE = 64  # pixels of a drawn mark, both ways


def scribble(rng: np.random.Generator) -> Mark:
    """One to three smooth strokes that go nowhere in particular."""
    picture, pen = np.zeros((SIDE, SIDE), np.uint8), _pen(rng)
    for _ in range(int(rng.integers(1, 4))):
        knots = rng.uniform(8, SIDE - 8, (int(rng.integers(3, 8)), 2))
        _draw(picture, _smooth(knots), pen)
    return picture


def tick_or_cross(rng: np.random.Generator) -> Mark:
    """A tick, a cross, an arrow, an angle, a star or a wave."""
    jitter = rng.normal(0, 0.04, (8, 2))
    shapes: list[list[list[tuple[float, float]]]] = [
        [[(0.1, 0.55), (0.35, 0.85), (0.9, 0.15)]],
        [[(0.1, 0.1), (0.9, 0.9)], [(0.9, 0.1), (0.1, 0.9)]],
        [[(0.1, 0.5), (0.9, 0.5)], [(0.65, 0.25), (0.9, 0.5), (0.65, 0.75)]],
        [[(0.5, 0.1), (0.5, 0.9)], [(0.25, 0.65), (0.5, 0.9), (0.75, 0.65)]],
        [[(0.1, 0.1), (0.1, 0.9), (0.9, 0.9)]],
        [[(0.1, 0.9), (0.1, 0.1), (0.9, 0.1)]],
        [[(0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9), (0.1, 0.1)]],
        [[(0.5, 0.1), (0.9, 0.9), (0.1, 0.9), (0.5, 0.1)]],
        [[(0.05, 0.6), (0.25, 0.35), (0.5, 0.6), (0.75, 0.85), (0.95, 0.6)]],
        [[(0.5, 0.1), (0.5, 0.9)], [(0.1, 0.5), (0.9, 0.5)]],
        [[(0.05, 0.5), (0.95, 0.5)]],
        [[(0.1, 0.35), (0.9, 0.35)], [(0.1, 0.65), (0.9, 0.65)]],
        [[(0.2, 0.1), (0.2, 0.9)], [(0.8, 0.1), (0.8, 0.9)], [(0.2, 0.5), (0.8, 0.5)]],
        [[(0.5, 0.1), (0.5, 0.9)], [(0.1, 0.1), (0.9, 0.1)]],
        [[(0.15, 0.9), (0.45, 0.85), (0.2, 0.4), (0.5, 0.1), (0.8, 0.4), (0.55, 0.85), (0.85, 0.9)]],
        [[(0.9, 0.1), (0.3, 0.8), (0.1, 0.5), (0.3, 0.2), (0.9, 0.9)]],
    ]
    picture, pen = np.zeros((SIDE, SIDE), np.uint8), _pen(rng)
    for stroke in shapes[int(rng.integers(len(shapes)))]:
        points = (np.array(stroke) + jitter[: len(stroke)]) * (SIDE - 16) + 8
        _draw(picture, _smooth(points) if rng.random() < 0.3 and len(points) > 2 else points, pen)
    return picture


def drawing(rng: np.random.Generator) -> Mark:
    """What people doodle: one to three large shapes in a row, with smaller ones on them, as of a face or a train."""
    picture, pen = np.zeros((SIDE, SIDE), np.uint8), int(rng.integers(1, 5))
    wide = math.exp(rng.normal(0, 0.5))  # of the whole drawing: many are far wider than any digit, few much narrower
    size = np.array([min(1.0, wide), min(1.0, 1 / wide)]) * (SIDE - 14) / 2
    centre = np.full(2, SIDE / 2) + rng.normal(0, 2, 2)
    count = int(rng.choice(3, p=(0.6, 0.25, 0.15))) + 1
    outlines = []
    for i in range(count):
        place = np.array([(2 * i + 1) / count - 1, rng.normal(0, 0.1)]) * size
        body = BODIES[int(rng.integers(len(BODIES)))](rng) * size * rng.uniform(0.55, 0.85) * (1 / count, 1)
        outlines.append(body + place)
        _draw(picture, np.clip(outlines[-1] + centre, 3, SIDE - 4), pen)
    outline = np.concatenate(outlines)
    if rng.random() < 0.25:  # the ground that it stands on, or the edge of a table
        height = outline[:, 1].max() + rng.uniform(-2, 4)
        ground = np.array([(-size[0], height), (size[0], height)]) + centre
        _draw(picture, np.clip(ground, 3, SIDE - 4), pen)
    for _ in range(int(rng.integers(3, 8))):
        on_outline = rng.random() < 0.6
        at = outline[int(rng.integers(len(outline)))] if on_outline else rng.uniform(-0.4, 0.4, 2) * size
        part = PARTS[int(rng.integers(len(PARTS)))](rng) * size * rng.uniform(0.2, 0.5)
        _draw(picture, np.clip(at + part + centre, 3, SIDE - 4), pen)
    return picture


def arches(rng: np.random.Generator) -> Mark:
    """One to four bows, one within the other, open below: a rainbow, a bridge, a hat."""
    picture, pen = np.zeros((SIDE, SIDE), np.uint8), int(rng.integers(2, 5))
    start, turn = rng.uniform(0.9, 1.2) * math.pi, rng.normal(0, 0.3)
    angles = np.linspace(start, start + rng.uniform(0.7, 1.1) * math.pi, 24) + turn
    height, gap = rng.uniform(0.4, 1.2), rng.uniform(5, 9)
    for i in range(int(rng.integers(1, 5))):
        radius = 27 - gap * i
        if radius > 4:
            bow = np.stack([np.cos(angles), np.sin(angles) * height], 1) * radius + (SIDE / 2, SIDE / 2 + 8)
            _draw(picture, np.clip(bow + rng.normal(0, 0.6, bow.shape), 3, SIDE - 4), pen)
    return picture


def _ellipse(rng: np.random.Generator) -> Points:
    angles = rng.uniform(0, 2 * math.pi) + np.linspace(0, 2 * math.pi * rng.uniform(0.9, 1.05), 25)
    return np.stack([np.cos(angles), np.sin(angles)], 1) * (1 + rng.normal(0, 0.04, (25, 1)))


def _bow(rng: np.random.Generator) -> Points:
    angles = rng.uniform(0, 2 * math.pi) + np.linspace(0, math.pi * rng.uniform(0.5, 1.3), 14)
    return np.stack([np.cos(angles), np.sin(angles)], 1)


def _corners(rng: np.random.Generator) -> Points:
    """A closed shape of three to six corners."""
    count = int(rng.integers(3, 7))
    angles = rng.uniform(0, 2 * math.pi) + np.arange(count + 1) * (2 * math.pi / count) + rng.normal(0, 0.1, count + 1)
    points = np.stack([np.cos(angles), np.sin(angles)], 1)
    points[-1] = points[0]
    return points


def _box(rng: np.random.Generator) -> Points:
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)]) * (1, rng.uniform(0.4, 1))
    return corners + rng.normal(0, 0.06, corners.shape)


def _line(rng: np.random.Generator) -> Points:
    end = rng.normal(0, 1, 2)
    end /= max(float(np.linalg.norm(end)), 0.3)
    return np.stack([-end, end])


def _zigzag(rng: np.random.Generator) -> Points:
    count = int(rng.integers(3, 7))
    return np.stack([np.linspace(-1, 1, count), np.where(np.arange(count) % 2, 0.5, -0.5)], 1)


BODIES: tuple[Callable[[np.random.Generator], Points], ...] = (_ellipse, _ellipse, _bow, _corners, _box, _box)
PARTS: tuple[Callable[[np.random.Generator], Points], ...] = (_ellipse, _bow, _corners, _box, _line, _line, _zigzag)


def _smooth(knots: NDArray[np.float64]) -> NDArray[np.float64]:
    """A curve (m, 2) through the neighbourhood of `knots` (n, 2): Chaikin's corner cutting, three times."""
    for _ in range(3):
        near, far = 0.75 * knots[:-1] + 0.25 * knots[1:], 0.25 * knots[:-1] + 0.75 * knots[1:]
        knots = np.concatenate([knots[:1], np.stack([near, far], 1).reshape(-1, 2), knots[-1:]])
    return knots


def _draw(picture: Mark, points: NDArray[np.float64], pen: int) -> None:
    """Draw the polyline `points` (n, 2), x before y, into `picture`, with sixteenths of pixels kept."""
    cv2.polylines(picture, [np.rint(points * 16).astype(np.int32)], False, 255, pen, cv2.LINE_AA, shift=4)


def _pen(rng: np.random.Generator) -> int:
    return int(rng.integers(2, 8))
