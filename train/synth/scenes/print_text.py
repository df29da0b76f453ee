"""Scenes of running text: pages, newspapers, lists, titles, posters, listings."""

from __future__ import annotations

import numpy as np

from train.synth import typeset, wording
from train.synth.material import Material
from train.synth.papers import is_dark, paper
from train.synth.press import RULES, Press, log_uniform, set_up
from train.synth.sheet import Ink, Sheet
from train.synth.truth import PRINT

Size = tuple[int, int]
MONOSPACED = ("mono", "courier", "vt323", "elite")


def flow(
    press: Press, x: float, y: float, width: float, bottom: float, leading: float, numbers: float, align: float | None
) -> float:
    """Set a paragraph between x and x + `width`, down to `bottom` at most; justified where `align` is None.

    Returns where the next line would stand.
    """
    rng, space = press.rng, press.pixels * 0.42
    text = wording.sentence(rng, press.material.words, int(rng.integers(8, 90)), numbers).split(" ")
    while text and y + press.pixels < bottom:
        line, used = [text.pop(0)], 0.0
        used = press.width(line[0])
        while text and used + space + (more := press.width(text[0])) <= width:
            used += space + more
            line.append(text.pop(0))
        if align is not None or len(line) < 3 or not text:
            press.text(" ".join(line), x + (align or 0) * width, y, align or 0.0, width)
        else:
            gap, at = space + (width - used) / (len(line) - 1), x
            for piece in line:
                at += press.text(piece, at, y) + gap
        y += leading
    return y


