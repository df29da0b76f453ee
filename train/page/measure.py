"""The page network and the reader on composed pages held apart, and the weights of a candidate fitted on others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge.classify import Classifier
from edge.page.network import Network
from edge.page.page import find
from edge.page.proposals import proposals, unread
from edge.page.seen import sigmoid
from edge.page.weighing import log_odds
from edge.page.weights import FEATURES, UNFITTED, Weights
from edge.reader import Reader
from edge.reading import Digit
from train.page.candidates import Judged, joined, judged, judged_peaks
from train.page.composed import Told
from train.synth.truth import Page

LOWEST_PEAK = 0.1  # probability of a centre: peaks as low as this are judged, before it is known how low they may be
LIKELIER = 0.5  # probability of one digit from which it is likelier than anything else
LOST = 0.01  # of the peaks that are right and believed may lie below the threshold
FITTED_FROM = 2_000_000  # pages that weights are fitted on are numbered from here on: none of them is measured on


def finder(network: Network, classifier: Classifier) -> Callable[[NDArray[np.uint8]], Told]:
    """What `network` proposes by itself and is likelier than not; `classifier` says which digit."""

    def read(frame: NDArray[np.uint8]) -> Told:
        found = unread(proposals(frame, find(frame, network), classifier), [], LIKELIER)
        return _told([one.digit() for one in found])

    return read


def whole_reader(classifier: Classifier, network: Network) -> Callable[[NDArray[np.uint8]], Told]:
    """The reader as people use it."""
    reader = Reader(classifier, page=network)

    def read(frame: NDArray[np.uint8]) -> Told:
        return _told(reader.read(frame).digits)

    return read


def _told(digits: Sequence[Digit]) -> Told:
    boxes = np.array([digit.box.as_list() for digit in digits], np.float32).reshape(-1, 4)
    return Told(boxes, np.array([int(digit.label) for digit in digits], np.intp))


def fit_card(network: Network, classifier: Classifier, pages: Sequence[Page]) -> dict[str, Any]:
    """What of a page network's card is found on composed `pages` held apart: its weights and its threshold.

    The card of `network` has LOWEST_PEAK for a threshold, so that all peaks are seen that may be worth it.
    """
    of_pieces, of_peaks = [], []
    for page in pages:
        view = find(page.frame, network)
        of_pieces.append(judged(page, view, classifier))
        of_peaks.append(judged_peaks(page, view, classifier))
    candidates, peaks = joined(of_pieces), joined(of_peaks)
    peak_weights = fit_weights(peaks)
    believed = peaks.right & (log_odds(peaks.features, peak_weights) > 0)
    centres = peaks.features[believed, FEATURES.index("centre")]
    lowest = float(np.quantile(sigmoid(centres), LOST)) if believed.any() else LOWEST_PEAK
    return {
        "threshold": max(LOWEST_PEAK, round(lowest, 3)),
        "weights": asdict(fit_weights(candidates)),
        "peak_weights": asdict(peak_weights),
    }


def fit_weights(some: Judged) -> Weights:
    """The logistic layer that explains the truth of `some` best (maximum likelihood, nearly unpenalised).

    Where none or all of them are digits, as with a network that knows nothing yet, it is UNFITTED.
    """
    from sklearn.linear_model import LogisticRegression

    if some.right.all() or not some.right.any():
        return UNFITTED
    fitted = LogisticRegression(C=100.0, fit_intercept=False, max_iter=1000).fit(some.features, some.right)
    return Weights(**dict(zip(FEATURES, map(float, fitted.coef_[0]), strict=True)))
