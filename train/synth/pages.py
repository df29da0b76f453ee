"""One page by lot: a scene, drawn by its procedure, on a desk or filling the picture, as a camera takes it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from train.synth.camera import Frame, photograph
from train.synth.material import Material
from train.synth.scenes import Scene, scenes
from train.synth.sheet import Sheet
from train.synth.truth import DIGIT, PRINTED_DIGIT, Page

# Width and height of pictures, and how common each is.
SIZES = (
    (6, (640, 480)),
    (1, (480, 640)),
    (1, (640, 360)),
    (1, (320, 240)),
    (2, (960, 720)),
    (0.7, (1280, 720)),
    (0.7, (1280, 960)),
    (0.3, (960, 1280)),
    (0.3, (1600, 1200)),
)
SMALL = 0.16  # share of pictures of other sizes: cut-outs, thumbnails, strips
ON_DESK = 0.2  # share of sheets whose edges are seen
SPARE = 1.15  # times the picture's size: a sheet that fills it, turned
COVERED = 0.1  # share of pictures in which a hand or a thing lies in front


def compose(seed: int, material: Material) -> Page:
    """The page number `seed` of this `material`; the same for the same seed."""
    rng = np.random.default_rng((seed, int(material.held_out)))
    return compose_scene(_by_share(rng, scenes()), rng, material)


def compose_scene(scene: Scene, rng: np.random.Generator, material: Material) -> Page:
    """A page of the given kind."""
    size = _size(rng)
    on_desk = not scene.fills and min(size) > 160 and rng.random() < ON_DESK
    scale = rng.uniform(0.45, 0.97, 2) if on_desk else np.full(2, 1.0 if scene.fills else SPARE)
    sheet = scene.draw(rng, material, (max(96, int(size[0] * scale[0])), max(48, int(size[1] * scale[1]))))
    for wear in scene.wear(rng):
        wear(sheet, rng)
    heights = [float(mark.box[3]) for mark in sheet.marks if mark.kind in (DIGIT, PRINTED_DIGIT)]
    smallest = float(np.quantile(heights, 0.1)) if heights else float(np.exp(rng.uniform(2.3, 4)))
    desk: Callable[[tuple[int, int]], Sheet] | None = None
    if on_desk:

        def desk(wanted: tuple[int, int]) -> Sheet:
            return scene.desk(rng, material, wanted)

    cover: Callable[[Frame, NDArray[np.uint8]], NDArray[np.uint8]] | None = None
    if rng.random() < COVERED:

        def cover(picture: Frame, kinds: NDArray[np.uint8]) -> NDArray[np.uint8]:
            return scene.cover(picture, kinds, rng)

    return photograph(sheet, size, rng, scene.name, desk, cover, smallest)


def _size(rng: np.random.Generator) -> tuple[int, int]:
    if rng.random() < SMALL:
        if rng.random() < 0.4:  # a strip: a field that was cut out
            return int(rng.uniform(120, 640)), int(rng.uniform(40, 130))
        side = float(np.exp(rng.uniform(np.log(64), np.log(520))))
        return int(side * rng.uniform(0.8, 1.5)), int(side)
    shares = np.array([share for share, _ in SIZES])
    return SIZES[int(rng.choice(len(SIZES), p=shares / shares.sum()))][1]


def _by_share(rng: np.random.Generator, choices: tuple[Scene, ...]) -> Scene:
    shares = np.array([scene.share for scene in choices], float)
    return choices[int(rng.choice(len(choices), p=shares / shares.sum()))]
