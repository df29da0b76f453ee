"""Sheets for clips: with numbers, with words, or with nothing but their ruling."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from train.layout import Placement, pose, ruling
from train.lens import View
from train.movements import FRAME
from train.paper import SHEETS, Picture, rule_lines, sheet_picture, tooth
from train.scenes import Setting, render_page
from train.stage import Sheet

WORDS = (
    "and are back bread butter call cheese come dear do for from good have home house ink it jar kitchen like love "
    "meet milk month name not of on over paper quick see sizes so soil sole soon still table tea thank the to us "
    "visit we well window wool with you your zoo"
)
EVEN = View(exposure=1.0, slope=0, shadow=0, vignette=0, warmth=0)


def numbers(rng: np.random.Generator) -> tuple[str, ...]:
    """One or two lines of one to eight digits."""
    return tuple("".join(rng.choice(list("0123456789"), rng.integers(1, 9))) for _ in range(rng.integers(1, 3)))


def written(setting: Setting, lines: tuple[str, ...], rng: np.random.Generator) -> Sheet:
    """A sheet of the `setting` with these `lines` on it, in even light."""
    page = render_page(rng, replace(setting, lines=lines, view=replace(EVEN, blur=setting.view.blur)))
    corners = [((b.x, b.y), (b.right, b.y), (b.right, b.bottom), (b.x, b.bottom)) for _, b in page.digits]
    return Sheet(as_bytes(page.picture), page.lines, np.array(corners, np.float32).reshape(-1, 2))


def as_bytes(picture: Picture) -> NDArray[np.uint8]:
    """`picture` in whole grey levels, as which it is moved several times as fast; the sensor's noise is coarser."""
    return np.clip(np.round(picture), 0, 255).astype(np.uint8)


def empty(setting: Setting, rng: np.random.Generator) -> Sheet:
    """A sheet of the `setting` with its ruling alone."""
    kind = SHEETS[setting.sheet]
    picture = sheet_picture(kind, tooth(FRAME[::-1], rng), rng)
    if setting.ruling != "plain":
        step = Placement((), (float(rng.uniform(0, 40)), float(rng.uniform(0, 40))), float(rng.uniform(18, 50)))
        seen = pose(FRAME, setting.turn, setting.tilt, rng)
        rule_lines(picture, ruling(FRAME, seen, step, 1.7, setting.ruling == "squared"), kind.rule, 1.3, 0.8)
    return Sheet(as_bytes(picture))


def letters(setting: Setting, rng: np.random.Generator) -> Sheet:
    """A sheet of the `setting` with one to four lines of words."""
    lines = (" ".join(rng.choice(WORDS.split(), rng.integers(1, 4))) for _ in range(rng.integers(1, 5)))
    return written(setting, tuple(lines), rng)