def printed_page(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """Paragraphs in one to three columns, headings, page number, footnote, pictures with captions."""
    return _columns(rng, material, size, int(rng.choice([1, 1, 1, 2, 2, 3])), log_uniform(rng, 5, size[1] / 16))


def newspaper(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """Narrow columns of small print under large headlines."""
    return _columns(rng, material, size, int(rng.integers(2, 6)), log_uniform(rng, 4.5, 10), large=True)


def _columns(
    rng: np.random.Generator, material: Material, size: Size, columns: int, pixels: float, large: bool = False
) -> Sheet:
    sheet = paper(rng, material, size, None if rng.random() < 0.3 else False)
    press = set_up(sheet, rng, material, pixels, is_dark(sheet), 0.12)
    w, h = size
    margin, gutter = w * float(rng.uniform(-0.05, 0.12)), press.pixels * float(rng.uniform(1, 3))
    leading = press.pixels * float(rng.uniform(1.5, 2.6))
    align = None if rng.random() < 0.55 else float(rng.choice([0, 0, 0, 0.5, 1]))
    numbers = float(rng.choice([0, 0.04, 0.1, 0.3]))
    head = press.other(press.pixels * log_uniform(rng, 1.1, 6 if large else 3.5), press.any_font())
    top = h * float(rng.uniform(-0.05, 0.12))
    if rng.random() < (0.9 if large else 0.6):
        for _ in range(int(rng.integers(1, 3))):
            text = wording.heading(rng, material.words, 6)
            head.text(text, *((w / 2, top, 0.5) if rng.random() < 0.5 else (margin, top, 0.0)), most=w * 0.98)
            top += head.pixels * 1.5
        if rng.random() < 0.3:
            press.rule((margin, top), (w - margin, top), float(rng.uniform(0.6, 3)), wording.one_of(rng, RULES))
            top += press.pixels
    bottom = h * float(rng.uniform(0.7, 1.1))
    wide = (w - 2 * margin - gutter * (columns - 1)) / columns
    ruled = rng.random() < 0.25
    for column in range(columns):
        x, y = margin + column * (wide + gutter), top
        if ruled and column:
            press.rule((x - gutter / 2, top), (x - gutter / 2, bottom), 0.8)
        while y < bottom - press.pixels:
            lot = rng.random()
            if lot < 0.12:
                y += head.pixels * 0.3
                small = head.other(min(head.pixels, press.pixels * 2.2))
                small.text(wording.heading(rng, material.words), x, y, most=wide)
                y += small.pixels * 1.6
            elif lot < 0.2 and wide > 30:
                y = _figure(press, x, y, wide, min(bottom - y, wide * float(rng.uniform(0.3, 1))))
            y = flow(press, x, y, wide, bottom, leading, numbers, align) + leading * float(rng.choice([0, 0.5, 1]))
            if rng.random() < 0.1:
                break
    small = press.other(press.pixels * float(rng.uniform(0.7, 1)))
    if rng.random() < 0.5:
        page = wording.one_of(rng, ("", "", "- ", "Page ")) + wording.count(rng, 3)
        small.text(page, w * float(rng.choice([0.06, 0.5, 0.94])), h - small.pixels * 2, 0.5)
    if rng.random() < 0.25 and bottom < h * 0.9:
        press.rule((margin, bottom + 3), (margin + w / 3, bottom + 3), 0.8)
        flow(small, margin, bottom + 2 * small.pixels, w - 2 * margin, h, small.pixels * 1.6, 0.2, 0.0)
    return sheet


def _figure(press: Press, x: float, y: float, w: float, h: float) -> float:
    """A picture with a caption; returns where the text goes on."""
    rng, sheet = press.rng, press.sheet
    if h < 8:
        return y
    picture = press.material.photograph(rng) if rng.random() < 0.5 else None
    left, top = max(0, round(x)), max(0, round(y))
    here = np.s_[top : max(top, round(y + h)), left : max(left, round(x + w))]
    place = sheet.picture[here]
    if picture is not None and place.size:
        side = picture.shape[0] // 2, picture.shape[1] // 2
        rows = np.linspace(side[0] * rng.random(), side[0] * 1.98, place.shape[0]).astype(int)
        columns = np.linspace(side[1] * rng.random(), side[1] * 1.98, place.shape[1]).astype(int)
        place *= picture[rows][:, columns].astype(np.float32) / 255
    else:
        grey = float(rng.uniform(90, 230))
        press.other(ink=Ink((grey, grey, grey), 1.0, press.dark)).block(x, y, w, h)
    caption = f"{wording.one_of(rng, ('Figure', 'Fig.', 'Table', 'Plate'))} {wording.count(rng, 2)}: "
    press.other(press.pixels * 0.85).text(
        caption + wording.sentence(rng, press.material.words, 5), x, y + h + press.pixels * 0.8, most=w
    )
    return y + h + press.pixels * 3


def printed_list(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """Numbered or bulleted lines, contents with dotted leaders, an index."""
    sheet = paper(rng, material, size)
    press = set_up(sheet, rng, material, log_uniform(rng, 5, size[1] / 12), is_dark(sheet))
    w, h = size
    x, y, leading = w * float(rng.uniform(0, 0.2)), h * float(rng.uniform(0, 0.1)), float(rng.uniform(1.5, 3.2))
    style, right = int(rng.integers(5)), w * float(rng.uniform(0.7, 1))
    if rng.random() < 0.5:
        press.other(press.pixels * 1.7).text(wording.heading(rng, material.words), x, y, most=w)
        y += press.pixels * 4
    for line in range(1, 100):
        if y > h:
            break
        bullet = (f"{line}.", f"{line})", "•" if typeset.has_glyph(press.font, "•") else "-", f"({line})", "")[style]
        inset = press.pixels * float(rng.choice([0, 0, 0, 1.5]))
        press.text(bullet, x + inset, y)
        text = wording.sentence(rng, material.words, int(rng.integers(1, 7)), 0.12)
        begin = x + inset + press.pixels * 2.6
        end = begin + press.text(text, begin, y, most=max(20.0, right - begin))
        if style == 4:
            if rng.random() < 0.7 and end < right:
                press.text("." * int((right - end) / max(press.width("."), 1)), end, y)
            press.text(wording.count(rng, 3), right, y)
        y += press.pixels * leading
    return sheet


def title_page(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """A few centred lines of different sizes, a rule, a year, an emblem."""
    sheet = paper(rng, material, size)
    press = set_up(sheet, rng, material, size[1] / 20, is_dark(sheet), 0.35)
    w, h = size
    y = h * float(rng.uniform(0.02, 0.3))
    while y < h * 0.95:
        line = press.other(log_uniform(rng, 6, h / 6), press.any_font() if rng.random() < 0.4 else None)
        lot = rng.random()
        text = wording.heading(rng, material.words, 5) if lot < 0.75 else wording.number(rng)
        if lot > 0.95:
            press.ring(w / 2 - h / 20, y, h / 10, h / 10, float(rng.integers(0, 4)))
        line.text(text, w / 2, y, 0.5, w * 0.95)
        y += line.pixels * float(rng.uniform(1.3, 4))
    if rng.random() < 0.3:
        inset = w * float(rng.uniform(0.01, 0.06))
        press.frame(inset, inset, w - 2 * inset, h - 2 * inset, float(rng.uniform(1, 6)), wording.one_of(rng, RULES))
    return sheet


def poster(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """Huge letters or digits, filled or hollow, on blocks of colour: a sign, a plate, a house number, a sale."""
    sheet = paper(rng, material, size)
    w, h = size
    press = set_up(sheet, rng, material, h / 8, is_dark(sheet), 0.5)
    if rng.random() < 0.6:
        sheet.picture *= (rng.uniform(0.1, 1, 3) ** (0.2 if press.dark else 1)).astype(np.float32)
        press = set_up(sheet, rng, material, h / 8, is_dark(sheet), 0.5)
    y = h * float(rng.uniform(-0.02, 0.2))
    while y < h * 0.95:
        pixels = log_uniform(rng, h / 14, h * 0.7)
        line = press.other(pixels, press.any_font() if rng.random() < 0.5 else None)
        lot = rng.random()
        text = wording.heading(rng, material.words, 2) if lot < 0.55 else wording.count(rng, 3)
        text = wording.number(rng) if lot > 0.8 else wording.serial(rng) if lot > 0.7 else text
        wide = line.width(text)
        line = line.other(pixels * min(1, w * 0.96 / max(wide, 1)))
        run = typeset.set_text(text, line.pixels, line.font, spacing=float(rng.choice([0, 0, 0.1])) * line.pixels)
        x = (w - run.advance) * float(rng.choice([0.1, 0.5, 0.9]))
        if line.pixels > 24 and rng.random() < 0.25:
            run = typeset.hollow(run, max(1, round(line.pixels * float(rng.uniform(0.02, 0.06)))))
        typeset.lay_run(sheet, run, x, y, line.ink)
        y += line.pixels * float(rng.uniform(1.2, 1.9))
    return sheet


def listing(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """A program or a log: lines of equal letters, indented, with line numbers, often on dark."""
    sheet = paper(rng, material, size, bool(rng.random() < 0.4))
    press = set_up(sheet, rng, material, log_uniform(rng, 5, size[1] / 18), is_dark(sheet))
    equal = [font for font in press.fonts.text if any(part in font.lower() for part in MONOSPACED)]
    press = press.other(font=equal[int(rng.integers(len(equal)))] if equal else None)
    h = size[1]
    numbered, number, deep = rng.random() < 0.6, int(rng.integers(1, 900)), 0
    gutter = press.width("0000 ") if numbered else press.pixels
    for y in np.arange(press.pixels, h, press.pixels * float(rng.uniform(1.5, 2.2))):
        if numbered:
            press.text(str(number), gutter * 0.8, float(y), 1.0)
        number, deep = number + 1, int(np.clip(deep + rng.integers(-1, 2), 0, 5))
        if rng.random() < 0.12:
            continue
        name, other = wording.word(rng, material.words), wording.word(rng, material.words)
        value = wording.one_of(rng, (wording.count(rng), wording.decimal(rng), f'"{other}"', other, f"0x{number:02X}"))
        forms = (
            f"{name} = {value};",
            f"if ({name} > {value}) {{",
            f"{name}[{wording.count(rng, 2)}] += {value}",
            f"return {name}({other}, {value})",
            f"{wording.date(rng)} {wording.clock(rng)} [{name}] {value}",
            f"# {wording.sentence(rng, material.words, 6)}",
            "}",
        )
        tinted = press.other(ink=set_up(sheet, rng, material, 5, press.dark, 0.8).ink) if rng.random() < 0.5 else press
        tinted.text(wording.one_of(rng, forms), gutter * 1.1 + deep * 2 * press.pixels, float(y))
    if rng.random() < 0.3:
        sheet.lay(np.full((h, 1), 255, np.uint8), gutter, 0, press.ink, PRINT, keep=False)
    return sheet


SCENES = (
    ("printed page", 6, printed_page),
    ("newspaper", 2, newspaper),
    ("printed list", 2, printed_list),
    ("title page", 2, title_page),
    ("poster", 3, poster),
    ("listing", 1, listing),
)
