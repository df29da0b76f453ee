"""Training: first in float, then with quantisation in the loop, so that the int8 file answers as the network learnt."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import numpy as np
import tf_keras as keras
from numpy.typing import NDArray

from edge.card import LABELS, NOT_A_DIGIT
from edge.glyph import glyph
from train.augment import Wear, worn, worn_glyphs
from train.data import Digits
from train.marks import WrittenMarks, write_marks
from train.negatives import not_digits
from train.network import build_network

BATCH = 128
NEGATIVES = 0.25  # marks that are no digits, per digit: enough to learn from, not so many that every doubt becomes one
WRITTEN = 0.15  # digits of the project's own hands, per digit: the hands that MNIST lacks
LABEL_SMOOTHING = 0.02  # the few wrong labels and unreadable digits of MNIST must not be learnt by heart


@dataclass(frozen=True)
class Schedule:
    """How long to train and how fast."""

    epochs: int = 36
    """In float."""
    quantised_epochs: int = 6
    """With quantisation in the loop, from the float weights."""
    rate: float = 3e-3
    """Adam's highest learning rate in float; it rises over the first twentieth of the steps, then falls as a cosine."""
    quantised_rate: float = 3e-4


QUICK = Schedule(epochs=2, quantised_epochs=1, rate=4e-3)


@dataclass(frozen=True, eq=False)
class Examples:
    """What the network is trained on: glyphs and which of the eleven answers each should get."""

    glyphs: NDArray[np.uint8]
    """(n, 28, 28)."""
    answers: NDArray[np.uint8]
    """(n,), 0 to 10."""


def fit(digits: Digits, schedule: Schedule, seed: int) -> Any:
    """A quantisation-aware `tf_keras` model trained on `digits` and on marks that are no digits.

    Progress goes to standard output: a bar on a terminal, a line an epoch elsewhere.
    """
    import tensorflow_model_optimization as tfmot  # takes seconds, and only this step needs it

    keras.utils.set_random_seed(seed)
    epochs = epochs_of_examples(digits, seed, schedule.epochs + schedule.quantised_epochs)
    network = build_network()
    print(f"float training: {schedule.epochs} epochs, {network.count_params():,} parameters", flush=True)
    _train(network, epochs, schedule.epochs, schedule.rate)
    quantised = tfmot.quantization.keras.quantize_model(network)
    print(f"quantisation-aware training: {schedule.quantised_epochs} epochs", flush=True)
    _train(quantised, epochs, schedule.quantised_epochs, schedule.quantised_rate)
    return quantised


def epochs_of_examples(digits: Digits, seed: int, count: int) -> Iterator[Examples]:
    """`count` epochs of examples, each made anew from `digits`; the next one is made while this one is trained on."""
    first, *draws = np.random.default_rng(seed).spawn(count + 1)
    written = write_marks(round(WRITTEN * len(digits)), first)
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(examples, digits, written, draws[0])
        for draw in draws[1:]:
            ready = coming.result()
            coming = pool.submit(examples, digits, written, draw)
            yield ready
        yield coming.result()


def examples(digits: Digits, written: WrittenMarks, rng: np.random.Generator) -> Examples:
    """One epoch: every digit once, worn, and NEGATIVES of them as marks that are no digits, in random order."""
    marks = not_digits(digits, written.others, round(NEGATIVES * len(digits)), rng)
    rough = Wear()
    glyphs = [
        worn_glyphs(digits.images, rng),
        np.stack([glyph(worn(mark, rough, rng)) for mark in written.digits]),
        np.stack([glyph(worn(mark, rough, rng)) for mark in marks]),
    ]
    answers = [digits.labels, written.labels, np.full(len(marks), NOT_A_DIGIT, np.uint8)]
    order = rng.permutation(sum(len(part) for part in answers))
    return Examples(np.concatenate(glyphs)[order], np.concatenate(answers)[order])


def network_input(glyphs: NDArray[np.uint8]) -> NDArray[np.float32]:
    """`glyphs`, uint8 (n, 28, 28), as the float network takes them: (n, 28, 28, 1), 0 to 1."""
    return glyphs[..., None].astype(np.float32) / np.float32(255)


def _train(network: Any, epochs: Iterator[Examples], count: int, rate: float) -> None:
    """Train `network` in place on the next `count` of `epochs`."""
    loss = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=LABEL_SMOOTHING)
    for epoch in range(count):
        batch = next(epochs)
        if epoch == 0:
            steps = count * -(-len(batch.glyphs) // BATCH)
            warm_up = max(1, steps // 20)
            falling = keras.optimizers.schedules.CosineDecay(
                0.0, steps - warm_up, warmup_target=rate, warmup_steps=warm_up
            )
            network.compile(keras.optimizers.Adam(falling), loss, metrics=["accuracy"])
        network.fit(
            network_input(batch.glyphs),
            np.eye(len(LABELS), dtype=np.float32)[batch.answers],
            batch_size=BATCH,
            initial_epoch=epoch,
            epochs=epoch + 1,
            shuffle=False,  # they come in random order
            verbose="auto" if sys.stdout.isatty() else 2,
        )
