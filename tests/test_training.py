"""The whole way for real, on a few hundred digits: `python -m train export`, as people run it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("tf_keras", reason="TensorFlow is not installed (pip install '.[train]')")

from edge.classify import Classifier
from train.data import Digits
from train.examples import make_rounds
from train.export import OPERATOR_VERSIONS, float_tensors, operator_versions

ROOT = Path(__file__).parent.parent
BEFORE = {"digits.tflite": b"the model before", "digits.json": b"its card"}


@dataclass(frozen=True)
class Run:
    """What a training left and said."""

    status: int
    said: str
    folder: Path
    card: dict[str, Any]


@pytest.fixture(scope="module")
def run(mnist: tuple[Digits, Digits], tmp_path_factory: pytest.TempPathFactory) -> Run:
    """600 digits, twice, then once with quantisation in the loop, into a folder that has a model."""
    folder = tmp_path_factory.mktemp("models")
    for name, content in BEFORE.items():
        (folder / name).write_bytes(content)
    command = [sys.executable, "-m", "train", "export", "--quick", "--limit", "600", "--epochs", "2", "--seed", "3"]
    done = subprocess.run(
        [*command, "--models", str(folder)], capture_output=True, text=True, cwd=ROOT, timeout=400, check=False
    )
    candidate = folder / "digits.candidate.json"
    assert candidate.exists(), done.stderr
    return Run(done.returncode, done.stdout, folder, json.loads(candidate.read_text(encoding="utf-8")))


def test_so_short_a_training_does_not_pass_and_the_status_says_so(run: Run) -> None:
    assert run.status == 1
    failed = [check["name"] for check in run.card["checks"] if not check["passed"]]
    assert "held-out accuracy" in failed
    assert re.findall(r"FAIL  (.*?):", run.said) == failed
    assert f"it is left in {run.folder / 'digits.candidate.tflite'}" in run.said


def test_what_was_there_is_there(run: Run) -> None:
    assert {name: (run.folder / name).read_bytes() for name in BEFORE} == BEFORE
    assert {path.name for path in run.folder.iterdir()} == {*BEFORE, "digits.candidate.tflite", "digits.candidate.json"}


def test_the_candidate_is_a_whole_model_that_edge_runs(run: Run) -> None:
    classifier = Classifier(run.folder / "digits.candidate.tflite")
    probabilities = classifier.predict(np.zeros((3, 28, 28), np.uint8))
    assert probabilities.shape == (3, 11)
    assert probabilities.sum(axis=1) == pytest.approx(1)
    assert run.card["bytes"] <= 64_000


def test_the_candidate_is_int8_in_known_operators(run: Run) -> None:
    content = (run.folder / "digits.candidate.tflite").read_bytes()
    assert float_tensors(content) == []
    assert all(version <= OPERATOR_VERSIONS[name] for name, version in operator_versions(content).items())


def test_int8_and_the_quantisation_aware_model_agree(run: Run) -> None:
    """The check measured it; so weak a network answers near the border more often than the check allows a good one."""
    (found,) = [check["found"] for check in run.card["checks"] if check["name"] == "answers as in training"]
    assert float(found.split()[0]) <= 0.03


def test_the_card_says_how_to_make_it_again(run: Run) -> None:
    training = run.card["training"]
    assert (
        training["command"]
        == "python -m train export --model digits --data mnist --seed 3 --epochs 2 --limit 600 --quick"
    )
    assert (training["seed"], training["epochs"], training["quantised_epochs"]) == (3, 2, 1)
    assert {"tensorflow", "numpy"} <= set(training["versions"])
    assert str(run.folder) not in json.dumps(run.card)
    assert "mnist_test" not in run.card["figures"]  # only a model that passes sees the test set


def test_progress_is_a_line_an_epoch_where_there_is_no_terminal(run: Run) -> None:
    lines = re.findall(
        r"^(float|quantised) (\d)/\d: loss .*, accuracy .*, held-out .*, \d+ s left$", run.said, re.MULTILINE
    )
    assert lines == [("float", "1"), ("float", "2"), ("quantised", "1")]
    assert "0 s left" in run.said
    assert "\x1b" not in run.said


# ------------------------------------------------------------------------------------------------------- the examples


def test_examples_are_the_same_for_the_same_seed_and_new_in_every_round(mnist: tuple[Digits, Digits]) -> None:
    digits = mnist[0][:80]
    first, second = make_rounds(digits, 2, 1)
    again, _ = make_rounds(digits, 2, 1)
    (other,) = make_rounds(digits, 1, 2)
    assert np.array_equal(first.glyphs, again.glyphs)
    assert np.array_equal(first.answers, again.answers)
    for different in (second, other):
        assert {glyph.tobytes() for glyph in first.glyphs}.isdisjoint(glyph.tobytes() for glyph in different.glyphs)
    # 80 digits, a quarter of that by this project's hands, and 35 % of it no digits, in random order
    assert np.bincount(first.answers, minlength=11)[10] == 28
    assert len(first) == 80 + 20 + 28
    assert not np.array_equal(np.sort(first.answers), first.answers)
