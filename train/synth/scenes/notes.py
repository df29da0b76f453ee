"""Handwriting in which digits are few or none: notes, letters, alphabets, boards, things that are written on."""

from __future__ import annotations

import cv2
import numpy as np

from train.pen import lay_ink
from train.synth.hands import Pen, sample_pen, sample_writer
from train.synth.material import Material
from train.synth.numerals import CURRENCIES, amount, anything, number
from train.synth.papers import is_dark, paper, rule
from train.synth.scenes.numbers import CLOSE, TOUCHING, digit_height, sample_gap, start, stroke
from train.synth.sheet import Ink, Sheet
from train.synth.truth import HANDWRITING, THING
from train.synth.writing import text_width, write, write_word

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
SIGNS = "+-=/*#%&@?!<>[](){}^~:;,."


def note(rng: np.random.Generator, material: Material, size: tuple[int, int]) -> Sheet:
    """Lines of handwritten words, with a number here and there."""
    return _text(rng, material, size, float(rng.choice([0.04, 0.1, 0.25])))


def words_only(rng: np.random.Generator, material: Material, size: tuple[int, int]) -> Sheet:
    """Lines of handwritten words without a digit."""
    return _text(rng, material, size, 0.0)


def letters(rng: np.random.Generator, material: Material, size: tuple[int, int]) -> Sheet:
    """Letters and signs that stand by themselves, in rows or anywhere; now and then numbers among them."""
    sheet, height, writer, pen = start(rng, material, size, 0.3)
    w, h = size
    characters = LETTERS + SIGNS if rng.random() < 0.5 else LETTERS
    numbers = float(rng.choice([0.0, 0.0, 0.3]))
    in_rows = rng.random() < 0.5
    across = height * float(rng.uniform(1, 2.5))
    for i in range(int(rng.integers(4, 60))):
        if in_rows:
            columns = max(1, int(w / across))
            x, y = (i % columns) * across + 0.2 * height, (i // columns) * height * 1.6 + 0.2 * height
        else:
            x, y = float(rng.uniform(0, w)), float(rng.uniform(0, h))
        if y > h or not sheet.free(x, y, x + height, y + height):
            continue
        if rng.random() < numbers:
            write(sheet, number(rng, 2), x, y, height, writer, pen, rng)
        else:
            character = characters[int(rng.integers(len(characters)))]
            size_of = height * float(rng.uniform(0.7, 1.2))
            write(sheet, character, x, y, size_of, writer, pen, rng)
    return sheet


def amount_field(rng: np.random.Generator, material: Material, size: tuple[int, int]) -> Sheet:
    """An amount in a field of a cheque: close or touching, over fine wavy lines, between flourishes."""
    sheet = paper(rng, material, size, dark=False)
    w, h = size
    if rng.random() < 0.7:
        guilloche(sheet, rng)
    for _ in range(int(rng.integers(2, 9))):
        height = digit_height(rng, size, 0.6)
        writer, pen = sample_writer(rng, material), sample_pen(rng, False, height)
        text = "".join(c for c in amount(rng) if c.isdigit()) if rng.random() < 0.5 else amount(rng)
        gap = float(rng.uniform(*(TOUCHING if rng.random() < 0.5 else CLOSE)))
        wide = text_width(text, height, gap) * 1.3
        x, y = float(rng.uniform(0, max(1, w - wide))), float(rng.uniform(0, max(1, h - height)))
        if not sheet.free(x - height, y, x + wide + height, y + height):
            continue
        if rng.random() < 0.4:  # the field's frame
            field = np.zeros((int(height * rng.uniform(1.3, 2)) + 4, int(wide + 2 * height)), np.uint8)
            cv2.rectangle(field, (1, 1), (field.shape[1] - 2, field.shape[0] - 2), 255, int(rng.integers(1, 3)))
            shade = float(rng.uniform(40, 180))
            sheet.lay(field, x - height, y - 0.2 * height, Ink((shade, shade, shade)), THING, keep=False)
        lot = rng.random()
        if lot < 0.2:
            x = write(sheet, CURRENCIES[int(rng.integers(3))], x - 0.8 * height, y, height, writer, pen, rng)
        elif lot < 0.5:
            x = write(sheet, str(rng.choice(["#", "=", "-", "*", "**"])), x - 0.8 * height, y, height, writer, pen, rng)
        x = write(sheet, text, x, y, height, writer, pen, rng, gap, float(rng.normal(0, 0.04)))
        if rng.random() < 0.45:  # so that nobody adds a digit
            stroke(sheet, x + 0.1 * height, y + height * rng.uniform(0.3, 0.9), x + height * rng.uniform(0.6, 3),
                   y + height * rng.uniform(0.3, 0.8), pen, rng)  # fmt: skip
    return sheet


def written_on_things(rng: np.random.Generator, material: Material, size: tuple[int, int]) -> Sheet:
    """Numbers and words with a marker straight on wood, card, cloth, photographs, or on a label stuck there."""
    w, h = size
    ground = material.photograph(rng) if rng.random() < 0.4 else material.texture(rng)
    sheet = paper(rng, material, size)
    if ground is not None:
        if ground.shape[0] < 200:
            ground = np.vstack([np.hstack([ground, ground[:, ::-1]]), np.hstack([ground, ground[:, ::-1]])[::-1]])
        side = int(rng.uniform(0.4, 1) * min(ground.shape[:2]))
        top, left = (int(rng.integers(0, extent - side + 1)) for extent in ground.shape[:2])
        sheet.picture[:] = cv2.resize(
            ground[top : top + side, left : left + side], (w, h), interpolation=cv2.INTER_CUBIC
        )
    for _ in range(int(rng.integers(1, 8))):
        height = digit_height(rng, size, 0.35)
        text, gap = (anything(rng) if rng.random() < 0.8 else ""), sample_gap(rng)
        wide = text_width(text, height, gap) if text else 4 * height
        x, y = float(rng.uniform(0, max(1, w - wide))), float(rng.uniform(0, max(1, h - height)))
        if not sheet.free(x, y, x + wide, y + height):
            continue
        here = sheet.picture[int(max(0, y)) : int(y + height) + 1, int(max(0, x)) : int(x + wide) + 1]
        if rng.random() < 0.4 or here.size == 0 or float(here.std()) > 45:  # a label
            label = paper(rng, material, (int(wide + height), int(height * rng.uniform(1.4, 2.2))), dark=False).picture
            x0, y0 = max(0, int(x - 0.5 * height)), max(0, int(y - 0.25 * height))
            place = sheet.picture[y0 : y0 + label.shape[0], x0 : x0 + label.shape[1]]
            place[:] = label[: place.shape[0], : place.shape[1]]
            here = place
        light = float(here.mean()) if here.size else 200.0
        pen = sample_pen(rng, light < 110, height)
        writer = sample_writer(rng, material)
        if text:
            write(sheet, text, x, y, height, writer, pen, rng, gap)
        else:
            write_word(sheet, x, y, height, writer, pen, rng)
    return sheet


def ringed(rng: np.random.Generator, material: Material, size: tuple[int, int]) -> Sheet:
    """Numbers and letters in rings, boxes and brackets, underlined, with arrows between."""
    sheet, height, writer, pen = start(rng, material, size, 0.25)
    w, h = size
    for _ in range(int(rng.integers(3, 18))):
        text = number(rng, 3) if rng.random() < 0.7 else str(rng.choice(list(LETTERS)))
        wide = text_width(text, height, 0.1)
        x, y = float(rng.uniform(0, max(1, w - wide))), float(rng.uniform(0, max(1, h - height)))
        reach = height * float(rng.uniform(0.35, 0.8))
        if not sheet.free(x - reach, y - reach, x + wide + reach, y + height + reach):
            continue
        end = write(sheet, text, x, y, height, writer, pen, rng, 0.1)
        lot = rng.random()
        if lot < 0.5:
            ring(sheet, x - reach, y - reach, end + reach, y + height + reach, pen, rng)
        elif lot < 0.7:
            stroke(sheet, x - 0.2 * height, y + 1.15 * height, end + 0.2 * height, y + 1.2 * height, pen, rng)
        elif lot < 0.85:
            for x0, y0, x1, y1 in (
                (x - reach, y - reach, end + reach, y - reach),
                (x - reach, y + height + reach, end + reach, y + height + reach),
                (x - reach, y - reach, x - reach, y + height + reach),
                (end + reach, y - reach, end + reach, y + height + reach),
            ):
                stroke(sheet, x0, y0, x1, y1, pen, rng)
    return sheet


def ring(
    sheet: Sheet, left: float, top: float, right: float, bottom: float, pen: Pen, rng: np.random.Generator
) -> None:
    """A ring by hand, not quite closed or drawn over its beginning."""
    margin = pen.width + 3
    w, h = right - left, bottom - top
    angles = np.linspace(0, 2 * np.pi * rng.uniform(0.93, 1.15), 40) + rng.uniform(0, 2 * np.pi)
    wobble = 1 + 0.04 * np.cumsum(rng.normal(0, 0.3, 40))
    points = np.stack([(0.5 + 0.5 * np.cos(angles) * wobble) * w, (0.5 + 0.5 * np.sin(angles) * wobble) * h], 1)
    low = points.min(axis=0) - margin
    high = points.max(axis=0) + margin
    coverage = lay_ink([(points - low).astype(np.float32)], (int(high[1] - low[1]), int(high[0] - low[0])), pen.width)
    sheet.lay(coverage, left + float(low[0]), top + float(low[1]), pen.ink, HANDWRITING, keep=False)


def guilloche(sheet: Sheet, rng: np.random.Generator) -> None:
    """Fine wavy lines as on banknotes and cheques, all over the sheet."""
    w, h = sheet.size
    lines = np.zeros((h, w), np.uint8)
    xs = np.arange(0, w + 8, 4)
    period, swing = float(rng.uniform(20, 160)), float(rng.uniform(2, 18))
    for i, y in enumerate(np.arange(-20, h + 20, float(rng.uniform(3, 10)))):
        phase = i * float(rng.uniform(0.05, 0.6))
        wave = y + swing * np.sin(xs / period * 2 * np.pi + phase) + 0.4 * swing * np.sin(xs / period * 5 + phase)
        cv2.polylines(lines, [np.column_stack([xs, wave]).astype(np.int32)], False, 255, 1, cv2.LINE_AA)
    tint = rng.uniform(90, 220, 3)
    sheet.lay(lines, 0, 0, Ink((float(tint[0]), float(tint[1]), float(tint[2])), float(rng.uniform(0.3, 0.9))), THING,
              keep=False)  # fmt: skip


def _text(rng: np.random.Generator, material: Material, size: tuple[int, int], numbers: float) -> Sheet:
    sheet = paper(rng, material, size)
    height = digit_height(rng, size, 0.15)
    pitch = height * float(rng.uniform(1.4, 2.4))
    if rng.random() < 0.5:
        rule(sheet, rng, pitch)
    writer, pen = sample_writer(rng, material), sample_pen(rng, is_dark(sheet), height)
    w, h = size
    left, y = float(rng.uniform(0, 0.2) * w), float(rng.uniform(0, 0.4) * h)
    while y < h - 0.5 * height and rng.random() < 0.95:
        x = left
        while x < w * rng.uniform(0.6, 1):
            if rng.random() < numbers:
                x = write(sheet, anything(rng), x, y, height, writer, pen, rng, float(rng.uniform(0.02, 0.3)))
            else:
                x = write_word(sheet, x, y, height, writer, pen, rng)
            x += height * float(rng.uniform(0.3, 0.8))
        y += pitch
    return sheet


SCENES = (
    ("note", 9, note),
    ("handwritten words", 7, words_only),
    ("letters and signs", 6, letters),
    ("amount field", 11, amount_field),
    ("written on things", 8, written_on_things),
    ("ringed numbers", 5, ringed),
)
