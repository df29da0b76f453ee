"""Doodles, as children and people on the telephone draw them: houses, suns, trees, people, flowers, fish, clouds."""

from __future__ import annotations

import numpy as np

from train.strokes import Points
from train.synth import outlines
from train.synth.charts import Area, Label
from train.synth.outlines import Spot
from train.synth.shapes import Stylus, draw, heart, smiley
from train.synth.sheet import Sheet


def doodles(sheet: Sheet, rng: np.random.Generator, area: Area, unit: float, stylus: Stylus, label: Label) -> None:
    """Houses, suns, trees, people, flowers, fish, clouds, hearts and stars, as children draw them."""
    x, y, w, h = area
    shake = max(stylus.shake, 0.5)
    for _ in range(int(rng.integers(1, 9))):
        s = min(w, h) * rng.uniform(0.12, 0.5)
        u, v = x + rng.uniform(0, max(w - s, 1)), y + rng.uniform(0, max(h - s, 1))
        if not sheet.free(u, v, u + s, v + s):
            continue
        draw(sheet, doodle(rng, u, v, s, shake), stylus, keep=True)
        if rng.random() < 0.3:
            label(u, v + s + unit, unit)


def doodle(rng: np.random.Generator, u: float, v: float, s: float, shake: float) -> list[Points]:
    """One doodle in a square of side `s` with its corner at (u, v)."""

    def at(x: float, y: float) -> Spot:
        return u + s * x, v + s * y

    def through(*spots: Spot) -> list[Spot]:
        return [at(x, y) for x, y in spots]

    def ring(x: float, y: float, r: float) -> Points:
        return outlines.ring(at(x, y), (s * r, s * r), rng, shake)

    match rng.integers(10):
        case 0:  # house
            roof = outlines.chain(through((0, 0.4), (0.5, 0), (1, 0.4)), rng, shake)
            door = outlines.rectangle(*at(0.4, 0.65), s * 0.2, s * 0.35, rng, shake)
            return [*outlines.rectangle(*at(0, 0.4), s, s * 0.6, rng, shake), roof, *door]
        case 1:  # sun
            ways = np.linspace(0, 2 * np.pi, int(rng.integers(7, 16)))
            rays = [
                outlines.line(at(0.5 + 0.3 * c, 0.5 + 0.3 * d), at(0.5 + 0.5 * c, 0.5 + 0.5 * d), rng, shake)
                for c, d in zip(np.cos(ways).tolist(), np.sin(ways).tolist(), strict=True)
            ]
            return [ring(0.5, 0.5, 0.25), *rays]
        case 2:  # tree
            crown = ((0.4, 0.6), (0.1, 0.5), (0.15, 0.2), (0.5, 0), (0.85, 0.2), (0.9, 0.5), (0.6, 0.6))
            trunk = outlines.rectangle(*at(0.42, 0.6), s * 0.15, s * 0.4, rng, shake)
            return [outlines.smooth(through(*crown), rng, shake), *trunk]
        case 3:  # somebody
            limbs = (
                ((0.5, 0.3), (0.5, 0.65)), ((0.5, 0.65), (0.3, 1)), ((0.5, 0.65), (0.7, 1)),
                ((0.2, 0.5), (0.5, 0.38)), ((0.5, 0.38), (0.8, 0.45)),
            )  # fmt: skip
            return [ring(0.5, 0.15, 0.15), *[outlines.line(at(*a), at(*b), rng, shake) for a, b in limbs]]
        case 4:  # flower
            around = np.arange(6) * 1.05
            petals = [ring(0.5 + 0.2 * np.cos(a), 0.3 + 0.2 * np.sin(a), 0.11) for a in around.tolist()]
            return [*petals, outlines.line(at(0.5, 0.5), at(0.55, 1), rng, shake)]
        case 5:  # fish
            back = ((1, 0.3), (0.7, 0.6), (0.35, 0.75), (0, 0.5), (0.35, 0.25), (0.7, 0.4), (1, 0.7), (1, 0.3))
            return [outlines.smooth(through(*back), rng, shake), ring(0.2, 0.45, 0.03)]
        case 6:  # cloud
            puffs = [
                outlines.arc(at(0.2 + 0.2 * k, 0.5), s * rng.uniform(0.12, 0.2), np.pi, 2 * np.pi, rng, shake)
                for k in range(4)
            ]
            return [*puffs, outlines.line(at(0.05, 0.5), at(0.95, 0.5), rng, shake)]
        case 7:
            return [heart(at(0.5, 0.5), s, rng, shake)]
        case 8:
            return smiley(at(0.5, 0.5), s / 2, rng, shake)
        case _:
            return outlines.star(at(0.5, 0.5), s / 2, 5, rng, shake)
