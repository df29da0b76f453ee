"""Somebody who fills in what was printed: numbers into fields, ticks into boxes, rings round answers."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from train.synth import shapes, wording
from train.synth.hands import Pen, Writer, sample_pen, sample_writer
from train.synth.material import Material
from train.synth.press import DOTTED, DOUBLE, Press
from train.synth.sheet import Ink, Sheet
from train.synth.truth import UNSURE, symbol_of
from train.synth.writing import text_width, write, write_word

RED = (50.0, 40.0, 200.0)
LATEST = 24  # marks: what is crossed out was written just before
GAPS = (-0.02, 0.08, 0.15, 0.25, 0.4)  # between digits, in heights


@dataclass(frozen=True, eq=False)
class Clerk:
    """A writer with a pen at a form."""

    sheet: Sheet
    rng: np.random.Generator
    writer: Writer
    pen: Pen
    gap: float

    @property
    def stylus(self) -> shapes.Stylus:
        """The pen, for marks that are no writing."""
        return shapes.Stylus(self.pen.ink, self.pen.width, float(self.rng.uniform(0.5, 1.5)), self.pen.pressure)

    def number(self, text: str, x: float, y: float, height: float, most: float = np.inf, align: float = 0.0) -> float:
        """Write `text` from x on within `most` pixels, its digits `height` high from y on; returns where it ends."""
        wide = text_width(text, height, self.gap)
        if wide > most:
            height, wide = max(height * most / wide, 5.0), most
        if align and most < np.inf:
            x += (most - wide) * align
        return write(self.sheet, text, x, y, height, self.writer, self.pen, self.rng, self.gap)

    def in_box(self, digit: str, x: float, y: float, w: float, h: float) -> None:
        """Write one digit into a box, more or less in its middle and mostly within it."""
        rng, height = self.rng, h * float(self.rng.uniform(0.5, 0.95))
        glyph = self.writer.glyph(digit, height, self.pen, rng)
        if glyph is not None and glyph.advance > w and rng.random() < 0.9:
            height *= 0.9 * w / glyph.advance
            glyph = self.writer.glyph(digit, height, self.pen, rng)
        if glyph is None:
            return
        left = x + (w - glyph.advance) / 2 + rng.normal(0, 0.06) * w
        top = y + (h - height) / 2 + rng.normal(0, 0.05) * h
        kind, symbol = self.writer.digit_kind, symbol_of(digit)
        self.sheet.lay(glyph.coverage, left + glyph.left, top + glyph.top, self.pen.ink, kind, symbol)

    def words(self, x: float, y: float, height: float, right: float) -> None:
        """Write a word or two, until `right`."""
        for _ in range(int(self.rng.integers(1, 4))):
            if x > right - 3 * height:
                return
            x = write_word(self.sheet, x, y, height, self.writer, self.pen, self.rng) + height * 0.5

    def tick(self, x: float, y: float, w: float, h: float) -> None:
        """Mark a box: a tick, a cross, a stroke, a scribble, or fill it."""
        rng, stylus, lot = self.rng, self.stylus, self.rng.random()
        wide, high = w * float(rng.uniform(0.6, 1.3)), h * float(rng.uniform(0.6, 1.4))
        left, top = x + (w - wide) / 2 + rng.normal(0, 0.1) * w, y + (h - high) / 2 + rng.normal(0, 0.1) * h
        strokes = [shapes.tick(left, top, wide, high, rng, 1.0)]
        if lot < 0.35:
            strokes = [
                np.array([(left, top), (left + wide, top + high)], np.float32),
                np.array([(left + wide, top), (left, top + high)], np.float32),
            ]
        elif lot < 0.5:
            steps = np.arange(0, 1.01, min(0.3, stylus.width / max(high, 1)))
            side = np.where(np.arange(len(steps)) % 2, left + wide, left)
            strokes = [np.column_stack([side, top + steps * high]).astype(np.float32)]
        elif lot < 0.58:
            strokes = [np.array([(left, top + high / 2), (left + wide, top + high / 2)], np.float32)]
        shapes.draw(self.sheet, strokes, stylus, stylus.small)

    def ring(self, x: float, y: float, w: float, h: float) -> None:
        """A ring round what stands in this rectangle."""
        shapes.ring_round(self.sheet, x, y, w, h, self.stylus, self.rng)

    def cross_out(self, x: float, y: float, w: float, h: float) -> None:
        """Make invalid what stands in this rectangle."""
        self.hide(x, y, w, h)
        shapes.cross_out(self.sheet, x, y, w, h, self.stylus, self.rng)

    def hide(self, x: float, y: float, w: float, h: float) -> None:
        """Note that of the latest marks those with their middle in this rectangle are covered: nobody judges them."""
        marks = self.sheet.marks
        for place in range(max(0, len(marks) - LATEST), len(marks)):
            mark = marks[place]
            across, down = mark.box[:2] + mark.box[2:] / 2
            if x <= across <= x + w and y <= down <= y + h:
                marks[place] = replace(mark, kind=UNSURE)


def sample_clerk(sheet: Sheet, rng: np.random.Generator, material: Material, height: float, dark: bool) -> Clerk:
    """Somebody who writes digits about `height` pixels high."""
    pen = sample_pen(rng, dark, height)
    pen = replace(pen, width=min(pen.width, max(1.2, height * 0.14)))
    return Clerk(sheet, rng, sample_writer(rng, material), pen, float(rng.choice(GAPS)))


def teacher(clerk: Clerk) -> Clerk:
    """Somebody else, in red."""
    ink = replace(clerk.pen.ink, colour=RED, opacity=float(clerk.rng.uniform(0.7, 1)), grain=0.0)
    writer = sample_writer(clerk.rng, clerk.writer.material)
    return replace(clerk, pen=replace(clerk.pen, ink=ink), writer=writer)


def figures(rng: np.random.Generator) -> str:
    """A number as it is filled in: whole, decimal, money, a date, a time."""
    lot = rng.random()
    if lot < 0.4:
        return wording.count(rng, int(rng.integers(1, 7)))
    if lot < 0.55:
        return wording.count(rng) + wording.one_of(rng, (".", ",")) + wording.digits(rng, 1, 2)
    if lot < 0.7:
        sign = wording.one_of(rng, (".", "/", "-"))
        return sign.join((str(rng.integers(1, 32)), str(rng.integers(1, 13)), str(rng.integers(0, 100)).zfill(2)))
    if lot < 0.8:
        return f"{rng.integers(0, 24)}:{rng.integers(0, 60):02d}"
    if lot < 0.87:
        return wording.one_of(rng, ("-", "+")) + wording.count(rng, 3)
    return wording.digits(rng, 1, 9)


def field(press: Press, x: float, y: float, w: float, h: float, style: str) -> None:
    """Somewhere to write on: "line", "dots", "box", "shade", "comb" or "boxes"; cells of the last two are h wide."""
    thick = max(0.6, h * 0.03)
    if style == "dots":
        press.rule((x, y + h), (x + w, y + h), max(1.0, thick), DOTTED)
    elif style == "line":
        press.rule((x, y + h), (x + w, y + h), thick, DOUBLE if press.rng.random() < 0.05 else "solid")
    elif style == "box":
        press.frame(x, y, w, h, thick)
    elif style == "shade":
        shade = float(press.rng.uniform(200, 240)) if not press.dark else 60.0
        press.other(ink=Ink((shade, shade, shade), 1.0, press.dark)).block(x, y, w, h)
    else:
        comb = style == "comb"
        press.rule((x, y + h), (x + w, y + h), thick)
        if not comb:
            press.rule((x, y), (x + w, y), thick)
        for at in np.arange(x, x + w + 1, h * 0.85):
            press.rule((float(at), y + h * (0.6 if comb else 0)), (float(at), y + h), thick)
