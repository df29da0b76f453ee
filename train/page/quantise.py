"""Quantisation in the loop: a float page network that rounds as its int8 file will, and learns to live with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from train.page.learner import network_input
from train.page.network import Shape, build_page_network

import tensorflow as tf  # isort: skip
import tf_keras as keras  # isort: skip

LOWEST, HIGHEST = -1.0, 127 / 128  # of the input: its int8 values are then the pixels less 128
CENTRE = "centre"  # the head whose surest answers decide
CENTRE_RANGE = (-8.0, 6.0)  # its logits, 0.0003 to 0.9975: the mean of extremes would cut the surest off
PREFIX = "quant_"  # of a layer's name, once it is wrapped


def quantised(network: Any, batches: Sequence[NDArray[np.uint8]] = ()) -> Any:
    """`network` with quantisation in the loop; it starts from its weights.

    The range of every answer within is found on `batches` of pictures, uint8 (n, h, w, 3): from where it starts by
    itself it would take thousands of steps to come there. The range of the input is set once and for all, so that a
    step is 1/128 and the zero point 0.
    """
    import tensorflow_model_optimization as tfmot  # takes seconds, and only this step needs it

    _even_out(network)
    made = tfmot.quantization.keras.quantize_model(network)
    ranges = _ranges(network, batches)
    for layer in made.layers:
        # The layer that rounds the input, and its variables, are numbered from the second network of a process on.
        is_input = layer.name.startswith("quantize_layer")
        found = (LOWEST, HIGHEST) if is_input else ranges.get(layer.name.removeprefix(PREFIX))
        if found is not None:
            _set_output(layer, *found)
        for name, kernel in _named(layer).items():
            if name in ("kernel", "depthwise_kernel"):
                reach = np.abs(kernel.numpy()).max(axis=(0, 1, 2))  # of each filter; of all those of a depthwise one
                _set(layer, (name,), -reach, reach)
    return made


def on_canvas(network: Any, shape: Shape, canvas: tuple[int, int]) -> Any:
    """A network of `quantised` with the same weights for pictures of one size, as a file needs them."""
    made = quantised(build_page_network(shape, canvas))
    made.set_weights(network.get_weights())
    _set_output(made.get_layer(PREFIX + CENTRE), *CENTRE_RANGE)  # training moves it
    return made


def _even_out(network: Any) -> None:
    """Bring the filters of every depthwise convolution to the same size, and undo it in the convolution after it.

    Quantisation gives all its channels one scale, and their answers too: a channel of small ones would be lost in it.
    """
    for layer in network.layers:
        if isinstance(layer, keras.layers.DepthwiseConv2D):
            joins = layer.outbound_nodes[0].outbound_layer
            kernel = layer.depthwise_kernel.numpy()  # (k, k, channels, 1)
            size = np.maximum(np.abs(kernel).sum(axis=(0, 1, 3)), 1e-6)
            layer.depthwise_kernel.assign(kernel / size[:, None])
            joins.kernel.assign(joins.kernel.numpy() * size[:, None])


def _ranges(network: Any, batches: Sequence[NDArray[np.uint8]]) -> dict[str, tuple[float, float]]:
    """For each layer of the float `network` the mean of its lowest and its highest answer in `batches`."""
    layers = [layer for layer in network.layers if not isinstance(layer, keras.layers.InputLayer)]
    inside = keras.Model(network.input, [layer.output for layer in layers])

    def extremes(pictures: Any) -> Any:
        answers = inside(network_input(pictures), training=False)
        return tf.stack([(tf.reduce_min(answer), tf.reduce_max(answer)) for answer in answers])

    if not batches:
        return {}
    run = tf.function(extremes)
    found = np.mean([run(tf.constant(pictures)).numpy() for pictures in batches], axis=0)
    ranges = {layer.name: (float(low), float(high)) for layer, (low, high) in zip(layers, found, strict=True)}
    return ranges | {CENTRE: CENTRE_RANGE}


def _set_output(layer: Any, lowest: float, highest: float) -> None:
    _set(layer, ("output", "post_activation", layer.name), lowest, highest)


def _set(layer: Any, names: Sequence[str], lowest: Any, highest: Any) -> None:
    """Set the range of those of `names` that `layer` rounds."""
    variables = _named(layer)
    for name in names:
        if f"{name}_min" in variables:
            variables[f"{name}_min"].assign(lowest)
            variables[f"{name}_max"].assign(highest)


def _named(layer: Any) -> dict[str, Any]:
    """The variables of `layer` by the last part of their names."""
    return {variable.name.split("/")[-1].split(":")[0]: variable for variable in layer.variables}
