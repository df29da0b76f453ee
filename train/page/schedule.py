"""How long each stage of a training is, and how fast the network learns at each of its steps."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

StageName = Literal["float", "large", "quantised"]
WARM_UP = 300  # steps
QUANTISED_WARM_UP = 100
LOWEST_RATE = 0.002  # of the highest, at the end
COST = {"float": 1.0, "large": 1.0, "quantised": 1.3}  # of a step, in steps in float


@dataclass(frozen=True)
class Stage:
    """Steps of one kind."""

    name: StageName
    steps: int
    side: int
    """Pixels of a crop."""
    batch: int
    """Crops a step."""


@dataclass(frozen=True)
class Schedule:
    """How long to train and how fast."""

    steps: int = 22_000
    """In float, all together."""
    quantised_steps: int = 600
    rate: float = 8e-3
    """AdamW's highest learning rate; it rises for some steps, then falls as a cosine to the end of all float steps."""
    quantised_rate: float = 3e-4
    """Likewise of the training with quantisation in the loop."""
    side: int = 256
    batch: int = 16

    @property
    def stages(self) -> tuple[Stage, ...]:
        """In their order. A small crop lies inside what the network sees at once, and it learns its border: the last
        third in float, and all that is quantised, sees crops of twice the side, fewer at once."""
        large = self.steps // 3
        side, batch = 2 * self.side, max(1, self.batch // 4)
        return (
            Stage("float", self.steps - large, self.side, self.batch),
            Stage("large", large, side, batch),
            Stage("quantised", self.quantised_steps, side, batch),
        )

    def rate_at(self, stage: StageName, step: int) -> float:
        """The learning rate at `step` of `stage`, from 0."""
        if stage == "quantised":
            return self.quantised_rate * falling(step, self.quantised_steps, QUANTISED_WARM_UP)
        return self.rate * falling(step + (self.stages[0].steps if stage == "large" else 0), self.steps, WARM_UP)

    def work_left(self, stage: StageName, step: int) -> float:
        """After `step` of `stage`, in steps in float."""
        names = [one.name for one in self.stages]
        todo = self.stages[names.index(stage) :]
        return sum(one.steps * COST[one.name] for one in todo) - step * COST[stage]


QUICK = Schedule(steps=600, quantised_steps=60, quantised_rate=5e-4)
"""For a look: ten minutes on two cores."""


def falling(step: int, steps: int, warm_up: int) -> float:
    """From next to nothing up to 1 within `warm_up` steps, then down to LOWEST_RATE at `steps`."""
    warm_up = min(warm_up, max(1, steps // 10))
    cosine = 0.5 * (1 + math.cos(math.pi * min(1.0, step / max(1, steps))))
    return min(1.0, (step + 1) / warm_up) * (LOWEST_RATE + (1 - LOWEST_RATE) * cosine)
