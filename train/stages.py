"""The network stopped after each of its operators: what comes out there, and how long it takes to get there.

The runtime's Python package has no profiler that says how long each operator takes. So the file is cut short after
each, and the cuts are timed in turns; what one more operator adds is its time.
"""

from __future__ import annotations

import importlib
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge.classify import Classifier
from edge.glyph import SIDE
from edge.runtime import RUNTIMES
from train.anatomy import cut_after, operators

BATCH = 10  # glyphs at once, about what a line on a page gives
ROUNDS = 300  # of all the cuts in turns, so that none is measured while the machine happens to be faster


@dataclass(frozen=True, eq=False)
class Activations:
    """What one operator gives for some glyphs."""

    values: NDArray[np.float32]
    """(n, h, w, channels) or (n, channels), in real numbers: scale times (int8 minus zero point)."""
    scale: float
    zero_point: int


def activations(classifier: Classifier, glyphs: NDArray[np.uint8]) -> list[Activations]:
    """What each operator of the network gives for `glyphs`, uint8 (n, 28, 28), in the order in which they run."""
    found = []
    for content in _cuts(classifier):
        interpreter = _opened(content, classifier, _network_input(classifier, glyphs))
        interpreter.invoke()
        details = interpreter.get_output_details()[0]
        scale, zero_point = details["quantization"]
        given: NDArray[np.int8] = interpreter.get_tensor(details["index"])
        real = (given.astype(np.float32) - np.float32(zero_point)) * np.float32(scale)
        found.append(Activations(real, float(scale), int(zero_point)))
    return found


def microseconds(classifier: Classifier, rounds: int = ROUNDS) -> list[float]:
    """How long each operator takes for one glyph on this machine, in batches of BATCH on one thread.

    A cut takes as long as the fastest of its `rounds` runs: whatever else a machine does can only make it slower, and
    on a busy one medians wander by microseconds. The sum is the time of the whole network; the first operator's holds
    what a call costs in itself. One that takes less than can be told apart has 0. What `Classifier.predict` does
    besides (quantising, the softmax) is not in it.
    """
    rng = np.random.default_rng(0)
    glyphs = rng.integers(0, 256, (BATCH, SIDE, SIDE), np.uint8)
    opened = [_opened(content, classifier, _network_input(classifier, glyphs)) for content in _cuts(classifier)]
    taken = np.empty((rounds, len(opened)))
    for turn in taken:
        for at, interpreter in enumerate(opened):
            start = time.perf_counter()
            interpreter.invoke()
            turn[at] = time.perf_counter() - start
    until = taken.min(axis=0) * 1e6 / BATCH
    until = np.minimum.accumulate(until[::-1])[::-1]  # a longer cut cannot be faster: where it is, that is noise
    return [float(value) for value in np.diff(until, prepend=0.0)]


def _cuts(classifier: Classifier) -> list[bytes]:
    content = classifier.path.read_bytes()
    return [cut_after(content, count) for count in range(1, len(operators(content)) + 1)]


def _opened(content: bytes, classifier: Classifier, values: NDArray[np.int8]) -> Any:
    """An interpreter of `content` in the runtime of `classifier`, with `values` as its input."""
    interpreter = importlib.import_module(RUNTIMES[classifier.runtime][0]).Interpreter(
        model_content=content, num_threads=1
    )
    given = interpreter.get_input_details()[0]["index"]
    interpreter.resize_tensor_input(given, values.shape)
    interpreter.allocate_tensors()
    interpreter.set_tensor(given, values)
    return interpreter


def _network_input(classifier: Classifier, glyphs: NDArray[np.uint8]) -> NDArray[np.int8]:
    """`glyphs` as the file takes them: int8 (n, 28, 28, 1)."""
    values = np.rint(glyphs[..., None] / (255.0 * classifier.input_scale)) + classifier.input_zero
    return np.clip(values, -128, 127).astype(np.int8)
