"""Sheets before anything is written on them: paper of all kinds, boards, and their ruling."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from train.synth.material import Material
from train.synth.sheet import Ink, Sheet
from train.synth.truth import THING

NOISE = 512  # pixels of a tile of grain; larger sheets repeat it
PLAIN = 0.35  # share of sheets without any grain, most of them white
DARK = 0.12  # share of sheets that are written on with light ink


def paper(rng: np.random.Generator, material: Material, size: tuple[int, int], dark: bool | None = None) -> Sheet:
    """A bare sheet of `size` (w, h), `dark` or light or by lot: white, tinted, kraft, photographed, black, green."""
    dark = bool(rng.random() < DARK) if dark is None else dark
    w, h = size
    if rng.random() < PLAIN:
        level = rng.uniform(0, 60) if dark else 255 - rng.exponential(6)
        return Sheet(np.full((h, w, 3), level, np.float32), plain=True)
    if dark:
        base = rng.uniform(12, 75) + rng.normal(0, 6, 3)
        if rng.random() < 0.3:
            base += np.array([rng.uniform(-10, 10), rng.uniform(5, 35), rng.uniform(-10, 5)])  # a green board
    else:
        lot = rng.random()
        base = rng.uniform(190, 255) + rng.normal(0, 3, 3)
        if lot < 0.18:  # yellow, pink, blue, green notes
            base = np.clip(np.array([235.0, 235, 235]) - rng.uniform(0, 90, 3) * (rng.random(3) < 0.5), 120, 255)
        elif lot < 0.28:  # cardboard, grey and brown paper
            base = rng.uniform(120, 190) + np.array([-25.0, 0, 20]) * rng.uniform(0, 1)
    picture = np.empty((h, w, 3), np.float32)
    picture[:] = np.clip(base, 5, 255).astype(np.float32)
    photographed = material.paper(rng) if not dark and rng.random() < 0.12 else None
    if photographed is not None:
        picture *= _shading(photographed, rng, size)
    if rng.random() < 0.5:
        clouds = smooth_noise(rng, size, int(rng.integers(3, 50)))
        picture += clouds[..., None] * np.float32(rng.uniform(0, 7))
    roughness = tooth(rng, size)
    if rng.random() < 0.5:
        picture += (roughness[..., None] - 0.5) * np.float32(rng.uniform(0, 18))
    np.clip(picture, 0, 255, out=picture)
    sheet = Sheet(picture)
    sheet.tooth = roughness
    return sheet


def is_dark(sheet: Sheet) -> bool:
    """Whether it takes light ink."""
    return float(sheet.picture[::16, ::16].mean()) < 95


def rule(sheet: Sheet, rng: np.random.Generator, pitch: float) -> None:
    """Lines `pitch` pixels apart, squares or dots, in any colour that rulings have."""
    w, h = sheet.size
    lot = rng.random()
    bright = float(rng.uniform(90, 235))
    tint = np.clip(bright + rng.normal(0, 35, 3), 0, 250) if rng.random() < 0.6 else np.full(3, bright)
    if is_dark(sheet):
        tint = np.clip(255 - tint, 60, 255)
    blue, green, red = (float(value) for value in tint)
    ink = Ink((blue, green, red), float(rng.uniform(0.35, 1)), is_dark(sheet))
    width = 1 if rng.random() < 0.75 else int(rng.integers(2, 4))
    lines = np.zeros((h, w), np.uint8)
    pitch = max(pitch, 6.0)
    if lot < 0.5:
        _lines(lines, rng.uniform(0, pitch), pitch, width, False)
        if rng.random() < 0.3:  # the margin
            cv2.line(lines, (x := int(rng.uniform(0.05, 0.25) * w), 0), (x, h), 255, width)
    elif lot < 0.85:
        pitch *= float(rng.choice([0.5, 0.7, 1.0]))
        pitch = max(pitch, 5.0)
        _lines(lines, rng.uniform(0, pitch), pitch, width, False)
        _lines(lines, rng.uniform(0, pitch), pitch, width, True)
        if rng.random() < 0.25:  # graph paper has heavier lines between
            _lines(lines, rng.uniform(0, pitch), pitch * 5, width + 1, False)
            _lines(lines, rng.uniform(0, pitch), pitch * 5, width + 1, True)
    else:
        for down in np.arange(rng.uniform(0, pitch), h, pitch):
            for across in np.arange(pitch / 2, w, pitch):
                cv2.circle(lines, (int(across), int(down)), width, 255, -1, cv2.LINE_AA)
    sheet.lay(lines, 0, 0, ink, THING, keep=False)


def tooth(rng: np.random.Generator, size: tuple[int, int]) -> NDArray[np.float32]:
    """(h, w), 0 to 1: how rough the paper is at each pixel."""
    w, h = size
    tile = rng.standard_normal((min(h, NOISE), min(w, NOISE)), np.float32)
    if (blur := float(rng.uniform(0, 1.4))) > 0.3:
        tile = cv2.GaussianBlur(tile, (0, 0), blur)
    tile = np.clip(tile / (2.5 * float(tile.std()) + 1e-6) * 0.5 + 0.5, 0, 1)
    return cv2.copyMakeBorder(tile, 0, h - tile.shape[0], 0, w - tile.shape[1], cv2.BORDER_WRAP)


def smooth_noise(rng: np.random.Generator, size: tuple[int, int], knots: int) -> NDArray[np.float32]:
    """(h, w): normal noise drawn at `knots` places along the longer side, smooth between them."""
    w, h = size
    few = (max(2, round(knots * h / max(w, h))), max(2, round(knots * w / max(w, h))))
    return cv2.resize(rng.standard_normal(few, np.float32), (w, h), interpolation=cv2.INTER_CUBIC)


def _shading(photographed: NDArray[np.uint8], rng: np.random.Generator, size: tuple[int, int]) -> NDArray[np.float32]:
    """(h, w, 3), about 1: the light and shade of a photographed paper, any part of it at any scale."""
    w, h = size
    scale = float(rng.uniform(0.6, 2.5))
    side = photographed.shape[:2]
    high, wide = min(side[0], max(8, int(h / scale))), min(side[1], max(8, int(w / scale)))
    y, x = int(rng.integers(0, side[0] - high + 1)), int(rng.integers(0, side[1] - wide + 1))
    part = cv2.resize(photographed[y : y + high, x : x + wide], (w, h), interpolation=cv2.INTER_CUBIC)
    shading = part.astype(np.float32)
    return np.clip(shading / max(float(shading.mean()), 1), 0.3, 1.7)


def _lines(picture: NDArray[np.uint8], first: float, pitch: float, width: int, upright: bool) -> None:
    h, w = picture.shape
    for at in np.arange(first, w if upright else h, pitch):
        if upright:
            cv2.line(picture, (int(at), 0), (int(at), h), 255, width)
        else:
            cv2.line(picture, (0, int(at)), (w, int(at)), 255, width)
