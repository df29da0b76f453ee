"""The training of the page network: its stages one after the other, from its first step or from a checkpoint."""

from __future__ import annotations

import time
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.page.heads import HEADS
from train.page import checkpoint
from train.page.checkpoint import CheckpointError, Place
from train.page.feed import CROPS, Feed, feed
from train.page.learner import Learner, State, frozen
from train.page.network import CANVAS, Shape, build_page_network
from train.page.quantise import quantised
from train.page.schedule import COST, Schedule, Stage
from train.page.sitting import Sitting

import tf_keras as keras  # isort: skip

MINUTES_BETWEEN = 3.0  # from checkpoint to checkpoint
SECONDS_BETWEEN = 20.0  # from line to line of progress
ROOM = 3000  # crops of 256 × 256 at hand, or as many pixels in larger ones
RANGES = 60  # batches from which the ranges of quantisation are found
AHEAD = 2  # batches made while one is learnt
CURVE = 500  # steps from one row of the curves to the next
STAGES = ("float", "large", "quantised")


@dataclass(frozen=True)
class Run:
    """One sitting of a training."""

    schedule: Schedule
    shape: Shape
    seed: int
    place: Path
    """The checkpoint file."""
    resume: Path | None = None
    """A checkpoint to go on from; it may be `place`."""
    minutes: float = float("inf")
    """After which it stops, whatever is left to do."""
    processes: int = 1
    """That compose pages."""
    make_crops: str = CROPS
    room: int = ROOM
    restart: bool = False
    """Whether only the averaged weights of `resume` are taken, and the schedule begins anew."""
    canvas: tuple[int, int] = CANVAS
    """Height and width that the exported file takes."""


@dataclass(frozen=True, eq=False)
class Fitted:
    """A trained network and how it got there."""

    network: Any
    """Quantisation-aware `tf_keras` model with averaged weights."""
    curves: list[dict[str, Any]]
    """A row for each line of progress: stage, step, loss of each head."""
    pages: int
    """Composed for it."""
    seed: int


def fit(run: Run) -> Fitted | None:
    """Train as `run` says; None where it was ended before its last step: its checkpoint goes on from there.

    Progress goes to standard output, a line every twenty seconds. For the main thread.
    """
    cv2.setNumThreads(1)
    keras.utils.set_random_seed(run.seed)
    network = build_page_network(run.shape)
    place, state = Place("float", 0, run.seed, 0), None
    curves: list[dict[str, Any]] = []
    if run.resume:
        place, state, curves = checkpoint.read(run.resume, run.shape)
        if run.restart:
            place, state, curves = _afresh(place, state)
        print(f"goes on from {run.resume}: {place.stage}, after step {place.step:,}", flush=True)
    print(f"network: {network.count_params():,} parameters; seed {place.seed}", flush=True)
    learner = Learner(quantised(frozen(network)) if place.stage == "quantised" else network)
    if state:
        try:
            learner.restore(state)
        except ValueError as error:
            raise CheckpointError(
                f"expected a checkpoint of today's network in {run.resume}, found one that other code wrote ({error}). "
                "Train anew, or with that code."
            ) from error
    stages = run.schedule.stages
    first = STAGES.index(place.stage)
    sitting = Sitting(run.minutes)
    with sitting.heeding_signals():
        for stage in stages[first:]:
            if stage.name != place.stage:
                place = Place(stage.name, 0, place.seed, place.pages)
            if stage.name == "quantised" and place.step == 0:
                learner = Learner(_settled(learner, stage, run, place))
            place = _train(learner, stage, run, place, curves, sitting)
            if place.step < stage.steps:
                print(f"stopped: {run.place} goes on after step {place.step:,} of {stage.name}", flush=True)
                return None
    learner.use_average()
    return Fitted(learner.network, curves, place.pages, place.seed)


def _afresh(place: Place, state: State) -> tuple[Place, State, list[dict[str, Any]]]:
    """The beginning of a training whose network has learnt already. Raises `CheckpointError`."""
    if place.stage == "quantised":
        raise CheckpointError("expected a checkpoint in float to begin anew from, found one with quantisation.")
    nothing = np.zeros_like(state.mean)
    return (
        replace(place, stage="float", step=0),
        State(state.average, state.average, nothing, nothing, state.others, 0),
        [],
    )


