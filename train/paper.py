"""What a camera looks at: a sheet or a board, its ruling, the table beyond its edge, and ink laid on it.

Colours are BGR float32, 0 to 255, as they would look in full even light; `train.lens` adds the light and the camera.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Colour = tuple[float, float, float]
Picture = NDArray[np.float32]
"""float32 (h, w, 3), BGR."""


@dataclass(frozen=True)
class Sheet:
    """A surface to write on."""

    colour: Colour
    grain: float
    """Grey levels by which fibres, dust and dried chalk make it uneven."""
    coarse: float
    """Grey levels of cloudiness over some hundred pixels: creases, wiped chalk."""
    rule: Colour
    """Colour of its ruling."""


@dataclass(frozen=True)
class Pen:
    """What leaves the ink."""

    colour: Colour
    opacity: float
    width: float
    """Relative to the hand's own pen width."""
    tooth: float
    """0 to 1: how far the surface's roughness breaks up the stroke: 0 for a marker, much for pencil and chalk."""


SHEETS: dict[str, Sheet] = {
    "white": Sheet((238, 238, 236), 1.6, 1.5, (205, 178, 160)),
    "cream": Sheet((205, 226, 234), 2.2, 2.0, (186, 170, 160)),
    "recycled": Sheet((196, 206, 210), 4.5, 3.0, (160, 160, 165)),
    "rough": Sheet((232, 230, 228), 5.5, 2.0, (200, 180, 170)),
    "blackboard": Sheet((76, 88, 68), 5.0, 4.0, (110, 120, 105)),
    "slate": Sheet((80, 74, 72), 4.0, 4.0, (110, 110, 110)),
}

PENS: dict[str, Pen] = {
    "pencil": Pen((92, 88, 88), 0.62, 0.7, 0.75),
    "blue": Pen((142, 62, 40), 0.88, 0.75, 0.2),
    "black": Pen((52, 46, 46), 0.9, 0.75, 0.15),
    "red": Pen((62, 52, 196), 0.85, 0.8, 0.15),
    "marker": Pen((38, 34, 34), 0.97, 1.6, 0.0),
    "blue marker": Pen((130, 52, 34), 0.95, 1.6, 0.05),
    "chalk": Pen((226, 230, 230), 0.85, 1.2, 0.75),
}
DARK = 380.0  # sum of the three colours below which a surface is written on with chalk
DARK_SHEETS = tuple(name for name, sheet in SHEETS.items() if sum(sheet.colour) < DARK)

DESKS: tuple[Colour, ...] = ((52, 78, 112), (38, 52, 74), (120, 150, 178), (60, 58, 58), (150, 150, 152), (96, 74, 60))
"""Tables seen beyond the edge of the paper: woods, black, grey, a blue mat."""


