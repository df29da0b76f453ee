"""Glyphs in, probabilities out: the int8 network, run by whichever runtime is installed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge.card import LABELS, NOT_A_DIGIT, model_path, read_card
from edge.errors import ModelError
from edge.glyph import SIDE
from edge.runtime import open_model


class Classifier:
    """The network, loaded once and proved by one real invoke.

    `model` is the path of a `.tflite` file or a shipped name, `runtime` one of `edge.runtime.RUNTIMES` or None for the
    first that works, `threads` the number of threads of the runtime.

    Raises `ModelError` for a file that is not such a model and `RuntimeMissingError` where no runtime can run it.
    """

    def __init__(self, model: str | Path = "digits", runtime: str | None = None, threads: int = 1) -> None:
        self.path = model_path(model)
        self.card = read_card(self.path)
        self.runtime, self._interpreter = open_model(self.path, runtime, threads, _prove)
        given, wanted = self._interpreter.get_input_details()[0], self._interpreter.get_output_details()[0]
        self._input, self._output = given["index"], wanted["index"]
        self.input_scale, self.input_zero = given["quantization"]
        self.output_scale, self.output_zero = wanted["quantization"]
        self._batch = 1

    def predict(self, glyphs: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Calibrated probabilities of each glyph, all in one batch.

        `glyphs` is uint8 (n, 28, 28), ink bright on 0. Returns float32 (n, 11) whose rows sum to 1; the last column is
        "not a digit". Raises `ValueError` for any other shape or dtype.
        """
        logits = self.logits(glyphs)
        logits[:, NOT_A_DIGIT] -= np.float32(self.card.refusal_bias)
        logits /= np.float32(self.card.temperature)
        logits -= logits.max(axis=1, keepdims=True)
        np.exp(logits, out=logits)
        logits /= logits.sum(axis=1, keepdims=True)
        return logits

    def logits(self, glyphs: NDArray[np.uint8]) -> NDArray[np.float32]:
        """What the network itself says of `glyphs`, uint8 (n, 28, 28): float32 (n, 11), not yet calibrated."""
        if glyphs.dtype != np.uint8 or glyphs.ndim != 3 or glyphs.shape[1:] != (SIDE, SIDE):
            raise ValueError(f"glyphs must be uint8 (n, {SIDE}, {SIDE}), but are {glyphs.dtype} {glyphs.shape}")
        count = len(glyphs)
        if count == 0:
            return np.empty((0, len(LABELS)), np.float32)
        if count != self._batch:
            self._interpreter.resize_tensor_input(self._input, (count, SIDE, SIDE, 1))
            self._interpreter.allocate_tensors()
            self._batch = count
        values = np.rint(glyphs[..., None] / (255.0 * self.input_scale)) + self.input_zero
        self._interpreter.set_tensor(self._input, np.clip(values, -128, 127).astype(np.int8))
        self._interpreter.invoke()
        answers: NDArray[np.int8] = self._interpreter.get_tensor(self._output)
        return (answers.astype(np.float32) - np.float32(self.output_zero)) * np.float32(self.output_scale)


def _prove(interpreter: Any, path: Path) -> None:
    """Run one empty picture through `interpreter`; raise `ModelError` unless it takes and gives what a reader needs."""
    interpreter.allocate_tensors()
    given, wanted = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    takes, gives = (tuple(map(int, details["shape"][1:])) for details in (given, wanted))
    if takes != (SIDE, SIDE, 1) or gives != (len(LABELS),) or given["dtype"] != np.int8 or wanted["dtype"] != np.int8:
        raise ModelError(
            f"expected a network in {path} from int8 {(SIDE, SIDE, 1)} to int8 {(len(LABELS),)}, "
            f"found {given['dtype'].__name__} {takes} to {wanted['dtype'].__name__} {gives}."
        )
    interpreter.set_tensor(given["index"], np.full((1, SIDE, SIDE, 1), given["quantization"][1], np.int8))
    interpreter.invoke()
