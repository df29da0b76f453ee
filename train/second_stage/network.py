"""The second stage: from what stands in a proposal and round it to which digit it is, if it is one, and its box."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import train.page.network  # noqa: F401  first: it tells TensorFlow how to start
from edge.page.second_stage import ANSWERS, NOTHING, SIDES
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
    """A float `tf_keras` model from pictures (n, SIDE, SIDE, 3), BGR, -1 to 1, to "logits" (n, answers) of ANSWERS and
    "box" (n, 4) as `edge.page.second_stage.SIDES` has it.

    Residual blocks as of He et al. (2016). The answer's end is an average and a 1×1 convolution, as in the digit
    network, since newer TensorFlows write a dense layer in a version that tflite-runtime does not know; the box's end
    looks at all of the last map, as where something is cannot be averaged.
    """
    first, *others = shape.channels
    picture = keras.Input((SIDE, SIDE, 3), name="picture")
    x = _convolution(picture, first, 2)
    for channels in others:
        x = _residual(_convolution(x, channels, 2))
    box = keras.layers.Conv2D(SIDES, x.shape[1])(x)
    x = keras.layers.GlobalAveragePooling2D(keepdims=True)(x)
    x = keras.layers.Dropout(shape.dropout)(x)
    x = keras.layers.Conv2D(len(ANSWERS), 1)(x)
    ends = {"logits": keras.layers.Flatten(name="logits")(x), "box": keras.layers.Flatten(name="box")(box)}
    return keras.Model(picture, ends, name="second_stage")


def of_answers(said: dict[str, Any], batch: dict[str, Any]) -> tuple[Any, Any]:
    """The losses (2,), cross-entropy of the answers and how far boxes of digits are off, and what each adds (n,).

    A batch has "answer" (n,) and "box" (n, 4). Each is the mean over the batch; of a box it is the sum of its four
    differences, those of its size in octaves.
    """
    told = tf.one_hot(tf.cast(batch["answer"], tf.int32), len(ANSWERS)) * (1 - SMOOTHING) + SMOOTHING / len(ANSWERS)
    wrong = tf.nn.softmax_cross_entropy_with_logits(told, tf.cast(said["logits"], tf.float32))
    is_digit = tf.cast(tf.cast(batch["answer"], tf.int32) < NOTHING, tf.float32)
    off = tf.reduce_sum(tf.abs(tf.cast(said["box"], tf.float32) - batch["box"]), axis=1) * is_digit
    parts = tf.stack([wrong, off]) / tf.cast(tf.size(wrong), tf.float32)
    return tf.reduce_sum(parts, axis=1), tf.reduce_sum(parts, axis=0)


def _convolution(x: Any, channels: int, strides: int = 1) -> Any:
    x = keras.layers.Conv2D(channels, 3, strides, "same", use_bias=False)(x)
    return keras.layers.ReLU()(_normalised(x))


def _residual(x: Any) -> Any:
    change = _convolution(x, x.shape[-1])
    change = _normalised(keras.layers.Conv2D(x.shape[-1], 3, 1, "same", use_bias=False)(change))
    return keras.layers.ReLU()(keras.layers.Add()([x, change]))


def _normalised(x: Any) -> Any:
    return keras.layers.BatchNormalization(momentum=MOMENTUM)(x)
