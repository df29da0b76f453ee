"""What several tests share: a network trained once a session, in seconds, on real digits; pictures and a clip."""

from __future__ import annotations

import hashlib
import json
import os
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from browser import chromium as chromium  # fixtures
from browser import open_page as open_page
from browser import serve as serve
from browser import served as served

if TYPE_CHECKING:
    from edge.classify import Classifier
    from train.data import Digits
    from train.examples import Examples
    from train.fit import Fitted
    from train.recipe import Recipe


# A run in a shell's background is started with Ctrl-C ignored, and so would be all that the tests start and break off.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@dataclass(frozen=True, eq=False)
class Trained:
    """A quantisation-aware network that knows a little, and what it was made with."""

    fitted: Fitted
    recipe: Recipe
    held_out: Digits
    test: Digits


@pytest.fixture(scope="session")
def mnist() -> tuple[Digits, Digits]:
    """MNIST's training and test digits, where they are at hand: the tests fetch nothing."""
    pytest.importorskip("tqdm", reason="the training side is not installed (pip install '.[train]')")
    from train.data import DataError, load_mnist

    try:
        return load_mnist("train", mirrors=()), load_mnist("test", mirrors=())
    except DataError:
        if os.environ.get("CIFRA_DATA") and "CIFRA_CI" in os.environ:
            raise
        pytest.skip("MNIST is not at hand: set CIFRA_DATA to a folder whose mnist/ holds its four files")


@pytest.fixture(scope="session")
def trained(mnist: tuple[Digits, Digits], tmp_path_factory: pytest.TempPathFactory) -> Trained:
    """Trained on 1,800 digits for nine epochs: far from shippable, far from guessing."""
    pytest.importorskip("tensorflow", reason="TensorFlow is not installed (pip install '.[train]')")
    from train.data import split_validation
    from train.examples import Examples
    from train.fit import fit
    from train.recipe import Recipe, Schedule
    from train.unseen import as_glyphs

    training, test = mnist
    digits, held_out = split_validation(training[:2000], 200, seed=0)
    schedule = Schedule(rounds=3, teacher_epochs=0, epochs=8, quantised_epochs=1, rate=1e-2)
    recipe = Recipe("digits", "mnist", schedule, 1, "python -m train export")
    measured = Examples(as_glyphs(held_out.images), held_out.labels)
    return Trained(fit(digits, measured, recipe, tmp_path_factory.mktemp("training")), recipe, held_out, test[:200])


@dataclass(frozen=True, eq=False)
class Exported:
    """The int8 file of `Trained`, opened as it is on a Pi."""

    content: bytes
    classifier: Classifier
    examples: Examples
    """Digits that it was not trained on, and marks that are none."""


@pytest.fixture(scope="session")
def exported(trained: Trained, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    from edge.card import LABELS
    from edge.classify import Classifier
    from train.export import to_tflite
    from train.release import held_out_examples

    content = to_tflite(trained.fitted.network)
    path = tmp_path_factory.mktemp("exported") / "digits.tflite"
    path.write_bytes(content)
    card = {"labels": LABELS, "temperature": 1.0, "sha256": hashlib.sha256(content).hexdigest()}
    path.with_suffix(".json").write_text(json.dumps(card))
    return Exported(content, Classifier(path), held_out_examples(trained.held_out))


@pytest.fixture
def no_page_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """The digit network judges alone: what is tested are the rules that find ink, and no network outvotes them."""
    monkeypatch.setattr("edge.reader.shipped_page_network", lambda: None)


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder with 1.png, 2.png and 10.jpg, and with bad.png, which is none."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name in ("10.jpg", "2.png", "1.png"):
        frame = np.full((120, 160, 3), 210, np.uint8)
        cv2.putText(frame, Path(name).stem, (40, 80), cv2.FONT_HERSHEY_SIMPLEX, 2, (40, 40, 40), 4)
        cv2.imwrite(str(folder / name), frame)
    (folder / "bad.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    return folder


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "clip.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 10, (64, 48))
    for index in range(7):
        writer.write(np.full((48, 64, 3), 20 * index, np.uint8))
    writer.release()
    return path
