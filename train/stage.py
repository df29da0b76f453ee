"""What a camera films: a table, sheets that are moved over it, a hand, light that changes; a frame for every moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from train.hands import HandPicture, lay_hand
from train.layout import Homography, through
from train.lens import View, compress, expose
from train.paper import Picture

SHUTTER = 1 / 40  # seconds that it is open: a webcam in a room
STEP = 3.0  # pixels between the instants of which a smeared frame is made up
MOST_INSTANTS = 8
STILL = 0.1  # widths a second: a page that moves less lies still for a camera, a hand that holds it trembles as much
SOON = 0.05  # seconds over which that is measured
SHARP = 0.7  # pixels of blur beyond the lens's own that still count as in focus
CLEAR = 3  # pixels that a hand must be away from every digit
READOUTS = 30  # a second: how fast a sensor's rows are read, from the first to the last
MAINS = 100.3  # flickers a second of lamps on mains that are never quite at 50 Hz


@dataclass(frozen=True, eq=False)
class Sheet:
    """A sheet as large as the frame, in even light."""

    picture: NDArray[np.uint8]
    """BGR (h, w, 3)."""
    lines: tuple[str, ...] = ()
    """Its digits; none if there are none."""
    corners: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 2), np.float32))
    """float32 (4 n, 2): those of the digits' boxes."""


@dataclass(frozen=True, eq=False)
class Moment:
    """How things stand at one instant."""

    sheet: Sheet | None = None
    pose: Homography = field(default_factory=lambda: np.eye(3))
    """From the sheet to the frame."""
    hand: Homography | None = None
    """From the hand's picture to the frame; None where it is away."""
    blur: float = 0.0
    """Pixels beyond the lens's own."""
    gain: float = 1.0
    """Of light and exposure together."""
    flicker: float = 0.0
    """Depth of the mains' flicker, 0 to 1."""


Script = Callable[[float], Moment]
"""From seconds to what is there."""


@dataclass(frozen=True, eq=False)
class Stage:
    """What stays the same over a clip."""

    table: Picture
    light: Picture
    hand: HandPicture
    view: View
    fills: bool
    """Whether sheets go on beyond the frame; else their edges are seen on the table."""

    def frame(self, script: Script, time: float, rng: np.random.Generator) -> NDArray[np.uint8]:
        """BGR uint8 (h, w, 3) as the camera delivers it: the mean of what is there while its shutter is open."""
        h, w = self.table.shape[:2]
        moments = [script(time + share * SHUTTER) for share in _shares(script, time, (w, h))]
        scene = sum((self._seen(moment) for moment in moments), np.zeros_like(self.table)) / np.float32(len(moments))
        now = moments[-1]
        rows = np.arange(h, dtype=np.float32)[:, None, None] / h  # a rolling shutter reads them one after the other
        waves = 1 + now.flicker * np.sin(2 * np.pi * MAINS * (time + rows / READOUTS), dtype=np.float32)
        lit = scene * self.light * waves * np.float32(now.gain)
        return compress(expose(lit, replace(self.view, blur=self.view.blur + now.blur), rng), self.view.quality)

    def is_clear(self, script: Script, time: float) -> bool:
        """Whether a page with digits lies still, all of them in the picture, sharp, and under no hand."""
        h, w = self.table.shape[:2]
        now, soon = script(time), script(time + SOON)
        if now.sheet is None or not now.sheet.lines or now.blur > SHARP:
            return False
        digits = through(now.pose, now.sheet.corners)
        if digits.min() < 1 or (digits.max(axis=0) > (w - 2, h - 2)).any():
            return False
        moved = np.abs(digits - through(soon.pose, now.sheet.corners)).max()
        if soon.sheet is not now.sheet or moved > STILL * w * SOON:
            return False
        if now.hand is None:
            return True
        cover = cv2.warpPerspective(self.hand.cover, now.hand, (w, h)) > 25
        boxes = digits.reshape(-1, 4, 2)
        low, high = boxes.min(axis=1).astype(int) - CLEAR, boxes.max(axis=1).astype(int) + CLEAR
        return not any(
            cover[max(top, 0) : bottom, max(left, 0) : right].any()
            for (left, top), (right, bottom) in zip(low, high, strict=True)
        )

    def _seen(self, moment: Moment) -> Picture:
        """The table with all that lies on it, in even light."""
        h, w = self.table.shape[:2]
        picture = self.table
        if moment.sheet is not None:
            border = cv2.BORDER_REPLICATE if self.fills else cv2.BORDER_CONSTANT
            sheet = cv2.warpPerspective(moment.sheet.picture, moment.pose, (w, h), borderMode=border).astype(np.float32)
            if self.fills:
                picture = sheet
            else:
                on = cv2.warpPerspective(np.ones((h, w), np.float32), moment.pose, (w, h))
                thrown = cv2.GaussianBlur(np.roll(on, (h // 120, w // 160), axis=(0, 1)), (0, 0), h / 90)
                dark = picture * (1 - 0.5 * thrown[:, :, None])
                picture = dark + (sheet - dark) * on[:, :, None]
        return picture if moment.hand is None else lay_hand(picture, self.hand, moment.hand)


def _shares(script: Script, time: float, size: tuple[int, int]) -> NDArray[np.float64]:
    """The instants, 0 to 1 of the time that the shutter is open, of which a frame is made: the more, the more moves."""
    first, last = script(time), script(time + SHUTTER)
    w, h = size
    way = 0.0
    if first.sheet is not None:
        corners = np.array([(0, 0), (w, 0), (w, h), (0, h)], np.float64)
        way = float(np.abs(through(first.pose, corners) - through(last.pose, corners)).max())
    if first.hand is not None and last.hand is not None:
        fingers = np.array([(w, h), (w, 1.3 * h)])  # from the middle of the hand's picture down
        way = max(way, float(np.abs(through(first.hand, fingers) - through(last.hand, fingers)).max()))
    return np.linspace(0, 1, int(np.clip(np.ceil(way / STEP), 1, MOST_INSTANTS)))
