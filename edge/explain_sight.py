"""The pictures of a sheet that show what the page network saw: where digits are centred, and what each mark is."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.explain_page import Picture, scale_into, scaled, titled
from edge.page.heads import KINDS
from edge.page.page import PageView
from edge.page.picture import HEAT, KIND_COLOURS, WHITE, coloured, heat, kind_map, over
from edge.page.seen import PAPER

OUTLINE = (120, 60, 20)  # of a box that the page network found: dark blue
NOTHING_BUT_PAPER = ((None, "nothing but paper"),)
Room = tuple[int, int]
"""Pixels, width and height, that a picture may take."""


def heat_panel(part: NDArray[np.uint8], view: PageView, room: Room, number: int) -> Picture:
    """Where a digit is likely centred on `part`, what was seen of the frame, BGR uint8 (h, w, 3), and what was found.

    `view` is of `part`.
    """
    scale = scale_into(part.shape[1], part.shape[0], room)
    picture = scaled(part, scale)
    picture = over(picture, heat(view, (picture.shape[0], picture.shape[1])))
    found = view.found
    for x, y, w, h in (found.boxes * np.float32(scale)).tolist():
        cv2.rectangle(picture, (round(x) - 1, round(y) - 1), (round(x + w), round(y + h)), OUTLINE, 1)
    legend = [(colour, f"{probability:.0%}") for probability, colour in HEAT.items() if colour != WHITE]
    by_hand = int((found.handwritten > found.printed).sum())
    legend.append((OUTLINE, f"found ({len(found)}, of which {by_hand} by hand)"))
    return titled(picture, f"{number} Where a digit is centred", legend, room[0])


def kinds_panel(part: NDArray[np.uint8], view: PageView, room: Room, number: int) -> Picture:
    """Which kind of mark is at each place of `part`, of which `view` is; BGR uint8 (h, w, 3)."""
    picture = scaled(part, scale_into(part.shape[1], part.shape[0], room))
    kind = kind_map(view, (picture.shape[0], picture.shape[1]))
    there = np.bincount(kind.ravel(), minlength=len(KINDS))
    legend = [(KIND_COLOURS[name], name) for i, name in enumerate(KINDS) if there[i] and i != PAPER]
    return titled(over(picture, coloured(kind)), f"{number} The kinds of mark", legend or NOTHING_BUT_PAPER, room[0])
