"""Digits and marks made by others, from the user's folder: to measure on, never to train on."""

from __future__ import annotations

import logging
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge.glyph import SIDE, glyph
from train.data import DataError, Digits
from train.score import Labelled, load_labelled

SKLEARN_WHITE = 16  # the brightest pixel of scikit-learn's digits

log = logging.getLogger(__name__)


@contextmanager
def left_out_if_missing(what: str) -> Iterator[None]:
    """What is measured within is left out, with a warning that names `what`, where its data is not at hand."""
    try:
        yield
    except DataError as error:
        log.warning("%s: not measured. %s", what, error)


def load_pictures(name: str) -> list[Labelled]:
    """The labelled pictures in `$CIFRA_DATA`/`name`. Raises `DataError` where there are none."""
    return load_labelled(_existing(f"{name}/manifest.jsonl"))


def load_usps() -> Digits:
    """USPS digits as the network sees them: post codes of the 1980s by American hands (Hull 1994).

    From `$CIFRA_DATA`/digits/usps_train.npz. Raises `DataError` where it is not there.
    """
    images, labels = _arrays("digits/usps_train.npz", "images", "labels")
    return Digits(as_glyphs(images), labels)


def load_sklearn_digits() -> Digits:
    """The 1,797 digits of 8×8 pixels that come with scikit-learn, as the network sees them (Alpaydin, Kaynak 1998).

    Raises `DataError` where scikit-learn is not installed.
    """
    try:
        from sklearn.datasets import load_digits
    except ImportError as error:
        raise DataError("expected scikit-learn, which is not installed: pip install scikit-learn") from error
    digits: Any = load_digits()
    images = np.rint(digits.images * (255 / SKLEARN_WHITE)).astype(np.uint8)
    return Digits(as_glyphs(images), digits.target.astype(np.uint8))


def load_marks(name: str) -> NDArray[np.uint8]:
    """Marks that are no digits, as the network sees them: uint8 (n, 28, 28), without those that may pass for a digit.

    From `$CIFRA_DATA`/digits/`name`.npz. Raises `DataError` where it is not there.
    """
    images, lookalike = _arrays(f"digits/{name}.npz", "images", "lookalike")
    return as_glyphs(images[~lookalike])


def as_glyphs(images: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Each of `images` uint8 (n, h, w), ink bright on 0, through `edge.glyph`: uint8 (n, 28, 28)."""
    return np.array([glyph(image) for image in images], np.uint8).reshape(-1, SIDE, SIDE)


def _arrays(path: str, *names: str) -> list[NDArray[Any]]:
    """The arrays `names` of the file at `path` below the user's folder."""
    place = _existing(path)
    try:
        with np.load(place, allow_pickle=False) as arrays:
            return [arrays[name] for name in names]
    except (OSError, EOFError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise DataError(f"expected arrays {', '.join(names)} in {place}, could not read them: {error!r}") from error


def _existing(path: str) -> Path:
    place = Path(os.environ.get("CIFRA_DATA") or "nowhere") / path
    if not place.exists():
        raise DataError(f"there is no $CIFRA_DATA/{path}")
    return place
