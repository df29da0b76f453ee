"""Things that lie or are held in front of a page: hands, fingers, pens, cables, spectacles, rubbers, and shadows.

`cover` draws one at the camera's stage.
"""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from train.strokes import Points
from train.synth import outlines
from train.synth.solid import Colour, Picture, Solid, blob, put, rod, sample_colour, sample_shadow
from train.synth.surfaces.discs import disc
from train.synth.surfaces.long import LONG
from train.synth.truth import THING

Mask = NDArray[np.uint8]
"""uint8 (h, w): 1 where something hides the page."""
Thing = Callable[[np.random.Generator, tuple[int, int]], list[Solid]]
# Skin from the darkest to the lightest, BGR.
SKIN = ((38, 52, 82), (58, 82, 125), (88, 120, 170), (125, 160, 205), (155, 185, 228), (185, 205, 240))


def cover(picture: Picture, kinds: NDArray[np.uint8], rng: np.random.Generator) -> Mask:
    """Draw something over part of `picture` (h, w, 3) and note THING in `kinds` (h, w); what it hides is returned."""
    h, w = picture.shape[:2]
    mask = np.zeros((h, w), np.uint8)
    if rng.random() < 0.15:
        hand_shadow(picture, rng)
        return mask
    solids = THINGS[rng.integers(len(THINGS))](rng, (w, h))
    blur = float(rng.choice([0, 0.8, 1.5, 3])) * min(w, h) / 480
    thick = min(w, h) * 0.05
    shadow = sample_shadow(rng, thick)
    for solid in solids:
        if blur > 0.3:
            solid = _out_of_focus(solid, blur)
        put(picture, solid, shadow, mask, 1)
    kinds[mask > 0] = THING
    return mask


def fingers(rng: np.random.Generator, size: tuple[int, int]) -> list[Solid]:
    """One to four fingers or a thumb that reach in from an edge, with nails and a sleeve perhaps."""
    thick = min(size) * float(np.exp(rng.uniform(np.log(0.07), np.log(0.22))))
    skin = _skin(rng)
    root, way = _from_edge(rng, size)
    aside = np.array([-way[1], way[0]])
    n, parts = int(rng.choice([1, 1, 2, 3, 4])), []
    if n > 1:
        palm = root - way * thick * 1.5 + aside * thick * 0.45 * (n - 1)
        parts.append(_limb(rng, palm - way * thick * 2, palm + way * thick, thick * (n + 0.2), skin, 0.15))
    for k in range(n):
        start = root + aside * thick * 0.95 * k - way * thick * 2
        long = thick * (2 + rng.uniform(0.8, 4))
        tip = start + way * long + aside * thick * rng.normal(0, 0.3)
        parts += _finger(rng, start, tip, thick * rng.uniform(0.9, 1.05), skin)
    if rng.random() < 0.3:
        cloth = sample_colour(rng)
        parts.append(_limb(rng, root - way * thick * 6, root - way * thick * 1.2, thick * (n + 1.5), cloth, 0.1))
    return parts


def hand_with_pen(rng: np.random.Generator, size: tuple[int, int]) -> list[Solid]:
    """A hand that holds a pen, coming in from the right or from below."""
    thick = min(size) * float(np.exp(rng.uniform(np.log(0.06), np.log(0.15))))
    skin, (w, h) = _skin(rng), size
    tip = np.array([rng.uniform(0.1, 0.8) * w, rng.uniform(0.2, 0.8) * h])
    angle = rng.uniform(0.2, 1.2) if rng.random() < 0.85 else rng.uniform(1.9, 2.9)
    way = np.array([np.cos(angle), np.sin(angle)])
    aside = np.array([-way[1], way[0]])
    body, metal = (np.asarray(sample_colour(rng), np.float32) for _ in range(2))
    shaft = np.stack([tip + way * thick * t for t in (0, 0.5, 0.9, 9)]).astype(np.float32)
    widths = np.array([0.1, 0.3, 0.5, 0.5], np.float32) * np.float32(thick)
    parts = [_limb(rng, tip + way * thick * 5 + aside * thick * 1.5, tip + way * thick * 30, thick * 4.2, skin, 0.25)]
    parts.append(rod(shaft, widths, np.stack([metal, metal, body, body]), 0.4))
    for side, far in ((1.6, 1.6), (0.9, 1.2), (-0.6, 1.5)):
        knuckle = tip + way * thick * 4.5 + aside * thick * side * 1.6
        parts += _finger(rng, knuckle, tip + way * thick * far + aside * thick * side * 0.35, thick, skin)
    return parts


