"""The shipped model says the same in every runtime: tflite-runtime lives in an environment of its own (`make test`)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from edge import Classifier
from edge.glyph import glyph
from train.handwriting import draw_strokes, sample_hand, write_digit

ROOT = Path(__file__).parent.parent
MODEL = ROOT / "models" / "digits.tflite"
OLD_PYTHON = ROOT / ".venv-tflite-runtime" / "bin" / "python"
TOLERANCE = 0.02  # of a probability; the kernels of tflite-runtime round by up to two steps differently

# Run by each interpreter: glyphs in, and a file of probabilities and the versions behind them out.
SCRIPT = """
import json, sys
import numpy as np
from edge import Classifier
runtime, glyphs, probabilities = sys.argv[1:]
classifier = Classifier(runtime=runtime)
np.save(probabilities, classifier.predict(np.load(glyphs)))
print(json.dumps({"runtime": classifier.runtime, "numpy": np.__version__, "modules": sorted(sys.modules)}))
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


def answers(
    python: str | Path, runtime: str, glyphs: NDArray[np.uint8], folder: Path
) -> tuple[dict[str, Any], np.ndarray]:
    """What `runtime` under the interpreter `python` makes of `glyphs`: its report, and float32 (n, 11)."""
    np.save(folder / "glyphs.npy", glyphs)
    command = [str(python), "-c", SCRIPT, runtime, str(folder / "glyphs.npy"), str(folder / "probabilities.npy")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1]), np.load(folder / "probabilities.npy")


def assert_same(found: np.ndarray, expected: np.ndarray) -> None:
    np.testing.assert_allclose(found, expected, atol=TOLERANCE)
    # Where the two best are closer to each other than the runtimes are, either may win.
    best = np.sort(expected, axis=1)
    clear = best[:, -1] - best[:, -2] > 2 * TOLERANCE
    assert clear.mean() > 0.9
    np.testing.assert_array_equal(found.argmax(axis=1)[clear], expected.argmax(axis=1)[clear])


def test_the_model_tells_these_glyphs_apart(glyphs: NDArray[np.uint8]) -> None:
    """Else the comparisons below would compare nothing: each digit is the answer to some of them."""
    assert set(range(10)) <= set(Classifier().predict(glyphs).argmax(axis=1).tolist())


@pytest.mark.skipif(
    not OLD_PYTHON.exists(), reason="tflite-runtime has wheels for Python 3.10 and 3.11 only: 'make test' found neither"
)
@pytest.mark.parametrize(
    "runtime",
    [
        "tflite-runtime",  # the last one, of 2023, which needs NumPy 1
        "ai-edge-litert",  # with NumPy 1
    ],
)
def test_the_old_environment_says_the_same(runtime: str, glyphs: NDArray[np.uint8], tmp_path: Path) -> None:
    report, found = answers(OLD_PYTHON, runtime, glyphs, tmp_path)
    assert report["runtime"] == runtime
    assert report["numpy"].startswith("1.")
    module = runtime.replace("-", "_")
    assert module in report["modules"]
    assert_same(found, Classifier(runtime="ai-edge-litert").predict(glyphs))


def test_tensorflow_says_the_same(glyphs: NDArray[np.uint8], tmp_path: Path) -> None:
    pytest.importorskip("tensorflow", reason="TensorFlow is not installed (pip install '.[train]')")
    report, found = answers(sys.executable, "tensorflow", glyphs, tmp_path)
    assert report["runtime"] == "tensorflow"
    assert "ai_edge_litert" not in report["modules"]
    assert_same(found, Classifier(runtime="ai-edge-litert").predict(glyphs))
