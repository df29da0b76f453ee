"""What else of a page is dark: ruling, the corners of tables and sheets, the edges of shadows, blots and texture."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

Mark = NDArray[np.uint8]

SIDE = 64  # pixels of a mark, both ways
# Which arms meet, to the right, down, left and up; left and down alone would be a 7.
CROSSINGS = ((0, 1), (2, 3), (3, 0), (0, 1, 2), (1, 2, 3), (2, 3, 0), (3, 0, 1), (0, 1, 2, 3))


def ruling(rng: np.random.Generator) -> Mark:
    """Lines of ruled or squared paper and corners of tables, with their ends cut by the box."""
    picture, pen = np.zeros((SIDE, SIDE), np.uint8), int(rng.integers(1, 4))
    pitch, slope = int(rng.integers(10, 40)), rng.normal(0, 0.05)
    both = rng.random() < 0.6
    for at in range(int(rng.integers(4, pitch)), SIDE, pitch):
        cv2.line(picture, (4, at), (SIDE - 5, int(at + slope * SIDE)), 255, pen, cv2.LINE_AA)
    if both:
        for at in range(int(rng.integers(4, pitch)), SIDE, pitch):
            cv2.line(picture, (at, 4), (int(at - slope * SIDE), SIDE - 5), 255, pen, cv2.LINE_AA)
    return picture


def corner(rng: np.random.Generator) -> Mark:
    """Where lines of a table or the edges of a sheet meet, at any place in the box and a little askew."""
    picture, pen = np.zeros((SIDE, SIDE), np.uint8), int(rng.integers(2, 8))
    at = rng.uniform(0.15, 0.85, 2) * SIDE
    askew = rng.normal(0, 0.12)
    arms = CROSSINGS[int(rng.integers(len(CROSSINGS)))]
    for arm in arms:
        angle = arm * math.pi / 2 + askew
        end = at + rng.uniform(0.4, 1) * SIDE * np.array([math.cos(angle), math.sin(angle)])
        cv2.line(picture, tuple(np.int32(at).tolist()), tuple(np.int32(end).tolist()), 255, pen, cv2.LINE_AA)
    return picture


def shadow_edge(rng: np.random.Generator) -> Mark:
    """The edge of a shadow or of the table: a filled side whose border wanders."""
    knots = np.cumsum(rng.normal(0, rng.uniform(0.5, 5), 9))
    border = np.interp(np.arange(SIDE), np.linspace(0, SIDE, 9), knots - knots.mean()) + rng.uniform(0.15, 0.6) * SIDE
    side = (np.arange(SIDE)[None] < border[:, None]).astype(np.uint8) * 255
    if rng.random() < 0.5:  # only the edge itself, as it is left where the rest was taken for paper
        side = cv2.morphologyEx(side, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8))
    return np.ascontiguousarray(np.rot90(side, int(rng.integers(4))))


def blot(rng: np.random.Generator) -> Mark:
    """A filled blob, the edge of a shadow, or specks of texture."""
    picture = np.zeros((SIDE, SIDE), np.uint8)
    noise = cv2.GaussianBlur(rng.normal(0, 1, (SIDE, SIDE)).astype(np.float32), (0, 0), rng.uniform(1.5, 12))
    level = float(np.quantile(noise, rng.uniform(0.4, 0.9)))
    cv2.ellipse(picture, (SIDE // 2, SIDE // 2), (26, int(rng.integers(10, 27))), rng.uniform(0, 180), 0, 360, 255, -1)
    return np.where(noise > level, picture, 0).astype(np.uint8) if rng.random() < 0.8 else picture
