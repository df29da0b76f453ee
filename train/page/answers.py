"""A network of `tf_keras` in the place of the exported file, so that both can be asked by the same code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge.page.card import PageCard
from edge.page.heads import HEADS
from edge.page.network import Answers
from train.page import checkpoint
from train.page.learner import Learner, network_input
from train.page.network import CANVAS, Shape, build_page_network

import tensorflow as tf  # isort: skip


class Learnt:
    """`network` for canvases of `size`, height and width, as `edge.page` takes one: an `edge.page.network.Network`."""

    def __init__(self, network: Any, size: tuple[int, int] = CANVAS, card: PageCard | None = None) -> None:
        self.card = card or PageCard(sha256="")
        self.size = size
        self._run = tf.function(lambda pictures: network(network_input(pictures), training=False))

    def answers(self, canvas: NDArray[np.uint8]) -> Answers:
        """What the network says of `canvas`, uint8 (h, w, 3) BGR of its size."""
        said = self._run(tf.constant(canvas[None]))
        return Answers(*(said[name].numpy()[0] for name in HEADS))


def from_checkpoint(path: Path, shape: Shape, size: tuple[int, int] = CANVAS) -> Learnt:
    """The float network of a checkpoint with its averaged weights, to see how good it is while it still learns.

    Its batch statistics are those that the last weights were learnt with, which is near enough for a look.
    """
    place, state, _ = checkpoint.read(path, shape)
    network = build_page_network(shape)
    if place.stage == "quantised":
        from train.page.quantise import quantised

        network = quantised(network)
    learner = Learner(network)
    learner.restore(state)
    learner.use_average()
    return Learnt(network, size)
