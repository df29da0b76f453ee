"""The page network: its heads, its work, and that nothing in it is what int8 does badly."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("tf_keras", reason="TensorFlow is not installed (pip install '.[train]')")

import tf_keras as keras

from edge.page.heads import HEADS
from train.page.network import CANVAS, PAGE, Shape, build_page_network, multiply_accumulates

TINY = Shape(stem=8, channels=(8, 8, 8, 8), blocks=(0, 0, 1, 0), trunk=8)


def test_each_head_answers_at_every_fourth_pixel() -> None:
    network = build_page_network(TINY)
    answers = network(np.zeros((2, 64, 96, 3), np.float32))
    assert {name: tuple(answer.shape) for name, answer in answers.items()} == {
        name: (2, 16, 24, channels) for name, channels in HEADS.items()
    }
    assert len(set(HEADS.values())) == len(HEADS)  # or they could not be told apart once their names are gone


def test_untrained_it_sees_a_centre_nearly_nowhere() -> None:
    answers = build_page_network(TINY)(np.zeros((1, 64, 64, 3), np.float32))
    assert np.allclose(1 / (1 + np.exp(-answers["centre"].numpy())), 0.01, atol=1e-3)


def test_on_a_canvas_it_is_the_same_network() -> None:
    free, fixed = build_page_network(TINY), build_page_network(TINY, (64, 96))
    fixed.set_weights(free.get_weights())
    picture = np.random.default_rng(0).uniform(-1, 1, (1, 64, 96, 3)).astype(np.float32)
    ours, theirs = free(picture), fixed(picture)
    assert all(np.allclose(ours[name], theirs[name], atol=1e-5) for name in HEADS)


def test_the_shipped_shape_is_within_its_limits() -> None:
    network = build_page_network(PAGE)
    assert multiply_accumulates(network, CANVAS) <= 400_000_000
    assert multiply_accumulates(network) <= 260_000_000
    assert network.count_params() <= 200_000


def test_nothing_in_it_is_what_int8_does_badly() -> None:
    layers = build_page_network(PAGE).layers
    allowed = ("InputLayer", "Conv2D", "DepthwiseConv2D", "BatchNormalization", "ReLU", "Add", "UpSampling2D")
    assert {type(layer).__name__ for layer in layers} == set(allowed)
    assert all(layer.interpolation == "bilinear" for layer in layers if isinstance(layer, keras.layers.UpSampling2D))
    inside = [layer for layer in layers if isinstance(layer, keras.layers.Conv2D) and layer.name not in HEADS]
    assert all(layer.output_shape[-1] % 8 == 0 for layer in inside)
