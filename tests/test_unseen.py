"""Data to measure on: found, read as the network sees it, or said to be missing."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

pytest.importorskip("tqdm", reason="the training side is not installed (pip install '.[train]')")

from edge.glyph import glyph
from train.data import DataError
from train.unseen import left_out_if_missing, load_marks, load_pictures, load_sklearn_digits, load_usps


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The `digits` folder of a user's data, with nothing in it yet."""
    monkeypatch.setenv("CIFRA_DATA", str(tmp_path))
    (tmp_path / "digits").mkdir()
    return tmp_path / "digits"


def pictures(count: int) -> NDArray[np.uint8]:
    """Blocks of several sizes in a corner, which `glyph` moves to the middle."""
    images = np.zeros((count, 28, 28), np.uint8)
    for i, image in enumerate(images):
        image[: 6 + i, : 3 + i] = 255
    return images


def test_usps_is_seen_through_the_glyph(folder: Path) -> None:
    np.savez(folder / "usps_train.npz", images=pictures(3), labels=np.array([4, 0, 9], np.uint8))
    digits = load_usps()
    assert digits.labels.tolist() == [4, 0, 9]
    assert np.array_equal(digits.images[1], glyph(pictures(3)[1]))


def test_marks_that_may_pass_for_a_digit_are_left_out(folder: Path) -> None:
    np.savez(folder / "letters.npz", images=pictures(4), lookalike=np.array([False, True, True, False]))
    marks = load_marks("letters")
    assert np.array_equal(marks, np.stack([glyph(pictures(4)[0]), glyph(pictures(4)[3])]))


def test_scikit_learns_digits_reach_from_black_to_white() -> None:
    pytest.importorskip("sklearn", reason="scikit-learn is not installed (pip install '.[train]')")
    digits = load_sklearn_digits()
    assert len(digits) == 1797
    assert np.bincount(digits.labels).min() > 170
    assert (digits.images.max(axis=(1, 2)) == 255).all()
    assert digits.images.min() == 0


@pytest.mark.parametrize("load", [load_usps, lambda: load_marks("letters"), lambda: load_pictures("photos")])
@pytest.mark.usefixtures("folder")
def test_what_is_not_there_is_named(load: Callable[[], object]) -> None:
    with pytest.raises(DataError, match=r"there is no \$CIFRA_DATA/(digits|photos)/"):
        load()


def test_without_a_data_folder_nothing_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CIFRA_DATA", raising=False)
    with pytest.raises(DataError, match="there is no"):
        load_usps()


@pytest.mark.parametrize("content", [b"", b"not arrays", b"PK\x03\x04 half an archive"])
def test_a_damaged_file_is_named(folder: Path, content: bytes) -> None:
    (folder / "usps_train.npz").write_bytes(content)
    with pytest.raises(DataError, match=r"expected arrays images, labels in .*usps_train\.npz, could not read them"):
        load_usps()


def test_a_file_without_its_arrays_is_named(folder: Path) -> None:
    np.savez(folder / "usps_train.npz", images=pictures(3))
    with pytest.raises(DataError, match="expected arrays images, labels"):
        load_usps()


def test_what_is_missing_is_logged_and_other_errors_are_not_hidden(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING), left_out_if_missing("usps"):
        raise DataError("there is no $CIFRA_DATA/usps")
    assert [record.getMessage() for record in caplog.records] == ["usps: not measured. there is no $CIFRA_DATA/usps"]
    with pytest.raises(ValueError, match="a fault"), left_out_if_missing("usps"):
        raise ValueError("a fault")