def long_thing(rng: np.random.Generator, size: tuple[int, int]) -> list[Solid]:
    """A pen, cable, ruler, pair of scissors or the like."""
    return LONG[rng.integers(len(LONG))](rng, size, min(size) * float(np.exp(rng.uniform(np.log(0.015), np.log(0.07)))))


def round_thing(rng: np.random.Generator, size: tuple[int, int]) -> list[Solid]:
    """A coin, a cup, a lid, a button."""
    r = min(size) * float(np.exp(rng.uniform(np.log(0.03), np.log(0.3))))
    return [disc(rng, rng.uniform(0, 1) * size[0], rng.uniform(0, 1) * size[1], r)]


def spectacles(rng: np.random.Generator, size: tuple[int, int]) -> list[Solid]:
    """Two rims, a bridge and an arm."""
    s = min(size) * rng.uniform(0.08, 0.2)
    x, y = rng.uniform(0, 1) * size[0], rng.uniform(0, 1) * size[1]
    colour = np.asarray(sample_colour(rng, 10, 160), np.float32)
    turn = rng.uniform(-0.8, 0.8)
    c, d = np.cos(turn), np.sin(turn)
    courses = [
        outlines.ring((x, y), (s, s * 0.85), rng, 0, turn),
        outlines.ring((x + 2.5 * s * c, y + 2.5 * s * d), (s, s * 0.85), rng, 0, turn),
        outlines.line((x + s * c, y + s * d), (x + 1.5 * s * c, y + 1.5 * s * d), rng),
        outlines.line((x - s * c, y - s * d), (x - s * c + 3 * s * d, y - s * d - 3 * s * c), rng, 0.5),
    ]
    return [_tube(course, s * rng.uniform(0.05, 0.15), colour) for course in courses]


def block(rng: np.random.Generator, size: tuple[int, int]) -> list[Solid]:
    """A rubber, a sharpener, a corner of another sheet or book, a phone."""
    w, h = size
    s = min(size) * float(np.exp(rng.uniform(np.log(0.06), np.log(0.7))))
    x, y, turn = rng.uniform(0, 1) * w, rng.uniform(0, 1) * h, rng.uniform(0, np.pi)
    if s > 0.3 * min(size):
        x, y = rng.choice([-0.1, 1.1]) * w, rng.uniform(-0.1, 1.1) * h
    half = np.array([s / 2, s / 2 * rng.uniform(0.3, 1)])
    c, d = np.cos(turn), np.sin(turn)
    axes = np.array([[c, d], [-d, c]])
    corners = (np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * half @ axes + (x, y)).astype(np.float32)
    parts = [blob(corners, sample_colour(rng), rng.uniform(0, 0.2))]
    if rng.random() < 0.6:  # its sleeve, screen or label
        inner = np.array([(-0.9, -0.9), (rng.uniform(-0.3, 0.9), -0.9), (0.5, 0.9), (-0.9, 0.9)]) * half @ axes + (x, y)
        parts.append(blob(inner.astype(np.float32), sample_colour(rng), 0))
    return parts


