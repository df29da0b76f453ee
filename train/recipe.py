"""What decides a training, besides the code: which network, on which digits, for how long, from which seed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

Data = Literal["mnist", "generated"]


@dataclass(frozen=True)
class Schedule:
    """How long to train and how fast."""

    rounds: int = 12
    """How often every digit is worn anew; more epochs than that go round again."""
    teacher_epochs: int = 24
    """Of the large network that teaches; 0 for none, and the labels alone teach."""
    epochs: int = 90
    """Of the network itself in float."""
    quantised_epochs: int = 5
    """With quantisation in the loop, from the float weights."""
    teacher_rate: float = 2e-3
    rate: float = 3e-3
    quantised_rate: float = 3e-4


QUICK = Schedule(rounds=2, teacher_epochs=0, epochs=2, quantised_epochs=1, rate=6e-3, quantised_rate=1e-3)
# Without MNIST no length of training makes up for what the generator does not know.
SCHEDULES: Mapping[Data, Schedule] = MappingProxyType(
    {"mnist": Schedule(), "generated": Schedule(rounds=8, teacher_epochs=0, epochs=16, quantised_epochs=3)}
)
DATA_IN_WORDS: Mapping[Data, str] = MappingProxyType(
    {
        "mnist": "MNIST's training set without the held-out digits, digits and marks made by this project",
        "generated": "digits and marks made by this project alone",
    }
)


@dataclass(frozen=True)
class Recipe:
    """One training."""

    model: str
    """A name of `train.network.SHIPPED`."""
    data: Data
    schedule: Schedule
    seed: int
    """Of everything that is drawn by lot."""
    command: str
    """What makes the same network again."""
    quick: bool = False
    """Whether it is only for a look: then no more is measured of it than how it does on MNIST."""

    @property
    def name(self) -> str:
        """Of the model's files: digits-tiny and digits-generated stand beside digits, and take no one's place."""
        parts = ["digits"] + ["tiny"] * (self.model == "tiny") + ["generated"] * (self.data == "generated")
        return "-".join(parts)

    @property
    def training(self) -> str:
        """Of the folder of its checkpoints: a look does not cost anyone the long training that was broken off."""
        return self.name + "-quick" * self.quick
