"""Long thin lines are taken out and the digits that stand on them, or are crossed by them, are kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from written import digit_mask, overlap, placed

from edge.ink import Ink
from edge.ruling import without_lines
from edge.segment import Piece, find_pieces

SHAPE = 200, 400
MIDDLE = 200.0, 95.0  # about which the ruling is turned
Segment = tuple[float, float, float, float]

RULINGS: dict[str, list[Segment]] = {
    "a line to write on": [(20, 127, 380, 127)],
    "a line through the middle": [(20, 95, 380, 95)],
    "two lines": [(20, 75, 380, 75), (20, 127, 380, 127)],
    "a margin": [(172, 10, 172, 190)],
    "a box": [(100, 40, 300, 40), (300, 40, 300, 130), (300, 130, 100, 130), (100, 130, 100, 40)],
    "squares": [(20, y, 380, y) for y in range(15, 190, 56)] + [(x, 10, x, 190) for x in range(40, 390, 56)],
}


def ruled(segments: Sequence[Segment], tilt: float, width: int) -> NDArray[np.uint8]:
    """Lines of `width` pixels, turned by `tilt` degrees."""
    ink = np.zeros(SHAPE, np.uint8)
    turn = cv2.getRotationMatrix2D(MIDDLE, tilt, 1)
    for x1, y1, x2, y2 in segments:
        a, b = (np.rint(turn @ (x, y, 1) * 16).astype(int) for x, y in ((x1, y1), (x2, y2)))
        cv2.line(ink, (int(a[0]), int(a[1])), (int(b[0]), int(b[1])), 255, width, cv2.LINE_AA, 4)
    return ink


def pieces_without_lines(picture: NDArray[np.uint8]) -> list[Piece]:
    ink = Ink(picture, np.where(picture > 100, np.uint8(255), np.uint8(0)), 255 - picture)
    return [rest for piece in find_pieces(ink) for rest in without_lines(piece, ink)]


def together(pieces: Sequence[Piece]) -> NDArray[np.uint8]:
    """All the ink of `pieces` on one picture."""
    picture = np.zeros(SHAPE, np.uint8)
    for piece in pieces:
        box = piece.box
        room = picture[box.y : box.bottom, box.x : box.right]
        np.maximum(room, piece.patch, out=room)
    return picture


@pytest.mark.parametrize("width", [1, 2])
@pytest.mark.parametrize("tilt", [0, 2, -4])
@pytest.mark.parametrize("name", RULINGS)
def test_lines_go_and_strokes_stay(name: str, tilt: float, width: int) -> None:
    line = ruled(RULINGS[name], tilt, width)
    overlaps, line_left = [], []
    for seed in range(10):
        digit = placed(digit_mask(seed % 10, seed, height=60, pen=0.12), SHAPE, 165, 60)
        left = together(pieces_without_lines(np.maximum(digit, line)))
        overlaps.append(overlap(left >= 128, digit >= 128))
        away = (line >= 128) & (cv2.dilate(digit, np.ones((9, 9))) == 0)
        line_left.append((left[away] >= 128).mean())
    least = 0.95 if tilt == 0 else 0.85
    assert np.mean(overlaps) >= (least - 0.13 if name == "squares" else least)
    assert np.mean(line_left) <= 0.15


@pytest.mark.parametrize("digit", range(10))
def test_a_digit_alone_is_left_as_it_is(digit: int) -> None:
    for seed in range(10):
        alone = placed(digit_mask(digit, seed, height=60, pen=0.12), SHAPE, 150, 60)
        ink = Ink(alone, np.where(alone > 100, np.uint8(255), np.uint8(0)), 255 - alone)
        for piece in find_pieces(ink):
            (rest,) = without_lines(piece, ink)
            assert rest is piece


NOT_LINES: dict[str, Callable[[NDArray[np.uint8]], object]] = {
    "the thick bar of a 7": lambda ink: cv2.line(ink, (100, 80), (180, 80), 255, 9),
    "a marker's 1": lambda ink: cv2.line(ink, (200, 20), (190, 180), 255, 14),
    "an arc": lambda ink: cv2.ellipse(ink, (200, 100), (60, 80), 0, 100, 260, 255, 7),
    "a blot": lambda ink: cv2.circle(ink, (200, 100), 60, 255, -1),
}


@pytest.mark.parametrize("name", NOT_LINES)
def test_what_is_thick_round_or_short_is_no_line(name: str) -> None:
    picture = np.zeros(SHAPE, np.uint8)
    NOT_LINES[name](picture)
    left = together(pieces_without_lines(picture))
    assert overlap(left >= 128, picture >= 128) >= 0.97


@pytest.mark.parametrize("turned", [False, True])
def test_a_line_alone_leaves_nothing(turned: bool) -> None:
    picture = np.zeros((SHAPE[1], SHAPE[0]) if turned else SHAPE, np.uint8)
    if turned:
        cv2.line(picture, (100, 10), (104, 390), 255, 2)
    else:
        cv2.line(picture, (10, 100), (390, 104), 255, 2)
    assert sum(piece.mass for piece in pieces_without_lines(picture)) < 0.05 * (picture > 0).sum()


def test_a_thick_bent_line_leaves_nothing() -> None:
    """The edge of a sheet that curls: no straight line runs along all of it, and what is left would look like 1s."""
    x = np.arange(10, 391)
    curl = np.stack([x, 95 + 6 * np.sin((x - 10) / 381 * np.pi)], axis=1)
    picture = np.zeros(SHAPE, np.uint8)
    cv2.polylines(picture, [np.rint(curl).astype(np.int32)], False, 255, 8)
    assert not pieces_without_lines(picture)


def test_a_long_row_of_small_touching_digits_is_no_line() -> None:
    """It is as slender as one, but has paper between its strokes."""
    picture = np.zeros(SHAPE, np.uint8)
    x = 5
    while x < 370:
        digit = digit_mask(0, x, height=15, pen=0.12)
        left, top, w, h = cv2.boundingRect(digit)
        room = picture[100 - h : 100, x : x + w]
        np.maximum(room, digit[top : top + h, left : left + w], out=room)
        x += w - 3
    assert sum(piece.mass for piece in pieces_without_lines(picture)) >= 0.9 * picture.sum() / 255


def test_a_faint_digit_on_dark_ruling_is_found_at_its_own_strength() -> None:
    """A pencil on printed lines: taken with the line, the digit would lie below half its darkness."""
    digit = placed(digit_mask(3, 2, height=60, pen=0.12), SHAPE, 165, 66)
    picture = np.maximum(ruled(RULINGS["a line through the middle"], 0, 2), (digit * 0.6).astype(np.uint8))
    pieces = pieces_without_lines(picture)
    assert overlap(together(pieces) >= 128, digit >= 128) >= 0.85
    assert max(pieces, key=lambda piece: piece.mass).strength == pytest.approx(0.6 * 255, abs=4)


@pytest.mark.parametrize(
    ("bar", "kept"),
    [
        ((60, 100, 140, 100), False),  # a plus: its bar is as slender as a line
        ((20, 100, 260, 100), True),  # a 1 across a ruled line
        ((60, 138, 140, 138), True),  # a 1 with a foot, as slender
    ],
)
def test_the_upright_of_a_plus_is_no_1(bar: Segment, kept: bool) -> None:
    picture = np.zeros(SHAPE, np.uint8)
    cv2.line(picture, bar[:2], bar[2:], 200, 2)
    cv2.line(picture, (100, 62), (100, 138), 200, 7)
    uprights = [piece for piece in pieces_without_lines(picture) if piece.box.h >= 60]
    assert bool(uprights) == kept


@pytest.mark.parametrize(
    ("stroke", "kept"),
    [
        ((100, 60, 100, 110), False),  # the side of a table, pressed harder for a while
        ((101, 150, 103, 190), False),  # and where it goes on beyond the corner, a little askew
        ((150, 60, 150, 140), True),  # a 1 that stands on the table's line
        ((150, 130, 210, 130), True),  # a lying stroke may be a part of a digit
        ((88, 60, 112, 118), True),  # a slanted 1 across the side
    ],
)
def test_a_rest_of_a_line_goes_with_it(stroke: Segment, kept: bool) -> None:
    picture = ruled([(20, 130, 380, 130), (100, 10, 100, 190), (300, 10, 300, 190), (20, 20, 380, 20)], 0, 2)
    x1, y1, x2, y2 = (int(v) for v in stroke)
    cv2.line(picture, (x1, y1), (x2, y2), 255, 7)
    left = together(pieces_without_lines(picture))
    mark = cv2.line(np.zeros(SHAPE, np.uint8), (x1, y1), (x2, y2), 255, 7)
    share = cv2.countNonZero(cv2.bitwise_and(left, mark)) / cv2.countNonZero(mark)
    assert share > 0.5 if kept else share < 0.1


def test_touching_digits_in_a_row_keep_their_feet() -> None:
    """The bottoms of small broad 0s lie on a line, but are none: they sway about it."""
    for seed in range(40):
        picture = np.zeros((50, 200), np.uint8)
        x = 5
        for k in range(4):
            digit = digit_mask(0, 7 * seed + k, height=26, pen=0.12)
            left, top, w, h = cv2.boundingRect(digit)
            digit = cv2.resize(digit[top : top + h, left : left + w], None, fx=1.5, fy=1)
            room = picture[40 - h : 40, x : x + digit.shape[1]]
            np.maximum(room, digit, out=room)
            x += digit.shape[1] - 4
        assert sum(piece.mass for piece in pieces_without_lines(picture)) >= 0.95 * picture.sum() / 255
