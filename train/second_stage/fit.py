"""The training of the second stage: in float, then with quantisation, from its first step or from a checkpoint."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.page.boxes import Boxes, centres
from edge.page.surroundings import AROUND, SIDE
from train.page import checkpoint
from train.page.checkpoint import Place
from train.page.learner import Learner, find_statistics, frozen
from train.page.quantise import quantised
from train.page.schedule import falling
from train.page.sitting import Sitting
from train.page.tones import toned
from train.second_stage.examples import STORED, Examples
from train.second_stage.network import Shape, build_second_stage, of_answers

import tf_keras as keras  # isort: skip

MINUTES_BETWEEN = 2.0  # from checkpoint to checkpoint
SECONDS_BETWEEN = 20.0  # from line to line of progress
WARM_UP = 200  # steps
RANGES = 40  # batches from which batch statistics and the ranges of quantisation are found
STAGES = ("float", "quantised")


@dataclass(frozen=True)
class Schedule:
    """How long to train and how fast."""

    steps: int = 27_000
    quantised_steps: int = 1500
    rate: float = 2e-3
    quantised_rate: float = 1e-4
    batch: int = 64

    def steps_of(self, stage: str) -> int:
        return self.steps if stage == "float" else self.quantised_steps

    def rate_at(self, stage: str, step: int) -> float:
        """The learning rate at `step` of `stage`, from 0: it rises for some steps, then falls as a cosine."""
        steps, rate = self.steps_of(stage), self.rate if stage == "float" else self.quantised_rate
        return rate * falling(step, steps, WARM_UP)


def fit(
    some: Examples, shape: Shape, schedule: Schedule, place: Path, seed: int = 1, minutes: float = float("inf")
) -> Any:
    """A quantisation-aware `tf_keras` model with averaged weights that has learnt `some`.

    The checkpoint is `place`; where there is one already it goes on from there. None where it was ended before its
    last step, by `minutes`, SIGINT or SIGTERM. Progress goes to standard output. For the main thread. Raises
    `train.page.checkpoint.CheckpointError` where `place` is something else.
    """
    cv2.setNumThreads(1)
    keras.utils.set_random_seed(seed)
    at, state = Place("float", 0, seed, 0), None
    if place.exists():
        at, state, _ = checkpoint.read(place, shape)
        print(f"goes on from {place}: {at.stage}, after step {at.step:,}", flush=True)
    network = build_second_stage(shape)
    learner = Learner(quantised(frozen(network)) if at.stage == "quantised" else network, of_answers)
    if state:
        learner.restore(state)
    sitting = Sitting(minutes)
    with sitting.heeding_signals():
        for stage in STAGES[STAGES.index(at.stage) :]:
            if stage != at.stage:
                at = replace(at, stage=stage, step=0)
                learner = Learner(_settled(learner, some, schedule.batch, at.seed), of_answers)
            at = _train(learner, some, at, shape, schedule, place, sitting)
            if at.step < schedule.steps_of(stage):
                print(f"stopped: {place} goes on after step {at.step:,} of {stage}", flush=True)
                return None
    learner.use_average()
    return learner.network


def _train(
    learner: Learner, some: Examples, at: Place, shape: Shape, schedule: Schedule, place: Path, sitting: Sitting
) -> Place:
    """The steps of the stage that are left."""
    steps = schedule.steps_of(at.stage)
    saved = shown = time.monotonic()
    running, shown_step = None, at.step
    for batch in _batches(some, schedule.batch, at, steps):
        loss, _ = learner.learn(batch, schedule.rate_at(at.stage, at.step))
        running = loss if running is None else 0.99 * running + 0.01 * loss
        at = replace(at, step=at.step + 1)
        now = time.monotonic()
        if now - shown > SECONDS_BETWEEN or at.step == steps:
            speed = (at.step - shown_step) / (now - shown)
            left = (steps - at.step) / speed / 60
            print(
                f"{at.stage} {at.step:,}/{steps:,}: answers {running[0]:.3f}, boxes {running[1]:.3f}; "
                f"{speed:.1f} steps/s, {left:.0f} min left",
                flush=True,
            )
            shown, shown_step = now, at.step
        if now - saved > 60 * MINUTES_BETWEEN or at.step == steps or sitting.over:
            learner.restore(checkpoint.write(place, at, shape, learner.state(), []))
            saved = now
        if sitting.over:
            break
    return at


def _settled(learner: Learner, some: Examples, size: int, seed: int) -> Any:
    """What was learnt in float, averaged, with quantisation in the loop."""
    rng = np.random.default_rng((seed, len(STAGES)))
    batches = [_batch(some, rng.integers(len(some), size=size), rng)["picture"] for _ in range(RANGES)]
    learner.use_average()
    find_statistics(learner.network, batches)
    return quantised(frozen(learner.network), batches)


def _batches(some: Examples, size: int, at: Place, steps: int) -> Iterator[dict[str, Any]]:
    """Batches for the steps from that of `at` on, each drawn by the lot of its step, one ahead of its use."""

    def made(step: int) -> dict[str, Any]:
        rng = np.random.default_rng((at.seed, STAGES.index(at.stage), step))
        return _batch(some, rng.integers(len(some), size=size), rng)

    with ThreadPoolExecutor(1) as maker:
        ahead = maker.submit(made, at.step)
        for step in range(at.step, steps):
            batch, ahead = ahead.result(), maker.submit(made, step + 1)
            yield batch


def _batch(some: Examples, which: NDArray[np.intp], rng: np.random.Generator) -> dict[str, Any]:
    made = [moved(some.pictures[i], some.boxes[i], rng) for i in which]
    pictures = np.stack([toned(picture, rng) for picture, _ in made])
    return {"picture": pictures, "answer": some.answers[which], "box": targets(np.stack([box for _, box in made]))}


def targets(boxes: Boxes) -> NDArray[np.float32]:
    """(n, 4): what the network should say of `boxes` (n, 4), x, y, w, h in pixels of its pictures."""
    middle = (centres(boxes) / SIDE - 0.5) * AROUND
    return np.concatenate([middle, np.log2(np.maximum(boxes[:, 2:], 1e-2) * (AROUND / SIDE))], axis=1).astype(
        np.float32
    )


def moved(
    picture: NDArray[np.uint8], box: NDArray[np.float32], rng: np.random.Generator
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """`picture` (STORED, STORED, 3) as if its proposal had been a little off, slanted or turned: (SIDE, SIDE, 3).

    With it the `box` (4,) in it, x, y, w, h in pixels: that about its corners.
    """
    turn, lean = rng.normal(0, 0.06, 2)
    scale = STORED / SIDE * math.exp(rng.normal(0, 0.08))
    cos, sin = scale * math.cos(turn), scale * math.sin(turn)
    matrix = np.array([[cos, sin + scale * lean], [-sin, cos]])
    offset = np.full(2, STORED / 2) - matrix @ np.full(2, SIDE / 2) + rng.normal(0, 0.03 * STORED, 2)
    how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    made = cv2.warpAffine(
        picture, np.column_stack([matrix, offset]), (SIDE, SIDE), flags=how, borderMode=cv2.BORDER_REPLICATE
    )
    x, y, w, h = box
    corners = np.array([(x, y), (x + w, y), (x + w, y + h), (x, y + h)]) - offset
    there = np.linalg.solve(matrix, corners.T).T
    low, high = there.min(axis=0), there.max(axis=0)
    return made.astype(np.uint8, copy=False), np.concatenate([low, high - low]).astype(np.float32)
