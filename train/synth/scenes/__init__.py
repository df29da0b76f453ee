"""The kinds of scene: each draws a sheet by a procedure, and no two sheets are laid out alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module

import numpy as np
from numpy.typing import NDArray

from train.synth.material import Material
from train.synth.sheet import Sheet

Draw = Callable[[np.random.Generator, Material, tuple[int, int]], Sheet]
Wear = Callable[[Sheet, np.random.Generator], None]
Frame = NDArray[np.float32]

MODULES = ("numbers", "notes", "print_text", "print_things", "forms", "tables", "drawings", "surfaces")
FILLING = ("surfaces",)  # of these modules the sheet is the picture itself: no desk, no room to turn
WORN = 0.25  # share of sheets with stains, folds, holes or the like


@dataclass(frozen=True)
class Scene:
    """A kind of scene."""

    name: str
    share: float
    """How common it is, beside the others."""
    draw: Draw
    fills: bool
    """Whether what is drawn is all that the camera sees."""

    def wear(self, rng: np.random.Generator) -> list[Wear]:
        """What happened to the sheet since, by lot."""
        if self.fills or rng.random() >= WORN:
            return []
        from train.synth.wear import WEAR

        return [WEAR[int(rng.integers(len(WEAR)))]]

    def desk(self, rng: np.random.Generator, material: Material, size: tuple[int, int]) -> Sheet:
        """What lies below and around the sheet."""
        surfaces = [scene for scene in scenes() if scene.fills]
        if not surfaces:
            return Sheet(np.full((size[1], size[0], 3), rng.uniform(20, 200), np.float32))
        shares = np.array([scene.share for scene in surfaces], float)
        chosen = surfaces[int(rng.choice(len(surfaces), p=shares / shares.sum()))]
        return chosen.draw(rng, material, size)

    def cover(self, picture: Frame, kinds: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
        """Lay a hand or a thing before the camera; returns what it hides, uint8 (h, w)."""
        from train.synth.objects import cover

        return cover(picture, kinds, rng)


@lru_cache(maxsize=1)
def scenes() -> tuple[Scene, ...]:
    """All kinds of scene."""
    found = []
    for module in MODULES:
        for name, share, draw in import_module(f"train.synth.scenes.{module}").SCENES:
            found.append(Scene(name, share, draw, module in FILLING))
    return tuple(found)
