"""How well handwritten digits are found on composed pages held apart: what every choice about the network goes by."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from edge.page.boxes import Boxes, shared
from train.synth.material import Material
from train.synth.pages import compose
from train.synth.truth import DIGIT, UNSURE, Page

FIRST = 1_000_000  # pages that are measured on are numbered from here on
OVERLAP = 0.4  # intersection over union from which a box is right
WHOLE = 0.8  # of a digit's box: with less of it in the picture it counts neither way
TOUCHED = 0.1  # of the union with what nobody can tell: beyond it, it is not said what a box holds
BANDS = (0, 11, 16, 24, 44, 90, 100_000)  # heights in pixels of the picture, by which recall is told


@dataclass(frozen=True, eq=False)
class Told:
    """Digits that are said to be on a page."""

    boxes: Boxes
    """(n, 4) in pixels of the picture."""
    labels: NDArray[np.intp]
    """(n,) 0 to 9; or -1 where none is told, and the box alone counts."""


@dataclass
class Tally:
    """Digits counted."""

    right: int = 0
    found: int = 0
    there: int = 0

    @property
    def f1(self) -> float:
        """0 to 1; 1 where nothing is there and nothing is found."""
        return 2 * self.right / (self.found + self.there) if self.found + self.there else 1.0

    def add(self, right: int, found: int, there: int) -> None:
        self.right, self.found, self.there = self.right + right, self.found + found, self.there + there


@dataclass
class Score:
    """What is measured on composed pages."""

    boxes: Tally = field(default_factory=Tally)
    """Boxes alone."""
    digits: Tally = field(default_factory=Tally)
    """Boxes with the right label."""
    scenes: dict[str, Tally] = field(default_factory=dict)
    """Boxes, by the kind of scene."""
    heights: dict[int, Tally] = field(default_factory=dict)
    """Boxes, by the lower end of the band of BANDS in which their height lies."""
    empty: int = 0
    """Pages without a handwritten digit."""
    false_on_empty: int = 0
    """Digits found there."""
    clean: int = 0
    """Such pages without any found."""

    def table(self) -> str:
        """All of it, for people."""
        lines = [
            f"boxes F1 {self.boxes.f1:.4f}  precision {self.boxes.right / max(1, self.boxes.found):.4f}  "
            f"recall {self.boxes.right / max(1, self.boxes.there):.4f}  of {self.boxes.there}",
            f"with their labels F1 {self.digits.f1:.4f}",
            f"pages without a digit {self.empty}: {self.false_on_empty / max(1, self.empty):.2f} false digits each, "
            f"clean {self.clean / max(1, self.empty):.3f}",
        ]
        for low, high in pairwise(BANDS):
            if tally := self.heights.get(low):
                recall, precision = tally.right / max(1, tally.there), tally.right / max(1, tally.found)
                lines.append(f"  {low:4}-{high:6} px: recall {recall:.3f}  precision {precision:.3f}  of {tally.there}")
        for scene, tally in sorted(self.scenes.items(), key=lambda item: item[1].f1):
            lines.append(
                f"  {scene:28} F1 {tally.f1:.3f}  right {tally.right:5} found {tally.found:5} there {tally.there:5}"
            )
        return "\n".join(lines)


def held_apart(count: int, material: Material, first: int = FIRST) -> Iterable[Page]:
    """`count` composed pages from number `first` on, of the `material` that is held apart."""
    return (compose(first + i, material) for i in range(count))


def score(pages: Iterable[Page], read: Callable[[NDArray[np.uint8]], Told]) -> Score:
    """What `read` tells of each page's frame, against its truth."""
    total = Score()
    for page in pages:
        add(total, page, read(page.frame))
    return total


