"""Scenes of forms, filled in by hand or empty: fields of all kinds, slips, invoices, meter cards."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from train.synth import office, wording
from train.synth.clerk import Clerk, field, figures, sample_clerk
from train.synth.material import Material
from train.synth.papers import is_dark, paper
from train.synth.press import RULES, Press, log_uniform, set_up
from train.synth.sheet import Ink, Sheet

Size = tuple[int, int]
STYLES = ("line", "line", "dots", "box", "shade", "comb", "boxes", "none")
CELL = 0.85  # width of a comb's cell, in heights of the field


def form(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """Rows of labels with fields to fill in, tick boxes between, a heading, a number, a stamp."""
    sheet, press, clerk, high = _begin(rng, material, size, 8)
    w, h = size
    filled = float(rng.choice([0, 0.5, 0.9, 1]))
    y, columns = _head(press, size), int(rng.choice([1, 1, 2, 2, 3]))
    pitch, styles = high * float(rng.uniform(1.15, 2.2)), [wording.one_of(rng, STYLES) for _ in range(3)]
    above = rng.random() < 0.35
    while y < h:
        for column in range(columns):
            x = w * (0.04 + 0.95 * column / columns)
            wide = w * (0.9 / columns) - high * 0.5
            if rng.random() < 0.15:
                _ticks(press, clerk, x, y, wide, high * 0.6, filled)
                continue
            text = wording.label(rng)
            if above:
                press.other(press.pixels * 0.8).text(text, x, y - press.pixels * 0.4, most=wide)
                left, top = x, y + press.pixels * 0.6
            else:
                taken = press.text(text, x, y + high - press.pixels, most=wide * 0.5) + press.pixels
                left, top = x + max(taken, wide * 0.3), y
            style = wording.one_of(rng, tuple(styles))
            _fill(press, clerk, (left, top, x + wide - left, high), style, filled)
        y += pitch + (press.pixels if above else 0)
    return _end(press, sheet, size)


def slip(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """A bank's slip, a ticket, a coupon: coloured ground, fine waves, fields of boxes, a printed number."""
    sheet, press, clerk, high = _begin(rng, material, size, 6)
    w, h = size
    x, y = w * float(rng.uniform(-0.03, 0.1)), h * float(rng.uniform(-0.05, 0.25))
    wide, tall = w * float(rng.uniform(0.75, 1)), h * float(rng.uniform(0.45, 0.9))
    if rng.random() < 0.5 and not press.dark:
        tint = rng.uniform(185, 255, 3)
        press.other(ink=Ink((float(tint[0]), float(tint[1]), float(tint[2])), 1.0)).block(x, y, wide, tall)
    for _ in range(int(rng.integers(0, 3))):
        office.guilloche(press, x, y + tall * float(rng.uniform(0, 0.4)), wide, tall * float(rng.uniform(0.2, 0.6)))
    if rng.random() < 0.6:
        press.frame(x, y, wide, tall, log_uniform(rng, 0.7, 3), wording.one_of(rng, RULES))
    press.other(press.pixels * 1.4).text(wording.heading(rng, material.words), x + 8, y + press.pixels, most=wide * 0.6)
    press.text(wording.serial(rng), x + wide - press.pixels, y + press.pixels, 1.0)
    line, filled = y + press.pixels * 3.5, float(rng.choice([0, 0.7, 1, 1]))
    while line < y + tall - high:
        left = x + press.pixels
        while left < x + wide - 3 * high:
            room = min(high * CELL * int(rng.integers(2, 14)), x + wide - left - press.pixels)
            room = max(1, int(room / (high * CELL))) * high * CELL
            press.other(press.pixels * 0.7).text(wording.label(rng), left, line, most=room)
            style = wording.one_of(rng, ("boxes", "comb", "boxes", "box", "line"))
            _fill(press, clerk, (left, line + press.pixels * 0.9, room, high), style, filled)
            left += room + high * float(rng.uniform(0.4, 2))
        line += high + press.pixels * float(rng.uniform(1.6, 3))
    if rng.random() < 0.4:
        press.other(high * 0.7).text(
            wording.digits(rng, 8, 20), x + press.pixels, min(y + tall + 4, h - high), most=wide
        )
    return _end(press, sheet, size)


