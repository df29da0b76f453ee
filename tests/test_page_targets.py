"""What the page network should answer for a crop: hills, boxes, symbols, and what is not judged."""

from __future__ import annotations

import math

import fake_crops
import numpy as np
import pytest

from edge.page.heads import IGNORED
from train.page.targets import Targets, stacked, targets
from train.synth.truth import DIGIT, PRINTED_DIGIT, SIGN, Crop


def crop_of(
    boxes: list[tuple[float, float, float, float]],
    symbols: list[int],
    ignored: list[bool] | None = None,
    kind: np.ndarray | None = None,
    printed: bool = False,
) -> Crop:
    """A blank crop of 64×48 pixels, w × h, with that truth."""
    return Crop(
        np.full((48, 64, 3), 255, np.uint8),
        np.zeros((12, 16), np.uint8) if kind is None else kind,
        np.array(boxes, np.float32).reshape(-1, 4),
        np.array(symbols, np.int16),
        np.where(np.array(symbols, int) >= 10, SIGN, PRINTED_DIGIT if printed else DIGIT).astype(np.uint8),
        np.array(ignored if ignored is not None else [False] * len(boxes), bool),
    )


def test_a_digit_is_a_hill_with_its_top_at_its_centre() -> None:
    made = targets(crop_of([(20, 16, 12, 20)], [7]))  # centre (26, 26): cell 6, 6
    centre = made.centre[..., 0].astype(float)
    assert centre[6, 6] == 1
    assert (centre == 1).sum() == 1
    assert not made.centre[..., 1:].any()
    assert centre[6, 7] == pytest.approx(math.exp(-1 / (2 * 0.45**2)), abs=1e-3)  # 12 px wide: .42 cells, so the least
    assert centre[7, 6] == pytest.approx(math.exp(-1 / (2 * (0.14 * 5) ** 2)), abs=1e-3)
    assert centre[6, 5] == centre[6, 7]
    assert centre[0, 0] == 0


def test_its_box_is_told_from_each_place_near_the_top() -> None:
    made = targets(crop_of([(20, 8, 12, 32)], [7]))  # centre (26, 24): across in the middle of cell 6, down at its edge
    assert made.box[6, 6].tolist() == pytest.approx([0, -0.5, math.log2(12 / 16), 1], abs=2e-3)
    assert made.owned[6, 6] == 1
    beside = made.owned > 0
    assert beside.sum() == 3  # the cells above and below are higher than .55
    assert made.box[5, 6, 1] == pytest.approx(0.5)
    assert made.symbol[5, 6] == made.symbol[6, 6] == made.symbol[7, 6] == 7
    assert (made.symbol[~beside] == -1).all()
    assert made.owned[5, 6] == made.centre[5, 6, 0]


@pytest.mark.parametrize(
    ("symbol", "printed", "channels"), [(3, False, [1, 0, 0]), (3, True, [0, 1, 0]), (13, False, [0, 0, 1])]
)
def test_each_kind_of_mark_has_a_channel_of_its_own(symbol: int, printed: bool, channels: list[int]) -> None:
    made = targets(crop_of([(20, 16, 12, 20)], [symbol], printed=printed))
    assert made.centre[6, 6].tolist() == channels
    assert made.symbol[6, 6] == symbol


def test_where_two_are_near_the_nearer_one_is_told() -> None:
    made = targets(crop_of([(8, 8, 16, 24), (20, 8, 16, 24)], [1, 2]))  # centres at cells 4 and 7
    assert made.centre[5, 4, 0] == made.centre[5, 7, 0] == 1
    assert (made.symbol[5, 4], made.symbol[5, 7]) == (1, 2)
    one_alone = targets(crop_of([(8, 8, 16, 24)], [1]))
    assert (made.centre >= one_alone.centre).all()


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_order_of_boxes_is_all_the_same(order: tuple[int, int]) -> None:
    boxes, symbols = [(8.0, 8.0, 16.0, 24.0), (20.0, 9.0, 14.0, 22.0)], [1, 2]
    made = targets(crop_of([boxes[i] for i in order], [symbols[i] for i in order]))
    plain = targets(crop_of(boxes, symbols))
    assert all((getattr(made, name) == getattr(plain, name)).all() for name in ("centre", "box", "owned", "symbol"))


def test_nothing_is_learnt_in_an_ignored_box_but_a_digit_in_it() -> None:
    inside = (24.0, 16.0, 8.0, 16.0)  # centre (28, 24): cell 7, 6
    made = targets(crop_of([(16, 8, 32, 32), inside], [3, 4], [True, False]))
    assert not made.judged[3, 5]
    assert made.judged[6, 7]
    assert made.centre[6, 7, 0] == 1
    assert made.judged[:2].all()
    assert made.judged.sum() == 12 * 16 - 8 * 8 + 1
    assert (made.symbol >= 0).any()


@pytest.mark.parametrize(
    ("box", "symbol"),
    [
        ((20.0, 16.0, 12.0, 20.0), -1),  # a digit or a sign, nobody knows
        ((-20.0, 16.0, 24.0, 20.0), 5),  # its centre is beside the crop
        ((60.0, 40.0, 24.0, 20.0), 5),
    ],
)
def test_a_mark_that_cannot_be_placed_is_ignored(box: tuple[float, float, float, float], symbol: int) -> None:
    made = targets(crop_of([box], [symbol]))
    assert not made.centre.any()
    assert not made.owned.any()
    assert not made.judged.all()


def test_places_of_no_kind_are_not_judged() -> None:
    kind = np.zeros((12, 16), np.uint8)
    kind[:, :4] = IGNORED
    made = targets(crop_of([], [], kind=kind))
    assert not made.judged[:, :4].any()
    assert made.judged[:, 4:].all()
    assert (made.kind == kind).all()


def test_a_hill_is_cut_at_the_edge() -> None:
    made = targets(crop_of([(-4, -8, 24, 40)], [6]))  # centre (8, 12)
    assert made.centre[3, 2, 0] == 1
    assert made.centre[0, 0, 0] > 0


def test_the_largest_digit_has_one_top() -> None:
    made = targets(crop_of([(-400, -400, 840, 840)], [6]))
    assert (made.centre == 1).sum() == 1


def test_stacking_keeps_the_order() -> None:
    some = [targets(crop) for crop in fake_crops.crops(5, 64)]
    made = stacked(some)
    assert isinstance(made, Targets)
    assert made.centre.shape == (4, 16, 16, 3)
    assert (made.symbol[2] == some[2].symbol).all()
