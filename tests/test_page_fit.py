"""The training of the page network: it learns, and goes on from its checkpoint as if it had never stopped."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import fake_crops
import numpy as np
import pytest

pytest.importorskip("tf_keras", reason="TensorFlow is not installed (pip install '.[train]')")

import train.page.fit
from train.page import checkpoint
from train.page.checkpoint import CheckpointError, Place
from train.page.fit import Run, fit
from train.page.learner import Learner, find_statistics, network_input, normalisations
from train.page.network import Shape, build_page_network
from train.page.schedule import LOWEST_RATE, QUICK, Schedule
from train.page.targets import stacked, targets

TINY = Shape(stem=8, channels=(8, 8, 8, 8), blocks=(0, 0, 1, 0), trunk=8)
SCHEDULE = Schedule(steps=12, quantised_steps=3, side=64, batch=4)


@pytest.fixture(scope="module")
def batches() -> list[dict[str, Any]]:
    made = []
    for seed in range(8):
        crops = fake_crops.crops(seed, 64)
        told = vars(stacked([targets(crop) for crop in crops]))
        made.append(told | {"picture": np.stack([crop.picture for crop in crops])})
    return made


@pytest.fixture(scope="module")
def learnt(batches: list[dict[str, Any]]) -> Learner:
    """A network after a hundred steps."""
    learner = Learner(build_page_network(TINY))
    for step in range(100):
        learner.learn(batches[step % len(batches)], 5e-3)
    return learner


def run_of(folder: Path, **changed: Any) -> Run:
    run = Run(SCHEDULE, TINY, 1, folder / "page.npz", make_crops="fake_crops:crops", room=48)
    return replace(run, **changed)


@pytest.mark.slow
def test_it_learns(batches: list[dict[str, Any]], learnt: Learner) -> None:
    fresh, _ = Learner(build_page_network(TINY)).learn(batches[0], 0.0)
    now, costs = learnt.learn(batches[0], 0.0)
    assert costs.shape == (len(batches[0]["kind"]),)
    names = sorted(("centre", "box", "symbol", "kind"))
    assert now[names.index("centre")] < 0.6 * fresh[names.index("centre")]
    assert now[names.index("box")] < 0.6 * fresh[names.index("box")]


@pytest.mark.slow
def test_who_resumes_does_exactly_what_who_went_on_does(
    batches: list[dict[str, Any]], learnt: Learner, tmp_path: Path
) -> None:
    place = Place("float", 100, 1, 17)
    learnt.restore(checkpoint.write(tmp_path / "page.npz", place, TINY, learnt.state(), [{"stage": "float"}]))
    other = Learner(build_page_network(TINY))
    found, state, curves = checkpoint.read(tmp_path / "page.npz", TINY)
    assert (found, curves) == (place, [{"stage": "float"}])
    other.restore(state)
    for batch in batches[:3]:
        for one, two in zip(learnt.learn(batch, 1e-3), other.learn(batch, 1e-3), strict=True):
            assert np.allclose(one, two, rtol=1e-5)
    ours, theirs = learnt.state(), other.state()
    for name in ("weights", "average", "mean", "square", "others"):
        assert np.allclose(getattr(ours, name), getattr(theirs, name), rtol=1e-4, atol=1e-6), name
    assert ours.steps == theirs.steps


@pytest.mark.slow
def test_half_precision_costs_a_checkpoint_next_to_nothing(learnt: Learner, tmp_path: Path) -> None:
    before = learnt.state()
    held = checkpoint.write(tmp_path / "page.npz", Place("float", 1, 1, 0), TINY, before, [])
    assert (held.weights == before.weights).all()
    assert np.abs(held.average - before.average).max() < 1e-4
    assert np.allclose(held.square, before.square, rtol=2e-3, atol=1e-9)
    assert np.allclose(held.mean, before.mean, rtol=4e-3, atol=1e-8)


@pytest.mark.slow
def test_the_average_is_in_place_with_statistics_of_its_own(batches: list[dict[str, Any]], learnt: Learner) -> None:
    state = learnt.state()
    learnt.use_average()
    find_statistics(learnt.network, [batch["picture"] for batch in batches])
    first = normalisations(learnt.network)[0]
    stem = learnt.network.layers[1]
    answers = [stem(network_input(batch["picture"])).numpy() for batch in batches]
    assert np.allclose(first.moving_mean, np.mean([one.mean(axis=(0, 1, 2)) for one in answers], axis=0), atol=1e-4)
    assert (learnt.state().weights == state.average).all()
    learnt.restore(state)


@pytest.mark.slow
def test_all_stages_in_three_sittings(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped by a signal in its first stage, by its time in the second; the third sitting comes to the end."""
    learn = Learner.learn

    def learn_and_stop(self: Learner, batch: dict[str, Any], rate: float) -> Any:
        if self.steps == 3:
            os.kill(os.getpid(), signal.SIGINT)
        return learn(self, batch, rate)

    monkeypatch.setattr(Learner, "learn", learn_and_stop)
    assert fit(run_of(tmp_path, schedule=replace(SCHEDULE, steps=100_000))) is None
    monkeypatch.undo()
    place, _, _ = checkpoint.read(tmp_path / "page.npz", TINY)
    assert (place.stage, place.step) == ("float", 4)
    assert place.pages > 0
    assert (tmp_path / "page.npz").stat().st_size < 200_000
    # With a shorter schedule the first stage is over, and the second begins.
    resumed = run_of(tmp_path, schedule=replace(SCHEDULE, steps=6), resume=tmp_path / "page.npz", minutes=0.001)
    assert fit(resumed) is None
    place, _, _ = checkpoint.read(tmp_path / "page.npz", TINY)
    assert (place.stage, place.step) == ("large", 1)
    fitted = fit(replace(resumed, minutes=float("inf")))
    assert fitted is not None
    assert fitted.pages >= place.pages
    assert fitted.seed == 1
    assert (tmp_path / "previous-page.npz").exists()
    told = capfd.readouterr().out
    assert "quantised 3/3" in told
    assert "crops/s" in told
    frozen = [layer.trainable for layer in normalisations(fitted.network)]
    assert frozen
    assert not any(frozen)


