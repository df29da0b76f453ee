"""Surfaces that people build: planks, bricks, tiles, keys, holes, bars, blinds, plates, shelves, facades."""

from __future__ import annotations

import cv2
import numpy as np

from train.paper import clouds
from train.synth.solid import Picture, sample_colour
from train.synth.surfaces.grown import grain_of_wood, wood_colour
from train.synth.surfaces.relief import Field, cells, grain, lit, shaded, step

Size = tuple[int, int]


def planks(rng: np.random.Generator, size: Size) -> Picture:
    """Boards side by side, lying or upright, with grain, dark gaps and ends here and there."""
    if rng.random() < 0.5:
        return np.ascontiguousarray(_boards(rng, size[::-1]).transpose(1, 0, 2))
    return _boards(rng, size)


def bricks(rng: np.random.Generator, size: Size) -> Picture:
    """Bricks, stones or tiles in rows with joints lighter or darker than they are."""
    high = size[1] / rng.uniform(2.5, 22)
    wide = high * rng.choice([1.0, 1.0, 2.0, 3.0, rng.uniform(0.5, 5)])
    shift = rng.choice([0.0, 0.5, 0.5, rng.uniform(0, 1)])
    rough = rng.random() < 0.6
    parts = cells(rng, size, (wide, high), shift, high * rng.uniform(0.005, 0.04) if rough else 0)
    away = np.minimum((0.5 - np.abs(parts.across)) * wide, (0.5 - np.abs(parts.down)) * high).astype(np.float32)
    joint = step(away, high * rng.uniform(0.01, 0.09) + 0.5, 1 + (high * 0.03 if rough else 0))
    vary = rng.uniform(0, 0.3)
    face = np.asarray(sample_colour(rng, 40, 240), np.float32) * (1 + vary * (parts.lot(rng, 1) - 0.5))
    if rng.random() < 0.3:
        face = face + (parts.lot(rng, 3) - 0.5) * rng.uniform(10, 70)
    mortar = np.asarray(sample_colour(rng, 30, 240, 0.8), np.float32)
    picture = mortar + joint[..., None] * (face - mortar)
    bumps = joint * rng.uniform(0, 2) + grain(size, rng, rng.uniform(0, 0.25) if rough else 0.01, 0.8)
    return shaded(picture, lit(bumps.astype(np.float32), rng, rng.uniform(0.2, 0.8)))


def keys(rng: np.random.Generator, size: Size) -> Picture:
    """Empty keys of a keyboard or a calculator, buttons in rows."""
    high = size[1] / rng.uniform(3, 12)
    wide = high * rng.uniform(0.9, 1.6)
    rows = cells(rng, size, (wide, high), rng.choice([0.0, rng.uniform(0.1, 0.5)]))
    gap, corner = rng.uniform(0.04, 0.2), rng.uniform(0.05, 0.3)
    beyond = np.hypot(
        np.maximum(np.abs(rows.across) - 0.5 + gap / 2 + corner, 0),
        np.maximum(np.abs(rows.down) - 0.5 + gap / 2 + corner, 0),
    )
    inside = step((corner - beyond).astype(np.float32) * high, 0, 1.5)
    board, key = (np.asarray(sample_colour(rng), np.float32) for _ in range(2))
    dish = (inside * high * 0.15).astype(np.float32)
    dish = cv2.blur(dish, (2 * int(high * 0.05) + 1,) * 2)
    tone = 1 + rng.uniform(0, 0.08) * (rows.lot(rng, 1) - 0.5)
    return shaded(board + inside[..., None] * (key * tone - board), lit(dish, rng, rng.uniform(0.3, 1)))


