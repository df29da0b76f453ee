"""A whole picture through levels, canvases, answers, peaks and suppression, with a network that sees rectangles."""

from __future__ import annotations

import numpy as np
import pytest
from dark_marks import PRINTED, DarkMarks, rectangle
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from edge.page.boxes import shared
from edge.page.heads import KINDS
from edge.page.page import PageView, find

Rectangle = tuple[int, int, int, int]
PAPER, HANDWRITTEN, PRINT = (KINDS.index(kind) for kind in ("paper", "handwritten digit", "printed digit"))


def paper(height: int, width: int) -> NDArray[np.uint8]:
    return np.full((height, width, 3), 230, np.uint8)


def assert_found(view: PageView, boxes: list[Rectangle], least: float = 0.5) -> None:
    """Each of `boxes` is found once, and nothing else."""
    overlap = shared(view.found.boxes[:, None], np.array(boxes, np.float32)[None])
    assert len(view.found) == len(boxes), view.found.boxes
    assert (overlap.max(axis=0) > least).all(), view.found.boxes


@pytest.mark.parametrize("seed", range(16))
def test_rectangles_of_all_sizes_are_found_once(seed: int) -> None:
    """In a grid of places 320 pixels apart, 14 to 200 pixels high, on pictures that are cut in tiles or reduced."""
    rng = np.random.default_rng(seed)
    columns, rows = rng.integers(1, 8), rng.integers(1, 6)
    frame, boxes = paper(320 * rows, 320 * columns), []
    for row in range(rows):
        for column in range(columns):
            height = int(14 * 2 ** rng.uniform(0, 3.8))
            width = max(8, int(height * rng.uniform(0.3, 0.9)))
            left, top = rng.integers(60, 90, 2)  # on no level at the edge of the picture, which is repeated
            boxes.append((320 * column + int(left), 320 * row + int(top), width, height))
            rectangle(frame, boxes[-1])
    assert_found(find(frame, DarkMarks()), boxes)


