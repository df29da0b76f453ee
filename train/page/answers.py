"""A network of `tf_keras` in the place of the exported file, so that both can be asked by the same code."""

from __future__ import annotations

from itertools import count, islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge.page.card import PageCard
from edge.page.heads import HEADS
from edge.page.network import Answers
from train.page import checkpoint
from train.page.learner import Learner, find_statistics, frozen, network_input
from train.page.network import CANVAS, Shape, build_page_network
from train.synth.crops import crops

import tensorflow as tf  # isort: skip

SEEN_FROM = 800_000_000  # pages on which batch statistics are found are numbered from here on
SIDE, BATCH, BATCHES = 256, 16, 40  # of their crops


class Learnt:
    """`network` for canvases of `size`, height and width, as `edge.page` takes one: an `edge.page.network.Network`."""

    def __init__(self, network: Any, size: tuple[int, int] = CANVAS, card: PageCard | None = None) -> None:
        self.card = card or PageCard(sha256="")
        self.size = size
        self.second_stage = None
        self._run = tf.function(lambda pictures: network(network_input(pictures), training=False))

    def answers(self, canvas: NDArray[np.uint8]) -> Answers:
        """What the network says of `canvas`, uint8 (h, w, 3) BGR of its size."""
        said = self._run(tf.constant(canvas[None]))
        return Answers(*(said[name].numpy()[0] for name in HEADS))


def from_checkpoint(path: Path, shape: Shape, size: tuple[int, int] = CANVAS) -> Learnt:
    """The float network of a checkpoint with its averaged weights, to see how good it is while it still learns.

    Its batch statistics are found anew on composed crops, as long as they still change.
    """
    place, state, _ = checkpoint.read(path, shape)
    network = build_page_network(shape)
    if place.stage == "quantised":
        from train.page.quantise import quantised

        network = quantised(frozen(network))
    learner = Learner(network)
    learner.restore(state)
    learner.use_average()
    if place.stage == "float":
        pictures = (crop.picture for number in count(SEEN_FROM) for crop in crops(number, SIDE))
        find_statistics(network, [np.stack(list(islice(pictures, BATCH))) for _ in range(BATCHES)])
    return Learnt(network, size)
