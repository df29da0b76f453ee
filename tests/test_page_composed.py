"""Scores on composed pages: what counts as found, what counts neither way, and by which band of height."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from edge.page.weights import FEATURES, UNFITTED
from train.page.candidates import Judged
from train.page.composed import Score, Told, add, held_apart, match, score
from train.page.measure import fit_weights
from train.synth.material import Material
from train.synth.truth import DIGIT, PRINTED_DIGIT, SIGN, UNSURE, Mark, Page

FRAME = np.zeros((200, 300, 3), np.uint8)


def mark(x: float, y: float, w: float, h: float, symbol: int = 4, kind: int = DIGIT) -> Mark:
    return Mark(np.array([(x, y), (x + w, y), (x + w, y + h), (x, y + h)], np.float32), symbol, kind)


def page(*marks: Mark, scene: str = "a scene") -> Page:
    return Page(FRAME, np.zeros(FRAME.shape[:2], np.uint8), marks, scene)


def told(*rows: tuple[float, float, float, float, int]) -> Told:
    given = np.array(rows, np.float32).reshape(-1, 5)
    return Told(given[:, :4], given[:, 4].astype(np.intp))


def scored(of: Page, said: Told) -> Score:
    total = Score()
    add(total, of, said)
    return total


def test_a_box_with_its_label_is_right_and_another_label_is_a_box_alone() -> None:
    both = scored(page(mark(10, 10, 20, 40)), told((12, 10, 20, 40, 4)))
    assert both.boxes.f1 == both.digits.f1 == 1
    wrong = scored(page(mark(10, 10, 20, 40)), told((12, 10, 20, 40, 9)))
    assert (wrong.boxes.f1, wrong.digits.f1) == (1, 0)


@pytest.mark.parametrize(
    ("one", "found", "there"),
    [
        (mark(10, 10, 20, 40, kind=PRINTED_DIGIT), 1, 0),  # print is reported falsely
        (mark(10, 10, 20, 40, symbol=11, kind=SIGN), 1, 0),
        (mark(10, 10, 20, 40, kind=UNSURE), 0, 0),  # nobody can tell
        (mark(-15, 10, 20, 40), 0, 0),  # most of it is outside the picture
        (mark(10, 10, 4, 7), 0, 0),  # too small to be asked for
        (mark(10, 10, 20, 40), 1, 1),
    ],
)
def test_what_is_counted(one: Mark, found: int, there: int) -> None:
    x, y, w, h = one.box
    total = scored(page(one), told((max(0.0, x), y, w + min(0.0, x), h, 4)))
    assert (total.boxes.found, total.boxes.there) == (found, there)


def test_pages_without_a_digit_count_what_is_found_there() -> None:
    total = Score()
    add(total, page(), told((10, 10, 20, 40, 1), (50, 10, 20, 40, 1)))
    add(total, page(), told())
    assert (total.empty, total.false_on_empty, total.clean) == (2, 2, 1)
    assert "clean 0.500" in total.table()


def test_bands_of_height_share_what_is_right_and_what_is_found() -> None:
    total = scored(page(mark(10, 10, 8, 12), mark(50, 10, 40, 80)), told((50, 12, 40, 78, 4), (200, 10, 8, 12, 4)))
    assert {low: (t.right, t.found, t.there) for low, t in total.heights.items()} == {11: (0, 1, 1), 44: (1, 1, 1)}
    assert total.scenes["a scene"].f1 == pytest.approx(0.5)


def test_each_box_is_matched_once_the_best_first() -> None:
    truth = np.array([(0, 0, 10, 10), (4, 0, 10, 10)], np.float32)
    found = np.array([(3, 0, 10, 10)], np.float32)
    assert match(truth, found) == [(1, 0)]
    assert match(truth[:0], found) == match(truth, found[:0]) == []


def test_whoever_knows_the_truth_scores_one() -> None:
    pages = list(held_apart(6, Material(None, True)))

    def read(frame: NDArray[np.uint8]) -> Told:
        (own,) = [one for one in pages if one.frame is frame]
        height, width = frame.shape[:2]
        boxes = [(*map(float, mark.box), mark.symbol) for mark in own.marks if mark.kind == DIGIT]
        seen = [b for b in boxes if 0 < b[0] + b[2] / 2 < width and 0 < b[1] + b[3] / 2 < height]
        return told(*seen)  # type: ignore[arg-type]

    total = score(pages, read)
    assert total.boxes.right == total.boxes.there > 0
    assert total.digits.f1 == 1  # digits partly outside the picture are told as well, and count neither way


@pytest.mark.parametrize("count", [0, 3])
def test_where_there_is_nothing_to_tell_apart_no_weights_are_fitted(count: int) -> None:
    assert fit_weights(Judged(np.ones((count, len(FEATURES)), np.float32), np.zeros(count, bool))) == UNFITTED


def test_weights_are_those_that_explain_the_truth() -> None:
    rng = np.random.default_rng(0)
    rows = np.column_stack([np.ones(4000), rng.normal(0, 3, 4000), rng.normal(0, 1, (4000, len(FEATURES) - 2))]).astype(
        np.float32
    )
    right = rng.random(4000) < 1 / (1 + np.exp(-(2 * rows[:, 1] - 1)))
    weights = fit_weights(Judged(rows, right))
    assert weights.centre == pytest.approx(2, abs=0.25)
    assert weights.bias == pytest.approx(-1, abs=0.25)
    assert abs(weights.agreement) < 0.25
