"""Each proposal of the page network looked at once more: the second stage's network, int8, in batches.

It says what a proposal is and, as the second stage of a detector does (Ren et al. 2015), where its box had better be.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge.card import card_path, read_pair
from edge.errors import ModelError
from edge.page.boxes import Boxes
from edge.page.surroundings import AROUND, SIDE, squares, surroundings
from edge.runtime import open_model

ANSWERS = (*"0123456789", "nothing", "printed digit")
DIGITS = slice(0, 10)
NOTHING, PRINTED = ANSWERS.index("nothing"), ANSWERS.index("printed digit")
SIDES = 4
"""Of the answer for a box: from the square's middle to its own, across and down, then log2 of its width and height; all
in shares of the proposal's longer side, which is 1 / AROUND of the square's."""
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
        given = self._interpreter.get_input_details()[0]
        self._input = given["index"]
        scale, zero = given["quantization"]
        steps = np.rint((np.arange(256) - 128.0) / (128.0 * scale)) + zero
        self._quantised = np.clip(steps, -128, 127).astype(np.int8)  # of each grey
        self._outputs = _by_channels(self._interpreter)
        self._batch = 1

    def looks(self, frame: NDArray[np.uint8], boxes: Boxes) -> tuple[NDArray[np.float32], Boxes]:
        """What stands in each of `boxes` (n, 4), x, y, w, h in pixels of `frame` uint8 (h, w, 3), and where exactly.

        Returns the probability of each of ANSWERS, float32 (n, 12), whose rows sum to 1, and better boxes (n, 4), which
        mean something only of what is a digit.
        """
        said, better = np.empty((len(boxes), len(ANSWERS)), np.float32), np.empty((len(boxes), SIDES), np.float32)
        for start in range(0, len(boxes), AT_ONCE):
            part = slice(start, start + AT_ONCE)
            said[part], better[part] = self.answers(surroundings(frame, boxes[part]))
        return said, placed(boxes, better)

    def answers(self, pictures: NDArray[np.uint8]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The probability of each of ANSWERS for `pictures`, uint8 (n, SIDE, SIDE, 3) BGR, and the boxes as SIDES has
        it: float32 (n, 12) and (n, 4)."""
        count = len(pictures)
        if not count:
            return np.empty((0, len(ANSWERS)), np.float32), np.empty((0, SIDES), np.float32)
        if count != self._batch:
            self._interpreter.resize_tensor_input(self._input, pictures.shape)
            self._interpreter.allocate_tensors()
            self._batch = count
        self._interpreter.set_tensor(self._input, self._quantised[pictures])
        self._interpreter.invoke()
        logits, boxes = (self._values(self._outputs[channels]) for channels in (len(ANSWERS), SIDES))
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        return odds / odds.sum(axis=1, keepdims=True), boxes

    def _values(self, details: dict[str, Any]) -> NDArray[np.float32]:
        """What an output says, float32 (n, channels)."""
        scale, zero = details["quantization"]
        values: NDArray[np.float32] = self._interpreter.get_tensor(details["index"]).astype(np.float32)
        return (values - np.float32(zero)) * np.float32(scale)


def placed(boxes: Boxes, better: NDArray[np.float32]) -> Boxes:
    """What is said of each of `boxes` (n, 4) by `better` (n, 4), as SIDES has it: boxes in the same pixels."""
    around = squares(boxes).astype(np.float32)
    unit = around[:, 2:] / np.float32(AROUND)
    middle = around[:, :2] + around[:, 2:] / 2 + better[:, :2] * unit
    size = np.exp2(better[:, 2:]) * unit
    return np.concatenate([middle - size / 2, size], axis=1)


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
    given, gives = interpreter.get_input_details()[0], interpreter.get_output_details()
    found = [_told(given), *sorted(map(_told, gives))]
    wanted = [f"int8 {(SIDE, SIDE, 3)}", *sorted(f"int8 {(channels,)}" for channels in (len(ANSWERS), SIDES))]
    if found != wanted:
        raise ModelError(
            f"expected a second stage in {path} from {wanted[0]} to {' and '.join(wanted[1:])}, "
            f"found {found[0]} to {' and '.join(found[1:])}. "
            "Give the path of a second stage, or make it anew with 'make export MODEL=page'."
        )
    interpreter.set_tensor(given["index"], np.full((1, SIDE, SIDE, 3), given["quantization"][1], np.int8))
    interpreter.invoke()


def _by_channels(interpreter: Any) -> dict[int, dict[str, Any]]:
    """The details of each output by its channels, which differ."""
    return {int(details["shape"][-1]): details for details in interpreter.get_output_details()}


def _told(details: dict[str, Any]) -> str:
    return f"{details['dtype'].__name__} {tuple(map(int, details['shape'][1:]))}"
