"""Two networks on one candidate: what speaks for a digit makes it likelier, and labels keep their order."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.card import NOT_A_DIGIT
from edge.page.evidence import Evidence, nothing
from edge.page.heads import KINDS, SYMBOLS
from edge.page.second_stage import NOTHING, unseen
from edge.page.weighing import features, weighed
from edge.page.weights import FEATURES, UNFITTED, Weights

HANDWRITTEN = KINDS.index("handwritten digit")
FITTED = Weights(
    bias=-2.0,
    centre=0.8,
    handwritten=0.5,
    overlap=1.5,
    second_centre=0.4,
    second_handwritten=0.2,
    digit=0.3,
    agreement=0.4,
    second_stage=0.5,
)


def evidence(
    centre: float = 0.0,
    share: float = 0.5,
    overlap: float = 0.5,
    second: float = 0.0,
    second_share: float = 0.5,
    symbol: int = 3,
    sure: float = 0.5,
    proposed: int = 3,
    likely: float = 0.5,
) -> Evidence:
    """Of one box; the second stage says of it that it is the digit `proposed`, so `likely`, and else nothing."""
    said = nothing(1)
    said.centres[0], said.overlaps[0] = centre, overlap
    said.kinds[0, HANDWRITTEN] = share
    said.second_centres[0], said.second_handwritten[0] = second, second_share
    said.symbols[0] = (1 - sure) / (len(SYMBOLS) - 1)
    said.symbols[0, symbol] = sure
    said.answers[0] = 0
    said.answers[0, proposed], said.answers[0, NOTHING] = likely, 1 - likely
    return said


def answer(label: int = 3, none: float = 0.1, other: float = 0.0) -> np.ndarray:
    """What the digit network says: `label`, no digit, and the rest among the other digits."""
    said = np.full((1, NOT_A_DIGIT + 1), other / 9, np.float32)
    said[0, label], said[0, NOT_A_DIGIT] = 1 - none - other, none
    return said


def digit(weights: Weights = FITTED, said: np.ndarray | None = None, **facts: float) -> float:
    return float(1 - weighed(answer() if said is None else said, evidence(**facts), weights)[0, NOT_A_DIGIT])


def test_features_are_what_their_names_say() -> None:
    row = features(
        evidence(centre=2.5, share=0.8, overlap=0.4, second=-1.5, second_share=0.2, sure=0.9, likely=0.6),
        answer(none=0.2, other=0.08),
    )[0]
    named = dict(zip(FEATURES, row, strict=True))
    assert named["bias"] == 1
    assert named["centre"] == pytest.approx(2.5)
    assert named["handwritten"] == pytest.approx(np.log(4), abs=1e-5)
    assert named["overlap"] == pytest.approx(0.4)
    assert named["second_centre"] == pytest.approx(-1.5)
    assert named["second_handwritten"] == pytest.approx(-np.log(4), abs=1e-5)
    assert named["digit"] == pytest.approx(np.log(4), abs=1e-5)
    assert named["agreement"] == pytest.approx(np.log(0.9 * 0.9 + 0.1 * 0.1 / 19), abs=1e-5)
    assert named["second_stage"] == pytest.approx(np.log(1.5), abs=1e-5)


def test_without_a_fit_the_page_network_decides() -> None:
    assert digit(UNFITTED, centre=0.0) == pytest.approx(0.5)
    assert digit(UNFITTED, centre=3.0) == pytest.approx(1 / (1 + np.exp(-3)), abs=1e-6)


def test_a_candidate_that_the_page_network_does_not_know_is_no_digit() -> None:
    assert weighed(answer(none=1e-6), nothing(1), FITTED)[0, NOT_A_DIGIT] > 0.9


@pytest.mark.parametrize(
    ("less", "more"),
    [
        ({"centre": -3.0}, {"centre": 3.0}),
        ({"share": 0.1}, {"share": 0.9}),  # a printed word about it
        ({"overlap": 0.1}, {"overlap": 0.9}),  # half of an 8
        ({"second": -3.0}, {"second": 3.0}),  # seen on one level alone
        ({"second_share": 0.1}, {"second_share": 0.9}),
        ({"symbol": 5}, {"symbol": 3}),  # the networks disagree on the label
        ({"likely": 0.1}, {"likely": 0.9}),
    ],
)
def test_what_speaks_for_a_digit_makes_it_likelier(less: dict[str, float], more: dict[str, float]) -> None:
    assert digit(**less) < digit(**more)


@given(
    st.floats(-50, 50),
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0, 1),
    st.floats(0, 1),
)
def test_rows_sum_to_one_and_labels_keep_their_order(
    centre: float, share: float, overlap: float, none: float, other: float
) -> None:
    said = answer(label=7, none=none, other=(1 - none) * other * 0.4)
    row = weighed(said, evidence(centre, share, overlap, proposed=7), FITTED)[0]
    assert np.isfinite(row).all()
    if none < 1 - 1e-6:
        assert row.sum() == pytest.approx(1, abs=1e-5)
        assert row[:NOT_A_DIGIT].argmax() == 7


def test_no_candidates_have_no_features() -> None:
    none = np.empty((0, NOT_A_DIGIT + 1), np.float32)
    assert features(nothing(0), none).shape == (0, len(FEATURES))
    assert weighed(none, nothing(0), FITTED).shape == (0, NOT_A_DIGIT + 1)


def test_the_label_is_what_both_say_by_what_they_see() -> None:
    unsure = answer(3, none=0.1, other=0.4)  # 3 with 0.5, each other with 0.044
    assert weighed(unsure, evidence(3.0, proposed=5, likely=0.9), FITTED)[0].argmax() == 5
    sure = answer(3, none=0.0)
    assert weighed(sure, replace(evidence(3.0), answers=unseen(1)), FITTED)[0, :NOT_A_DIGIT].argmax() == 3