@pytest.mark.slow
def test_it_begins_anew_from_what_was_learnt(learnt: Learner, tmp_path: Path) -> None:
    state = checkpoint.write(tmp_path / "a.npz", Place("large", 4, 7, 90), TINY, learnt.state(), [])
    place, begun, curves = train.page.fit._afresh(Place("large", 4, 7, 90), state)
    assert place == Place("float", 0, 7, 90)
    assert curves == []
    assert (begun.weights == state.average).all()
    assert begun.steps == 0
    assert not begun.mean.any()
    with pytest.raises(CheckpointError, match="in float"):
        train.page.fit._afresh(Place("quantised", 4, 7, 90), state)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 something", b"\x00" * 5000])
def test_a_damaged_checkpoint_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "page.npz").write_bytes(content)
    with pytest.raises(CheckpointError, match=r"previous-page\.npz"):
        checkpoint.read(tmp_path / "page.npz", TINY)


@pytest.mark.slow
def test_a_checkpoint_of_another_shape_is_refused(learnt: Learner, tmp_path: Path) -> None:
    checkpoint.write(tmp_path / "page.npz", Place("float", 1, 1, 0), TINY, learnt.state(), [])
    with pytest.raises(CheckpointError, match="of a network of"):
        checkpoint.read(tmp_path / "page.npz", replace(TINY, trunk=16))


def test_the_rate_rises_then_falls_through_both_float_stages() -> None:
    schedule = Schedule(steps=6000, quantised_steps=1000)
    small, large, quantised = schedule.stages
    assert (small.steps, large.steps, quantised.steps) == (4000, 2000, 1000)
    assert small.side**2 * small.batch == large.side**2 * large.batch
    rates = [schedule.rate_at("float", step) for step in range(4000)]
    rates += [schedule.rate_at("large", step) for step in range(2000)]
    assert int(np.argmax(rates)) in range(290, 310)
    assert max(rates) == pytest.approx(schedule.rate, rel=0.01)
    assert (np.diff(rates[310:]) < 0).all()
    assert rates[-1] == pytest.approx(schedule.rate * LOWEST_RATE, rel=0.01)
    assert schedule.rate_at("quantised", 999) < 0.01 * schedule.quantised_rate
    assert schedule.work_left("large", 500) == 1500 + 1300
    assert QUICK.steps < schedule.steps
