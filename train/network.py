"""The network: six small convolutions, from a 28×28 glyph to eleven logits."""

from __future__ import annotations

import os
from typing import Any

os.environ.setdefault("TF_USE_LEGACY_KERAS", "1")  # quantisation-aware training knows tf_keras only

import tf_keras as keras

from edge.card import LABELS
from edge.glyph import SIDE

CHANNELS = (16, 32, 64)  # of each pair; the picture is halved after a pair, so the work per pair stays about equal
DROPOUT = 0.2  # on the 64 averages, the only place where this network can learn by heart


def build_network() -> Any:
    """A float `tf_keras` model from (n, 28, 28, 1) in 0…1 to logits (n, 11).

    Three pairs of 3×3 convolutions with batch normalisation, then an average over the picture and a 1×1 convolution: no
    dense layer, whose operator newer TensorFlows write in a version that tflite-runtime does not know.
    """
    glyph = keras.Input((SIDE, SIDE, 1), name="glyph")
    x = glyph  # (n, 28, 28, 1)
    for stage, channels in enumerate(CHANNELS):
        x = _convolution(x, channels)
        x = _convolution(x, channels)
        if stage < len(CHANNELS) - 1:
            x = keras.layers.MaxPooling2D()(x)  # (n, 14, 14, 16), then (n, 7, 7, 32)
    x = keras.layers.GlobalAveragePooling2D(keepdims=True)(x)  # (n, 1, 1, 64)
    x = keras.layers.Dropout(DROPOUT)(x)
    x = keras.layers.Conv2D(len(LABELS), 1)(x)  # (n, 1, 1, 11)
    return keras.Model(glyph, keras.layers.Flatten(name="logits")(x), name="digits")  # (n, 11)


def _convolution(x: Any, channels: int) -> Any:
    x = keras.layers.Conv2D(channels, 3, padding="same", use_bias=False)(x)
    x = keras.layers.BatchNormalization(momentum=0.9)(x)  # settles even in short trainings
    return keras.layers.ReLU()(x)
