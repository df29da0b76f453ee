"""The edge of a sheet is told from a stroke by what lies on either side of it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from written import digit_mask

from edge.ink import Ink
from edge.reading import Box
from edge.segment import Piece
from edge.sheet_edge import is_sheet_edge

SHAPE = 120, 160


def piece_of(mask: NDArray[np.uint8]) -> Piece:
    box = Box(*cv2.boundingRect(mask))
    return Piece(box, mask[box.y : box.bottom, box.x : box.right].copy(), 200)


def stroke(lean: int, width: int) -> NDArray[np.uint8]:
    return cv2.line(np.zeros(SHAPE, np.uint8), (80 + lean, 20), (80 - lean, 100), 255, width)


def beside(lean: int, left: int, right: int) -> NDArray[np.uint8]:
    """Brightness (h, w): one grey to the left of the line that `stroke` draws, another to its right."""
    picture = np.full(SHAPE, right, np.uint8)
    corners = np.array([(0, 0), (80 + lean * 3 // 2, 0), (80 - lean * 3 // 2, 119), (0, 119)])
    return cv2.GaussianBlur(cv2.fillPoly(picture, [corners], left), (0, 0), 1)


@pytest.mark.parametrize("width", [2, 5, 9])
@pytest.mark.parametrize("lean", [-25, 0, 25])
@pytest.mark.parametrize(
    ("left", "right", "edge"),
    [
        (230, 230, False),  # paper on both sides
        (230, 190, False),  # a shadow falls along the stroke
        (230, 60, True),  # a dark table
        (60, 230, True),
        (230, 150, True),  # a pale one
        (40, 40, False),  # a board
    ],
)
def test_paper_on_one_side_only(lean: int, width: int, left: int, right: int, edge: bool) -> None:
    mask, brightness = stroke(lean, width), beside(lean, left, right)
    brightness[mask > 0] = 20
    assert is_sheet_edge(piece_of(mask), Ink(mask, mask, brightness)) == edge


@pytest.mark.parametrize("digit", [0, 2, 3, 5, 8])
def test_what_is_no_bare_stroke_is_a_mark_even_across_an_edge(digit: int) -> None:
    mask = np.zeros(SHAPE, np.uint8)
    drawn = digit_mask(digit, 1, 60)
    mask[20 : 20 + drawn.shape[0], 50 : 50 + drawn.shape[1]] = drawn
    assert not is_sheet_edge(piece_of(mask), Ink(mask, mask, beside(0, 230, 60)))


def test_in_the_corner_of_the_picture_there_is_nothing_to_compare() -> None:
    mask = np.zeros(SHAPE, np.uint8)
    mask[:, :4] = 255
    assert not is_sheet_edge(piece_of(mask), Ink(mask, mask, np.full(SHAPE, 230, np.uint8)))
