"""Training: a large network learns first and teaches the small one, which then learns to live with int8."""

from __future__ import annotations

import hashlib
import json
import shutil
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tf_keras as keras
from numpy.typing import NDArray

from edge.card import LABELS
from train.data import Digits
from train.examples import Examples, make_rounds
from train.network import TEACHER, Shape, build_network, multiply_accumulates
from train.phase import Clock, Lesson, Phase, network_input, train_phase

LABEL_SMOOTHING = 0.02  # the few wrong labels and unreadable digits of MNIST must not be learnt by heart
TAUGHT = 0.7  # of what the small network is told, the teacher's share; the rest is the label (Hinton et al. 2015)
QUANTISED_COST = 2.0  # of an epoch with quantisation in the loop, in epochs in float


@dataclass(frozen=True)
class Schedule:
    """How long to train and how fast."""

    rounds: int = 12
    """How often every digit is worn anew; more epochs than that go round again."""
    teacher_epochs: int = 20
    """Of the large network; 0 for none, and the labels alone teach."""
    epochs: int = 40
    """Of the small one in float."""
    quantised_epochs: int = 5
    """With quantisation in the loop, from the float weights."""
    teacher_rate: float = 2e-3
    rate: float = 3e-3
    quantised_rate: float = 3e-4


QUICK = Schedule(rounds=2, teacher_epochs=0, epochs=3, quantised_epochs=1, rate=6e-3, quantised_rate=1e-3)


@dataclass(frozen=True, eq=False)
class Fitted:
    """A trained network and how it got there."""

    network: Any
    """Quantisation-aware `tf_keras` model."""
    curves: list[dict[str, Any]]
    """A row an epoch: phase ("teacher", "float" or "quantised"), epoch, loss, accuracy, held_out."""


def fit(
    digits: Digits,
    held_out: Examples,
    shape: Shape,
    schedule: Schedule,
    seed: int,
    folder: Path,
    scope: AbstractContextManager[Any] | None = None,
) -> Fitted:
    """A network of `shape`, trained on `digits` and on marks that are no digits.

    `folder` takes a checkpoint after every epoch; if an earlier run of the same training was broken off, its
    checkpoints are taken up, and others are removed. `scope` is that of a `tf.distribute` strategy. Progress goes to
    standard output: a bar on a terminal, a line an epoch elsewhere.
    """
    import tensorflow_model_optimization as tfmot  # takes seconds, and only this step needs it

    rounds = make_rounds(digits, schedule.rounds, seed)
    _take_up(folder, _recipe(rounds, shape, schedule, seed))
    keras.utils.set_random_seed(seed)
    with scope or nullcontext():
        teacher = build_network(TEACHER) if schedule.teacher_epochs else None
        network = build_network(shape)
        cost = multiply_accumulates(network)
        teacher_cost = multiply_accumulates(teacher) if teacher else 0
        labelling = teacher_cost / 3 * schedule.rounds  # forwards only
        clock = Clock(
            teacher_cost * schedule.teacher_epochs
            + labelling
            + cost * (schedule.epochs + QUANTISED_COST * schedule.quantised_epochs)
        )
        targets = [smoothed(examples.answers) for examples in rounds]
        curves = []
        if teacher:
            print(f"teacher: {teacher.count_params():,} parameters, {schedule.teacher_epochs} epochs", flush=True)
            phase = Phase("teacher", schedule.teacher_epochs, schedule.teacher_rate)
            curves += train_phase(teacher, phase, Lesson(rounds, targets, held_out), seed, folder, clock, teacher_cost)
            targets = _taught(teacher, rounds, targets, folder / "targets.npy")
            clock.advance(labelling)
        lesson = Lesson(rounds, targets, held_out)
        print(f"network: {network.count_params():,} parameters, {schedule.epochs} epochs in float", flush=True)
        curves += train_phase(
            network, Phase("float", schedule.epochs, schedule.rate), lesson, seed, folder, clock, cost
        )
        quantised = tfmot.quantization.keras.quantize_model(network)
        print(f"quantisation-aware: {schedule.quantised_epochs} epochs", flush=True)
        phase = Phase("quantised", schedule.quantised_epochs, schedule.quantised_rate)
        curves += train_phase(quantised, phase, lesson, seed, folder, clock, cost * QUANTISED_COST)
    return Fitted(quantised, curves)


def smoothed(answers: NDArray[np.uint8]) -> NDArray[np.float32]:
    """What the labels alone teach: float32 (n, 11), a little of every answer beside the right one."""
    one_hot = np.eye(len(LABELS), dtype=np.float32)[answers]
    return one_hot * np.float32(1 - LABEL_SMOOTHING) + np.float32(LABEL_SMOOTHING / len(LABELS))


def _taught(
    teacher: Any, rounds: list[Examples], targets: list[NDArray[np.float32]], path: Path
) -> list[NDArray[np.float32]]:
    """`targets` mixed with what the `teacher` says of each example; kept in `path` for a training that is taken up."""
    if not path.exists():
        answers = [_probabilities(teacher, examples.glyphs) for examples in rounds]
        part = path.with_suffix(".part")
        with part.open("wb") as file:
            np.save(file, np.stack(answers))
        part.replace(path)
    return [
        np.float32(TAUGHT) * said + np.float32(1 - TAUGHT) * target
        for said, target in zip(np.load(path), targets, strict=True)
    ]


def _probabilities(network: Any, glyphs: NDArray[np.uint8]) -> NDArray[np.float32]:
    """What a float network says of `glyphs`, (n, 28, 28) uint8: float32 (n, 11). In parts, since floats take four times
    the room."""
    logits = [
        network.predict(network_input(glyphs[start : start + 10_000]), batch_size=500, verbose=0)
        for start in range(0, len(glyphs), 10_000)
    ]
    whole = np.concatenate(logits)
    exponentials = np.exp(whole - whole.max(axis=1, keepdims=True))
    return exponentials / exponentials.sum(axis=1, keepdims=True)


def _recipe(rounds: list[Examples], shape: Shape, schedule: Schedule, seed: int) -> dict[str, Any]:
    """What a training must have in common with one that was broken off: the examples themselves, sizes and rates."""
    digest = hashlib.sha256()
    for examples in rounds:
        digest.update(examples.glyphs)
    return {
        "examples": digest.hexdigest(),
        "channels": list(shape.channels),
        **asdict(schedule),
        "seed": seed,
        "taught": TAUGHT,
    }


def _take_up(folder: Path, recipe: dict[str, Any]) -> None:
    """Leave the checkpoints in `folder` if they are of the same `recipe`, else make it empty for this one."""
    path = folder / "recipe.json"
    if path.exists() and json.loads(path.read_text(encoding="utf-8")) == recipe:
        return
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    path.write_text(json.dumps(recipe, indent=1), encoding="utf-8")
