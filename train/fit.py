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
from train.network import SHIPPED, build_network, build_teacher, multiply_accumulates
from train.phase import BATCH, NEGATIVE_WEIGHT, Clock, Lesson, Phase, network_input, train_phase
from train.recipe import Recipe

LABEL_SMOOTHING = 0.01  # the few wrong labels and unreadable digits of MNIST must not be learnt by heart
TAUGHT = 0.8  # of what the small network is told, the teacher's share; the rest is the label (Hinton et al. 2015)
QUANTISED_COST = 2.0  # of an epoch with quantisation in the loop, in epochs in float


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
    recipe: Recipe,
    folder: Path,
    scope: AbstractContextManager[Any] | None = None,
) -> Fitted:
    """The network that `recipe` asks for, trained on `digits` and on marks that are no digits.

    `folder` takes a checkpoint after every epoch. What an earlier run left there is taken up, as far as it is of the
    same training, and a finished teacher is left for others to learn from. `scope` is that of a `tf.distribute`
    strategy. Progress goes to standard output: a bar on a terminal, a line an epoch elsewhere.
    """
    import tensorflow_model_optimization as tfmot  # takes seconds, and only this step needs it

    schedule, shape = recipe.schedule, SHIPPED[recipe.model]
    rounds = make_rounds(digits, schedule.rounds, recipe.seed)
    keras.utils.set_random_seed(recipe.seed)
    with scope or nullcontext():
        teacher, network = build_teacher(), build_network(shape)
        cost, teacher_cost = multiply_accumulates(network), multiply_accumulates(teacher)
        labelling = teacher_cost / 3 * schedule.rounds  # forwards only
        work = cost * (schedule.epochs + QUANTISED_COST * schedule.quantised_epochs)
        if schedule.teacher_epochs:
            work += teacher_cost * schedule.teacher_epochs + labelling
        clock = Clock(work)
        told = {"examples": _digest(rounds), "seed": recipe.seed, "batch": BATCH}
        told |= {"negative_weight": NEGATIVE_WEIGHT, "label_smoothing": LABEL_SMOOTHING}
        targets = [smoothed(examples.answers) for examples in rounds]
        curves = []
        if schedule.teacher_epochs:
            phase = Phase("teacher", schedule.teacher_epochs, schedule.teacher_rate)
            weights = [weight.shape.as_list() for weight in teacher.weights]
            told |= {"teacher": weights, **asdict(phase), "taught": TAUGHT}
            own = _take_up(folder / "teacher", told)
            print(f"teacher: {teacher.count_params():,} parameters, {phase.epochs} epochs", flush=True)
            lesson = Lesson(rounds, targets, held_out)
            curves += train_phase(teacher, phase, lesson, recipe.seed, own, clock, teacher_cost)
            targets = taught(_answers(teacher, rounds, own / "answers.npy", clock, labelling), targets)
        lesson = Lesson(rounds, targets, held_out)
        own = _take_up(folder / recipe.training, told | {"shape": asdict(shape), **asdict(schedule)})
        print(f"network: {network.count_params():,} parameters, {schedule.epochs} epochs in float", flush=True)
        phase = Phase("float", schedule.epochs, schedule.rate)
        curves += train_phase(network, phase, lesson, recipe.seed, own, clock, cost)
        quantised = tfmot.quantization.keras.quantize_model(network)
        print(f"quantisation-aware: {schedule.quantised_epochs} epochs", flush=True)
        phase = Phase("quantised", schedule.quantised_epochs, schedule.quantised_rate)
        curves += train_phase(quantised, phase, lesson, recipe.seed, own, clock, cost * QUANTISED_COST)
    return Fitted(quantised, curves)


def smoothed(answers: NDArray[np.uint8]) -> NDArray[np.float32]:
    """What the labels alone teach: float32 (n, 11), a little of every answer beside the right one."""
    one_hot = np.eye(len(LABELS), dtype=np.float32)[answers]
    return one_hot * np.float32(1 - LABEL_SMOOTHING) + np.float32(LABEL_SMOOTHING / len(LABELS))


def taught(answers: NDArray[np.float32], targets: list[NDArray[np.float32]]) -> list[NDArray[np.float32]]:
    """What a teacher and the labels teach together: of each round (n, 11), rows that sum to 1.

    `answers` (rounds, n, 11) are the teacher's probabilities, `targets` what the labels alone teach.
    """
    return [
        np.float32(TAUGHT) * said + np.float32(1 - TAUGHT) * target
        for said, target in zip(answers, targets, strict=True)
    ]


def _answers(teacher: Any, rounds: list[Examples], path: Path, clock: Clock, work: float) -> NDArray[np.float32]:
    """The teacher's probabilities for `rounds`, (rounds, n, 11): kept in `path`, or asked for, which is `work`."""
    answers = _kept(path, rounds)
    if answers is not None:
        clock.skip(work)
        return answers
    answers = np.stack([_probabilities(teacher, examples.glyphs) for examples in rounds])
    _keep(answers, path)
    clock.advance(work)
    return answers


def _keep(answers: NDArray[np.float32], path: Path) -> None:
    """Put `answers` into the file `path`, which is whole or not there."""
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        np.save(file, answers)
    part.replace(path)


def _kept(path: Path, rounds: list[Examples]) -> NDArray[np.float32] | None:
    """What the teacher was found to say of `rounds` in an earlier run, if that is in `path` and undamaged."""
    try:
        answers: NDArray[np.float32] = np.load(path)
    except (OSError, ValueError, EOFError):
        return None
    if answers.shape != (len(rounds), len(rounds[0]), len(LABELS)) or answers.dtype != np.float32:
        return None
    return answers if np.allclose(answers.sum(axis=2), 1, atol=1e-3) else None


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


def _digest(rounds: list[Examples]) -> str:
    """Of the examples themselves: whatever changes them, data, seed or code, makes it another training."""
    digest = hashlib.sha256()
    for examples in rounds:
        digest.update(examples.glyphs.tobytes())
        digest.update(examples.answers.tobytes())
    return digest.hexdigest()


def _take_up(folder: Path, told: dict[str, Any]) -> Path:
    """`folder`, with the checkpoints in it if they are of a training that was `told` the same, else emptied for it."""
    path, content = folder / "told.json", json.dumps(told, indent=1)
    if not path.exists() or path.read_bytes() != content.encode():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        path.write_text(content, encoding="utf-8")
    return folder
