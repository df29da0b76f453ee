"""Each proposal of the page network looked at once more: the second stage's network, int8, in one batch a frame."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge.card import card_path, read_pair
from edge.errors import ModelError
from edge.page.boxes import Boxes
from edge.page.surroundings import SIDE, surroundings
from edge.runtime import open_model

ANSWERS = (*"0123456789", "nothing", "printed digit")
DIGITS = slice(0, 10)
NOTHING, PRINTED = ANSWERS.index("nothing"), ANSWERS.index("printed digit")
AT_ONCE = 64  # pictures in a batch, at most: a page of print proposes hundreds, and memory is short on a small board


@dataclass(frozen=True, slots=True)
class SecondStageCard:
    """What `edge` needs of the card."""

    sha256: str
    """Of the `.tflite` file, in hexadecimal."""
    answers: tuple[str, ...] = ANSWERS


class SecondStage:
    """The network, loaded once and proved by one real invoke.

    `path` is that of its `.tflite` file, `runtime` one of `edge.runtime.RUNTIMES` or None for the first that works,
    `threads` the number of threads of the runtime.

    Raises `ModelError` for a file that is not such a model and `RuntimeMissingError` where no runtime can run it.
    """

    def __init__(self, path: Path, runtime: str | None = None, threads: int = 1) -> None:
        self.path = path
        self.card = _read_card(self.path)
        self.runtime, self._interpreter = open_model(self.path, runtime, threads, _prove)
        given, gives = self._interpreter.get_input_details()[0], self._interpreter.get_output_details()[0]
        self._input, self._output = given["index"], gives["index"]
        scale, zero = given["quantization"]
        steps = np.rint((np.arange(256) - 128.0) / (128.0 * scale)) + zero
        self._quantised = np.clip(steps, -128, 127).astype(np.int8)  # of each grey
        self._scale, self._zero = gives["quantization"]
        self._batch = 1

    def looks(self, frame: NDArray[np.uint8], boxes: Boxes) -> NDArray[np.float32]:
        """What stands in each of `boxes` (n, 4), x, y, w, h in pixels of `frame` uint8 (h, w, 3).

        Returns the probability of each of ANSWERS, float32 (n, 12); rows sum to 1.
        """
        said = np.empty((len(boxes), len(ANSWERS)), np.float32)
        for start in range(0, len(boxes), AT_ONCE):
            part = slice(start, start + AT_ONCE)
            said[part] = self.probabilities(surroundings(frame, boxes[part]))
        return said

    def probabilities(self, pictures: NDArray[np.uint8]) -> NDArray[np.float32]:
        """The probability of each of ANSWERS for `pictures`, uint8 (n, SIDE, SIDE, 3) BGR: float32 (n, 12)."""
        count = len(pictures)
        if not count:
            return np.empty((0, len(ANSWERS)), np.float32)
        if count != self._batch:
            self._interpreter.resize_tensor_input(self._input, pictures.shape)
            self._interpreter.allocate_tensors()
            self._batch = count
        self._interpreter.set_tensor(self._input, self._quantised[pictures])
        self._interpreter.invoke()
        logits = (self._interpreter.get_tensor(self._output).astype(np.float32) - self._zero) * np.float32(self._scale)
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        likely: NDArray[np.float32] = (odds / odds.sum(axis=1, keepdims=True)).astype(np.float32)
        return likely


def unseen(count: int) -> NDArray[np.float32]:
    """(count, 12): what is said of places that nothing proposes: nothing, and of the digits each is as likely."""
    said = np.full((count, len(ANSWERS)), 1e-4, np.float32)
    said[:, NOTHING] = 1 - 1e-4 * (len(ANSWERS) - 1)
    return said


def _read_card(path: Path) -> SecondStageCard:
    card = read_pair(path, lambda fields: SecondStageCard(str(fields["sha256"]), tuple(fields["answers"])))
    if card.answers != ANSWERS:
        raise ModelError(
            f"expected the answers {', '.join(ANSWERS)} in {card_path(path)}, found {', '.join(card.answers)}. "
            "The model is of another version: take the one that came with this program."
        )
    return card


def _prove(interpreter: Any, path: Path) -> None:
    """Run one grey picture through `interpreter`; raise `ModelError` unless it takes and gives what is needed."""
    interpreter.allocate_tensors()
    given, gives = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    found = [f"{d['dtype'].__name__} {tuple(map(int, d['shape'][1:]))}" for d in (given, gives)]
    wanted = [f"int8 {(SIDE, SIDE, 3)}", f"int8 {(len(ANSWERS),)}"]
    if found != wanted:
        raise ModelError(
            f"expected a second stage in {path} from {wanted[0]} to {wanted[1]}, found {found[0]} to {found[1]}. "
            "Give the path of a second stage, or make it anew with 'make export MODEL=page'."
        )
    interpreter.set_tensor(given["index"], np.full((1, SIDE, SIDE, 3), given["quantization"][1], np.int8))
    interpreter.invoke()
