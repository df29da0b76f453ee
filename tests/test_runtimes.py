"""The shipped model says the same in every runtime: tflite-runtime lives in an environment of its own (`make test`)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from edge import Classifier
from edge.glyph import glyph
from train.handwriting import sample_hand, write_digit
from train.pen import draw_strokes

ROOT = Path(__file__).parent.parent
MODEL = ROOT / "models" / "digits.tflite"
OLD_PYTHON = ROOT / ".venv-tflite-runtime" / "bin" / "python"
TOLERANCE = 0.02  # of a probability; tflite-runtime's kernels round by up to two steps of the output differently

# Run by each interpreter: a file of glyphs in, a file of answers out, and what gave them printed.
SCRIPT = """
import json, sys
import cv2
import numpy as np
from edge import Classifier
runtime, glyphs, answers = sys.argv[1:]
classifier, glyphs = Classifier(runtime=runtime), np.load(glyphs)
np.savez(answers, logits=classifier.logits(glyphs), probabilities=classifier.predict(glyphs))
versions = {"numpy": np.__version__, "opencv": cv2.__version__}
print(json.dumps({"runtime": classifier.runtime, "modules": sorted(sys.modules)} | versions))
"""

pytestmark = pytest.mark.skipif(
    not MODEL.exists() and "CIFRA_CI" not in os.environ, reason="no model is shipped yet: make export"
)


@pytest.fixture(scope="module")
def glyphs() -> NDArray[np.uint8]:
    """uint8 (200, 28, 28): every digit in twenty hands."""
    rng = np.random.default_rng(11)
    pictures = []
    for _ in range(20):
        hand = sample_hand(rng)
        pictures += [
            draw_strokes(write_digit(digit, hand, rng), 64, hand.pen_width * 64, hand.pressure) for digit in range(10)
        ]
    return np.stack([glyph(picture) for picture in pictures])


@dataclass(frozen=True, eq=False)
class Answers:
    """What a runtime makes of n glyphs."""

    logits: NDArray[np.float32]
    """(n, 11)."""
    probabilities: NDArray[np.float32]
    """(n, 11)."""
    report: dict[str, Any] = field(default_factory=dict)
    """Of another interpreter: what it ran with."""

    @property
    def labels(self) -> NDArray[np.intp]:
        return self.probabilities.argmax(axis=1)


@pytest.fixture(scope="module")
def here(glyphs: NDArray[np.uint8]) -> Answers:
    """The answers of ai-edge-litert in this environment, with which the others are compared."""
    classifier = Classifier(runtime="ai-edge-litert")
    return Answers(classifier.logits(glyphs), classifier.predict(glyphs))


def ask(python: str | Path, runtime: str, glyphs: NDArray[np.uint8], folder: Path) -> Answers:
    """The answers of `runtime` under the interpreter `python`."""
    np.save(folder / "glyphs.npy", glyphs)
    command = [str(python), "-c", SCRIPT, runtime, str(folder / "glyphs.npy"), str(folder / "answers.npz")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    with np.load(folder / "answers.npz") as arrays:
        return Answers(arrays["logits"], arrays["probabilities"], json.loads(done.stdout.splitlines()[-1]))


def assert_same(found: Answers, expected: Answers) -> None:
    """The networks' outputs within two steps of their scale; what is sure has the same label and probability."""
    step = np.diff(np.unique(expected.logits)).min()
    np.testing.assert_allclose(found.logits, expected.logits, atol=2.01 * step)
    # Half way between two digits two steps are more than the tolerance, and either digit may win.
    sure = expected.probabilities.max(axis=1) >= 0.9
    assert sure.mean() > 0.7
    np.testing.assert_allclose(found.probabilities[sure], expected.probabilities[sure], atol=TOLERANCE)
    np.testing.assert_array_equal(found.probabilities.argmax(axis=1)[sure], expected.labels[sure])


def test_the_model_tells_these_glyphs_apart(here: Answers) -> None:
    """Else the comparisons below would compare nothing: each digit is the answer to some of them."""
    assert set(range(10)) <= set(here.labels.tolist())


needs_old_python = pytest.mark.skipif(
    not OLD_PYTHON.exists(), reason="tflite-runtime has wheels for Python 3.10 and 3.11 only: 'make test' found neither"
)
in_both_runtimes = pytest.mark.parametrize(
    "runtime",
    [
        "tflite-runtime",  # the last one, of 2023, which needs NumPy 1
        "ai-edge-litert",  # with NumPy 1
    ],
)


@needs_old_python
@in_both_runtimes
def test_the_old_environment_says_the_same(
    runtime: str, glyphs: NDArray[np.uint8], here: Answers, tmp_path: Path
) -> None:
    there = ask(OLD_PYTHON, runtime, glyphs, tmp_path)
    assert there.report["runtime"] == runtime
    assert there.report["numpy"].startswith("1.")
    assert there.report["opencv"].startswith("4.")  # from 5 on, and already from 4.12, OpenCV demands NumPy 2
    assert runtime.replace("-", "_") in there.report["modules"]
    assert_same(there, here)


@needs_old_python
@in_both_runtimes
def test_the_old_environment_reads_the_bundled_pictures_alike(runtime: str, tmp_path: Path) -> None:
    paths = {sys.executable: tmp_path / "here.jsonl", str(OLD_PYTHON): tmp_path / "there.jsonl"}
    for python, path in paths.items():
        told = ["--runtime", runtime] if path.stem == "there" else []
        command = [python, "-m", "edge", "read", "--json", *told, "edge/samples"]
        path.write_bytes(subprocess.run(command, stdout=subprocess.PIPE, cwd=ROOT, timeout=120, check=True).stdout)
    done = subprocess.run(
        [sys.executable, ROOT / "tests" / "arm64" / "compare_readings.py", *paths.values()],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_tensorflow_says_the_same(glyphs: NDArray[np.uint8], here: Answers, tmp_path: Path) -> None:
    if find_spec("tensorflow") is None:
        pytest.skip("TensorFlow is not installed (pip install '.[train]')")
    there = ask(sys.executable, "tensorflow", glyphs, tmp_path)
    assert there.report["runtime"] == "tensorflow"
    assert "ai_edge_litert" not in there.report["modules"]
    assert_same(there, here)
