"""What is written into the answers of a tile is found there again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from dark_marks import SURE, empty, write
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from edge.page.boxes import shared
from edge.page.canvas import Tile
from edge.page.card import PageCard
from edge.page.heads import KINDS
from edge.page.network import Answers
from edge.page.peaks import Found, joined, peaks
from edge.page.seen import Seen, probabilities, shares, sigmoid

CARD = PageCard("none")
WHOLE = Tile(1, 0, 0, 256, 192, (0, 0, 256, 192), 0, 0, 0)


def found_in(answers: Answers, tile: Tile = WHOLE, last: int = 3) -> Found:
    return peaks(Seen(tile, answers), 2.0**tile.level, last, CARD)


def written(*boxes: tuple[float, float, float, float], kind: int = 1) -> Answers:
    answers = empty(192, 256)
    for digit, box in enumerate(boxes):
        write(answers, box, digit % 10, kind)
    return answers


@settings(max_examples=100, deadline=None)
@given(x=st.floats(0, 200), y=st.floats(0, 140), w=st.floats(4, 48), h=st.floats(9.5, 47.5))
def test_a_box_comes_back_in_pixels_of_the_picture(x: float, y: float, w: float, h: float) -> None:
    found = found_in(written((x, y, w, h)))
    np.testing.assert_allclose(found.boxes, [[2 * x, 2 * y, 2 * w, 2 * h]], rtol=1e-4, atol=1e-3)
    np.testing.assert_allclose(found.heights, [h], rtol=1e-4)
    assert found.levels.tolist() == [1]
    assert found.scores[0] == pytest.approx(float(sigmoid(np.float32(SURE))))
    assert found.symbols[0, 0] > 0.9
    assert found.symbols.sum() == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(("kind", "handwritten", "printed"), [(1, 1, 0), (4, 0, 1), (3, 0, 0), (6, 0, 0)])
def test_whose_digit_it_is_goes_by_the_kinds_in_its_box(kind: int, handwritten: float, printed: float) -> None:
    found = found_in(written((40, 40, 16, 24), kind=kind))
    np.testing.assert_allclose([found.handwritten[0], found.printed[0]], [handwritten, printed], atol=0.02)
    np.testing.assert_allclose(found.handwriting, found.scores * found.handwritten)


def test_paper_in_a_box_takes_nothing_from_its_share() -> None:
    answers = written((40, 40, 24, 24))
    answers.kind[:, 11:] = 0
    answers.kind[:, 11:, 0] = SURE  # one column of six is ink: a thin 1
    found = found_in(answers)
    assert found.handwritten[0] > 0.9


def test_a_weak_peak_is_none() -> None:
    answers = empty(192, 256)
    write(answers, (20, 20, 16, 24), peak=float(np.log(0.31 / 0.69)))
    write(answers, (80, 20, 16, 24), peak=float(np.log(0.29 / 0.71)))
    found = found_in(answers)
    np.testing.assert_allclose(found.boxes, [[40, 40, 32, 48]], atol=1e-3)
    assert found.scores[0] == pytest.approx(0.31, abs=1e-4)


def test_cells_that_say_exactly_the_same_are_one_peak() -> None:
    answers = written((40, 40, 16, 24))
    row, column = 13, 12
    for j in (column - 1, column, column + 1, column + 2):
        answers.centre[row, j, 0] = SURE
        answers.box[row, j] = answers.box[row, column]
        answers.box[row, j, 0] += column - j
    answers.centre[row + 1, column : column + 2, 0] = SURE
    found = found_in(answers)
    assert len(found) == 1
    np.testing.assert_allclose(found.boxes, [[80, 80, 32, 48]], atol=1e-3)


def test_a_cell_that_speaks_of_the_neighbour_does_not_move_the_box() -> None:
    ones = [(40.0 + 9 * i, 40.0, 5.0, 22.0) for i in range(8)]
    found = found_in(written(*ones))
    by_place = found.boxes[np.argsort(found.boxes[:, 0])]
    np.testing.assert_allclose(by_place, 2 * np.array(ones), atol=0.05)


@pytest.mark.parametrize(
    ("level", "height", "stays"),
    [
        (0, 5.0, True),  # nothing is finer than the first level
        (0, 50.0, False),
        (1, 8.5, False),
        (1, 9.5, True),
        (1, 47.0, True),
        (1, 49.5, False),
        (3, 90.0, True),  # nothing is coarser than the last
        (3, 8.5, False),
    ],
)
def test_heights_are_left_to_the_level_that_reads_them(level: int, height: float, stays: bool) -> None:
    tile = replace(WHOLE, level=level)
    assert len(found_in(written((60, 60, height / 2, height)), tile)) == int(stays)


def test_the_only_level_keeps_all_heights() -> None:
    found = found_in(written((20, 20, 4, 6), (100, 20, 80, 120)), replace(WHOLE, level=0), last=0)
    assert sorted(found.heights.tolist()) == pytest.approx([6, 120], rel=1e-4)


def test_a_tile_counts_what_it_owns_where_it_lies() -> None:
    tile = Tile(1, 544, 0, 256, 192, (592, 0, 800, 192), 0, 0, 0)
    # Centres at 40, 50 and 92 in the tile, which owns from 48 on and takes a cell more.
    found = found_in(written((32, 20, 16, 24), (42, 80, 16, 24), (84, 20, 16, 24)), tile)
    assert sorted(found.boxes[:, 0].tolist()) == pytest.approx([2 * (544 + 42), 2 * (544 + 84)], abs=1e-2)


def test_boxes_may_stick_out() -> None:
    found = found_in(written((-4, -6, 16, 24), (248, 180, 16, 24)))
    np.testing.assert_allclose(
        found.boxes[np.argsort(found.boxes[:, 0])], [[-8, -12, 32, 48], [496, 360, 32, 48]], rtol=1e-5
    )


def test_what_the_repeated_edge_of_a_picture_looks_like_is_no_digit() -> None:
    answers = written((2, 40, 16, 24))
    answers.box[:, :, 0] -= 6
    assert len(found_in(answers)) == 0


def test_nothing_is_found_on_paper() -> None:
    found = found_in(empty(192, 256))
    assert len(found) == 0
    assert len(joined([])) == 0
    assert len(joined([found, found_in(written((20, 20, 16, 24)))])) == 1


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 1000))
def test_any_answers_give_finite_digits(seed: int) -> None:
    rng = np.random.default_rng(seed)
    shapes = [(12, 16, channels) for channels in (2, 4, 20, 7)]
    found = found_in(Answers(*(rng.normal(0, 9, shape).astype(np.float32).clip(-16, 16) for shape in shapes)))
    for values in (found.boxes, found.scores, found.kinds, found.symbols):
        assert np.isfinite(values).all()
        assert values.dtype == np.float32
    assert ((found.handwritten >= 0) & (found.handwritten + found.printed <= 1 + 1e-4)).all()


def test_kinds_in_boxes_are_means_over_the_cells_whose_centres_they_hold() -> None:
    rng = np.random.default_rng(2)
    answers = replace(empty(192, 256), kind=rng.normal(0, 3, (48, 64, len(KINDS))).astype(np.float32))
    seen, likely = Seen(WHOLE, answers), probabilities(answers.kind).astype(np.float64)

    def mean(rows: slice, columns: slice) -> NDArray[np.float64]:
        return likely[rows, columns].mean(axis=(0, 1))

    boxes = np.array([[0, 0, 256, 192], [4, 8, 8, 4], [9, 9, 1, 1], [2, 2, 4.5, 4.5], [-50, -50, 10, 10]], np.float32)
    expected = [
        mean(slice(None), slice(None)),
        mean(slice(2, 3), slice(1, 3)),
        likely[2, 2],  # holds no cell's centre: the cell it lies in
        mean(slice(0, 2), slice(0, 2)),
        likely[0, 0],  # outside: the nearest
    ]
    np.testing.assert_allclose(seen.kinds(boxes), expected, atol=1e-5)
    weighed = shares(seen.kinds(boxes))
    np.testing.assert_allclose(weighed[:, 0], [row[0] for row in expected], atol=1e-5)
    np.testing.assert_allclose(weighed[:, 1:].sum(axis=1), 1, atol=1e-4)


def test_shared_is_intersection_over_union() -> None:
    one = np.array([[0, 0, 10, 10], [0, 0, 10, 10], [0, 0, 10, 10]], np.float32)
    other = np.array([[0, 0, 10, 10], [5, 0, 10, 10], [20, 20, 5, 5]], np.float32)
    np.testing.assert_allclose(shared(one, other), [1, 50 / 150, 0])
