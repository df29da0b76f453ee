"""The training of the second stage: it learns, and goes on from its checkpoint."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("tf_keras", reason="TensorFlow is not installed (pip install '.[train]')")

from edge.page.second_stage import ANSWERS
from edge.page.surroundings import SIDE
from train.page import checkpoint
from train.page.learner import network_input
from train.second_stage.examples import STORED, Examples
from train.second_stage.fit import Schedule, fit, moved
from train.second_stage.network import Shape, build_second_stage

TINY = Shape((8, 8, 8, 8))
SCHEDULE = Schedule(steps=60, quantised_steps=4, rate=1e-2, batch=24)


@pytest.fixture(scope="module")
def some() -> Examples:
    """Squares that are the brighter the higher the digit: three answers."""
    answers = np.arange(96, dtype=np.uint8) % 3
    pictures = np.full((96, STORED, STORED, 3), 60, np.uint8)
    pictures[:, 20:44, 20:44] = (answers * 90)[:, None, None, None]
    return Examples(pictures, answers)


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
    middle = some.pictures[:3, 8:56, 8:56]
    assert network(network_input(middle)).numpy().argmax(axis=1).tolist() == [0, 1, 2]


def test_its_answers_have_the_shape_that_is_told() -> None:
    network = build_second_stage(TINY)
    assert network(np.zeros((2, SIDE, SIDE, 3), np.float32)).shape == (2, len(ANSWERS))


def test_a_moved_picture_stays_about_its_middle() -> None:
    picture = np.zeros((STORED, STORED, 3), np.uint8)
    picture[28:36, 28:36] = 255
    for seed in range(20):
        seen = moved(picture, np.random.default_rng(seed))
        assert seen.shape == (SIDE, SIDE, 3)
        assert seen[16:32, 16:32].sum() > 0.7 * seen.sum() > 0
