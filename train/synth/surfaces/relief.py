"""What surfaces have in common: cells in rows, light on their relief, and where they are as strong as lines."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from train.paper import clouds
from train.synth.solid import Picture
from train.synth.truth import PAPER, THING, UNSURE

Field = NDArray[np.float32]
"""float32 (h, w)."""
STRONG = 22.0  # grey levels: what differs so much from its surroundings is taken for a line or thing
WEAK = 9.0  # what differs less is a ground as bare as paper


@dataclass(frozen=True, eq=False)
class Cells:
    """A surface parted into equal cells, in rows."""

    across: Field
    """(h, w) place within the cell, -0.5 to 0.5 from left to right."""
    down: Field
    """(h, w), -0.5 to 0.5 from top to bottom."""
    column: NDArray[np.int32]
    """(h, w), from 0."""
    row: NDArray[np.int32]

    def lot(self, rng: np.random.Generator, *more: int) -> NDArray[np.float32]:
        """A random number 0 to 1 of each cell, at each of its pixels: (h, w) or (h, w, `more`)."""
        table = rng.random((int(self.row.max()) + 1, int(self.column.max()) + 1, *more), dtype=np.float32)
        return self.spread(table)

    def spread(self, table: NDArray[np.float32]) -> NDArray[np.float32]:
        """Of a `table` (rows, columns, ...) the entry of each pixel's cell."""
        index = self.row * np.int32(table.shape[1]) + self.column
        return table.reshape(-1, *table.shape[2:]).take(index, axis=0)


def cells(
    rng: np.random.Generator, size: tuple[int, int], pitch: tuple[float, float], shift: float = 0.0, warp: float = 0.0
) -> Cells:
    """Cells of `pitch` (w, h) pixels; each row begins `shift` of a cell later; edges bent by `warp` pixels."""
    w, h = size
    x = np.broadcast_to(np.arange(w, dtype=np.float32), (h, w)) + np.float32(rng.uniform(0, pitch[0]))
    y = np.broadcast_to(np.arange(h, dtype=np.float32)[:, None], (h, w)) + np.float32(rng.uniform(0, pitch[1]))
    if warp:
        x = x + warp * clouds((h, w), max(8.0, min(pitch)), rng)
        y = y + warp * clouds((h, w), max(8.0, min(pitch)), rng)
    down = y / np.float32(pitch[1])
    row = np.floor(down)
    across = x / np.float32(pitch[0]) + row * np.float32(shift) % 1
    column = np.floor(across)
    return Cells(
        across - column - 0.5, down - row - 0.5,
        np.maximum(column + 1, 0).astype(np.int32), np.maximum(row + 1, 0).astype(np.int32),
    )  # fmt: skip


def lit(height: Field, rng: np.random.Generator, strength: float) -> Field:
    """Light on a relief in pixels of height, from one side: a factor (h, w) about 1."""
    angle = rng.uniform(0, 2 * np.pi)
    slope = cv2.Sobel(height, cv2.CV_32F, 1, 0, scale=float(np.cos(angle)) / 8)
    slope += cv2.Sobel(height, cv2.CV_32F, 0, 1, scale=float(np.sin(angle)) / 8)
    return np.clip(1 + strength * slope, 0.25, 1.75)


def shaded(colour: object, factor: Field) -> Picture:
    """One `colour` (3,) or a picture of colours (h, w, 3), made lighter and darker by `factor` (h, w)."""
    picture = np.asarray(colour, np.float32) * factor.astype(np.float32, copy=False)[..., None]
    return np.clip(picture, 0, 255, out=picture)


def grain(size: tuple[int, int], rng: np.random.Generator, amount: float, blur: float = 0.0) -> Field:
    """Fine noise (h, w) of deviation `amount`."""
    w, h = size
    noise = rng.standard_normal((h, w), dtype=np.float32) * np.float32(amount)
    return cv2.GaussianBlur(noise, (0, 0), blur) * np.float32(1 + 2.5 * blur) if blur else noise


def step(values: Field, edge: float, soft: float) -> Field:
    """0 below `edge` and 1 above, over a width `soft`."""
    return np.clip((values - np.float32(edge)) / np.float32(max(soft, 1e-6)) + 0.5, 0, 1)


def structure(picture: Picture) -> NDArray[np.uint8]:
    """The kinds (h, w) of a picture that holds no writing: THING where it is as strong as a line, PAPER where bare."""
    h, w = picture.shape[:2]
    small = cv2.resize(
        np.clip(picture, 0, 255).astype(np.uint8), (-(-w // 2), -(-h // 2)), interpolation=cv2.INTER_AREA
    )
    side = max(3, min(h, w) // 60) | 1
    apart = cv2.absdiff(small, cv2.blur(cv2.blur(small, (side, side)), (side, side))).max(axis=2)
    apart = cv2.GaussianBlur(apart, (3, 3), 0)  # single pixels are no lines
    kinds = np.full(apart.shape, UNSURE, np.uint8)
    kinds[apart < WEAK] = PAPER
    kinds[apart > STRONG] = THING
    return np.ascontiguousarray(kinds.repeat(2, axis=0).repeat(2, axis=1)[:h, :w])
