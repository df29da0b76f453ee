"""Surfaces that grow or wear: wood, stone, veins, cracks, pebbles, sand, grass, hair, leaves, bubbles, clouds."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from train.paper import clouds
from train.synth.solid import Colour, Picture, Solid, blob, put, sample_colour, sample_shadow
from train.synth.surfaces.relief import Field, grain, lit, shaded, step

Size = tuple[int, int]


def wood_colour(rng: np.random.Generator) -> Colour:
    """From ebony to birch, sometimes painted."""
    if rng.random() < 0.15:
        return sample_colour(rng)
    light, warm = rng.uniform(0.15, 1), rng.uniform(0.5, 1)
    return 215 * light * (1 - 0.5 * warm), 228 * light * (1 - 0.22 * warm), 238 * light


def grain_of_wood(rng: np.random.Generator, size: Size, period: float, knots: int | None = None) -> Field:
    """Lines of wood along the picture, about `period` pixels apart, bent round knots; (h, w), -1 to 1."""
    w, h = size
    y = np.arange(h, dtype=np.float32)[:, None]
    x = np.arange(w, dtype=np.float32)[None]
    field: Field = y / period + rng.uniform(0.5, 3) * _stretched(
        rng, size, w / rng.uniform(1, 4), h / rng.uniform(1.5, 6)
    )
    for _ in range(int(rng.integers(0, 4)) if knots is None else knots):
        cx, cy, s = rng.uniform(0, w), rng.uniform(0, h), period * rng.uniform(0.8, 4)
        away = ((x - cx) / (s * rng.uniform(1.2, 3.5))) ** 2 + ((y - cy) / s) ** 2
        field = field + rng.choice([-1, 1]) * rng.uniform(1, 5) * np.exp(-away)
    rings = (field % 1) ** rng.uniform(0.7, 3) if rng.random() < 0.6 else 0.5 + 0.5 * np.sin(2 * np.pi * field)
    fine = _stretched(rng, size, w / rng.uniform(2, 6), rng.uniform(1.2, 3))
    return (2 * rings - 1 + rng.uniform(0.1, 0.8) * fine).astype(np.float32)


def wood(rng: np.random.Generator, size: Size) -> Picture:
    """A board, or the cut end of a trunk."""
    if rng.random() < 0.2:
        w, h = size
        x, y = np.arange(w, dtype=np.float32)[None], np.arange(h, dtype=np.float32)[:, None]
        away = np.hypot(x - rng.uniform(-0.3, 1.3) * w, y - rng.uniform(-0.3, 1.3) * h)
        rings = (away / (min(size) / rng.uniform(6, 40)) + 0.6 * clouds((h, w), w / 4, rng)) % 1
        field: Field = (2 * rings - 1).astype(np.float32)
    else:
        field = grain_of_wood(rng, size, min(size) / rng.uniform(4, 40))
    return shaded(wood_colour(rng), 1 + field * np.float32(rng.uniform(0.02, 0.22)))


def stone(rng: np.random.Generator, size: Size) -> Picture:
    """Marble, plaster, concrete, rust: clouds of several sizes, veins, specks."""
    w, h = size
    large = clouds((h, w), min(size) / rng.uniform(1.5, 5), rng)
    middle = clouds((h, w), max(4.0, min(size) / rng.uniform(10, 30)), rng)
    factor: Field = (
        1 + rng.uniform(0.02, 0.15) * large + rng.uniform(0.01, 0.1) * middle + grain(size, rng, rng.uniform(0, 0.06))
    )
    if rng.random() < 0.5:
        sharp = rng.uniform(4, 25)
        veins = np.exp(-np.abs(large + 0.5 * middle) * sharp) + 0.6 * np.exp(-np.abs(middle - 0.5 * large) * sharp)
        factor = factor + veins.astype(np.float32) * np.float32(rng.uniform(-0.6, 0.35))
    if rng.random() < 0.4:
        specks = grain(size, rng, 1, rng.uniform(0.6, 2))
        factor = factor + (np.abs(specks) > rng.uniform(1.8, 3)) * np.sign(specks) * np.float32(rng.uniform(0.1, 0.5))
    return shaded(sample_colour(rng, 25, 245, 0.6), factor.astype(np.float32))


def patches(rng: np.random.Generator, size: Size) -> Picture:
    """Cells of any form: pebbles, terrazzo, cracked earth or glaze, leather, foam, crazy paving, stained glass."""
    away, label = _nearest(rng, size, int(np.exp(rng.uniform(np.log(15), np.log(1500)))))
    inner = np.ones(label.shape, np.uint8)
    inner[:, 1:][label[:, 1:] != label[:, :-1]] = 0
    inner[1:][label[1:] != label[:-1]] = 0
    apart = cv2.GaussianBlur(cv2.distanceTransform(inner, cv2.DIST_L2, 3), (0, 0), 0.8)
    lots = rng.random((int(label.max()) + 1, 3), dtype=np.float32) - np.float32(0.5)
    base = np.asarray(sample_colour(rng, 30, 235), np.float32)
    colours = base + lots[:, :1] * np.float32(rng.uniform(0, 110)) + lots * np.float32(rng.uniform(0, 50))
    look = colours.take(label, axis=0)
    gap = rng.uniform(0.2, 0.12 * float(apart.max()) + 1.2)
    inside = step(apart, gap, 1.5)
    joint = np.asarray(sample_colour(rng), np.float32)
    if rng.random() < 0.3:  # chips apart in a ground
        inside = inside * step(-away, -rng.uniform(0.3, 0.8) * float(np.percentile(away, 90)), 1.5)
    dome = cv2.blur(np.minimum(apart, 12), (3, 3)) * rng.choice([0, 0.4, 1])
    bumps = dome + grain(size, rng, rng.uniform(0, 0.2), 0.7)
    return shaded(joint + inside[..., None] * (look - joint), lit(bumps.astype(np.float32), rng, rng.uniform(0.1, 0.5)))


def sand(rng: np.random.Generator, size: Size) -> Picture:
    """Noise of any coarseness, lit from a side: sand, gravel, carpet, felt, plaster, asphalt, snow, cork."""
    bumps = grain(size, rng, 1, rng.uniform(0.4, 4))
    if rng.random() < 0.3:
        bumps = bumps + 4 * np.abs(clouds(size[::-1], min(size) / rng.uniform(5, 20), rng))
    factor = lit(bumps.astype(np.float32), rng, rng.uniform(0.1, 1.2))
    return shaded(sample_colour(rng, 25, 235, 0.5), factor * (1 + 0.08 * clouds(size[::-1], size[0] / 3, rng)))


def hair(rng: np.random.Generator, size: Size) -> Picture:
    """Many thin strands: grass, hair, fur, straw, needles, roots, wires, spaghetti."""
    w, h = size
    ground, base = sample_colour(rng, 5, 120), np.asarray(sample_colour(rng, 40, 230), np.float64)
    picture = np.empty((h, w, 3), np.float32)
    picture[:] = np.asarray(ground, np.float32)
    long = min(size) * np.exp(rng.uniform(np.log(0.05), np.log(1.2)))
    broad = max(1, int(min(size) * np.exp(rng.uniform(np.log(0.002), np.log(0.015)))))
    n = int(np.clip(w * h / (long * broad) * rng.uniform(0.3, 1.2), 30, 700))
    way, stray = rng.uniform(0, 2 * np.pi), rng.choice([0.15, 0.5, 3.0])
    t = np.linspace(0, 1, 8)[None]
    angle = way + rng.normal(0, stray, (n, 1)) + rng.normal(0, rng.uniform(0.1, 1.2), (n, 1)) * t
    steps = long / 8 * rng.uniform(0.5, 1.2, (n, 1))
    x = rng.uniform(-0.2, 1.2, (n, 1)) * w + np.cumsum(np.cos(angle) * steps, axis=1)
    y = rng.uniform(-0.2, 1.2, (n, 1)) * h + np.cumsum(np.sin(angle) * steps, axis=1)
    courses = np.round(np.stack([x, y], axis=2) * 16).astype(np.int32)
    light = rng.uniform(0.45, 1.25, n) + np.linspace(-0.2, 0.2, n)
    for course, tone in zip(courses, light, strict=True):
        cv2.polylines(picture, [course], False, np.clip(base * tone, 0, 255).tolist(), broad, cv2.LINE_8, 4)
    return cv2.GaussianBlur(picture, (0, 0), 0.6)


def leaves(rng: np.random.Generator, size: Size) -> Picture:
    """Leaves or petals, each with its veins, in a heap or here and there."""
    w, h = size
    picture = stone(rng, size) if rng.random() < 0.5 else hair(rng, size)
    base = np.asarray(sample_colour(rng, 40, 170, 0), np.float64)
    long = min(size) * rng.uniform(0.08, 0.5)
    veins = rng.random() < 0.8
    for _ in range(int(np.clip(w * h / long**2 * rng.uniform(0.3, 2.5), 2, 70))):
        leaf = _leaf(rng, (rng.uniform(0, w), rng.uniform(0, h)), long * rng.uniform(0.6, 1.3), base, veins)
        put(picture, leaf, sample_shadow(rng, long * 0.08))
    return picture


def drops(rng: np.random.Generator, size: Size) -> Picture:
    """Bubbles or drops of water: rims dark on one side, a light spot inside."""
    w, h = size
    picture = stone(rng, size) if rng.random() < 0.4 else np.ones((h, w, 3), np.float32) * sample_colour(rng)
    largest = min(size) * rng.uniform(0.02, 0.2)
    bumps, spots = np.zeros((h, w), np.float32), np.zeros((h, w), np.float32)
    for _ in range(int(rng.integers(20, 220))):
        r = largest * float(rng.power(0.6)) + 1.5
        x, y = round(rng.uniform(0, w)), round(rng.uniform(0, h))
        cv2.circle(bumps, (x, y), int(r), float(r * 0.6), -1, cv2.LINE_AA)
        cv2.circle(spots, (round(x - r * 0.35), round(y - r * 0.35)), max(1, int(r * 0.2)), 1.0, -1, cv2.LINE_AA)
    bumps = cv2.GaussianBlur(bumps, (0, 0), max(0.7, largest * 0.08))
    out = shaded(picture.astype(np.float32), lit(bumps, rng, rng.uniform(0.2, 1.0)))
    return np.clip(out + cv2.GaussianBlur(spots, (0, 0), 0.7)[..., None] * rng.uniform(40, 160), 0, 255)


def _leaf(
    rng: np.random.Generator, at: tuple[float, float], long: float, base: NDArray[np.float64], veins: bool
) -> Solid:
    t = np.linspace(0, 1, 14)
    half = long * rng.uniform(0.12, 0.4) * np.sin(np.pi * t) ** rng.uniform(0.6, 1.4)
    bow = long * rng.normal(0, 0.15) * np.sin(np.pi * t)
    upper, lower = np.column_stack([t * long, bow - half]), np.column_stack([t * long, bow + half])[::-1]
    a = rng.uniform(0, 2 * np.pi)
    turn = np.array([[np.cos(a), np.sin(a)], [-np.sin(a), np.cos(a)]])
    outline = (np.concatenate([upper, lower]) @ turn + np.array(at)).astype(np.float32)
    colour = np.clip(base * rng.uniform(0.6, 1.4) + rng.normal(0, 12, 3), 0, 255)
    leaf = blob(outline, colour.tolist(), 0.25)
    if veins:
        corner = np.array([leaf.left, leaf.top])
        lines = [np.column_stack([t * long, bow])]
        for k in range(2, 11, 2):
            root = np.array([t[k] * long, bow[k]])
            lines += [np.array([root, (root[0] + half[k] * 0.8, root[1] + side * half[k] * 0.75)]) for side in (-1, 1)]
        fixed = [np.round((v @ turn + np.array(at) - corner) * 16).astype(np.int32) for v in lines]
        tone = np.clip(colour * rng.choice([0.6, 1.35]), 0, 255).tolist()
        cv2.polylines(leaf.look, fixed, False, tone, max(1, int(long * 0.012)), cv2.LINE_AA, 4)
    return leaf


def _stretched(rng: np.random.Generator, size: Size, across: float, down: float) -> Field:
    w, h = size
    small = rng.standard_normal((int(h / down) + 3, int(w / across) + 3)).astype(np.float32)
    return cv2.resize(small, size, interpolation=cv2.INTER_CUBIC)


def _nearest(rng: np.random.Generator, size: Size, n: int) -> tuple[Field, NDArray[np.int32]]:
    """Of each pixel how far the nearest of `n` seeds is, and which."""
    w, h = size
    free = np.ones((h, w), np.uint8)
    free[rng.integers(0, h, n), rng.integers(0, w, n)] = 0
    away, label = cv2.distanceTransformWithLabels(free, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    return away, label


def branches(rng: np.random.Generator, size: Size) -> Picture:
    """Bare trees or roots before something even, forking finer and finer."""
    w, h = size
    picture = sand(rng, size) if rng.random() < 0.2 else np.ones((h, w, 3), np.float32) * sample_colour(rng, 90, 250)
    tone = np.asarray(sample_colour(rng, 5, 110, 0.7), np.float64)
    spread, loss = rng.uniform(0.2, 0.7), rng.uniform(0.65, 0.85)
    for _ in range(int(rng.integers(1, 5))):
        long = min(size) * rng.uniform(0.1, 0.35)
        twigs = [(rng.uniform(0, w), h * rng.uniform(0.8, 1.1), -np.pi / 2 + rng.normal(0, 0.3), long, long * 0.12)]
        for _ in range(7):
            grown = []
            for x, y, angle, reach, thick in twigs:
                end = (x + reach * np.cos(angle), y + reach * np.sin(angle))
                p, q = (tuple(np.round(np.array(spot) * 16).astype(int).tolist()) for spot in ((x, y), end))
                colour = np.clip(tone * rng.uniform(0.8, 1.2), 0, 255).tolist()
                cv2.line(picture, p, q, colour, max(1, round(thick)), cv2.LINE_8, 4)
                for side in (-1, 1):
                    if rng.random() < 0.9:
                        turn = angle + side * spread + rng.normal(0, 0.2)
                        grown.append((*end, turn, reach * loss * rng.uniform(0.7, 1.1), thick * 0.68))
            twigs = grown[:120]
    return cv2.GaussianBlur(picture.astype(np.float32), (0, 0), 0.7)


GROWN = (wood, wood, wood, stone, stone, patches, patches, sand, sand, hair, leaves, branches, drops)
