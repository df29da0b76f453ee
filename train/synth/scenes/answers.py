"""Scenes of answers on printed questions: bubbles, ringed numbers, check lists, worked sums, marks by a teacher."""

from __future__ import annotations

import numpy as np

from train.synth import shapes, wording
from train.synth.clerk import Clerk, sample_clerk, teacher
from train.synth.material import Material
from train.synth.papers import is_dark, paper
from train.synth.press import Press, log_uniform, set_up
from train.synth.scenes.print_text import printed_page
from train.synth.sheet import Ink, Sheet
from train.synth.truth import THING

Size = tuple[int, int]
CHOICES = ("ABCD", "ABCDE", "0123456789", "12345", "TF", "YN", "    ")


def answer_sheet(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """Bubbles, boxes or brackets in rows and columns, with a letter or a digit in or beside them, some filled."""
    sheet = paper(rng, material, size, False)
    w, h = size
    side = log_uniform(rng, 8, h / 14)
    press = set_up(sheet, rng, material, side * float(rng.uniform(0.45, 0.8)), False, 0.4)
    clerk = sample_clerk(sheet, rng, material, side * 1.2, False)
    form, inside, filled = int(rng.integers(4)), rng.random() < 0.7, float(rng.choice([0, 0.6, 0.9]))
    y = h * float(rng.uniform(0, 0.12))
    if rng.random() < 0.6:
        press.other(press.pixels * 1.8).text(wording.heading(rng, material.words), w * 0.05, y, most=w * 0.9)
        y += press.pixels * 4
    if rng.random() < 0.4:  # marks to find the sheet by
        for at in np.arange(side, w, side * 3):
            press.block(float(at), 2, side * 0.8, side * 0.5, THING)
    x = w * float(rng.uniform(0.02, 0.1))
    while x < w - 6 * side:
        choices, upright = wording.one_of(rng, CHOICES), rng.random() < 0.35
        step = side * float(rng.uniform(1.15, 1.9))
        rows = int(rng.integers(3, 30)) if not upright else int(rng.integers(2, 10))
        number_width = press.pixels * 2.5
        if upright:  # digits of a number, one a column, with boxes above to write them in
            _upright(press, clerk, (x, y, step, side), choices, rows, (form, inside), filled)
            x += rows * step + side * 2
            continue
        for row in range(rows):
            top = y + row * step
            if top > h:
                break
            press.text(f"{row + 1}{wording.one_of(rng, ('.', '', ')'))}", x + number_width * 0.8, top + side * 0.2, 1.0)
            chosen = int(rng.integers(len(choices))) if rng.random() < filled else -1
            for place, choice in enumerate(choices):
                _bubble(
                    press, clerk, (x + number_width + place * step, top, side), choice, (form, inside), place == chosen
                )
        x += number_width + (len(choices) + 1) * step + side
    return sheet


def _upright(
    press: Press,
    clerk: Clerk,
    place: tuple[float, ...],
    choices: str,
    columns: int,
    look: tuple[int, bool],
    filled: float,
) -> None:
    x, y, step, side = place
    for column in range(columns):
        left = x + column * step
        digit = int(press.rng.integers(len(choices)))
        press.frame(left, y, side, side * 1.4, 0.8)
        written = press.rng.random() < filled
        if written and choices[digit].isdigit():
            clerk.in_box(choices[digit], left, y, side, side * 1.4)
        for row, choice in enumerate(choices):
            spot = (left, y + side * 1.8 + row * step, side)
            _bubble(press, clerk, spot, choice, look, written and row == digit)


def _bubble(
    press: Press, clerk: Clerk, place: tuple[float, float, float], choice: str, look: tuple[int, bool], chosen: bool
) -> None:
    (x, y, side), (form, inside), rng = place, look, press.rng
    thin = max(0.8, side * 0.05)
    if form == 0:
        press.ring(x, y, side, side, thin)
    elif form == 1:
        press.ring(x, y + side * 0.2, side * 1.1, side * 0.65, thin)
    elif form == 2:
        press.frame(x, y, side, side * 0.8, thin)
    else:
        press.text("[", x, y + side * 0.2)
        press.text("]", x + side, y + side * 0.2, 1.0)
    if inside:
        small = press.other(min(press.pixels, side * 0.55))
        small.text(choice, x + side / 2, y + side * 0.45 - small.pixels * 0.45, 0.5)
    if chosen and rng.random() < 0.7:
        turn = np.linspace(0, 2 * np.pi, 24)
        swell = 0.12 * np.sin(2 * turn + rng.uniform(0, 7)) + 0.07 * np.sin(5 * turn + rng.uniform(0, 7))
        reach = side * 0.5 * (float(rng.uniform(0.75, 1.1)) + swell)
        spots = np.column_stack([x + side / 2 + reach * np.cos(turn), y + side * 0.45 + reach * np.sin(turn)])
        clerk.hide(x, y, side, side)
        shapes.fill(press.sheet, spots.astype(np.float32), clerk.pen.ink, THING)
    elif chosen:
        clerk.hide(x, y, side, side)
        clerk.tick(x, y, side, side * 0.8)


def questionnaire(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """Questions with printed numbers or words to ring, or boxes to tick."""
    sheet = paper(rng, material, size, bool(rng.random() < 0.05))
    w, h = size
    press = set_up(sheet, rng, material, log_uniform(rng, 5, h / 18), is_dark(sheet), 0.2)
    clerk = sample_clerk(sheet, rng, material, press.pixels * 1.5, press.dark)
    scale = [str(k) for k in range(int(rng.integers(0, 2)), int(rng.integers(4, 11)))]
    if rng.random() < 0.25:
        scale = [wording.word(rng, material.words) for _ in range(3)]
    boxes, filled = rng.random() < 0.3, float(rng.choice([0, 0.7, 1]))
    start, pitch = w * float(rng.uniform(0.4, 0.65)), press.pixels * float(rng.uniform(2.2, 4.5))
    step = (w * 0.97 - start) / len(scale)
    for number, y in enumerate(np.arange(pitch * 0.5, h, pitch)):
        top = float(y)
        text = f"{number + 1}. " + wording.sentence(rng, material.words, int(rng.integers(2, 8)), 0.03)
        press.text(text, w * 0.03, top, 0.0, start - w * 0.06)
        chosen = int(rng.integers(len(scale))) if rng.random() < filled else -1
        for place, answer in enumerate(scale):
            middle, side = start + (place + 0.5) * step, press.pixels * 1.3
            if boxes:
                press.frame(middle - side / 2, top - side * 0.1, side, side, 1.0)
            else:
                press.text(answer, middle, top, 0.5, step * 0.9)
            if place == chosen and (boxes or rng.random() < 0.2):
                clerk.hide(middle - side / 2, top, side, press.pixels)
                clerk.tick(middle - side / 2, top - side * 0.1, side, side)
            elif place == chosen:
                wide = max(press.width(answer), side)
                clerk.ring(middle - wide / 2, top - press.pixels * 0.2, wide, press.pixels * 1.4)
        if rng.random() < 0.4:
            press.rule((w * 0.03, top + pitch * 0.75), (w * 0.97, top + pitch * 0.75), 0.5)
    return sheet


def worked_sums(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """Printed sums with answers by hand, ticked and corrected in red."""
    sheet = paper(rng, material, size, bool(rng.random() < 0.06))
    w, h = size
    press = set_up(sheet, rng, material, log_uniform(rng, 8, h / 9), is_dark(sheet), 0.1)
    clerk = sample_clerk(sheet, rng, material, press.pixels * 1.2, press.dark)
    red = teacher(clerk)
    pitch, columns = press.pixels * float(rng.uniform(2, 4)), max(1, int(w / (press.pixels * rng.uniform(15, 24))))
    for y in np.arange(pitch * 0.4, h, pitch):
        for column in range(columns):
            x, top = w * (0.04 + 0.95 * column / columns), float(y)
            sign = wording.one_of(rng, ("+", "-", "×", ":", "/"))
            x += press.text(f"{wording.count(rng, 3)} {sign} {wording.count(rng, 3)} =", x, top) + press.pixels * 0.5
            room = press.pixels * 4
            if rng.random() < 0.3:
                press.rule((x, top + press.pixels * 1.2), (x + room, top + press.pixels * 1.2), 0.8)
            if rng.random() < 0.12:
                continue
            high = press.pixels * float(rng.uniform(0.9, 1.6))
            end = clerk.number(wording.count(rng, 3), x, top + press.pixels - high, high, room)
            if rng.random() < 0.1:
                clerk.cross_out(x, top + press.pixels - high, end - x, high)
                end = clerk.number(wording.count(rng, 2), end + high * 0.4, top + press.pixels - high, high)
            if rng.random() < 0.25:
                red.tick(end + press.pixels * 0.3, top, press.pixels, press.pixels)
    if rng.random() < 0.4:
        high = log_uniform(rng, 20, h / 4)
        x, y = w * float(rng.uniform(0.5, 0.85)), h * float(rng.uniform(0.02, 0.2))
        end = red.number(wording.one_of(rng, ("10", "7", "8/10", "95", "2", "16/20")), x, y, high)
        if rng.random() < 0.5:
            red.ring(x - high * 0.2, y - high * 0.2, end - x + high * 0.4, high * 1.4)
    return sheet


def annotated(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """A printed page on which somebody wrote: numbers in the margins, rings, lines under and through words."""
    sheet = printed_page(rng, material, size)
    w, h = size
    high = log_uniform(rng, 12, h / 5)
    clerk = sample_clerk(sheet, rng, material, high, is_dark(sheet))
    for _ in range(int(rng.integers(2, 16))):
        x, y, lot = float(rng.uniform(0, 0.95)) * w, float(rng.uniform(0, 0.95)) * h, rng.random()
        if lot < 0.55:
            text = wording.count(rng, int(rng.integers(1, 5)))
            if sheet.free(x, y, x + high * 0.8 * len(text), y + high):
                clerk.number(text, x, y, high)
        elif lot < 0.7:
            if sheet.free(x, y, x + high * 2, y + high):
                clerk.words(x, y, high * 0.8, x + high * 4)
        elif lot < 0.85:
            shapes.underline(sheet, x, y, float(rng.uniform(0.1, 0.4)) * w, clerk.stylus, rng)
        else:
            clerk.ring(x, y, log_uniform(rng, 12, w / 4), log_uniform(rng, 10, h / 8))
    if rng.random() < 0.15:  # a text marker
        ink = Ink((120.0, 250.0, 250.0), 0.8) if rng.random() < 0.6 else Ink((160.0, 255.0, 160.0), 0.8)
        x, y = float(rng.uniform(0, 0.6)) * w, float(rng.uniform(0, 0.9)) * h
        sheet.picture[int(y) : int(y + high), int(x) : int(x + w / 3)] *= np.array(ink.colour, np.float32) / 255
    return sheet


SCENES = (
    ("answer sheet", 4, answer_sheet),
    ("questionnaire", 3, questionnaire),
    ("worked sums", 4, worked_sums),
    ("annotated page", 4, annotated),
)
