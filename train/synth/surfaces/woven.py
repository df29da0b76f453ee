"""Surfaces of thread: weaves, knitting, checks, printed cloth and paper, nets, chains, wicker, rope."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from train.paper import clouds
from train.pen import lay_ink
from train.synth import outlines, shapes
from train.synth.solid import Picture, sample_colour
from train.synth.surfaces.relief import Field, cells, grain, lit, shaded, step

Size = tuple[int, int]
WEAVES = (
    ((1, 0), (0, 1)),
    ((1, 1, 0, 0), (0, 1, 1, 0), (0, 0, 1, 1), (1, 0, 0, 1)),  # twill
    ((1, 1, 0, 0), (1, 1, 0, 0), (0, 0, 1, 1), (0, 0, 1, 1)),  # basket
    ((1, 0, 0, 0, 0), (0, 0, 1, 0, 0), (0, 0, 0, 0, 1), (0, 1, 0, 0, 0), (0, 0, 0, 1, 0)),  # satin
)
"""Where the thread that runs down lies on top."""


def weave(rng: np.random.Generator, size: Size) -> Picture:
    """Threads over and under each other: cloth, canvas, wicker, ribbons."""
    pitch = max(2.5, min(size) * float(np.exp(rng.uniform(np.log(0.006), np.log(0.12)))))
    threads = cells(rng, size, (pitch, pitch * rng.uniform(0.6, 1.6)), 0, pitch * rng.uniform(0, 0.12))
    pattern = np.array(WEAVES[rng.integers(len(WEAVES))])
    n = len(pattern)
    upright = pattern.ravel().take(threads.row % n * n + threads.column % n) == 1
    aside = np.where(upright, threads.across, threads.down)
    along = np.where(upright, threads.down, threads.across)
    full = rng.uniform(0.35, 0.5)
    height = np.sqrt(np.clip(1 - (aside / full) ** 2, 0, 1)) * (1 - 1.2 * along**2)
    warp, weft = (np.asarray(sample_colour(rng, 20, 240), np.float32) for _ in range(2))
    weft = warp if rng.random() < 0.6 else weft
    tone = 1 + rng.uniform(0, 0.2) * (threads.lot(rng, 1) - 0.5)
    colour = np.where(upright[..., None], warp, weft) * tone
    depth = np.clip(0.45 + 0.6 * height, 0, 1.1)
    light = lit((height * pitch * 0.3).astype(np.float32), rng, rng.uniform(0.2, 0.8))
    return shaded(colour, (depth * light * (1 + grain(size, rng, 0.03))).astype(np.float32))


def knit(rng: np.random.Generator, size: Size) -> Picture:
    """Stitches in columns, each like a V."""
    pitch = max(4.0, min(size) / rng.uniform(8, 50))
    rows = cells(rng, size, (pitch, pitch * rng.uniform(0.6, 1.0)), 0, pitch * rng.uniform(0, 0.08))
    side = np.abs(rows.across)
    slant = rng.uniform(0.6, 1.2)
    down = (rows.down + slant * side + 0.5) % 1 - 0.5
    height = np.sqrt(np.clip(1 - ((side - 0.25) / 0.27) ** 2 - (down / 0.62) ** 2, 0, 1)).astype(np.float32)
    colour: NDArray[np.float32] = np.asarray(sample_colour(rng, 30, 235), np.float32)
    if rng.random() < 0.4:  # a pattern in another wool
        other = np.asarray(sample_colour(rng, 30, 235), np.float32)
        repeat = rng.random((int(rng.integers(2, 9)), int(rng.integers(2, 9)))) < 0.4
        pick = repeat[rows.row % repeat.shape[0], rows.column % repeat.shape[1]]
        colour = np.where(pick[..., None], other, colour)
    fluff = 1 + grain(size, rng, rng.uniform(0.02, 0.12), 0.6)
    return shaded(colour, ((0.35 + 0.7 * height) * fluff).astype(np.float32))


def checks(rng: np.random.Generator, size: Size) -> Picture:
    """Stripes both ways, tartan, gingham, or a chequer board."""
    w, h = size
    first, second = (np.asarray(sample_colour(rng, 10, 250, 0.3), np.float32) for _ in range(2))
    pitch = min(size) / rng.uniform(2, 25)
    if rng.random() < 0.3:
        board = cells(rng, size, (pitch, pitch))
        pick = ((board.row + board.column) % 2)[..., None]
        return shaded(np.where(pick, first, second), 1 + grain(size, rng, rng.uniform(0, 0.04)))
    bands = rng.random(int(rng.integers(3, 12)))
    edges = np.cumsum(rng.uniform(0.05, 1, len(bands)))
    edges /= edges[-1]

    def course(n: int) -> Field:
        place = (np.arange(n) / (pitch * 3) + rng.random()) % 1
        return bands[np.searchsorted(edges, place).clip(0, len(bands) - 1)].astype(np.float32)

    across, down = course(w)[None], course(h)[:, None]
    share = (across + down) / 2 if rng.random() < 0.7 else np.broadcast_to(across, (h, w))
    thread = 1 + rng.uniform(0, 0.08) * np.sign(np.sin(np.add.outer(np.arange(h), np.arange(w)) * 1.6))
    return shaded(second + share[..., None] * (first - second), thread.astype(np.float32))


def printed_pattern(rng: np.random.Generator, size: Size) -> Picture:
    """Cloth, wallpaper or wrapping paper with small shapes again and again."""
    w, h = size
    tile = int(np.clip(min(size) / rng.uniform(1.5, 10), 20, 400))
    coverage = np.zeros((tile, tile), np.uint8)
    for _ in range(int(rng.integers(1, 7))):
        height = tile * rng.uniform(0.1, 0.35)
        middle = tuple(rng.uniform(height * 0.6, max(tile - height * 0.6, height), 2).tolist())
        shake = rng.uniform(0.3, 1.5)
        match rng.integers(6):
            case 0:
                strokes = outlines.star(middle, height / 2, int(rng.integers(4, 9)), rng, shake)
            case 1:
                strokes = [shapes.heart(middle, height, rng, shake)]
            case 2:
                strokes = [outlines.ring(middle, (height * r, height * r), rng, shake) for r in (0.5, 0.25)]
            case 3:
                strokes = [outlines.spiral(middle, height / 2, rng.uniform(1.5, 3), rng, shake)]
            case 4:
                a = rng.uniform(0, 3)
                tip = (middle[0] + height * np.cos(a), middle[1] + height * np.sin(a))
                strokes = [outlines.wave(middle, height, height * 0.3, height * 0.4, rng, shake),
                           outlines.line(middle, tip, rng, shake)]  # fmt: skip
            case _:
                strokes = outlines.bracket("<", middle[0], middle[1], height, rng, shake)
        drawn = lay_ink(strokes, (tile, tile), max(1.0, height * rng.uniform(0.04, 0.2)), 0.2)
        if rng.random() < 0.3:
            cv2.fillPoly(drawn, [np.round(strokes[0]).astype(np.int32)], 255, cv2.LINE_AA)
        coverage = np.maximum(coverage, drawn)
    rows = -(-h // tile) + 1
    strip = [np.tile(np.roll(coverage, (k % 2) * (tile // 2), axis=1), (1, -(-w // tile) + 1)) for k in range(rows)]
    y, x = int(rng.integers(tile)), int(rng.integers(tile))
    share = np.concatenate(strip)[y : y + h, x : x + w].astype(np.float32) / 255
    ground, colour = (np.asarray(sample_colour(rng), np.float32) for _ in range(2))
    uneven = 1 + 0.02 * clouds((h, w), w / 2, rng) + grain(size, rng, rng.uniform(0, 0.04))
    return shaded(ground + share[..., None] * (colour - ground), uneven)


def mesh(rng: np.random.Generator, size: Size) -> Picture:
    """Crossing wires over something behind: net, fence, sieve, chain of rings."""
    w, h = size
    pitch = min(size) / rng.uniform(4, 30)
    x, y = np.arange(w, dtype=np.float32)[None], np.arange(h, dtype=np.float32)[:, None]
    bend = pitch * rng.uniform(0, 0.25) * clouds((h, w), pitch * 2, rng)
    lean = rng.choice([0.0, 1.0, rng.uniform(0.3, 2)])
    one, two = (x + lean * y + bend) / pitch, (y - lean * x + bend) / pitch
    if rng.random() < 0.3:  # interlocked rings
        rings = cells(rng, size, (pitch, pitch), 0.5)
        away = np.abs(np.hypot(rings.across, rings.down) - rng.uniform(0.36, 0.55))
    else:
        away = np.minimum(np.abs(one % 1 - 0.5), np.abs(two % 1 - 0.5))
    thick = rng.uniform(0.03, 0.14)
    wire: Field = (1 - step(away.astype(np.float32) * pitch, thick * pitch, 1.3)).astype(np.float32)
    behind, metal = (np.asarray(sample_colour(rng), np.float32) for _ in range(2))
    below = behind * (1 + 0.2 * clouds((h, w), w / rng.uniform(2, 9), rng))[..., None]
    return shaded(below + wire[..., None] * (metal - below), lit(wire * 2, rng, rng.uniform(0, 0.8)))


WOVEN = (weave, weave, weave, knit, checks, printed_pattern, printed_pattern, mesh)
