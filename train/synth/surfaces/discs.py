"""Round things seen from above: coins, washers, buttons, caps, screws, gears, plates, wheels, slices, balls."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np

from train.synth.solid import Colour, Solid, sample_colour
from train.synth.surfaces.relief import Field, lit, step

Polar = tuple[Field, Field]
"""(h, w) distance from the middle in radii, and the angle."""


def disc(
    rng: np.random.Generator, x: float, y: float, radius: float, form: Callable[..., Solid] | None = None
) -> Solid:
    """One round thing with its middle at (x, y)."""
    form = form or FORMS[rng.integers(len(FORMS))]
    return form(rng, x, y, max(radius, 2.5))


def coin(rng: np.random.Generator, x: float, y: float, radius: float) -> Solid:
    """A rim, and a relief that is worn beyond reading."""
    away, angle = _polar(radius)
    rim = rng.uniform(0.78, 0.93)
    height = step(away, rim, 0.05) * 1.5
    relief = cv2.GaussianBlur(rng.standard_normal(away.shape, dtype=np.float32), (0, 0), max(0.6, radius * 0.07))
    height += (relief * radius * rng.uniform(0, 0.12) + _head(rng, away, angle)) * (away < rim)
    if rng.random() < 0.4:
        height += 0.6 * (np.abs(np.sin(angle * rng.integers(10, 40))) > 0.6) * ((away > rim * 0.88) & (away < rim))
    metal = sample_colour(rng, 70, 190, 0.5)
    return _solid(x, y, radius, away, _metal(metal, height, rng), 1)


def washer(rng: np.random.Generator, x: float, y: float, radius: float) -> Solid:
    """A ring with a hole: washer, O-ring, rubber band, wedding ring, roll of tape."""
    away, _ = _polar(radius)
    hole = rng.uniform(0.3, 0.93)
    round_ = 1 - ((away - (1 + hole) / 2) / (1 - hole) * 2) ** 2 if rng.random() < 0.6 else np.zeros_like(away)
    height = np.clip(round_, 0, 1) * radius * (1 - hole) * 0.5
    cover = step(away * radius, hole * radius, 1.2)
    return _solid(x, y, radius, away, _metal(sample_colour(rng), height, rng), cover)


def button(rng: np.random.Generator, x: float, y: float, radius: float) -> Solid:
    """A button with two or four holes, or a power socket, a bowling ball, a snout."""
    away, angle = _polar(radius)
    u, v = away * np.cos(angle), away * np.sin(angle)
    height = -step(away, rng.uniform(0.6, 0.85), 0.1) * radius * 0.1
    holes = np.zeros_like(away)
    n, far = int(rng.choice([2, 2, 3, 4, 4])), rng.uniform(0.15, 0.35)
    for k in range(n):
        a = 2 * np.pi * k / n + 0.5
        holes = np.maximum(holes, 1 - step(np.hypot(u - far * np.cos(a), v - far * np.sin(a)), 0.1, 0.05))
    look = _metal(sample_colour(rng), height.astype(np.float32), rng)
    return _solid(x, y, radius, away, look * (1 - 0.75 * holes[..., None]), 1)


def cap(rng: np.random.Generator, x: float, y: float, radius: float) -> Solid:
    """A crown cap, a lid, a muffin form, a flower: an edge of waves round a flat middle."""
    away, angle = _polar(radius)
    waves = int(rng.integers(5, 30))
    edge = 0.93 + 0.07 * np.cos(angle * waves)
    height = (1 - step(away, 0.7, 0.3)) * radius * 0.15 + 0.12 * radius * np.cos(angle * waves) * (away > 0.7)
    look = _metal(sample_colour(rng), height.astype(np.float32), rng)
    if rng.random() < 0.5:
        middle = np.asarray(sample_colour(rng), np.float32)
        look = look + (1 - step(away, rng.uniform(0.3, 0.65), 0.05))[..., None] * (middle - look)
    return _solid(x, y, radius, away, look, 1 - step((away - edge + 1).astype(np.float32) * radius, radius, 1.2))


def screw(rng: np.random.Generator, x: float, y: float, radius: float) -> Solid:
    """A screw head with a slot, a cross or a six-sided hole; a nut."""
    away, angle = _polar(radius)
    turned = angle + rng.uniform(0, 7)
    u, v = away * np.cos(turned), away * np.sin(turned)
    form, broad = rng.integers(4), rng.uniform(0.06, 0.14)
    six = away * np.cos((turned + np.pi / 6) % (np.pi / 3) - np.pi / 6)
    slot = np.abs(u) < broad if form == 0 else np.minimum(np.abs(u), np.abs(v)) < broad if form == 1 else six < 0.4
    if form < 2:
        slot &= away < rng.uniform(0.6, 1.1)
    height = np.sqrt(np.clip(1 - 0.8 * away**2, 0, 1)) * radius * 0.4 - 1.5 * slot
    look = _metal(sample_colour(rng, 50, 200, 0.8), height.astype(np.float32), rng)
    cover = 1.0 if form < 3 else 1 - step(six * radius, 0.86 * radius, 1.2)
    return _solid(x, y, radius, away, look * np.where(slot, 0.45, 1)[..., None], cover)


def gear(rng: np.random.Generator, x: float, y: float, radius: float) -> Solid:
    """A toothed wheel with a hole and, perhaps, spokes."""
    away, angle = _polar(radius)
    teeth, depth = int(rng.integers(7, 36)), rng.uniform(0.08, 0.25)
    edge = 1 - depth * step(np.sin(angle * teeth), 0, 0.5)
    cover = 1 - step((away - edge).astype(np.float32) * radius, 0, 1.2)
    cover *= step(away * radius, rng.uniform(0.08, 0.4) * radius, 1.2)
    if rng.random() < 0.5:
        arms = np.abs(np.sin(angle * int(rng.integers(2, 5)))) * away < rng.uniform(0.1, 0.25)
        cover = cover * np.where((away > 0.35) & (away < 0.68) & ~arms, 0, 1)
    return _solid(x, y, radius, away, _metal(sample_colour(rng, 40, 220, 0.7), cover * 2, rng), cover)


def plate(rng: np.random.Generator, x: float, y: float, radius: float) -> Solid:
    """Rings within rings: plate, cup with a drink, lens, target, speaker, knob, record."""
    away, _ = _polar(radius)
    look = np.empty((*away.shape, 3), np.float32)
    look[:] = np.asarray(sample_colour(rng), np.float32)
    height = np.zeros_like(away)
    for edge in np.sort(rng.uniform(0.15, 1, int(rng.integers(1, 5))))[::-1]:
        inside = 1 - step(away * radius, edge * radius, 1.2)
        colour = np.asarray(sample_colour(rng), np.float32) if rng.random() < 0.6 else look * rng.uniform(0.7, 1.2)
        look += inside[..., None] * (colour - look)
        height += inside * rng.normal(0, 1.5)
    if rng.random() < 0.2:
        look *= (1 + 0.15 * np.sin(away * radius * rng.uniform(0.5, 1.5)))[..., None]  # grooves
    return _solid(x, y, radius, away, _metal(look, cv2.blur(height, (3, 3)), rng), 1)


def wheel(rng: np.random.Generator, x: float, y: float, radius: float) -> Solid:
    """Spokes or segments: wheel, slice of lemon, umbrella, flower, fan, pizza."""
    away, angle = _polar(radius)
    parts, rind = int(rng.integers(3, 14)), rng.uniform(0.75, 0.97)
    line = np.abs(np.sin((angle + rng.uniform(0, 3)) * parts / 2)) * away
    spoke = 1 - step(line.astype(np.float32) * radius, max(1.0, rng.uniform(0.02, 0.1) * radius), 1.2)
    drawn = np.maximum(np.maximum(spoke, step(away * radius, rind * radius, 1.2)), (away < 0.1).astype(np.float32))
    one, two = (np.asarray(sample_colour(rng), np.float32) for _ in range(2))
    look = two + drawn[..., None] * (one - two)
    return _solid(x, y, radius, away, _metal(look, drawn, rng), 1 if rng.random() < 0.6 else drawn)


def ball(rng: np.random.Generator, x: float, y: float, radius: float) -> Solid:
    """A ball, bead, berry, pill or lamp with a light spot."""
    away, angle = _polar(radius)
    u, v = away * np.cos(angle) + 0.3, away * np.sin(angle) + 0.35
    light = 0.35 + 0.75 * np.sqrt(np.clip(1 - 0.7 * (u**2 + v**2), 0, 1))
    look = np.asarray(sample_colour(rng), np.float32) * light[..., None]
    look += (np.exp(-(u**2 + v**2) * 40) * rng.uniform(0, 160))[..., None]
    return _solid(x, y, radius, away, look.astype(np.float32), 1)


FORMS = (coin, coin, washer, washer, button, cap, screw, gear, plate, plate, wheel, ball)


def _polar(radius: float) -> Polar:
    n = int(np.ceil(radius)) + 1
    line = np.arange(-n, n + 1, dtype=np.float32) / np.float32(radius)
    u, v = np.broadcast_to(line[None], (2 * n + 1, 2 * n + 1)), np.broadcast_to(line[:, None], (2 * n + 1, 2 * n + 1))
    return np.hypot(u, v), np.arctan2(v, u)


def _head(rng: np.random.Generator, away: Field, angle: Field) -> Field:
    """A bulge of any outline, as a head on a coin."""
    edge = 0.5 + sum(rng.normal(0, 0.06) * np.cos(k * angle + rng.uniform(0, 7)) for k in range(1, 6))
    return (step((edge - away).astype(np.float32), 0, 0.12) * rng.uniform(0, 2.5)).astype(np.float32)


def _metal(colour: Colour | Field, height: Field, rng: np.random.Generator) -> Field:
    factor = lit(np.ascontiguousarray(height, np.float32), rng, rng.uniform(0.2, 1.1))
    return (np.asarray(colour, np.float32) * factor[..., None]).astype(np.float32)


def _solid(x: float, y: float, radius: float, away: Field, look: Field, cover: object) -> Solid:
    n = away.shape[0] // 2
    outline = 1 - step(away * np.float32(radius), radius, 1.2)
    whole = outline * np.asarray(cover, np.float32)
    return Solid(np.clip(look, 0, 255).astype(np.float32), whole.astype(np.float32), round(x) - n, round(y) - n)
