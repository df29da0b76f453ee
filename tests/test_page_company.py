"""What the digits about a box say of it: whether a hand or a press wrote there."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from edge.page.company import FEW, LEAST, REACH, SURE, by_hand_about
from edge.page.second_stage import ANSWERS, NOTHING, PRINTED, unseen

BY_HAND, PRINT, NO_DIGIT = (np.eye(len(ANSWERS), dtype=np.float32)[i] for i in (7, PRINTED, NOTHING))


def row(count: int, height: float = 20, apart: float = 16) -> NDArray[np.float32]:
    """Boxes side by side."""
    return np.array([(apart * i, 0, 10, height) for i in range(count)], np.float32).reshape(-1, 4)


def about(place: int, said: list[NDArray[np.float32]], boxes: NDArray[np.float32] | None = None) -> float:
    boxes = row(len(said)) if boxes is None else boxes
    return float(by_hand_about(boxes[place : place + 1], boxes, np.stack(said))[0])


def test_neighbours_by_hand_speak_for_a_hand_and_print_for_a_press() -> None:
    full = min(SURE, np.log((1 + LEAST) / LEAST))
    assert about(1, [BY_HAND, PRINT, BY_HAND]) == pytest.approx(full * 2 / (2 + FEW), rel=1e-3)
    assert about(1, [PRINT, BY_HAND, PRINT]) == pytest.approx(-full * 2 / (2 + FEW), rel=1e-3)
    assert about(1, [BY_HAND, BY_HAND, PRINT]) == pytest.approx(0, abs=1e-3)


def test_what_is_no_digit_itself_far_or_of_another_size_says_nothing() -> None:
    assert about(1, [NO_DIGIT, BY_HAND, NO_DIGIT]) == pytest.approx(0, abs=1e-3)
    assert about(0, [BY_HAND, BY_HAND], row(2, apart=20 * REACH + 1)) == 0
    assert about(0, [BY_HAND, BY_HAND], row(2, apart=20 * REACH - 1)) > 1
    unlike = row(2)
    unlike[1, 3] = 40
    assert about(0, [BY_HAND, BY_HAND], unlike) == 0


@given(st.integers(0, 6), st.integers(0, 6))
def test_any_numbers_of_boxes(count: int, found: int) -> None:
    said = by_hand_about(row(count), row(found), unseen(found))
    assert said.shape == (count,)
    assert np.abs(said).max(initial=0) < 0.01
