"""The page network and the reader on composed pages held apart, and the weights of a candidate fitted on others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge.card import NOT_A_DIGIT
from edge.classify import Classifier
from edge.glyph import glyphs
from edge.page.cutting import cut_out
from edge.page.network import Network
from edge.page.page import find
from edge.page.weights import FEATURES, Weights
from edge.reader import Reader
from train.page.candidates import Judged, judged
from train.page.composed import Score, Told, add
from train.synth.truth import Page

THRESHOLDS = tuple(round(0.05 * i, 2) for i in range(2, 14))  # among which that of the peaks is chosen
FITTED_FROM = 2_000_000  # pages that weights are fitted on are numbered from here on: none of them is measured on


def finder(network: Network, classifier: Classifier, least: float) -> Callable[[NDArray[np.uint8]], Told]:
    """The network by itself: peaks that are handwritten digits with a probability of `least`.

    `classifier` says which digits they are, from the ink in their boxes.
    """

    def read(frame: NDArray[np.uint8]) -> Told:
        found = find(frame, network).found
        boxes = found.boxes[found.handwriting >= least]
        pictures = glyphs([piece.patch for piece in cut_out(frame, boxes)])
        return Told(boxes, classifier.predict(pictures)[:, :NOT_A_DIGIT].argmax(axis=1))

    return read


def whole_reader(classifier: Classifier, network: Network) -> Callable[[NDArray[np.uint8]], Told]:
    """The reader as people use it."""
    reader = Reader(classifier, page=network)

    def read(frame: NDArray[np.uint8]) -> Told:
        digits = reader.read(frame).digits
        boxes = np.array([digit.box.as_list() for digit in digits], np.float32).reshape(-1, 4)
        return Told(boxes, np.array([int(digit.label) for digit in digits], np.intp))

    return read


def fit_card(network: Network, classifier: Classifier, pages: Sequence[Page]) -> dict[str, Any]:
    """What of a page network's card is found on composed `pages` held apart: "threshold" and "weights"."""
    rng = np.random.default_rng(0)
    scores = {least: Score() for least in THRESHOLDS}
    for page in pages:
        found = find(page.frame, network).found
        for least, total in scores.items():
            boxes = found.boxes[found.handwriting >= least]
            add(total, page, Told(boxes, np.full(len(boxes), -1)))
    weights = fit_weights([judged(page, network, classifier, rng) for page in pages])
    return {"threshold": max(scores, key=lambda least: scores[least].boxes.f1), "weights": asdict(weights)}


def fit_weights(candidates: Sequence[Judged]) -> Weights:
    """The logistic layer that explains the truth of `candidates` best (maximum likelihood, nearly unpenalised)."""
    from sklearn.linear_model import LogisticRegression

    rows = np.concatenate([one.features for one in candidates])
    right = np.concatenate([one.right for one in candidates])
    fitted = LogisticRegression(C=100.0, fit_intercept=False, max_iter=1000).fit(rows, right)
    return Weights(**dict(zip(FEATURES, map(float, fitted.coef_[0]), strict=True)))
