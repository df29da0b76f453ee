"""A model is put in place if it passes and is no worse; else it stays beside, and what was there stays there."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import Trained

pytest.importorskip("tf_keras", reason="TensorFlow is not installed (pip install '.[train]')")

import train.export
from edge.classify import Classifier
from train.data import Digits
from train.evaluate import accuracy
from train.release import Release, held_out_examples, release

FLOORS = {"ACCURACY_FLOOR": 0.3, "REFUSAL_FLOOR": 0.1, "DISAGREEMENT": 0.05}  # that a network of seconds can reach


class Watched(Digits):
    """Digits that know whether anyone has looked at them."""

    looks = 0

    def __getattribute__(self, name: str) -> Any:
        if name in ("images", "labels"):
            Watched.looks += 1
        return super().__getattribute__(name)


@pytest.fixture
def watched(trained: Trained) -> Watched:
    digits = Watched(trained.test.images, trained.test.labels)
    Watched.looks = 0  # making them looks at them as well
    return digits


@pytest.fixture
def low_floors(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, floor in FLOORS.items():
        monkeypatch.setattr(train.export, name, floor)


@contextmanager
def leaning_to(digit: int, quantised: Any) -> Iterator[None]:
    """`quantised` made worse for a while: it takes many a glyph for `digit`."""
    bias = next(weight for weight in reversed(quantised.trainable_variables) if weight.shape == (11,))
    before = bias.numpy()
    bias.assign(before + 3 * np.eye(11, dtype=np.float32)[digit])
    try:
        yield
    finally:
        bias.assign(before)


def released(trained: Trained, folder: Path, test: Digits | None = None, force: bool = False) -> Release:
    test = trained.test if test is None else test

    def measure(path: Path) -> dict[str, float]:
        return {"mnist_test_accuracy": accuracy(Classifier(path), test)}

    return release(trained.fitted, trained.held_out, test, folder, trained.recipe, measure, force)


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def figures(path: Path) -> dict[str, float]:
    return json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["figures"]


@pytest.fixture(scope="module")
def good(trained: Trained, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the network in place."""
    return _in_place(trained, tmp_path_factory.mktemp("good"))


@pytest.fixture(scope="module")
def poor(trained: Trained, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a worse one in place, where there was a broken one before."""
    folder = tmp_path_factory.mktemp("poor")
    (folder / "digits.tflite").write_bytes(b"half a model")
    with leaning_to(0, trained.fitted.network):
        return _in_place(trained, folder)


def _in_place(trained: Trained, folder: Path) -> Path:
    with pytest.MonkeyPatch.context() as monkeypatch:
        for name, floor in FLOORS.items():
            monkeypatch.setattr(train.export, name, floor)
        result = released(trained, folder)
    assert (result.path, result.passed, result.in_place) == (folder / "digits.tflite", True, True), result.report
    return folder


def test_a_model_that_passes_is_the_shipped_one_and_its_card_is_true(good: Path, trained: Trained) -> None:
    assert sorted(content(good)) == ["digits.json", "digits.tflite"]  # no candidate is left
    classifier = Classifier(good / "digits.tflite")
    card = json.loads((good / "digits.json").read_text(encoding="utf-8"))
    figures = card["figures"]
    assert figures["held_out"] == round(accuracy(classifier, trained.held_out), 4)
    assert figures["mnist_test_accuracy"] == accuracy(classifier, trained.test)
    apart = round(abs(figures["mnist_test_float"] - figures["mnist_test_accuracy"]) * 200)  # digits of 200
    assert apart <= figures["int8_differs"] <= 10
    assert all(check["passed"] for check in card["checks"])
    assert card["bytes"] == (good / "digits.tflite").stat().st_size
    assert card["quantisation"]["output"]["scale"] == classifier.output_scale
    assert 0.3 <= classifier.card.temperature <= 3
    assert card["training"]["epochs"] == trained.recipe.schedule.epochs
    assert [row["phase"] for row in card["training"]["curves"]] == ["float"] * 8 + ["quantised"]


def test_a_model_that_fails_replaces_nothing_even_by_force_and_sees_no_test_digit(
    good: Path, trained: Trained, watched: Watched, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = shutil.copytree(good, tmp_path / "models")
    monkeypatch.setattr(train.export, "ACCURACY_FLOOR", 1.01)
    result = released(trained, folder, watched, force=True)
    assert (result.passed, result.in_place, result.path) == (False, False, folder / "digits.candidate.tflite")
    assert "FAIL  held-out accuracy" in result.report
    assert content(folder).items() >= content(good).items()
    assert watched.looks == 0
    Classifier(result.path)  # it is left whole, to be looked into
    card = json.loads(result.path.with_suffix(".json").read_text(encoding="utf-8"))
    assert "held-out accuracy" in [check["name"] for check in card["checks"] if not check["passed"]]
    assert "mnist_test_accuracy" not in card["figures"]


@pytest.mark.usefixtures("low_floors")
def test_a_better_model_stays_and_both_figures_are_said(
    good: Path, trained: Trained, watched: Watched, tmp_path: Path
) -> None:
    """What is in place is measured anew: the figures on its card may be of other digits, or be missing."""
    folder = shutil.copytree(good, tmp_path / "models")
    card = json.loads((folder / "digits.json").read_text(encoding="utf-8"))
    (folder / "digits.json").write_text(json.dumps({**card, "figures": {"held_out": 0.0}}))
    in_place = content(folder)
    with leaning_to(0, trained.fitted.network):
        result = released(trained, folder, watched)
    assert (result.passed, result.in_place, result.path) == (True, False, folder / "digits.candidate.tflite")
    assert content(folder).items() >= in_place.items()
    before, now = figures(good / "digits.tflite"), figures(result.path)
    assert now["held_out"] < before["held_out"]
    for figure in ("held_out", "mnist_test_accuracy"):
        assert re.search(rf"{now[figure]:.4f} +{before[figure]:.4f}", result.report)
    assert "FORCE=1" in result.report
    assert watched.looks > 0  # it passed, and only then


@pytest.mark.usefixtures("low_floors")
def test_force_puts_a_worse_model_in_place(good: Path, poor: Path, trained: Trained, tmp_path: Path) -> None:
    folder = shutil.copytree(good, tmp_path / "models")
    with leaning_to(0, trained.fitted.network):
        result = released(trained, folder, force=True)
    assert (result.passed, result.in_place) == (True, True)
    assert figures(folder / "digits.tflite") == figures(poor / "digits.tflite")
    assert sorted(content(folder)) == ["digits.json", "digits.tflite"]


@pytest.mark.usefixtures("low_floors")
def test_a_better_model_takes_the_place_by_renaming(poor: Path, good: Path, trained: Trained, tmp_path: Path) -> None:
    """A program that has the former file open keeps it whole: it is not written into."""
    folder = shutil.copytree(poor, tmp_path / "models")
    os.link(folder / "digits.tflite", tmp_path / "held.tflite")
    result = released(trained, folder)
    assert result.in_place
    assert figures(folder / "digits.tflite") == figures(good / "digits.tflite")
    assert (tmp_path / "held.tflite").read_bytes() == (poor / "digits.tflite").read_bytes()


def test_models_are_always_checked_on_the_same_marks(trained: Trained) -> None:
    first, again = (held_out_examples(trained.held_out) for _ in range(2))
    assert np.array_equal(first.glyphs, again.glyphs)
    assert np.bincount(first.answers, minlength=11)[10] == len(trained.held_out) // 2
