"""Reliability bins and the calibration error, against cases counted by hand and against chance with a known error."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

pytest.importorskip("tqdm", reason="the training side is not installed (pip install '.[train]')")

from train.calibration import ReliabilityBin, calibration_error, reliability


def rows(*confidences: float) -> NDArray[np.float64]:
    """Rows of eleven whose column 3 has these probabilities; the rest is shared by the others."""
    result = np.repeat((1 - np.array(confidences))[:, None] / 10, 11, axis=1)
    result[:, 3] = confidences
    return result


RIGHT, WRONG = 3, 4


@pytest.mark.parametrize(
    ("confidences", "answers", "error"),
    [
        ([1.0, 1.0], [RIGHT, RIGHT], 0.0),  # sure and right
        ([1.0, 1.0], [WRONG, WRONG], 1.0),  # sure and wrong
        ([0.75] * 4, [RIGHT, RIGHT, RIGHT, WRONG], 0.0),  # right as often as said
        ([0.75] * 4, [RIGHT] * 4, 0.25),  # right more often: just as much an error
        ([1.0, 1.0, 0.5, 0.5], [RIGHT, RIGHT, RIGHT, RIGHT], 0.25),  # half of the answers are off by a half
        ([0.6, 0.9], [WRONG, RIGHT], (0.6 + 0.1) / 2),  # two bins do not make up for each other
        ([], [], 0.0),  # nothing said
    ],
)
def test_errors_counted_by_hand(confidences: list[float], answers: list[int], error: float) -> None:
    bins = reliability(rows(*confidences), np.array(answers, int))
    assert calibration_error(bins) == pytest.approx(error, abs=1e-12)


def test_bins_are_of_equal_width_closed_above_and_empty_ones_left_out() -> None:
    bins = reliability(rows(0.4, 0.41, 0.5, 1.0), np.array([RIGHT, WRONG, RIGHT, RIGHT]), bins=5)
    assert bins == [
        ReliabilityBin(pytest.approx(0.2), pytest.approx(0.4), 1, pytest.approx(0.4), 1.0),
        ReliabilityBin(pytest.approx(0.4), pytest.approx(0.6), 2, pytest.approx(0.455), 0.5),
        ReliabilityBin(pytest.approx(0.8), pytest.approx(1.0), 1, pytest.approx(1.0), 1.0),
    ]


def test_the_refusal_is_an_answer_like_the_others() -> None:
    refused = rows(0.01)
    refused[0, 10] = 0.9
    assert reliability(refused, np.array([10]))[0].accuracy == 1
    assert reliability(refused, np.array([RIGHT]))[0].accuracy == 0


def test_chance_that_keeps_its_word_has_hardly_any_error() -> None:
    rng = np.random.default_rng(1)
    confidences = rng.uniform(0.2, 1, 50_000)
    answers = np.where(rng.random(50_000) < confidences, RIGHT, WRONG)
    assert calibration_error(reliability(rows(*confidences), answers)) < 0.01
    boasting = np.minimum(confidences + 0.1, 1)
    expected = float((boasting - confidences).mean())
    assert calibration_error(reliability(rows(*boasting), answers)) == pytest.approx(expected, abs=0.01)


@given(st.lists(st.tuples(st.floats(0.1, 1), st.booleans()), min_size=1, max_size=60))
def test_every_answer_lies_in_one_bin_and_the_error_is_a_share(answers: list[tuple[float, bool]]) -> None:
    bins = reliability(rows(*(c for c, _ in answers)), np.array([RIGHT if right else WRONG for _, right in answers]))
    assert sum(one.count for one in bins) == len(answers)
    assert all(one.low - 1e-9 <= one.confidence <= one.high + 1e-9 for one in bins)
    assert 0 <= calibration_error(bins) <= 1


def test_float32_rows_that_sum_to_a_little_more_than_one_are_binned() -> None:
    (only,) = reliability(np.full((1, 1), 1.0000001, np.float32), np.array([0]))
    assert (only.high, only.count) == (1, 1)


def test_what_does_not_fit_together_is_refused() -> None:
    with pytest.raises(ValueError, match=r"found \(2, 11\) and \(3,\)"):
        reliability(rows(0.5, 0.5), np.array([1, 2, 3]))
