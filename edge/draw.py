"""A reading drawn over its frame."""

from __future__ import annotations

from dataclasses import replace
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.orientation import turned, turned_box
from edge.reading import Box, Digit, Reading

FONT = cv2.FONT_HERSHEY_SIMPLEX
FONT_HEIGHT = 21  # pixels of a digit of this font at scale 1
UNSURE, SURE = 0.5, 1.0  # confidences drawn red and green, those between in the colours between
BLACK = (0, 0, 0)
SMALL = 0.45  # of a label's height: the percentage in it
LEGIBLE = 10  # pixels of height below which a percentage is left out
BLUE = (255, 120, 0)  # of the part that is read: no confidence has that colour


def draw(frame: NDArray[np.uint8], reading: Reading, percent: bool = False) -> NDArray[np.uint8]:
    """A copy of `frame`, BGR uint8 (h, w, 3), with a box and a label for each digit of `reading`.

    The colour tells the confidence, from red to green, and with `percent` a number in each label that is large enough.
    Lines and letters grow with the picture, and each has a dark edge, so that it is seen on any background. What does
    not fit is cut off at the border. Where only a part was read, that has a frame.

    A picture that was turned to be read is given turned, (w, h, 3) for a quarter: its writing and the labels are then
    upright together.
    """
    given_height, given_width = frame.shape[:2]
    picture = np.ascontiguousarray(turned(frame, reading.turn)).copy()
    thickness = max(1, round(min(frame.shape[:2]) / 300))
    if reading.region is not None:
        _outline(picture, turned_box(reading.region, reading.turn, given_width, given_height), BLUE, thickness)
    if not reading.digits:
        return picture
    digits = [replace(d, box=turned_box(d.box, reading.turn, given_width, given_height)) for d in reading.digits]
    smallest = 7 * thickness + 4
    # One size for all labels: they are compared with each other, and boxes differ by a pixel or ten.
    height = max(smallest, round(0.3 * median(digit.box.h for digit in digits)))
    for digit in digits:
        _outline(picture, _around(digit.box, thickness), colour(digit.confidence), thickness)
    for digit in digits:  # above all boxes
        _draw_label(picture, digit, min(height, 3 * smallest), thickness, percent)
    return picture


def colour(confidence: float) -> tuple[int, int, int]:
    """Blue, green and red of a `confidence` from 0 to 1: red for unsure, yellow, green for sure."""
    share = min(max((confidence - UNSURE) / (SURE - UNSURE), 0.0), 1.0)
    return 40, round(255 * min(1.0, 2 * share)), round(255 * min(1.0, 2 - 2 * share))


def _around(box: Box, thickness: int) -> Box:
    """One line's width outside `box`, so that the digit's own ink stays to be seen."""
    return Box(box.x - thickness, box.y - thickness, box.w + 2 * thickness, box.h + 2 * thickness)


def _outline(picture: NDArray[np.uint8], box: Box, line: tuple[int, int, int], thickness: int) -> None:
    corner, opposite = (box.x, box.y), (box.right - 1, box.bottom - 1)
    cv2.rectangle(picture, corner, opposite, BLACK, thickness + 2)
    cv2.rectangle(picture, corner, opposite, line, thickness)


def _draw_label(picture: NDArray[np.uint8], digit: Digit, height: int, thickness: int, percent: bool) -> None:
    """The label in a filled field above the box, or below it at the picture's upper border."""
    box = digit.box
    scale = height / FONT_HEIGHT
    margin = thickness + height // 5
    wide = cv2.getTextSize(digit.label, FONT, scale, thickness)[0][0]
    small = round(SMALL * height) if percent and SMALL * height >= LEGIBLE else 0
    sure = f"{min(99, round(100 * digit.confidence))}%" if small else ""  # never certain
    sure_wide = cv2.getTextSize(sure, FONT, small / FONT_HEIGHT, 1)[0][0]
    width = max(wide + 2 * margin, sure_wide + margin)
    field_height = height + 2 * margin + (small + margin // 2 if small else 0)
    left = max(0, min(box.x - thickness, picture.shape[1] - width))
    top = box.y - 2 * thickness - field_height
    if top < 0:
        top = min(box.bottom + 2 * thickness, max(0, picture.shape[0] - field_height))
    cv2.rectangle(picture, (left, top), (left + width, top + field_height), colour(digit.confidence), cv2.FILLED)
    cv2.rectangle(picture, (left, top), (left + width, top + field_height), BLACK, 1)
    across, foot = left + (width - wide) // 2, top + margin + height
    cv2.putText(picture, digit.label, (across, foot), FONT, scale, BLACK, thickness, cv2.LINE_AA)
    if sure:
        across, foot = left + (width - sure_wide) // 2, foot + margin // 2 + small
        cv2.putText(picture, sure, (across, foot), FONT, small / FONT_HEIGHT, BLACK, 1, cv2.LINE_AA)
