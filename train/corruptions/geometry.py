"""Geometry: digits sheared, shrunk, turned and pushed aside, about the picture's middle."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.glyph import SIDE

SHEAR = 0.4  # radians
SHRUNK = 0.7  # times as large
TURN = 0.4  # radians
SHIFT = 3  # pixels each way
MIDDLE = (SIDE - 1) / 2  # pixel index


def shear(images: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Sheared by 0.4 radians to the left or the right, the slanted side as long as the upright one was.

    So a digit gets 1 / cos(0.4), 9 %, taller: thus did scikit-image shear when the benchmark was made.
    """
    angles = SHEAR * _signs(len(images), rng)
    zeros, ones = np.zeros_like(angles), np.ones_like(angles)
    return _seen_through(images, np.array([[ones, -np.sin(angles)], [zeros, np.cos(angles)]]))


def scale(images: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Shrunk to 0.7, by picking and not by averaging."""
    ones = np.ones(len(images))
    return _seen_through(images, np.array([[ones, 0 * ones], [0 * ones, ones]]) / SHRUNK)


def rotate(images: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Turned by 0.4 radians (22.9°) one way or the other."""
    angles = TURN * _signs(len(images), rng)
    sine, cosine = np.sin(angles), np.cos(angles)
    return _seen_through(images, np.array([[cosine, -sine], [sine, cosine]]))


def translate(images: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Pushed by 3 pixels to a side and by 3 up or down; what leaves the picture is lost."""
    right, down = _signs(len(images), rng), _signs(len(images), rng)
    padded = np.pad(images, ((0, 0), (SHIFT, SHIFT), (SHIFT, SHIFT)))
    result = np.empty_like(images)
    for x in (-1, 1):
        for y in (-1, 1):
            moved = (right == x) & (down == y)
            top, left = SHIFT - SHIFT * y, SHIFT - SHIFT * x
            result[moved] = padded[moved, top : top + SIDE, left : left + SIDE]
    return result


def _signs(count: int, rng: np.random.Generator) -> NDArray[np.float64]:
    return rng.choice([-1.0, 1.0], count)


def _seen_through(images: NDArray[np.uint8], matrices: NDArray[np.float64]) -> NDArray[np.uint8]:
    """Each of `images` (n, 28, 28) at the places that its matrix of `matrices` (2, 2, n) gives for each pixel (x, y).

    Places are counted from the middle, values between pixels are bilinear, and beyond the edge is black.
    """
    shifts = MIDDLE - MIDDLE * matrices.sum(axis=1)  # (2, n): the middle stays where it is
    result = np.empty_like(images)
    for i, (image, warped) in enumerate(zip(images, result, strict=True)):
        matrix = np.column_stack([matrices[:, :, i], shifts[:, i]])
        cv2.warpAffine(image, matrix, (SIDE, SIDE), warped, cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP)
    return result
