"""Pen strokes that real people wrote, by writer: digits, letters and words of UNIPEN and UJI Pen Characters."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from train.strokes import Points


@dataclass(frozen=True, eq=False)
class Samples:
    """Written characters or words of many people."""

    xy: NDArray[np.float32]
    """(points, 2), the longer side of each sample about 1, y down; in the order of the pen."""
    stroke_ends: NDArray[np.int64]
    """(strokes + 1,) where each stroke begins among the points."""
    first_stroke: NDArray[np.int64]
    """(n + 1,) where each sample begins among the strokes."""
    labels: NDArray[np.str_]
    """(n,) what was asked for."""
    writers: NDArray[np.int64]
    """(n,) who wrote it."""

    def __len__(self) -> int:
        return len(self.labels)

    def strokes(self, i: int) -> list[Points]:
        """The strokes of sample `i`: float32 (n, 2) each, the box's top left corner at 0, its longer side 1."""
        strokes = [
            self.xy[self.stroke_ends[k] : self.stroke_ends[k + 1]]
            for k in range(self.first_stroke[i], self.first_stroke[i + 1])
        ]
        points = np.concatenate(strokes)
        low = points.min(axis=0)
        longer = max(float((points.max(axis=0) - low).max()), 1e-6)
        # A stroke of one point is a dot that the pen leaves.
        return [((s if len(s) > 1 else np.repeat(s, 2, 0)) - low) / np.float32(longer) for s in strokes]

    @cached_property
    def by_label(self) -> Mapping[str, NDArray[np.int64]]:
        """Of each label the samples."""
        return {str(label): np.flatnonzero(self.labels == label) for label in np.unique(self.labels)}

    @cached_property
    def by_writer(self) -> Mapping[int, Mapping[str, NDArray[np.int64]]]:
        """Of each writer the samples by label."""
        people: dict[int, dict[str, list[int]]] = {}
        for i, (writer, label) in enumerate(zip(self.writers.tolist(), self.labels.tolist(), strict=True)):
            people.setdefault(writer, {}).setdefault(label, []).append(i)
        return {
            writer: {label: np.array(found) for label, found in labels.items()} for writer, labels in people.items()
        }


def unipen(path: Path, held_out: bool) -> Samples:
    """The samples in the file `path` by the people who train, or by those who are `held_out`.

    Left out are digits that are labelled wrongly, going by a network that knows other hands; but all zeros stay, since
    it does not know the slashed ones.
    """
    with np.load(path) as file:
        labels, writers = file["label"], file["writer"].astype(np.int64)
        wanted = (writers % 5 == 0) == held_out
        if "classifier_of_cifra_0_1_agrees" in file:
            wanted &= file["classifier_of_cifra_0_1_agrees"] | (labels == "0")
        stroke_ends = np.concatenate([[0], np.cumsum(file["stroke_len"], dtype=np.int64)])
        first = file["char_first_stroke"].astype(np.int64)
        return _of(file["xy"].astype(np.float32), stroke_ends, first, labels, writers, np.flatnonzero(wanted))


def _of(
    xy: NDArray[np.float32],
    stroke_ends: NDArray[np.int64],
    first: NDArray[np.int64],
    labels: NDArray[np.str_],
    writers: NDArray[np.int64],
    wanted: NDArray[np.int64],
) -> Samples:
    """The samples `wanted`, and no point of another."""
    strokes = np.concatenate([np.arange(first[i], first[i + 1]) for i in wanted] or [np.zeros(0, np.int64)])
    points = np.concatenate([np.arange(stroke_ends[k], stroke_ends[k + 1]) for k in strokes] or [np.zeros(0, np.int64)])
    lengths = (stroke_ends[1:] - stroke_ends[:-1])[strokes]
    counts = (first[1:] - first[:-1])[wanted]
    return Samples(
        xy[points],
        np.concatenate([[0], np.cumsum(lengths)]),
        np.concatenate([[0], np.cumsum(counts)]),
        labels[wanted],
        writers[wanted],
    )