def hand_shadow(picture: Picture, rng: np.random.Generator) -> None:
    """The soft shadow of a hand, a head or the camera over part of `picture`."""
    h, w = picture.shape[:2]
    low = (max(8, w // 4), max(8, h // 4))
    shade = np.zeros((low[1], low[0], 3), np.float32)
    mask = np.zeros((low[1], low[0]), np.uint8)
    for solid in fingers(rng, low) if rng.random() < 0.6 else block(rng, low):
        put(shade, solid, None, mask, 255)
    soft = cv2.GaussianBlur(mask, (0, 0), min(low) * rng.uniform(0.01, 0.1)).astype(np.float32) / 255
    picture *= 1 - cv2.resize(soft, (w, h), interpolation=cv2.INTER_LINEAR)[..., None] * np.float32(
        rng.uniform(0.2, 0.6)
    )


THINGS: tuple[Thing, ...] = (
    fingers, fingers, fingers, hand_with_pen, hand_with_pen, long_thing, long_thing, round_thing, spectacles, block,
)  # fmt: skip


def _finger(rng: np.random.Generator, root: NDArray, tip: NDArray, thick: float, skin: Colour) -> list[Solid]:  # type: ignore[type-arg]
    """A finger with its joints, its end rounded, with a nail or seen from its soft side."""
    t = np.linspace(0, 1, 16)
    way = (tip - root) / max(float(np.hypot(*(tip - root))), 1e-6)
    aside = np.array([-way[1], way[0]])
    bend = rng.normal(0, 0.12) * thick * np.sin(np.pi * t)
    course = (root + (tip - root) * t[:, None] + aside * bend[:, None]).astype(np.float32)
    widths = (thick * (1 + 0.05 * np.cos(9 * t)) * (1 - 0.25 * t**3)).astype(np.float32)
    red = np.array([0.92, 0.93, 1.04])
    tones = np.stack([np.asarray(skin) * (red if u > 0.8 else 1) * (1 - 0.05 * (np.cos(9 * u) < -0.93)) for u in t])
    parts = [rod(course, widths, np.clip(tones, 0, 250).astype(np.float32), 0.0)]
    if rng.random() < 0.6:
        nail = outlines.ring(
            tuple((tip - way * thick * 0.05).tolist()),
            (thick * 0.34, thick * 0.25),
            rng,
            0,
            float(np.arctan2(way[1], way[0])),
        )
        painted = sample_colour(rng, grey=0) if rng.random() < 0.15 else tuple((np.asarray(skin) * 0.8 + 52).tolist())
        parts.append(blob(nail, painted, 0.15))
    return parts


def _limb(rng: np.random.Generator, root: NDArray, tip: NDArray, thick: float, colour: Colour, taper: float) -> Solid:  # type: ignore[type-arg]
    t = np.linspace(0, 1, 8)
    course = (root + (tip - root) * t[:, None]).astype(np.float32)
    widths = (thick * (1 - taper * t) * (1 + rng.normal(0, 0.01, 8))).astype(np.float32)
    return rod(course, widths, np.tile(np.asarray(colour, np.float32), (8, 1)), 0.0)


def _tube(course: Points, thick: float, colour: NDArray[np.float32]) -> Solid:
    n = len(course)
    return rod(course, np.full(n, max(thick, 1.5), np.float32), np.tile(colour, (n, 1)), 0.3)


def _skin(rng: np.random.Generator) -> Colour:
    place = rng.uniform(0, len(SKIN) - 1.001)
    k = int(place)
    tone = np.array(SKIN[k]) + (np.array(SKIN[k + 1]) - np.array(SKIN[k])) * (place - k)
    blue, green, red = np.clip(tone * rng.uniform(0.85, 1.1) + rng.normal(0, 5, 3), 5, 250).tolist()
    return blue, green, red


def _from_edge(rng: np.random.Generator, size: tuple[int, int]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A place on an edge of the picture, most often the lower one, and a way inwards."""
    w, h = size
    side = rng.choice(4, p=[0.4, 0.25, 0.25, 0.1])
    along = rng.uniform(0.05, 0.95)
    root = np.array(((along * w, h), (w, along * h), (0, along * h), (along * w, 0))[side], np.float64)
    angle = (-np.pi / 2, np.pi, 0.0, np.pi / 2)[side] + rng.normal(0, 0.4)
    return root, np.array([np.cos(angle), np.sin(angle)])


def _out_of_focus(solid: Solid, blur: float) -> Solid:
    margin = int(3 * blur) + 1
    pad = (margin,) * 4
    look = cv2.copyMakeBorder(solid.look, *pad, cv2.BORDER_REPLICATE)
    soft = cv2.copyMakeBorder(solid.cover, *pad, cv2.BORDER_CONSTANT, value=0)
    weight = cv2.GaussianBlur(soft, (0, 0), blur)
    look = cv2.GaussianBlur(look * soft[..., None], (0, 0), blur) / np.maximum(weight, 1e-3)[..., None]
    return Solid(look, weight, solid.left - margin, solid.top - margin)
