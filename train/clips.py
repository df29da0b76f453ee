"""Rendered clips of numbers held to a camera, and of what is none, with the truth about every frame.

    clip = render_clip("hand shake", number=3, seed=1)
    for shot in clip: shot.frame, shot.lines, shot.still

The same kind, number and seed give the same clip. Sheets, pens, rulings, hands and lights are those of `train.scenes`;
sizes are those at which people hold a number to a camera. There are no words or signs beside the digits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import cv2
import numpy as np

from edge.camera import Frame
from train.hands import hand_picture
from train.lens import light
from train.movements import FRAME, Sway, eased, moved, reach, swayed
from train.paper import Picture, desk_picture
from train.scenes import Setting, sample_setting
from train.sheets import as_bytes, empty, letters, numbers, written
from train.stage import Moment, Script, Sheet, Stage

SIZE = WIDTH, HEIGHT = FRAME
RATE = 15.0  # frames a second
HEIGHTS = 0.08, 0.25  # of the frame's height: digits as large as people hold them to a camera
Staged = tuple[Script, bool, float]
"""What happens, whether the sheet fills the picture, and for how many seconds."""


@dataclass(frozen=True, eq=False)
class Shot:
    """A frame of a clip, and what is there to be read."""

    frame: Frame
    lines: tuple[str, ...]
    """The digits of the page that is there, seen well or not; none where there is no page, or none on it."""
    still: bool
    """Whether they lie still, sharp, uncovered and whole in the picture."""


def render_clip(kind: str, number: int, seed: int) -> Iterator[Shot]:
    """The frames of clip `number` of a `kind`, one of DIGIT_KINDS and EMPTY_KINDS, 640×480, RATE a second."""
    rng = np.random.default_rng((seed, [*DIGIT_KINDS, *EMPTY_KINDS].index(kind), number))
    setting = sample_setting(rng, *SIZE)
    height = HEIGHT * float(np.exp(rng.uniform(*np.log(HEIGHTS))))
    setting = replace(setting, digit_height=height, page=(-1.0, -1.0, 2.0, 2.0), view=replace(setting.view, motion=0.0))
    table = desk_picture((HEIGHT, WIDTH), rng)
    hand = hand_picture((2 * HEIGHT, 2 * WIDTH), float(rng.uniform(0.16, 0.24)) * WIDTH, rng)
    lit = light((HEIGHT, WIDTH), setting.view, rng)
    script, fills, seconds = {**DIGIT_KINDS, **EMPTY_KINDS}[kind](setting, table, rng)
    stage = Stage(table, lit, hand, setting.view, fills)
    for index in range(round(seconds * RATE)):
        time = index / RATE
        sheet = script(time).sheet
        frame = Frame(stage.frame(script, time, rng), time, f"{kind} {number}", index)
        yield Shot(frame, sheet.lines if sheet else (), stage.is_clear(script, time))


def _hand_shake(setting: Setting, table: Picture, rng: np.random.Generator) -> Staged:
    """The camera is swung about, then held still by a hand as well as a hand can."""
    sheet = written(setting, numbers(rng), rng)
    sway, swing, calm = Sway(rng), float(rng.uniform(30, 110)), float(rng.uniform(0.7, 1.3))
    held = float(rng.uniform(1.5, 4.5))

    def script(time: float) -> Moment:
        pixels = held + (swing - held) * (1 - eased((time - calm) / 0.4))
        return Moment(sheet, swayed(sway, time, pixels))

    return script, True, calm + 0.4 + 2.0


def _focus_hunting(setting: Setting, table: Picture, rng: np.random.Generator) -> Staged:
    """The lens swings about the right distance and settles; in half of the clips it looks for it once more."""
    sheet = written(setting, numbers(rng), rng)
    worst, swings = float(rng.uniform(4, 9)), float(rng.uniform(1.0, 2.0))
    settled, again = float(rng.uniform(0.8, 1.5)), rng.random() < 0.5

    def script(time: float) -> Moment:
        late = time - settled - 1.3 if again and time > settled + 1.3 else time
        hunt = settled if late == time else 0.6
        left = max(0.0, 1 - late / hunt)
        blur = worst * left * abs(np.cos(2 * np.pi * swings * late / hunt))
        return Moment(sheet, blur=blur if late == time else min(blur, worst * 8 * late))

    return script, True, settled + (3.3 if again else 1.8)


def _put_down(setting: Setting, table: Picture, rng: np.random.Generator) -> Staged:
    """A page comes onto the empty table in a hand, lies there, is taken away; then the same again or another."""
    first = written(setting, numbers(rng), rng)
    second = first if rng.random() < 0.4 else written(setting, numbers(rng), rng)
    zoom, rest = float(rng.uniform(0.85, 0.97)), rng.uniform(-6, 6, 2)
    way, come, lie = float(rng.uniform(-0.6, 0.6)), float(rng.uniform(0.4, 0.8)), float(rng.uniform(1.2, 1.7))
    turn, empty = float(rng.normal(0, 0.3)), float(rng.uniform(0.8, 1.2))
    grip = np.array([WIDTH / 2 + zoom * 0.35 * WIDTH * float(rng.uniform(-1, 1)), HEIGHT * (0.5 + 0.5 * zoom)])
    cycle = come + lie + 0.5 + empty

    def script(time: float) -> Moment:
        sheet, at = (first, time - 0.5) if time < 0.5 + cycle else (second, time - 0.5 - cycle)
        away = 1 - eased(at / come) if at < come + lie else eased((at - come - lie) / 0.5)
        if away >= 1:
            return Moment()
        x, y = away * np.array([way * WIDTH, 1.15 * HEIGHT]) + rest
        # The hand lets go once it lies, and comes again to take it.
        gone = eased(min(at - come, come + lie - at) / 0.25)
        tip = grip + (x, y - 6) + gone * np.array([0, 0.6 * HEIGHT])
        hand = reach(tip[0], tip[1], 0.0) if gone < 1 else None
        return Moment(sheet, moved(x, y, away * turn, zoom), hand)

    return script, False, 0.5 + 2 * cycle


def _light_flicker(setting: Setting, table: Picture, rng: np.random.Generator) -> Staged:
    """Lamps that flicker with the mains, and exposure that jumps and recovers, over a page that lies there."""
    sheet = written(setting, numbers(rng), rng)
    depth = float(rng.uniform(0.03, 0.2))
    jumps = [(float(at), float(np.exp(rng.normal(0, 0.4)))) for at in np.sort(rng.uniform(0.3, 2.6, 3))]

    def script(time: float) -> Moment:
        gain = 1.0
        for at, factor in jumps:
            if time >= at:
                gain *= 1 + (factor - 1) * np.exp(-(time - at) / 0.35)
        return Moment(sheet, gain=gain, flicker=depth)

    return script, True, 3.0


def _half_covered(setting: Setting, table: Picture, rng: np.random.Generator) -> Staged:
    """A hand hovers over part of the number and goes; in half of the clips the number is seen before it comes."""
    sheet = written(setting, numbers(rng), rng)
    sway = Sway(rng)
    boxes = sheet.corners.reshape(-1, 4, 2)
    over = boxes[rng.integers(len(boxes))].mean(axis=0) + rng.normal(0, 8, 2)
    turn = float(rng.normal(0, 0.6))
    out = 1.4 * HEIGHT * np.array([-np.sin(turn), np.cos(turn)])
    come = float(rng.uniform(1.2, 1.5)) if rng.random() < 0.5 else -1.0
    stay = float(rng.uniform(0.6, 1.4))

    def script(time: float) -> Moment:
        at = time - come - 0.4 if come > 0 else time
        away = 1 - eased((at + 0.4) / 0.4) if at < 0 else eased((at - stay) / 0.4)
        x, y = over + away * out + 6 * sway.at(time)[:2]
        return Moment(sheet, hand=reach(x, y, turn + 0.03 * sway.at(time)[2]) if away < 1 else None)

    return script, True, max(come, 0.0) + 0.4 + stay + 0.4 + 1.4


LONG = 10.0  # seconds of a clip without digits


def _held(sheet: Sheet | None, rng: np.random.Generator, pixels: float = 3.0) -> Script:
    sway = Sway(rng)
    return lambda time: Moment(sheet, swayed(sway, time, pixels))


def _desk(setting: Setting, table: Picture, rng: np.random.Generator) -> Staged:
    return _held(None if rng.random() < 0.3 else Sheet(as_bytes(table)), rng), True, LONG


def _words(setting: Setting, table: Picture, rng: np.random.Generator) -> Staged:
    return _held(letters(setting, rng), rng), True, LONG


def _ruled(setting: Setting, table: Picture, rng: np.random.Generator) -> Staged:
    lined = replace(setting, ruling=str(rng.choice(["ruled", "squared"])))
    return _held(empty(lined, rng), rng), True, LONG


def _moving_letters(setting: Setting, table: Picture, rng: np.random.Generator) -> Staged:
    return _held(letters(setting, rng), rng, float(rng.uniform(15, 80))), True, LONG


def _texture(setting: Setting, table: Picture, rng: np.random.Generator) -> Staged:
    """Terrazzo, crumbs or a printed cloth: flecks of a few sizes and colours on the table."""
    picture, most = table.copy(), float(rng.uniform(4, 22))
    colours = rng.uniform(20, 240, (3, 3))
    for _ in range(rng.integers(20, 250)):
        at, axes = rng.uniform(0, SIZE), rng.uniform(1, most, 2)
        colour = colours[rng.integers(3)].tolist()
        angle = float(rng.uniform(0, 180))
        cv2.ellipse(picture, at.astype(int).tolist(), axes.astype(int).tolist(), angle, 0, 360, colour, -1, cv2.LINE_AA)
    return _held(Sheet(as_bytes(picture)), rng), True, LONG


def _hands(setting: Setting, table: Picture, rng: np.random.Generator) -> Staged:
    """A hand that comes, points about and goes, over a table or an empty sheet."""
    sheet, sway = Sheet(as_bytes(table)) if rng.random() < 0.5 else empty(setting, rng), Sway(rng)
    middle = rng.uniform((0.3, 0.3), (0.7, 0.7)) * SIZE

    def script(time: float) -> Moment:
        x, y, turn, _ = sway.at(0.5 * time)
        away = max(0.0, np.sin(2 * np.pi * time / 5)) * 1.2 * HEIGHT
        return Moment(sheet, hand=reach(middle[0] + 120 * x, middle[1] + 90 * y + away, 0.4 * turn))

    return script, True, LONG


Kind = Callable[[Setting, Picture, np.random.Generator], Staged]
DIGIT_KINDS: dict[str, Kind] = {
    "hand shake": _hand_shake,
    "focus hunting": _focus_hunting,
    "put down and taken away": _put_down,
    "light flicker": _light_flicker,
    "half covered": _half_covered,
}
EMPTY_KINDS: dict[str, Kind] = {
    "empty desk": _desk,
    "words": _words,
    "ruling": _ruled,
    "moving letters": _moving_letters,
    "texture": _texture,
    "hands": _hands,
}
