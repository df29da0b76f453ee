"""What is read of a page, by what the network says of every piece of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from edge.card import LABELS, NOT_A_DIGIT
from edge.decide import decide, digits_of
from edge.glance import glance
from edge.reading import Box
from edge.segment import Piece

SIDE = 40


def piece(x: int) -> Piece:
    return Piece(Box(x, 0, SIDE, SIDE), np.full((SIDE, SIDE), 255, np.uint8), 200)


def read(*said: Mapping[int, float]) -> str:
    """What is read of a row of pieces of which the network says `said`: probabilities by class."""
    row = [piece(i * (SIDE + 8)) for i in range(len(said))]
    known = np.zeros((len(said), len(LABELS)), np.float32)
    for probabilities, one in zip(known, said, strict=True):
        probabilities[list(one)] = list(one.values())

    def network(pieces: Sequence[Piece]) -> NDArray[np.float32]:
        """Joins and cuts are no digits."""
        nothing = np.eye(len(LABELS), dtype=np.float32)[NOT_A_DIGIT]
        said = [next((k for k, own in zip(known, row, strict=True) if own is p), nothing) for p in pieces]
        return np.reshape(said, (-1, len(LABELS)))

    decision = decide(glance(row, network), network, least=0.7, expect=None)
    return "".join(digit.label for digit in digits_of(decision, 1.0, 1000, 100))


@pytest.mark.parametrize(
    ("beside", "expected"),
    [
        ({3: 0.99, NOT_A_DIGIT: 0.01}, "23"),
        ({5: 0.57, 3: 0.42, NOT_A_DIGIT: 0.01}, "2"),  # some digit, so no letter
        ({5: 0.57, 3: 0.02, NOT_A_DIGIT: 0.41}, ""),  # perhaps a letter
        ({NOT_A_DIGIT: 1.0}, ""),  # a letter
    ],
)
def test_a_digit_is_read_beside_one_that_cannot_be_told(beside: Mapping[int, float], expected: str) -> None:
    assert read({2: 0.999, NOT_A_DIGIT: 0.001}, beside) == expected
