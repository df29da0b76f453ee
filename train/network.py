"""The networks: small convolutions, from a 28×28 glyph to eleven logits. Two sizes that ship, and their teacher."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

os.environ.setdefault("TF_USE_LEGACY_KERAS", "1")  # quantisation-aware training knows tf_keras only
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # errors only: the rest says nothing to who trains a network

import numpy as np
import tf_keras as keras

from edge.card import LABELS
from edge.glyph import SIDE


@dataclass(frozen=True)
class Shape:
    """How wide a network is."""

    channels: tuple[int, int, int]
    """Of the picture at 14×14 when it comes in, at 14×14, and at 7×7 and below."""
    dropout: float
    """On the averages before the answer, the only place where so small a network can learn by heart."""


# Multiples of 16 are what the int8 kernels compute anyway: 28 channels take as long as 32.
DIGITS = Shape((16, 32, 48), 0.2)
TINY = Shape((8, 12, 16), 0.0)
SHIPPED: Mapping[str, Shape] = MappingProxyType({"digits": DIGITS, "tiny": TINY})


def build_network(shape: Shape) -> Any:
    """A float `tf_keras` model from (n, 28, 28, 1) in 0…1 to logits (n, 11).

    The first convolution steps by two, so that no work is done at 28×28, where most of it would be. The last two take
    no border: at 7×7 a border of zeros would be half of what they see. The end is an average over the picture and a
    1×1 convolution and not a dense layer, whose operator newer TensorFlows write in a version that tflite-runtime does
    not know.
    """
    first, second, third = shape.channels
    glyph = keras.Input((SIDE, SIDE, 1), name="glyph")  # (n, 28, 28, 1)
    x = _convolution(glyph, first, 5, strides=2)  # (n, 14, 14, first)
    x = _convolution(x, second, 3)
    x = _convolution(x, second, 3)
    x = keras.layers.MaxPooling2D()(x)  # (n, 7, 7, second)
    x = _convolution(x, third, 3, padding="valid")  # (n, 5, 5, third)
    x = _convolution(x, third, 3, padding="valid")  # (n, 3, 3, third)
    x = keras.layers.GlobalAveragePooling2D(keepdims=True)(x)  # (n, 1, 1, third)
    if shape.dropout:
        x = keras.layers.Dropout(shape.dropout)(x)
    x = keras.layers.Conv2D(len(LABELS), 1)(x)  # (n, 1, 1, 11)
    return keras.Model(glyph, keras.layers.Flatten(name="logits")(x), name="digits")  # (n, 11)


def build_teacher() -> Any:
    """The large float network that the small ones learn from: (n, 28, 28, 1) in 0…1 to logits (n, 11).

    Six times the work of `DIGITS`, most of it at full resolution, which is what small networks cannot afford.
    """
    glyph = keras.Input((SIDE, SIDE, 1), name="glyph")  # (n, 28, 28, 1)
    x = _convolution(glyph, 32, 3)  # (n, 28, 28, 32)
    x = _convolution(x, 32, 3)
    x = keras.layers.MaxPooling2D()(x)  # (n, 14, 14, 32)
    x = _convolution(x, 64, 3)
    x = _convolution(x, 64, 3)
    x = keras.layers.MaxPooling2D()(x)  # (n, 7, 7, 64)
    x = _convolution(x, 96, 3, padding="valid")  # (n, 5, 5, 96)
    x = _convolution(x, 96, 3, padding="valid")  # (n, 3, 3, 96)
    x = keras.layers.Dropout(0.3)(x)
    x = keras.layers.Conv2D(len(LABELS), 3)(x)  # (n, 1, 1, 11)
    return keras.Model(glyph, keras.layers.Flatten(name="logits")(x), name="teacher")  # (n, 11)


def multiply_accumulates(network: Any) -> int:
    """Multiplications, each with its addition, that a network of `build_network` does for one glyph."""
    convolutions = [layer for layer in network.layers if isinstance(layer, keras.layers.Conv2D)]
    return sum(int(np.prod(layer.kernel.shape)) * int(np.prod(layer.output_shape[1:3])) for layer in convolutions)


def _convolution(x: Any, channels: int, size: int, strides: int = 1, padding: str = "same") -> Any:
    x = keras.layers.Conv2D(channels, size, strides, padding, use_bias=False)(x)
    x = keras.layers.BatchNormalization(momentum=0.9)(x)  # settles even in short trainings
    return keras.layers.ReLU()(x)
