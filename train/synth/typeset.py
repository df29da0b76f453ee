"""Print: text set in a font file, in Pillow's own font or in OpenCV's strokes, with its digits as marks."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from train.synth.sheet import SEEN, Coverage, Ink, Sheet, hull
from train.synth.truth import HANDWRITING, PRINT, PRINTED_DIGIT, SIGN, UNSURE, Mark, symbol_of

OWN = ("", "hershey 0", "hershey 2", "hershey 3", "hershey 4")
"""Fonts that need no file: Pillow's own and OpenCV's, by the number OpenCV gives them."""
DIGITS = re.compile("[0-9]")
IN_NUMBERS = re.compile(r"[0-9]|(?<=[0-9])[.,\-/:+×=()](?=[0-9])")
MASTER = 64.0  # font size at which characters are drawn once; smaller ones are reduced from there


@dataclass(frozen=True, eq=False)
class Glyph:
    """A character as it is printed."""

    coverage: Coverage
    left: int
    """Where the coverage begins, from the pen's place, in pixels."""
    top: int
    """Where the coverage begins, from the base line; negative is above it."""
    advance: float
    """How far the pen moves on, pixels."""

    @cached_property
    def outline(self) -> NDArray[np.float32]:
        """Hull of the ink, (n, 2), from the corner of the coverage."""
        ys, xs = np.nonzero(self.coverage >= max(SEEN * int(self.coverage.max()), 1))
        return hull(xs, ys)


@dataclass(frozen=True, eq=False)
class Run:
    """A line of text as one picture; digits are told apart."""

    coverage: Coverage
    left: int
    """Where the coverage begins, from the run's x."""
    top: int
    """Where the coverage begins, from the tops of its capitals."""
    advance: float
    digits: tuple[tuple[str, Glyph, int, int], ...]
    """Digits (and signs, in handwriting): character, glyph, and x and y of the glyph's corner in the coverage."""


def print_hand_font(
    sheet: Sheet, text: str, x: float, y: float, pixels: float, font: str, ink: Ink, rng: np.random.Generator
) -> tuple[float, float]:
    """Set `text` in a font that looks like handwriting, the left top of its capitals at (x, y); its width and height.

    Its digits, and signs between them, are judged by nobody.
    """
    run = set_text(text, pixels, font, told=IN_NUMBERS, shake=float(rng.uniform(0, 0.06)), rng=rng)
    lay_run(sheet, run, x, y, ink, HANDWRITING, UNSURE)
    return run.advance, pixels


def text_size(text: str, pixels: float, font: str) -> tuple[float, float]:
    """Width of `text` and height of its capitals, pixels."""
    size = _size(font, pixels)
    return sum(_glyph(font, size, character).advance for character in text), pixels


def set_text(
    text: str,
    pixels: float,
    font: str,
    told: re.Pattern[str] = DIGITS,
    spacing: float = 0.0,
    shake: float = 0.0,
    rng: np.random.Generator | None = None,
) -> Run:
    """Set one line. Characters that match `told` are told apart; `spacing` widens the gaps, in pixels; `shake` moves
    characters up and down by lot, in heights of a capital.
    """
    size = _size(font, pixels)
    placed: list[tuple[Glyph, int, int]] = []
    pen = 0.0
    for character in text:
        glyph = _glyph(font, size, character)
        moved = round(rng.normal(0, shake) * pixels) if shake and rng is not None else 0
        placed.append((glyph, round(pen) + glyph.left, glyph.top + moved))
        pen += glyph.advance + spacing
    seen = [piece for piece in placed if piece[0].coverage.size]
    if not seen:
        return Run(np.zeros((1, 1), np.uint8), 0, 0, pen, ())
    left, top = min(x for _, x, _ in seen), min(y for *_, y in seen)
    right = max(x + glyph.coverage.shape[1] for glyph, x, _ in seen)
    bottom = max(y + glyph.coverage.shape[0] for glyph, _, y in seen)
    coverage = np.zeros((bottom - top, right - left), np.uint8)
    for glyph, x, y in seen:
        h, w = glyph.coverage.shape
        place = coverage[y - top : y - top + h, x - left : x - left + w]
        np.maximum(place, glyph.coverage, out=place)
    apart = [(text[found.start()], *placed[found.start()]) for found in told.finditer(text)]
    digits = tuple((character, glyph, x - left, y - top) for character, glyph, x, y in apart if glyph.coverage.size)
    return Run(coverage, left, top + round(pixels), pen, digits)


