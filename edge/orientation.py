"""Pictures and boxes turned by quarters, and which way up a page is: only upright do most marks look like digits."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.reading import Box

TURNS = (0, 90, 180, 270)  # degrees clockwise
_ROTATIONS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


def check_turn(turn: object) -> None:
    """Raise `ValueError` unless `turn` is one of TURNS."""
    if turn not in TURNS:
        raise ValueError(f"a turn must be one of {', '.join(map(str, TURNS))} degrees clockwise, but is {turn!r}")


def turned(frame: NDArray[np.uint8], turn: int) -> NDArray[np.uint8]:
    """`frame`, (h, w, 3), turned clockwise by `turn` degrees: (w, h, 3) for 90 and 270; itself for 0."""
    check_turn(turn)
    return cv2.rotate(frame, _ROTATIONS[turn]) if turn else frame


def turned_box(box: Box, turn: int, width: int, height: int) -> Box:
    """Where `box` of a picture `width` by `height` pixels lies when that picture is turned clockwise by `turn` degrees.

    The way back is `turned_box(box, turned_back(turn), *turned_size(turn, width, height))`.
    """
    check_turn(turn)
    if turn == 90:
        return Box(height - box.bottom, box.x, box.h, box.w)
    if turn == 180:
        return Box(width - box.right, height - box.bottom, box.w, box.h)
    if turn == 270:
        return Box(box.y, width - box.right, box.h, box.w)
    return box


def turned_back(turn: int) -> int:
    """The turn that undoes `turn`."""
    return (360 - turn) % 360


def turned_size(turn: int, width: int, height: int) -> tuple[int, int]:
    """Width and height of a picture `width` by `height` pixels when it is turned by `turn` degrees."""
    return (height, width) if turn in (90, 270) else (width, height)
