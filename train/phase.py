"""One phase of training: so many epochs over the examples, with checkpoints after each, curves, and the time left."""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
import tf_keras as keras
from numpy.typing import NDArray

from edge.card import LABELS, NOT_A_DIGIT
from edge.errors import CifraError
from train.examples import Examples

BATCH = 128
NEGATIVE_WEIGHT = 0.35  # of a digit's in the loss: refusing somebody's digit is worse than taking a letter for one


class CheckpointError(CifraError):
    """What an earlier run left cannot be taken up."""


@dataclass(frozen=True)
class Phase:
    """How long to train and how fast."""

    name: str
    """Of the phase in the curves, and of its folder of checkpoints."""
    epochs: int
    rate: float
    """Adam's highest learning rate; it rises over the first twentieth of the steps, then falls as a cosine."""


@dataclass(frozen=True, eq=False)
class Lesson:
    """Examples in rounds, of which every epoch takes the next, and what the network should say of each."""

    rounds: list[Examples]
    """All of the same length."""
    targets: list[NDArray[np.float32]]
    """For each round (n, 11), rows that sum to 1."""
    held_out: Examples
    """Never trained on; measured after every epoch."""


class Clock:
    """How long all that is still to do will take, from how long the work so far took.

    Work is counted in any unit, as long as it is the same for all: multiply-accumulates here.
    """

    def __init__(self, work: float) -> None:
        self._left = work
        self._done = 0.0
        self._start = time.monotonic()

    def skip(self, work: float) -> None:
        """`work` was done in an earlier run."""
        self._left -= work

    def advance(self, work: float) -> str:
        """`work` is done now; returns how long the rest will take, for people."""
        self._left -= work
        self._done += work
        seconds = (time.monotonic() - self._start) / self._done * max(self._left, 0)
        return f"{seconds / 60:.0f} min left" if seconds >= 90 else f"{seconds:.0f} s left"


