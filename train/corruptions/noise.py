"""Noise and blur: too little light, broken pixels, glass in front, a hand that shakes."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from train.corruptions.tones import blurred, grey_levels, tones

PHOTONS = 3  # that a white pixel catches on average
BROKEN = 0.17  # share of the pixels that are stuck, half of them at white and half at black
GLASS_SIGMA = 0.7  # pixels
GLASS_REACH = 1  # pixels: how far a pixel may be carried up or to the left; down or to the right one less
GLASS_PASSES = 2
MOTION_SIGMA = 3.0  # pixels
MOTION_LENGTH = 21  # pixels of the trail: twice ImageMagick's radius of 10, and the pixel itself
MOTION_STEEPEST = 45.0  # degrees from the horizontal


def shot_noise(images: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """So little light that each photon counts: Poisson(3 · tone) / 3. Paper stays black."""
    return grey_levels(rng.poisson(tones(images) * PHOTONS) / PHOTONS)


def impulse_noise(images: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Salt and pepper: 17 % of all pixels are black or white, with equal chances."""
    chance = rng.random(images.shape, np.float32)
    noisy = images.copy()
    noisy[chance < BROKEN] = 0
    noisy[chance < BROKEN / 2] = 255
    return noisy


def glass_blur(images: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Frosted glass: blurred, pixels changed for a neighbour, blurred again.

    Two passes from the lower right; in each, every second pixel on average changes places with one of the four at and
    before it. The benchmark's blur takes a picture's columns for colours, and so works down the columns only.
    """
    levels = (blurred(tones(images), GLASS_SIGMA, across=False) * 255).astype(np.uint8)  # cut off, as there
    which = np.arange(len(levels))
    height, width = images.shape[1:]
    for _ in range(GLASS_PASSES):
        for y in range(height - GLASS_REACH, GLASS_REACH, -1):
            for x in range(width - GLASS_REACH, GLASS_REACH, -1):
                swapped = which[rng.random(len(which)) < 0.5]
                from_y = y + rng.integers(-GLASS_REACH, GLASS_REACH, len(swapped))
                from_x = x + rng.integers(-GLASS_REACH, GLASS_REACH, len(swapped))
                carried = levels[swapped, from_y, from_x]
                levels[swapped, from_y, from_x] = levels[swapped, y, x]
                levels[swapped, y, x] = carried
    return grey_levels(blurred(tones(levels), GLASS_SIGMA, across=False))


def motion_blur(images: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """A trail of one half of a Gaussian (sigma 3) in a direction of at most 45° from the horizontal.

    As ImageMagick does it: each pixel is the weighted mean of those on its right along the trail, whole pixels each.
    """
    steps = np.arange(MOTION_LENGTH)
    weights = np.exp(-(steps**2) / (2 * MOTION_SIGMA**2))
    weights /= weights.sum()
    angles = np.deg2rad(rng.uniform(-MOTION_STEEPEST, MOTION_STEEPEST, len(images)))
    middle = MOTION_LENGTH - 1
    result = np.empty_like(images)
    for image, trailed, angle in zip(images, result, angles, strict=True):
        kernel = np.zeros((2 * middle + 1, 2 * middle + 1), np.float32)
        across, down = (np.ceil(steps * part - 0.5).astype(int) for part in (np.cos(angle), np.sin(angle)))
        np.add.at(kernel, (middle + down, middle + across), weights)
        cv2.filter2D(image, -1, kernel, trailed, borderType=cv2.BORDER_REPLICATE)
    return result
