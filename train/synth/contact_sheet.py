"""Composed pages side by side with their truth drawn: what is looked at to see whether they could be photographs."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.errors import CifraError
from edge.page.heads import KINDS, SYMBOLS
from edge.page.picture import KIND_COLOURS, Colour
from train.synth.truth import PAPER, UNSURE, UNTOLD, Page

COLUMNS = 6
SIDE = 400  # pixels: width and height into which a page is fitted
GAP = 10
CAPTION = 24  # pixels below a page
ENLARGED = 3.0  # times at most that a small picture is enlarged
NOT_JUDGED: Colour = (130, 130, 130)
OTHERS = ("other handwriting", "other print", "line or thing")  # kinds without boxes: their outlines are drawn
LEAST_AREA = 30  # pixels of a page: smaller spots of those kinds have no outline
BACKGROUND, LETTERS = (250, 250, 250), (40, 40, 40)
FONT, SMALL = cv2.FONT_HERSHEY_SIMPLEX, 0.42

Picture = NDArray[np.uint8]
"""BGR (h, w, 3)."""


def with_truth(page: Page, room: tuple[int, int] = (SIDE, SIDE)) -> Picture:
    """The page fitted into a `room` (width, height), with the box of each digit and sign in the colour of its kind.

    Above a box stands its symbol. What else is written, printed or there is outlined.
    """
    height, width = page.frame.shape[:2]
    scale = min(room[0] / width, room[1] / height, ENLARGED)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    picture = cv2.resize(page.frame, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    for kind in OTHERS:
        here = cv2.compare(page.kinds, KINDS.index(kind), cv2.CMP_EQ)
        joined = cv2.dilate(here, np.ones((5, 5), np.uint8))  # the letters of a word, so that it has one outline
        contours, _ = cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        kept = [np.rint(one * scale).astype(np.int32) for one in contours if cv2.contourArea(one) >= LEAST_AREA]
        cv2.polylines(picture, kept, True, KIND_COLOURS[kind], 1)
    for mark in page.marks:
        colour = NOT_JUDGED if mark.kind == UNSURE else KIND_COLOURS[KINDS[mark.kind]]
        x, y, w, h = (float(side) * scale for side in mark.box)
        cv2.rectangle(picture, (round(x) - 1, round(y) - 1), (round(x + w), round(y + h)), colour, 1)
        if mark.symbol != UNTOLD and h >= 6:
            symbol = SYMBOLS[mark.symbol].replace("×", "x")  # the font has no other letters
            cv2.putText(picture, symbol, (round(x), round(y) - 3), FONT, SMALL, colour, 1, cv2.LINE_AA)
    return picture


def contact_sheet(pages: Iterable[Page], first: int = 0, columns: int = COLUMNS, side: int = SIDE) -> Picture:
    """`pages`, numbered from `first` on, in rows of `columns`, each `with_truth` in a square of `side` pixels.

    Below each stand its number and its kind of scene, above all of them what the colours mean.
    """
    shown = [(page.scene, with_truth(page, (side, side))) for page in pages]
    rows = [range(start, min(start + columns, len(shown))) for start in range(0, len(shown), columns)]
    width = GAP + min(columns, max(1, len(shown))) * (side + GAP)
    parts = [_legend(width)]
    for row in rows:
        height = max(shown[i][1].shape[0] for i in row)
        part = _blank(height + CAPTION + GAP, width)
        for at, i in enumerate(row):
            scene, picture = shown[i]
            x = GAP + at * (side + GAP)
            part[: picture.shape[0], x : x + picture.shape[1]] = picture
            below = (x, picture.shape[0] + CAPTION - 8)
            cv2.putText(part, f"{first + i}: {scene}", below, FONT, SMALL, LETTERS, 1, cv2.LINE_AA)
        parts.append(part)
    return np.concatenate(parts)


def meanings() -> list[tuple[Colour, str]]:
    """What the colours stand for, in the order of KINDS."""
    told = [
        (KIND_COLOURS[kind], f"{kind} (outlined)" if kind in OTHERS else kind)
        for i, kind in enumerate(KINDS)
        if i != PAPER
    ]
    return [*told, (NOT_JUDGED, "not judged: nobody could tell it")]


def write_sheet(pages: Iterable[Page], first: int, path: Path) -> None:
    """The contact sheet of `pages`, numbered from `first` on, as the picture file `path`.

    Raises `CifraError` where it cannot be written.
    """
    sheet = contact_sheet(pages, first)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        written = cv2.imwrite(str(path), sheet)
    except (OSError, cv2.error):
        written = False
    if not written:
        raise CifraError(
            f"expected a place for a picture in {path}, but none can be written there. "
            "Name a file that ends in .png or .jpg in a folder of yours with --out."
        )


def _legend(width: int) -> Picture:
    """Fields in the colours with what they mean, in as many lines as they need."""
    lines: list[list[tuple[int, Colour, str]]] = [[]]
    x = GAP
    for colour, text in meanings():
        needed = 40 + cv2.getTextSize(text, FONT, SMALL, 1)[0][0]
        if lines[-1] and x + needed > width:
            lines.append([])
            x = GAP
        lines[-1].append((x, colour, text))
        x += needed
    head = _blank(GAP + CAPTION * len(lines), width)
    for number, line in enumerate(lines):
        y = GAP + CAPTION * number
        for x, colour, text in line:
            cv2.rectangle(head, (x, y), (x + 14, y + 12), colour, 2)
            cv2.putText(head, text, (x + 22, y + 11), FONT, SMALL, LETTERS, 1, cv2.LINE_AA)
    return head


def _blank(height: int, width: int) -> Picture:
    return np.full((height, width, 3), BACKGROUND, np.uint8)
