"""The reader with a page network: what it does not see is not read, and what it sees is read as without it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pytest
from dark_marks import DarkMarks, empty, write
from numpy.typing import NDArray
from written import written

from edge.card import CHECKOUT_MODELS
from edge.page.card import PageCard
from edge.page.network import Answers
from edge.page.second_stage import SecondStage
from edge.reader import Reader
from edge.reading import Box

pytestmark = pytest.mark.skipif(
    not (CHECKOUT_MODELS / "digits.tflite").is_file(), reason="no model is shipped yet: make export"
)


@dataclass(frozen=True)
class SeesNothing:
    """A page network for which everything is paper."""

    size: tuple[int, int] = (736, 640)
    card: PageCard = field(default_factory=lambda: PageCard("none"))
    second_stage: SecondStage | None = None

    def answers(self, canvas: NDArray[np.uint8]) -> Answers:
        return empty(*self.size)


class SeesOneMore(DarkMarks):
    """Sees a digit on the finest level at x 26 to 30, y 40 to 80, however faint it is."""

    def answers(self, canvas: NDArray[np.uint8]) -> Answers:
        seen = super().answers(canvas)
        write(seen, (26, 40, 4, 40), digit=1)
        return seen


def test_what_the_page_network_alone_sees_is_read_in_its_line() -> None:
    frame = np.full((120, 320, 3), 255, np.uint8)
    for x in (100, 160):
        frame[40:80, x : x + 4] = 0
    frame[40:80, 26:30] = 240  # too pale beside the others
    account = Reader(page=SeesOneMore()).account(frame)
    (one,) = account.proposed
    assert [digit.box.x for digit in account.reading.digits] == [26, 100, 160]
    assert [digit.line for digit in account.reading.digits] == [0, 0, 0]
    assert account.reading.lines == ["111"]
    assert account.pieces[0] is one.piece
    assert [piece.box for piece in account.pieces[1:]] == [digit.box for digit in account.reading.digits[1:]]
    assert len(Reader(page=SeesOneMore()).read(frame, expect=2).digits) == (3 if one.confidence >= 0.9 else 2)


@pytest.mark.parametrize("turn", [0, 90])
def test_where_the_page_network_sees_no_digit_none_is_read(turn: int) -> None:
    frame = np.ascontiguousarray(np.rot90(written("4071", 3).frame, turn // 90))
    assert Reader(page=SeesNothing()).read(frame, rotate=turn).digits == ()


def test_a_digit_that_it_sees_is_read_where_the_other_is_not() -> None:
    frame = np.full((120, 120, 3), 255, np.uint8)
    frame[40:80, 30:34] = 0
    both = frame.copy()
    both[40:80, 90:94] = 0
    frame[40:80, 90:94] = 120  # ink, but not dark enough for this network
    assert Reader(page=DarkMarks()).read(both).lines == ["11"]
    assert [digit.box.x < 60 for digit in Reader(page=DarkMarks()).read(frame).digits] == [True]


def test_boxes_of_a_region_are_looked_up_where_they_are() -> None:
    frame = np.full((300, 400, 3), 255, np.uint8)
    frame[150:190, 200:204] = 0
    reading = Reader(page=DarkMarks()).read(frame, roi=Box(150, 100, 200, 150))
    assert reading.lines == ["1"]
    assert abs(reading.digits[0].box.x - 200) <= 2


def test_what_was_seen_is_kept_for_who_asks_why() -> None:
    frame = np.full((200, 300, 3), 255, np.uint8)
    frame[50:90, 100:104] = 0
    account = Reader(page=DarkMarks()).account(frame)
    assert account.page is not None
    assert len(account.page.found) == 1
    assert set(account.reading.milliseconds) == {"page", "digit", "total"}