def dots(rng: np.random.Generator, size: Size) -> Picture:
    """Round holes or dots in rows: punched sheet, speaker, peg board, polka dots; or rings."""
    pitch = min(size) / rng.uniform(4, 40)
    rows = cells(rng, size, (pitch, pitch * rng.choice([1, 0.866])), rng.choice([0, 0.5]))
    away = np.hypot(rows.across, rows.down).astype(np.float32)
    radius = rng.uniform(0.12, 0.46)
    if rng.random() < 0.3:
        away = np.abs(away - radius).astype(np.float32)
        radius = rng.uniform(0.03, 0.1)
    inside = 1 - step(away * pitch, radius * pitch, 1.5)
    sheet, hole = (np.asarray(sample_colour(rng), np.float32) for _ in range(2))
    picture = sheet + inside[..., None] * (hole - sheet)
    return shaded(picture, lit((inside * -1.5).astype(np.float32), rng, rng.uniform(0, 0.8)))


def tread(rng: np.random.Generator, size: Size) -> Picture:
    """Raised lozenges or short bars lying this way and that: tread plate, embossed plastic, parquet."""
    pitch = min(size) / rng.uniform(5, 24)
    rows = cells(rng, size, (pitch, pitch), 0)
    flip = np.where((rows.row + rows.column) % 2, 1.0, -1.0)
    turn = rng.choice([np.pi / 4, 0.3, rng.uniform(0, 1.5)])
    along = rows.across * np.cos(turn) + rows.down * np.sin(turn) * flip
    aside = rows.down * np.cos(turn) * flip - rows.across * np.sin(turn)
    long, broad = rng.uniform(0.25, 0.48), rng.uniform(0.05, 0.16)
    away = np.abs(along) / long + (np.abs(aside) / broad) ** rng.choice([1, 2])
    raised = (1 - step(away.astype(np.float32), 1, 0.25)).astype(np.float32)
    base = np.asarray(sample_colour(rng, 40, 220, 0.7), np.float32)
    paint = base + raised[..., None] * (np.asarray(sample_colour(rng), np.float32) - base) * rng.choice([0, 0.1, 0.7])
    wear = 1 + 0.03 * clouds(size[::-1], size[0] / 3, rng) + grain(size, rng, 0.02)
    return shaded(paint, lit(raised * 2, rng, rng.uniform(0.3, 1.2)) * wear)


def bars(rng: np.random.Generator, size: Size) -> Picture:
    """Upright or lying bars with gaps: fence, grille, blinds, radiator, corrugated sheet, folded cloth, stripes."""
    w, h = size
    upright = rng.random() < 0.5
    n = w if upright else h
    pitch = n / rng.uniform(3, 50)
    place = (np.arange(n, dtype=np.float32) + rng.uniform(0, pitch)) / pitch
    if rng.random() < 0.3:
        place = place + 0.3 * np.interp(np.arange(n), np.linspace(0, n, 6), rng.normal(0, 1, 6))
    u = (place % 1 - 0.5).astype(np.float32)
    solid = rng.uniform(0.15, 0.95)
    inside = 1 - step(np.abs(u), solid / 2, 1.2 / pitch)
    form = rng.integers(3)
    round_light = np.ones(n) if form == 0 else 1 - 0.6 * (u / solid) if form == 1 else 0.6 + 0.6 * np.sqrt(
        np.clip(1 - (2.0 * (u + 0.05) / solid) ** 2, 0, 1)
    )  # fmt: skip
    bar, behind = (np.asarray(sample_colour(rng), np.float32) for _ in range(2))
    profile = behind + inside[:, None] * (bar * round_light[:, None] - behind)
    picture = np.broadcast_to(profile[None] if upright else profile[:, None], (h, w, 3)).astype(np.float32)
    for _ in range(int(rng.integers(0, 4)) if form else 0):  # cross bars, cords
        at, broad = int(rng.uniform(0, h if upright else w)), max(1, int(pitch * rng.uniform(0.05, 0.5)))
        if upright:
            picture[at : at + broad] = np.asarray(bar) * rng.uniform(0.7, 1.1)
        else:
            picture[:, at : at + broad] = np.asarray(bar) * rng.uniform(0.7, 1.1)
    uneven = 1 + 0.03 * clouds((h, w), w / 3, rng) + grain(size, rng, rng.uniform(0, 0.04))
    return shaded(picture, uneven)


