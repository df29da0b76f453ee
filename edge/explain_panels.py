"""The pictures of a sheet: what was read, the evened light, the ink and the candidates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import reduce

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.account import Account, Drop, Way
from edge.card import LABELS, NOT_A_DIGIT
from edge.draw import draw
from edge.exhibits import COLOURS, Colour, Exhibit
from edge.explain_page import BLACK, Picture, blank, scale_into, scaled, titled, words
from edge.fate import Fate, Verdict
from edge.ink import Ink
from edge.reading import Box, Reading
from edge.segment import Piece

NO_PIECE = (200, 200, 200)
MARGIN = 30  # pixels of a panel round the candidates
Room = tuple[int, int]
"""Pixels, width and height, that a picture may take."""


def picture_panel(part: NDArray[np.uint8], account: Account, room: Room, number: int) -> Picture:
    """`part`, what was seen of the frame, BGR uint8 (h, w, 3), with what was read."""
    scale = scale_into(part.shape[1], part.shape[0], room)
    picture = scaled(part, scale)  # first: what is drawn over a small picture hides it
    height, width = picture.shape[:2]
    digits = tuple(replace(digit, box=digit.box.scaled(scale, width, height)) for digit in account.seen.digits)
    legend = [f"{part.shape[1]} x {part.shape[0]} pixels"]
    if account.reduction < 1:
        legend.append(f"reduced to {account.reduction:.0%} to be read")
    if account.reading.region is not None:
        legend.append("a part of the picture")
    if account.reading.turn:
        legend.append(f"turned by {account.reading.turn} degrees")
    picture = draw(picture, Reading(width, height, digits))
    return titled(picture, f"{number} The picture, with what was read", [(None, t) for t in legend], room[0])


def strength_panel(ink: Ink, room: Room, number: int) -> Picture:
    """How much darker than its paper each pixel is, black on white."""
    picture = cv2.cvtColor(cv2.bitwise_not(ink.strength), cv2.COLOR_GRAY2BGR)
    kind = "light on dark" if ink.light else "dark on light"
    legend = [(None, f"ink is sought {kind}; what is pale here cannot be read")]
    scale = scale_into(picture.shape[1], picture.shape[0], room)
    return titled(scaled(picture, scale), f"{number} The evened light", legend, room[0])


def ink_panel(way: Way, room: Room, number: int) -> Picture:
    """The ink, with the pieces that were dropped before any was weighed."""
    height, width = way.ink.mask.shape
    picture = blank(height, width)
    picture[way.ink.mask > 0] = NO_PIECE
    dropped = sorted((*way.sifted.dropped, *way.decision.dropped), key=lambda one: one.why is not Drop.LINE)
    for one in dropped:  # lines first: what was left of such a piece is painted over it
        _paint(picture, one.piece, COLOURS[one.why], 0, 0)
    for piece in _weighed(way):
        _paint(picture, piece, BLACK, 0, 0)
    counts = Counter(one.why for one in dropped)
    legend: list[tuple[Colour | None, str]] = [(BLACK, f"weighed ({len(_weighed(way))})")]
    legend += [(COLOURS[why], f"{why.value} ({count})") for why, count in counts.items()]
    legend.append((NO_PIECE, "too small or too faint"))
    return titled(
        scaled(picture, scale_into(width, height, room)), f"{number} The ink, and what was dropped", legend, room[0]
    )


def candidates_panel(way: Way, judged: Sequence[Verdict], shown: Sequence[Exhibit], room: Room, number: int) -> Picture:
    """The pieces with their joins and cuts in the colours of the verdicts on them, numbered as they are `shown`."""
    options = way.decision.options
    counts = Counter(verdict.fate for verdict in judged)
    legend: list[tuple[Colour | None, str]] = [
        (COLOURS[fate], f"{fate.value} ({counts[fate]})") for fate in Fate if counts[fate]
    ]
    boxes = [option.piece.box for option in options] + [exhibit.piece.box for exhibit in shown]
    if not boxes:
        return titled(
            blank(0, room[0]), f"{number} No candidates: no ink was left that may be a digit", legend, room[0]
        )
    legend.append((None, "thin lines: where pieces were cut, and which were joined, on trial"))
    area = reduce(Box.union, boxes)
    scale = scale_into(area.w, area.h, (room[0] - 2 * MARGIN, room[1] - 2 * MARGIN))
    picture = blank(area.h, area.w)
    for one in way.decision.dropped:
        _paint(picture, one.piece, _pale(COLOURS[one.why]), area.x, area.y)
    painted = sorted(range(len(options)), key=lambda i: (judged[i].fate is Fate.READ, i in way.decision.explaining))
    for i in painted:
        option = options[i]
        if judged[i].fate is not Fate.OUTWEIGHED and (
            i in way.decision.explaining or option.whole or judged[i].fate is Fate.READ
        ):
            _paint(picture, option.piece, _pale(COLOURS[judged[i].fate]), area.x, area.y)
    picture = scaled(picture, scale)
    picture = cv2.copyMakeBorder(picture, *(MARGIN,) * 4, cv2.BORDER_CONSTANT, value=(255, 255, 255))
    for option, verdict in zip(options, judged, strict=True):
        if option.cuts:
            _outline(picture, option.piece, area, scale, COLOURS[verdict.fate], 2 if verdict.fate is Fate.READ else 1)
        elif option.joined_from is not None:
            start, end = (_place(*options[k].piece.box.centre, area, scale) for k in option.joined_from)
            cv2.line(picture, start, end, COLOURS[verdict.fate], 3 if verdict.fate is Fate.READ else 1, cv2.LINE_AA)
    for place, exhibit in enumerate(shown, 1):
        if not exhibit.on_trial and exhibit.fate not in (Fate.OUTWEIGHED, Drop.OUTSIDE_WRITING):
            _box(picture, exhibit, place, area, scale)
    return titled(picture, f"{number} The candidates", legend, room[0])


def _weighed(way: Way) -> list[Piece]:
    return [option.piece for option in way.decision.options if option.whole]


def _paint(picture: Picture, piece: Piece, colour: Colour, left: int, top: int) -> None:
    """Colour the ink of `piece` in `picture`, whose corner lies at `left`, `top`; what lies outside is left."""
    x, y = piece.box.x - left, piece.box.y - top
    room = picture[max(0, y) : max(0, y + piece.box.h), max(0, x) : max(0, x + piece.box.w)]
    patch = piece.patch[max(0, -y) :, max(0, -x) :][: room.shape[0], : room.shape[1]]
    room[patch > 127] = colour


def _outline(picture: Picture, piece: Piece, area: Box, scale: float, colour: Colour, thickness: int) -> None:
    """The outline of what was cut: along the ink, and across it where the cut is."""
    mask = cv2.threshold(piece.patch, 127, 255, cv2.THRESH_BINARY)[1]
    contours, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    corner = np.array((piece.box.x - area.x + 0.5, piece.box.y - area.y + 0.5))
    points = [np.rint((contour + corner) * scale + MARGIN).astype(np.int32) for contour in contours]
    cv2.polylines(picture, points, True, colour, thickness, cv2.LINE_AA)


def _box(picture: Picture, exhibit: Exhibit, number: int, area: Box, scale: float) -> None:
    """The box of `exhibit`, above it its number and what it is likeliest."""
    box, colour = exhibit.piece.box, COLOURS[exhibit.fate]
    left, top = _place(box.x, box.y, area, scale)
    right, bottom = _place(box.right, box.bottom, area, scale)
    cv2.rectangle(picture, (left - 3, top - 3), (right + 2, bottom + 2), colour, 2)
    label = LABELS[int(exhibit.probabilities[:NOT_A_DIGIT].argmax())]
    words(picture, f"{number}: {label}" if exhibit.fate is Fate.READ else str(number), left - 3, top - 7, colour)


def _place(x: float, y: float, area: Box, scale: float) -> tuple[int, int]:
    """Where the point `x`, `y` of the ink lies in the panel that shows `area`."""
    return round((x - area.x) * scale) + MARGIN, round((y - area.y) * scale) + MARGIN


def _pale(colour: Colour) -> Colour:
    """`colour` as paint under lines of the same."""
    blue, green, red = (round(0.6 * value + 0.4 * 255) for value in colour)
    return blue, green, red
