"""The shipped model is no worse than when it was committed; `python -m train evaluate --update` raises the bar."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("tqdm", reason="the training side is not installed (pip install '.[train]')")

from train.evaluate import TRADED, load_metrics, measure, print_figures, table, worse_than

ROOT = Path(__file__).parent.parent
MODEL = ROOT / "models" / "digits.tflite"

# The int8 kernels of other processors round a product half way between two steps to the other one, and other builds of
# OpenCV decode and scale pictures a grey level apart. That turns one answer in thousands: 2 of MNIST's 10,000 digits,
# one digit of the some 400 on the photographs or of the 560 on the strips, one line of either. Here nothing may differ.
TOLERANCE = {
    "mnist_test_accuracy": 0.0002,
    "photos_f1": 0.003,
    "photos_inverted_f1": 0.003,
    "photos_f1_by_source": 0.01,  # a digit on a picture of few, from a source of few pictures
    "photos_lines_exact": 0.007,
    "photos_false_on_empty": 0.17,  # one digit on six such pictures
    "strips_f1": 0.002,
    "strips_f1_by_source": 0.004,
    "strips_lines_exact": 0.008,
}

needs_model = pytest.mark.skipif(
    not MODEL.exists() and "CIFRA_CI" not in os.environ, reason="no model is shipped yet: make export"
)


@pytest.fixture(scope="module")
def figures() -> dict[str, float]:
    return measure()


@needs_model
@pytest.mark.parametrize("name", [name for name in load_metrics() if not name.endswith(TRADED)])
def test_no_figure_of_the_shipped_model_is_worse_than_the_committed_one(name: str, figures: dict[str, float]) -> None:
    if name not in figures:
        pytest.skip(f"{name} cannot be measured here: CIFRA_DATA does not hold its data")
    committed = load_metrics()
    assert not worse_than({name: figures[name]}, committed, TOLERANCE), f"{figures[name]}, committed {committed[name]}"


@needs_model
def test_every_figure_is_committed(figures: dict[str, float]) -> None:
    assert set(figures) <= set(load_metrics())
    assert set(TOLERANCE) <= set(load_metrics())


@pytest.mark.parametrize(
    ("name", "now", "committed", "tolerance", "worse"),
    [
        ("photos_f1", 0.9, 0.9, 0, False),  # the same
        ("photos_f1", 0.8999, 0.9, 0, True),  # worse by the last decimal
        ("photos_f1", 0.91, 0.9, 0, False),  # better
        ("photos_f1", 0.897, 0.9, 0.003, False),  # by the tolerance
        ("photos_f1", 0.8969, 0.9, 0.003, True),  # by more
        ("bytes", 85937, 85936, 0, True),  # where less is better, more is worse
        ("bytes", 85935, 85936, 0, False),
        ("photos_precision", 0.1, 0.9, 0, False),  # may be traded for recall
    ],
)
def test_worse_is_worse(name: str, now: float, committed: float, tolerance: float, worse: bool) -> None:
    assert worse_than({name: now}, {name: committed}, {name: tolerance}) == ([name] if worse else [])


def test_a_figure_without_its_counterpart_is_not_worse() -> None:
    assert worse_than({"photos_f1": 0.1}, {"strips_f1": 0.9}) == []


def test_the_table_marks_what_is_worse() -> None:
    lines = table({"bytes": 85936, "photos_f1": 0.8, "strips_f1": 0.7}, {"bytes": 85936, "photos_f1": 0.9}).splitlines()
    assert [line.split() for line in lines[1:]] == [
        ["bytes", "85,936", "85,936"],
        ["photos_f1", "0.8000", "0.9000", "WORSE"],
        ["strips_f1", "0.7000", "-"],
    ]
    assert len({len(line.removesuffix("  WORSE")) for line in lines}) == 1


@pytest.fixture
def without_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Only what is in the checkout can be measured, and nothing is fetched."""
    monkeypatch.setenv("CIFRA_DATA", str(tmp_path / "nothing"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("train.data.download", _refuse)


def _refuse(*_: object) -> Path:
    from train.download import DownloadError

    raise DownloadError("the tests fetch nothing")


@needs_model
@pytest.mark.usefixtures("without_data")
def test_what_is_not_at_hand_is_said_and_left_out(caplog: pytest.LogCaptureFixture) -> None:
    assert set(measure()) == {"bytes", "samples_f1"}
    assert [record.getMessage().split(" ")[0] for record in caplog.records] == ["MNIST's", "photos", "strips"]


@needs_model
@pytest.mark.usefixtures("without_data")
def test_an_update_writes_what_is_better_and_keeps_what_was_not_measured(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    metrics = tmp_path / "metrics.json"
    metrics.write_text(json.dumps({"samples_f1": 0.1, "photos_f1": 0.9}))
    assert print_figures(update=False, metrics=metrics) == 0
    assert load_metrics(metrics) == {"samples_f1": 0.1, "photos_f1": 0.9}  # only looked at
    assert print_figures(update=True, metrics=metrics) == 0
    written = load_metrics(metrics)
    assert written["photos_f1"] == 0.9
    assert written["samples_f1"] > 0.1
    assert written["bytes"] == MODEL.stat().st_size
    assert f"Written: {metrics}" in capsys.readouterr().out


@needs_model
@pytest.mark.usefixtures("without_data")
def test_an_update_with_a_worse_figure_is_refused_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    metrics = tmp_path / "metrics.json"
    metrics.write_text(before := json.dumps({"samples_f1": 1.1, "bytes": 10**6}))
    assert print_figures(update=True, metrics=metrics) == 1
    assert metrics.read_text() == before
    assert capsys.readouterr().out.splitlines()[-1].endswith(": samples_f1")


def test_an_update_from_another_model_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    from train.__main__ import main

    with pytest.raises(SystemExit) as stopped:
        main(["evaluate", "--update", "--model", "other.tflite"])
    assert stopped.value.code == 2
    assert "--update is for the shipped model" in capsys.readouterr().err


def test_measuring_needs_no_tensorflow() -> None:
    script = "import sys, train.evaluate; print({'tensorflow', 'tf_keras', 'keras'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout == "set()\n"
