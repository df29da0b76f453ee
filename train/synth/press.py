"""A press: prints text, rules, boxes and discs of one look on a sheet."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from train.synth import typeset
from train.synth.fonts import Fonts, fonts
from train.synth.hands import Pen, Writer, sample_pen, sample_writer
from train.synth.material import Material
from train.synth.sheet import Coverage, Ink, Sheet
from train.synth.truth import PAPER, THING, symbol_of

SOLID, DOTTED, DASHED, DOUBLE, BROKEN = "solid", "dotted", "dashed", "double", "broken"
RULES = (SOLID, SOLID, SOLID, SOLID, DOTTED, DASHED, DOUBLE, BROKEN)

LEAST_FIT = 0.75  # text that does not fit is made so much smaller at most
BY_HAND = 0.1  # share of presses that leave the digits to somebody with a pen: what is round a digit does not tell


@dataclass(frozen=True, eq=False)
class Press:
    """What is printed with: a sheet, one font, one size, one ink."""

    sheet: Sheet
    rng: np.random.Generator
    material: Material
    font: str
    pixels: float
    """Height of a capital."""
    ink: Ink
    dark: bool
    """Whether the sheet is dark."""
    by_hand: tuple[Writer, Pen] | None = None
    """Who writes the digits of a text into their places, where they are not printed."""

    @property
    def fonts(self) -> Fonts:
        """The fonts that there are."""
        return fonts(self.material.print_fonts, self.material.hand_fonts)

    def other(self, pixels: float | None = None, font: str | None = None, ink: Ink | None = None) -> Press:
        """The same press with another size, font or ink."""
        return replace(
            self,
            pixels=self.pixels if pixels is None else max(3.0, pixels),
            font=self.font if font is None else font,
            ink=ink or self.ink,
        )

    def any_font(self) -> str:
        """A font for text by lot."""
        return self.fonts.text[int(self.rng.integers(len(self.fonts.text)))]

    def width(self, text: str) -> float:
        """Width of `text` in pixels."""
        return typeset.text_size(text, self.pixels, self.font)[0]

    def text(self, text: str, x: float, y: float, align: float = 0.0, most: float = np.inf) -> float:
        """Print `text`, its `align` (0 left, 0.5 middle, 1 right) at x, capitals from y on; returns its width.

        Where it would be wider than `most` pixels it is made smaller, down to `LEAST_FIT`, and then cut off.
        """
        if not text or y > self.sheet.size[1] or y < -2 * self.pixels:
            return 0.0
        wide = self.width(text) if align or most < np.inf else 0.0
        press = self
        if wide > most:
            fit = max(most / wide, LEAST_FIT)
            press, text = self.other(self.pixels * fit), text[: max(1, int(len(text) * most / (wide * fit)))].rstrip()
        x -= min(wide, most) * align
        run = typeset.set_text(text, press.pixels, press.font)
        if self.by_hand is None:
            typeset.lay_run(self.sheet, run, x, y, press.ink)
        else:
            typeset.lay_run(self.sheet, typeset.without_digits(run), x, y, press.ink)
            self._write_digits(run, x, y, *self.by_hand)
        return run.advance

    def _write_digits(self, run: typeset.Run, x: float, y: float, writer: Writer, pen: Pen) -> None:
        """Write the digits of `run` by hand, each as high as it would have been printed."""
        pen = replace(pen, width=float(np.clip(pen.width, 1, 0.15 * max(self.pixels, 8))))
        for character, printed, dx, dy in run.digits:
            height, width = printed.coverage.shape
            written = writer.glyph(character, float(height), pen, self.rng)
            if written is not None:
                left = round(x) + run.left + dx + (width - written.advance) / 2
                top = round(y) + run.top + dy
                kind, symbol = writer.digit_kind, symbol_of(character)
                self.sheet.lay(written.coverage, left + written.left, top + written.top, pen.ink, kind, symbol)

    def turned(self, text: str, x: float, y: float, degrees: float, spacing: float = 0.0) -> None:
        """Print `text` with its middle at (x, y), turned counter-clockwise."""
        run = typeset.set_text(text, self.pixels, self.font, spacing=spacing)
        typeset.lay_turned(self.sheet, run, x, y, degrees, self.ink)

    def rule(self, p: tuple[float, float], q: tuple[float, float], width: float, style: str = SOLID) -> None:
        """A level or upright line from p to q."""
        (x, y), (right, bottom) = p, q
        level = abs(right - x) >= abs(bottom - y)
        length = max(1, round(abs(right - x) if level else abs(bottom - y)))
        across = max(1, int(np.ceil(width)))
        strip = np.full((across, length), 255 if width >= 1 else round(255 * max(width, 0.2)), np.uint8)
        if style in (DOTTED, DASHED):
            on, period = (max(1, across), 3 * across) if style == DOTTED else (5 * across, 8 * across)
            strip[:, np.arange(length) % max(period, 3) >= on] = 0
        elif style == BROKEN:
            coarse = self.rng.random(length // 6 + 2).astype(np.float32)
            gone = np.interp(np.arange(length) / 6, np.arange(len(coarse)), coarse)
            strip = (strip * np.clip(gone * 3, 0, 1)).astype(np.uint8)
        elif style == DOUBLE:
            strip = np.concatenate([strip, np.zeros((across + 1, length), np.uint8), strip])
        start = (min(x, right), y - len(strip) / 2) if level else (x - len(strip) / 2, min(y, bottom))
        self.sheet.lay(strip if level else np.ascontiguousarray(strip.T), *start, self.ink, THING, keep=False)

    def frame(self, x: float, y: float, w: float, h: float, width: float, style: str = SOLID) -> None:
        """The four sides of a rectangle."""
        for offset in (0, 1):
            self.rule((x, y + offset * h), (x + w, y + offset * h), width, style)
            self.rule((x + offset * w, y), (x + offset * w, y + h), width, style)

    def block(self, x: float, y: float, w: float, h: float, kind: int = PAPER) -> None:
        """A filled rectangle: another ground to write on, unless `kind` says otherwise."""
        wide, high = round(min(w, self.sheet.size[0] - x)), round(min(h, self.sheet.size[1] - y))
        if wide > 0 and high > 0:
            self.sheet.lay(np.full((high, wide), 255, np.uint8), x, y, self.ink, kind, keep=False)

    def shape(self, points: NDArray[np.floating], width: float = 0.0, closed: bool = True, kind: int = THING) -> None:
        """A polygon, filled where `width` is 0, from its corners (n, 2) in pixels of the sheet."""
        low = np.maximum(np.floor(points.min(axis=0)) - width - 2, -8)
        high = np.minimum(np.ceil(points.max(axis=0)) + width + 3, np.array(self.sheet.size) + 8)
        if (high - low < 1).any():
            return
        w, h = (high - low).astype(int)
        coverage: Coverage = np.zeros((int(h), int(w)), np.uint8)
        fixed = np.round((points - low) * 16).astype(np.int32)
        if width:
            thick = max(1, round(width))
            cv2.polylines(coverage, [fixed], closed, 255 if width >= 1 else round(255 * width), thick, cv2.LINE_AA, 4)
        else:
            cv2.fillPoly(coverage, [fixed], 255, cv2.LINE_AA, 4)
        self.sheet.lay(coverage, low[0], low[1], self.ink, kind, keep=False)

    def ring(self, x: float, y: float, w: float, h: float, width: float, kind: int = THING) -> None:
        """An ellipse in the rectangle with its corner at (x, y); filled where `width` is 0."""
        turn = np.linspace(0, 2 * np.pi, int(np.clip(w + h, 12, 200)), endpoint=False)
        points = np.column_stack([x + (1 + np.cos(turn)) * w / 2, y + (1 + np.sin(turn)) * h / 2])
        self.shape(points, width, kind=kind)


def set_up(
    sheet: Sheet, rng: np.random.Generator, material: Material, pixels: float, dark: bool, colourful: float = 0.2
) -> Press:
    """A press with a font and an ink by lot."""
    found = fonts(material.print_fonts, material.hand_fonts)
    font = found.text[int(rng.integers(len(found.text)))]
    ink = print_ink(rng, dark, colourful)
    by_hand = None
    if rng.random() < BY_HAND:
        pen = sample_pen(rng, dark, pixels)
        by_hand = sample_writer(rng, material), replace(pen, ink=ink) if rng.random() < 0.5 else pen
    return Press(sheet, rng, material, font, max(3.0, pixels), ink, dark, by_hand)


def over(ground: Ink) -> Ink:
    """Ink that shows on an area of `ground`."""
    shade = 245.0 if sum(ground.colour) < 3 * 125 else 15.0
    return Ink((shade, shade, shade), 1.0, True)


def print_ink(rng: np.random.Generator, dark: bool, colourful: float = 0.2) -> Ink:
    """Printers' ink: black mostly, of any colour in a share of `colourful`; light on a `dark` sheet."""
    if dark:
        tint = rng.uniform(120, 255, 3) if rng.random() < colourful else np.full(3, rng.uniform(160, 255))
    elif rng.random() < colourful:
        tint = rng.uniform(0, 190, 3)
        tint[int(rng.integers(3))] *= 0.2
    else:
        tint = np.full(3, float(np.clip(rng.exponential(30), 0, 140)))
    grain = float(rng.uniform(0.1, 0.7)) if rng.random() < 0.2 else 0.0
    return Ink((float(tint[0]), float(tint[1]), float(tint[2])), float(rng.uniform(0.75, 1)), dark, grain)


def log_uniform(rng: np.random.Generator, low: float, high: float) -> float:
    """A number between `low` and `high`, each ratio as likely."""
    return float(np.exp(rng.uniform(np.log(low), np.log(max(high, low * 1.001)))))
