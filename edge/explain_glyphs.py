"""The 28×28 pictures that the digit network saw, each with its answer and what became of it."""

from __future__ import annotations

from collections.abc import Sequence

import cv2

from edge.card import LABELS, NOT_A_DIGIT
from edge.exhibits import COLOURS, Exhibit
from edge.explain_page import BLACK, GAP, GREY, Picture, blank, text_width, titled, words
from edge.glyph import glyph

SHOWN_SIDE = 84  # pixels of a glyph on the sheet: three times as many as the network sees
COLUMNS = 6
CELL_HEIGHT = SHOWN_SIDE + 14
LINE = 20  # pixels from a line of text to the next
SMALL = 0.48  # scale of the font


def glyph_table(shown: Sequence[Exhibit], left_out: int, width: int, number: int) -> Picture:
    """What the network saw of all that is `shown`, in their order; `left_out` says how many more there were."""
    cell_width = width // COLUMNS
    rows = -(-len(shown) // COLUMNS)
    table = blank(rows * CELL_HEIGHT, width)
    for place, exhibit in enumerate(shown):
        down, across = divmod(place, COLUMNS)
        cell = table[down * CELL_HEIGHT : (down + 1) * CELL_HEIGHT, across * cell_width : (across + 1) * cell_width]
        _draw(cell, place + 1, exhibit)
    legend = [(None, "by place, numbered as above; percentages are those of a page, where marks are common")]
    if left_out:
        legend.append((None, f"{left_out} more, less in doubt, are left out"))
    return titled(table, f"{number} What the digit network saw", legend, width)


def _draw(cell: Picture, number: int, exhibit: Exhibit) -> None:
    """Fill `cell`, (CELL_HEIGHT, w, 3), with one glyph and what is said of it."""
    colour = COLOURS[exhibit.fate]
    picture = cv2.resize(glyph(exhibit.piece.patch), (SHOWN_SIDE, SHOWN_SIDE), interpolation=cv2.INTER_NEAREST)
    cell[5 : 5 + SHOWN_SIDE, 5 : 5 + SHOWN_SIDE] = cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR)
    cv2.rectangle(cell, (3, 3), (6 + SHOWN_SIDE, 6 + SHOWN_SIDE), colour, 3)
    digits, none = exhibit.probabilities[:NOT_A_DIGIT], exhibit.probabilities[NOT_A_DIGIT]
    left = SHOWN_SIDE + GAP
    box = exhibit.piece.box
    words(cell, f"{number}  {exhibit.made_how}, {box.w} x {box.h} px", left, 18, GREY, SMALL)
    answer = f"{LABELS[int(digits.argmax())]} at {_percent(digits.max())}, no digit {_percent(none)}"
    words(cell, answer, left, 18 + LINE, BLACK, SMALL)
    words(cell, exhibit.fate.value, left, 18 + 2 * LINE, colour, SMALL)
    words(cell, _shortened(exhibit.reason, cell.shape[1] - left), left, 18 + 3 * LINE, colour, SMALL)


def _percent(probability: float) -> str:
    """ "97 %": neither certain nor impossible unless it is."""
    return f"{min(max(100 * probability, 0.1), 99.9):.1f} %"


def _shortened(text: str, width: int) -> str:
    """`text`, as much of it as fits into `width` pixels."""
    if text_width(text, SMALL) <= width:
        return text
    while text and text_width(text + "...", SMALL) > width:
        text = text[:-1]
    return text + "..."
