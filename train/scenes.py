"""Whole synthetic camera pictures of handwritten digits, with the truth about them.

scene = render_scene(np.random.default_rng(7))
scene.frame, scene.lines, scene.digits
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.reading import Box
from train.alphabet import DIGITS
from train.handwriting import Hand, sample_hand, write_text
from train.layout import Inked, Page, moved, place, pose, ruling, set_lines, through
from train.lens import View, compress, expose, light, sample_view
from train.paper import (
    DARK_SHEETS,
    PENS,
    SHEETS,
    Picture,
    desk_picture,
    ink,
    lay_sheet,
    rule_lines,
    sheet_picture,
    tooth,
)
from train.pen import lay_ink

VISIBLE = 0.3  # share of a stroke's peak coverage, after the lens, at which its edge is seen
THINNEST = 1.3  # pixels; a thinner stroke would not survive the lens
WORDS = ("room", "page", "bus", "week", "exam", "call", "total", "kitchen", "quiz", "from", "due")
Lines = tuple[tuple[Inked, ...], ...]


@dataclass(frozen=True)
class Scene:
    """A picture and what is written in it."""

    frame: NDArray[np.uint8]
    """BGR uint8 (h, w, 3)."""
    digits: tuple[tuple[str, Box], ...]
    """Label and tight box of every digit, line by line from the top, each from the left."""
    lines: tuple[str, ...]
    """The digits of each written line, from the top; a line without a digit is left out."""


@dataclass(frozen=True)
class Setting:
    """All about a scene that is chosen; what is left by lot comes from the generator at rendering."""

    lines: tuple[str, ...]
    """As written, from the top: digits, signs, small letters, spaces."""
    hand: Hand
    width: int = 1280
    height: int = 720
    sheet: str = "white"
    """One of train.paper.SHEETS."""
    ruling: str = "plain"
    """"plain", "ruled" or "squared"."""
    pen: str = "black"
    """One of train.paper.PENS."""
    digit_height: float = 90.0
    """Pixels; less where the writing would not fit."""
    spacing: float = 0.28
    """Mean gap between neighbours, in digit heights."""
    pitch: float = 1.7
    """From line to line, in digit heights."""
    align: str = "left"
    """"left" or "right", as in a sum."""
    sum_line: bool = False
    """Whether a line is drawn above the last line, as under a sum."""
    page: Page = (-1.0, -1.0, 2.0, 2.0)
    """Where the sheet lies; within 0 to 1 its edge shows."""
    turn: float = 0.0
    """Rotation in degrees, clockwise."""
    tilt: float = 0.02
    """How much the sheet leans away from the camera: the shift of its corners, as a share of its size."""
    view: View = field(default_factory=View)


def sample_setting(rng: np.random.Generator, width: int = 1280, height: int = 720) -> Setting:
    """A scene by lot: one to four lines of digits, one in five with signs or a word, on any sheet, with any fit pen."""
    sheet = str(rng.choice(list(SHEETS), p=[0.38, 0.17, 0.13, 0.17, 0.08, 0.07]))
    if sheet in DARK_SHEETS:
        ruling, pen = "plain", "chalk"
    else:
        ruling = str(rng.choice(["plain", "ruled", "squared"], p=[0.5, 0.25, 0.25]))
        pen = str(rng.choice([name for name in PENS if name != "chalk"], p=[0.2, 0.25, 0.25, 0.1, 0.15, 0.05]))
    largest = 0.28 if "marker" in pen or pen == "chalk" else 0.14  # nobody writes a hand high with a thin pen
    count = int(rng.integers(1, 5))
    lines = tuple(_line(rng) for _ in range(count))
    edges = np.where(rng.random(4) < 0.2, rng.uniform(0.01, 0.12, 4), -1.0)
    return Setting(
        lines=lines,
        hand=sample_hand(rng),
        width=width,
        height=height,
        sheet=sheet,
        ruling=ruling,
        pen=pen,
        digit_height=float(height * np.exp(rng.uniform(np.log(0.045), np.log(largest)))),
        spacing=float(rng.uniform(0.15, 0.6)),
        pitch=float(rng.uniform(1.5, 2.2)),
        align=str(rng.choice(["left", "right"], p=[0.8, 0.2])),
        page=(float(edges[0]), float(edges[1]), float(1 - edges[2]), float(1 - edges[3])),
        turn=float(rng.normal(0, 3)),
        tilt=float(abs(rng.normal(0, 0.025))),
        view=sample_view(rng),
    )


def _line(rng: np.random.Generator) -> str:
    """What stands in one line: mostly a number of one to eight digits; else two in a sum or a word before one."""

    def number(most: int) -> str:
        return "".join(rng.choice(list("0123456789"), rng.integers(1, most + 1)))

    kind = rng.random()
    if kind < 0.7:
        return number(8)
    if kind < 0.8:
        return f"{number(4)} {number(4)}"
    if kind < 0.9:
        return number(3) + str(rng.choice(list("+-×=/.,:"))) + number(3)
    return f"{rng.choice(WORDS)} {number(4)}"


def render_scene(rng: np.random.Generator, setting: Setting | None = None) -> Scene:
    """A picture taken of a written page; without a `setting` one is drawn by lot.

    The same generator state and setting give the same scene. Writing always lies inside the picture; it is made
    smaller where `setting.digit_height` would not fit. Raises ValueError for a character that cannot be written.
    """
    setting = setting or sample_setting(rng)
    lines, width, lit = _compose(rng, setting)
    frame = compress(expose(lit, setting.view, rng), setting.view.quality)
    return _scene(frame, lines, width, setting)


def render_clip(rng: np.random.Generator, setting: Setting, count: int, shake: float = 1.0) -> Iterator[Scene]:
    """`count` frames of the same page under a camera held by hand: at `shake` 1 it wanders by some 2 % of the width.

    Frames are smeared by their own motion, and not yet compressed: a video file does that. Boxes are those of each
    frame.
    """
    lines, width, lit = _compose(rng, setting)
    h, w = setting.height, setting.width
    drift, speed = np.zeros(4), np.zeros(4)  # x and y in widths, turn in radians, log zoom
    reach = shake * np.array([0.006, 0.006, 0.006, 0.006])
    for _ in range(count):
        speed = 0.8 * speed - 0.05 * drift + rng.normal(0, 0.2, 4) * reach
        drift = drift + speed
        turn, zoom = drift[2], np.exp(drift[3])
        about = np.array([[1, 0, -w / 2], [0, 1, -h / 2], [0, 0, 1]])
        spin = np.array([[np.cos(turn), -np.sin(turn), 0], [np.sin(turn), np.cos(turn), 0], [0, 0, 1 / zoom]]) * zoom
        back = np.array([[1, 0, w * (0.5 + drift[0])], [0, 1, h / 2 + w * drift[1]], [0, 0, 1]])
        move = back @ spin @ about
        seen = cv2.warpAffine(lit, move[:2], (w, h), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        shaken = tuple(tuple(moved(character, move) for character in line) for line in lines)
        smear = max(setting.view.motion, 0.5 * w * float(np.hypot(*speed[:2])))  # the shutter is open half of the time
        view = replace(setting.view, motion=smear)
        yield _scene(expose(seen, view, rng), shaken, width, setting)


@dataclass(frozen=True, eq=False)
class WrittenPage:
    """A page before the lens."""

    picture: Picture
    """float32 (h, w, 3), lit as the setting's view says."""
    digits: tuple[tuple[str, Box], ...]
    lines: tuple[str, ...]


