"""The ink of a digit, found in the box that the page network has for it."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from edge.page.cutting import cut_out
from edge.reading import Box

PAPER, PEN = (210, 220, 225), (60, 40, 30)


def page(width: int = 300, height: int = 120, colour: tuple[int, int, int] = PAPER) -> np.ndarray:
    return np.full((height, width, 3), colour, np.uint8)


def digit(frame: np.ndarray, text: str, x: int, y: int, colour: tuple[int, int, int] = PEN, thick: int = 3) -> None:
    cv2.putText(frame, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, 1.6, colour, thick, cv2.LINE_AA)


def box_of(frame: np.ndarray, ground: np.ndarray) -> list[int]:
    return list(cv2.boundingRect((cv2.absdiff(frame, ground).max(axis=2) > 60).astype(np.uint8)))


def boxes(*rows: list[float]) -> np.ndarray:
    return np.array(rows, np.float32).reshape(-1, 4)


def near(found: Box, wanted: list[int], pixels: int = 2) -> bool:
    return bool(np.abs(np.array(found.as_list()) - wanted).max() <= pixels)


@pytest.mark.parametrize(("paper", "pen"), [(PAPER, PEN), (PEN, PAPER), ((60, 120, 60), (120, 200, 240))])
@pytest.mark.parametrize("shift", [(0, 0, 0, 0), (3, -3, -2, 2), (-3, 3, 4, -4)])
def test_the_ink_is_found_whatever_its_colour_and_however_the_box_is_off(
    paper: tuple[int, int, int], pen: tuple[int, int, int], shift: tuple[int, ...]
) -> None:
    frame = page(colour=paper)
    digit(frame, "5", 100, 90, pen)
    truth = box_of(frame, page(colour=paper))
    (piece,) = cut_out(frame, boxes(list(np.add(truth, shift))))
    assert near(piece.box, truth)
    assert piece.patch.shape == (piece.box.h, piece.box.w)
    assert piece.patch.max() > 200
    assert piece.patch[piece.box.h // 3, piece.box.w - 2] < 60  # paper between the strokes of a 5


def test_of_neighbours_each_has_its_own_ink() -> None:
    frame, ground = page(), page()
    digit(frame, "3", 100, 90)
    three = box_of(frame, ground)
    whole = frame.copy()
    digit(whole, "8", 100 + three[2] - 2, 90)  # they touch
    eight = box_of(whole, frame)
    pieces = cut_out(whole, boxes(three, eight))
    assert near(pieces[0].box, three, 4)
    assert near(pieces[1].box, eight, 5)


def test_a_ruling_below_is_not_followed() -> None:
    frame = page()
    digit(frame, "7", 100, 80)
    truth = box_of(frame, page())
    cv2.line(frame, (0, 84), (299, 84), (120, 90, 80), 2)
    (piece,) = cut_out(frame, boxes(truth))
    assert near(piece.box, truth)


def test_a_one_is_cut_out_with_the_paper_beside_it() -> None:
    frame = page()
    cv2.line(frame, (150, 30), (150, 89), PEN, 4)
    truth = box_of(frame, page())
    (piece,) = cut_out(frame, boxes(truth))
    assert near(piece.box, truth)


def test_a_box_without_ink_is_taken_as_it_is() -> None:
    (piece,) = cut_out(page(), boxes([100, 30, 30, 50]))
    assert near(piece.box, [100, 30, 30, 50], 1)
    assert not piece.patch.any()


@pytest.mark.parametrize("box", [[-20, -10, 50, 60], [280, 100, 60, 60], [295, 10, 0.5, 30], [10, 118, 20, 0.2]])
def test_what_sticks_out_of_the_picture_is_cut_off(box: list[float]) -> None:
    frame = page()
    digit(frame, "0", -8, 30)
    (piece,) = cut_out(frame, boxes(box))
    assert piece.box.x >= 0
    assert piece.box.y >= 0
    assert piece.box.right <= 300
    assert piece.box.bottom <= 120
    assert piece.box.w >= 1
    assert piece.box.h >= 1
    assert piece.patch.shape == (piece.box.h, piece.box.w)


def test_nothing_is_cut_out_of_nothing() -> None:
    assert cut_out(page(), boxes()) == []
