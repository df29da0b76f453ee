"""Scenes of things with print on them: keys, scales, dials, displays, codes, cards, labels, envelopes."""

from __future__ import annotations

import numpy as np

from train.synth import displays, office, wording
from train.synth.material import Material
from train.synth.papers import is_dark, paper
from train.synth.press import RULES, Press, log_uniform, set_up
from train.synth.scenes import print_figures, print_sheets
from train.synth.sheet import Ink, Sheet

Size = tuple[int, int]
PADS = ("123456789*0#", "789456123.0=", "789/456*123-0.=+", "1234567890QWERTYUIOPASDFGHJKL:ZXCVBNM,.-", "1234567890")


def keys(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """A key pad, a calculator, a telephone, a keyboard: rows of keys with a character each."""
    dark = bool(rng.random() < 0.5)
    sheet = paper(rng, material, size, dark)
    w, h = size
    cap_light = rng.random() < 0.5
    shade = float(rng.uniform(170, 245) if cap_light else rng.uniform(20, 80))
    cap = Ink((shade, shade, shade), 1.0, True)
    press = set_up(sheet, rng, material, 10, not cap_light, 0.15)
    text = wording.one_of(rng, PADS)
    columns = {12: 3, 16: 4, 10: 10}.get(len(text), 10)
    pitch = min(w / columns, h / (-(-len(text) // columns))) * float(rng.uniform(0.6, 1.1))
    x, y = (w - pitch * columns) * float(rng.uniform(0, 1)), h * float(rng.uniform(0, 0.3))
    round_keys, filling = rng.random() < 0.3, float(rng.uniform(0.7, 0.98))
    press = press.other(pitch * float(rng.uniform(0.15, 0.6)))
    align, outlined = float(rng.choice([0.5, 0.5, 0.2])), rng.random() < 0.3
    for place, character in enumerate(text):
        left, top = x + place % columns * pitch, y + place // columns * pitch
        side, caps = pitch * filling, press.other(ink=cap)
        if round_keys:
            caps.ring(left, top, side, side, 1.5 if outlined else 0.0)
        elif outlined:
            caps.frame(left, top, side, side, 1.5)
        else:
            caps.block(left, top, side, side)
        ink = press if not outlined else set_up(sheet, rng, material, press.pixels, is_dark(sheet), 0)
        ink.other(font=press.font).text(character, left + side * align, top + (side - press.pixels) * align, 0.5)
        if rng.random() < 0.2:
            ink.other(press.pixels * 0.4).text(
                wording.word(rng, material.words)[:3].upper(), left + side * 0.5, top + side * 0.72, 0.5
            )
    return sheet


def scale(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """A ruler, a thermometer, a protractor, the axes of a diagram: ticks with numbers."""
    sheet = paper(rng, material, size)
    w, h = size
    press = set_up(sheet, rng, material, log_uniform(rng, 5, h / 14), is_dark(sheet), 0.15)
    if rng.random() < 0.6:
        upright = rng.random() < 0.3
        step = press.pixels * float(rng.uniform(2.2, 6))
        base, ticks = (w if upright else h) * float(rng.uniform(0.1, 0.7)), int(rng.choice([2, 4, 5, 10]))
        count, start = float(rng.choice([1, 5, 10, 100, 0.1])), int(rng.integers(0, 30))
        for number, at in enumerate(np.arange(step / 2, h if upright else w, step)):
            for tick in range(ticks):
                long = press.pixels * (1.4 if tick == 0 else 0.9 if tick * 2 == ticks else 0.6)
                place = float(at) + tick * step / ticks
                ends = ((base, place), (base + long, place)) if upright else ((place, base), (place, base + long))
                press.rule(*ends, max(0.7, press.pixels * 0.08))
            text = f"{(start + number) * count:g}"
            if upright:
                press.text(text, base - press.pixels * 0.5, float(at) - press.pixels / 2, 1.0)
            else:
                press.text(text, float(at), base + press.pixels * 1.7, 0.5)
        if not upright and rng.random() < 0.5:
            press.frame(-5, base - press.pixels * 0.4, w + 10, press.pixels * 4, 1.2)
        return sheet
    right, low = w * float(rng.uniform(0.6, 0.95)), h * float(rng.uniform(0.6, 0.9))
    left, top = w * 0.14, h * 0.08
    press.rule((left, low), (right, low), 1.2)
    press.rule((left, top), (left, low), 1.2)
    grid, factor = rng.random() < 0.5, float(rng.choice([1, 10, 0.5, 100, 2]))
    steps = int(np.clip((right - left) / (press.pixels * 4), 2, 10))
    for number in range(steps + 1):
        x, y = left + (right - left) * number / steps, low - (low - top) * number / steps
        press.text(f"{number * factor:g}", x, low + press.pixels * 0.6, 0.5)
        press.text(f"{number * factor * 2:g}", left - press.pixels * 0.5, y - press.pixels / 2, 1.0)
        if grid:
            press.rule((x, top), (x, low), 0.5)
            press.rule((left, y), (right, y), 0.5)
    for _ in range(int(rng.integers(1, 4))):
        course = np.cumsum(rng.normal(0, 1, 30))
        course = (course - course.min()) / max(float(np.ptp(course)), 1e-3)
        points = np.column_stack([np.linspace(left, right, 30), low - course * (low - top) * 0.9])
        press.other(ink=set_up(sheet, rng, material, 5, press.dark, 0.9).ink).shape(
            points, float(rng.uniform(0.8, 3)), False
        )
    press.text(wording.label(rng), (left + right) / 2, low + press.pixels * 2.4, 0.5)
    return sheet


def dial(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """A clock's face or a gauge: numbers in a ring, ticks, hands."""
    sheet = paper(rng, material, size)
    w, h = size
    press = set_up(sheet, rng, material, 10, is_dark(sheet), 0.2)
    for _ in range(int(rng.integers(1, 4))):
        radius = log_uniform(rng, 24, h * 0.5)
        x, y = float(rng.uniform(0.1, 0.9)) * w, float(rng.uniform(0.2, 0.8)) * h
        if not sheet.free(x - radius, y - radius, x + radius, y + radius):
            continue
        press.ring(x - radius, y - radius, 2 * radius, 2 * radius, log_uniform(rng, 1, radius / 8))
        numbers = press.other(radius * float(rng.uniform(0.1, 0.24)))
        hours, sweep = (12, 1.0) if rng.random() < 0.6 else (int(rng.integers(6, 13)), 0.75)
        factor, turned = (1 if sweep == 1 else int(rng.choice([1, 10, 20]))), rng.random() < 0.3
        for number in range(1, hours + 1):
            angle = 2 * np.pi * sweep * number / hours + (0 if sweep == 1 else -2.5)
            across, down = np.sin(angle), -np.cos(angle)
            spot = (x + across * radius * 0.76, y + down * radius * 0.76)
            if turned:
                numbers.turned(str(number * factor), *spot, -float(np.degrees(angle)))
            else:
                numbers.text(str(number * factor), spot[0], spot[1] - numbers.pixels / 2, 0.5)
            ticks = np.array([(x + across * radius * part, y + down * radius * part) for part in (0.91, 0.98)])
            press.shape(ticks, max(1.0, radius / 40), closed=False)
        for _ in range(int(rng.integers(1, 4))):
            angle, long = float(rng.uniform(0, 7)), float(rng.uniform(0.4, 0.7)) * radius
            end = (x + np.sin(angle) * long, y - np.cos(angle) * long)
            press.shape(np.array([(x, y), end]), max(1.0, radius * float(rng.uniform(0.01, 0.06))), closed=False)
        sheet.take(x - radius, y - radius, x + radius, y + radius)
    return sheet


def labels(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """Cards, envelopes, shipping labels, price tags: framed patches with names, numbers and codes."""
    sheet = paper(rng, material, size)
    w, h = size
    for _ in range(int(rng.integers(1, 40))):
        wide, high = log_uniform(rng, 60, w), log_uniform(rng, 40, h * 0.8)
        x, y = float(rng.uniform(-0.1, 0.8)) * w, float(rng.uniform(-0.1, 0.8)) * h
        if not sheet.free(x, y, x + wide, y + high):
            continue
        _label(
            set_up(sheet, rng, material, high * float(rng.uniform(0.06, 0.2)), is_dark(sheet), 0.3), x, y, wide, high
        )
        sheet.take(x, y, x + wide, y + high)
    return sheet


def _label(press: Press, x: float, y: float, wide: float, high: float) -> None:
    rng, words = press.rng, press.material.words
    if rng.random() < 0.5 and not press.dark:
        tint = rng.uniform(200, 255, 3)
        press.other(ink=Ink((float(tint[0]), float(tint[1]), float(tint[2])), 1.0, True)).block(x, y, wide, high)
    if rng.random() < 0.6:
        press.frame(x, y, wide, high, log_uniform(rng, 0.6, 3), wording.one_of(rng, RULES))
    inset, line = press.pixels * 0.8, y + press.pixels * 0.8
    align, edge = (0.0, x + inset) if rng.random() < 0.6 else (0.5, x + wide / 2)
    while line < y + high - press.pixels * 1.3:
        lot, most = rng.random(), wide - 2 * inset
        room = y + high - line
        if lot < 0.12 and room > 20:
            office.bars(
                press,
                x + inset,
                line,
                most * float(rng.uniform(0.4, 1)),
                min(room * 0.5, 60),
                wording.digits(rng, 6, 13),
            )
            line += min(room * 0.5, 60) + press.pixels * 1.5
        elif lot < 0.2 and room > 24:
            side = min(room * 0.8, most, 110)
            office.squares(press, x + wide - inset - side, line, side)
            break
        else:
            makers = (wording.heading(rng, words), wording.phone(rng), wording.amount(rng), wording.serial(rng))
            text = wording.one_of(
                rng, (*makers, f"{wording.word(rng, words).title()} {wording.count(rng, 3)}", wording.date(rng))
            )
            big = press.other(press.pixels * float(rng.choice([1, 1, 1, 1.6, 3])))
            if line + big.pixels < y + high:
                big.text(text, edge, line, align, most)
            line += big.pixels * 1.6


def readings(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """Displays of meters and clocks: segments, dots, counters, stencilled numbers, on a panel with labels."""
    sheet = paper(rng, material, size)
    w, h = size
    press = set_up(sheet, rng, material, h / 24, is_dark(sheet), 0.3)
    for _ in range(int(rng.integers(1, 5))):
        height = log_uniform(rng, 10, h * 0.4)
        text = wording.one_of(
            rng, (wording.count(rng, 5), wording.clock(rng), wording.digits(rng, 2, 7), "-" + wording.count(rng))
        )
        x, y = w * float(rng.uniform(0, 0.6)), h * float(rng.uniform(0, 0.8))
        wide = height * (0.85 * len(text) + 0.4)
        if not sheet.free(x, y, x + wide, y + height * 1.3):
            continue
        lot, colour = rng.random(), rng.uniform(60, 255, 3)
        light = rng.random() < 0.6
        ground = Ink((15.0, 18.0, 16.0), 1.0, True) if light else Ink((150.0, 175.0, 165.0), 1.0, True)
        ink = Ink((float(colour[0]), float(colour[1]), float(colour[2])), 1.0, True)
        ink = ink if light else Ink((30.0, 35.0, 32.0), 0.95)
        if lot < 0.7:
            press.other(ink=ground).block(x - height * 0.2, y - height * 0.2, wide + height * 0.3, height * 1.4)
            off = Ink(ink.colour, 0.08, light) if rng.random() < 0.5 else None
            if press.fonts.displays and lot < 0.15:
                press.other(height, press.fonts.displays[0], ink).text(text, x, y)
            else:
                draw = displays.segments if lot < 0.45 else displays.dots
                draw(press.other(ink=ink), text, x, y, height, off)
        elif lot < 0.87:
            displays.counter(press, text.strip("-:"), x, y, height)
        else:
            displays.stencil(press.other(height), text, x, y)
        press.text(wording.label(rng), x, y + height * 1.5)
        press.text(wording.one_of(rng, wording.UNITS), x + wide * 1.05 + 4, y + height * 0.7)
    return sheet


SCENES = (
    ("keys", 2, keys),
    ("scale", 2, scale),
    ("dial", 1, dial),
    ("labels", 3, labels),
    ("readings", 2, readings),
    *print_figures.SCENES,
    *print_sheets.SCENES,
)