def shelves(rng: np.random.Generator, size: Size) -> Picture:
    """Spines of books or boxes side by side on boards."""
    w, h = size
    rows = int(rng.integers(1, 6))
    picture = np.empty((h, w, 3), np.float32)
    picture[:] = np.asarray(sample_colour(rng, 10, 90), np.float32)
    high = h / rows
    board = max(2, int(high * rng.uniform(0.03, 0.12)))
    for k in range(rows):
        floor, x = int(high * (k + 1)), rng.uniform(-0.1, 0) * w
        while x < w:
            broad = high * rng.uniform(0.05, 0.35)
            top, colour = int(floor - high * rng.uniform(0.4, 0.93)), sample_colour(rng, 20, 230, 0.2)
            a, b = max(0, int(x)), max(0, int(x + broad))
            if rng.random() < 0.93 and b > a:
                light = 0.6 + 0.5 * np.sin(np.linspace(0.2, 2.6, b - a, dtype=np.float32))
                part = picture[max(top, 0) : floor, a:b]
                part[:] = np.asarray(colour, np.float32) * light[None, : part.shape[1], None]
                for _ in range(int(rng.integers(0, 4))):  # bands across the spine
                    band = int(rng.uniform(max(top, 0), floor))
                    picture[band : band + max(1, int(high * rng.uniform(0.005, 0.06))), a:b] *= rng.uniform(0.5, 1.6)
            x += broad
        picture[floor - board : floor] = np.asarray(sample_colour(rng, 60, 200), np.float32)
    return shaded(picture, 1 + grain(size, rng, 0.015))


def windows(rng: np.random.Generator, size: Size) -> Picture:
    """A front with windows in rows, cupboards with doors, racks: frames in a wall."""
    pitch = (min(size) / rng.uniform(1.5, 8), min(size) / rng.uniform(1.5, 8))
    rows = cells(rng, size, pitch)
    wall, frame, pane = (np.asarray(sample_colour(rng), np.float32) for _ in range(3))
    a, b, border = rng.uniform(0.2, 0.46), rng.uniform(0.2, 0.46), rng.uniform(0.01, 0.06)
    beyond: Field = np.maximum(np.abs(rows.across) - a, np.abs(rows.down) - b).astype(np.float32)
    bar = np.minimum(np.abs(rows.across), np.abs(rows.down) + rng.choice([0, 9])) < border / 2
    picture = np.where(beyond[..., None] < border, frame, wall)
    inside = (beyond < 0) & ~bar
    picture[inside] = pane * (0.6 + 0.8 * rows.lot(rng)[inside])[:, None]
    return shaded(picture, 1 + 0.03 * clouds(size[::-1], size[0] / 2, rng) + grain(size, rng, 0.02))


BUILT = (planks, bricks, bricks, keys, dots, tread, bars, bars, shelves, windows)


def _boards(rng: np.random.Generator, size: Size) -> Picture:
    w, h = size
    broad = h / rng.uniform(2, 12)
    boards = cells(rng, size, (w * rng.uniform(0.6, 4), broad), rng.uniform(0.2, 0.8))
    tone = 1 + (boards.lot(rng) - np.float32(0.5)) * np.float32(rng.uniform(0.05, 0.5))
    field = grain_of_wood(rng, size, broad / rng.uniform(3, 9)) * np.float32(rng.uniform(0.05, 0.3))
    edge: Field = (np.float32(0.5) - np.abs(boards.down)) * np.float32(broad)
    gap = 1 - np.float32(rng.uniform(0.3, 0.9)) * (1 - step(edge, rng.uniform(0.6, 2.5), 1.2))
    ends = np.abs(boards.across) > 0.5 - rng.uniform(0.5, 2) / w
    gap[ends] *= 0.4
    return shaded(wood_colour(rng), tone * (1 + field) * gap)
