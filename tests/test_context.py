"""What stands beside a piece decides too: the size, the pen, and the letters of a word."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from written import box_of, digit_mask

from edge.card import LABELS, NOT_A_DIGIT
from edge.context import Writing, outside_words, writings_of
from edge.reading import Box
from edge.segment import Piece


def digit_piece(digit: int, height: float, x: float = 0, pen: float = 0.1, strength: int = 200) -> Piece:
    mask = digit_mask(digit, 3, height, pen)
    box = box_of(mask)
    patch = np.ascontiguousarray(mask[box.y : box.bottom, box.x : box.right])
    return Piece(Box(round(x), 100, box.w, box.h), patch, strength)


def bar(height: int, width: int, strength: int = 200) -> Piece:
    return Piece(Box(0, 0, width, height), np.full((height, width), 255, np.uint8), strength)


def sure(count: int) -> NDArray[np.float32]:
    return np.full(count, 0.99, np.float32)


def read_as(labels: str, confidence: NDArray[np.float32]) -> NDArray[np.float32]:
    """What a network says that takes each piece for one of `labels`, and else for no digit."""
    probabilities = np.zeros((len(labels), len(LABELS)), np.float32)
    probabilities[np.arange(len(labels)), [LABELS.index(label) for label in labels]] = confidence
    probabilities[:, NOT_A_DIGIT] = 1 - confidence
    return probabilities


def writing(pieces: list[Piece], labels: str, confidence: NDArray[np.float32] | None = None) -> Writing:
    (found,) = writings_of(pieces, read_as(labels, sure(len(pieces)) if confidence is None else confidence), most=1)
    return found


@pytest.mark.parametrize("height", [20, 60, 250])
def test_the_writing_has_the_size_and_pen_of_its_digits(height: int) -> None:
    found = writing([digit_piece(digit, height) for digit in (2, 3, 5, 6, 8)], "23568")
    assert found.height == pytest.approx(1.08 * height, rel=0.1)  # the pen's width adds to it
    assert found.stroke_width == pytest.approx(0.1 * height, rel=0.25)
    assert found.strength == 200


@pytest.mark.parametrize(
    ("other", "count", "label"),
    [
        (bar(14, 2), 60, "1"),  # many specks that look like a 1
        (bar(400, 4), 2, "1"),  # the edge of the sheet
        (digit_piece(8, 12), 9, "8"),  # small print
        (digit_piece(0, 200), 1, "0"),  # the ring of a cup
    ],
)
def test_odd_ones_do_not_outweigh_a_line_of_digits(other: Piece, count: int, label: str) -> None:
    digits = [digit_piece(digit, 60) for digit in (2, 3, 5, 6, 8, 9)]
    found = writing(digits + [other] * count, "235689" + label * count)
    assert found.height == pytest.approx(65, abs=6)
    assert not found.holds(other)
    assert all(found.holds(digit) for digit in digits)


def test_a_page_of_ones_alone_is_a_writing_too() -> None:
    ones = [digit_piece(1, 60) for _ in range(3)]
    assert all(writing(ones, "111").holds(one) for one in ones)


def test_what_is_hardly_believed_speaks_for_nothing() -> None:
    small, large = digit_piece(3, 40), digit_piece(5, 160)
    confidence = np.array([0.99, 0.52], np.float32)
    assert writing([small, large], "35", confidence).holds(small)
    assert not writing([small, large], "35", confidence).holds(large)


def test_nothing_read_is_no_writing() -> None:
    assert writings_of([], read_as("", sure(0)), most=3) == []
    assert writings_of([digit_piece(3, 40)], read_as("3", np.array([0.5], np.float32)), most=3) == []


def test_writings_of_several_sizes_are_told_apart() -> None:
    """A page of print with a number written on it: as many sizes as are asked for, the one with most ink first."""
    large, small = digit_piece(5, 120), digit_piece(8, 20)
    pieces, labels = [small, large, large, small], "8558"
    found = writings_of(pieces, read_as(labels, sure(4)), most=3)
    assert [one.is_of_size(large) for one in found] == [True, False]
    assert [one.is_of_size(small) for one in found] == [False, True]
    assert len(writings_of(pieces, read_as(labels, sure(4)), most=1)) == 1


def test_a_part_is_of_the_pen_that_what_it_was_cut_from_is_of() -> None:
    thick, thin = bar(60, 30), digit_piece(3, 60)
    assert not PEN.holds(thick)
    assert PEN.holds(thick, cut_from=thin)
    assert not PEN.holds(bar(12, 2), cut_from=thin)  # its size is its own


PEN = Writing(height=60, strength=200, stroke_width=6)


@pytest.mark.parametrize(
    ("piece", "held"),
    [
        (digit_piece(4, 60), True),
        (digit_piece(4, 30, pen=0.2), True),  # a small digit by the same pen, as of a fraction
        (digit_piece(4, 120, pen=0.05), True),
        (digit_piece(4, 18), False),  # small print
        (digit_piece(4, 170), False),
        (digit_piece(4, 60, strength=110), True),  # pressed less hard
        (digit_piece(4, 60, strength=90), False),  # what shines through from the other side
        (digit_piece(4, 60, pen=0.04), False),  # another pen
        (digit_piece(4, 60, pen=0.19), True),
    ],
)
def test_what_a_writing_holds(piece: Piece, held: bool) -> None:
    assert PEN.holds(piece) == held


@pytest.mark.parametrize(
    ("piece", "may"),
    [
        (bar(6, 30), True),  # the bar of a 5
        (bar(6, 11), False),  # a speck
        (digit_piece(8, 200), True),  # several that touch
        (bar(250, 20), False),  # the table's edge
        (bar(60, 6, strength=79), False),  # too faint
        (bar(60, 6, strength=80), True),
    ],
)
def test_what_may_be_part_of_a_digit(piece: Piece, may: bool) -> None:
    assert PEN.may_hold_part(piece) == may


def slanting(length: int, rise: int, pen: int) -> Piece:
    """A straight stroke that rises by so many pixels over its length."""
    picture = np.zeros((rise + 20, length + 20), np.uint8)
    cv2.line(picture, (10, rise + 10), (length + 10, 10), 255, pen)
    x, y, w, h = cv2.boundingRect(picture)
    return Piece(Box(0, 0, w, h), np.ascontiguousarray(picture[y : y + h, x : x + w]), 200)


@pytest.mark.parametrize(
    ("piece", "is_letter"),
    [
        (digit_piece(4, 40), True),  # as high and as broad as a letter
        (digit_piece(4, 24, pen=0.2), False),  # as low as a sign
        (slanting(900, 70, 5), False),  # a table's line on a page seen askew
        (slanting(30, 60, 5), False),  # a stroke
        (digit_piece(4, 60, strength=90), False),  # no letter of this pen
    ],
)
def test_what_may_be_a_letter(piece: Piece, is_letter: bool) -> None:
    assert PEN.holds_letter(piece) == is_letter


@settings(max_examples=40, deadline=None)
@given(st.randoms(use_true_random=False), st.floats(0.55, 1))
def test_the_order_of_the_pieces_changes_nothing(shuffler: object, confidence: float) -> None:
    pieces = [digit_piece(digit, height) for digit, height in ((2, 60), (3, 66), (5, 58), (1, 20), (7, 130), (8, 62))]
    order = list(range(len(pieces)))
    shuffler.shuffle(order)  # type: ignore[attr-defined]
    values = np.array([0.99, confidence, 0.9, 0.99, confidence, 0.95], np.float32)
    shuffled = writing([pieces[i] for i in order], "".join("235178"[i] for i in order), values[order])
    assert shuffled == writing(pieces, "235178", values)


def row(kinds: str, step: int = 40, y: int = 0) -> tuple[list[Piece], list[Piece], list[bool]]:
    """Digits (d), digits cut from something larger (c) and letters (x) in a row, 30 wide; a space is a gap."""
    digits, letters, cut = [], [], []
    for i, kind in enumerate(kinds):
        piece = Piece(Box(i * step, y, 30, 60), np.full((60, 30), 255, np.uint8), 200)
        if kind in "dc":
            digits.append(piece)
            cut.append(kind == "c")
        elif kind == "x":
            letters.append(piece)
    return digits, letters, cut


@pytest.mark.parametrize(
    ("kinds", "kept"),
    [
        ("dddd", "1111"),  # a number
        ("d", "1"),
        ("ddxdd", "1111"),  # a sign amid a number
        ("xxdxx", "0"),  # the o in a word
        ("dxd", "11"),  # 8 + 3, with a plus as high as they are
        ("dx", "0"),  # one of two
        ("xxx  dd", "11"),  # a word before a number
        ("dd  xdx  dd", "11011"),  # a word between two numbers
        ("ddcc", "1111"),  # two that touched, in a number
        ("ddxcc", "0000"),  # what was cut counts as a letter beside a letter
        ("xc", "0"),
        ("cc", "11"),  # cut, and no letter near
        ("ddddddxc", "1111110"),  # in a long number only the cut one is doubted
    ],
)
def test_digits_do_not_stand_in_words(kinds: str, kept: str) -> None:
    digits, letters, cut = row(kinds)
    alone = outside_words(digits, cut, letters, gap=30)
    assert alone.dtype == bool
    assert "".join("01"[int(value)] for value in alone) == kept


def test_words_end_where_the_gap_is_wider() -> None:
    digits, letters, cut = row("xxdxx")
    assert outside_words(digits, cut, letters, gap=10).tolist() == [False]  # the gaps are 10 wide
    assert outside_words(digits, cut, letters, gap=9).tolist() == [True]


def test_words_run_down_on_a_turned_page() -> None:
    pieces = [Piece(Box(100, 70 * i, 40, 60), np.full((60, 40), 255, np.uint8), 200) for i in range(4)]
    assert outside_words(pieces[1:2], [False], [pieces[0], *pieces[2:]], gap=30).tolist() == [False]
    assert outside_words(pieces[1:2], [False], [pieces[0], *pieces[2:]], gap=18).tolist() == [True]


def test_the_line_above_is_another_word() -> None:
    digits, _, cut = row("dddd")
    _, letters, _ = row("xxxx", y=80)
    assert outside_words(digits, cut, letters, gap=30).all()


def test_no_digits_no_answer() -> None:
    assert outside_words([], [], row("xx")[1], gap=30).shape == (0,)
