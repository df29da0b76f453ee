"""How what the networks say of a candidate is weighed: a logistic layer, fitted with the page network."""

from __future__ import annotations

from dataclasses import dataclass

FEATURES = (
    "bias",
    "centre",
    "handwritten",
    "overlap",
    "second_centre",
    "second_handwritten",
    "second_stage",
    "digit",
    "agreement",
)


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic layer over FEATURES, fitted on composed pages: part of the page network's card.

    As it is without a fit, the page network's own logit decides.
    """

    bias: float = 0.0
    centre: float = 1.0
    handwritten: float = 0.0
    overlap: float = 0.0
    second_centre: float = 0.0
    second_handwritten: float = 0.0
    second_stage: float = 0.0
    digit: float = 0.0
    agreement: float = 0.0


UNFITTED = Weights()