def add(total: Score, page: Page, told: Told) -> None:
    """Count one page."""
    truth, labels, unsure = truth_of(page)
    pairs = match(truth, told.boxes)
    matched = {j for _, j in pairs}
    counted = [j for j in range(len(told.boxes)) if j in matched or not _centre_in(told.boxes[j], unsure)]
    right = sum(told.labels[j] in (labels[i], -1) for i, j in pairs)
    total.boxes.add(len(pairs), len(counted), len(truth))
    total.digits.add(right, len(counted), len(truth))
    total.scenes.setdefault(page.scene, Tally()).add(len(pairs), len(counted), len(truth))
    for i in range(len(truth)):
        total.heights.setdefault(_band(truth[i, 3]), Tally()).there += 1
    for i, _ in pairs:
        total.heights.setdefault(_band(truth[i, 3]), Tally()).right += 1
    of_pairs = {j: i for i, j in pairs}
    for j in counted:
        height = truth[of_pairs[j], 3] if j in of_pairs else told.boxes[j, 3]
        total.heights.setdefault(_band(height), Tally()).found += 1
    if not len(truth):
        total.empty += 1
        total.false_on_empty += len(counted)
        total.clean += not counted


def mistakes(page: Page, found: Boxes) -> tuple[Boxes, Boxes]:
    """The digits of `page` that are in none of the boxes `found`, and those of `found` that hold none."""
    truth, _, unsure = truth_of(page)
    pairs = match(truth, found)
    missed = np.setdiff1d(np.arange(len(truth)), [i for i, _ in pairs])
    others = np.setdiff1d(np.arange(len(found)), [j for _, j in pairs])
    return truth[missed], found[[j for j in others if not _centre_in(found[j], unsure)]]


def match(truth: Boxes, found: Boxes) -> list[tuple[int, int]]:
    """Pairs of a box of `truth` (n, 4) and one of `found` (m, 4), the best overlap first, each once."""
    if not len(truth) or not len(found):
        return []
    overlap = shared(truth[:, None], found[None])
    pairs = []
    while float(overlap.max()) >= OVERLAP:
        i, j = np.unravel_index(int(overlap.argmax()), overlap.shape)
        pairs.append((int(i), int(j)))
        overlap[i, :] = overlap[:, j] = -1
    return pairs


def truth_of(page: Page) -> tuple[Boxes, NDArray[np.intp], Boxes]:
    """Boxes and labels of handwritten digits, and the boxes in which nothing is counted."""
    h, w = page.frame.shape[:2]
    boxes, labels, unsure = [], [], []
    for mark in page.marks:
        box = mark.box
        low, high = np.clip(box[:2], 0, (w, h)), np.clip(box[:2] + box[2:], 0, (w, h))
        seen = float((high - low).prod()) >= WHOLE * float(box[2:].prod())
        inside = np.concatenate([low, high - low])
        if mark.kind == DIGIT and seen and inside[3] >= BANDS[1] * 0.8:
            boxes.append(inside)
            labels.append(mark.symbol)
        elif mark.kind in (DIGIT, UNSURE):
            unsure.append(inside)
    as_boxes = [np.array(rows, np.float32).reshape(-1, 4) for rows in (boxes, unsure)]
    return as_boxes[0], np.array(labels, np.intp), as_boxes[1]


def doubtful(boxes: Boxes, unsure: Boxes) -> NDArray[np.bool_]:
    """(n,): which of `boxes` (n, 4) touch more than by the way what nobody can tell, `unsure` (m, 4) of `truth_of`."""
    touched: NDArray[np.bool_] = shared(boxes[:, None], unsure[None]).max(axis=1, initial=0) > TOUCHED
    return touched


def _centre_in(box: NDArray[np.float32], others: Sequence[NDArray[np.float32]] | Boxes) -> bool:
    x, y = box[0] + box[2] / 2, box[1] + box[3] / 2
    return any(ox <= x <= ox + ow and oy <= y <= oy + oh for ox, oy, ow, oh in others)


def _band(height: float) -> int:
    return max(low for low in BANDS[:-1] if height >= low)
