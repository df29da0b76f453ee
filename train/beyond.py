"""How the network does beyond MNIST: corrupted digits, other hands and cameras, marks that are none, its confidence.

All on the int8 file as `edge` runs it. An accuracy counts eleven answers, as they reach the user: "not a digit" is a
wrong one. Where a figure's name ends in `_of_ten`, the best of the ten digits is the answer, as with the networks of
ten answers that published figures are of. Nothing that is measured here is ever trained on.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from edge.card import NOT_A_DIGIT
from edge.classify import Classifier
from train.calibration import calibration_error, reliability
from train.corruptions import CORRUPTIONS, corrupted
from train.cutouts import cut_out_digits
from train.data import Digits, load_mnist
from train.unseen import (
    as_glyphs,
    left_out_if_missing,
    load_marks,
    load_pictures,
    load_sklearn_digits,
    load_usps,
)

BATCH = 1000  # glyphs at a time
CORRUPTION_SEED = 1  # always the same pictures, so that two models can be compared
ACCEPTED = 0.995  # share of MNIST's test digits that the threshold of refusal lets pass
MARKS = {"letters": "not_chars74k_hnd_letters", "sketches": "not_quickdraw_3cls"}


def measure_beyond(classifier: Classifier) -> dict[str, float]:
    """The figures of `classifier` beyond MNIST by name, each 0 to 1, rounded to four decimals.

    Those whose data is not at hand are left out and logged as a warning.
    """
    figures: dict[str, float] = {}
    for name, load in (("usps", load_usps), ("sklearn_digits", load_sklearn_digits)):
        with left_out_if_missing(name):
            digits = load()
            figures |= accuracies(name, predicted(classifier, digits.images), digits.labels)
    for name in ("photos", "strips"):
        with left_out_if_missing(f"{name}_digits"):
            digits = cut_out_digits(load_pictures(name))
            probabilities = predicted(classifier, digits.images)
            figures |= accuracies(f"{name}_digits", probabilities, digits.labels)
            if name == "photos":
                figures["photos_digits_calibration_error"] = calibration_error(
                    reliability(probabilities, digits.labels)
                )
    with left_out_if_missing("mnist_c, refusal and calibration on MNIST"):
        test = load_mnist("test")
        figures |= mnist_c(classifier, test)
        probabilities = predicted(classifier, as_glyphs(test.images))
        figures["mnist_test_calibration_error"] = calibration_error(reliability(probabilities, test.labels))
        threshold = refusal_threshold(probabilities)
        for name, file in MARKS.items():
            with left_out_if_missing(f"{name}_refused"):
                refused = predicted(classifier, load_marks(file))[:, NOT_A_DIGIT] > threshold
                figures[f"{name}_refused"] = float(refused.mean())
    return {name: round(value, 4) for name, value in figures.items()}


def mnist_c(classifier: Classifier, test: Digits) -> dict[str, float]:
    """Accuracy on each of MNIST-C's fifteen corruptions of `test`, best of ten, and their means by either count.

    As in the published benchmark the corrupted picture goes straight to the network, not through `edge.glyph`.
    """
    figures: dict[str, float] = {}
    both = []
    for name in CORRUPTIONS:
        probabilities = predicted(classifier, corrupted(test.images, name, CORRUPTION_SEED))
        both.append(_shares_right(probabilities, test.labels))
        figures[f"mnist_c_{name}_of_ten"] = both[-1][1]
    eleven, ten = np.mean(both, axis=0)
    return {"mnist_c_accuracy_of_ten": float(ten), "mnist_c_accuracy": float(eleven), **figures}


def predicted(classifier: Classifier, glyphs: NDArray[np.uint8]) -> NDArray[np.float32]:
    """What `classifier` says of `glyphs`, uint8 (n, 28, 28), in batches of a size that keeps memory small: (n, 11)."""
    starts = range(0, max(len(glyphs), 1), BATCH)
    return np.concatenate([classifier.predict(glyphs[start : start + BATCH]) for start in starts])


def accuracies(name: str, probabilities: NDArray[np.floating], labels: NDArray[np.integer]) -> dict[str, float]:
    """The accuracy of `probabilities` (n, 11) against `labels` (n,) by either count, by the figures' names."""
    eleven, ten = _shares_right(probabilities, labels)
    return {f"{name}_accuracy": eleven, f"{name}_accuracy_of_ten": ten}


def _shares_right(probabilities: NDArray[np.floating], labels: NDArray[np.integer]) -> tuple[float, float]:
    eleven = probabilities.argmax(axis=1) == labels
    ten = probabilities[:, :NOT_A_DIGIT].argmax(axis=1) == labels
    return float(eleven.mean()), float(ten.mean())


def refusal_threshold(probabilities: NDArray[np.floating], accepted: float = ACCEPTED) -> float:
    """The least probability of "not a digit" above which no more than 1 - `accepted` of these digits lie.

    `probabilities` is (n, 11), of real digits; raises `ValueError` where there are none. With it two networks are
    compared at the same price, however ready each is to refuse.
    """
    if not len(probabilities):
        raise ValueError("expected the probabilities of at least one digit, found none")
    refusal = np.sort(probabilities[:, NOT_A_DIGIT])
    return float(refusal[math.ceil(accepted * len(refusal) - 1e-9) - 1])
