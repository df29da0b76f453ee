"""The figures beyond MNIST, on the shipped model and on answers made up by hand."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

pytest.importorskip("tqdm", reason="the training side is not installed (pip install '.[train]')")

from edge.card import NOT_A_DIGIT
from edge.classify import Classifier
from train.beyond import BATCH, accuracies, measure_beyond, mnist_c, predicted, refusal_threshold
from train.corruptions import CORRUPTIONS, corrupted
from train.data import Digits
from train.unseen import as_glyphs

ROOT = Path(__file__).parent.parent
needs_model = pytest.mark.skipif(
    not (ROOT / "models" / "digits.tflite").exists() and "CIFRA_CI" not in os.environ,
    reason="no model is shipped yet: make export",
)


def answers(*rows: tuple[int, float, float]) -> NDArray[np.float64]:
    """Rows of eleven, each from a digit, its probability and that of "not a digit"; the rest is shared."""
    result = np.empty((len(rows), 11))
    for row, (digit, probability, refusal) in zip(result, rows, strict=True):
        row[:] = (1 - probability - refusal) / 9
        row[digit], row[NOT_A_DIGIT] = probability, refusal
    return result


@pytest.mark.parametrize(
    ("row", "label", "eleven", "ten"),
    [
        ((7, 0.9, 0.05), 7, 1, 1),  # right by either count
        ((7, 0.4, 0.5), 7, 0, 1),  # refused, though the best digit was the right one
        ((7, 0.9, 0.05), 2, 0, 0),  # another digit
        ((7, 0.4, 0.5), 2, 0, 0),  # refused, and wrong even so
    ],
)
def test_either_count(row: tuple[int, float, float], label: int, eleven: float, ten: float) -> None:
    found = accuracies("usps", answers(row), np.array([label]))
    assert found == {"usps_accuracy": eleven, "usps_accuracy_of_ten": ten}


def test_the_threshold_lets_the_share_pass_and_no_more() -> None:
    refusal = np.random.default_rng(1).permutation(1000) / 1000
    digits = np.zeros((1000, 11))
    digits[:, NOT_A_DIGIT] = refusal
    threshold = refusal_threshold(digits)
    assert (refusal <= threshold).mean() == 0.995
    assert threshold == 0.994
    assert refusal_threshold(digits, accepted=1.0) == 0.999


def test_where_many_are_alike_the_threshold_lets_more_pass_rather_than_fewer() -> None:
    digits = np.zeros((100, 11))
    digits[:10, NOT_A_DIGIT] = 0.5
    assert (digits[:, NOT_A_DIGIT] <= refusal_threshold(digits)).mean() >= 0.995


def test_a_threshold_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one digit"):
        refusal_threshold(np.zeros((0, 11)))


@needs_model
@pytest.mark.parametrize("count", [0, 1, BATCH - 1, BATCH, BATCH + 1])
def test_batches_answer_as_one(count: int) -> None:
    classifier = Classifier()
    glyphs = np.random.default_rng(1).integers(0, 256, (count, 28, 28), np.uint8)
    assert np.array_equal(predicted(classifier, glyphs), classifier.predict(glyphs))


@needs_model
def test_corrupted_pictures_go_to_the_network_as_they_are(mnist: tuple[Digits, Digits]) -> None:
    classifier, test = Classifier(), mnist[1][:300]
    figures = mnist_c(classifier, test)
    each = [figures[f"mnist_c_{name}_of_ten"] for name in CORRUPTIONS]
    assert figures["mnist_c_accuracy_of_ten"] == pytest.approx(np.mean(each))
    assert figures["mnist_c_accuracy"] <= figures["mnist_c_accuracy_of_ten"]
    shifted = corrupted(test.images, "translate", 1)
    right = classifier.predict(shifted)[:, :NOT_A_DIGIT].argmax(axis=1) == test.labels
    assert figures["mnist_c_translate_of_ten"] == right.mean()
    assert not np.array_equal(as_glyphs(shifted), shifted)  # the glyph would have put them back


@needs_model
def test_marks_are_refused_at_the_price_that_mnist_sets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mnist: tuple[Digits, Digits]
) -> None:
    """Digits given out as marks are refused as seldom as the threshold says, and look-alikes do not count."""
    test = mnist[1]
    monkeypatch.setenv("CIFRA_DATA", str(tmp_path))
    monkeypatch.setattr("train.beyond.load_mnist", lambda split: test[:2000])
    (tmp_path / "digits").mkdir()
    lookalike = np.arange(2500) >= 2000
    np.savez(tmp_path / "digits" / "not_quickdraw_3cls.npz", images=test.images[:2500], lookalike=lookalike)
    figures = measure_beyond(Classifier())
    assert figures["sketches_refused"] == pytest.approx(0.005, abs=1e-9)
    assert "letters_refused" not in figures
    assert "usps_accuracy" not in figures
    assert 0 <= figures["mnist_test_calibration_error"] < 0.05