def clouds(shape: tuple[int, int], size: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """Smooth noise float32 (h, w), mean about 0 and deviation about 1, its patches about `size` pixels across."""
    h, w = shape
    small = rng.standard_normal((int(h / size) + 3, int(w / size) + 3)).astype(np.float32)
    return 1.6 * cv2.resize(small, (w, h), interpolation=cv2.INTER_CUBIC)


def tooth(shape: tuple[int, int], rng: np.random.Generator) -> NDArray[np.float32]:
    """The roughness of a surface: float32 (h, w), mean 0 and deviation about 1, about two pixels across."""
    return 2.0 * cv2.GaussianBlur(rng.standard_normal(shape, dtype=np.float32), (0, 0), 0.8)


def sheet_picture(sheet: Sheet, roughness: NDArray[np.float32], rng: np.random.Generator) -> Picture:
    """The empty sheet, (h, w, 3), with the fibres of `roughness` (h, w), clouds and a crease now and then."""
    shape = roughness.shape
    uneven = sheet.grain * 0.6 * roughness + sheet.coarse * clouds(shape, shape[1] / 7, rng)
    if sum(sheet.colour) < DARK:  # chalk was wiped off here before
        wiped = cv2.resize(clouds((shape[0], shape[1] // 8 + 1), shape[1] / 50, rng), shape[::-1])
        uneven += sheet.coarse * (0.6 * wiped + 0.6 * clouds(shape, shape[1] / 3, rng))
    elif rng.random() < 0.4:
        uneven += _crease(shape, rng)
    return (np.asarray(sheet.colour, np.float32) + uneven[:, :, None]).astype(np.float32)


def _crease(shape: tuple[int, int], rng: np.random.Generator) -> NDArray[np.float32]:
    """A fold across the sheet: one side a little lighter than the other, fading away from it; float32 (h, w)."""
    h, w = shape
    angle = rng.uniform(0, np.pi)
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    away = (x - rng.uniform(0.2, 0.8) * w) * np.float32(np.cos(angle)) + (y - rng.uniform(0.2, 0.8) * h) * np.float32(
        np.sin(angle)
    )
    away /= np.float32(0.03 * w)
    return np.float32(rng.uniform(4, 9)) * np.tanh(away * 12) * np.exp(-np.abs(away))


def desk_picture(shape: tuple[int, int], rng: np.random.Generator) -> Picture:
    """A table top, (h, w, 3), plain or grained like wood."""
    h, w = shape
    colour = np.asarray(DESKS[rng.integers(len(DESKS))], np.float32)
    uneven = 4 * clouds(shape, w / 5, rng) + 2 * rng.standard_normal(shape, dtype=np.float32)
    if rng.random() < 0.6:
        small = rng.standard_normal((h // 3 + 2, max(4, w // 240))).astype(np.float32)
        streaks = cv2.resize(small, (w, h), interpolation=cv2.INTER_CUBIC)
        uneven += 0.07 * float(colour.mean()) * streaks
    return np.clip(colour + uneven[:, :, None] * (0.4 + colour / 255), 4, 255).astype(np.float32)


def lay_sheet(desk: Picture, sheet: Picture, corners: NDArray[np.float32]) -> Picture:
    """`sheet` on `desk`, both (h, w, 3), within its `corners` (4, 2) in pixels, with a soft shadow beside it."""
    h, w = desk.shape[:2]
    mask = np.zeros((h, w), np.uint8)
    cv2.fillConvexPoly(mask, np.round(corners * 16).astype(np.int32), 255, cv2.LINE_AA, 4)
    on = mask.astype(np.float32) / 255
    thrown = np.roll(on, (h // 120, w // 160), axis=(0, 1))
    dark = desk * (1 - 0.5 * cv2.GaussianBlur(thrown, (0, 0), h / 90)[:, :, None])
    return dark + (sheet - dark) * on[:, :, None]


def rule_lines(
    picture: Picture, lines: list[NDArray[np.float32]], colour: Colour, width: float, strength: float
) -> None:
    """Draw printed `lines`, each (2, 2) ends in pixels, into `picture` (h, w, 3), `width` pixels wide."""
    h, w = picture.shape[:2]
    mask = np.zeros((h * 2, w * 2), np.uint8)
    for line in lines:
        ends = np.round(line * 32).astype(np.int32)
        cv2.line(mask, ends[0].tolist(), ends[1].tolist(), 255, max(1, round(width * 2)), cv2.LINE_AA, 4)
    share = cv2.resize(mask, (w, h), interpolation=cv2.INTER_AREA).astype(np.float32) * (strength / 255)
    picture += (np.asarray(colour, np.float32) - picture) * share[:, :, None]


def ink(
    picture: Picture, coverage: NDArray[np.uint8], x: int, y: int, pen: Pen, roughness: NDArray[np.float32]
) -> None:
    """Lay `coverage` (h, w) at (x, y) on `picture`, wholly inside it, in the pen's colour, broken by `roughness`."""
    h, w = coverage.shape
    rough = roughness[y : y + h, x : x + w]
    hold = pen.opacity * np.clip(1 - pen.tooth * (0.28 + 0.45 * rough), 0, 1)
    share = coverage.astype(np.float32) / 255 * hold
    part = picture[y : y + h, x : x + w]
    part += (np.asarray(pen.colour, np.float32) - part) * share[:, :, None]
