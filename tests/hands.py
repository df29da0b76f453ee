"""Digits as two people wrote them on a tablet, moved over the pad by the pointer or a finger.

The movements are recordings: tests/hand_strokes.json says whose, and under which licence.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

Points = list[tuple[float, float]]

HANDS: dict[str, dict[str, list[Points]]] = json.loads(
    Path(__file__).with_name("hand_strokes.json").read_text(encoding="utf-8")
)["hands"]
# All over the place, as one strikes something out; this alone was made up.
SCRIBBLE: list[Points] = [
    [
        (0.1, 0.3), (0.9, 0.1), (0.2, 0.5), (1, 0.3), (0, 0.8), (0.95, 0.45), (0.1, 0.1), (0.9, 0.9), (0.15, 0.65),
        (0.6, 0), (0.4, 1), (0.85, 0.2), (0, 0.45), (1, 0.7), (0.3, 0.95), (0.75, 0.05), (0.5, 0.6), (0.05, 0.2),
    ]
]  # fmt: skip


def placed(strokes: Sequence[Points], left: float, top: float, height: float) -> list[Points]:
    """`strokes` moved and scaled, all alike, so that they are `height` high and begin at `left` and `top`."""
    xs, ys = zip(*(point for stroke in strokes for point in stroke), strict=True)
    scale = height / (max(ys) - min(ys))
    return [[(left + (x - min(xs)) * scale, top + (y - min(ys)) * scale) for x, y in stroke] for stroke in strokes]


def write(page: Page, strokes: Sequence[Points], left: float, top: float, height: float) -> None:
    """Move the mouse as the hand went; the place is told in shares of the pad's width."""
    frame = page.locator("#draw canvas").bounding_box()
    assert frame
    width = frame["width"]
    at = (frame["x"] + left * width, frame["y"] + top * width)
    for points in placed(strokes, *at, height * width):
        page.mouse.move(*points[0])
        page.mouse.down()
        for x, y in points[1:]:
            page.mouse.move(x, y)
        page.mouse.up()


def write_number(page: Page, number: str, hand: str, left: float, top: float, height: float) -> None:
    """Digit by digit, as far apart as one writes them."""
    for digit in number:
        strokes = HANDS[hand][digit]
        write(page, strokes, left, top, height)
        (low, _), (high, _) = (
            f(point for stroke in placed(strokes, 0, 0, height) for point in stroke) for f in (min, max)
        )
        left += high - low + 0.35 * height
