"""What goes into the page network and comes out of it; whatever is no page network is named in words."""

from __future__ import annotations

import hashlib
import json
import sys
import types
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from edge.errors import ModelError
from edge.page.card import read_page_card
from edge.page.heads import HEADS, KINDS, SYMBOLS
from edge.page.network import PageNetwork
from edge.runtime import RUNTIMES

HEIGHT, WIDTH = 64, 96
FIELDS = {"heads": list(HEADS), "kinds": list(KINDS), "symbols": SYMBOLS}


def card_of(model: Path, **changes: Any) -> None:
    """Write the card of the file at `model`, its sha256 right."""
    fields = FIELDS | {"sha256": hashlib.sha256(model.read_bytes()).hexdigest()} | changes
    model.with_suffix(".json").write_text(json.dumps(fields))


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A pair of files of which the first is never opened."""
    path = tmp_path / "page.tflite"
    path.write_bytes(b"a model")
    card_of(path)
    return path


class Fake:
    """In place of a runtime's interpreter: each head says its channel's number in all cells, in steps of its scale."""

    def __init__(
        self,
        scale: float = 1 / 128,
        zero: int = 0,
        size: tuple[int, ...] = (HEIGHT, WIDTH, 3),
        channels: tuple[int, ...] = (7, 3, 20, 4),
        dtype: type = np.int8,
        cells: int = 4,
    ) -> None:
        self.quantization, self.size, self.channels, self.dtype, self.cells = (
            (scale, zero),
            size,
            channels,
            dtype,
            cells,
        )
        self.given = np.zeros(0, np.int8)
        self.invoked = 0

    def get_input_details(self) -> list[dict[str, Any]]:
        shape = np.array([1, *self.size])
        return [{"index": 0, "shape": shape, "dtype": self.dtype, "quantization": self.quantization}]

    def get_output_details(self) -> list[dict[str, Any]]:
        shapes = [(1, *(side // self.cells for side in self.size[:2]), channels) for channels in self.channels]
        return [
            {"index": 9 - i, "shape": np.array(shape), "dtype": self.dtype, "quantization": (0.5 * (i + 1), -i)}
            for i, shape in enumerate(shapes)
        ]

    def allocate_tensors(self) -> None:
        pass

    def set_tensor(self, index: int, values: NDArray[np.int8]) -> None:
        assert index == 0
        assert values.dtype == np.int8
        self.given = values.copy()

    def invoke(self) -> None:
        self.invoked += 1

    def get_tensor(self, index: int) -> NDArray[np.int8]:
        shape = self.get_output_details()[9 - index]["shape"]
        return np.broadcast_to(np.arange(shape[-1], dtype=np.int8), shape)


def opened(monkeypatch: pytest.MonkeyPatch, model: Path, fake: Fake) -> PageNetwork:
    runtime = types.ModuleType("runtime")
    runtime.Interpreter = lambda **_: fake  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, RUNTIMES["ai-edge-litert"][0], runtime)
    return PageNetwork(model, "ai-edge-litert")


def greys() -> NDArray[np.uint8]:
    canvas = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    canvas.flat[:256] = np.arange(256)
    return canvas


@pytest.mark.parametrize(("scale", "zero"), [(1 / 128, 0), (0.00785, -1), (0.0079, 3), (1 / 64, 0), (0.007, 0)])
def test_pixels_are_quantised_with_rounding_and_clipping(
    monkeypatch: pytest.MonkeyPatch, model: Path, scale: float, zero: int
) -> None:
    fake = Fake(scale, zero)
    network = opened(monkeypatch, model, fake)
    assert network.size == (HEIGHT, WIDTH)
    assert (fake.given == zero).all()  # proved on a grey canvas
    network.answers(greys())
    assert fake.given.shape == (1, HEIGHT, WIDTH, 3)
    for grey in range(256):
        exact = (grey - 128) / 128 / scale + zero
        assert abs(int(fake.given.flat[grey]) - min(max(exact, -128), 127)) <= 0.5 + 1e-9, grey
    if (scale, zero) == (1 / 128, 0):
        np.testing.assert_array_equal(fake.given.flat[:256], np.arange(-128, 128))


def test_heads_are_told_by_their_channels_and_dequantised(monkeypatch: pytest.MonkeyPatch, model: Path) -> None:
    fake = Fake()
    network = opened(monkeypatch, model, fake)
    assert fake.invoked == 1
    answers = network.answers(greys())
    assert fake.invoked == 2
    for name, scale, zero in (("kind", 0.5, 0), ("centre", 1.0, -1), ("symbol", 1.5, -2), ("box", 2.0, -3)):
        head = getattr(answers, name)
        assert head.dtype == np.float32
        assert head.shape == (HEIGHT // 4, WIDTH // 4, HEADS[name])
        np.testing.assert_allclose(head[5, 7], scale * (np.arange(HEADS[name]) - zero))


@pytest.mark.parametrize(
    "wrong",
    [
        np.zeros((HEIGHT, WIDTH), np.uint8),
        np.zeros((WIDTH, HEIGHT, 3), np.uint8),
        np.zeros((HEIGHT, WIDTH, 3), np.int8),
        np.zeros((1, HEIGHT, WIDTH, 3), np.uint8),
    ],
)
def test_what_is_no_canvas_is_refused(monkeypatch: pytest.MonkeyPatch, model: Path, wrong: NDArray[Any]) -> None:
    network = opened(monkeypatch, model, Fake())
    with pytest.raises(ValueError, match=r"must be uint8 \(64, 96, 3\), but is"):
        network.answers(wrong)


@pytest.mark.parametrize(
    ("fake", "found"),
    [
        (Fake(channels=(7, 3, 20)), r"found int8 \(1, 64, 96, 3\) to int8"),
        (Fake(channels=(7, 3, 20, 5)), r"16, 24, 5\)"),
        (Fake(channels=(7, 3, 20, 4, 4)), "found int8"),
        (Fake(size=(HEIGHT, WIDTH, 1)), r"found int8 \(1, 64, 96, 1\)"),
        (Fake(size=(28, 28, 3)), r"found int8 \(1, 28, 28, 3\)"),
        (Fake(size=(66, 94, 3)), r"found int8 \(1, 66, 94, 3\)"),
        (Fake(size=(11,)), r"found int8 \(1, 11\)"),
        (Fake(dtype=np.float32), r"found float32 \(1, 64, 96, 3\)"),
        (Fake(cells=8), r"\(1, 8, 12, 20\)"),
    ],
)
def test_another_network_is_named(monkeypatch: pytest.MonkeyPatch, model: Path, fake: Fake, found: str) -> None:
    with pytest.raises(ModelError, match=rf"expected a page network in .*page.tflite.*{found}.*MODEL=page"):
        opened(monkeypatch, model, fake)


SPOILT: dict[str, tuple[Callable[[Path], object], str]] = {
    "no model": (lambda model: model.unlink(), "found nothing there"),
    "no card": (lambda model: model.with_suffix(".json").unlink(), r"card of page.tflite .*copy both"),
    "a card that is not JSON": (lambda model: model.with_suffix(".json").write_text("good"), "expected a model card"),
    "a digit network's card": (
        lambda model: model.with_suffix(".json").write_text('{"sha256": "0", "labels": [], "temperature": 1}'),
        "expected a model card.*heads",
    ),
    "a card with a foreign sum": (lambda model: card_of(model, sha256="0" * 64), "do not belong together"),
    "other kinds": (lambda model: card_of(model, kinds=["paper", "ink"]), "expected the kinds of mark paper, .*ink"),
    "other symbols": (lambda model: card_of(model, symbols="abc"), "expected the symbols 0123.*found abc"),
    "other heads": (lambda model: card_of(model, heads=["box"]), "expected the heads centre, .*found box.*version"),
    "an impossible threshold": (lambda model: card_of(model, threshold=1.0), "a threshold of 1.0"),
    "heights that fall": (lambda model: card_of(model, least_height=30), "heights that do not rise"),
    "no model inside": (lambda model: None, "expected a TensorFlow Lite model in .*page.tflite.*make export"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_pair_of_files_that_is_none_is_named(name: str, model: Path) -> None:
    change, message = SPOILT[name]
    change(model)
    with pytest.raises(ModelError, match=f"(?s){message}"):
        PageNetwork(model)


def test_thresholds_come_from_the_card(model: Path) -> None:
    assert read_page_card(model).threshold == 0.3
    card_of(model, threshold=0.45, least_height=8, best_height=20, greatest_height=50)
    card = read_page_card(model)
    assert (card.threshold, card.least_height, card.best_height, card.greatest_height) == (0.45, 8, 20, 50)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An untrained network of two layers and four heads, int8, as the converter makes it."""
    pytest.importorskip("tensorflow", reason="TensorFlow is not installed (pip install '.[train]')")
    import tensorflow as tf
    import tf_keras as keras

    keras.utils.set_random_seed(1)
    picture = keras.Input((HEIGHT, WIDTH, 3), batch_size=1)
    trunk = picture
    for channels in (8, 16):
        trunk = keras.layers.Conv2D(channels, 3, strides=2, padding="same", activation="relu")(trunk)
    heads = [keras.layers.Conv2D(channels, 1)(trunk) for channels in HEADS.values()]
    converter = tf.lite.TFLiteConverter.from_keras_model(keras.Model(picture, heads))
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
    converter.inference_input_type = converter.inference_output_type = tf.int8
    rng = np.random.default_rng(0)
    examples = [rng.integers(-128, 128, (1, HEIGHT, WIDTH, 3)).astype(np.float32) / 128 for _ in range(8)]
    converter.representative_dataset = lambda: ([example] for example in examples)
    path = tmp_path_factory.mktemp("exported") / "tiny.tflite"
    with warnings.catch_warnings():  # the converter asks for statistics that it then takes from the examples
        warnings.simplefilter("ignore")
        path.write_bytes(converter.convert())
    card_of(path)
    return path


