"""The fonts that there are, parted by what they are for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from train.synth import typeset

# Families of one stroke's width and simple shapes: as small print nobody can tell them from a careful hand.
LIKE_WRITING = ("avanti", "comfortaa", "comic-neue", "doghaus", "euler-math", "howard-type", "paris-france", "techtone")


@dataclass(frozen=True)
class Fonts:
    """The fonts that there are, by what they are for."""

    text: tuple[str, ...]
    """With letters and digits."""
    hand: tuple[str, ...]
    """In the manner of handwriting."""
    displays: tuple[str, ...]
    """Of segments."""
    bars: tuple[str, ...]
    """Bar codes."""
    foreign: tuple[str, ...]
    """Other scripts, symbols, icons; without digits."""


@lru_cache(maxsize=4)
def fonts(print_files: tuple[Path, ...], hand_files: tuple[Path, ...]) -> Fonts:
    """Part font files by what they are for; without any, what needs no file stands in."""
    named = [str(path) for path in print_files if not any(family in path.name for family in LIKE_WRITING)]
    bars = [font for font in named if "barcode" in Path(font).name]
    displays = [font for font in named if "dseg" in Path(font).name]
    icons = [font for font in named if "icons" in Path(font).name or "emoji" in Path(font).name]
    rest = [font for font in named if font not in (*bars, *displays, *icons)]
    text = [font for font in rest if typeset.has_glyph(font, "0") and typeset.has_glyph(font, "a")]
    foreign = [*icons, *(font for font in rest if font not in text)]
    hand = [str(path) for path in hand_files if typeset.has_glyph(str(path), "a")]
    return Fonts(tuple(text) or typeset.OWN, tuple(hand), tuple(displays), tuple(bars), tuple(foreign))
