"""The page network and the reader on composed pages held apart, and the weights of a candidate fitted on others."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from edge.classify import Classifier
from edge.page.network import Network
from edge.page.page import find
from edge.page.weights import FEATURES, Weights
from edge.reader import Reader
from train.page.candidates import Judged
from train.page.composed import Told

SIGNS = 10  # symbols from here on are signs
FITTED_FROM = 2_000_000  # pages that weights are fitted on are numbered from here on: none of them is measured on


def finder(network: Network, least: float) -> Callable[[NDArray[np.uint8]], Told]:
    """The network by itself: peaks that are handwritten digits with a probability of `least`, with its own labels."""

    def read(frame: NDArray[np.uint8]) -> Told:
        found = find(frame, network).found
        sure = found.handwriting >= least
        return Told(found.boxes[sure], found.symbols[sure, :SIGNS].argmax(axis=1))

    return read


def whole_reader(classifier: Classifier, network: Network) -> Callable[[NDArray[np.uint8]], Told]:
    """The reader as people use it."""
    reader = Reader(classifier, page=network)

    def read(frame: NDArray[np.uint8]) -> Told:
        digits = reader.read(frame).digits
        boxes = np.array([digit.box.as_list() for digit in digits], np.float32).reshape(-1, 4)
        return Told(boxes, np.array([int(digit.label) for digit in digits], np.intp))

    return read


def fit_weights(candidates: Sequence[Judged]) -> Weights:
    """The logistic layer that explains the truth of `candidates` best (maximum likelihood, nearly unpenalised)."""
    from sklearn.linear_model import LogisticRegression

    rows = np.concatenate([one.features for one in candidates])
    right = np.concatenate([one.right for one in candidates])
    fitted = LogisticRegression(C=100.0, fit_intercept=False, max_iter=1000).fit(rows, right)
    return Weights(**dict(zip(FEATURES, map(float, fitted.coef_[0]), strict=True)))
