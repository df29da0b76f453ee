"""Scenes of printed numbers: tables, price lists, receipts, calendars, timetables, exercises."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from train.synth import wording
from train.synth.material import Material
from train.synth.papers import is_dark, paper
from train.synth.press import RULES, Press, log_uniform, over, set_up
from train.synth.sheet import Ink, Sheet

Size = tuple[int, int]
Maker = Callable[[np.random.Generator], str]
MAKERS: tuple[tuple[Maker | None, float], ...] = (
    (None, 6),
    (None, 9),
    (wording.count, 4),
    (wording.amount, 7),
    (wording.decimal, 6),
    (wording.date, 9),
    (wording.clock, 5.5),
    (wording.phone, 11),
    (wording.serial, 10),
    (wording.digits, 5),
)
"""What a column may hold (None: words), and how wide it is in heights of a capital."""


def number_table(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """Columns of one kind of number or word each, with or without rules, shaded rows and a head."""
    sheet = paper(rng, material, size)
    press = set_up(sheet, rng, material, log_uniform(rng, 5, size[1] / 12), is_dark(sheet), 0.15)
    w, h = size
    x, y = w * float(rng.uniform(-0.05, 0.15)), h * float(rng.uniform(-0.05, 0.2))
    pitch = press.pixels * float(rng.uniform(1.5, 3.5))
    held = [MAKERS[int(k)] for k in rng.integers(0, len(MAKERS), 24)]
    widths = press.pixels * np.array([wide for _, wide in held]) * rng.uniform(0.9, 1.5)
    columns = int(np.clip(np.searchsorted(np.cumsum(widths), w - x), 1, int(rng.integers(3, 16))))
    edges = x + np.concatenate([[0], np.cumsum(widths[:columns])])
    rows = min(int((h - y) / pitch + 1), int(rng.integers(3, 40)))
    aligns = rng.choice([0.0, 0.5, 1.0, 1.0], columns)
    head = _shade_rows(press, (x, y, float(edges[-1] - x), pitch), rows)
    ruled, style, thick = int(rng.integers(5)), wording.one_of(rng, RULES), log_uniform(rng, 0.5, 3)
    for row in range(rows + 1):
        if ruled in (1, 3) or (ruled == 2 and row in (0, 1, rows)):
            press.rule((x, y + row * pitch), (float(edges[-1]), y + row * pitch), thick, style)
    for edge in edges if ruled in (3, 4) else ():
        press.rule((float(edge), y), (float(edge), y + rows * pitch), thick, style)
    inset = press.pixels * 0.5
    for row in range(rows):
        line = y + row * pitch + (pitch - press.pixels) / 2
        for column in range(columns):
            left, right = edges[column] + inset, edges[column + 1] - inset
            maker = held[column][0]
            if rng.random() < 0.06:
                continue
            text = wording.label(rng) if row == 0 else maker(rng) if maker else wording.word(rng, material.words)
            at = left + (right - left) * aligns[column]
            (press if row else head).text(text, float(at), line, float(aligns[column]), float(right - left))
    if rng.random() < 0.3:
        press.other(press.pixels * 1.5).text(wording.heading(rng, material.words), x, y - press.pixels * 2.5, most=w)
    return sheet


def _shade_rows(press: Press, first: tuple[float, float, float, float], rows: int) -> Press:
    """Fill the head, or every other row, with a tint; `first` is the first row: x, y, width, height.

    Returns what prints the head.
    """
    x, y, w, h = first
    lot = press.rng.random()
    tint = press.rng.uniform(150, 245, 3) if not press.dark else press.rng.uniform(20, 110, 3)
    if 0.3 < lot < 0.5 and not press.dark:
        tint = press.rng.uniform(0, 230, 3)
    ink = Ink((float(tint[0]), float(tint[1]), float(tint[2])), 1.0, press.dark)
    for row in range(rows):
        if (lot < 0.3 and row % 2 == 0) or (0.3 < lot < 0.5 and row == 0):
            press.other(ink=ink).block(x, y + row * h, w, h)
    return press.other(ink=over(ink)) if lot < 0.5 else press


def receipt(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """A till's roll: names left, amounts right, sums, dates, a code; or a menu and a price list."""
    sheet = paper(rng, material, size, False)
    w, h = size
    press = set_up(sheet, rng, material, log_uniform(rng, 5, h / 16), False, 0.1)
    if rng.random() < 0.5:
        equal = [font for font in press.fonts.text if "mono" in font.lower() or "vt323" in font or "courier" in font]
        press = press.other(font=equal[int(rng.integers(len(equal)))] if equal else None)
    wide = min(w * float(rng.uniform(0.4, 0.95)), press.pixels * 45)
    x = (w - wide) * float(rng.uniform(0, 1))
    y = h * float(rng.uniform(-0.1, 0.1))
    for _ in range(int(rng.integers(0, 4))):
        big = press.other(press.pixels * float(rng.uniform(1, 2.2)))
        big.text(wording.heading(rng, material.words), x + wide / 2, y, 0.5, wide)
        y += big.pixels * 1.7
    leading = press.pixels * float(rng.uniform(1.4, 2.6))
    currency = wording.one_of(rng, ("", "", "$", "€", "£"))
    while y < h:
        lot = rng.random()
        if lot < 0.72:
            name = wording.heading(rng, material.words, 3)
            quantity = wording.count(rng, 2) + wording.one_of(rng, (" ", " x ", " × ")) if rng.random() < 0.3 else ""
            price = currency + wording.amount(rng)
            start = x + wide - press.text(price, x + wide, y, 1.0)
            end = press.text(quantity + name, x, y, most=max(start - x - press.pixels, 10.0))
            if rng.random() < 0.2 and start > x + end:
                press.text("." * int((start - x - end) / max(press.width("."), 1)), x + end, y)
        elif lot < 0.8:
            press.rule((x, y), (x + wide, y), 1.0, wording.one_of(rng, RULES))
        elif lot < 0.9:
            bold = press.other(press.pixels * float(rng.uniform(1, 1.8)))
            sum_wide = bold.text(currency + wording.amount(rng), x + wide, y, 1.0)
            name = wording.one_of(rng, ("TOTAL", "Total", "SUM", "Cash", "VAT 19%", "Change"))
            bold.text(name, x, y, most=max(wide - sum_wide - bold.pixels, 10.0))
            y += bold.pixels - press.pixels
        else:
            text = wording.one_of(rng, (wording.date(rng), wording.serial(rng), wording.phone(rng)))
            press.text(f"{text} {wording.clock(rng)}", x + wide / 2, y, 0.5)
        y += leading
    return sheet


