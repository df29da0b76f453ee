"""The second stage: from what stands in a proposal and round it to which digit it is, if it is one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import train.page.network  # noqa: F401  first: it tells TensorFlow how to start
from edge.page.second_stage import ANSWERS
from edge.page.surroundings import SIDE

import tensorflow as tf  # isort: skip
import tf_keras as keras  # isort: skip

SMOOTHING = 0.03  # of the answers: a truth that is composed is wrong now and then
MOMENTUM = 0.97  # of the batch statistics


@dataclass(frozen=True)
class Shape:
    """How wide the network is; channels in multiples of 8, which the int8 kernels compute anyway."""

    channels: tuple[int, int, int, int] = (24, 48, 64, 96)
    """At half the picture's size, a quarter, an eighth and a sixteenth; a residual block at each but the first."""
    dropout: float = 0.2
    """On the averages before the answer."""


SECOND_STAGE = Shape()


def build_second_stage(shape: Shape) -> Any:
    """A float `tf_keras` model from pictures (n, SIDE, SIDE, 3), BGR, -1 to 1, to the logits (n, answers) of ANSWERS.

    Residual blocks as of He et al. (2016). The end is an average and a 1×1 convolution, as in the digit network, since
    newer TensorFlows write a dense layer in a version that tflite-runtime does not know.
    """
    first, *others = shape.channels
    picture = keras.Input((SIDE, SIDE, 3), name="picture")
    x = _convolution(picture, first, 2)
    for channels in others:
        x = _residual(_convolution(x, channels, 2))
    x = keras.layers.GlobalAveragePooling2D(keepdims=True)(x)
    x = keras.layers.Dropout(shape.dropout)(x)
    x = keras.layers.Conv2D(len(ANSWERS), 1)(x)
    return keras.Model(picture, keras.layers.Flatten(name="logits")(x), name="second_stage")


def of_answers(logits: Any, batch: dict[str, Any]) -> tuple[Any, Any]:
    """Cross-entropy of `logits` (n, answers) and a batch's "answer" (n,): its mean (1,), what each adds to it (n,)."""
    told = tf.one_hot(tf.cast(batch["answer"], tf.int32), len(ANSWERS)) * (1 - SMOOTHING) + SMOOTHING / len(ANSWERS)
    each = tf.nn.softmax_cross_entropy_with_logits(told, tf.cast(logits, tf.float32))
    parts = each / tf.cast(tf.size(each), tf.float32)
    return tf.reduce_sum(parts)[None], parts


def _convolution(x: Any, channels: int, strides: int = 1) -> Any:
    x = keras.layers.Conv2D(channels, 3, strides, "same", use_bias=False)(x)
    return keras.layers.ReLU()(_normalised(x))


def _residual(x: Any) -> Any:
    change = _convolution(x, x.shape[-1])
    change = _normalised(keras.layers.Conv2D(x.shape[-1], 3, 1, "same", use_bias=False)(change))
    return keras.layers.ReLU()(keras.layers.Add()([x, change]))


def _normalised(x: Any) -> Any:
    return keras.layers.BatchNormalization(momentum=MOMENTUM)(x)
