"""The losses of the page network's heads: next to nothing for the truth, and more for every kind of error."""

from __future__ import annotations

from typing import Any

import fake_crops
import numpy as np
import pytest

pytest.importorskip("tf_keras", reason="TensorFlow is not installed (pip install '.[train]')")

from train.page.loss import SHARES, centre_loss, kind_loss, losses, weighted
from train.page.targets import stacked, targets

SURE = 30.0  # logit


@pytest.fixture
def batch() -> dict[str, Any]:
    return vars(stacked([targets(crop) for crop in fake_crops.crops(3, 64)])).copy()


def perfect(batch: dict[str, Any]) -> dict[str, np.ndarray]:
    """The answers of a network that knows the truth."""
    centre = np.where(batch["centre"] > 0.999, SURE, -SURE).astype(np.float32)
    symbol = np.eye(20, dtype=np.float32)[np.maximum(batch["symbol"], 0)]
    kind = np.eye(7, dtype=np.float32)[batch["kind"]] * SURE
    box = batch["box"].astype(np.float32)
    # With smoothing, the best answer is not the surest.
    return {"centre": centre, "box": box, "symbol": symbol * np.log(0.9525 / 0.0025), "kind": kind}


def found(answers: dict[str, np.ndarray], batch: dict[str, Any]) -> dict[str, float]:
    return {name: float(loss.numpy().sum()) for name, loss in losses(answers, batch).items()}


def test_the_truth_costs_next_to_nothing(batch: dict[str, Any]) -> None:
    each = found(perfect(batch), batch)
    assert each["centre"] < 1e-6
    assert each["box"] < 1e-5
    assert each["kind"] < 1e-6
    assert each["symbol"] == pytest.approx(0.332, abs=0.02)  # what smoothing leaves of an error
    assert float(weighted(losses(perfect(batch), batch)).numpy().sum()) < SHARES["symbol"] * each["symbol"] + 0.01


def test_a_missed_digit_costs_more_than_a_missed_sign(batch: dict[str, Any]) -> None:
    batch["centre"][:] = 0
    batch["judged"][:] = True
    batch["centre"][0, 5, 5, 0] = batch["centre"][1, 5, 5, 2] = 1
    answers = perfect(batch)
    without_digit = answers["centre"].copy()
    without_digit[0, 5, 5, 0] = -3
    without_sign = answers["centre"].copy()
    without_sign[1, 5, 5, 2] = -3
    digit = found(answers | {"centre": without_digit}, batch)["centre"]
    sign = found(answers | {"centre": without_sign}, batch)["centre"]
    assert digit == pytest.approx(sign / 0.3, rel=1e-3)
    said = 1 / (1 + np.exp(3.0))
    assert digit == pytest.approx(-((1 - said) ** 2) * np.log(said) / 1.3, rel=1e-3)


def test_a_false_centre_costs_less_on_a_hill_and_nothing_where_it_is_not_judged(batch: dict[str, Any]) -> None:
    batch["centre"][:] = 0
    batch["judged"][:] = True
    batch["centre"][0, 5, 5, 0], batch["centre"][0, 5, 6, 0] = 1, 0.5
    batch["judged"][0, 9, 9] = False

    def cost(row: int, column: int) -> float:
        answers = perfect(batch)
        answers["centre"][0, row, column, 0] = 1.0
        return found(answers, batch)["centre"]

    plain = cost(0, 0)
    assert cost(5, 6) == pytest.approx(plain * 0.5**4, rel=0.01)
    assert cost(9, 9) < 1e-6 < plain


@pytest.mark.parametrize("change", [(2.0, 0, 0, 0), (0, -2.0, 0, 0), (0, 0, 1.0, 0), (0, 0, 0, -1.0), (90, 90, 3, 3)])
def test_the_further_a_box_is_off_the_more_it_costs(batch: dict[str, Any], change: tuple[float, ...]) -> None:
    answers = perfect(batch)
    costs = [
        found(answers | {"box": answers["box"] + np.array(change, np.float32) * share}, batch)["box"]
        for share in (0, 0.25, 1)
    ]
    assert costs[0] < costs[1] < costs[2]


def test_each_head_answers_for_itself(batch: dict[str, Any]) -> None:
    truth = found(perfect(batch), batch)
    for name in ("centre", "box", "symbol", "kind"):
        answers = perfect(batch)
        answers[name] = answers[name] * 0 + np.random.default_rng(0).normal(size=answers[name].shape).astype(np.float32)
        spoilt = found(answers, batch)
        assert spoilt[name] > truth[name] + 0.1
        assert {other for other in truth if spoilt[other] != truth[other]} == {name}


def test_crops_without_a_mark_are_learnt_from_too(batch: dict[str, Any]) -> None:
    for name in ("centre", "box", "owned"):
        batch[name][:] = 0
    batch["symbol"][:] = -1
    answers = perfect(batch)
    each = found(answers, batch)
    assert all(np.isfinite(loss) for loss in each.values())
    assert each["box"] == each["symbol"] == 0
    answers["centre"][..., 0] = 2
    assert found(answers, batch)["centre"] > 1


def test_each_kind_counts_the_same_however_rare_it_is() -> None:
    logits = np.zeros((1, 60, 60, 7), np.float32)
    common = np.full((1, 60, 60), 1, np.uint8)
    half, rare = common.copy(), common.copy()
    half[0, :30] = 4
    rare[0, :10] = 4
    both = [float(kind_loss(logits, kinds.astype(np.int32)).numpy().sum()) for kinds in (half, rare)]
    assert both[0] == pytest.approx(np.log(7) * 1800 / 2200, rel=1e-5)  # 1,800 places of each, 400 more that are right
    assert both[1] == pytest.approx(np.log(7) * (600 / 1000 + 3000 / 3400) / 2, rel=1e-5)
    assert float(kind_loss(logits, np.full((1, 60, 60), 255, np.int32)).numpy().sum()) == 0


def test_a_false_centre_weighs_no_more_in_a_batch_of_few_digits() -> None:
    def cost(digits: int) -> float:
        hills, judged = np.zeros((16, 64, 64, 3), np.float32), np.ones((16, 64, 64), np.float32)
        hills[:digits, 32, 32, 0] = 1
        logits = np.where(hills == 1, SURE, -SURE).astype(np.float32)
        logits[0, 10, 10, 0] = 1.0
        return float(centre_loss(logits, hills, judged).numpy().sum())

    assert cost(0) == pytest.approx(cost(16), rel=1e-4)  # 16 of 65,536 places are fewer than what is reckoned with


def test_each_crop_adds_its_own_part(batch: dict[str, Any]) -> None:
    answers = {name: one + np.float32(0) for name, one in perfect(batch).items()}
    before = weighted(losses(answers, batch)).numpy()
    for name in ("centre", "kind"):
        answers[name][1] = 0.5
    after = weighted(losses(answers, batch)).numpy()
    assert after.shape == (len(batch["kind"]),)
    assert after[1] > before[1] + 0.1
    assert np.delete(after, 1) == pytest.approx(np.delete(before, 1), abs=1e-6)
