"""Writing on a sheet: numbers, words and signs by hand, with the truth."""

from __future__ import annotations

import numpy as np

from train.pen import lay_ink
from train.synth.hands import Glyph, Pen, Writer
from train.synth.sheet import Sheet
from train.synth.truth import HANDWRITING, SIGN, UNSURE, UNTOLD, symbol_of

LETTER_WIDTH = 0.55  # of a digit's height, in words
LIKE_DIGITS = "OoIl|"  # by themselves, nobody can tell them from a 0 or a 1
SPACE = 0.5  # of a digit's height


def write(
    sheet: Sheet,
    text: str,
    x: float,
    y: float,
    height: float,
    writer: Writer,
    pen: Pen,
    rng: np.random.Generator,
    gap: float = 0.2,
    slope: float = 0.0,
) -> float:
    """Write `text` with digits between y and y + `height`, from x on; returns where it ends.

    Neighbours are `gap` digit heights apart, from ink to ink; below 0 they touch. Digits and the signs of numbers
    become marks, letters other handwriting; a sign without a digit in `text` is other handwriting as well.
    """
    has_digit = any(character.isdigit() for character in text)
    alone = len(text.strip()) == 1
    for character in text:
        if character == " ":
            x += height * SPACE * float(rng.uniform(0.7, 1.5))
            continue
        glyph = writer.glyph(character, height, pen, rng)
        if glyph is None:
            continue
        y += slope * glyph.advance
        _lay(sheet, glyph, x, y, writer, pen, character, has_digit, alone)
        x += glyph.advance + max(gap + float(rng.normal(0, 0.25 * abs(gap) + 0.03)), -0.3) * height
    return x


def text_width(text: str, height: float, gap: float) -> float:
    """About how wide `text` comes out, in pixels."""
    return sum(height * (SPACE if character == " " else 0.6 + gap) for character in text)


def write_word(
    sheet: Sheet, x: float, y: float, height: float, writer: Writer, pen: Pen, rng: np.random.Generator
) -> float:
    """A real word, or one letter by letter, small letters a little over half of `height`; returns where it ends."""
    phrases = writer.material.phrases
    if writer.font or phrases is None or rng.random() < 0.35:
        words = writer.material.words
        word = words[rng.integers(len(words))]
        word = word.capitalize() if rng.random() < 0.3 else word.upper() if rng.random() < 0.15 else word
        return write(sheet, word, x, y, height, writer, pen, rng, float(rng.uniform(-0.05, 0.15)))
    of_writer = phrases.by_writer.get(writer.person or -1)
    if of_writer and rng.random() < 0.8:
        own = list(of_writer.values())
        samples = own[rng.integers(len(own))]
        i = int(samples[rng.integers(len(samples))])
    else:
        i = int(rng.integers(len(phrases)))
    width = height * LETTER_WIDTH * max(1, len(str(phrases.labels[i]))) * float(rng.uniform(0.8, 1.2))
    strokes = [stroke * np.float32(width) for stroke in phrases.strokes(i)]
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    if high[1] - low[1] > 2.2 * height:  # a long tail, or a short word in a large hand
        strokes = [stroke * np.float32(2.2 * height / (high[1] - low[1])) for stroke in strokes]
        points = np.concatenate(strokes)
        low, high = points.min(axis=0), points.max(axis=0)
    margin = pen.width + 2
    w, h = (np.ceil(high - low + 2 * margin)).astype(int)
    coverage = lay_ink(
        [stroke - low + np.float32(margin) for stroke in strokes], (int(h), int(w)), pen.width, pen.pressure
    )
    top = y + height * float(rng.uniform(0.85, 1.2)) - (h - 2 * margin) * 0.8
    sheet.lay(coverage, x - margin, top - margin, pen.ink, HANDWRITING)
    return x + float(w)


def cross_out(sheet: Sheet, left: float, top: float, right: float, bottom: float, pen: Pen) -> None:
    """A stroke through what stands in this rectangle, which nobody is asked to read any more."""
    w, h = max(2, int(right - left)), max(2, int(bottom - top))
    line = np.array([(0, h * 0.7), (w * 0.5, h * 0.45), (w, h * 0.3)], np.float32)
    sheet.lay(lay_ink([line], (h, w), pen.width, 0.0), left, top, pen.ink, HANDWRITING)
    sheet.doubt(left, top, right, bottom)


def _lay(
    sheet: Sheet,
    glyph: Glyph,
    x: float,
    y: float,
    writer: Writer,
    pen: Pen,
    character: str,
    has_digit: bool,
    alone: bool,
) -> None:
    signs = has_digit and not writer.font  # of print, digits alone are told
    symbol = symbol_of(character) if character.isdigit() or signs else UNTOLD
    kind = writer.digit_kind if character.isdigit() else SIGN if symbol != UNTOLD else writer.word_kind
    if alone and character in LIKE_DIGITS:
        kind = UNSURE
    sheet.lay(glyph.coverage, x + glyph.left, y + glyph.top, pen.ink, kind, symbol)
