"""What the page network says of any box, whoever proposed it."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from edge.page.boxes import Boxes, shared, widened
from edge.page.heads import KINDS, SYMBOLS
from edge.page.peaks import BY_HAND, HANDWRITTEN, Found, box_of
from edge.page.second_stage import unseen
from edge.page.seen import STEEPEST, Seen, probabilities, shares


@dataclass(frozen=True, eq=False)
class Evidence:
    """Of n boxes."""

    centres: NDArray[np.float32]
    """(n,): the highest logit of a handwritten digit's centre in the middle of each, half of its width and height."""
    overlaps: NDArray[np.float32]
    """(n,): intersection over union with the box that the network has for the digit centred there, both `widened`."""
    kinds: NDArray[np.float32]
    """(n, kinds): how much of the box is paper, then the share of each other kind in what is no paper."""
    symbols: NDArray[np.float32]
    """(n, symbols): probability of each symbol for what is centred there."""
    second_centres: NDArray[np.float32]
    """(n,): the logit of the centre on another level that reads digits of this height; 0 where there is none."""
    second_handwritten: NDArray[np.float32]
    """(n,): the share of handwritten digits there; 0.5 where there is none."""
    answers: NDArray[np.float32]
    """(n, answers): what the second stage says of what is proposed there, as `edge.page.second_stage` has it."""

    def put(self, where: NDArray[np.intp], other: Evidence) -> None:
        """The rows of `other` at the indices `where`, in place."""
        for field in fields(self):
            getattr(self, field.name)[where] = getattr(other, field.name)

    def taken(self, which: NDArray[np.intp] | NDArray[np.bool_]) -> Evidence:
        """The rows `which`."""
        return Evidence(*(getattr(self, field.name)[which] for field in fields(self)))

    def seconded(self, other: Evidence, there: NDArray[np.bool_]) -> Evidence:
        """With what `other` says of the same boxes on another level, for those of which it is `there`."""
        centres = np.where(there, other.centres, np.float32(0))
        shares = np.where(there, other.kinds[:, HANDWRITTEN], np.float32(0.5))
        return replace(self, second_centres=centres, second_handwritten=shares)


def nothing(count: int) -> Evidence:
    """Of `count` boxes, where nothing was looked at."""
    return Evidence(
        np.full(count, -STEEPEST, np.float32),
        np.zeros(count, np.float32),
        np.zeros((count, len(KINDS)), np.float32),
        np.full((count, len(SYMBOLS)), 1 / len(SYMBOLS), np.float32),
        *_unseconded(count),
    )


def evidence_of_peaks(found: Found) -> Evidence:
    """What the network says of what it `found` itself, on the level on which it did."""
    likely = np.clip(found.scores, 1e-6, 1 - 1e-6)
    centres, overlaps = np.log(likely / (1 - likely)), np.ones(len(found), np.float32)
    return Evidence(centres, overlaps, found.kinds, found.symbols, *_unseconded(len(found)))


def evidence_of(seen: Seen, boxes: Boxes) -> Evidence:
    """What the cells of one tile say of `boxes` (n, 4), pixels of the tile."""
    middle = np.concatenate([boxes[:, :2] + boxes[:, 2:] / 4, boxes[:, 2:] / 2], axis=1)
    (top, bottom), (left, right) = seen.cells(middle)
    centre = np.ascontiguousarray(seen.answers.centre[..., BY_HAND])
    rows, columns = np.empty(len(boxes), np.intp), np.empty(len(boxes), np.intp)
    for i, (a, b, c, d) in enumerate(zip(top, bottom, left, right, strict=True)):
        row, column = divmod(int(centre[a:b, c:d].argmax()), int(d - c))
        rows[i], columns[i] = a + row, c + column
    return Evidence(
        centre[rows, columns],
        shared(widened(boxes), widened(box_of(seen.answers.box[rows, columns], rows, columns))),
        shares(seen.kinds(boxes)),
        probabilities(seen.answers.symbol[rows, columns]),
        *_unseconded(len(boxes)),
    )


def _unseconded(count: int) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """What no second level says of `count` boxes, neither yes nor no, and no second stage."""
    return np.zeros(count, np.float32), np.full(count, 0.5, np.float32), unseen(count)
