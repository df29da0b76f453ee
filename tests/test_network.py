"""The networks: what they take and give, how large they are, and that their file does as much work as is said."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest

pytest.importorskip("tf_keras", reason="TensorFlow is not installed (pip install '.[train]')")

import tensorflow as tf
import tf_keras as keras

import train.anatomy
from train.export import LARGEST, MOST_WORK
from train.network import DIGITS, SHIPPED, TINY, Shape, build_network, build_teacher, multiply_accumulates

every_shape = pytest.mark.parametrize("shape", [DIGITS, TINY])


@pytest.mark.parametrize("build", [partial(build_network, DIGITS), partial(build_network, TINY), build_teacher])
def test_eleven_logits_for_every_glyph(build: Callable[[], Any]) -> None:
    network = build()
    assert network.input_shape == (None, 28, 28, 1)
    assert network.output_shape == (None, 11)
    logits = network.predict(np.zeros((3, 28, 28, 1), np.float32), verbose=0)
    assert logits.shape == (3, 11)
    assert np.isfinite(logits).all()


@every_shape
def test_parameters_are_those_of_five_convolutions_their_normalisation_and_the_answer(shape: Shape) -> None:
    first, second, third = shape.channels
    kernels = 25 * first + 9 * (first * second + second**2 + second * third + third**2)
    normalisation = 4 * (first + 2 * second + 2 * third)
    assert build_network(shape).count_params() == kernels + normalisation + 11 * third + 11


@every_shape
def test_dropout_is_where_it_is_asked_for(shape: Shape) -> None:
    rates = [layer.rate for layer in build_network(shape).layers if isinstance(layer, keras.layers.Dropout)]
    assert rates == ([shape.dropout] if shape.dropout else [])


def test_the_tiny_network_leaves_nothing_out_and_the_teacher_is_much_larger() -> None:
    assert TINY.dropout == 0  # it has too few weights to learn anything by heart
    tiny, digits, teacher = build_network(TINY), build_network(DIGITS), build_teacher()
    assert 16 * tiny.count_params() < 4 * digits.count_params() < teacher.count_params()
    assert multiply_accumulates(teacher) > 5 * multiply_accumulates(digits)
    assert set(SHIPPED) == set(LARGEST)


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_network_does_no_more_work_than_is_allowed(name: str) -> None:
    assert 0 < multiply_accumulates(build_network(SHIPPED[name])) <= MOST_WORK


def test_the_file_does_the_work_that_is_said() -> None:
    network = build_network(TINY)
    for values in network.trainable_variables:  # a bias of zeros would be left out of the file
        values.assign(np.random.default_rng(0).normal(size=values.shape))
    content = bytes(tf.lite.TFLiteConverter.from_keras_model(network).convert())
    assert train.anatomy.multiply_accumulates(content) == multiply_accumulates(network)
