"""Solid things that lie on a surface: their look and outline, and the shadow that they throw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from train.strokes import Points
from train.synth.truth import THING

Picture = NDArray[np.float32]
"""float32 (h, w, 3), BGR, 0 to 255."""
Colour = tuple[float, float, float]


@dataclass(frozen=True, eq=False)
class Solid:
    """A thing seen from above."""

    look: Picture
    """BGR (h, w, 3)."""
    cover: NDArray[np.float32]
    """(h, w), 0 to 1: how much of each pixel it hides."""
    left: int
    """Of its corner in the picture."""
    top: int


@dataclass(frozen=True)
class Shadow:
    """What a thing throws on the surface below it."""

    x: float
    """Pixels to the right."""
    y: float
    blur: float
    """Pixels."""
    depth: float
    """0 to 1: which share of the light it takes."""


def sample_shadow(rng: np.random.Generator, thickness: float) -> Shadow:
    """The shadow of a thing `thickness` pixels thick, by a lamp by lot."""
    far = thickness * float(rng.uniform(0, 0.6))
    angle = rng.uniform(0, 2 * np.pi)
    return Shadow(
        far * float(np.cos(angle)), far * float(np.sin(angle)), thickness * float(rng.uniform(0.08, 0.4)) + 0.5,
        float(rng.uniform(0.1, 0.6)),
    )  # fmt: skip


def sample_colour(rng: np.random.Generator, low: float = 10, high: float = 245, grey: float = 0.4) -> Colour:
    """Any colour with its middle between `low` and `high`, a `grey` one in that share of cases."""
    level, lot = rng.uniform(low, high), rng.random()
    spread = rng.uniform(0, 8) if lot < grey else rng.uniform(30, 80) if lot > 0.85 else rng.uniform(8, 30)
    blue, green, red = np.clip(level + rng.normal(0, spread, 3), 2, 253).tolist()
    return blue, green, red


def put(
    picture: Picture,
    solid: Solid,
    shadow: Shadow | None = None,
    kinds: NDArray[np.uint8] | None = None,
    kind: int = THING,
) -> None:
    """Lay a thing on `picture`, cut off at the edges; its pixels become `kind` in `kinds` (h, w)."""
    if shadow is not None:
        _throw(picture, solid, shadow)
    here, part = _window(picture, solid, 0, 0)
    if part is None:
        return
    cover = solid.cover[part][..., None]
    below = picture[here]
    below += cover * (solid.look[part] - below)
    if kinds is not None:
        kinds[here][solid.cover[part] > 0.5] = kind


def rod(course: Points, widths: NDArray[np.float32], colours: NDArray[np.float32], gloss: float = 0.4) -> Solid:
    """A round long thing along `course` (n, 2) in pixels: `widths` (n,) in pixels, `colours` BGR (n, 3) on its way.

    Lit from one side, with a highlight of strength `gloss`.
    """
    most = float(widths.max())
    low = np.floor(course.min(axis=0) - most / 2 - 2).astype(int)
    high = np.ceil(course.max(axis=0) + most / 2 + 2).astype(int)
    w, h = (np.minimum(high - low, 4000)).tolist()
    look, cover = np.zeros((h, w, 3), np.uint8), np.zeros((h, w), np.uint8)
    points = course - low
    fixed = np.round((points - 0.5) * 16).astype(np.int32)
    step = np.gradient(points, axis=0)
    aside = np.column_stack([-step[:, 1], step[:, 0]]) / np.maximum(np.hypot(*step.T), 1e-6)[:, None]
    lamp = aside * np.sign(aside @ np.array([-0.6, -0.8]))[:, None]  # always from the upper left
    layers = ((1.0, 0.0, 0.62), (0.78, 0.07, 0.85), (0.55, 0.13, 1.0), (0.3, 0.16, 1.08))
    for i in range(len(points) - 1):
        _segment(cover, fixed[i], fixed[i + 1], 255, float(widths[i]))
    for share, shift, light in layers:
        moved = np.round((points + lamp * widths[:, None] * shift - 0.5) * 16).astype(np.int32)
        for i in range(len(points) - 1):
            _segment(
                look,
                moved[i],
                moved[i + 1],
                np.minimum(colours[i] * light, 255).tolist(),
                float(widths[i] * share) + (share == 1),
            )
    if gloss > 0.1 and most > 4:
        moved = np.round((points + lamp * widths[:, None] * 0.22 - 0.5) * 16).astype(np.int32)
        for i in range(len(points) - 1):
            shine = colours[i] + (255 - colours[i]) * gloss
            _segment(look, moved[i], moved[i + 1], shine.tolist(), float(widths[i] * 0.1))
    shown = look.astype(np.float32)
    if most > 5:
        side = (int(most / 8) * 2 + 1,) * 2
        shown = cv2.blur(look, side).astype(np.float32)
        shown *= (255 / np.maximum(cv2.blur(cover, side), 51).astype(np.float32))[..., None]
        np.clip(shown, 0, 255, out=shown)
    return Solid(shown, cover.astype(np.float32) / np.float32(255), int(low[0]), int(low[1]))


def blob(outline: Points, colour: Sequence[float], rise: float = 0.3) -> Solid:
    """A flat or cushioned thing of one colour within a closed `outline` (n, 2), its rim darker by `rise`."""
    low = np.floor(outline.min(axis=0)).astype(int) - 2
    w, h = (np.minimum(np.ceil(outline.max(axis=0)).astype(int) + 3 - low, 4000)).tolist()
    cover = np.zeros((h, w), np.uint8)
    cv2.fillPoly(cover, [np.round((outline - low - 0.5) * 16).astype(np.int32)], 255, cv2.LINE_AA, 4)
    look = np.empty((h, w, 3), np.float32)
    look[:] = np.asarray(colour, np.float32)
    if rise:
        soft = cv2.blur(cover, (max(3, min(w, h) // 4),) * 2).astype(np.float32) / 255
        look *= (1 - rise + rise * soft)[..., None]
    np.clip(look, 0, 255, out=look)
    return Solid(look, cover.astype(np.float32) / np.float32(255), int(low[0]), int(low[1]))


def _throw(picture: Picture, solid: Solid, shadow: Shadow) -> None:
    margin = int(shadow.blur * 2) + 2
    wide = cv2.copyMakeBorder(solid.cover, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=0)
    side = 2 * int(shadow.blur) + 1
    soft = cv2.blur(cv2.blur(wide, (side, side)), (side, side)) * np.float32(shadow.depth)
    cast = Solid(np.zeros((0, 0, 3), np.float32), soft, solid.left - margin, solid.top - margin)
    here, part = _window(picture, cast, round(shadow.x), round(shadow.y))
    if part is not None:
        picture[here] *= 1 - soft[part][..., None]


def _window(
    picture: Picture, solid: Solid, dx: int, dy: int
) -> tuple[tuple[slice, slice], tuple[slice, slice] | None]:  # fmt: skip
    """Where a thing moved by (dx, dy) lies in the picture, and which part of it that is."""
    h, w = solid.cover.shape
    left, top = solid.left + dx, solid.top + dy
    x0, y0 = max(0, left), max(0, top)
    x1, y1 = min(picture.shape[1], left + w), min(picture.shape[0], top + h)
    if x1 <= x0 or y1 <= y0:
        return np.s_[0:0, 0:0], None
    return np.s_[y0:y1, x0:x1], np.s_[y0 - top : y1 - top, x0 - left : x1 - left]


def _segment(
    canvas: NDArray[np.uint8], p: NDArray[np.int32], q: NDArray[np.int32], colour: object, width: float
) -> None:  # fmt: skip
    cv2.line(canvas, p.tolist(), q.tolist(), colour, max(1, round(width)), cv2.LINE_AA if canvas.ndim == 2 else 8, 4)
