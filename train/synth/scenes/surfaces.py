"""Pictures without paper: textures, photographs, things built, grown and woven, round and long things, bare grounds.

Nobody wrote on them: what is as strong as a line is THING, the rest is as bare as paper.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from train.paper import clouds
from train.synth.material import Material
from train.synth.sheet import Sheet
from train.synth.solid import Picture, put, sample_colour, sample_shadow
from train.synth.surfaces.built import BUILT
from train.synth.surfaces.discs import FORMS, disc
from train.synth.surfaces.electronics import ELECTRONICS
from train.synth.surfaces.grown import GROWN
from train.synth.surfaces.long import LONG
from train.synth.surfaces.relief import grain, structure
from train.synth.surfaces.woven import WOVEN

Size = tuple[int, int]
ALIKE = 14  # different round things in one picture at most


def ground(rng: np.random.Generator, material: Material, size: Size) -> Picture:
    """Any surface, as a desk to lay things on: BGR float32 (h, w, 3)."""
    lot = rng.random()
    if lot < 0.25:
        return _plain(rng, size)
    if lot < 0.5:
        return _textured(rng, material, size)
    making = (GROWN, GROWN, BUILT, WOVEN)[rng.integers(4)]
    return _made(rng, size, making)


def textures(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """A texture, enlarged, at times two of them."""
    picture = _textured(rng, material, size)
    if rng.random() < 0.25:
        share = np.clip(clouds(size[::-1], min(size) / rng.uniform(1.5, 8), rng) * rng.uniform(0.5, 6) + 0.5, 0, 1)
        other = _textured(rng, material, size)
        picture = picture + share[..., None] * (other - picture)
    return _sheet(picture)


def photographs(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """Part of a photograph."""
    photograph = material.photograph(rng)
    if photograph is None:
        return grown(rng, material, size)
    h, w = photograph.shape[:2]
    broad = min(w, h * size[0] / size[1]) * float(np.exp(rng.uniform(np.log(0.12), 0)))
    high = broad * size[1] / size[0]
    x, y = int(rng.uniform(0, max(1, w - broad))), int(rng.uniform(0, max(1, h - high)))
    part = photograph[y : y + max(8, int(high)), x : x + max(8, int(broad))]
    if rng.random() < 0.5:
        part = part[:, ::-1]
    smaller = part.shape[1] > size[0]
    picture = cv2.resize(part, size, interpolation=cv2.INTER_AREA if smaller else cv2.INTER_CUBIC).astype(np.float32)
    picture = (picture - 128) * rng.uniform(0.6, 1.2) + 128 + rng.uniform(-30, 30)
    return _sheet(picture)


def built(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """Something that people build."""
    return _sheet(_made(rng, size, BUILT))


def electronics(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """A circuit board or a breadboard."""
    return _sheet(_made(rng, size, ELECTRONICS))


def grown(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """Something that grows or wears."""
    return _sheet(_made(rng, size, GROWN))


def woven(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """Something of thread."""
    return _sheet(_made(rng, size, WOVEN))


def round_things(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """Round things in rows, scattered, in a heap, or one alone."""
    w, h = size
    picture = ground(rng, material, size)
    sheet = _sheet(picture)
    radius = min(size) * float(np.exp(rng.uniform(np.log(0.025), np.log(0.3))))
    forms = [FORMS[i] for i in rng.integers(0, len(FORMS), int(rng.choice([1, 1, 2, 5])))]
    spread = rng.choice([0.03, 0.2, 0.5])
    shadow = sample_shadow(rng, radius * 0.5)
    lot = rng.random()
    if lot < 0.12:
        spots = [(rng.uniform(0.2, 0.8) * w, rng.uniform(0.2, 0.8) * h)]
    elif lot < 0.5:  # in rows
        pitch = radius * rng.uniform(2.05, 4)
        spots = [
            (x + rng.normal(0, 0.05) * radius, y + rng.normal(0, 0.05) * radius)
            for y in np.arange(rng.uniform(0, pitch), h + radius, pitch * rng.uniform(0.9, 1.4))
            for x in np.arange(rng.uniform(0, pitch), w + radius, pitch)
        ]
    else:
        n = int(np.clip(w * h / radius**2 * rng.uniform(0.03, 0.35), 1, 110))
        spots = list(zip(rng.uniform(0, w, n).tolist(), rng.uniform(0, h, n).tolist(), strict=True))
    sizes = np.minimum(radius * np.exp(rng.normal(0, spread, ALIKE)), min(size) * 0.5)
    pool = [disc(rng, 0, 0, float(r), forms[rng.integers(len(forms))]) for r in sizes[: max(1, len(spots))]]
    for x, y in spots[:120]:
        thing = pool[rng.integers(len(pool))]
        put(sheet.picture, replace(thing, left=thing.left + round(x), top=thing.top + round(y)), shadow, sheet.kinds)
    return sheet


def long_things(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """Long things on a ground: pens, cutlery, cables, sticks, rulers, matches."""
    sheet = _sheet(ground(rng, material, size))
    makes = [LONG[i] for i in rng.integers(0, len(LONG), int(rng.choice([1, 1, 2, 4])))]
    for _ in range(int(np.exp(rng.uniform(0, np.log(14))))):
        thick = min(size) * float(np.exp(rng.uniform(np.log(0.01), np.log(0.08))))
        shadow = sample_shadow(rng, thick)
        for thing in makes[rng.integers(len(makes))](rng, size, thick):
            put(sheet.picture, thing, shadow, sheet.kinds)
    return sheet


def bare(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """Next to nothing: blank, dark, noise, gradients, blurred patches of light."""
    picture = _plain(rng, size)
    if rng.random() < 0.35:
        light = np.clip(clouds(size[::-1], min(size) / rng.uniform(1, 6), rng) * 0.5 + 0.5, 0, 1)[..., None]
        picture = picture + light * (np.asarray(sample_colour(rng), np.float32) - picture)
    noise = float(rng.choice([0, 2, 8, 30, 80]))
    if noise:
        fine = rng.standard_normal((size[1], size[0], int(rng.choice([1, 3]))), dtype=np.float32) * noise
        picture = picture + fine
    sheet = Sheet(np.clip(picture, 0, 255).astype(np.float32))
    if noise < 8:
        sheet.kinds[:] = structure(sheet.picture)
    return sheet


def _made(rng: np.random.Generator, size: Size, making: tuple[Callable[..., Picture], ...]) -> Picture:
    """One of `making`, at times seen closer: BGR float32 (h, w, 3)."""
    lot = rng.random()
    share = 1.0 if lot < 0.35 else rng.uniform(0.45, 0.8)  # most pictures are less sharp than their pixels
    part = (max(32, int(size[0] * share)), max(32, int(size[1] * share)))
    picture = making[rng.integers(len(making))](rng, part)
    if rng.random() < 0.15:  # closer
        picture = picture[: part[1] // 2, : part[0] // 2]
    if picture.shape[:2] != size[::-1]:
        picture = cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR)
    return np.clip(picture, 0, 255)


def _plain(rng: np.random.Generator, size: Size) -> Picture:
    """One colour, or from one to another."""
    w, h = size
    first, second = (np.asarray(sample_colour(rng, 3, 252), np.float32) for _ in range(2))
    picture = np.empty((h, w, 3), np.float32)
    picture[:] = first
    if rng.random() < 0.4:
        a = rng.uniform(0, 2 * np.pi)
        x, y = np.arange(w, dtype=np.float32)[None], np.arange(h, dtype=np.float32)[:, None]
        share = np.clip((x * np.cos(a) + y * np.sin(a)) / max(size) * rng.uniform(0.4, 1.5) + rng.uniform(0, 0.6), 0, 1)
        picture += share[..., None].astype(np.float32) * (second - first)
    return np.clip(picture + grain(size, rng, rng.uniform(0, 4))[..., None], 0, 255)


def _textured(rng: np.random.Generator, material: Material, size: Size) -> Picture:
    """A texture of the material, laid out by mirroring."""
    texture = material.texture(rng)
    texture = None if texture is None else _without_margins(texture)
    if texture is None:
        return _made(rng, size, GROWN)
    zoom = float(np.exp(rng.uniform(np.log(0.6), np.log(max(size) / 100))))
    part = cv2.resize(texture, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_CUBIC if zoom > 1 else cv2.INTER_AREA)
    if rng.random() < 0.5:
        part = np.ascontiguousarray(part.transpose(1, 0, 2))
    h, w = part.shape[:2]
    double = np.concatenate([part, part[:, ::-1]], axis=1)
    double = np.concatenate([double, double[::-1]])
    picture = np.tile(double, (-(-size[1] // (2 * h)) + 1, -(-size[0] // (2 * w)) + 1, 1))
    y, x = int(rng.integers(2 * h)), int(rng.integers(2 * w))
    picture = picture[y : y + size[1], x : x + size[0]].astype(np.float32)
    level = float(picture.mean())
    return np.clip((picture - level) * rng.uniform(0.5, 1.3) + level + rng.uniform(-40, 40), 0, 255)


def _without_margins(texture: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """The part of a texture without white stripes at its edges; None where next to nothing is left."""
    for _ in range(2):  # rows, then columns
        filled = np.flatnonzero((texture.min(axis=2) < 245).mean(axis=1) > 0.3)
        if len(filled) < 40:
            return None
        texture = texture[filled[0] + 1 : filled[-1]].transpose(1, 0, 2)
    return np.ascontiguousarray(texture)


def _sheet(picture: Picture) -> Sheet:
    sheet = Sheet(np.ascontiguousarray(np.clip(picture, 0, 255), np.float32))
    sheet.kinds[:] = structure(sheet.picture)
    return sheet


SCENES = (
    ("texture", 3, textures),
    ("photograph", 3, photographs),
    ("built surface", 3, built),
    ("electronics", 1, electronics),
    ("grown surface", 3, grown),
    ("woven surface", 2, woven),
    ("round things", 3, round_things),
    ("long things", 2, long_things),
    ("bare ground", 1, bare),
)
