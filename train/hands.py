"""A hand that reaches into the picture: over a sheet, holding it, or for nothing."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from train.paper import Colour, Picture, clouds

SKINS: tuple[Colour, ...] = ((150, 178, 222), (120, 150, 200), (92, 118, 168), (58, 78, 118))
SLEEVES: tuple[Colour, ...] = ((60, 52, 48), (150, 140, 130), (120, 70, 50), (70, 70, 150))
FINGERS = ((-0.42, 0.38), (-0.2, 0.04), (0.03, 0.0), (0.24, 0.08))  # across and along from the tip, in palm widths
WRIST = 1.75  # palm widths from the tip of the longest finger


@dataclass(frozen=True, eq=False)
class HandPicture:
    """A hand whose longest finger's tip lies in the middle of a picture twice the frame's size, the arm going down."""

    colour: NDArray[np.uint8]
    """BGR (h, w, 3)."""
    cover: NDArray[np.uint8]
    """(h, w), 255 where the hand is, 0 where it is not."""


def hand_picture(shape: tuple[int, int], palm: float, rng: np.random.Generator) -> HandPicture:
    """A hand with a `palm` of so many pixels' width, in a picture of `shape` (h, w), twice the frame's."""
    h, w = shape
    mask = np.zeros(shape, np.uint8)
    tip = np.array([w / 2, h / 2])

    def at(across: float, along: float) -> tuple[int, int]:
        x, y = tip + palm * np.array([across, along])
        return int(x * 16), int(y * 16)

    def limb(start: tuple[float, float], end: tuple[float, float], width: float) -> None:
        cv2.line(mask, at(*start), at(*end), 255, max(1, round(width * palm)), cv2.LINE_AA, 4)

    spread = float(rng.uniform(0.7, 1.3))
    for across, along in FINGERS:
        limb((across * spread, along + 0.11), (across * 0.8, 1.1), 0.22)
    thumb = float(rng.choice([-1, 1]))
    limb((thumb * 0.85, 0.75), (thumb * 0.3, 1.3), 0.25)
    cv2.ellipse(mask, at(0, 1.35), (int(palm * 8), int(palm * 8.8)), 0, 0, 360, 255, -1, cv2.LINE_AA, 4)
    limb((0, 1.6), (0, 12), 0.72)
    skin = np.asarray(SKINS[rng.integers(len(SKINS))], np.float32)
    shade = 9 * clouds(shape, palm / 2, rng) + 3 * rng.standard_normal(shape, dtype=np.float32)
    colour = (skin + shade[:, :, None]).astype(np.float32)
    sleeve = int(tip[1] + palm * (WRIST + float(rng.uniform(0.2, 1.2))))
    if rng.random() < 0.6 and sleeve < h:
        colour[sleeve:] = np.asarray(SLEEVES[rng.integers(len(SLEEVES))], np.float32) + shade[sleeve:, :, None]
    for across, _ in FINGERS[1:]:  # between the fingers
        cv2.line(colour, at(across * 0.9 - 0.11, 0.5), at(across * 0.85 - 0.1, 1.0), (skin * 0.7).tolist(), 2, 4, 4)
    return HandPicture(np.clip(colour, 5, 250).astype(np.uint8), mask)


def lay_hand(picture: Picture, hand: HandPicture, where: NDArray[np.float64]) -> Picture:
    """`picture` (h, w, 3) with the `hand` over it, seen through `where` (3, 3), and its soft shadow."""
    h, w = picture.shape[:2]
    cover = cv2.warpPerspective(hand.cover, where, (w, h))
    x, y, wide, high = cv2.boundingRect(cover)
    if not wide:
        return picture
    reach = h // 15  # of its shadow
    left, top, right, bottom = max(x - reach, 0), max(y - reach, 0), min(x + wide + reach, w), min(y + high + reach, h)
    part = np.s_[top:bottom, left:right]
    shifted = where.copy()
    shifted[:2] -= np.array([[left], [top]]) * where[2]
    colour = cv2.warpPerspective(hand.colour, shifted, (right - left, bottom - top)).astype(np.float32)
    over = (cover[part].astype(np.float32) / 255)[:, :, None]
    shadow = cv2.GaussianBlur(np.roll(over[:, :, 0], (h // 60, w // 80), axis=(0, 1)), (0, 0), h / 60)
    dark = picture[part] * (1 - 0.35 * shadow[:, :, None])
    laid = picture.copy()
    laid[part] = dark + (colour - dark) * over
    return laid
