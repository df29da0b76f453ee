"""One sheet that shows why a picture was read as it was: what both networks saw, its light, its ink, its candidates."""

from __future__ import annotations

from itertools import count

import numpy as np
from numpy.typing import NDArray

from edge.account import Account, Way
from edge.exhibits import exhibits
from edge.explain_glyphs import glyph_table
from edge.explain_page import GAP, LINE, TITLE, WIDTH, blank, column, row, words
from edge.explain_panels import candidates_panel, ink_panel, picture_panel, strength_panel
from edge.explain_sight import heat_panel, kinds_panel
from edge.fate import verdicts
from edge.view import View

ROOM = WIDTH - 2 * GAP
LONG = 2.2  # width by height from which the panels of a picture stand below each other
TALLEST = 2000  # pixels of the panel of candidates
TALL = 1300  # of the others


def explain(frame: NDArray[np.uint8], account: Account) -> NDArray[np.uint8]:
    """The sheet about `frame`, BGR uint8 (h, w, 3), of which `account` tells: BGR uint8 (h, WIDTH, 3)."""
    reading, way = account.reading, account.way
    part = np.ascontiguousarray(View(reading.turn, reading.region).of(frame))
    judged = verdicts(way.decision, account.least_confidence)
    shown, left_out = exhibits(account, judged)
    beside = 1 if part.shape[1] > LONG * part.shape[0] else 3
    room = (ROOM - (beside - 1) * GAP) // beside, TALL
    number = count(1)
    sight = [picture_panel(part, account, room, next(number))]
    if account.page is not None:
        sight += [panel(part, account.page, room, next(number)) for panel in (heat_panel, kinds_panel)]
    inks = [strength_panel(way.ink, room, next(number)), ink_panel(way, room, next(number))]
    rows = [sight, inks] if account.page is not None else [sight + inks]
    page = [
        _heading(account),
        *([row(panels) for panels in rows] if beside > 1 else [*sight, *inks]),
        candidates_panel(way, judged, shown, (ROOM, TALLEST), next(number)),
        glyph_table(shown, left_out, ROOM, next(number)),
    ]
    content = column(page)[:, :ROOM]
    sheet = blank(content.shape[0] + GAP, WIDTH)
    sheet[GAP:, GAP : GAP + content.shape[1]] = content
    return sheet


def _heading(account: Account) -> NDArray[np.uint8]:
    """What was read, in what writing, and what else the ink could have been."""
    head = blank(2 * LINE + 20, ROOM)
    count = len(account.reading.digits)
    read = " / ".join(account.reading.lines)
    expected = account.reading.expected
    told = f"{_digits(count)} read: {read}" if count else "No digit read"
    words(head, told if expected is None else f"{told} ({expected} expected)", 0, 26, scale=TITLE)
    facts = []
    if (writing := account.way.decision.writing) is not None:
        facts.append(
            f"The writing: {writing.height:.0f} px high, {writing.stroke_width:.1f} px thick, "
            f"{writing.strength:.0f} of 255 dark."
        )
    facts += [_other(way) for way in account.ways if way is not account.way]
    words(head, "  ".join(facts), 0, 26 + LINE)
    return head


def _other(way: Way) -> str:
    kind = "light on dark" if way.ink.light else "dark on light"
    return f"As {kind}: {_digits(len(way.decision.read))}, for which less speaks."


def _digits(count: int) -> str:
    return "1 digit" if count == 1 else f"{count} digits"
