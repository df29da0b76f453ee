"""What the page network proposes comes to what is read already: where nothing is, and if it is likely enough."""

from __future__ import annotations

import numpy as np
import pytest

from edge.card import LABELS, NOT_A_DIGIT
from edge.page.proposals import Proposal, unread
from edge.reading import Box
from edge.segment import Piece


def proposal(confidence: float, x: int = 0, y: int = 0, w: int = 10, h: int = 20, label: int = 4) -> Proposal:
    said = np.zeros(NOT_A_DIGIT + 1, np.float32)
    said[label], said[NOT_A_DIGIT] = confidence, 1 - confidence
    return Proposal(Piece(Box(x, y, w, h), np.full((h, w), 255, np.uint8), 100), said)


def test_a_proposal_becomes_its_likeliest_digit() -> None:
    digit = proposal(0.8, x=5).digit()
    assert (digit.label, digit.box) == ("4", Box(5, 0, 10, 20))
    assert digit.confidence == pytest.approx(0.8)
    assert len(digit.probabilities) == len(LABELS)


@pytest.mark.parametrize(
    ("known", "read"),
    [
        (Box(100, 0, 10, 20), True),
        (Box(11, 0, 10, 20), True),  # its neighbour
        (Box(1, 2, 10, 20), False),  # itself
        (Box(0, 0, 40, 20), False),  # a longer piece about it
        (Box(4, 8, 3, 5), False),  # a part of it
    ],
)
def test_what_is_read_already_is_not_read_again(known: Box, read: bool) -> None:
    assert bool(unread([proposal(0.8)], [known], 0.5)) is read


def test_of_two_that_are_about_the_same_ink_the_likelier_is_read() -> None:
    both = [proposal(0.9, label=8), proposal(0.8, x=2, label=3), proposal(0.7, x=30)]
    assert [one.digit().label for one in unread(both, [], 0.5)] == ["8", "4"]


@pytest.mark.parametrize(("least", "count"), [(0.0, 3), (0.6, 2), (0.85, 1), (0.99, 0)])
def test_what_is_less_likely_than_asked_for_is_not_read(least: float, count: int) -> None:
    every = [proposal(0.9), proposal(0.7, x=20), proposal(0.4, x=40)]
    assert len(unread(every, [], least)) == count


@pytest.mark.parametrize(("expect", "count"), [(1, 1), (2, 2), (3, 3), (9, 3)])
def test_beside_the_number_that_is_expected_only_what_is_certain_is_read(expect: int, count: int) -> None:
    every = [proposal(0.95), proposal(0.7, x=20), proposal(0.6, x=40)]
    assert len(unread(every, [], 0.5, expect)) == count
    assert len(unread(every, [Box(100, 0, 9, 9)] * expect, 0.5, expect)) == 1
