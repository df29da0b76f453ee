"""What is given to the runtime's interpreter and taken from it, and which runtime that is."""

from __future__ import annotations

import os
import sys
import types

import numpy as np
import pytest
from recorder import Recorder

from edge.card import CHECKOUT_MODELS
from edge.classify import Classifier
from edge.errors import RuntimeMissingError
from edge.runtime import RUNTIMES

pytestmark = pytest.mark.skipif(
    not (CHECKOUT_MODELS / "digits.tflite").exists() and "CIFRA_CI" not in os.environ,
    reason="no model is shipped yet: make export",
)


def recorded(monkeypatch: pytest.MonkeyPatch, scale: float, zero: int) -> tuple[Classifier, Recorder]:
    """A classifier whose runtime is a recorder."""
    recorder = Recorder(scale, zero, list(range(-20, 2, 2)))
    runtime = types.ModuleType("runtime")
    runtime.Interpreter = lambda **_: recorder  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, RUNTIMES["ai-edge-litert"][0], runtime)
    return Classifier(runtime="ai-edge-litert"), recorder


@pytest.mark.parametrize(
    ("scale", "zero"),
    [
        (1 / 255, -128),  # as a network on 0…1 has it
        (0.0037, -120),  # white goes beyond 127: it must be clipped, not wrapped round to black
        (0.0045, -128),  # rounds half the values up
        (1 / 127, 0),
        (0.0041, 30),
    ],
)
def test_grey_is_quantised_with_rounding_and_clipping(monkeypatch: pytest.MonkeyPatch, scale: float, zero: int) -> None:
    classifier, recorder = recorded(monkeypatch, scale, zero)
    greys = np.zeros((1, 28, 28), np.uint8)
    greys.flat[:256] = np.arange(256)
    classifier.logits(greys)
    for grey in range(256):  # real value = scale · (q - zero), nearest q that an int8 holds
        nearest = min(range(-128, 128), key=lambda q: abs(scale * (q - zero) - grey / 255))
        assert abs(int(recorder.given.flat[grey]) - nearest) <= (1 if scale * 255 == 1 else 0), grey
    assert recorder.given.shape == (1, 28, 28, 1)


def test_the_answer_is_dequantised(monkeypatch: pytest.MonkeyPatch) -> None:
    classifier, recorder = recorded(monkeypatch, 1 / 255, -128)
    before = recorder.invoked
    assert before == 1  # the runtime is proved by one real invoke when it is opened
    logits = classifier.logits(np.zeros((50, 28, 28), np.uint8))
    np.testing.assert_allclose(logits, np.tile([0.25 * (q + 10) for q in range(-20, 2, 2)], (50, 1)))
    assert recorder.invoked == before + 1  # all in one batch


def test_an_unknown_runtime_lists_the_known_ones() -> None:
    with pytest.raises(RuntimeMissingError, match="ai-edge-litert, tflite-runtime, tensorflow, found 'onnx'"):
        Classifier(runtime="onnx")


def without(monkeypatch: pytest.MonkeyPatch, *names: str) -> None:
    """As on a machine where the runtimes `names` are not installed."""
    for name in names:
        for module in [RUNTIMES[name][0], RUNTIMES[name][0].split(".")[0]]:
            monkeypatch.setitem(sys.modules, module, None)


def broken(monkeypatch: pytest.MonkeyPatch, name: str, error: Exception) -> None:
    """A runtime that is installed, and fails when it is used."""

    def fail(**_: object) -> None:
        raise error

    runtime = types.ModuleType("runtime")
    runtime.Interpreter = fail  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, RUNTIMES[name][0], runtime)


def works(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    runtime = types.ModuleType("runtime")
    runtime.Interpreter = lambda **_: Recorder(1 / 255, -128, [0] * 11)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, RUNTIMES[name][0], runtime)


def test_runtimes_are_tried_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(RUNTIMES) == ["ai-edge-litert", "tflite-runtime", "tensorflow"]
    for name in RUNTIMES:
        works(monkeypatch, name)
    assert Classifier().runtime == "ai-edge-litert"
    without(monkeypatch, "ai-edge-litert")
    assert Classifier().runtime == "tflite-runtime"
    broken(monkeypatch, "tflite-runtime", ImportError("numpy.core.multiarray failed to import"))
    assert Classifier().runtime == "tensorflow"
    assert Classifier(runtime="tensorflow").runtime == "tensorflow"


def test_where_no_runtime_works_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, "ai-edge-litert", "tensorflow")
    broken(monkeypatch, "tflite-runtime", SystemError("built against NumPy 1\nand more"))
    with pytest.raises(RuntimeMissingError) as error:
        Classifier()
    message = str(error.value)
    assert "ai-edge-litert is not installed (pip install ai-edge-litert)" in message
    assert "tflite-runtime does not work here: built against NumPy 1 (pip install 'cifra[tflite-runtime]')" in message
    assert "tensorflow is not installed (pip install tensorflow)" in message
    assert "\n" not in message


def test_a_runtime_that_is_named_is_not_replaced_by_another(monkeypatch: pytest.MonkeyPatch) -> None:
    without(monkeypatch, "tflite-runtime")
    with pytest.raises(RuntimeMissingError, match="tflite-runtime is not installed") as error:
        Classifier(runtime="tflite-runtime")
    assert "ai-edge-litert" not in str(error.value)
