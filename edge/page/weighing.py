"""The networks on one candidate: what the page network and its second stage see there, the digit network in it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from edge.card import NOT_A_DIGIT
from edge.page.evidence import Evidence
from edge.page.peaks import HANDWRITTEN
from edge.page.second_stage import DIGITS
from edge.page.weights import FEATURES, Weights

SUREST = 7.0  # log-odds beyond which no answer of a network counts for more
ENOUGH = 0.6  # of the union: boxes that share so much are the same, since the network's is a cell too wide or narrow
DOUBT = np.float32(1e-3)  # added to the probability of each label: no network is so sure that the other cannot object
UNLIKELIEST = np.float32(1e-12)
LEAST = 0.01  # of a share, so that its log-odds are finite


def features(evidence: Evidence, probabilities: NDArray[np.float32]) -> NDArray[np.float32]:
    """(n, FEATURES): what speaks for n candidates being handwritten digits.

    bias: 1. centre: logit of the page network. handwritten: log-odds of the share of handwritten digits in the box.
    overlap: of its box and the candidate's, up to ENOUGH. second_centre and second_handwritten: as centre and
    handwritten, on the next best level: a second witness, whose picture is of another sharpness. second_stage: log-odds
    of any digit against none, by the second stage. digit: as second_stage, by the `probabilities` (n, 11) of the digit
    network. agreement: logarithm of how likely that means the same digit as the page network.
    """
    labels = _labels(probabilities[:, :NOT_A_DIGIT])
    same = (labels * evidence.symbols[:, :NOT_A_DIGIT]).sum(axis=1)
    return np.column_stack(
        [
            np.ones(len(probabilities)),
            np.clip(evidence.centres, -SUREST, SUREST),
            _log_odds(evidence.kinds[:, HANDWRITTEN], LEAST),
            np.minimum(evidence.overlaps, ENOUGH),
            np.clip(evidence.second_centres, -SUREST, SUREST),
            _log_odds(evidence.second_handwritten, LEAST),
            _log_odds(evidence.answers[:, DIGITS].sum(axis=1)),
            _log_odds(1 - probabilities[:, NOT_A_DIGIT]),
            np.log(np.clip(same, LEAST, 1)),
        ]
    ).astype(np.float32)


def _labels(probabilities: NDArray[np.float32]) -> NDArray[np.float32]:
    """Those of digits, whose rows sum to 1."""
    likely: NDArray[np.float32] = probabilities / np.maximum(probabilities.sum(axis=1, keepdims=True), UNLIKELIEST)
    return likely


def _log_odds(likely: NDArray[np.float32], least: float = 1e-6) -> NDArray[np.float32]:
    inside = np.clip(likely, least, 1 - least)
    odds: NDArray[np.float32] = np.clip(np.log(inside / (1 - inside)), -SUREST, SUREST)
    return odds


def log_odds(rows: NDArray[np.float32], weights: Weights) -> NDArray[np.float32]:
    """(n,): of each of `features` (n, FEATURES) being a handwritten digit's."""
    odds: NDArray[np.float32] = rows @ np.array([getattr(weights, name) for name in FEATURES], np.float32)
    return odds


def weighed(probabilities: NDArray[np.float32], evidence: Evidence, weights: Weights) -> NDArray[np.float32]:
    """`probabilities` (n, 11) of the digit network, as all networks see it; rows sum to 1.

    Which digit it is, the digit network and the second stage say, each by what it sees: the product of both.
    """
    logits = log_odds(features(evidence, probabilities), weights)
    digit = 1 / (1 + np.exp(-np.clip(logits, -30, 30)))
    labels = _labels((_labels(probabilities[:, :NOT_A_DIGIT]) + DOUBT) * (_labels(evidence.answers[:, DIGITS]) + DOUBT))
    return np.column_stack([labels * digit[:, None], 1 - digit]).astype(np.float32)