def render_page(rng: np.random.Generator, setting: Setting) -> WrittenPage:
    """The page of `setting` before the lens, for whoever moves it; its boxes are those that the lens will show."""
    lines, width, lit = _compose(rng, setting)
    scene = _scene(np.empty((0, 0, 3), np.uint8), lines, width, setting)
    return WrittenPage(lit, scene.digits, scene.lines)


def _compose(rng: np.random.Generator, setting: Setting) -> tuple[Lines, float, Picture]:
    """The lines of characters where they stand in the picture, and the lit scene (h, w, 3) before the lens."""
    size, shape = (setting.width, setting.height), (setting.height, setting.width)
    sheet, pen = SHEETS[setting.sheet], PENS[setting.pen]
    view = pose(size, setting.turn, setting.tilt, rng)
    written = [write_text(line, setting.hand, rng, setting.spacing) for line in setting.lines]
    block = set_lines(written, setting.pitch, setting.align == "right", setting.sum_line, rng)
    placement = place(block, size, setting.page, view, setting.digit_height, rng)

    roughness = tooth(shape, rng)
    picture = sheet_picture(sheet, roughness, rng)
    if setting.ruling != "plain":
        lines = ruling(size, view, placement, setting.pitch, setting.ruling == "squared")
        rule_lines(picture, lines, sheet.rule, max(1.0, placement.scale * 0.02), float(rng.uniform(0.5, 0.9)))
    left, top, right, bottom = setting.page
    if left > 0 or top > 0 or right < 1 or bottom < 1:
        corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)]) * size
        picture = lay_sheet(desk_picture(shape, rng), picture, through(view, corners))
    width = max(setting.hand.pen_width * pen.width * placement.scale, THINNEST)
    for character in (character for line in placement.lines for character in line):
        coverage, x, y = _coverage(character, width, setting)
        ink(picture, coverage, x, y, pen, roughness)
    return placement.lines, width, picture * light(shape, setting.view, rng)


def _coverage(character: Inked, width: float, setting: Setting) -> tuple[NDArray[np.uint8], int, int]:
    """Ink (h, w) of one character and the place (x, y) of its corner in the picture, room for the blur around it."""
    points = np.concatenate(character.strokes)
    reach = width + 4 * setting.view.blur + setting.view.motion
    limit = np.array([setting.width, setting.height])
    low = np.clip(np.floor(points.min(axis=0) - reach), 0, limit - 1).astype(int)
    high = np.clip(np.ceil(points.max(axis=0) + reach), low + 1, limit).astype(int)
    strokes = [stroke - low.astype(np.float32) for stroke in character.strokes]
    pressure = setting.hand.pressure
    return lay_ink(strokes, (int(high[1] - low[1]), int(high[0] - low[0])), width, pressure), int(low[0]), int(low[1])


def _scene(frame: NDArray[np.uint8], lines: Lines, width: float, setting: Setting) -> Scene:
    """`frame` with the truth about the `lines` in it: boxes of what is seen of each digit after the lens."""
    digits, texts = [], []
    for line in lines:
        found = []
        for character in line:
            if character.label not in DIGITS:
                continue
            coverage, x, y = _coverage(character, width, setting)
            seen = cv2.GaussianBlur(coverage, (0, 0), max(setting.view.blur, 0.3))
            left, top, w, h = cv2.boundingRect((seen > VISIBLE * seen.max()).astype(np.uint8))
            if w and h:
                found.append((character.label, Box(x + left, y + top, w, h)))
        found.sort(key=lambda digit: digit[1].centre[0])
        digits.extend(found)
        if found:
            texts.append("".join(label for label, _ in found))
    return Scene(frame, tuple(digits), tuple(texts))
