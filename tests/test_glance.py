"""What is weighed at all: not a way to see the ink that says clearly less at first glance."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from edge.card import LABELS, NOT_A_DIGIT
from edge.glance import CLEARLY, Glance, glance, worth_weighing
from edge.reading import Box
from edge.segment import Piece


def network(*digits: tuple[int, float]) -> NDArray[np.float32]:
    """(n, 11): each piece is the digit given, as likely as given."""
    said = np.zeros((len(digits), len(LABELS)), np.float32)
    for row, (digit, probability) in zip(said, digits, strict=True):
        row[[digit, NOT_A_DIGIT]] = probability, 1 - probability
    return said


def pieces(*heights: int) -> list[Piece]:
    return [Piece(Box(0, 0, height, height), np.full((height, height), 255, np.uint8), 200) for height in heights]


def seen(evidence: float) -> Glance:
    return Glance([], np.zeros((0, 11), np.float32), None, evidence)


@pytest.mark.parametrize(
    ("evidence", "weighed"),
    [
        ([3.0], [0]),
        ([0.0, 0.0], [0, 1]),  # nothing certain either way
        ([1.0, CLEARLY], [0, 1]),  # in doubt
        ([1.0, 1.1 * CLEARLY], [1]),
        ([1.1 * CLEARLY, 1.0], [0]),
        ([1.0, 0.0], [0]),
    ],
)
def test_what_is_worth_weighing(evidence: Sequence[float], weighed: list[int]) -> None:
    assert worth_weighing([seen(one) for one in evidence]) == weighed


def test_certain_pieces_speak_for_their_writing() -> None:
    found = glance(pieces(40, 42, 200), lambda _: network((5, 0.99), (3, 0.98), (8, 0.6)))
    assert found.writing is not None
    assert 40 <= found.writing.height <= 42  # what is not certain is not asked
    assert found.evidence > 0
    assert found.probabilities.shape == (3, 11)


def test_nothing_certain_speaks_for_nothing() -> None:
    found = glance(pieces(40), lambda _: network((5, 0.6)))
    assert (found.writing, found.evidence) == (None, 0.0)
