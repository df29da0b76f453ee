"""A stand-in for a runtime's interpreter, for the tests of what is given to it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


class Recorder:
    """In place of a runtime's interpreter: it keeps what it is given, and answers with fixed values."""

    def __init__(self, scale: float, zero: int, answer: list[int]) -> None:
        self.scale, self.zero, self.answer = scale, zero, answer
        self.count = 1
        self.given = np.zeros(0, np.int8)
        self.invoked = 0

    def get_input_details(self) -> list[dict[str, Any]]:
        quantization = (self.scale, self.zero)
        return [{"index": 0, "shape": np.array([1, 28, 28, 1]), "dtype": np.int8, "quantization": quantization}]

    def get_output_details(self) -> list[dict[str, Any]]:
        return [{"index": 1, "shape": np.array([1, 11]), "dtype": np.int8, "quantization": (0.25, -10)}]

    def resize_tensor_input(self, index: int, shape: tuple[int, ...]) -> None:
        self.count = shape[0]

    def allocate_tensors(self) -> None:
        pass

    def set_tensor(self, index: int, values: NDArray[np.int8]) -> None:
        assert values.dtype == np.int8
        self.given = values

    def invoke(self) -> None:
        self.invoked += 1

    def get_tensor(self, index: int) -> NDArray[np.int8]:
        return np.tile(np.array(self.answer, np.int8), (self.count, 1))
