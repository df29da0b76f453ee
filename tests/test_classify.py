"""The network as the reader sees it: probabilities out, whatever is wrong with a model named in words."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from recorder import Recorder
from written import digit_mask

from edge.card import CHECKOUT_MODELS, LABELS, model_path, read_card
from edge.classify import Classifier
from edge.errors import ModelError
from edge.glyph import glyph
from edge.runtime import RUNTIMES

SHIPPED = CHECKOUT_MODELS / "digits.tflite"

pytestmark = pytest.mark.skipif(
    not SHIPPED.exists() and "CIFRA_CI" not in os.environ, reason="no model is shipped yet: make export"
)


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier()


@pytest.fixture(scope="module")
def glyphs() -> NDArray[np.uint8]:
    """uint8 (50, 28, 28): each digit in five hands."""
    return np.stack([glyph(digit_mask(digit, seed)) for seed in range(5) for digit in range(10)])


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The shipped model and its card, to be spoilt."""
    for suffix in (".tflite", ".json"):
        shutil.copy(SHIPPED.with_suffix(suffix), tmp_path / f"other{suffix}")
    return tmp_path / "other.tflite"


def card_of(model: Path, **changes: Any) -> None:
    """Write the card of the file at `model`, its sha256 right."""
    fields = json.loads(SHIPPED.with_suffix(".json").read_text())
    fields |= {"sha256": hashlib.sha256(model.read_bytes()).hexdigest()} | changes
    model.with_suffix(".json").write_text(json.dumps(fields))


def test_written_digits_are_told_apart(classifier: Classifier, glyphs: NDArray[np.uint8]) -> None:
    labels = classifier.predict(glyphs).argmax(axis=1)
    assert (labels == np.tile(np.arange(10), 5)).mean() >= 0.96


@pytest.mark.parametrize("count", [1, 2, 7, 50])
def test_rows_are_probabilities(classifier: Classifier, glyphs: NDArray[np.uint8], count: int) -> None:
    answer = classifier.predict(glyphs[:count])
    assert answer.shape == (count, 11)
    assert answer.dtype == np.float32
    assert (answer >= 0).all()
    np.testing.assert_allclose(answer.sum(axis=1), 1, atol=1e-5)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), count=st.integers(0, 9))
def test_any_picture_gets_an_answer(seed: int, count: int) -> None:
    classifier = shared()
    answer = classifier.predict(np.random.default_rng(seed).integers(0, 256, (count, 28, 28), np.uint8))
    assert answer.shape == (count, 11)
    assert np.isfinite(answer).all()
    np.testing.assert_allclose(answer.sum(axis=1), 1, atol=1e-5)


_shared: list[Classifier] = []


def shared() -> Classifier:
    """One classifier for all examples of a property, which cannot take a fixture that is made anew."""
    if not _shared:
        _shared.append(Classifier())
    return _shared[0]


def test_a_batch_says_the_same_as_single_calls(classifier: Classifier, glyphs: NDArray[np.uint8]) -> None:
    one_by_one = np.concatenate([classifier.predict(picture[None]) for picture in glyphs])
    if classifier.runtime == "ai-edge-litert":
        np.testing.assert_array_equal(classifier.predict(glyphs), one_by_one)
    else:  # on arm64, tflite-runtime rounds an answer in several hundred to the next step of the output
        np.testing.assert_allclose(classifier.predict(glyphs), one_by_one, atol=0.02)


def test_the_size_of_the_batch_before_changes_nothing(classifier: Classifier, glyphs: NDArray[np.uint8]) -> None:
    expected = classifier.predict(glyphs)
    for count in (3, 1, 50, 0, 2, 50):
        np.testing.assert_array_equal(classifier.predict(glyphs[:count]), expected[:count])


def test_an_answer_is_not_overwritten_by_the_next(classifier: Classifier, glyphs: NDArray[np.uint8]) -> None:
    first = classifier.predict(glyphs[:10])
    kept = first.copy()
    classifier.predict(glyphs[10:20])
    np.testing.assert_array_equal(first, kept)


@pytest.mark.parametrize("bias", [0.0, 1.5])
def test_bias_and_temperature_calibrate_the_logits(bias: float, copy: Path, glyphs: NDArray[np.uint8]) -> None:
    card_of(copy, temperature=2.0, refusal_bias=bias)
    soft = Classifier(copy)
    logits = soft.logits(glyphs).astype(np.float64)
    logits[:, 10] -= bias  # of "not a digit"
    scaled = np.exp(logits / 2.0)
    np.testing.assert_allclose(soft.predict(glyphs), scaled / scaled.sum(axis=1, keepdims=True), atol=1e-5)


