"""Each digit is found once, on the level where it is of the best size; neighbours and rings are left alone."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edge.page.heads import KINDS
from edge.page.peaks import Found, joined
from edge.page.suppression import MOST, suppressed

BEST = 22.0
Row = tuple[float, float, float, float]


def found(level: int, *boxes: Row, scores: tuple[float, ...] = ()) -> Found:
    """Digits of `boxes` (pixels of the picture) seen on `level`."""
    rows, count = np.array(boxes, np.float32).reshape(-1, 4), len(boxes)
    likely = np.array(scores or [0.9] * count, np.float32)
    symbols = np.full((count, 20), 0.05, np.float32)
    levels = np.full(count, level)
    kinds = np.zeros((len(rows), len(KINDS)), np.float32)
    return Found(rows, likely, kinds, symbols, levels, rows[:, 3] / np.float32(2**level))


def once(*parts: Found) -> list[tuple[int, list[float]]]:
    """What stays of `parts`: level and box, from left to right."""
    stays = suppressed(joined(parts), BEST)
    order = np.lexsort((stays.levels, stays.boxes[:, 0]))
    return [(int(stays.levels[i]), stays.boxes[i].tolist()) for i in order]


def moved(boxes: list[Row], across: float, down: float = 0, larger: float = 1.0) -> list[Row]:
    """`boxes` as another level sees them, a little elsewhere and larger."""
    return [(x + across, y + down, w * larger, h * larger) for x, y, w, h in boxes]


def test_the_level_nearest_to_the_best_height_stays() -> None:
    box = (100.0, 100.0, 28.0, 44.0)
    assert once(found(0, box), found(1, box, scores=(0.4,)), found(2, box)) == [(1, list(box))]


def test_on_one_level_the_higher_score_stays() -> None:
    boxes = (10.0, 10.0, 16.0, 24.0), (12.0, 11.0, 16.0, 24.0), (30.0, 10.0, 16.0, 24.0)
    assert once(found(0, *boxes, scores=(0.5, 0.8, 0.4))) == [(0, list(boxes[1])), (0, list(boxes[2]))]


def test_what_is_overlapped_by_what_falls_itself_stays() -> None:
    chain = (0.0, 0.0, 20.0, 20.0), (5.0, 0.0, 20.0, 20.0), (10.0, 0.0, 20.0, 20.0)
    assert [box for _, box in once(found(0, *chain, scores=(0.9, 0.8, 0.7)))] == [list(chain[0]), list(chain[2])]


@pytest.mark.parametrize("pitch", [6.0, 7.0, 9.0, 14.0])
@pytest.mark.parametrize("height", [15.0, 22.0, 28.0, 31.0, 40.0])
@pytest.mark.parametrize("across", [-2.0, 0.0, 2.5])
def test_a_string_of_1s_five_pixels_wide_stays_whole(pitch: float, height: float, across: float) -> None:
    ones = [(50 + pitch * i, 60.0, 5.0, height) for i in range(12)]
    for other in (moved(ones, across), moved(ones, across, 1, 1.1), moved(ones, -across, -1, 0.9)):
        stays = once(found(0, *ones), found(1, *other))
        assert len(stays) == 12
        centres = np.array([box[0] + box[2] / 2 for _, box in stays])
        np.testing.assert_allclose(centres, [52.5 + pitch * i for i in range(12)], atol=4)


def test_heights_about_the_border_of_two_levels_lose_no_1() -> None:
    """Each is nearer to the best height on another level than its neighbours, which must not take its place."""
    rng = np.random.default_rng(0)
    for _ in range(50):
        heights = 31.1 * rng.uniform(0.95, 1.05, (2, 10))
        fine = [(50 + 7.0 * i, 60.0, 5.0, float(heights[0, i])) for i in range(10)]
        coarse = [(50 + 7.0 * i, 60.0, 5.0, float(heights[1, i])) for i in range(10)]
        assert len(once(found(0, *fine), found(1, *coarse))) == 10


@pytest.mark.parametrize("missing", [0, 3, 11])
def test_a_1_that_the_better_level_misses_stays_on_the_other(missing: int) -> None:
    ones = [(50 + 7.0 * i, 60.0, 5.0, 30.0) for i in range(12)]
    fewer = ones[:missing] + ones[missing + 1 :]
    stays = once(found(0, *fewer), found(1, *ones))
    assert [level for level, _ in stays] == [int(i == missing) for i in range(12)]
    assert len(once(found(0, *ones), found(1, *fewer))) == 12


def test_a_1_whose_boxes_miss_each_other_is_found_once() -> None:
    assert once(found(0, (100, 100, 5, 22)), found(1, (105, 100, 5, 22))) == [(0, [100, 100, 5, 22])]


def test_two_finer_digits_in_a_coarser_box_win() -> None:
    pair = [(100.0, 100.0, 24.0, 44.0), (126.0, 100.0, 24.0, 44.0)]
    both = (100.0, 99.0, 50.0, 46.0)  # at 23 pixels on its level nearly the best height
    assert once(found(0, *pair), found(1, both)) == [(0, list(pair[0])), (0, list(pair[1]))]


def test_doubles_that_both_levels_part_are_taken_from_one() -> None:
    pair = [(100.0, 100.0, 24.0, 44.0), (120.0, 100.0, 24.0, 44.0)]
    assert [level for level, _ in once(found(0, *pair), found(1, *moved(pair, 1)), found(2, *pair))] == [1, 1]


def test_one_finer_digit_in_a_coarser_box_does_not_win() -> None:
    assert once(found(0, (104, 100, 24, 44)), found(1, (100, 99, 30, 46)))[0][0] == 1


@pytest.mark.parametrize("wider", [1.7, 2.5])
def test_a_digit_in_a_ring_stays_beside_what_the_ring_is_taken_for(wider: float) -> None:
    digit = (100.0, 100.0, 20.0, 30.0)
    side = 30.0 * wider
    ring = (110 - side / 2, 115 - side / 2, side, side)
    assert len(once(found(0, digit), found(1, ring))) == 2
    assert len(once(found(0, digit, ring), found(1, digit, ring))) == 2


def test_two_digits_in_a_ring_do_not_fall_with_it() -> None:
    pair = [(100.0, 100.0, 14.0, 24.0), (118.0, 100.0, 14.0, 24.0)]
    ring = (88.0, 84.0, 56.0, 56.0)
    assert [box for _, box in once(found(0, *pair), found(1, ring))][1:] == [list(box) for box in pair]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 6), st.integers(0, 4), st.floats(12, 300), st.floats(0.25, 0.9)),
        min_size=1,
        max_size=12,
        unique_by=lambda row: row[:2],
    ),
    st.integers(0, 99),
)
def test_digits_on_three_levels_are_found_once_each(cells: list[tuple[int, int, float, float]], seed: int) -> None:
    rng = np.random.default_rng(seed)
    boxes = [(500.0 * i, 500.0 * j, h * slim, h) for i, j, h, slim in cells]
    parts = [
        found(k, *(moved([box], *rng.uniform(-1, 1, 2), rng.uniform(0.9, 1.1))[0] for box in boxes)) for k in range(3)
    ]
    stays = once(*parts)
    assert len(stays) == len(boxes)


def test_of_very_many_the_surest_are_looked_at() -> None:
    count = MOST + 500
    boxes = [(30.0 * i, 0.0, 16.0, 22.0) for i in range(count)]
    scores = tuple(0.3 + 0.6 * i / count for i in range(count))
    stays = suppressed(found(0, *boxes, scores=scores), BEST)
    assert len(stays) == MOST
    assert stays.scores.min() == pytest.approx(scores[500], abs=1e-6)


def test_nothing_stays_nothing() -> None:
    assert len(suppressed(joined([]), BEST)) == 0