def calendar(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """One month or several: days in a grid."""
    sheet = paper(rng, material, size)
    w, h = size
    across = int(rng.choice([1, 1, 1, 2, 3]))
    cell = w / across / 7.6
    press = set_up(sheet, rng, material, cell * float(rng.uniform(0.18, 0.55)), is_dark(sheet), 0.25)
    high, ruled = cell * float(rng.uniform(0.6, 1.1)), rng.random() < 0.5
    place = (0.5, 0.3) if rng.random() < 0.6 else (0.25, 0.1)
    red = press.other(ink=Ink((40.0, 40.0, 210.0), 1.0, press.dark))
    top = h * float(rng.uniform(-0.05, 0.06))
    for block in range(across * 4):
        x, y = (block % across) * w / across + cell * 0.3, top + (block // across) * high * 8.2
        if y > h:
            break
        title = f"{wording.one_of(rng, wording.MONTHS)} {rng.integers(1990, 2040)}"
        press.other(press.pixels * 1.2).text(title, x, y)
        for day in range(7):
            press.other(press.pixels * 0.8).text(wording.DAYS[day][:2], x + (day + place[0]) * cell, y + high, 0.5)
        first, count = int(rng.integers(7)), int(rng.integers(28, 32))
        for day in range(1, count + 1):
            row, column = divmod(first + day - 1, 7)
            left, line = x + column * cell, y + (row + 1.8) * high
            if ruled:
                press.frame(left, line, cell, high, 0.7)
            (red if column == 6 else press).text(str(day), left + place[0] * cell, line + place[1] * high, 0.5)
    return sheet


def timetable(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """Departures: times, lines, names; hours with their minutes."""
    sheet = paper(rng, material, size)
    w, h = size
    press = set_up(sheet, rng, material, log_uniform(rng, 5, h / 18), is_dark(sheet), 0.15)
    pitch, hourly = press.pixels * float(rng.uniform(1.5, 2.6)), rng.random() < 0.5
    begin = w * float(rng.uniform(0, 0.1))
    for row, y in enumerate(np.arange(press.pixels, h, pitch)):
        line = float(y)
        if hourly:
            press.other(press.pixels * 1.1).text(str((row + 4) % 24), begin, line)
            minutes = np.sort(rng.integers(0, 60, int(rng.integers(0, 9))))
            for place, minute in enumerate(minutes):
                press.text(f"{minute:02d}", begin + (place + 1.5) * press.pixels * 2.6, line)
        else:
            end = begin + press.text(wording.clock(rng), begin, line)
            end += press.text(
                wording.one_of(rng, ("RE ", "S", "IC ", "U")) + wording.count(rng, 3), end + press.pixels, line
            )
            press.text(wording.word(rng, material.words).title(), max(end + press.pixels * 3, begin + w * 0.4), line)
            press.text(wording.count(rng, 2), w * 0.93, line, 1.0)
        if rng.random() < 0.5:
            press.rule((begin, line + pitch * 0.8), (w * 0.96, line + pitch * 0.8), 0.6)
    return sheet


def exercises(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """Printed sums to be worked, in columns or one below the other, nothing filled in."""
    sheet = paper(rng, material, size)
    w, h = size
    press = set_up(sheet, rng, material, log_uniform(rng, 7, h / 9), is_dark(sheet), 0.1)
    columns = int(np.clip(w / (press.pixels * rng.uniform(9, 16)), 1, 6))
    pitch, stacked, numbered = press.pixels * float(rng.uniform(1.8, 4)), rng.random() < 0.3, rng.random() < 0.4
    pitch *= 2.2 if stacked else 1
    y = h * float(rng.uniform(0, 0.12))
    press.text(wording.heading(rng, material.words, 5), w * 0.05, y, most=w * 0.9)
    number = 1
    for line in np.arange(y + pitch, h, pitch):
        for column in range(columns):
            x, at = w * (0.05 + 0.93 * column / columns), float(line)
            a, b = wording.count(rng, 3), wording.count(rng, 3)
            sign = wording.one_of(rng, ("+", "-", "×", "·", ":", "/"))
            if numbered:
                x += press.other(press.pixels * 0.7).text(f"{number})", x, at) + press.pixels * 0.5
            number += 1
            if stacked:
                right = x + press.pixels * 4
                press.text(a, right, at, 1.0)
                press.text(sign + " " + b, right, at + press.pixels * 1.4, 1.0)
                press.rule((x, at + press.pixels * 2.7), (right, at + press.pixels * 2.7), 1.0)
                continue
            x += press.text(f"{a} {sign} {b} =", x, at)
            if rng.random() < 0.5:
                press.text(wording.one_of(rng, ("___", "....", "?", "")), x + press.pixels * 0.5, at)
    return sheet


SCENES = (
    ("number table", 4, number_table),
    ("receipt", 2, receipt),
    ("calendar", 2, calendar),
    ("timetable", 1, timetable),
    ("exercises", 2, exercises),
)
