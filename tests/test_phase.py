"""One phase of training: what it goes through, how long it says it will take, and that it can be broken off."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("tf_keras", reason="TensorFlow is not installed (pip install '.[train]')")

import tf_keras as keras

import train.phase
from train.examples import Examples
from train.fit import smoothed
from train.network import TINY, build_network
from train.phase import BATCH, NEGATIVE_WEIGHT, CheckpointError, Clock, Lesson, Phase, _batches, train_phase

PHASE = Phase("float", epochs=3, rate=1e-3)


def numbered(count: int, seed: int = 0) -> Examples:
    """Noise, of which the first two pixels of each say which example it is."""
    rng = np.random.default_rng(seed)
    glyphs = rng.integers(0, 256, (count, 28, 28), np.uint8)
    glyphs[:, 0, 0], glyphs[:, 0, 1] = np.divmod(np.arange(count), 256)
    return Examples(glyphs, rng.integers(0, 11, count).astype(np.uint8))


def lesson_of(*rounds: Examples) -> Lesson:
    return Lesson(list(rounds), [smoothed(examples.answers) for examples in rounds], numbered(10, seed=9))


# ---------------------------------------------------------------------------------------------------------- the batches


def epochs_of(lesson: Lesson, seed: int, first: int, epochs: int) -> list[list[Any]]:
    """What `_batches` gives, an entry an epoch."""
    batches = list(_batches(lesson, seed, first, epochs).as_numpy_iterator())
    steps = len(batches) // (epochs - first)
    return [batches[start : start + steps] for start in range(0, len(batches), steps)]


def which(batches: list[Any]) -> list[int]:
    """The numbers of the examples in `batches`, in their order."""
    inputs = np.rint(np.concatenate([glyphs for glyphs, _, _ in batches])[..., 0] * 255).astype(int)
    return (inputs[:, 0, 0] * 256 + inputs[:, 0, 1]).tolist()


@pytest.mark.parametrize("count", [1, BATCH - 1, BATCH, BATCH + 1, 3 * BATCH + 1])
def test_every_example_comes_once_an_epoch_in_an_order_of_its_own(count: int) -> None:
    first, second = epochs_of(lesson_of(numbered(count)), seed=1, first=0, epochs=2)
    assert sorted(which(first)) == sorted(which(second)) == list(range(count))
    if count > 1:
        assert which(first) != which(second)
        assert which(first) != which(epochs_of(lesson_of(numbered(count)), seed=2, first=0, epochs=1)[0])
    sizes = [len(weights) for _, _, weights in first]
    assert max(sizes) <= BATCH
    assert max(sizes) - min(sizes) <= 1  # a batch of one would teach the normalisation nonsense


def test_every_epoch_takes_the_next_round_with_its_targets_and_weights() -> None:
    rounds = numbered(40, seed=1), numbered(40, seed=2)
    lesson = lesson_of(*rounds)
    for epoch, batches in enumerate(epochs_of(lesson, seed=1, first=0, epochs=3)):
        examples = rounds[epoch % 2]
        (glyphs, targets, weights), order = batches[0], which(batches)
        np.testing.assert_allclose(glyphs[..., 0] * 255, examples.glyphs[order], atol=1e-4)
        np.testing.assert_array_equal(targets, lesson.targets[epoch % 2][order])
        np.testing.assert_allclose(weights, np.where(examples.answers[order] == 10, NEGATIVE_WEIGHT, 1))


def test_a_training_that_is_taken_up_sees_what_it_would_have_seen() -> None:
    lesson = lesson_of(numbered(50, seed=1), numbered(50, seed=2))
    whole, rest = (epochs_of(lesson, 1, first, 4) for first in (0, 2))
    assert [which(batches) for batches in rest] == [which(batches) for batches in whole[2:]]


# ------------------------------------------------------------------------------------------------------------ the clock


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time, which goes on only where a test says so."""
    time = [1000.0]
    monkeypatch.setattr(train.phase.time, "monotonic", lambda: time[0])
    return time


@pytest.mark.parametrize(
    ("work", "skipped", "done", "said"),
    [
        (10, 0, 1, "2 min left"),  # nine more of 10 s each
        (9, 0, 1, "80 s left"),
        (9, 5, 1, "30 s left"),  # what was done before took no time now, and says nothing about how fast it goes
        (1, 0, 1, "0 s left"),
        (1000, 0, 1, "166 min left"),
        (4, 4, 1, "0 s left"),  # never less than nothing
    ],
)
def test_the_time_left_is_reckoned_from_the_work_of_this_run(
    now: list[float], work: float, skipped: float, done: float, said: str
) -> None:
    clock = Clock(work)
    clock.skip(skipped)
    now[0] += 10
    assert clock.advance(done) == said