@pytest.mark.parametrize(
    "wrong",
    [
        np.zeros((28, 28), np.uint8),  # one picture without its batch
        np.zeros((1, 28, 28, 1), np.uint8),  # with a channel
        np.zeros((1, 32, 32), np.uint8),
        np.zeros((3, 28, 27), np.uint8),
        np.zeros((1, 28, 28), np.float32),
        np.zeros((1, 28, 28), np.int8),  # quantised already
        np.zeros((1, 28, 28), bool),
        np.zeros((0,), np.uint8),
    ],
)
def test_what_is_no_batch_of_glyphs_is_refused(classifier: Classifier, wrong: NDArray[Any]) -> None:
    with pytest.raises(ValueError, match=r"uint8 \(n, 28, 28\), but are") as error:
        classifier.predict(wrong)
    assert str(wrong.dtype) in str(error.value)
    assert str(wrong.shape) in str(error.value)


def test_the_shipped_model_has_a_card_that_is_its_own() -> None:
    card = read_card(SHIPPED)
    assert card.labels == LABELS == (*"0123456789", "not a digit")
    assert card.sha256 == hashlib.sha256(SHIPPED.read_bytes()).hexdigest()
    assert 0.3 <= card.temperature <= 3
    assert model_path("digits") == model_path(SHIPPED) == SHIPPED


SPOILT: dict[str, tuple[Callable[[Path], object], str]] = {
    "no model": (lambda model: model.unlink(), "found nothing there.*path of a .tflite file or one of the shipped"),
    "no card": (lambda model: model.with_suffix(".json").unlink(), r"card of other.tflite .*copy both"),
    "a card that is not JSON": (
        lambda model: model.with_suffix(".json").write_text("accuracy: good"),
        r"expected a model card in .*other.json",
    ),
    "a card that is not text": (
        lambda model: model.with_suffix(".json").write_bytes(b"\xff\xfe\x00"),
        r"expected a model card in .*other.json",
    ),
    "a card of other JSON": (lambda model: model.with_suffix(".json").write_text("[1, 2]"), "expected a model card"),
    "a card without a sum": (
        lambda model: model.with_suffix(".json").write_text('{"labels": [], "temperature": 1}'),
        "expected a model card.*sha256",
    ),
    "a card with a temperature of words": (lambda model: card_of(model, temperature="warm"), "expected a model card"),
    "a card with a foreign sum": (
        lambda model: card_of(model, sha256="0" * 64),
        r"with sha256 0000000000000000….*found [0-9a-f]{16}….*copy both again",
    ),
    "a damaged model": (
        lambda model: model.write_bytes(model.read_bytes()[:-1] + b"\x01"),
        "do not belong together, or one is damaged",
    ),
    "a card of letters": (
        lambda model: card_of(model, labels=list("abcdefghijk")),
        "expected the labels 0, 1.*found a",
    ),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_pair_of_files_that_is_none_is_named(name: str, copy: Path) -> None:
    change, message = SPOILT[name]
    change(copy)
    with pytest.raises(ModelError, match=f"(?s){message}"):
        Classifier(copy)


@pytest.mark.parametrize("content", [b"", b"TFL3", b"not a model" * 50, bytes(range(256)) * 100])
def test_a_file_that_is_no_model_is_named(content: bytes, copy: Path) -> None:
    copy.write_bytes(content)
    card_of(copy)
    with pytest.raises(ModelError, match=r"expected a TensorFlow Lite model in .*other\.tflite.*make export"):
        Classifier(copy)


def test_half_a_model_is_named(copy: Path) -> None:
    pytest.importorskip("ai_edge_litert", reason="tflite-runtime crashes; a card of the whole model keeps it from half")
    copy.write_bytes(copy.read_bytes()[: copy.stat().st_size // 2])
    card_of(copy)
    with pytest.raises(ModelError, match=r"other\.tflite"):
        Classifier(copy)


@pytest.mark.parametrize(
    ("side", "outputs", "dtype", "found"),
    [
        (32, 11, np.int8, r"int8 \(.*32.*32.*\) to int8 \(.*11.*\)"),  # another picture
        (28, 10, np.int8, r"int8 \(.*28.*28.*\) to int8 \(.*10.*\)"),  # no "not a digit"
        (28, 11, np.float32, r"float32 \(.*28.*28.*\) to float32 \(.*11.*\)"),  # not quantised
    ],
)
def test_a_network_of_other_shapes_is_named(
    monkeypatch: pytest.MonkeyPatch, side: int, outputs: int, dtype: type, found: str
) -> None:
    class Other(Recorder):
        def get_input_details(self) -> list[dict[str, Any]]:
            return [super().get_input_details()[0] | {"shape": np.array([1, side, side, 1]), "dtype": dtype}]

        def get_output_details(self) -> list[dict[str, Any]]:
            return [super().get_output_details()[0] | {"shape": np.array([1, outputs]), "dtype": dtype}]

    runtime = types.ModuleType("runtime")
    runtime.Interpreter = lambda **_: Other(1.0, 0, [0] * 11)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, RUNTIMES["ai-edge-litert"][0], runtime)
    with pytest.raises(ModelError, match=f"expected a network in .*digits.tflite.*, found {found}"):
        Classifier(runtime="ai-edge-litert")


def test_an_unknown_model_name_lists_the_shipped_ones() -> None:
    with pytest.raises(ModelError, match=r"letters.tflite, found nothing there.*digits"):
        Classifier("letters")
