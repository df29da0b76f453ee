"""Scenes of other printed matter: maps, music, screens, foreign scripts and symbols, scanned pages."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from train.synth import outlines, typeset, wording
from train.synth.material import Material
from train.synth.papers import is_dark, paper
from train.synth.press import Press, log_uniform, set_up
from train.synth.scenes.print_text import flow
from train.synth.sheet import Ink, Sheet
from train.synth.truth import PAPER, UNSURE

Size = tuple[int, int]
# Code points: first, last, step.
SCRIPTS = ((0x905, 0x939, 1), (0x627, 0x64A, 1), (0xE01, 0xE2E, 1), (0x5D0, 0x5EA, 1), (0x2200, 0x22FF, 4))
SIGNS = ((0x2600, 0x26FF, 5), (0x1F600, 0x1F640, 2), (0xE0B0, 0xE3CF, 13), (0xE430, 0xE8FF, 31))


def plan(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """A map: areas of colour, roads, rivers, names and numbers set at angles."""
    sheet = paper(rng, material, size, False)
    w, h = size
    press = set_up(sheet, rng, material, log_uniform(rng, 5, h / 20), False, 0.2)
    for _ in range(int(rng.integers(0, 7))):
        tint = rng.uniform(170, 250, 3)
        area = press.other(ink=Ink((float(tint[0]), float(tint[1]), float(tint[2])), 0.8))
        angles = np.sort(rng.uniform(0, 2 * np.pi, 9))
        reach = rng.uniform(0.1, 0.35, 9) * w
        middle = rng.uniform(0, 1, 2) * (w, h)
        area.shape(middle + np.column_stack([np.cos(angles), np.sin(angles)]) * reach[:, None], kind=PAPER)
    for _ in range(int(rng.integers(2, 14))):
        points = rng.uniform(-0.1, 1.1, (1, 2)) * (w, h) + np.cumsum(
            rng.normal(0, w / 14, (10, 2)) + rng.normal(0, w / 14, 2), 0
        )
        road, width = press.other(ink=set_up(sheet, rng, material, 5, False, 0.7).ink), log_uniform(rng, 0.6, 7)
        course = outlines.smooth([(x, y) for x, y in points.tolist()], rng, steps=6)
        road.shape(course, width, closed=False)
        if width > 3 and rng.random() < 0.5:
            road.other(ink=Ink((250.0, 250.0, 250.0), 1.0, True)).shape(course, width - 2, closed=False)
    for _ in range(int(rng.integers(5, 40))):
        name = press.other(press.pixels * log_uniform(rng, 0.7, 2.2))
        text = wording.word(rng, material.words).title() if rng.random() < 0.6 else wording.count(rng, 3)
        x, y = float(rng.uniform(0, w)), float(rng.uniform(0, h))
        half = name.width(text) / 2
        if not sheet.free(x - half, y - name.pixels, x + half, y + name.pixels):
            continue
        name.turned(text, x, y, float(rng.choice([0, rng.normal(0, 30)])))
        if rng.random() < 0.3:
            side = name.pixels * 0.6
            name.ring(x - half - side * 2, y - side / 2, side, side, float(rng.choice([0, 1])))
    return sheet


def music(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """Staves with notes: rings, stems, beams, bar lines, words and fingerings."""
    sheet = paper(rng, material, size, False)
    w, h = size
    gap = log_uniform(rng, 4.5, h / 20)
    press = set_up(sheet, rng, material, gap * 1.5, False, 0.03)
    left, right = w * float(rng.uniform(0, 0.08)), w * float(rng.uniform(0.92, 1))
    for top in np.arange(gap * 3, h, gap * float(rng.uniform(9, 15))):
        for line in range(5):
            press.rule((left, float(top) + line * gap), (right, float(top) + line * gap), max(0.6, gap * 0.09))
        x, bar = left + gap * 4, 0
        press.text(f"{rng.integers(2, 10)}", left + gap * 2, float(top) + gap * 0.3)
        press.text(f"{rng.choice([2, 4, 8])}", left + gap * 2, float(top) + gap * 2.3)
        while x < right - gap:
            step = int(rng.integers(-2, 10))
            y, up = float(top) + step * gap / 2, step > 4
            hollow = rng.random() < 0.25
            press.ring(x, y - gap * 0.42, gap * 1.25, gap * 0.85, max(1.0, gap * 0.18) if hollow else 0.0)
            stem = x + gap * 1.2 if up else x
            end = y - gap * 3.3 if up else y + gap * 3.3
            if rng.random() < 0.9:
                press.rule((stem, y), (stem, end), max(0.7, gap * 0.12))
                if not hollow and rng.random() < 0.3:
                    flag = [
                        (stem, end),
                        (stem + gap, end + (gap if up else -gap)),
                        (stem + gap * 0.8, end + (gap * 2 if up else -gap * 2)),
                    ]
                    press.shape(np.array(flag), max(0.8, gap * 0.15), closed=False)
            if rng.random() < 0.12:
                press.other(gap * 0.9).text(str(rng.integers(1, 6)), x, float(top) - gap * 2.2)
            x, bar = x + gap * float(rng.uniform(2, 4.5)), bar + 1
            if bar % 5 == 0:
                press.rule((x, float(top)), (x, float(top) + 4 * gap), max(0.7, gap * 0.12))
                x += gap
        if rng.random() < 0.4:
            press.other(gap * 1.1).text(
                wording.sentence(rng, material.words, 8, 0), left + gap * 4, float(top) + gap * 6
            )
    return sheet


def screen(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """A screen: windows with title bars, menus, buttons, fields, text and numbers; pixels at times."""
    sheet = paper(rng, material, size, bool(rng.random() < 0.4))
    sheet.picture[:] = rng.uniform(0, 255, 3).astype(np.float32)
    w, h = size
    for _ in range(int(rng.integers(1, 4))):
        x, y = w * float(rng.uniform(-0.1, 0.5)), h * float(rng.uniform(-0.1, 0.5))
        wide, high = w * float(rng.uniform(0.4, 1)), h * float(rng.uniform(0.4, 1))
        dark = bool(rng.random() < 0.4)
        press = set_up(sheet, rng, material, log_uniform(rng, 5, h / 24), dark, 0.15)
        _window(press, x, y, wide, high, float(rng.uniform(10, 60) if dark else rng.uniform(215, 255)))
    lot = rng.random()
    if lot < 0.15:
        sheet.picture[:: int(rng.integers(2, 4))] *= np.float32(rng.uniform(0.6, 0.95))
    elif lot < 0.3:
        sheet.picture[:, :: int(rng.integers(2, 5))] *= np.float32(rng.uniform(0.6, 0.95))
    return sheet


def _window(press: Press, x: float, y: float, wide: float, high: float, shade: float) -> None:
    rng, words, pixels = press.rng, press.material.words, press.pixels
    left, top = max(0, round(x)), max(0, round(y))
    here = np.s_[top : max(top, round(y + high)), left : max(left, round(x + wide))]
    press.sheet.picture[here] = shade
    press.sheet.kinds[here] = 0
    gone = (left, top, round(x + wide), round(y + high))
    press.sheet.marks[:] = [
        mark
        for mark in press.sheet.marks
        if not (gone[0] <= mark.outline[:, 0].mean() <= gone[2] and gone[1] <= mark.outline[:, 1].mean() <= gone[3])
    ]
    bar = rng.uniform(0, 255, 3)
    press.other(ink=Ink((float(bar[0]), float(bar[1]), float(bar[2])), 1.0, True)).block(x, y, wide, pixels * 2.2)
    over = Ink((250.0,) * 3 if bar.mean() < 130 else (10.0,) * 3, 1.0, True)
    press.other(ink=over).text(wording.heading(rng, words), x + pixels, y + pixels * 0.6, most=wide * 0.7)
    line, end = y + pixels * 3.2, y + high - pixels * 2
    while line < end:
        lot = rng.random()
        if lot < 0.35:
            line = flow(press, x + pixels, line, wide - 2 * pixels, end, pixels * 1.8, 0.15, 0.0)
        elif lot < 0.7:
            name = press.text(wording.label(rng), x + pixels, line)
            field = x + max(name + 2 * pixels, wide * 0.3)
            press.frame(field, line - pixels * 0.5, wide * 0.4, pixels * 2, 1.0)
            press.text(wording.number(rng), field + pixels * 0.5, line, most=wide * 0.38)
        else:
            at = x + pixels
            for _ in range(int(rng.integers(1, 5))):
                text = wording.word(rng, words).title()
                room = press.width(text) + 2 * pixels
                press.frame(at, line - pixels * 0.5, room, pixels * 2, 1.0)
                press.text(text, at + pixels, line)
                at += room + pixels
        line += pixels * 2.6


def foreign(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """Scripts and symbols that hold no digit: letters of other alphabets, mathematics, icons, large and small."""
    sheet = paper(rng, material, size)
    w, h = size
    press = set_up(sheet, rng, material, log_uniform(rng, 6, h / 6), is_dark(sheet), 0.3)
    alphabets = [(font, typeset.characters(font, SCRIPTS + SIGNS)) for font in press.fonts.foreign]
    alphabets = [(font, known) for font, known in alphabets if len(known) > 8]
    alphabets += [(press.font, tuple("OolISZBbqgszDQGJTYUVXacde&§%$#@?!()[]{}|/\\<>"))]
    font, known = alphabets[int(rng.integers(len(alphabets)))]
    spoken, leading = rng.random() < 0.75, float(rng.uniform(1.7, 3))
    for y in np.arange(press.pixels * 0.5, h, press.pixels * leading):
        x = float(rng.uniform(0, 0.2)) * w
        while x < w * 0.95:
            text = "".join(
                known[int(k)] for k in rng.integers(len(known), size=int(rng.integers(1, 9 if spoken else 2)))
            )
            run = replace(typeset.set_text(text, press.pixels, font), digits=())
            typeset.lay_run(sheet, run, x, float(y), press.ink)
            x += run.advance + press.pixels * float(rng.uniform(0.4, 0.9))
    return sheet


def scan(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """A part of a real scanned page; nobody told its digits, so that where there is ink nothing is judged."""
    found = material.scan(rng)
    if found is None:
        return paper(rng, material, size)
    w, h = size
    scale = float(np.exp(rng.uniform(np.log(0.3), np.log(1.2)))) * min(1.0, w / 640)
    wide, high = min(found.shape[1], round(w / scale)), min(found.shape[0], round(h / scale))
    x, y = int(rng.integers(0, found.shape[1] - wide + 1)), int(rng.integers(0, found.shape[0] - high + 1))
    part = cv2.resize(found[y : y + high, x : x + wide], size, interpolation=cv2.INTER_AREA)
    sheet = Sheet(part.astype(np.float32))
    grey = cv2.cvtColor(part, cv2.COLOR_BGR2GRAY)
    ground = cv2.resize(cv2.medianBlur(cv2.resize(grey, (w // 8 + 1, h // 8 + 1)), 5), size)
    inked = (cv2.absdiff(grey, ground) > 24).astype(np.uint8)
    sheet.kinds[cv2.dilate(inked, np.ones((9, 9), np.uint8)) > 0] = UNSURE
    sheet.take(0, 0, w, h)
    return sheet


def script(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """A card, a menu, a note in a font that looks like handwriting: nobody tells its digits from written ones."""
    sheet = paper(rng, material, size)
    w, h = size
    press = set_up(sheet, rng, material, log_uniform(rng, 7, h / 7), is_dark(sheet), 0.5)
    if not press.fonts.hand:
        return sheet
    font, numbers = press.fonts.hand[int(rng.integers(len(press.fonts.hand)))], float(rng.choice([0, 0, 0.1, 0.4]))
    left, leading, centred = w * float(rng.uniform(-0.05, 0.3)), float(rng.uniform(1.6, 3)), rng.random() < 0.3
    for y in np.arange(h * float(rng.uniform(-0.05, 0.3)), h * float(rng.uniform(0.6, 1.1)), press.pixels * leading):
        text = wording.sentence(rng, material.words, int(rng.integers(1, 9)), numbers)
        x = (w - typeset.text_size(text, press.pixels, font)[0]) / 2 if centred else left
        typeset.print_hand_font(sheet, text, x, float(y), press.pixels, font, press.ink, rng)
    return sheet


SCENES = (
    ("script", 3, script),
    ("map", 1, plan),
    ("music", 1, music),
    ("screen", 3, screen),
    ("foreign", 2, foreign),
    ("scan", 2, scan),
)
