"""`python -m train export` in all its ways: broken off, without MNIST, of the tiny network, on several devices."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("tf_keras", reason="TensorFlow is not installed (pip install '.[train]')")

import edge.card
import train.make_model
from edge.classify import Classifier
from edge.errors import ModelError
from train.__main__ import main
from train.data import SHA256, Digits, load_mnist
from train.export import LARGEST
from train.recipe import DATA_IN_WORDS, QUICK

ROOT = Path(__file__).parent.parent
BEFORE = b"the model before"


def card_of(path: Path) -> dict[str, Any]:
    return json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))


# ------------------------------------------------------------------------------------------------ broken off, taken up

EPOCHS = 25  # enough of them that a signal sent after the first comes long before the last


@dataclass(frozen=True)
class TwoRuns:
    """One command that was broken off after its first epoch, and given again."""

    folder: Path
    epochs_said: int
    """By the first run."""
    left: set[str]
    """In the folder by the first run."""
    status: int
    complained: str
    second: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def two_runs(mnist: tuple[Digits, Digits], tmp_path_factory: pytest.TempPathFactory) -> TwoRuns:
    folder = tmp_path_factory.mktemp("models")
    for name in ("digits.tflite", "digits-tiny.tflite"):
        (folder / name).write_bytes(BEFORE)
    command = [sys.executable, "-u", "-m", "train", "export", "--quick", "--model", "tiny", "--data", "mnist"]
    command += ["--limit", "150", "--epochs", str(EPOCHS), "--models", str(folder)]
    first = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert first.stdout is not None
    done = 0
    for line in first.stdout:
        if line.startswith(f"float 1/{EPOCHS}: "):
            done = 1
            os.killpg(first.pid, signal.SIGINT)  # as a terminal does
        elif line.startswith("float "):
            done += 1
    _, complained = first.communicate(timeout=60)
    left = {path.name for path in folder.iterdir()}
    second = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300, check=False)
    return TwoRuns(folder, done, left, first.returncode, complained, second)


def test_ctrl_c_ends_it_with_one_clear_line_and_replaces_nothing(two_runs: TwoRuns) -> None:
    assert two_runs.status == 130
    assert "cifra-train: broken off, nothing was replaced; the same command goes on from here" in two_runs.complained
    assert "Traceback" not in two_runs.complained
    assert 1 <= two_runs.epochs_said < EPOCHS
    assert two_runs.left == {"digits.tflite", "digits-tiny.tflite", ".training"}


def test_the_same_command_does_only_the_rest(two_runs: TwoRuns) -> None:
    (taken_up,) = re.findall(rf"float training goes on after epoch (\d+) of {EPOCHS}", two_runs.second.stdout)
    assert 0 <= int(taken_up) - two_runs.epochs_said <= 1  # the signal may come between saving an epoch and saying so
    lines = [int(epoch) for epoch in re.findall(r"^float (\d+)/", two_runs.second.stdout, re.MULTILINE)]
    assert lines == list(range(int(taken_up) + 1, EPOCHS + 1))
    curves = card_of(two_runs.folder / "digits-tiny.candidate.tflite")["training"]["curves"]
    assert [(row["phase"], row["epoch"]) for row in curves] == [
        *(("float", epoch) for epoch in range(1, EPOCHS + 1)),
        *(("quantised", epoch) for epoch in range(1, QUICK.quantised_epochs + 1)),
    ]
    assert {path.name for path in two_runs.folder.iterdir()} == {  # no checkpoint is left
        *("digits.tflite", "digits-tiny.tflite"),
        *("digits-tiny.candidate.tflite", "digits-tiny.candidate.json"),
    }
    assert all((two_runs.folder / name).read_bytes() == BEFORE for name in ("digits.tflite", "digits-tiny.tflite"))


# ------------------------------------------------------------------------------------------------------- without MNIST


@pytest.fixture
def without_mnist(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """No folder of the user's, an empty cache and no mirror; the folder for models has one."""
    monkeypatch.delenv("CIFRA_DATA", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    unreachable = partial(load_mnist, mirrors=("http://127.0.0.1:9/mnist",), pauses_s=())  # where nobody listens
    monkeypatch.setattr(train.make_model, "load_mnist", lambda split, **options: partial(unreachable, **options)(split))
    models = tmp_path / "models"
    models.mkdir()
    for name in ("digits.tflite", "digits.json"):
        (models / name).write_bytes(BEFORE)
    return models


def test_without_mnist_it_says_why_and_goes_on_with_generated_digits(
    without_mnist: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    status = main(["export", "--quick", "--limit", "120", "--epochs", "1", "--models", str(without_mnist)])
    said = capfd.readouterr().out
    assert status == 1  # so short a training does not pass
    for part in ("CIFRA_DATA: not set", "cannot be reached", "goes on without MNIST, on generated digits"):
        assert part in said
    assert said.index("without MNIST") < said.index("float 1/1")
    assert {path.name for path in without_mnist.iterdir()} == {
        *("digits.tflite", "digits.json"),
        *("digits-generated.candidate.tflite", "digits-generated.candidate.json"),
    }
    assert all((without_mnist / name).read_bytes() == BEFORE for name in ("digits.tflite", "digits.json"))
    card = card_of(without_mnist / "digits-generated.candidate.tflite")
    assert card["training"]["data"] == DATA_IN_WORDS["generated"]
    assert "MNIST" not in card["training"]["data"]
    assert card["training"]["data_sha256"] == {}
    assert "--data generated" in card["training"]["command"]  # also where MNIST is at hand, it makes the same
    Classifier(without_mnist / "digits-generated.candidate.tflite")


def test_mnist_that_was_asked_for_is_missing_with_ways_out(
    without_mnist: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train.make_model, "fit", None)  # it is not come so far
    assert main(["export", "--data", "mnist", "--models", str(without_mnist)]) == 1
    complained = capsys.readouterr().err
    for part in ("set CIFRA_DATA to a folder", "or try again with a network", "--data generated", *SHA256):
        assert part in complained
    assert "Traceback" not in complained
    assert {path.name for path in without_mnist.iterdir()} == {"digits.tflite", "digits.json"}


# ------------------------------------------------------------------------------------------------------------ the tiny


def test_the_tiny_network_is_small_and_its_card_names_mnist(two_runs: TwoRuns) -> None:
    path = two_runs.folder / "digits-tiny.candidate.tflite"
    card = card_of(path)
    assert card["bytes"] == path.stat().st_size <= LARGEST["tiny"] < LARGEST["digits"]
    assert card["training"]["data"] == DATA_IN_WORDS["mnist"]
    assert card["training"]["data_sha256"] == dict(SHA256)


def test_the_tiny_network_is_found_by_either_name(
    two_runs: TwoRuns, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for suffix in (".tflite", ".json"):
        shutil.copy(two_runs.folder / f"digits-tiny.candidate{suffix}", tmp_path / f"digits-tiny{suffix}")
    monkeypatch.setattr(edge.card, "CHECKOUT_MODELS", tmp_path)
    glyphs = np.random.default_rng(0).integers(0, 256, (5, 28, 28), np.uint8)
    found = [Classifier(name).predict(glyphs) for name in ("tiny", "digits-tiny", tmp_path / "digits-tiny.tflite")]
    assert found[0].shape == (5, 11)
    np.testing.assert_array_equal(found[0], found[1])
    np.testing.assert_array_equal(found[0], found[2])
    with pytest.raises(ModelError, match=r"one of the shipped names \(.*digits-tiny.*\)"):
        Classifier("tinier")


# ----------------------------------------------------------------------------------------------------- several devices


@pytest.mark.parametrize(
    "config",
    [
        None,
        "",
        "10.0.0.1:2222",
        "[]",
        '{"cluster": {}, "task": {"type": "worker", "index": 0}}',
        '{"cluster": {"worker": ["10.0.0.1:2222"]}}',  # which of them is this one?
        '{"cluster": {"worker": ["10.0.0.1:2222"]}, "task": {"type": "worker", "index": 1}}',  # there is one, number 0
        '{"cluster": {"worker": ["10.0.0.1:2222"]}, "task": {"type": "worker", "index": "0"}}',
        '{"cluster": {"worker": "10.0.0.1:2222"}, "task": {"type": "worker", "index": 0}}',
    ],
)
def test_machines_that_are_not_named_are_asked_for_before_any_work(
    config: str | None, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for name in ("load_mnist", "generate_digits", "fit"):
        monkeypatch.setattr(train.make_model, name, None)
    monkeypatch.delenv("TF_CONFIG", raising=False)
    if config is not None:
        monkeypatch.setenv("TF_CONFIG", config)
    for data in ("mnist", "generated"):
        assert main(["export", "--data", data, "--strategy", "multiworker", "--models", str(tmp_path)]) == 1
        complained = capsys.readouterr().err
        assert "expected the machines of --strategy multiworker in the variable TF_CONFIG" in complained
        assert f"found {config!r}" in complained


ON_TWO_DEVICES = """
import json, os, sys
from pathlib import Path
os.environ["TF_USE_LEGACY_KERAS"] = "1"
import tensorflow as tf
tf.config.set_logical_device_configuration(
    tf.config.list_physical_devices("CPU")[0], [tf.config.LogicalDeviceConfiguration()] * 2
)
from train.examples import Examples
from train.fit import fit
from train.generated import generate_digits
from train.recipe import Recipe, Schedule

strategy = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])  # as `mirrored` takes all GPUs
assert strategy.num_replicas_in_sync == 2
digits = generate_digits(140, 1)
schedule = Schedule(rounds=1, teacher_epochs=0, epochs=6, quantised_epochs=1, rate=1e-2)
recipe = Recipe("tiny", "generated", schedule, 1, "")
fitted = fit(digits, Examples(digits.images[:40], digits.labels[:40]), recipe, Path(sys.argv[1]), strategy.scope())
Path(sys.argv[1], "curves.json").write_text(json.dumps(fitted.curves))
"""


def test_two_devices_learn_together(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ON_TWO_DEVICES, str(tmp_path)], cwd=ROOT, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stderr[-2000:]
    curves = json.loads((tmp_path / "curves.json").read_text())
    assert [row["phase"] for row in curves] == ["float"] * 6 + ["quantised"]
    losses = [row["loss"] for row in curves]
    assert np.isfinite(losses).all()
    assert losses[5] < 0.95 * losses[0]
    assert curves[5]["accuracy"] > curves[0]["accuracy"]
