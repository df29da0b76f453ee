"""Scenes of tables filled in by hand: ledgers, score cards, time sheets, grades; printed rules and heads."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from train.synth import wording
from train.synth.clerk import Clerk, figures, sample_clerk, teacher
from train.synth.material import Material
from train.synth.papers import is_dark, paper
from train.synth.press import BROKEN, RULES, Press, log_uniform, over, set_up
from train.synth.scenes import answers, puzzles
from train.synth.sheet import Ink, Sheet

Size = tuple[int, int]
Entry = Callable[[np.random.Generator], str]


def _small(rng: np.random.Generator) -> str:
    return wording.count(rng, 1)


def _two(rng: np.random.Generator) -> str:
    return wording.count(rng, 2)


def _hours(rng: np.random.Generator) -> str:
    return f"{rng.integers(0, 24)}{wording.one_of(rng, (':', '.'))}{rng.integers(0, 60):02d}"


def _day(rng: np.random.Generator) -> str:
    return f"{rng.integers(1, 32)}{wording.one_of(rng, ('.', '/', '-'))}{rng.integers(1, 13)}"


def _money(rng: np.random.Generator) -> str:
    return wording.count(rng) + wording.one_of(rng, (".", ",")) + wording.digits(rng, 2, 2)


def _measured(rng: np.random.Generator) -> str:
    return wording.one_of(rng, ("", "", "-", "+")) + wording.count(rng, 3) + "." + wording.digits(rng, 1, 2)


# What a column may hold, and how wide it is in heights of a digit.
ENTRIES: tuple[tuple[Entry, float], ...] = (
    (_small, 1.3),
    (_small, 1.3),
    (_two, 2),
    (_two, 2),
    (wording.count, 3.5),
    (_hours, 4.3),
    (_day, 4),
    (_money, 5.5),
    (_measured, 5),
    (figures, 6),
)


def table(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """Columns of all kinds: printed names and numbers, numbers and words by hand, ticks, nothing."""
    sheet = paper(rng, material, size, bool(rng.random() < 0.05))
    w, h = size
    high = log_uniform(rng, 13, h / 4)
    press, clerk = _people(sheet, rng, material, high)
    x, y = w * float(rng.uniform(-0.1, 0.12)), h * float(rng.uniform(-0.1, 0.15))
    held = [ENTRIES[int(k)] for k in rng.integers(0, len(ENTRIES), 30)]
    widths = np.array([wide for _, wide in held]) * high * rng.uniform(0.75, 1.4, 30) * rng.uniform(0.8, 1.2)
    widths[0] *= 1 + (rng.random() < 0.6) * 2
    columns = int(np.clip(np.searchsorted(np.cumsum(widths), w * 1.05 - x), 1, int(rng.integers(2, 24))))
    edges = x + np.concatenate([[0], np.cumsum(widths[:columns])])
    rows = min(int((h - y) / high) + 2, int(rng.integers(2, 30)))
    head = _grid(press, edges, y, high, rows)
    kinds = rng.choice(["written", "print", "words", "ticks", "empty"], columns, p=[0.55, 0.2, 0.08, 0.05, 0.12])
    other, filled = teacher(clerk), float(rng.choice([0, 0.4, 0.8, 1, 1]))
    for row in range(rows):
        for column in range(columns):
            place = (float(edges[column]), y + row * high, float(widths[column]), high)
            if place[1] > h or place[0] > w:
                continue
            if row == 0 and rng.random() < 0.95:
                head.text(
                    wording.label(rng),
                    place[0] + place[2] / 2,
                    place[1] + (high - press.pixels) / 2,
                    0.5,
                    place[2] * 0.9,
                )
            elif rng.random() < filled or kinds[column] == "print":
                who = other if rng.random() < 0.03 else clerk
                _cell(press, who, place, str(kinds[column]), held[column][0])
    return sheet


def _cell(press: Press, clerk: Clerk, place: tuple[float, float, float, float], kind: str, entry: Entry) -> None:
    rng, (x, y, w, h) = press.rng, place
    if kind == "written":
        height = h * float(rng.uniform(0.5, 0.92))
        top = y + (h - height) * float(rng.uniform(0.3, 0.9))
        end = clerk.number(entry(rng), x + w * 0.05, top, height, w * 0.9, float(rng.choice([0.1, 0.5, 0.9])))
        if rng.random() < 0.025:
            clerk.cross_out(x + w * 0.05, y, max(end - x - w * 0.05, 4), h)
        elif rng.random() < 0.03:
            clerk.ring(x, y, w, h)
    elif kind == "print":
        text = entry(rng) if rng.random() < 0.7 else wording.word(rng, press.material.words)
        press.text(text, x + w / 2, y + (h - press.pixels) / 2, 0.5, w * 0.9)
    elif kind == "words":
        clerk.words(x + h * 0.2, y + h * 0.2, h * 0.65, x + w)
    elif kind == "ticks":
        clerk.tick(x + w / 2 - h * 0.3, y + h * 0.2, h * 0.6, h * 0.6)


def _people(sheet: Sheet, rng: np.random.Generator, material: Material, high: float) -> tuple[Press, Clerk]:
    press = set_up(sheet, rng, material, high * float(rng.uniform(0.22, 0.6)), is_dark(sheet), 0.3)
    return press, sample_clerk(sheet, rng, material, high * 0.75, press.dark)


def _grid(press: Press, edges: np.ndarray, y: float, high: float, rows: int) -> Press:
    """Shaded rows, then rules: all, some, broken, doubled, thick round the outside; returns what prints the head."""
    rng, w = press.rng, float(edges[-1] - edges[0])
    lot = rng.random()
    tint = rng.uniform(0, 230, 3) if 0.2 < lot < 0.45 else rng.uniform(170, 250, 3)
    shade = press.other(ink=Ink((float(tint[0]), float(tint[1]), float(tint[2])), 1.0, press.dark))
    for row in range(rows):
        if (lot < 0.2 and row % 2) or (0.2 < lot < 0.45 and row == 0) or (0.45 < lot < 0.6 and rng.random() < 0.12):
            shade.block(float(edges[0]), y + row * high, w, high)
    style = wording.one_of(rng, (*RULES, BROKEN))
    thick = log_uniform(rng, 0.4, max(0.8, high * 0.12))
    level, upright = ((True, True), (True, True), (True, True), (True, False), (False, True))[int(rng.integers(5))]
    missing = float(rng.choice([0, 0, 0.08]))
    line = press if rng.random() < 0.6 else press.other(ink=Ink((float(rng.uniform(60, 220)),) * 3, 1.0, press.dark))
    for row in range(rows + 1):
        if level and rng.random() >= missing:
            extra = 2.2 if row < 2 and lot > 0.7 else 1.0
            line.rule((float(edges[0]), y + row * high), (float(edges[-1]), y + row * high), thick * extra, style)
    for edge in edges:
        if upright and rng.random() >= missing:
            line.rule((float(edge), y), (float(edge), y + rows * high), thick, style)
    if rng.random() < 0.3:
        line.frame(float(edges[0]), y, w, rows * high, thick * 2.5)
    return press.other(ink=over(shade.ink)) if 0.2 < lot < 0.45 else press


def score_card(rng: np.random.Generator, material: Material, size: Size) -> Sheet:
    """A strip or block of narrow cells with a digit or two each, printed numbers above and beside."""
    sheet = paper(rng, material, size, bool(rng.random() < 0.05))
    w, h = size
    cell = log_uniform(rng, 14, h / 4)
    wide = cell * float(rng.uniform(0.7, 1.8))
    press, clerk = _people(sheet, rng, material, cell)
    across, down = int(np.clip(w / wide, 1, 24)), int(np.clip(h / cell, 1, 14))
    across, down = int(rng.integers(1, across + 1)), int(rng.integers(1, down + 1))
    names = wide * float(rng.choice([0, 2, 3]))
    x, y = (w - across * wide - names) * float(rng.uniform(0.2, 0.9)), (h - down * cell) * float(rng.uniform(0, 1))
    edges = (
        np.concatenate([[x], x + names + wide * np.arange(across + 1)]) if names else x + wide * np.arange(across + 1)
    )
    _grid(press, edges, y, cell, down)
    digits_only, filled = rng.random() < 0.7, float(rng.choice([0.3, 0.8, 1, 1]))
    printed_rows = rng.random(down) < 0.25
    clerks = [clerk, sample_clerk(sheet, rng, material, cell * 0.75, press.dark)]
    for row in range(down):
        who, top = clerks[int(rng.random() < 0.4)], y + row * cell
        if names and rng.random() < 0.5:
            press.text(wording.label(rng), x + 3, top + (cell - press.pixels) / 2, 0.0, names * 0.9)
        elif names:
            who.words(x + 3, top + cell * 0.2, cell * 0.6, x + names)
        for column in range(across):
            left = x + names + column * wide
            if printed_rows[row]:
                press.text(
                    str(column + 1 if row == 0 else rng.integers(100)),
                    left + wide / 2,
                    top + (cell - press.pixels) / 2,
                    0.5,
                )
            elif rng.random() < filled:
                if digits_only:
                    who.in_box(str(rng.integers(10)), left, top, wide, cell)
                else:
                    _cell(press, who, (left, top, wide, cell), "written", _two)
    return sheet


SCENES = (
    ("table", 7, table),
    ("score card", 5, score_card),
    *answers.SCENES,
    *puzzles.SCENES,
)