@pytest.mark.slow
def test_a_real_file_answers(exported: Path) -> None:
    network = PageNetwork(exported)
    assert network.size == (HEIGHT, WIDTH)
    canvas = np.random.default_rng(1).integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)
    first, grey = network.answers(canvas), network.answers(np.full_like(canvas, 128))
    again = network.answers(canvas)
    for name, channels in HEADS.items():
        head = getattr(first, name)
        assert head.shape == (HEIGHT // 4, WIDTH // 4, channels)
        assert np.isfinite(head).all()
        assert head.std() > 0
        np.testing.assert_array_equal(head, getattr(again, name))
        assert not np.array_equal(head, getattr(grey, name))


@pytest.mark.slow
def test_a_picture_goes_through_a_real_file(exported: Path) -> None:
    from edge.page.page import find

    frame = np.random.default_rng(1).integers(0, 256, (100, 150, 3), np.uint8)
    view = find(frame, PageNetwork(exported))
    evidence = view.evidence(view.found.boxes)
    assert np.isfinite(evidence.centres).all()
    assert np.isfinite(evidence.kinds).all()
    assert np.isfinite(view.found.handwriting).all()


@pytest.mark.slow
def test_a_page_network_is_no_digit_network(exported: Path) -> None:
    from edge.classify import Classifier

    with pytest.raises(ModelError, match="expected a model card"):
        Classifier(exported)