@pytest.mark.parametrize("size", [(480, 640), (300, 300), (64, 50), (1080, 1920), (3000, 4000), (90, 3000), (2500, 70)])
def test_one_digit_on_pictures_of_all_sizes(size: tuple[int, int]) -> None:
    frame = paper(*size)
    box = (size[1] // 3, size[0] // 3, max(8, min(size) // 8), max(20, min(size) // 4))
    rectangle(frame, box, digit=7)
    view = find(frame, DarkMarks())
    assert_found(view, [box], least=0.8)
    assert view.found.symbols.argmax() == 7
    assert 14 <= view.found.heights[0] <= 33


def test_digits_at_the_borders_of_tiles_are_found_once() -> None:
    """The borders of the first level lie at 592 and 1136: digits there are seen in two tiles."""
    frame, boxes = paper(480, 1500), []
    for row in range(8):
        for column, border in enumerate((592, 1136)):
            boxes.append((border - 12 + 3 * row, 20 + 55 * row + column, 14, 22))
            rectangle(frame, boxes[-1])
    assert_found(find(frame, DarkMarks()), boxes, least=0.9)


def test_a_string_of_1s_is_found_as_written() -> None:
    frame = paper(480, 640)
    boxes = [(100 + 12 * i, 200, 5, 24) for i in range(30)]
    for box in boxes:
        rectangle(frame, box, digit=1)
    assert_found(find(frame, DarkMarks()), boxes)


def test_hand_and_print_are_told_apart() -> None:
    frame = paper(480, 640)
    rectangle(frame, (100, 100, 40, 60))
    rectangle(frame, (300, 100, 40, 60), red=PRINTED)
    found = find(frame, DarkMarks()).found
    found = found.taken(np.argsort(found.boxes[:, 0]))
    np.testing.assert_allclose(found.handwritten, [1, 0], atol=0.02)
    np.testing.assert_allclose(found.printed, [0, 1], atol=0.02)
    np.testing.assert_allclose(found.handwriting, [found.scores[0], 0], atol=0.02)


def test_a_vga_picture_is_one_canvas_and_a_large_one_ten_at_most() -> None:
    network = DarkMarks()
    assert len(find(paper(480, 640), network).found) == 0
    assert len(network.canvases) == 1
    network.canvases.clear()
    find(paper(2448, 3264), network)
    assert len(network.canvases) <= 10


def test_grey_and_colour_say_the_same() -> None:
    frame = paper(200, 300)
    rectangle(frame, (100, 50, 20, 40), digit=0)
    colour, grey = find(frame, DarkMarks()), find(frame[..., 0].copy(), DarkMarks())
    np.testing.assert_array_equal(colour.found.boxes, grey.found.boxes)


@pytest.mark.parametrize("height", [12, 22, 40, 90, 200])
def test_evidence_tells_digits_from_paper_on_the_level_that_fits(height: int) -> None:
    frame = paper(700, 1500)
    width = height // 2
    rectangle(frame, (580, 300, width, height))
    rectangle(frame, (1100, 300, width, height), red=PRINTED)
    view = find(frame, DarkMarks())
    asked = np.array([[580, 300, width, height], [1100, 300, width, height], [60, 60, width, height]], np.float32)
    evidence = view.evidence(asked)
    assert (evidence.centres[:2] > 2).all()
    assert evidence.centres[2] < -2
    assert (evidence.overlaps[:2] > 0.8).all()
    assert evidence.kinds[0, HANDWRITTEN] > 0.95
    assert evidence.kinds[1, PRINT] > 0.95
    assert evidence.kinds[2, PAPER] > 0.95
    assert (evidence.kinds[:2, PAPER] < 0.6).all()


@pytest.mark.parametrize(
    ("height", "there"), [(8, False), (12, False), (22, True), (40, True), (200, True), (560, True)]
)
def test_the_next_best_level_is_a_second_witness(height: int, there: bool) -> None:
    frame = paper(700, 1500)
    rectangle(frame, (580, 60, height // 2, height))
    view = find(frame, DarkMarks())
    evidence = view.evidence(np.array([[580, 60, height // 2, height]], np.float32))
    if there:
        assert evidence.second_centres[0] > 2
        assert evidence.second_handwritten[0] > 0.9
    else:  # no finer level is there, and on a coarser one such digits are too small
        assert (evidence.second_centres[0], evidence.second_handwritten[0]) == (0, 0.5)
    found = view.evidence_of_found(np.arange(len(view.found)))
    np.testing.assert_allclose(found.second_handwritten, evidence.second_handwritten, atol=0.15)


def test_evidence_takes_the_middle_of_a_box() -> None:
    frame = paper(200, 300)
    rectangle(frame, (100, 50, 20, 32))
    view = find(frame, DarkMarks())
    evidence = view.evidence(np.array([[98, 48, 24, 36], [70, 50, 30, 32]], np.float32))
    assert evidence.centres[0] > 2 > -2 > evidence.centres[1]
    assert evidence.overlaps[0] > 0.6


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(-500, 2500), st.floats(-500, 2500), st.floats(0, 3000), st.floats(0, 3000)), max_size=9
    )
)
def test_any_boxes_have_evidence(boxes: list[tuple[float, float, float, float]]) -> None:
    if not _view:
        frame = paper(600, 1400)
        rectangle(frame, (580, 300, 20, 40))
        _view.append(find(frame, DarkMarks()))
    evidence = _view[0].evidence(np.array(boxes, np.float32).reshape(-1, 4))
    assert evidence.kinds.shape == (len(boxes), len(KINDS))
    assert np.isfinite(evidence.centres).all()
    for shares in (evidence.kinds, evidence.overlaps, evidence.symbols):
        assert ((shares >= 0) & (shares <= 1.001)).all()
    np.testing.assert_array_less(0, evidence.kinds.sum(axis=1))  # each box was looked up in some tile


_view: list[PageView] = []
