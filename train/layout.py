"""Where the writing and the ruling of a sheet come to stand in the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from train.handwriting import Character

Homography = NDArray[np.float64]
"""3×3, from the sheet, measured in the picture's pixels, to the picture."""

MARGIN = 0.025  # of the picture's shorter side, kept free of writing on all sides
Page = tuple[float, float, float, float]
"""Left, top, right and bottom of a sheet, in widths and heights of the picture."""


@dataclass(frozen=True)
class Block:
    """Lines of writing as one person sets them on a sheet, in digit heights from the block's top left corner."""

    lines: tuple[tuple[Character, ...], ...]
    width: float
    height: float


@dataclass(frozen=True)
class Inked:
    """A character where it stands in the picture."""

    label: str
    strokes: tuple[NDArray[np.float32], ...]
    """float32 (n, 2) polylines in pixels."""


@dataclass(frozen=True)
class Placement:
    """A block in the picture."""

    lines: tuple[tuple[Inked, ...], ...]
    origin: tuple[float, float]
    """The block's top left corner on the sheet."""
    scale: float
    """Digit height on the sheet in pixels."""


def pose(size: tuple[int, int], turn: float, tilt: float, rng: np.random.Generator) -> Homography:
    """A camera's view of the sheet: turned clockwise by `turn` degrees, its corners off by up to `tilt` of its size."""
    w, h = size
    corners = np.array([(0, 0), (w, 0), (w, h), (0, h)], np.float32)
    shifted = corners + (rng.uniform(-1, 1, (4, 2)) * tilt * max(w, h)).astype(np.float32)
    turned = np.vstack([cv2.getRotationMatrix2D((w / 2, h / 2), -turn, 1), (0, 0, 1)])
    return turned @ cv2.getPerspectiveTransform(corners, shifted)


def through(view: Homography, points: NDArray[np.floating]) -> NDArray[np.float32]:
    """`points` (n, 2) seen through a homography."""
    mapped = np.column_stack([points, np.ones(len(points))]) @ view.T
    return (mapped[:, :2] / mapped[:, 2:]).astype(np.float32)


def moved(character: Inked, view: Homography) -> Inked:
    """`character` seen through a further homography."""
    return Inked(character.label, tuple(through(view, stroke) for stroke in character.strokes))


def set_lines(
    written: Sequence[Sequence[Character]], pitch: float, right: bool, sum_line: bool, rng: np.random.Generator
) -> Block:
    """Lines of writing below one another, `pitch` digit heights apart, none quite straight or quite in place.

    They begin at the left or end at the `right`; with `sum_line` a stroke labelled "_" stands above the last one.
    """
    widths = [line[-1].extent[2] if line else 0.0 for line in written]
    widest = max(widths)
    lines = []
    for row, line in enumerate(written):
        skew = rng.normal(0, 0.008)
        start = (widest - widths[row] if right else 0.0) + rng.normal(0, 0.08)
        sloping = np.array([[1, skew], [0, 1]], np.float32)
        offset = np.array([start, row * pitch], np.float32)
        lines.append(
            [Character(c.label, tuple(stroke @ sloping + offset for stroke in c.strokes)) for c in line],
        )
    if sum_line:
        y = (len(written) - 1) * pitch + (1 - pitch) / 2
        bar = np.array([(-0.3, y), (widest / 2, y + rng.normal(0, 0.02)), (widest + 0.3, y)], np.float32)
        lines[-1].append(Character("_", (bar,)))
    return Block(tuple(tuple(line) for line in lines), widest, pitch * (len(written) - 1) + 1)


def place(
    block: Block, size: tuple[int, int], page: Page, view: Homography, scale: float, rng: np.random.Generator
) -> Placement:
    """`block` somewhere on the `page`, as far as it is in the picture of `size` (w, h), digits at most `scale` pixels.

    Nothing of it comes nearer to the picture's edge than MARGIN; what would is made smaller until it fits.
    """
    extent = np.array(size)
    low, high = np.clip(np.array(page[:2]), 0.03, 1) * extent, np.clip(np.array(page[2:]), 0, 0.97) * extent
    where = rng.uniform(0.2, 0.8, 2)
    whole = np.array([block.width, block.height])
    scale = min(scale, *((high - low) / (whole + 0.3)))
    margin = MARGIN * min(size)
    while True:
        origin = low + where * (high - low - scale * whole)
        lines = tuple(
            tuple(Inked(c.label, tuple(through(view, origin + scale * s) for s in c.strokes)) for c in line)
            for line in block.lines
        )
        points = np.concatenate([stroke for line in lines for c in line for stroke in c.strokes])
        edge = margin + 0.1 * scale
        if points.min() >= edge and (points.max(axis=0) <= extent - edge).all():
            return Placement(lines, (float(origin[0]), float(origin[1])), scale)
        scale *= 0.93
        where = 0.5 + 0.9 * (where - 0.5)


def ruling(
    size: tuple[int, int], view: Homography, placement: Placement, pitch: float, squared: bool
) -> list[NDArray[np.float32]]:
    """Ends (2, 2) in pixels of printed lines on which the writing stands; `squared`, two squares make one line."""
    w, h = size
    step = placement.scale * pitch * (0.5 if squared else 1.0)
    across, down = placement.origin[0] - 0.15 * placement.scale, placement.origin[1] + 1.06 * placement.scale
    low, high = -0.3, 1.3  # widths and heights: well beyond the picture, however it is turned
    ends = [((low * w, y), (high * w, y)) for y in np.arange(down % step + low * h // step * step, high * h, step)]
    if squared:
        ends += [
            ((x, low * h), (x, high * h)) for x in np.arange(across % step + low * w // step * step, high * w, step)
        ]
    return [through(view, np.array(line)) for line in ends]
