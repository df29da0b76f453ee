"""Long things seen from above: pens, pencils, cables, sticks, matches, rulers, cutlery, keys, scissors.

Each function of a lot, the picture's size (w, h) and a thickness in pixels gives the parts of one thing, lowest first.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from train.strokes import Points
from train.synth import outlines
from train.synth.solid import Colour, Solid, blob, rod, sample_colour

Size = tuple[int, int]
Pose = tuple[NDArray[np.float64], NDArray[np.float64]]
"""A turn (2, 2) and a place (2,): from a thing lying along x, with its middle at 0."""


def pen(rng: np.random.Generator, size: Size, thick: float) -> list[Solid]:
    """A pen or a felt tip with its tip, grip and cap."""
    long = thick * rng.uniform(9, 18)
    body, tip, cap = sample_colour(rng), sample_colour(rng, 20, 220, 0.8), sample_colour(rng)
    marks = ((0.0, 0.12, tip), (0.05, 0.45, tip), (0.1, 0.9, tip), (0.13, 1.0, body), (0.7, 1.0, body),
             (0.701, 1.08, cap), (0.98, 1.05, cap), (1.0, 0.8, cap))  # fmt: skip
    return [_profile(rng, size, long, thick, marks, rng.uniform(0.1, 0.7))]


def pencil(rng: np.random.Generator, size: Size, thick: float) -> list[Solid]:
    """A pencil, sharpened, with a rubber perhaps."""
    long = thick * rng.uniform(6, 24)
    wood, lead, body = (150.0, 190.0, 222.0), (50.0, 50.0, 52.0), sample_colour(rng, 20, 220, 0.2)
    sharp = 2.4 * thick / long
    marks = [(0.0, 0.08, lead), (sharp * 0.3, 0.32, lead), (sharp * 0.31, 0.34, wood), (sharp, 1.0, wood),
             (sharp + 0.002, 1.0, body), (0.88, 1.0, body)]  # fmt: skip
    if rng.random() < 0.5:
        marks += [
            (0.882, 1.05, (120.0, 180.0, 190.0)),
            (0.94, 1.05, (120.0, 180.0, 190.0)),
            (0.942, 0.95, (140.0, 130.0, 225.0)),
        ]
    return [_profile(rng, size, long, thick, (*marks, (1.0, 0.9, marks[-1][2])), rng.uniform(0, 0.4))]


def stick(rng: np.random.Generator, size: Size, thick: float) -> list[Solid]:
    """A twig, a match, a straw, a nail: straight or a little bent, its head of another colour."""
    long = thick * rng.uniform(5, 40)
    course = outlines.line((-long / 2, 0), (long / 2, 0), rng, rng.uniform(0, 4))
    n = 24
    course = _resampled(course, n)
    widths = np.linspace(1, rng.uniform(0.4, 1.1), n, dtype=np.float32) * np.float32(thick)
    colours = np.tile(np.asarray(sample_colour(rng, 30, 220), np.float32), (n, 1))
    if rng.random() < 0.5:
        head = int(rng.integers(1, 4))
        widths[:head] *= 1.4
        colours[:head] = sample_colour(rng)
    turn, place = _pose(rng, size)
    return [rod((course @ turn + place).astype(np.float32), widths, colours, rng.uniform(0, 0.5))]


def cable(rng: np.random.Generator, size: Size, thick: float) -> list[Solid]:
    """A cable, cord or hose in curves and loops, crossing itself."""
    w, h = size
    lot = rng.random()
    if lot < 0.3:  # a loop
        r = min(size) * rng.uniform(0.05, 0.35)
        spot = (rng.uniform(0, w), rng.uniform(0, h))
        course = outlines.ring(
            spot, (r, r * rng.uniform(0.5, 1)), rng, 2, rng.uniform(0, 3), 2 * np.pi * rng.uniform(0.8, 2.6)
        )
    else:
        n = int(rng.integers(3, 9))
        spots = list(zip(rng.uniform(-0.2, 1.2, n) * w, rng.uniform(-0.2, 1.2, n) * h, strict=True))
        course = outlines.smooth(spots, rng, 0, 16)
    n = len(course)
    colours = np.tile(np.asarray(sample_colour(rng), np.float32), (n, 1))
    if rng.random() < 0.2:
        colours[(np.arange(n) // 3) % 2 == 0] = sample_colour(rng)  # a twisted cord
    return [rod(course, np.full(n, thick * rng.uniform(0.3, 0.8), np.float32), colours, rng.uniform(0, 0.6))]


def ruler(rng: np.random.Generator, size: Size, thick: float) -> list[Solid]:
    """A ruler or measuring tape: ticks of three lengths, no figures."""
    broad, long = thick * rng.uniform(1.5, 5), min(size) * rng.uniform(0.6, 2)
    n_long, n_broad = int(np.clip(long, 8, 1800)), int(np.clip(broad, 6, 300))
    face = np.empty((n_broad, n_long, 3), np.float32)
    face[:] = np.asarray(sample_colour(rng, 60, 245), np.float32)
    tone = np.asarray(sample_colour(rng, 5, 80), np.float32) if face.mean() > 110 else np.full(3, 235, np.float32)
    pitch = max(2.0, broad * rng.uniform(0.05, 0.15))
    for k, x in enumerate(np.arange(pitch, n_long - 2, pitch)):
        deep = n_broad * (0.4 if k % 10 == 0 else 0.3 if k % 5 == 0 else 0.2)
        face[: int(deep), int(x) : int(x) + max(1, int(pitch * 0.25))] = tone
    turn, place = _pose(rng, size)
    move = np.column_stack([turn.T, place + turn.T @ np.array([-n_long / 2, -n_broad / 2])])
    return [_warped(face, move, size)]


def cutlery(rng: np.random.Generator, size: Size, thick: float) -> list[Solid]:
    """A spoon, a fork or a knife."""
    long = thick * rng.uniform(10, 16)
    metal = sample_colour(rng, 90, 210, 0.9)
    pose = _pose(rng, size)
    grip = sample_colour(rng) if rng.random() < 0.4 else metal
    marks = ((0.0, 0.6, metal), (0.3, 0.5, metal), (0.55, 0.5, metal), (0.551, 0.9, grip), (1.0, 1.2, grip))
    handle = _profile(rng, size, long, thick * 0.6, marks, 0.6, pose)
    lot = rng.random()
    if lot < 0.4:
        head = outlines.ring((-long / 2 - thick * 1.4, 0), (thick * 1.9, thick * 1.2), rng)
        return [handle, blob(_placed(head, pose), metal, 0.5)]
    if lot < 0.7:
        parts = [
            handle,
            blob(_placed(outlines.ring((-long / 2 - thick * 0.6, 0), (thick * 0.9, thick), rng), pose), metal, 0.3),
        ]
        for y in np.linspace(-0.75, 0.75, 4) * thick:
            prong = np.array([(-long / 2 - thick * 0.8, y), (-long / 2 - thick * 3, y)], np.float32)
            colours = np.tile(np.asarray(metal, np.float32), (2, 1))
            parts.append(rod(_placed(prong, pose), np.full(2, thick * 0.25, np.float32), colours, 0.5))
        return parts
    blade = [
        (-long / 2 + 4, -thick * 0.5),
        (-long * 0.95, -thick * 0.5),
        (-long, 0),
        (-long * 0.95, thick * 0.4),
        (-long / 2 + 4, thick * 0.5),
    ]
    return [handle, blob(_placed(np.array(blade, np.float32), pose), metal, 0.2)]


def scissors(rng: np.random.Generator, size: Size, thick: float) -> list[Solid]:
    """Two blades and two rings; or, closed, a pair of tongs or spectacles' arms."""
    pose, metal, grip = _pose(rng, size), sample_colour(rng, 90, 200, 0.9), sample_colour(rng)
    open_, long = rng.uniform(0.05, 0.5), thick * rng.uniform(6, 10)
    parts = []
    for side in (-1, 1):
        c, s = np.cos(side * open_), np.sin(side * open_)
        blade = np.array([(0, -0.3), (0.9, -0.1), (1, 0.02), (0, 0.3)]) * (long, thick) @ np.array([[c, s], [-s, c]])
        parts.append(blob(_placed(blade.astype(np.float32), pose), metal, 0.2))
        middle = (-long * 0.55 * float(c), -long * 0.55 * float(s) - side * thick * 0.5)
        eye = outlines.ring(middle, (thick * 1.5, thick * 1.0), rng, 0, side * open_)
        shaft = np.array([(0, 0), (middle[0] + thick, middle[1])], np.float32)
        for course in (shaft, eye):
            colours = np.tile(np.asarray(grip, np.float32), (len(course), 1))
            parts.append(rod(_placed(course, pose), np.full(len(course), thick * 0.45, np.float32), colours, 0.3))
    return parts


