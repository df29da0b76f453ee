"""A network that learns: AdamW, and the average of its weights, all of them in one vector each.

One vector is what a checkpoint needs, and a fifth of the time of an optimizer that goes through 150 small tensors.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from train.page.loss import of_page

import tensorflow as tf  # isort: skip
import tf_keras as keras  # isort: skip

DECAY = 2e-4  # of the weights of convolutions that join channels; the others are few, and normalised
MEAN, SQUARE, EPSILON = 0.9, 0.999, 1e-8  # Adam's
LONGEST = 5.0  # length of a gradient
AVERAGED = 0.9995  # of the averaged weights, what a step leaves: gradients of so few crops are noise for the most part


Losses = Callable[[Any, dict[str, Any]], tuple[Any, Any]]
"""From a network's answers and a batch to each loss by itself (k,), and what each example adds to their sum (n,)."""


@dataclass(frozen=True, eq=False)
class State:
    """All that a network has learnt, and how; float32 vectors."""

    weights: NDArray[np.float32]
    average: NDArray[np.float32]
    """Of the weights over the last thousand steps or so: what the network is in the end."""
    mean: NDArray[np.float32]
    """Of the gradients."""
    square: NDArray[np.float32]
    """Root of the mean of the gradients' squares."""
    others: NDArray[np.float32]
    """What is not learnt by gradients: batch statistics, ranges of quantisation."""
    steps: int
    """That went into them."""


class Learner:
    """`network` with its optimizer and what it is to make small, `losses`.

    Everything is in place: the network's own variables change with each step.
    """

    def __init__(self, network: Any, losses: Losses = of_page) -> None:
        self.network = network
        self._losses = losses
        self._learnt = list(network.trainable_variables)
        ours = {id(variable) for variable in self._learnt}
        self._others = [one for one in network.variables if id(one) not in ours and one.dtype == tf.float32]
        self._sizes = [int(np.prod(variable.shape)) for variable in self._learnt]
        decays = [float(len(one.shape) == 4 and "depthwise" not in one.name) for one in self._learnt]
        self._decay = tf.constant(np.repeat(decays, self._sizes).astype(np.float32) * DECAY)
        start = _flat(self._learnt)
        self._weights, self._average = tf.Variable(start), tf.Variable(start)
        self._mean, self._square = tf.Variable(0 * start), tf.Variable(0 * start)
        self.steps = 0
        self._step = tf.function(self._learn)

    def learn(self, batch: dict[str, Any], rate: float) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """One step on `batch`: "picture" uint8 (n, h, w, 3) and what the losses ask for, as the fields of `Targets`.

        Returns each loss, (k,), and what each example adds to the whole, (n,).
        """
        self.steps += 1
        kept = min(AVERAGED, self.steps / (19 + self.steps))
        rates = (rate, 1 - MEAN**self.steps, 1 - SQUARE**self.steps, kept)
        each, parts = self._step({name: tf.constant(value) for name, value in batch.items()}, tf.constant(rates))
        return each.numpy(), parts.numpy()

    def freeze_statistics(self) -> None:
        """From now on batches are normalised by the statistics that were found so far."""
        frozen(self.network)
        self._step = tf.function(self._learn)

    def state(self) -> State:
        """What is known now."""
        square = np.sqrt(self._square.numpy())
        return State(
            self._weights.numpy(), self._average.numpy(), self._mean.numpy(), square, _flat(self._others), self.steps
        )

    def restore(self, state: State) -> None:
        """Go on from `state`, of a network of the same shape; raises `ValueError` where it is of another."""
        if state.weights.shape != self._weights.shape or state.others.shape != _flat(self._others).shape:
            raise ValueError(f"expected {self._weights.shape[0]} weights, found {len(state.weights)}")
        self._average.assign(state.average)
        self._mean.assign(state.mean)
        self._square.assign(np.square(state.square))
        self.steps = state.steps
        self._put(state.weights)
        put(self._others, state.others)

    def use_average(self) -> None:
        """Put the averaged weights in place of the last ones; the batch statistics are to be found anew after it."""
        self._put(self._average.numpy())

    def _put(self, weights: NDArray[np.float32]) -> None:
        self._weights.assign(weights)
        put(self._learnt, weights)

    def _learn(self, batch: dict[str, Any], rates: Any) -> Any:
        rate, mean_share, square_share, kept = tf.unstack(rates)
        with tf.GradientTape() as tape:
            each, parts = self._losses(self.network(network_input(batch["picture"]), training=True), batch)
            loss = tf.reduce_sum(parts)
        found = tape.gradient(loss, self._learnt, unconnected_gradients=tf.UnconnectedGradients.ZERO)
        gradient = tf.concat([tf.reshape(one, [-1]) for one in found], 0)
        gradient *= tf.minimum(1.0, LONGEST / (tf.norm(gradient) + 1e-6))
        mean = self._mean.assign(MEAN * self._mean + (1 - MEAN) * gradient)
        square = self._square.assign(SQUARE * self._square + (1 - SQUARE) * tf.square(gradient))
        change = mean / mean_share / (tf.sqrt(square / square_share) + EPSILON) + self._decay * self._weights
        weights = self._weights.assign_sub(rate * change)
        for variable, part in zip(self._learnt, tf.split(weights, self._sizes), strict=True):
            variable.assign(tf.reshape(part, variable.shape))
        self._average.assign(kept * self._average + (1 - kept) * weights)
        return each, parts


def network_input(pictures: Any) -> Any:
    """Pictures uint8 (n, h, w, 3) as the float network takes them: exactly what the int8 input stands for."""
    return (tf.cast(pictures, tf.float32) - 128.0) / 128.0


def frozen(network: Any) -> Any:
    """`network` itself; its batch normalisations stay as they are from now on."""
    for layer in normalisations(network):
        layer.trainable = False
    return network


def normalisations(network: Any) -> list[Any]:
    """The batch normalisations of a network, within the wrappers of quantisation or not."""
    layers = [getattr(layer, "layer", layer) for layer in network.layers]
    return [layer for layer in layers if isinstance(layer, keras.layers.BatchNormalization)]


def find_statistics(network: Any, batches: list[NDArray[np.uint8]]) -> None:
    """Set the batch statistics of `network` to their mean over `batches` of pictures, as its weights are now."""
    layers = normalisations(network)
    momenta = [layer.momentum for layer in layers]
    for layer in layers:
        layer.momentum = 0.0  # what it keeps is of the last batch alone

    run = tf.function(lambda pictures: network(network_input(pictures), training=True))

    variables = [variable for layer in layers for variable in (layer.moving_mean, layer.moving_variance)]
    found = np.zeros(len(_flat(variables)), np.float64)
    for pictures in batches:
        run(tf.constant(pictures))
        found += _flat(variables)
    put(variables, (found / len(batches)).astype(np.float32))
    for layer, momentum in zip(layers, momenta, strict=True):
        layer.momentum = momentum


def _flat(variables: list[Any]) -> NDArray[np.float32]:
    return np.concatenate([variable.numpy().reshape(-1) for variable in variables]).astype(np.float32)


def put(variables: list[Any], values: NDArray[np.float32]) -> None:
    """Part the vector `values` among `variables`."""
    start = 0
    for variable in variables:
        size = int(np.prod(variable.shape))
        variable.assign(values[start : start + size].reshape(variable.shape))
        start += size
