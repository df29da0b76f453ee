"""MNIST-C: fifteen ways in which a digit's picture goes bad, each at the one severity of the published benchmark.

After Mu and Gilmer 2019, "MNIST-C: A Robustness Benchmark for Computer Vision" (arXiv 1906.02337), written anew from
its definitions with NumPy and OpenCV. The chance in them is drawn here by this project's own seeds, so figures compare
with published ones statistically, not picture by picture. They are for measuring: nothing is ever trained on them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from edge.glyph import SIDE
from train.corruptions.geometry import rotate, scale, shear, translate
from train.corruptions.noise import glass_blur, impulse_noise, motion_blur, shot_noise
from train.corruptions.strokes import canny_edges, dotted_line, stripe, zigzag
from train.corruptions.weather import brightness, fog, spatter

Corruption = Callable[[NDArray[np.uint8], np.random.Generator], NDArray[np.uint8]]
"""From pictures uint8 (n, 28, 28) to as many corrupted ones; those without any chance in them draw nothing."""

CORRUPTIONS: Mapping[str, Corruption] = MappingProxyType(
    {
        one.__name__: one
        for one in (
            shot_noise,
            impulse_noise,
            glass_blur,
            motion_blur,
            shear,
            scale,
            rotate,
            brightness,
            translate,
            stripe,
            fog,
            spatter,
            dotted_line,
            zigzag,
            canny_edges,
        )
    }
)
"""By name, in the order of the paper."""


def corrupted(images: NDArray[np.uint8], name: str, seed: int) -> NDArray[np.uint8]:
    """`images` with the corruption `name` of `CORRUPTIONS`, drawn by `seed`.

    `images` is uint8 (28, 28) or (n, 28, 28), ink bright on 0, as in MNIST. Each corruption has chance of its own: the
    same seed gives two of them nothing in common. Returns the same shape, uint8; `images` stay as they are. Raises
    `ValueError` for any other shape or dtype and for an unknown name.
    """
    if images.dtype != np.uint8 or images.ndim not in (2, 3) or images.shape[-2:] != (SIDE, SIDE):
        raise ValueError(
            f"images must be uint8 ({SIDE}, {SIDE}) or (n, {SIDE}, {SIDE}), but are {images.dtype} {images.shape}"
        )
    if name not in CORRUPTIONS:
        raise ValueError(f"expected a corruption of {', '.join(CORRUPTIONS)}, found {name!r}")
    rng = np.random.default_rng([seed, list(CORRUPTIONS).index(name)])
    return CORRUPTIONS[name](images.reshape(-1, SIDE, SIDE), rng).reshape(images.shape)
