"""The training of the second stage: it learns, and goes on from its checkpoint."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from bright_shapes import BOXES, bright, middles
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("tf_keras", reason="TensorFlow is not installed (pip install '.[train]')")

from edge.page.second_stage import ANSWERS, NOTHING, SIDES, placed
from edge.page.surroundings import SIDE, within
from train.page import checkpoint
from train.page.learner import network_input
from train.second_stage.examples import STORED, Examples
from train.second_stage.fit import Schedule, fit, moved, targets
from train.second_stage.network import Shape, build_second_stage, of_answers

TINY = Shape((8, 8, 8, 8))
SCHEDULE = Schedule(steps=100, quantised_steps=4, rate=1e-2, batch=24)


@pytest.fixture(scope="module")
def some() -> Examples:
    return bright(96)


@pytest.mark.slow
def test_it_goes_on_where_it_was_broken_off_and_learns(
    some: Examples, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "second-stage.npz"
    assert fit(some, TINY, SCHEDULE, place, minutes=0) is None  # after one step
    assert checkpoint.read(place, TINY)[0].step == 1
    network = fit(some, TINY, SCHEDULE, place)
    assert "float, after step 1" in capsys.readouterr().out
    place_now = checkpoint.read(place, TINY)[0]
    assert (place_now.stage, place_now.step) == ("quantised", SCHEDULE.quantised_steps)
    said = network(network_input(middles(bright(3))))
    assert said["logits"].numpy().argmax(axis=1).tolist() == [0, 1, 2]
    expected = targets(BOXES - np.array([8, 8, 0, 0], np.float32))
    assert np.abs(said["box"].numpy() - expected).mean() < 0.4


def test_its_answers_have_the_shape_that_is_told() -> None:
    network = build_second_stage(TINY)
    said = network(np.zeros((2, SIDE, SIDE, 3), np.float32))
    assert {name: tuple(one.shape) for name, one in said.items()} == {"logits": (2, len(ANSWERS)), "box": (2, SIDES)}


def test_only_boxes_of_digits_are_learnt() -> None:
    said = {"logits": np.zeros((2, len(ANSWERS)), np.float32), "box": np.ones((2, SIDES), np.float32)}
    batch = {"answer": np.array([3, NOTHING], np.uint8), "box": np.zeros((2, SIDES), np.float32)}
    losses, parts = of_answers(said, batch)
    assert losses.numpy() == pytest.approx([np.log(len(ANSWERS)), 4 / 2], abs=1e-5)
    assert (parts.numpy()[0] - parts.numpy()[1]) == pytest.approx(2, abs=1e-5)


@given(st.tuples(*(st.floats(-40, 40) for _ in range(2)), *(st.floats(4, 60) for _ in range(2))))
def test_what_is_learnt_of_a_box_gives_the_box(own: tuple[float, ...]) -> None:
    proposed, wanted = np.array([[100, 90, 20, 30]], np.float32), np.array([own], np.float32)
    wanted[:, :2] += 100
    said = targets(within(proposed, wanted) * SIDE)
    assert placed(proposed, said) == pytest.approx(wanted, abs=0.01)


def test_a_moved_picture_stays_about_its_middle() -> None:
    picture = np.zeros((STORED, STORED, 3), np.uint8)
    picture[28:36, 28:36] = 255
    for seed in range(20):
        seen, (x, y, w, h) = moved(picture, np.array([28, 28, 8, 8], np.float32), np.random.default_rng(seed))
        assert seen.shape == (SIDE, SIDE, 3)
        assert seen[16:32, 16:32].sum() > 0.7 * seen.sum() > 0
        bright = np.argwhere(seen[..., 0] > 100)[:, ::-1]
        assert bright.min(axis=0) == pytest.approx((x, y), abs=1.5)
        assert bright.max(axis=0) + 1 == pytest.approx((x + w, y + h), abs=1.5)