def train_phase(
    network: Any, phase: Phase, lesson: Lesson, seed: int, folder: Path, clock: Clock, work: float
) -> list[dict[str, Any]]:
    """Train `network` in place and return its curves, a row an epoch: phase, epoch, loss, accuracy, held_out.

    What an earlier run left in `folder`/`phase.name` is taken up; raises `CheckpointError` where it is damaged.
    `network` must be made, and this called, within the scope of the strategy that it is to be trained with. An epoch is
    `work` of the `clock`'s units.
    """
    steps = _steps(lesson)
    warm_up = max(1, phase.epochs * steps // 20)
    falling = keras.optimizers.schedules.CosineDecay(
        0.0, max(1, phase.epochs * steps - warm_up), warmup_target=phase.rate, warmup_steps=warm_up
    )
    loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    network.compile(keras.optimizers.Adam(falling), loss, metrics=["accuracy"])
    network.optimizer.build(network.trainable_variables)  # or its state has no variables yet that could be restored
    done = tf.Variable(0, dtype=tf.int64, name="epochs_done")
    checkpoint = tf.train.Checkpoint(network=network, optimizer=network.optimizer, done=done)
    manager, curves = _take_up(checkpoint, folder, phase.name)
    first = len(curves)
    if first:
        print(f"{phase.name} training goes on after epoch {first} of {phase.epochs}", flush=True)
        clock.skip(first * work)

    class AfterEpoch(keras.callbacks.Callback):  # type: ignore[misc]
        def on_epoch_end(self, epoch: int, logs: dict[str, float]) -> None:
            row = {"phase": phase.name, "epoch": epoch + 1, "loss": logs["loss"], "accuracy": logs["accuracy"]}
            row["held_out"] = logs["val_accuracy"]
            curves.append({key: round(value, 5) if isinstance(value, float) else value for key, value in row.items()})
            _write_curves(folder / f"{phase.name}.csv", curves)
            done.assign(epoch + 1)
            manager.save()
            left = clock.advance(work)
            print(
                f"{phase.name} {epoch + 1}/{phase.epochs}: loss {logs['loss']:.4f}, accuracy {logs['accuracy']:.4f}, "
                f"held-out {logs['val_accuracy']:.4f}, {left}",
                flush=True,
            )

    network.fit(
        _batches(lesson, seed, first, phase.epochs),
        initial_epoch=first,
        epochs=phase.epochs,
        steps_per_epoch=steps,
        validation_data=_held_out(lesson.held_out),
        callbacks=[AfterEpoch()],
        verbose=1 if sys.stdout.isatty() else 0,
    )
    return curves


def network_input(glyphs: NDArray[np.uint8]) -> NDArray[np.float32]:
    """`glyphs`, uint8 (n, 28, 28), as the float network takes them: (n, 28, 28, 1), 0 to 1."""
    return glyphs[..., None].astype(np.float32) / np.float32(255)


def _steps(lesson: Lesson) -> int:
    """Batches an epoch."""
    return -(-len(lesson.rounds[0]) // BATCH)


def _batches(lesson: Lesson, seed: int, first: int, epochs: int) -> Any:
    """A `tf.data.Dataset` of input, targets and weights, up to BATCH examples each, from epoch `first` to `epochs`."""
    steps = _steps(lesson)

    def rows() -> Iterator[tuple[NDArray[np.uint8], NDArray[np.float32], NDArray[np.float32]]]:
        for epoch in range(first, epochs):
            which = epoch % len(lesson.rounds)
            examples, targets = lesson.rounds[which], lesson.targets[which]
            order = np.random.default_rng((seed, epoch)).permutation(len(examples))
            for batch in np.array_split(order, steps):  # of nearly one size: no device is left without an example
                weights = np.where(examples.answers[batch] == NOT_A_DIGIT, NEGATIVE_WEIGHT, 1.0).astype(np.float32)
                yield examples.glyphs[batch], targets[batch], weights

    side = lesson.rounds[0].glyphs.shape[1:]
    signature = (
        tf.TensorSpec((None, *side), tf.uint8),
        tf.TensorSpec((None, len(LABELS)), tf.float32),
        tf.TensorSpec((None,), tf.float32),
    )
    batches = tf.data.Dataset.from_generator(rows, output_signature=signature)
    options = tf.data.Options()
    options.experimental_distribute.auto_shard_policy = tf.data.experimental.AutoShardPolicy.DATA
    return batches.map(lambda glyphs, *rest: (_scaled(glyphs), *rest)).prefetch(4).with_options(options)


def _scaled(glyphs: Any) -> Any:
    """The same as `network_input`, within TensorFlow."""
    return tf.cast(glyphs[..., tf.newaxis], tf.float32) / 255


def _held_out(examples: Examples) -> Any:
    one_hot = np.eye(len(LABELS), dtype=np.float32)[examples.answers]
    return tf.data.Dataset.from_tensor_slices((network_input(examples.glyphs), one_hot)).batch(512)


def _take_up(checkpoint: Any, folder: Path, name: str) -> tuple[Any, list[dict[str, Any]]]:
    """What keeps `checkpoint` in `folder`/`name`, and the curves of an earlier run, whose end is restored into it.

    Raises `CheckpointError` where that is damaged.
    """
    try:
        manager = tf.train.CheckpointManager(checkpoint, str(folder / name), max_to_keep=1)
        if not manager.latest_checkpoint:
            return manager, []
        checkpoint.restore(manager.latest_checkpoint).assert_existing_objects_matched()
        return manager, _read_curves(folder / f"{name}.csv", int(checkpoint.done.numpy()))
    except (tf.errors.OpError, AssertionError, LookupError, OSError, TypeError, ValueError) as error:
        raise CheckpointError(
            f"expected what an earlier run had reached in {folder / name} and {name}.csv beside it, found something "
            f"else or not all of it. Delete {folder}, and the same command starts this training afresh."
        ) from error


def _read_curves(path: Path, count: int) -> list[dict[str, Any]]:
    """The first `count` rows of `path`; one more is there where the run ended before its checkpoint was written."""
    with path.open(encoding="utf-8", newline="") as file:
        curves: list[dict[str, Any]] = [
            {"phase": row["phase"], "epoch": int(row["epoch"])}
            | {key: float(row[key]) for key in ("loss", "accuracy", "held_out")}
            for row in csv.DictReader(file)
        ][:count]
    if [row["epoch"] for row in curves] != list(range(1, count + 1)):
        raise ValueError(f"expected {count} epochs in {path}, found {len(curves)}")
    return curves


def _write_curves(path: Path, curves: list[dict[str, Any]]) -> None:
    part = path.with_suffix(".part")
    with part.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ["phase", "epoch", "loss", "accuracy", "held_out"])
        writer.writeheader()
        writer.writerows(curves)
    part.replace(path)