@settings(max_examples=50, deadline=None)
@given(parts=st.lists(st.floats(0.1, 1e6), min_size=1, max_size=20))
def test_all_work_done_leaves_nothing(parts: list[float]) -> None:
    clock = Clock(sum(parts))
    assert [clock.advance(part) for part in parts][-1] == "0 s left"


# ------------------------------------------------------------------------------------------------ broken off, taken up


class BrokenOff(Exception):
    """Stands for whatever ends a training between two epochs."""


class BreakingClock(Clock):
    """Breaks off after an epoch."""

    def advance(self, work: float) -> str:
        raise BrokenOff


def trained(folder: Path, clock: Clock | None = None, phase: Phase = PHASE) -> tuple[list[dict[str, Any]], Any]:
    """The curves and the network of a short training on 40 examples; `clock` may break it off."""
    keras.utils.set_random_seed(1)
    folder.mkdir(exist_ok=True)
    network = build_network(TINY)
    lesson = lesson_of(numbered(40, seed=1), numbered(40, seed=2))
    return train_phase(network, phase, lesson, 1, folder, clock or Clock(3.0), 1.0), network


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a training leaves that was broken off after the first epoch."""
    folder = tmp_path_factory.mktemp("broken")
    with pytest.raises(BrokenOff):
        trained(folder, BreakingClock(3.0))
    return folder


def test_taken_up_it_is_the_training_that_was_never_broken_off(
    broken: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shutil.copytree(broken, tmp_path / "taken up")
    curves, network = trained(folder)
    said = capsys.readouterr().out
    assert "float training goes on after epoch 1 of 3" in said
    assert [line.split(":")[0] for line in said.splitlines() if line.startswith("float ") and "loss" in line] == [
        "float 2/3",
        "float 3/3",
    ]
    unbroken, other = trained(tmp_path / "unbroken")
    assert [row["epoch"] for row in curves] == [row["epoch"] for row in unbroken] == [1, 2, 3]
    for row, same in zip(curves, unbroken, strict=True):
        assert row["loss"] == pytest.approx(same["loss"], abs=1e-3)
    for weights, same in zip(network.get_weights(), other.get_weights(), strict=True):
        np.testing.assert_allclose(weights, same, atol=1e-3)
    again, finished = trained(folder)  # nothing is left to do, and nothing is done
    assert again == curves
    for weights, same in zip(finished.get_weights(), network.get_weights(), strict=True):
        np.testing.assert_array_equal(weights, same)


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda folder: (folder / "float.csv").unlink(), "Delete"),  # the curves on the card would not be whole
        (lambda folder: _cut(folder / "float.csv"), "Delete"),
        (lambda folder: (folder / "float.csv").write_bytes(b"\xff\xfe\x00"), "Delete"),
        (lambda folder: _cut(folder / "float" / "ckpt-1.index"), "Delete"),
        (lambda folder: _cut(folder / "float" / "ckpt-1.data-00000-of-00001"), "Delete"),
        (lambda folder: (folder / "float" / "ckpt-1.index").unlink(), "Delete"),
        (lambda folder: _cut(folder / "float" / "checkpoint"), None),  # as if no epoch had been finished
        (lambda folder: (folder / "float" / "checkpoint").write_bytes(b"\xff\xfe\x00"), "Delete"),
        (lambda folder: (folder / "float.csv").open("a").write("float,2,1.0,0.5,0.5\n"), None),  # ended before saving
    ],
)
def test_what_is_damaged_is_said_or_done_again(
    broken: Path, tmp_path: Path, damage: Callable[[Path], object], message: str | None
) -> None:
    folder = shutil.copytree(broken, tmp_path / "damaged")
    damage(folder)
    if message:
        with pytest.raises(CheckpointError, match=message) as raised:
            trained(folder)
        assert str(folder) in str(raised.value)
    else:
        with pytest.raises(BrokenOff):  # it gets as far as the end of an epoch
            trained(folder, BreakingClock(3.0))


def test_a_checkpoint_of_another_network_is_refused(broken: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(broken, tmp_path / "other")
    glyph = keras.Input((28, 28, 1))
    network = keras.Model(glyph, keras.layers.Dense(11)(keras.layers.Flatten()(glyph)))
    with pytest.raises(CheckpointError):
        train_phase(network, PHASE, lesson_of(numbered(40)), 1, folder, Clock(3.0), 1.0)