def lay_run(
    sheet: Sheet, run: Run, x: float, y: float, ink: Ink, kind: int = PRINT, kind_of_digits: int = PRINTED_DIGIT
) -> None:
    """Put a run on the sheet with the left top of its capitals at (x, y)."""
    left, top = round(x) + run.left, round(y) + run.top
    sheet.lay(run.coverage, left, top, ink, kind)
    for character, glyph, dx, dy in run.digits:
        note(sheet, glyph, left + dx, top + dy, kind_of_digits, symbol_of(character))


def without_digits(run: Run) -> Run:
    """The same run with room where its digits were."""
    coverage = run.coverage.copy()
    for _, glyph, x, y in run.digits:
        h, w = glyph.coverage.shape
        coverage[y : y + h, x : x + w][glyph.coverage > 0] = 0
    return replace(run, coverage=coverage, digits=())


def lay_turned(
    sheet: Sheet, run: Run, x: float, y: float, degrees: float, ink: Ink, kind: int = PRINT, digit: int = PRINTED_DIGIT
) -> None:
    """Put a run on the sheet with its middle at (x, y), turned counter-clockwise."""
    h, w = run.coverage.shape
    turn, size = turning((w, h), degrees)
    turned = cv2.warpAffine(run.coverage, turn, size)
    left, top = round(x - size[0] / 2), round(y - size[1] / 2)
    sheet.lay(turned, left, top, ink, kind)
    for character, glyph, dx, dy in run.digits:
        alone = np.zeros((h, w), np.uint8)
        alone[dy : dy + glyph.coverage.shape[0], dx : dx + glyph.coverage.shape[1]] = glyph.coverage
        alone = cv2.warpAffine(alone, turn, size)
        note(sheet, Glyph(alone, 0, 0, 0), left, top, digit, symbol_of(character))


def hollow(run: Run, width: int) -> Run:
    """The same run as an outline `width` pixels broad."""
    kernel = np.ones((2 * width + 1, 2 * width + 1), np.uint8)
    inside = cv2.erode(run.coverage, kernel, borderType=cv2.BORDER_CONSTANT, borderValue=0)
    return replace(run, coverage=cv2.subtract(run.coverage, inside))


def turning(size: tuple[int, int], degrees: float) -> tuple[NDArray[np.float64], tuple[int, int]]:
    """The affine map that turns a picture of `size` (w, h) about its middle, and the size that then holds it."""
    w, h = size
    turn = cv2.getRotationMatrix2D((w / 2 - 0.5, h / 2 - 0.5), degrees, 1)
    cos, sin = abs(turn[0, 0]), abs(turn[0, 1])
    wide, high = int(np.ceil(w * cos + h * sin)) + 2, int(np.ceil(w * sin + h * cos)) + 2
    turn[:, 2] += ((wide - w) / 2, (high - h) / 2)
    return turn, (wide, high)


def has_glyph(font: str, character: str) -> bool:
    """Whether a font can draw `character`."""
    if font in OWN:
        return character.isascii()
    glyph, lacking = _drawn(font, MASTER, character), _drawn(font, MASTER, "\U0010fffe")
    return bool(glyph.coverage.size) and not np.array_equal(glyph.coverage, lacking.coverage)


