"""How far confidences can be believed: reliability bins and the expected calibration error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 15  # as in Guo et al. 2017


@dataclass(frozen=True)
class ReliabilityBin:
    """The answers whose confidence lies in one stretch."""

    low: float
    """Confidences above it, up to and with `high`, are in this bin."""
    high: float
    count: int
    """Of answers, at least one."""
    confidence: float
    """Their mean confidence, 0 to 1."""
    accuracy: float
    """Share of them that are right: the same as `confidence` where the calibration is perfect."""


def reliability(
    probabilities: NDArray[np.floating], answers: NDArray[np.integer], bins: int = BINS
) -> list[ReliabilityBin]:
    """The top answers sorted into `bins` stretches of equal width by their confidence; empty ones are left out.

    `probabilities` is (n, k), its rows sum to 1; `answers` (n,) are the right columns. A confidence is the largest
    probability of a row, whichever column that is. After Guo et al. 2017, "On Calibration of Modern Neural Networks".
    Raises `ValueError` where the two do not fit together.
    """
    if probabilities.ndim != 2 or answers.shape != (len(probabilities),):
        raise ValueError(
            "expected probabilities (n, k) and answers (n,) of the same n, "
            f"found {probabilities.shape} and {answers.shape}"
        )
    confidence = probabilities.max(axis=1).astype(np.float64)
    right = probabilities.argmax(axis=1) == answers
    which = np.clip(np.ceil(confidence * bins).astype(int) - 1, 0, bins - 1)  # rows sum to 1 but for rounding
    return [
        ReliabilityBin(
            number / bins,
            (number + 1) / bins,
            int((which == number).sum()),
            float(confidence[which == number].mean()),
            float(right[which == number].mean()),
        )
        for number in range(bins)
        if (which == number).any()
    ]


def calibration_error(bins: Sequence[ReliabilityBin]) -> float:
    """Expected calibration error: the distance of accuracy and confidence, a mean over all answers in `bins`; 0 to 1.

    After Naeini et al. 2015, "Obtaining Well Calibrated Probabilities Using Bayesian Binning". 0.0 without answers.
    """
    total = sum(one.count for one in bins)
    return sum(one.count * abs(one.accuracy - one.confidence) for one in bins) / max(total, 1)
