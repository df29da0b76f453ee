"""Strokes: sides inverted, lines drawn over the digit, and nothing left of it but its outline."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.glyph import SIDE
from train.corruptions.tones import blurred, grey_levels, tones

STRIPE = 7  # columns on either side
LAST_ROW = 27  # lines start in the rows before it
SOFTNESS = 2.3  # pixels: the line's profile is 1 + log(1 - distance / SOFTNESS) where that is positive
DOT = 2  # columns
ZIGZAG_COLUMNS = (2, 25)
ZIGZAG_WIDTH = 2.0  # pixels on either side of its course
ZIGZAG_LENGTH = 4.0  # pixels of its course from one corner to the next; the first comes after half of it
ZIGZAG_CORNERS = 6
EDGE_SIGMA = 1.0  # pixels
WEAK_EDGE, STRONG_EDGE = 0.1, 0.2  # of white, as the Sobel operator gives it (up to 4 for a sharp edge)
GRADIENT_STEPS = 1000  # of white: OpenCV's edge detector takes gradients as int16


def stripe(images: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """The seven columns on either side are inverted."""
    striped = images.copy()
    for side in (striped[:, :, :STRIPE], striped[:, :, -STRIPE:]):
        np.subtract(255, side, out=side)
    return striped


def dotted_line(images: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """A line of dots, two columns wide and two apart, from the left edge to the right at any slope."""
    start, end = rng.integers(0, LAST_ROW, (2, len(images)))
    line = soft_lines((np.zeros(len(images)), start), (np.full(len(images), SIDE - 1), end))
    line[:, :, np.arange(SIDE) // DOT % 2 == 0] = 0
    return grey_levels(tones(images) + line)


def zigzag(images: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """A zigzag from left to right, its course as good as level."""
    first, last = ZIGZAG_COLUMNS
    row = rng.integers(0, LAST_ROW, len(images))
    angle = np.arctan(rng.integers(-5, 5, len(images)) / (last - first))
    length = (last - first) / np.cos(angle)
    corner = np.arange(ZIGZAG_CORNERS)
    along = [0 * length, *(0 * length + (corner[:, None] + 0.5) * ZIGZAG_LENGTH), length]
    across = [0.0, *(ZIGZAG_WIDTH * (-1.0) ** corner), 0.0]
    points = [
        (first + u * np.cos(angle) - v * np.sin(angle), row + u * np.sin(angle) + v * np.cos(angle))
        for u, v in zip(along, across, strict=True)
    ]
    drawn = tones(images)
    for start, end in pairwise(points):
        drawn += soft_lines(start, end)
    return grey_levels(drawn)


def soft_lines(
    start: tuple[NDArray[np.number], NDArray[np.number]], end: tuple[NDArray[np.number], NDArray[np.number]]
) -> NDArray[np.float32]:
    """Lines from `start` to `end`, both columns (n,) and rows (n,), as tones: float32 (n, 28, 28).

    They fade with the vertical distance, so that steep ones are thin, and are drawn in the columns from the start's up
    to, not with, the end's.
    """
    (x0, y0), (x1, y1) = start, end
    column, row = np.arange(SIDE), np.arange(SIDE)[:, None]
    course = y0[:, None] + (column - x0[:, None]) * ((y1 - y0) / (x1 - x0))[:, None]
    distance = np.abs(row - course[:, None, :])
    line = np.clip(1 + np.log1p(-np.minimum(distance / SOFTNESS, 0.999)), 0, 1)
    inside = (column >= np.floor(x0)[:, None]) & (column < np.ceil(x1)[:, None])
    return (line * inside[:, None, :]).astype(np.float32)


def canny_edges(images: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """The outline of the strokes, 255 on 0 (Canny 1986)."""
    result = np.empty_like(images)
    for soft, edges in zip(blurred(tones(images), EDGE_SIGMA), result, strict=True):
        gradient = (cv2.Sobel(soft, cv2.CV_32F, *way) * GRADIENT_STEPS for way in ((1, 0), (0, 1)))
        x, y = (np.rint(part).astype(np.int16) for part in gradient)
        cv2.Canny(x, y, WEAK_EDGE * GRADIENT_STEPS, STRONG_EDGE * GRADIENT_STEPS, edges, L2gradient=True)
    return result
