"""Readings of labelled pictures, scored against what people see in them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from edge.reading import Box, Reading
from train.data import DataError

OVERLAP = 0.4  # intersection over union from which a box is the labelled one
UNSURE = "?"  # label of what a person cannot read for certain, or what is printed: it counts neither way


@dataclass(frozen=True)
class Labelled:
    """One picture and what people see in it."""

    path: Path
    source: str
    """Who took it: one source, one hand."""
    boxes: tuple[Box, ...]
    labels: tuple[str, ...]
    lines: tuple[str, ...]
    lines_scored: bool


@dataclass(frozen=True)
class Score:
    """How well a set of pictures was read."""

    precision: float
    recall: float
    f1: float
    f1_by_source: float
    """The mean over the sources of the mean over their pictures: a prolific one weighs no more."""
    lines_exact: float
    false_on_empty: float
    """Digits reported on a picture without any, on average."""


def load_labelled(manifest: Path) -> list[Labelled]:
    """The pictures that `manifest`, a JSON object a line, lists. Raises `DataError` where it is no such list."""
    try:
        rows = [json.loads(line) for line in manifest.read_text(encoding="utf-8").splitlines() if line.strip()]
        return [
            Labelled(
                manifest.parent / row["file"],
                row.get("source") or row["id"],
                tuple(Box(*digit["box"]) for digit in row["digits"]),
                tuple(digit["label"] for digit in row["digits"]),
                tuple(row.get("lines", ())),
                row.get("lines_scored", True),
            )
            for row in rows
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"expected a list of labelled pictures in {manifest}, could not read it: {error!r}") from error


def score(readings: Iterable[tuple[Labelled, Reading]]) -> Score:
    """How well labelled pictures were read."""
    found = truth = right = lines = lines_right = empty = false_on_empty = 0
    by_source: dict[str, list[float]] = {}
    for picture, reading in readings:
        if not picture.boxes:
            empty += 1
            false_on_empty += len(reading.digits)
            continue
        counted, correct = _count(picture, reading)
        known = sum(label != UNSURE for label in picture.labels)
        found, truth, right = found + counted, truth + known, right + correct
        by_source.setdefault(picture.source, []).append(_f1(correct, counted, known))
        if picture.lines_scored:
            remaining = list(reading.lines)
            for line in picture.lines:
                if UNSURE in line:
                    continue
                lines += 1
                if line in remaining:
                    remaining.remove(line)
                    lines_right += 1
    return Score(
        precision=right / max(found, 1),
        recall=right / max(truth, 1),
        f1=_f1(right, found, truth),
        f1_by_source=float(np.mean([np.mean(values) for values in by_source.values()])) if by_source else 0.0,
        lines_exact=lines_right / max(lines, 1),
        false_on_empty=false_on_empty / max(empty, 1),
    )


def _f1(right: int, found: int, truth: int) -> float:
    """Harmonic mean of precision and recall; 1 where nothing was to be found and nothing was."""
    return 2 * right / (found + truth) if found + truth else 1.0


def _count(picture: Labelled, reading: Reading) -> tuple[int, int]:
    """How many digits of `reading` count, and how many of them are right; each labelled one is matched once."""
    pairs = matched(picture, reading)
    right = sum(picture.labels[i] == reading.digits[j].label for i, j in pairs)
    found = {j for _, j in pairs}
    unsure = [box for box, label in zip(picture.boxes, picture.labels, strict=True) if label == UNSURE]
    counted = sum(
        j in found or not any(_holds(box, digit.box.centre) for box in unsure) for j, digit in enumerate(reading.digits)
    )
    return counted, right


def matched(picture: Labelled, reading: Reading) -> list[tuple[int, int]]:
    """Which labelled box, by its place in `picture`, and which digit of `reading` are the same, right label or not.

    Those that overlap most come first, each is matched once, and those that people are unsure of never.
    """
    known = [i for i, label in enumerate(picture.labels) if label != UNSURE]
    overlap = overlaps([picture.boxes[i] for i in known], [digit.box for digit in reading.digits])
    pairs = []
    while overlap.size and overlap.max() >= OVERLAP:
        i, j = (int(index) for index in np.unravel_index(overlap.argmax(), overlap.shape))
        pairs.append((known[i], j))
        overlap[i, :] = overlap[:, j] = -1
    return pairs


def overlaps(a: list[Box], b: list[Box]) -> NDArray[np.float64]:
    """Intersection over union of every box in `a` (n) with every one in `b` (m): (n, m)."""
    result = np.zeros((len(a), len(b)))
    for i, one in enumerate(a):
        for j, other in enumerate(b):
            across = min(one.right, other.right) - max(one.x, other.x)
            down = min(one.bottom, other.bottom) - max(one.y, other.y)
            shared = max(across, 0) * max(down, 0)
            result[i, j] = shared / max(one.w * one.h + other.w * other.h - shared, 1)
    return result


def _holds(box: Box, point: tuple[float, float]) -> bool:
    return box.x <= point[0] <= box.right and box.y <= point[1] <= box.bottom
