"""What is said of a model file is what is in it, and the network cut short gives what it gives inside."""

from __future__ import annotations

import os
from math import prod
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("tqdm", reason="the training side is not installed (pip install '.[train]')")

from edge.classify import Classifier
from edge.errors import ModelError
from train.anatomy import cut_after, multiply_accumulates, operators
from train.stages import activations, microseconds

MODEL = Path(__file__).parent.parent / "models" / "digits.tflite"
pytestmark = pytest.mark.skipif(
    not MODEL.exists() and "CIFRA_CI" not in os.environ, reason="no model is shipped yet: make export"
)


@pytest.fixture(scope="module")
def shipped() -> bytes:
    return MODEL.read_bytes()


@pytest.fixture(scope="module")
def classifier() -> Classifier:
    return Classifier(MODEL)


@pytest.fixture(scope="module")
def glyphs() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 256, (3, 28, 28), np.uint8)


def ran_by_litert(content: bytes) -> Any:
    interpreter = pytest.importorskip("ai_edge_litert.interpreter").Interpreter(model_content=content)
    interpreter.allocate_tensors()
    return interpreter


def _sides(given: int, window: int, stride: int) -> tuple[int, int]:
    """How many windows fit into `given` pixels: with a border of nothing and without."""
    return -(-given // stride), (given - window) // stride + 1


def test_operators_shapes_and_products_are_those_that_the_runtime_sees(shipped: bytes) -> None:
    """The runtime's own list of operators, counted by hand: products are output values times values of a filter."""
    interpreter = ran_by_litert(shipped)
    shapes = {tensor["index"]: [int(side) for side in tensor["shape"]] for tensor in interpreter.get_tensor_details()}
    steps = [step for step in interpreter._get_ops_details() if step["op_name"] != "DELEGATE"]
    found = operators(shipped)
    assert [operator.name for operator in found] == [step["op_name"] for step in steps]
    products = 0
    for operator, step in zip(found, steps, strict=True):
        assert [1, *operator.input_shape] == shapes[step["inputs"][0]]
        assert [1, *operator.output_shape] == shapes[step["outputs"][0]]
        if operator.name == "CONV_2D":
            filters, biases = shapes[step["inputs"][1]], shapes[step["inputs"][2]]
            assert operator.parameters == prod(filters) + prod(biases)
            assert operator.window == (filters[1], filters[2])
            assert operator.stride is not None
            assert operator.output_shape[0] in _sides(operator.input_shape[0], filters[1], operator.stride[0])
            products += prod(shapes[step["outputs"][0]]) * prod(filters[1:])
    assert multiply_accumulates(shipped) == products == sum(one.multiply_accumulates for one in found)
    assert products > 1_000_000


def test_the_weights_are_those_that_the_runtime_computes_with(shipped: bytes) -> None:
    interpreter = ran_by_litert(shipped)
    (first,) = [step for step in interpreter._get_ops_details() if step["index"] == 0]
    weights = operators(shipped)[0].weights
    assert weights is not None
    np.testing.assert_array_equal(weights.values, interpreter.get_tensor(first["inputs"][1]))
    assert weights.scales.shape == (len(weights.values),)
    assert (weights.scales > 0).all()


@pytest.mark.parametrize(
    ("layer", "products", "parameters"),
    [
        (lambda layers: layers.Conv2D(2, 3), 6 * 6 * 2 * 3 * 3 * 3, 2 * 27 + 2),  # "valid": the edge is left out
        (lambda layers: layers.Conv2D(4, 3, padding="same", strides=2), 4 * 4 * 4 * 3 * 3 * 3, 4 * 27 + 4),
        (lambda layers: layers.DepthwiseConv2D(3), 6 * 6 * 3 * 3 * 3, 3 * 9 + 3),  # each output sees one channel
        (lambda layers: layers.DepthwiseConv2D(3, depth_multiplier=2), 6 * 6 * 6 * 3 * 3, 6 * 9 + 6),
        (lambda layers: [layers.Flatten(), layers.Dense(5)], 5 * 8 * 8 * 3, 5 * 8 * 8 * 3 + 5),  # each sees all
        (lambda layers: layers.MaxPooling2D(), 0, 0),  # compares only
        (lambda layers: layers.GlobalAveragePooling2D(), 0, 0),  # its axes are constants, but not learnt
    ],
)
def test_products_and_parameters_of_small_networks(layer: Any, products: int, parameters: int) -> None:
    tf = pytest.importorskip("tensorflow", reason="TensorFlow is not installed (pip install '.[train]')")
    import tf_keras as keras

    made = layer(keras.layers)
    network = keras.Sequential([keras.Input((8, 8, 3)), *(made if isinstance(made, list) else [made])])
    for values in network.trainable_variables:  # a bias of zeros would be left out of the file
        values.assign(np.random.default_rng(0).normal(size=values.shape))
    converter = tf.lite.TFLiteConverter.from_keras_model(network)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    pictures = np.random.default_rng(0).random((5, 1, 8, 8, 3), np.float32)
    converter.representative_dataset = lambda: ([picture] for picture in pictures)
    content = bytes(converter.convert())
    assert multiply_accumulates(content) == products
    assert sum(operator.parameters for operator in operators(content)) == parameters


def test_the_network_cut_after_its_last_operator_answers_as_the_whole(
    classifier: Classifier, glyphs: np.ndarray
) -> None:
    given = activations(classifier, glyphs)
    np.testing.assert_allclose(given[-1].values, classifier.logits(glyphs), rtol=1e-6)
    shapes = [operator.output_shape for operator in operators(classifier.path.read_bytes())]
    assert [one.values.shape for one in given] == [(3, *shape) for shape in shapes]


def test_what_comes_out_inside_is_what_the_weights_say(
    shipped: bytes, classifier: Classifier, glyphs: np.ndarray
) -> None:
    """The first convolution reckoned in floats, in the middle of the picture, where no edge matters."""
    weights = operators(shipped)[0].weights
    assert weights is not None
    first = activations(classifier, glyphs)[0]
    filters = weights.values.astype(np.float64) * weights.scales[:, None, None, None]
    # 28 dots in steps of two give 14 windows of five; the first begins one dot outside, the second at dot 1.
    patches = np.lib.stride_tricks.sliding_window_view(glyphs / 255.0, (5, 5), axis=(1, 2))[:, 1::2, 1::2]
    sums = np.einsum("nyxab,fab->nyxf", patches, filters[..., 0])
    found = first.values[:, 1:-1, 1:-1]
    told_apart = (found > 0) & (found < found.max())  # below, the network gives 0; above, the largest int8
    for one in range(len(filters)):
        left = (found - sums)[..., one][told_apart[..., one]]
        # What is left is the filter's bias, to within a step of rounding either way.
        assert left.size == 0 or np.ptp(left) <= 2 * first.scale
    assert told_apart.any()


@pytest.mark.parametrize("count", [0, -1, 1000])
def test_a_cut_outside_the_network_is_refused(shipped: bytes, count: int) -> None:
    with pytest.raises(ValueError, match="count must be 1 to"):
        cut_after(shipped, count)


@pytest.mark.parametrize("content", [b"", b"no model at all", b"\0" * 100])
def test_what_is_no_model_is_refused(content: bytes) -> None:
    with pytest.raises(ModelError, match="TFL3"):
        operators(content)


def test_each_operator_takes_some_time_and_none_takes_less_than_nothing(classifier: Classifier) -> None:
    found = microseconds(classifier, rounds=20)
    assert len(found) == len(operators(classifier.path.read_bytes()))
    assert min(found) >= 0
    assert 1 < sum(found) < 100_000
