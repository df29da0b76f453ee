"""Light and weather: too bright, fog, mud on the glass."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from edge.glyph import SIDE
from train.corruptions.tones import blurred, grey_levels, tones

BRIGHTER = 0.5  # of white
FOG = 3.0  # times white, where it is thickest
FOG_DECAY = 1.4  # of the chance from each scale to the one half as wide; it counts twice
FOG_SIDE = 256  # pixels of the landscape of which the picture is a corner
FOG_BATCH = 10  # landscapes at a time: 3 MB, which fits most caches
MUD_MEAN, MUD_SPREAD = 0.65, 0.3
MUD_SIGMA = 1.0  # pixels: how large a drop is
MUD_LEVEL = 0.65  # from which on there is mud
MUD_SOFTNESS = 1.5  # pixels: sigma of a drop's edge
MUD_THINNEST = 0.8  # thinner mud is none
MUD_TONE = 63 / 255


def brightness(images: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Brighter by half of white everywhere: paper is grey, and strokes are white from their edges on."""
    return grey_levels(tones(images) + BRIGHTER)


def fog(images: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Fog up to three times as bright as the digit, which keeps a quarter of its contrast."""
    result = np.empty_like(images)
    for start in range(0, len(images), FOG_BATCH):
        some = tones(images[start : start + FOG_BATCH])
        white = some.max(axis=(1, 2), keepdims=True)
        thickness = landscapes(len(some), FOG_SIDE, FOG_DECAY, rng)[:, :SIDE, :SIDE]
        result[start : start + FOG_BATCH] = grey_levels((some + FOG * thickness) * white / (white + FOG))
    return result


def landscapes(count: int, side: int, decay: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """Fractal landscapes that go on at the opposite edge, by diamonds and squares (Fournier, Fussell, Carpenter 1982).

    From scale to scale the middle of every square, then the middle of every edge, is the mean of the four around it and
    a chance that shrinks by `decay` squared, as in the benchmark. `side` is a power of two.

    Returns float32 (count, side, side), each from 0 to 1.
    """
    ground = np.zeros((count, side, side), np.float32)
    step, chance = side, 1.0
    while step > 1:
        half = step // 2
        corners = ground[:, ::step, ::step]

        def settled(around: NDArray[np.float32], chance: float = chance) -> NDArray[np.float32]:
            return around / 4 + np.float32(chance) * (2 * rng.random(around.shape, np.float32) - 1)

        rows = corners + np.roll(corners, -1, axis=1)
        columns = corners + np.roll(corners, -1, axis=2)
        centres = settled(rows + np.roll(rows, -1, axis=2))
        ground[:, half::step, half::step] = centres
        ground[:, ::step, half::step] = settled(columns + centres + np.roll(centres, 1, axis=1))
        ground[:, half::step, ::step] = settled(rows + centres + np.roll(centres, 1, axis=2))
        step, chance = half, chance / decay**2
    ground -= ground.min(axis=(1, 2), keepdims=True)
    ground /= ground.max(axis=(1, 2), keepdims=True)
    return ground


def spatter(images: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Drops of dark mud that hide what is below them."""
    wet = MUD_MEAN + MUD_SPREAD * rng.standard_normal(images.shape, np.float32)
    drops = (blurred(wet, MUD_SIGMA) > MUD_LEVEL).astype(np.float32)
    mud = blurred(drops, MUD_SOFTNESS)
    mud[mud < MUD_THINNEST] = 0
    return grey_levels(tones(images) * (1 - mud) + MUD_TONE * mud)