LONG = (pen, pen, pencil, pencil, stick, cable, cable, ruler, cutlery, scissors)


def _pose(rng: np.random.Generator, size: Size) -> Pose:
    a = rng.uniform(0, 2 * np.pi)
    turn = np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]])
    return turn, np.array([rng.uniform(0.05, 0.95) * size[0], rng.uniform(0.05, 0.95) * size[1]])


def _placed(points: Points, pose: Pose) -> Points:
    return (points @ pose[0] + pose[1]).astype(np.float32)


def _profile(
    rng: np.random.Generator,
    size: Size,
    long: float,
    thick: float,
    marks: object,
    gloss: float,
    pose: Pose | None = None,
) -> Solid:
    """A rod by `marks` on its way: (place 0 to 1, width in thicknesses, colour)."""
    listed: list[tuple[float, float, Colour]] = list(marks)  # type: ignore[call-overload]
    t = np.linspace(0, 1, 60)
    places = np.array([mark[0] for mark in listed])
    widths = np.interp(t, places, [mark[1] for mark in listed]) * thick
    colours = np.column_stack([np.interp(t, places, [mark[2][k] for mark in listed]) for k in range(3)])
    course = np.column_stack([(t - 0.5) * long, np.zeros_like(t)]).astype(np.float32)
    return rod(_placed(course, pose or _pose(rng, size)), widths.astype(np.float32), colours.astype(np.float32), gloss)


def _resampled(course: Points, n: int) -> Points:
    t = np.linspace(0, len(course) - 1, n)
    return np.column_stack([np.interp(t, np.arange(len(course)), course[:, k]) for k in range(2)]).astype(np.float32)


def _warped(face: NDArray[np.float32], move: NDArray[np.float64], size: Size) -> Solid:
    """A flat face moved by an affine map (2, 3) of its pixels into the picture."""
    h, w = face.shape[:2]
    corners = np.array([(0, 0), (w, 0), (w, h), (0, h)]) @ move[:, :2].T + move[:, 2]
    low = np.maximum(np.floor(corners.min(axis=0)), -1).astype(int)
    high = np.minimum(np.ceil(corners.max(axis=0)), np.array(size) + 1).astype(int)
    extent = tuple(np.maximum(high - low, 1).tolist())
    shifted = move - np.column_stack([np.zeros((2, 2)), low])
    look = cv2.warpAffine(face, shifted, extent, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    cover = cv2.warpAffine(np.ones((h, w), np.float32), shifted, extent)
    return Solid(look, cover, int(low[0]), int(low[1]))
