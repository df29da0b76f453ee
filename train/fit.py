"""Training: first in float, then with quantisation in the loop, so that the int8 file answers as the network learnt."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain, islice
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
NEGATIVE_WEIGHT = 0.25  # of a digit's in the loss: refusing somebody's digit is worse than taking a letter for one
WRITTEN = 0.15  # digits of the project's own hands, per digit: the hands that MNIST lacks
LABEL_SMOOTHING = 0.02  # the few wrong labels and unreadable digits of MNIST must not be learnt by heart


@dataclass(frozen=True)
class Schedule:
    """How long to train and how fast."""

    epochs: int = 28
    """In float."""
    quantised_epochs: int = 5
    """With quantisation in the loop, from the float weights."""
    rate: float = 3e-3
    """Adam's highest learning rate in float; it rises over the first twentieth of the steps, then falls as a cosine."""
    quantised_rate: float = 3e-4
    gentle_share: float = 0.6
    """Of MNIST's digits in float training, those that are changed only as another writing of the same hand would be."""
    quantised_gentle_share: float = 0.8
    """The same in the last epochs, which settle where real digits lie."""


QUICK = Schedule(epochs=2, quantised_epochs=1, rate=6e-3, quantised_rate=1e-3)  # higher rates, for fewer steps


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
    shares = [schedule.gentle_share] * schedule.epochs + [schedule.quantised_gentle_share] * schedule.quantised_epochs
    epochs = epochs_of_examples(digits, seed, shares)
    network = build_network()
    print(f"float training: {schedule.epochs} epochs, {network.count_params():,} parameters", flush=True)
    _train(network, epochs, schedule.epochs, schedule.rate)
    quantised = tfmot.quantization.keras.quantize_model(network)
    print(f"quantisation-aware training: {schedule.quantised_epochs} epochs", flush=True)
    _train(quantised, epochs, schedule.quantised_epochs, schedule.quantised_rate)
    return quantised


def epochs_of_examples(digits: Digits, seed: int, gentle_shares: Sequence[float]) -> Iterator[Examples]:
    """Examples for as many epochs as there are `gentle_shares`, each made while the one before is trained on."""
    first, *draws = np.random.default_rng(seed).spawn(len(gentle_shares) + 1)
    written = write_marks(round(WRITTEN * len(digits)), first)
    with ThreadPoolExecutor(1) as pool:
        coming = pool.submit(examples, digits, written, gentle_shares[0], draws[0])
        for share, draw in zip(gentle_shares[1:], draws[1:], strict=True):
            ready = coming.result()
            coming = pool.submit(examples, digits, written, share, draw)
            yield ready
        yield coming.result()


def examples(digits: Digits, written: WrittenMarks, gentle_share: float, rng: np.random.Generator) -> Examples:
    """One epoch: every digit once, worn, and NEGATIVES of them as marks that are no digits, in random order.

    `gentle_share` of `digits` are changed only as another writing of the same hand would be.
    """
    marks = not_digits(digits, written.others, round(NEGATIVES * len(digits)), rng)
    rough = Wear()
    glyphs = [
        worn_glyphs(digits.images, gentle_share, rng),
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
    """Train `network` in place on the next `count` of `epochs`, which are all as long as the first."""
    first = next(epochs)
    steps = -(-len(first.glyphs) // BATCH)
    warm_up = max(1, count * steps // 20)
    falling = keras.optimizers.schedules.CosineDecay(
        0.0, count * steps - warm_up, warmup_target=rate, warmup_steps=warm_up
    )
    loss = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=LABEL_SMOOTHING)
    network.compile(keras.optimizers.Adam(falling), loss, metrics=["accuracy"])
    network.fit(
        _batches(chain([first], islice(epochs, count - 1))),
        epochs=count,
        steps_per_epoch=steps,
        verbose="auto" if sys.stdout.isatty() else 2,
    )


def _batches(
    epochs: Iterable[Examples],
) -> Iterator[tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]]:
    """Input, one-hot answers and weights of up to BATCH examples at a time, in the order of `epochs`."""
    for epoch in epochs:
        for start in range(0, len(epoch.glyphs), BATCH):
            batch = slice(start, start + BATCH)
            answers = epoch.answers[batch]
            weights = np.where(answers == NOT_A_DIGIT, NEGATIVE_WEIGHT, 1.0).astype(np.float32)
            yield network_input(epoch.glyphs[batch]), np.eye(len(LABELS), dtype=np.float32)[answers], weights
