"""What a sheet is put together from: words, titles with a legend, rows and columns."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.exhibits import Colour

WIDTH = 2400  # pixels of a sheet
GAP = 20
PAPER, BLACK, GREY = (255, 255, 255), (20, 20, 20), (110, 110, 110)
FONT = cv2.FONT_HERSHEY_SIMPLEX
TEXT, TITLE = 0.55, 0.9  # scales of the font
LINE = 26  # pixels from a line of text to the next
LARGEST_SCALE = 12.0  # times that a small picture is enlarged

Picture = NDArray[np.uint8]
"""BGR, (h, w, 3)."""


def blank(height: int, width: int) -> Picture:
    """Empty paper."""
    return np.full((height, width, 3), PAPER, np.uint8)


def words(picture: Picture, text: str, x: int, y: int, colour: Colour = BLACK, scale: float = TEXT) -> None:
    """Write `text` into `picture`, its base line beginning at `x`, `y`; on a picture it has a white rim."""
    thickness = 2 if scale >= TITLE else 1
    cv2.putText(picture, text, (x, y), FONT, scale, PAPER, thickness + 3, cv2.LINE_AA)
    cv2.putText(picture, text, (x, y), FONT, scale, colour, thickness, cv2.LINE_AA)


def text_width(text: str, scale: float = TEXT) -> int:
    """Pixels that `text` is wide."""
    return cv2.getTextSize(text, FONT, scale, 1)[0][0]


def scale_into(width: int, height: int, room: tuple[int, int]) -> float:
    """By how much a picture of `width` and `height` pixels is enlarged to fit into a `room` (width, height)."""
    return min((room[0] - 2) / width, (room[1] - 2) / height, LARGEST_SCALE)  # framed by a pixel


def scaled(picture: Picture, scale: float) -> Picture:
    """`picture` times `scale`."""
    size = max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale))
    return cv2.resize(picture, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)


def titled(picture: Picture, title: str, legend: Sequence[tuple[Colour | None, str]], width: int) -> Picture:
    """`picture` below a title and a legend, whose entries have a field in their colour; `width` pixels wide."""
    lines: list[list[tuple[Colour | None, str]]] = [[]]
    right = 0
    for colour, text in legend:
        needed = 50 + text_width(text)
        if lines[-1] and right + needed > width:
            lines.append([])
            right = 0
        lines[-1].append((colour, text))
        right += needed
    head = blank(40 + LINE * len([line for line in lines if line]) + 8, width)
    words(head, title, 0, 28, scale=TITLE)
    for number, line in enumerate(lines):
        x, y = 0, 40 + LINE * number + 18
        for colour, text in line:
            if colour is not None:
                cv2.rectangle(head, (x, y - 14), (x + 16, y + 2), colour, cv2.FILLED)
                x += 24
            words(head, text, x, y)
            x += 26 + text_width(text)
    framed = cv2.copyMakeBorder(picture, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=GREY) if picture.size else picture
    return column([head, framed], 0)


def column(parts: Sequence[Picture], gap: int = GAP) -> Picture:
    """`parts` below each other, as wide as the widest."""
    page = blank(sum(part.shape[0] + gap for part in parts), max(part.shape[1] for part in parts))
    y = 0
    for part in parts:
        page[y : y + part.shape[0], : part.shape[1]] = part
        y += part.shape[0] + gap
    return page


def row(parts: Sequence[Picture], gap: int = GAP) -> Picture:
    """`parts` beside each other, their lower edges level, since titles differ in height."""
    height = max(part.shape[0] for part in parts)
    page = blank(height, sum(part.shape[1] + gap for part in parts) - gap)
    x = 0
    for part in parts:
        page[height - part.shape[0] :, x : x + part.shape[1]] = part
        x += part.shape[1] + gap
    return page
