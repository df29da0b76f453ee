"""The page network: from a picture to what stands at every fourth pixel of it, four answers with a head each."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

os.environ.setdefault("TF_USE_LEGACY_KERAS", "1")  # quantisation-aware training knows tf_keras only
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # errors only: the rest says nothing to who trains a network
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "1")  # off by itself on some processors, where a step then takes twice

import numpy as np
import tf_keras as keras

from edge.page.heads import HEADS

CANVAS = (736, 640)  # height and width that the exported file takes
RARE = 0.01  # of all places hold a centre, as the untrained network says: or its loss would begin a hundredfold
MOMENTUM = 0.97  # of the batch statistics


@dataclass(frozen=True)
class Shape:
    """How wide and deep the network is; channels in multiples of 8, which the int8 kernels compute anyway."""

    stem: int = 16
    """Channels at half the picture's size."""
    channels: tuple[int, int, int, int] = (24, 48, 96, 128)
    """At strides 4, 8, 16 and 32."""
    blocks: tuple[int, int, int, int] = (1, 2, 3, 2)
    """Residual blocks at those strides on the way down; on the way up there is one at each but the last."""
    window: int = 5
    """Side of the windows at strides 8 and more on the way down: what stands round a mark tells what it is."""
    trunk: int = 32
    """Channels that the heads look at."""


PAGE = Shape()


def build_page_network(shape: Shape, canvas: tuple[int, int] | None = None) -> Any:
    """A float `tf_keras` model from a picture (n, h, w, 3), BGR, -1 to 1, to the raw answers of its heads.

    They come in a dictionary by the names of `HEADS`, each (n, h/4, w/4, channels). `canvas` fixes (h, w), in multiples
    of 32; without it they are free, and the weights are the same. Upwards there is no concatenation, which would need
    one scale for two tensors in int8, and no transposed convolution, whose pattern would show in the answers.
    """
    quarter, eighth, sixteenth, last = shape.channels
    picture = keras.Input((*(canvas or (None, None)), 3), name="picture")  # (n, h, w, 3)
    x = keras.layers.Conv2D(shape.stem, 3, 2, "same", use_bias=False)(picture)  # (n, h/2, w/2, stem)
    x = _relu(_normalised(x))
    x = _separable(x, quarter, strides=2)  # (n, h/4, w/4, quarter)
    at_4 = _blocks(x, shape.blocks[0], 3)
    at_8 = _blocks(_separable(at_4, eighth, strides=2), shape.blocks[1], shape.window)  # (n, h/8, w/8, eighth)
    at_16 = _blocks(_separable(at_8, sixteenth, strides=2), shape.blocks[2], shape.window)  # (n, h/16, w/16, sixteenth)
    x = _blocks(_separable(at_16, last, strides=2), shape.blocks[3], shape.window)  # (n, h/32, w/32, last)
    for finer in (at_16, at_8, at_4):
        x = _residual(_joined(x, finer), 3)  # twice as high and wide each time
    x = _separable(x, shape.trunk)  # (n, h/4, w/4, trunk)
    return keras.Model(picture, {name: _head(x, name) for name in HEADS}, name="page")


def multiply_accumulates(network: Any, canvas: tuple[int, int] = (480, 640)) -> int:
    """Products that a network of `build_page_network` adds up for a picture of (h, w) pixels."""
    total, height, width = 0, *canvas
    shapes = {"picture": (height, width)}
    for layer in network.layers:
        given = layer.input if isinstance(layer.input, list) else [layer.input]
        h, w = shapes[given[0].node.layer.name]
        if isinstance(layer, keras.layers.UpSampling2D):
            h, w = 2 * h, 2 * w
        elif isinstance(layer, (keras.layers.Conv2D, keras.layers.DepthwiseConv2D)):
            h, w = -(-h // layer.strides[0]), -(-w // layer.strides[1])
            total += int(np.prod(layer.get_weights()[0].shape)) * h * w
        shapes[layer.name] = (h, w)
    return total


def _separable(x: Any, channels: int, strides: int = 1) -> Any:
    """Each channel by itself through a 3×3 window, then all channels of a place together.

    Between the two is nothing, as in Xception (Chollet 2017), which saves a sixth of the time of a step.
    """
    x = keras.layers.DepthwiseConv2D(3, strides, "same", use_bias=False)(x)
    return _relu(_normalised(keras.layers.Conv2D(channels, 1, use_bias=False)(x)))


def _blocks(x: Any, count: int, window: int) -> Any:
    for _ in range(count):
        x = _residual(x, window)
    return x


def _residual(x: Any, window: int) -> Any:
    """`x` and what is to be changed of it, as a separable convolution finds."""
    change = keras.layers.DepthwiseConv2D(window, 1, "same", use_bias=False)(x)
    change = _normalised(keras.layers.Conv2D(x.shape[-1], 1, use_bias=False)(change))
    return _relu(keras.layers.Add()([x, change]))


def _joined(coarse: Any, fine: Any) -> Any:
    """`coarse`, enlarged to the size of `fine`, added to it; channels as `fine`."""
    x = _normalised(keras.layers.Conv2D(fine.shape[-1], 1, use_bias=False)(coarse))
    x = keras.layers.UpSampling2D(2, interpolation="bilinear")(x)
    return _relu(keras.layers.Add()([fine, x]))


def _head(x: Any, name: str) -> Any:
    bias = keras.initializers.Constant(np.log(RARE / (1 - RARE)) if name == "centre" else 0.0)
    return keras.layers.Conv2D(HEADS[name], 1, bias_initializer=bias, name=name)(x)


def _normalised(x: Any) -> Any:
    return keras.layers.BatchNormalization(momentum=MOMENTUM)(x)


def _relu(x: Any) -> Any:
    return keras.layers.ReLU()(x)
