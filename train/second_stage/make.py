"""The whole way of a second stage: proposals gathered, a network trained on them, its file checked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from edge.card import card_path
from edge.errors import CifraError
from edge.page.network import PageNetwork, second_stage_path
from edge.page.second_stage import SecondStage
from train.export import Check, to_tflite
from train.second_stage.examples import Examples
from train.second_stage.export import checks, make_card
from train.second_stage.fit import Schedule, fit, moved
from train.second_stage.network import SECOND_STAGE, Shape
from train.second_stage.shards import gather, shards
from train.synth.material import load

CHECKED_ON = 2000  # pictures


class NoProposalsError(CifraError):
    """A page network proposes nothing that a second stage could learn."""


@dataclass(frozen=True)
class Plan:
    """How much is learnt, and for how long."""

    pages: int
    """Composed, whose proposals are learnt."""
    schedule: Schedule
    shape: Shape = SECOND_STAGE


USUAL = Plan(12_000, Schedule())
"""Twenty minutes of two cores for the proposals, an hour to learn them."""
QUICK = Plan(60, Schedule(steps=300, quantised_steps=60))
"""For a look: three minutes."""


@dataclass(frozen=True)
class Made:
    """A second stage beside the page network whose proposals it learnt."""

    path: Path
    """Of its file; its card lies beside it."""
    sha256: str
    """Of the file, in hexadecimal."""
    checked: tuple[Check, ...]

    @property
    def passed(self) -> bool:
        return all(check.passed for check in self.checked)


def make_second_stage(
    page: Path, plan: Plan, seed: int, work: Path, command: str, minutes: float = float("inf")
) -> Made | None:
    """Train a second stage for the page network in the file `page`, and write it beside that, with its card.

    `work` is a folder for what is gathered and for checkpoints: `command` again goes on from there. None where it was
    ended before, by `minutes` or by a signal. For the main thread. Raises `NoProposalsError`.
    """
    network = PageNetwork(page).card.sha256
    learnt = gather(shards(page, work, plan.pages, seed))
    if not len(learnt):
        raise NoProposalsError(
            f"expected proposals of {page} on {plan.pages:,} composed pages, found none: it has learnt too little to "
            "have a second stage. Train it longer (without QUICK=1)."
        )
    place = work / f"second-stage-{network[:12]}.npz"
    trained = fit(learnt, plan.shape, plan.schedule, place, seed, minutes)
    if trained is None:
        return None
    content, path = to_tflite(trained), second_stage_path(page)
    path.write_bytes(content)

    def write_card(checked: list[Check]) -> None:
        sources = load(False).sources()
        card = make_card(content, network, len(learnt), plan.shape, plan.schedule, seed, command, checked, sources)
        card_path(path).write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")

    write_card([])
    exported = SecondStage(path)
    checked = checks(content, exported, trained, _asked(learnt))
    write_card(checked)
    return Made(path, exported.card.sha256, tuple(checked))


def _asked(some: Examples) -> NDArray[np.uint8]:
    """Pictures to ask the file and the network about, as they are learnt."""
    rng = np.random.default_rng(0)
    return np.stack([moved(some.pictures[i], some.boxes[i], rng)[0] for i in rng.integers(len(some), size=CHECKED_ON)])
