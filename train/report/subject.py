"""What the report is about: a model with its card, and the digits it is shown on, each loaded when first asked for."""

from __future__ import annotations

import json
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from edge.classify import Classifier
from edge.glyph import glyph
from train.anatomy import Operator, operators
from train.beyond import predicted
from train.data import DataError, Digits, load_mnist
from train.marks import write_marks
from train.stages import activations, microseconds
from train.unseen import as_glyphs

EXAMPLE_LABEL = 3  # of the one digit that is followed through the network: it has bows, ends and a corner


class Model:
    """A network's file with its card."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.stem
        self.card: dict[str, Any] = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        self.size = path.stat().st_size
        """In bytes."""

    @cached_property
    def operators(self) -> tuple[Operator, ...]:
        """In the order in which they run."""
        return operators(self.path.read_bytes())

    @property
    def figures(self) -> dict[str, float]:
        """What the card says of how good the model is; numbers only."""
        return {
            name: float(value)
            for name, value in self.card.get("figures", {}).items()
            if isinstance(value, int | float) and not isinstance(value, bool)
        }


class Subject(Model):
    """A digit network, opened as it is on a Pi, and what several sections need of it.

    `model` is a shipped name or the path of a `.tflite` file. Raises `ModelError` for one that cannot be run.
    """

    def __init__(self, model: str | Path) -> None:
        self.classifier = Classifier(model)
        super().__init__(self.classifier.path)
        self._missing: dict[str, DataError] = {}

    @cached_property
    def microseconds(self) -> list[float]:
        """Of each operator, on this machine."""
        return microseconds(self.classifier)

    @cached_property
    def training(self) -> Digits:
        """MNIST's 60,000. Raises `DataError` where they cannot be had."""
        return self._mnist("train")

    @cached_property
    def test(self) -> Digits:
        """MNIST's 10,000. Raises `DataError` where they cannot be had."""
        return self._mnist("test")

    @cached_property
    def test_glyphs(self) -> NDArray[np.uint8]:
        """`test` as the network sees it: (n, 28, 28)."""
        return as_glyphs(self.test.images)

    @cached_property
    def test_probabilities(self) -> NDArray[np.float32]:
        """What the network says of `test_glyphs`: (n, 11)."""
        return predicted(self.classifier, self.test_glyphs)

    @cached_property
    def example(self) -> NDArray[np.uint8]:
        """One digit to follow through the network, (28, 28): of MNIST's test set, or else written by this project."""
        try:
            return self.test_glyphs[int(np.argmax(self.test.labels == EXAMPLE_LABEL))]
        except DataError:
            written = write_marks(10, np.random.default_rng(0))
            return glyph(written.digits[EXAMPLE_LABEL])

    @cached_property
    def activations(self) -> list[NDArray[np.float32]]:
        """What each operator gives for `example`: (1, h, w, channels) or (1, channels)."""
        return [given.values for given in activations(self.classifier, self.example[None])]

    @property
    def test_accuracy(self) -> float | None:
        """Share of MNIST's test digits that the int8 file gets right, as its card says; None where it does not."""
        return self.figures.get("mnist_test_accuracy", self.figures.get("mnist_test"))

    def _mnist(self, split: Literal["train", "test"]) -> Digits:
        """What cannot be had is looked for once: without a network, that takes a while."""
        if split in self._missing:
            raise self._missing[split]
        try:
            return load_mnist(split)
        except DataError as error:
            self._missing[split] = error
            raise