def _train(
    learner: Learner, stage: Stage, run: Run, place: Place, curves: list[dict[str, Any]], sitting: Sitting
) -> Place:
    """The steps of `stage` that are left from `place`, with checkpoints; returns how far it came."""
    room = int(run.room * (run.schedule.side / stage.side) ** 2)
    packs = stage.name != "float"
    if stage.name != "float":
        learner.freeze_statistics()  # of four large crops they would be noise, and of canvases they are others
    with feed(stage.side, room, place.seed, place.pages, packs, run.make_crops, run.processes) as crops:
        batches = _Batches(crops, stage.batch, (place.seed, STAGES.index(stage.name)), place.step)
        saved = shown = time.monotonic()
        first = shown_step = place.step
        running: NDArray[Any] = np.zeros(len(HEADS))
        for step in range(first, stage.steps):
            batch = batches.next()
            serials = batch.pop("serial")
            each, costs = learner.learn(batch, run.schedule.rate_at(stage.name, step))
            crops.reservoir.learnt(serials, costs)
            running = each if step == first else 0.98 * running + 0.02 * each
            place = Place(stage.name, step + 1, place.seed, crops.pages)
            now = time.monotonic()
            if place.step % CURVE == 0:
                curves.append({"stage": stage.name, "step": place.step, **_named(running)})
            if now - shown > SECONDS_BETWEEN or place.step == stage.steps:
                speed = (place.step - shown_step) * stage.batch / (now - shown)
                left = run.schedule.work_left(stage.name, place.step) / COST[stage.name] * stage.batch / speed
                print(_line(stage, place, running, speed, left, crops), flush=True)
                shown, shown_step = now, place.step
            if now - saved > 60 * MINUTES_BETWEEN or place.step == stage.steps or sitting.over:
                learner.restore(checkpoint.write(run.place, place, run.shape, learner.state(), curves))
                saved = now
            if sitting.over:
                break
        batches.end()
    return place


def _settled(learner: Learner, stage: Stage, run: Run, place: Place) -> Any:
    """What was learnt in float, averaged, with quantisation in the loop."""
    room = RANGES * stage.batch
    print(f"{stage.name}: ranges are found on {room} crops", flush=True)
    rng = np.random.default_rng((place.seed, len(STAGES)))
    with feed(stage.side, room, place.seed, place.pages, True, run.make_crops, run.processes) as crops:
        batches = [crops.draw(stage.batch, rng)["picture"] for _ in range(RANGES)]
    learner.use_average()
    return quantised(frozen(learner.network), batches)


class _Batches:
    """Batches from a feed, each drawn by the lot of its step, a few ahead of their use."""

    def __init__(self, crops: Feed, size: int, seed: tuple[int, int], step: int) -> None:
        self._crops, self._size, self._seed = crops, size, seed
        self._maker = ThreadPoolExecutor(1)
        self._step = step
        self._made: deque[Future[dict[str, Any]]] = deque()

    def next(self) -> dict[str, Any]:
        while len(self._made) <= AHEAD:
            rng = np.random.default_rng((*self._seed, self._step))
            self._made.append(self._maker.submit(self._crops.draw, self._size, rng))
            self._step += 1
        return self._made.popleft().result()

    def end(self) -> None:
        self._maker.shutdown(cancel_futures=True)


def _named(each: NDArray[Any]) -> dict[str, float]:
    return {name: round(float(loss), 4) for name, loss in zip(sorted(HEADS), each, strict=True)}


def _line(stage: Stage, place: Place, running: NDArray[Any], speed: float, left: float, crops: Feed) -> str:
    terms = ", ".join(f"{name} {loss:.3f}" for name, loss in _named(running).items())
    return (
        f"{stage.name} {place.step:,}/{stage.steps:,}: {terms}; {speed:.0f} crops/s, {crops.reservoir.age()}, "
        f"{place.pages:,} pages; {left / 60:.0f} min left"
    )