@lru_cache(maxsize=64)
def characters(font: str, ranges: tuple[tuple[int, int, int], ...]) -> tuple[str, ...]:
    """What a font can draw of the code points in `ranges`, each from its first to its last by its step."""
    codes = (code for low, high, step in ranges for code in range(low, high + 1, step))
    return tuple(character for character in map(chr, codes) if has_glyph(font, character))


def note(sheet: Sheet, glyph: Glyph, x: int, y: int, kind: int, symbol: int) -> None:
    """Note a mark whose ink is laid already, with the corner of its coverage at (x, y)."""
    seen = glyph.coverage >= max(SEEN * int(glyph.coverage.max()), 1)
    (width, height), (h, w) = sheet.size, seen.shape
    left, top, right, bottom = max(0, x), max(0, y), min(width, x + w), min(height, y + h)
    if right <= left or bottom <= top:
        return
    part = seen[top - y : bottom - y, left - x : right - x]
    sheet.kinds[top:bottom, left:right][part] = kind if kind != SIGN else PRINT
    if np.count_nonzero(part) * 2 >= np.count_nonzero(seen):
        sheet.marks.append(Mark(glyph.outline + np.array((x, y), np.float32), symbol, kind))


def _size(font: str, pixels: float) -> float:
    return max(4.0, round(pixels / _capital(font) * 4) / 4)


@cache
def _capital(font: str) -> float:
    """Height of a capital (of a digit where there is none) at size 1."""
    for character in "H0":
        if has_glyph(font, character):
            return max(_drawn(font, MASTER, character).coverage.shape[0] / MASTER, 0.2)
    return 0.7


@lru_cache(maxsize=4096)
def _glyph(font: str, size: float, character: str) -> Glyph:
    if size > MASTER:
        return _drawn(font, size, character)
    master, scale = _drawn(font, MASTER, character), size / MASTER
    if not master.coverage.size:
        return Glyph(master.coverage, 0, 0, master.advance * scale)
    h, w = (max(1, round(side * scale)) for side in master.coverage.shape)
    coverage = cv2.resize(master.coverage, (w, h), interpolation=cv2.INTER_AREA)
    bottom = round((master.top + master.coverage.shape[0]) * scale)
    return Glyph(coverage, round(master.left * scale), bottom - h, master.advance * scale)


@lru_cache(maxsize=512)
def _sized(font: str, size: float) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    if not font:
        return ImageFont.load_default(size)
    return ImageFont.truetype(Path(font), size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=16384)
def _drawn(font: str, size: float, character: str) -> Glyph:
    """A character drawn at font size `size`."""
    if font.startswith("hershey"):
        coverage, left, top, advance = _stroked(int(font[-1]), size, character)
    else:
        sized = _sized(font, size)
        advance = float(sized.getlength(character))
        left, top, right, bottom = (round(side) for side in sized.getbbox(character, anchor="ls"))
        image = Image.new("L", (max(1, right - left) + 2, max(1, bottom - top) + 2))
        ImageDraw.Draw(image).text((1 - left, 1 - top), character, 255, sized, anchor="ls")
        coverage, left, top = np.asarray(image), left - 1, top - 1
    x, y, w, h = cv2.boundingRect(coverage)
    return Glyph(np.ascontiguousarray(coverage[y : y + h, x : x + w]), left + x, top + y, advance)


def _stroked(face: int, size: float, character: str) -> tuple[Coverage, int, int, float]:
    """A character in strokes: coverage, where it begins from the pen's place and the base line, and advance."""
    thick, margin = max(1, round(size / 14)), round(size)
    advance = cv2.getTextSize(character, face, size / 30, thick)[0][0]
    coverage = np.zeros((3 * margin, advance + 2 * margin), np.uint8)
    cv2.putText(coverage, character, (margin, 2 * margin), face, size / 30, 255, thick, cv2.LINE_AA)
    return coverage, -margin, -2 * margin, float(advance)