def invoice(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """Printed items with amounts by hand, or the other way round; a sum, a date, a signature."""
    sheet, press, clerk, high = _begin(rng, material, size, 12)
    w, h = size
    y, pitch = _head(press, size), high * float(rng.uniform(1.2, 2))
    price, count = w * float(rng.uniform(0.7, 0.85)), w * float(rng.uniform(0.45, 0.6))
    ruled, by_hand = wording.one_of(rng, ("none", "line", "dots")), rng.random(3) < (0.3, 0.7, 0.8)
    rows = int(rng.integers(2, 14))
    for row in range(rows + 1):
        if y > h:
            break
        last = row == rows
        name = (
            wording.one_of(rng, ("Total", "TOTAL", "Sum", "Amount due"))
            if last
            else wording.heading(rng, material.words, 2)
        )
        if by_hand[0] and not last:
            clerk.words(w * 0.05, y, high * 0.9, count)
        else:
            press.text(name, w * 0.05, y + high - press.pixels, most=count - w * 0.08)
        if not last:
            _entry(press, clerk, wording.count(rng, 2), (count, y, price - count, high), bool(by_hand[1]))
        if rng.random() < 0.9:
            money = wording.count(rng) + wording.one_of(rng, (".", ",")) + wording.digits(rng, 2, 2)
            _entry(press, clerk, money, (price, y, w * 0.97 - price, high), bool(by_hand[2]))
        if ruled != "none" or last:
            field(press, w * 0.05, y, w * 0.92, high * 1.1, "line" if last else ruled)
        y += pitch
    if y < h - 2 * high:
        press.text(wording.one_of(rng, ("Date", "Signature", "Received by")), w * 0.05, y + high)
        clerk.words(w * 0.3, y + high, high, w * 0.9)
    return _end(press, sheet, size)


def meter_card(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """Few large boxes for a reading, with printed examples or a number to compare with."""
    sheet, press, clerk, _ = _begin(rng, material, size, 5)
    w, h = size
    y = _head(press, size)
    while y < h - 12:
        cells = int(rng.integers(1, 10))
        cell = min(log_uniform(rng, 14, h / 4), w * 0.9 / cells)
        x, tall = (w - cell * cells) * float(rng.uniform(0.05, 0.95)), cell * float(rng.uniform(1, 1.6))
        press.text(wording.label(rng), x, y)
        y += press.pixels * 1.6
        apart, printed = float(rng.choice([0, 0, 0.15])), rng.random() < 0.25
        clerk = replace(sample_clerk(sheet, rng, material, tall * 0.7, press.dark), writer=clerk.writer)
        lot = float(rng.choice([0, 1, 1, 1]))
        for place in range(cells):
            left, side = x + place * cell, cell * (1 - apart)
            press.frame(left, y, side, tall, max(0.7, cell * 0.03))
            digit = str(rng.integers(10))
            if printed:
                press.other(tall * 0.6).text(digit, left + side / 2, y + tall * 0.2, 0.5)
            elif rng.random() < lot:
                clerk.in_box(digit, left, y, side, tall)
        press.text(wording.one_of(rng, wording.UNITS), x + cells * cell + 4, y + tall / 2)
        y += tall * float(rng.uniform(1.2, 2))
    return _end(press, sheet, size)


def _begin(rng: np.random.Generator, material: Material, size: Size, least: float) -> tuple[Sheet, Press, Clerk, float]:
    """A sheet, its press, who fills it in, and the height of a field."""
    sheet = paper(rng, material, size, bool(rng.random() < 0.04))
    high = log_uniform(rng, 14, size[1] / least)
    press = set_up(sheet, rng, material, high * float(rng.uniform(0.3, 0.7)), is_dark(sheet), 0.35)
    return sheet, press, sample_clerk(sheet, rng, material, high * 0.8, press.dark), high


def _head(press: Press, size: Size) -> float:
    """A heading and perhaps a number; returns where the form goes on."""
    rng, (w, h) = press.rng, size
    y = h * float(rng.uniform(-0.05, 0.06))
    if rng.random() < 0.7:
        big = press.other(press.pixels * float(rng.uniform(1.2, 2.2)), press.any_font())
        big.text(wording.heading(rng, press.material.words), w * float(rng.choice([0.04, 0.5])), y, 0.0, w * 0.5)
        y += big.pixels * 2
    if rng.random() < 0.5:
        press.other(ink=Ink((40.0, 40.0, 190.0))).text(f"No. {wording.digits(rng, 4, 8)}", w * 0.96, y, 1.0)
    return y + press.pixels * 1.5


def _fill(press: Press, clerk: Clerk, place: tuple[float, float, float, float], style: str, filled: float) -> None:
    """Print a field and write into it, or not."""
    rng, (x, y, w, h) = press.rng, place
    if w < h * 0.8:
        return
    cells = style in ("comb", "boxes")
    if cells:
        w = max(1, int(w / (h * CELL))) * h * CELL
    if style != "none":
        field(press, x, y, w, h, style)
    if rng.random() >= filled:
        return
    if cells:
        digits, start = wording.digits(rng, 1, round(w / (h * CELL))), 0
        start = int(rng.integers(0, round(w / (h * CELL)) - len(digits) + 1))
        for number, digit in enumerate(digits):
            clerk.in_box(digit, x + (start + number) * h * CELL, y, h * CELL, h)
    elif rng.random() < 0.6:
        height = h * float(rng.uniform(0.6, 0.95))
        text = figures(rng)
        end = clerk.number(text, x + h * 0.2, y + (h - height) * 0.8, height, w - h * 0.3)
        if rng.random() < 0.05:
            clerk.cross_out(x, y, end - x, h)
    else:
        clerk.words(x + h * 0.2, y + h * 0.2, h * 0.7, x + w)


def _entry(press: Press, clerk: Clerk, text: str, place: tuple[float, float, float, float], by_hand: bool) -> None:
    """A number at the right of its place, printed or written."""
    x, y, w, h = place
    if by_hand:
        clerk.number(text, x, y, h * 0.9, w * 0.95, 0.9)
    else:
        press.text(text, x + w * 0.95, y + h - press.pixels, 1.0, w * 0.95)


def _ticks(press: Press, clerk: Clerk, x: float, y: float, wide: float, side: float, filled: float) -> None:
    """Boxes or bubbles to tick, each with a word."""
    rng, right = press.rng, x + wide
    round_box = rng.random() < 0.3
    while x < right - 3 * side:
        text = wording.word(rng, press.material.words)
        if x + side * 1.4 + press.width(text) > right:
            return
        if round_box:
            press.ring(x, y, side, side, max(1.0, side * 0.06))
        else:
            press.frame(x, y, side, side, max(0.8, side * 0.06))
        if rng.random() < 0.4 * (filled > 0):
            clerk.tick(x, y, side, side)
        x += side * 1.5 + press.text(text, x + side * 1.4, y + (side - press.pixels) / 2) + side * 1.2


def _end(press: Press, sheet: Sheet, size: Size) -> Sheet:
    """A stamp on it, at times."""
    rng, (w, h) = press.rng, size
    if rng.random() < 0.22:
        office.stamp(
            press, w * float(rng.uniform(0.1, 0.9)), h * float(rng.uniform(0.1, 0.9)), log_uniform(rng, 50, w / 2.5)
        )
    x, y = w * float(rng.uniform(0, 0.6)), h * float(rng.uniform(0.8, 0.95))
    if rng.random() < 0.3 and sheet.free(x, y, x + w / 4, y + h / 10):
        office.bars(press, x, y, w / 4, h / 14, wording.digits(rng, 6, 13))
    return sheet


SCENES = (
    ("form", 6, form),
    ("slip", 4, slip),
    ("invoice", 3, invoice),
    ("meter card", 3, meter_card),
)
