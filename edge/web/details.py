"""What the network saw of each mark of a picture, and what became of those that it took for no digit."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Any

import cv2

from edge.account import Account, Drop
from edge.exhibits import Exhibit, exhibits
from edge.fate import Fate, verdicts
from edge.glyph import glyph
from edge.reading import Box
from edge.segment import Piece
from edge.view import View

MOST_REFUSED = 20


def with_details(fields: dict[str, Any], account: Account) -> dict[str, Any]:
    """`fields`, the JSON of the account's reading, with "probabilities" and "glyph" for each digit, and "refused"."""
    digits = [
        digit | _seen(piece, own.probabilities)
        for digit, piece, own in zip(fields["digits"], account.pieces, account.seen.digits, strict=True)
    ]
    return fields | {"digits": digits, "refused": _refused(account)}


def _refused(account: Account) -> list[dict[str, Any]]:
    """Ink that was taken for no digit, in reading order; neither specks nor what was only tried on the way."""
    shown, _ = exhibits(account, verdicts(account.way.decision, account.least_confidence))
    marks = [exhibit for exhibit in shown if _stayed_unread(exhibit)]
    whole = [mark for mark in marks if not any(_is_within(mark.piece.box, other.piece.box) for other in marks)]
    return [
        {
            "box": _as_given(mark.piece.box, account).as_list(),
            **_seen(mark.piece, mark.probabilities),
            "fate": mark.fate.name.lower(),
            "why": f"{mark.fate.value}: {mark.reason}" if mark.reason else mark.fate.value,
        }
        for mark in whole[:MOST_REFUSED]
    ]


def _stayed_unread(exhibit: Exhibit) -> bool:
    return exhibit.fate not in (Fate.READ, Fate.OUTWEIGHED, Drop.OUTSIDE_WRITING) and not exhibit.on_trial


def _is_within(box: Box, other: Box) -> bool:
    """Whether `other` holds all of `box` and more: of a mark that was also tried in parts, it is the whole."""
    return box.shared(other) == box.area < other.area


def _as_given(box: Box, account: Account) -> Box:
    """Where a box of what was weighed lies in the picture as given."""
    seen, reading = account.seen, account.reading
    inside = box.scaled(1 / account.reduction, seen.width, seen.height)
    return View(reading.turn, reading.region).box_as_given(inside, reading.width, reading.height)


def _seen(piece: Piece, probabilities: Iterable[float]) -> dict[str, Any]:
    """The eleven answers, the last for "not a digit", and the 28×28 picture that they are about, as a data: URL."""
    _, data = cv2.imencode(".png", glyph(piece.patch))
    return {
        "probabilities": [round(float(probability), 4) for probability in probabilities],
        "glyph": "data:image/png;base64," + base64.b64encode(data.tobytes()).decode(),
    }
