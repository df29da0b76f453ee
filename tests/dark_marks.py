"""A page network without a network: it answers for dark rectangles as a perfect one would for digits."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.page.card import PageCard
from edge.page.heads import HEADS, KINDS, STRIDE, UNIT
from edge.page.network import Answers
from edge.page.second_stage import SecondStage

SURE, NEVER = 6.0, -8.0  # logits
PRINTED = 120  # red of a rectangle that stands for print; 0 stands for handwriting
SHADE = 8  # of blue, times the digit


def rectangle(
    frame: NDArray[np.uint8], box: tuple[int, int, int, int], digit: int = 0, red: int = 0, green: int = 0
) -> None:
    """Draw `digit` as a rectangle into `frame`; `box` is x, y, w, h."""
    x, y, w, h = box
    frame[y : y + h, x : x + w] = (SHADE * digit, green, red)


def empty(height: int, width: int) -> Answers:
    """Of a canvas of paper."""
    heads = {
        name: np.zeros((height // STRIDE, width // STRIDE, channels), np.float32) for name, channels in HEADS.items()
    }
    heads["centre"] += NEVER
    heads["kind"][..., 0] = SURE
    return Answers(**heads)


def write(
    answers: Answers, box: tuple[float, ...] | NDArray[np.float32], digit: int = 0, kind: int = 1, peak: float = SURE
) -> None:
    """Add the truth of one `box` (x, y, w, h, pixels of the canvas) to `answers`."""
    x, y, w, h = box
    rows, columns = answers.kind.shape[:2]
    column, row = int((x + w / 2) // STRIDE), int((y + h / 2) // STRIDE)
    for i in range(max(row - 1, 0), min(row + 2, rows)):
        for j in range(max(column - 1, 0), min(column + 2, columns)):
            logit = peak - 2.0 * (abs(i - row) + abs(j - column))
            if logit <= answers.centre[i, j, 0]:
                continue
            answers.centre[i, j, 0] = logit
            offset = (x + w / 2) / STRIDE - j - 0.5, (y + h / 2) / STRIDE - i - 0.5
            answers.box[i, j] = (*offset, np.log2(w / UNIT), np.log2(h / UNIT))
            answers.symbol[i, j] = 0
            answers.symbol[i, j, digit] = SURE
    inside = (
        slice(max(round(y / STRIDE), 0), max(round((y + h) / STRIDE), row + 1)),
        slice(max(round(x / STRIDE), 0), max(round((x + w) / STRIDE), column + 1)),
    )
    answers.kind[inside] = 0
    answers.kind[(*inside, kind)] = SURE


@dataclass(eq=False)
class DarkMarks:
    """Sees rectangles darker than grey, of heights between `least` and `greatest` pixels of a canvas."""

    size: tuple[int, int] = (736, 640)
    least: int = 6
    greatest: int = 64
    card: PageCard = field(default_factory=lambda: PageCard("none"))
    second_stage: SecondStage | None = None
    canvases: list[NDArray[np.uint8]] = field(default_factory=list)

    def answers(self, canvas: NDArray[np.uint8]) -> Answers:
        assert canvas.shape == (*self.size, 3)
        self.canvases.append(canvas.copy())
        answers = empty(*self.size)
        dark = (canvas[..., 1] < 100).astype(np.uint8)
        count, _, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=4)
        for x, y, w, h, _ in stats[1:count]:
            if self.least <= h <= self.greatest:
                blue, _, red = canvas[y + h // 2, x + w // 2]
                kind = "printed digit" if red > PRINTED / 2 else "handwritten digit"
                write(answers, (x, y, w, h), round(blue / SHADE) % 10, KINDS.index(kind))
        return answers
