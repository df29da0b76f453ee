"""Training broken off and taken up, a teacher for several networks, and what starts afresh."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("tf_keras", reason="TensorFlow is not installed (pip install '.[train]')")

import train.fit
import train.phase
from train.data import Digits
from train.examples import Examples
from train.fit import LABEL_SMOOTHING, TAUGHT, Fitted, _kept, fit, smoothed, taught
from train.generated import generate_digits
from train.recipe import Recipe, Schedule

DIGITS = generate_digits(60, seed=1)
HELD_OUT = Examples(DIGITS.images[:10], DIGITS.labels[:10])
RECIPE = Recipe("tiny", "mnist", Schedule(rounds=1, teacher_epochs=1, epochs=2, quantised_epochs=1), 1, "")


class BrokenOff(Exception):
    """Stands for whatever ends a training."""


@contextmanager
def breaking_off_after(epochs: int) -> Iterator[None]:
    """The training ends when so many epochs of it are saved."""
    real, finished = train.phase._write_curves, []

    def written(path: Path, curves: list[dict[str, Any]]) -> None:
        if len(finished) == epochs:
            raise BrokenOff
        real(path, curves)
        finished.append(path)

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(train.phase, "_write_curves", written)
        with pytest.raises(BrokenOff):
            yield


@dataclass(frozen=True, eq=False)
class TakenUp:
    """A training that was broken off in the second epoch of the small network, and what the second run made of it."""

    folder: Path
    fitted: Fitted
    said: str
    answers_untouched: bool


@pytest.fixture(scope="module")
def taken_up(tmp_path_factory: pytest.TempPathFactory) -> TakenUp:
    folder = tmp_path_factory.mktemp("training")
    with breaking_off_after(2):  # the teacher's, and the first of the network
        fit(DIGITS, HELD_OUT, RECIPE, folder)
    answers = folder / "teacher" / "answers.npy"
    before = answers.stat().st_mtime_ns
    with redirect_stdout(io.StringIO()) as said:
        fitted = fit(DIGITS, HELD_OUT, RECIPE, folder)
    return TakenUp(folder, fitted, said.getvalue(), answers.stat().st_mtime_ns == before)


def test_only_the_rest_is_done_and_the_curves_are_whole(taken_up: TakenUp) -> None:
    assert re.findall(r"^(\w+ \d/\d): loss", taken_up.said, re.MULTILINE) == ["float 2/2", "quantised 1/1"]
    assert "float training goes on after epoch 1 of 2" in taken_up.said
    rows = [(row["phase"], row["epoch"]) for row in taken_up.fitted.curves]
    assert rows == [("teacher", 1), ("float", 1), ("float", 2), ("quantised", 1)]
    assert all(0 <= row["held_out"] <= 1 and row["loss"] > 0 for row in taken_up.fitted.curves)
    assert taken_up.answers_untouched


def test_another_network_learns_from_the_same_teacher(
    taken_up: TakenUp, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = shutil.copytree(taken_up.folder, tmp_path / "training")
    kept = {path: path.read_bytes() for path in (folder / "teacher").rglob("*") if path.is_file()}
    with breaking_off_after(1):
        fit(DIGITS, HELD_OUT, replace(RECIPE, model="digits"), folder)
    said = capsys.readouterr().out
    assert "teacher training goes on after epoch 1 of 1" in said
    assert re.findall(r"^(\w+ \d/\d): loss", said, re.MULTILINE) == ["float 1/2"]
    assert {path: path.read_bytes() for path in kept} == kept
    assert (folder / "digits" / "float.csv").exists()


def after_the_examples(digits: Digits, recipe: Recipe, folder: Path, phases: int) -> None:
    """`fit` as far as the beginning of its first training, or of its second."""
    begun: list[str] = []
    real = train.phase.train_phase

    def begins(network: Any, phase: train.phase.Phase, *rest: Any) -> list[dict[str, Any]]:
        begun.append(phase.name)
        if len(begun) == phases:
            raise BrokenOff
        return real(network, phase, *rest)

    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(train.fit, "train_phase", begins)
        with pytest.raises(BrokenOff):
            fit(digits, HELD_OUT, recipe, folder)


@pytest.mark.parametrize(
    ("change", "teacher_stays", "network_stays"),
    [
        ({}, True, True),
        ({"command": "another way to say it"}, True, True),
        ({"seed": 2}, False, True),  # other examples, another order: nothing that the old teacher said is of use
        ({"schedule": replace(RECIPE.schedule, teacher_epochs=2)}, False, True),
        ({"schedule": replace(RECIPE.schedule, teacher_rate=1e-3)}, False, True),
        ({"schedule": replace(RECIPE.schedule, teacher_epochs=0)}, True, False),  # learns from the labels alone
        ({"schedule": replace(RECIPE.schedule, teacher_epochs=0), "quick": True}, True, True),  # has its own place
    ],
)
def test_what_makes_it_another_training_starts_afresh(
    taken_up: TakenUp, tmp_path: Path, change: dict[str, Any], teacher_stays: bool, network_stays: bool
) -> None:
    """Looked at where the first phase begins: what could be taken up then is all that there is."""
    folder = shutil.copytree(taken_up.folder, tmp_path / "training")
    after_the_examples(DIGITS, replace(RECIPE, **change), folder, phases=1)
    assert (folder / "teacher" / "teacher" / "checkpoint").exists() == teacher_stays
    assert (folder / "teacher" / "answers.npy").exists() == teacher_stays
    assert (folder / "digits-tiny" / "float" / "checkpoint").exists() == network_stays


@pytest.mark.parametrize(
    "change",
    [
        {"schedule": replace(RECIPE.schedule, rate=1e-4)},
        {"schedule": replace(RECIPE.schedule, epochs=3)},
        {"schedule": replace(RECIPE.schedule, quantised_epochs=2)},
    ],
)
def test_another_schedule_of_the_network_leaves_the_teacher(
    taken_up: TakenUp, tmp_path: Path, change: dict[str, Any]
) -> None:
    folder = shutil.copytree(taken_up.folder, tmp_path / "training")
    after_the_examples(DIGITS, replace(RECIPE, **change), folder, phases=2)
    assert (folder / "teacher" / "answers.npy").exists()
    assert not (folder / "digits-tiny" / "float" / "checkpoint").exists()


@pytest.mark.parametrize("constant", ["BATCH", "NEGATIVE_WEIGHT", "LABEL_SMOOTHING"])
def test_other_constants_make_it_another_training(
    taken_up: TakenUp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, constant: str
) -> None:
    folder = shutil.copytree(taken_up.folder, tmp_path / "training")
    monkeypatch.setattr(train.fit, constant, getattr(train.fit, constant) / 2)
    after_the_examples(DIGITS, RECIPE, folder, phases=1)
    assert not (folder / "teacher" / "teacher" / "checkpoint").exists()


def test_other_digits_make_it_another_training(taken_up: TakenUp, tmp_path: Path) -> None:
    folder = shutil.copytree(taken_up.folder, tmp_path / "training")
    after_the_examples(Digits(DIGITS.images, np.roll(DIGITS.labels, 1)), RECIPE, folder, phases=1)
    assert not (folder / "teacher" / "teacher" / "checkpoint").exists()


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe"])
def test_a_damaged_note_of_what_it_is_starts_afresh(taken_up: TakenUp, tmp_path: Path, content: bytes) -> None:
    folder = shutil.copytree(taken_up.folder, tmp_path / "training")
    (folder / "teacher" / "told.json").write_bytes(content)
    after_the_examples(DIGITS, RECIPE, folder, phases=1)
    assert [path.name for path in (folder / "teacher").iterdir()] == ["told.json"]
    assert (folder / "teacher" / "told.json").read_bytes() == (taken_up.folder / "teacher/told.json").read_bytes()


# ---------------------------------------------------------------------------------------------------------- the teacher

ROUNDS = [Examples(np.zeros((4, 28, 28), np.uint8), np.array([3, 10, 0, 3], np.uint8))] * 2
ANSWERS = np.random.default_rng(0).dirichlet(np.ones(11), (2, 4)).astype(np.float32)


def test_labels_teach_their_answer_and_a_little_of_every_other() -> None:
    told = smoothed(ROUNDS[0].answers)
    assert told.dtype == np.float32
    np.testing.assert_allclose(told.sum(axis=1), 1, rtol=1e-6)
    np.testing.assert_allclose(told[0, 3], 1 - LABEL_SMOOTHING * 10 / 11, rtol=1e-6)
    np.testing.assert_allclose(np.delete(told[0], 3), LABEL_SMOOTHING / 11, rtol=1e-4)


def test_a_teacher_has_its_share_and_the_labels_the_rest() -> None:
    labels = [smoothed(examples.answers) for examples in ROUNDS]
    for told, said, label in zip(taught(ANSWERS, labels), ANSWERS, labels, strict=True):
        np.testing.assert_allclose(told, TAUGHT * said + (1 - TAUGHT) * label, rtol=1e-5)
        np.testing.assert_allclose(told.sum(axis=1), 1, rtol=1e-5)


def test_the_small_network_is_told_what_the_teacher_says(taken_up: TakenUp, monkeypatch: pytest.MonkeyPatch) -> None:
    """The lesson that `fit` gives, beside what the teacher's checkpoint answers to the same examples."""
    lessons: list[train.phase.Lesson] = []
    teachers: list[Any] = []

    def noted(network: Any, phase: train.phase.Phase, lesson: train.phase.Lesson, *rest: Any) -> list[dict[str, Any]]:
        lessons.append(lesson)
        if phase.name == "float":
            raise BrokenOff
        curves = train.phase.train_phase(network, phase, lesson, *rest)
        teachers.append(network)
        return curves

    monkeypatch.setattr(train.fit, "train_phase", noted)
    with pytest.raises(BrokenOff):
        fit(DIGITS, HELD_OUT, RECIPE, taken_up.folder)
    alone, together = lessons
    (examples,), (labels,), (told,) = alone.rounds, alone.targets, together.targets
    logits = teachers[0].predict(examples.glyphs[..., None] / np.float32(255), verbose=0).astype(np.float64)
    said = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(told, TAUGHT * said + (1 - TAUGHT) * labels, atol=1e-5)
    np.testing.assert_allclose(told.sum(axis=1), 1, atol=1e-5)
    assert teachers[0].count_params() > 10 * taken_up.fitted.network.count_params()


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        (lambda content: content, True),
        (lambda content: content[: len(content) // 2], False),  # the disk was full
        (lambda content: content[:20], False),
        (lambda content: b"", False),
        (lambda content: b"not an array at all", False),
        (lambda content: content[:-8] + bytes(8), False),  # rows that no longer sum to 1
        (lambda content: content[:-4] + b"\xff" * 4, False),  # not a number
    ],
)
def test_answers_that_were_kept_are_used_if_they_are_whole(
    tmp_path: Path, damage: Callable[[bytes], bytes], found: bool
) -> None:
    path = tmp_path / "answers.npy"
    assert _kept(path, ROUNDS) is None
    np.save(path, ANSWERS)
    path.write_bytes(damage(path.read_bytes()))
    kept = _kept(path, ROUNDS)
    assert (kept is not None) == found
    if kept is not None:
        np.testing.assert_array_equal(kept, ANSWERS)
    assert _kept(path, ROUNDS[:1]) is None  # of another training
