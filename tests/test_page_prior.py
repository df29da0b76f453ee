"""On a page marks that are no digits are common: what the network says of a glyph is weighed accordingly."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from edge.card import NOT_A_DIGIT
from edge.context import Writing
from edge.lattice import Candidate
from edge.page_prior import MARKS, in_company, on_a_page
from edge.reading import Box
from edge.segment import Piece


@settings(deadline=None)
@given(logits=arrays(np.float32, (5, 11), elements=st.floats(-20, 20, width=32, allow_subnormal=False)))
def test_a_mark_is_likelier_and_the_digits_keep_their_odds(logits: NDArray[np.float32]) -> None:
    probabilities = np.exp(logits - logits.max(axis=1, keepdims=True))
    probabilities /= probabilities.sum(axis=1, keepdims=True)
    weighed = on_a_page(probabilities)
    assert weighed.sum(axis=1) == pytest.approx(1, abs=1e-5)
    less = weighed[:, :10] / probabilities[:, :10]
    assert np.allclose(less, less.max(axis=1, keepdims=True), rtol=1e-3)
    assert (less <= 1 + 1e-5).all()
    assert np.allclose(weighed[:, 10], MARKS * probabilities[:, 10] * less[:, 0], rtol=1e-3)


def test_bayes_rule_by_hand() -> None:
    """A mark at 1 in 13 is an even bet where marks are twelve times as common."""
    probabilities = np.zeros((1, 11), np.float32)
    probabilities[0, 3], probabilities[0, 10] = MARKS / (MARKS + 1), 1 / (MARKS + 1)
    assert on_a_page(probabilities)[0, [3, 10]] == pytest.approx([0.5, 0.5])


PEN = Writing(height=60, strength=200, stroke_width=12)
WIDE = Piece(Box(0, 0, 120, 60), np.full((60, 120), 255, np.uint8), 200)


def drawn(x: int, height: int = 60) -> Piece:
    patch = np.zeros((height, 40), np.uint8)
    cv2.rectangle(patch, (0, 0), (39, height - 1), 255, 11)
    return Piece(Box(x, 0, 40, height), patch, 200)


def said(*digit: float) -> NDArray[np.float32]:
    """(n, 11): each a 5 with the probability given, or no digit."""
    rows = np.zeros((len(digit), 11), np.float32)
    rows[:, 5], rows[:, NOT_A_DIGIT] = digit, 1 - np.array(digit)
    return rows


def likely(pieces: list[Piece], probabilities: NDArray[np.float32], writing: Writing | None = PEN) -> float:
    """How likely a digit is a half of WIDE that alone would be one by 0.9, on a page with `pieces`."""
    half = Candidate(WIDE, frozenset({0}), cut_from=0, cuts=1)
    every = np.concatenate([said(0.01), probabilities])
    return float(in_company(said(0.9), [half], [WIDE, *pieces], every, writing)[0, 5])


def test_a_half_is_likelier_a_digit_beside_digits_and_less_beside_letters() -> None:
    alone = likely([], said())
    beside_digits = [likely([drawn(200 + 50 * i) for i in range(n)], said(*[0.99] * n)) for n in (1, 3, 9)]
    beside_letters = [likely([drawn(200 + 50 * i) for i in range(n)], said(*[0.01] * n)) for n in (1, 3, 9)]
    assert beside_letters == sorted(beside_letters, reverse=True)
    assert beside_digits == sorted(beside_digits)
    assert beside_letters[0] < alone < beside_digits[0]
    assert alone == pytest.approx(0.9, abs=0.06)  # a page with nothing else says little
    assert beside_letters[-1] < 0.5


@pytest.mark.parametrize(
    "piece",
    [
        drawn(200, 20),  # signs are no letters
        drawn(200, 200),  # a frame
        Piece(Box(200, 0, 40, 60), drawn(0).patch, 60),  # what shines through
    ],
)
def test_what_is_no_letter_of_the_writing_says_nothing(piece: Piece) -> None:
    assert likely([piece] * 5, said(*[0.01] * 5)) == pytest.approx(likely([], said()))


def test_without_a_writing_nothing_is_said() -> None:
    assert likely([drawn(200)] * 5, said(*[0.01] * 5), None) == pytest.approx(likely([], said(), None))


def test_a_piece_does_not_speak_against_its_own_parts() -> None:
    """Two digits that touch are no digit as a whole."""
    joined, half = drawn(0), drawn(60)
    parts = [Candidate(joined, frozenset({0, 1}), joined_from=(0, 1)), Candidate(half, frozenset({0}), 0, 1)]
    for nothing in (said(0.01, 0.01), said(0.99, 0.99)):
        one, other = in_company(said(0.9, 0.9), parts, [joined, half], nothing, PEN)[:, 5]
        assert one == pytest.approx(likely([], said()))  # both are its own
        assert (other < one) == (nothing[1, 5] < 0.5)


def test_no_parts_are_none() -> None:
    assert in_company(said(), [], [drawn(0)], said(0.99), PEN).shape == (0, 11)
