"""Canvases in, answers out: the page network, int8, run by whichever runtime is installed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.card import model_path
from edge.errors import ModelError
from edge.page.card import PageCard, read_page_card
from edge.page.heads import HEADS, STRIDE
from edge.page.second_stage import SecondStage
from edge.runtime import open_model

SECOND_STAGE = ".second-stage.tflite"  # in the place of the .tflite of the page network, whose file lies beside it
SMALLEST = 32  # pixels of a canvas, each way: two tiles of half of it overlap by the other half
AS_THEY_ARE = np.arange(-128, 128).astype(np.int8)


@dataclass(frozen=True, eq=False)
class Answers:
    """What the network says of (h, w) pixels: float32 (h / 4, w / 4, channels), as `edge.page.heads` has it."""

    centre: NDArray[np.float32]
    box: NDArray[np.float32]
    symbol: NDArray[np.float32]
    kind: NDArray[np.float32]

    def part(self, rows: slice, columns: slice) -> Answers:
        """Those of the cells in `rows` and `columns`, in the same memory."""
        return Answers(*(head[rows, columns] for head in (self.centre, self.box, self.symbol, self.kind)))


class Network(Protocol):
    """Whatever answers as the page network does."""

    @property
    def card(self) -> PageCard: ...

    @property
    def size(self) -> tuple[int, int]:
        """Height and width in pixels of the canvases that it takes."""

    @property
    def second_stage(self) -> SecondStage | None:
        """What looks at each of its proposals once more."""

    def answers(self, canvas: NDArray[np.uint8]) -> Answers: ...


class PageNetwork:
    """The network, loaded once and proved by one real invoke.

    `model` is the path of a `.tflite` file or a shipped name, `runtime` one of `edge.runtime.RUNTIMES` or None for the
    first that works, `threads` the number of threads of the runtime. `size` is the height and width in pixels of its
    canvas. The second stage that its card names lies beside it.

    Raises `ModelError` for a file that is not such a model and `RuntimeMissingError` where no runtime can run it.
    """

    def __init__(self, model: str | Path = "page", runtime: str | None = None, threads: int = 1) -> None:
        self.path = model_path(model)
        self.card = read_page_card(self.path)
        self.second_stage = _second_stage(self.path, self.card, runtime, threads)
        self.runtime, self._interpreter = open_model(self.path, runtime, threads, _prove)
        given = self._interpreter.get_input_details()[0]
        self.size: tuple[int, int] = (int(given["shape"][1]), int(given["shape"][2]))
        self._input = given["index"]
        scale, zero = given["quantization"]
        steps = np.rint((np.arange(256) - 128.0) / (128.0 * scale)) + zero
        self._quantised = np.clip(steps, -128, 127).astype(np.int8)  # of each grey
        self._heads = _heads(self._interpreter)

    def answers(self, canvas: NDArray[np.uint8]) -> Answers:
        """What the network says of `canvas`, uint8 (h, w, 3) BGR of its `size`. Raises `ValueError` for any other."""
        if canvas.dtype != np.uint8 or canvas.shape != (*self.size, 3):
            raise ValueError(f"a canvas must be uint8 {(*self.size, 3)}, but is {canvas.dtype} {canvas.shape}")
        if np.array_equal(self._quantised, AS_THEY_ARE):  # then the upper bit turned round is all
            values = (canvas ^ np.uint8(128)).view(np.int8)
        else:
            values = cv2.LUT(canvas, self._quantised.view(np.uint8)).view(np.int8)
        self._interpreter.set_tensor(self._input, values[None])
        self._interpreter.invoke()
        return Answers(*(self._values(self._heads[name]) for name in HEADS))

    def _values(self, details: dict[str, Any]) -> NDArray[np.float32]:
        """What an output says, float32 (h, w, channels)."""
        scale, zero = details["quantization"]
        values: NDArray[np.float32] = self._interpreter.get_tensor(details["index"])[0].astype(np.float32)
        if zero:
            values -= np.float32(zero)
        values *= np.float32(scale)
        return values


def shipped_page_network() -> PageNetwork | None:
    """The one that is installed, or None where there is none."""
    try:
        path = model_path("page")
    except ModelError:
        return None
    return PageNetwork(path)


def second_stage_path(path: Path) -> Path:
    """Where the second stage of the page network at `path` lies."""
    return path.with_suffix(SECOND_STAGE)


def _second_stage(path: Path, card: PageCard, runtime: str | None, threads: int) -> SecondStage | None:
    """The one that the `card` of the page network at `path` names."""
    if card.second_stage is None:
        return None
    second = SecondStage(second_stage_path(path), runtime, threads)
    if second.card.sha256 != card.second_stage:
        raise ModelError(
            f"expected {second.path} with sha256 {card.second_stage[:16]}… as the card of {path.name} says, "
            f"found {second.card.sha256[:16]}…. The two networks do not belong together: copy all four files again."
        )
    return second


def _heads(interpreter: Any) -> dict[str, dict[str, Any]]:
    """The details of each output of HEADS, told by its channels."""
    by_channels = {int(details["shape"][-1]): details for details in interpreter.get_output_details()}
    return {name: by_channels[channels] for name, channels in HEADS.items()}


def _prove(interpreter: Any, path: Path) -> None:
    """Run one grey canvas through `interpreter`; raise `ModelError` unless it takes and gives what a reader needs."""
    interpreter.allocate_tensors()
    given, gives = interpreter.get_input_details(), interpreter.get_output_details()
    found = [_told(details) for details in given], sorted(_told(details) for details in gives)
    shape = tuple(map(int, given[0]["shape"]))
    wanted_shape = (1, shape[1], shape[2], 3) if len(shape) == 4 else (1, 0, 0, 3)
    height, width = wanted_shape[1:3]
    wanted = (
        [f"int8 {wanted_shape}"],
        sorted(f"int8 {(1, height // STRIDE, width // STRIDE, channels)}" for channels in HEADS.values()),
    )
    if found != wanted or min(height, width) < SMALLEST or height % STRIDE or width % STRIDE:
        raise ModelError(
            f"expected a page network in {path}: from int8 (1, h, w, 3) of {SMALLEST} pixels or more each way "
            f"to int8 (1, h / {STRIDE}, w / {STRIDE}, channels) of {', '.join(map(str, HEADS.values()))} channels, "
            f"found {', '.join(found[0])} to {', '.join(found[1])}. "
            "Give the path of a page network, or make it anew with 'make export MODEL=page'."
        )
    interpreter.set_tensor(given[0]["index"], np.full(shape, given[0]["quantization"][1], np.int8))
    interpreter.invoke()


def _told(details: dict[str, Any]) -> str:
    return f"{details['dtype'].__name__} {tuple(map(int, details['shape']))}"
