"""Pages with truth that cost nothing: rectangles where `dark_marks.DarkMarks` sees digits."""

from __future__ import annotations

import numpy as np
from dark_marks import rectangle

from edge.page.heads import SYMBOLS
from train.synth.truth import DIGIT, HANDWRITING, PRINTED_DIGIT, SIGN, UNSURE, Mark, Page

HEIGHT, WIDTH = 160, 240
Box = tuple[int, int, int, int]


def composed(scene: str, digits: list[tuple[Box, int]], printed: list[tuple[Box, int]] = ()) -> Page:  # type: ignore[assignment]
    """A page of that `scene` with `digits` by hand and `printed` ones, each a box (x, y, w, h) and which."""
    frame = np.full((HEIGHT, WIDTH, 3), 230, np.uint8)
    kinds = np.zeros((HEIGHT, WIDTH), np.uint8)
    marks = []
    for some, kind in ((digits, DIGIT), (printed, PRINTED_DIGIT)):
        for box, digit in some:
            rectangle(frame, box, digit, red=120 if kind == PRINTED_DIGIT else 0)
            marks.append(mark(box, digit, kind))
            kinds[box[1] : box[1] + box[3], box[0] : box[0] + box[2]] = kind
    return Page(frame, kinds, tuple(marks), scene)


def mark(box: Box, symbol: int, kind: int) -> Mark:
    x, y, w, h = box
    return Mark(np.array([(x, y), (x + w, y), (x + w, y + h), (x, y + h)], np.float32), symbol, kind)


def with_everything() -> Page:
    """A digit by hand, a printed one, a sign, a word and a mark that nobody could tell."""
    page = composed("note <1>", [((20, 20, 16, 24), 7)], [((60, 20, 16, 24), 3)])
    page.kinds[90:110, 30:90] = HANDWRITING
    more = mark((100, 30, 10, 10), SYMBOLS.index("×"), SIGN), mark((150, 20, 16, 24), 2, UNSURE)
    return Page(page.frame, page.kinds, (*page.marks, *more), page.scene)
