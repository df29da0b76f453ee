"""Print on composed pages: the truth lies where the ink is, and every scene draws at every size."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from train.synth import displays, material, typeset
from train.synth.clerk import sample_clerk
from train.synth.fonts import fonts
from train.synth.material import Material
from train.synth.office import stamp
from train.synth.press import Press, set_up
from train.synth.scenes import forms, print_text, print_things, tables
from train.synth.sheet import Ink, Sheet
from train.synth.truth import DIGIT, HANDWRITING, KINDS, PRINT, PRINTED_DIGIT, UNSURE, symbol_of
from train.synth.wording import amount, clock, date, label, number, sentence

BLACK = Ink((0.0, 0.0, 0.0))
NOTHING = Material(None, False)
SCENES = [*print_text.SCENES, *print_things.SCENES, *forms.SCENES, *tables.SCENES]
SIZES = ((160, 120), (480, 640), (900, 600))


def white(width: int = 400, height: int = 120) -> Sheet:
    return Sheet(np.full((height, width, 3), 255, np.float32))


def press_on(sheet: Sheet, pixels: float = 24.0, seed: int = 0) -> Press:
    press = set_up(sheet, np.random.default_rng(seed), NOTHING, pixels, dark=False)
    return replace(press, ink=BLACK, by_hand=None)


def ink_box(sheet: Sheet, place: np.ndarray, around: int = 1) -> np.ndarray:
    """The tight box round the ink within a box and a little around it: x, y, width, height."""
    x, y, w, h = place.astype(int)
    dark = sheet.picture[max(0, y - around) : y + h + around, max(0, x - around) : x + w + around, 0] < 255 * 0.7
    ys, xs = np.nonzero(dark)
    left, top = max(0, x - around), max(0, y - around)
    return np.array([left + xs.min(), top + ys.min(), np.ptp(xs) + 1, np.ptp(ys) + 1])


@pytest.mark.parametrize("font", typeset.OWN)
@pytest.mark.parametrize("pixels", [7.0, 18.0, 60.0])
def test_the_box_of_each_printed_digit_is_tight_round_its_ink(font: str, pixels: float) -> None:
    sheet = white(1200, 200)
    typeset.lay_run(sheet, typeset.set_text("4 7 1 0 8", pixels, font), 20, 40, BLACK)
    assert [mark.symbol for mark in sheet.marks] == [4, 7, 1, 0, 8]
    for mark in sheet.marks:
        assert mark.kind == PRINTED_DIGIT
        np.testing.assert_allclose(mark.box, ink_box(sheet, mark.box), atol=1)


@pytest.mark.parametrize("font", typeset.OWN)
def test_digits_are_as_high_as_was_asked_for(font: str) -> None:
    sheet = white()
    typeset.lay_run(sheet, typeset.set_text("08", 40, font), 20, 30, BLACK)
    for mark in sheet.marks:
        assert abs(mark.box[3] - 40) < 8
        assert abs(mark.box[1] - 30) < 5


def test_letters_and_signs_are_print_and_no_marks() -> None:
    sheet = white()
    press_on(sheet).text("Oil: $l.O,", 10, 30)
    assert not sheet.marks
    assert set(np.unique(sheet.kinds)) == {0, PRINT}


def test_digits_of_a_handwriting_font_are_judged_by_nobody() -> None:
    sheet = white()
    typeset.print_hand_font(sheet, "ab 1.5", 10, 30, 30, "", BLACK, np.random.default_rng(0))
    assert [(mark.kind, mark.symbol) for mark in sheet.marks] == [(UNSURE, symbol_of(c)) for c in "1.5"]
    assert {HANDWRITING, UNSURE} <= set(np.unique(sheet.kinds))


@pytest.mark.parametrize("degrees", [0.0, 17.0, -60.0, 90.0])
def test_turned_digits_keep_tight_boxes(degrees: float) -> None:
    sheet = white(300, 300)
    typeset.lay_turned(sheet, typeset.set_text("3 5", 40, ""), 150, 150, degrees, BLACK)
    assert [mark.symbol for mark in sheet.marks] == [3, 5]
    for mark in sheet.marks:
        np.testing.assert_allclose(mark.box, ink_box(sheet, mark.box), atol=2)


@pytest.mark.parametrize("draw", [displays.segments, displays.dots])
def test_displays_tell_their_digits(draw: Callable[..., float]) -> None:
    sheet = white()
    draw(press_on(sheet), "12:40", 10, 20, 60.0)
    assert [mark.symbol for mark in sheet.marks] == [1, 2, 4, 0]
    for mark in sheet.marks:
        np.testing.assert_allclose(mark.box, ink_box(sheet, mark.box), atol=2)


def test_what_lies_off_the_sheet_is_no_mark() -> None:
    sheet = white()
    press_on(sheet).text("8", -100, 10)
    press_on(sheet).text("8", 399, 10)
    assert not sheet.marks


def test_text_that_does_not_fit_is_cut() -> None:
    sheet = white()
    press_on(sheet).text("0123456789" * 3, 10, 40, most=100)
    assert 0 < max(mark.box[0] + mark.box[2] for mark in sheet.marks) < 125


def test_a_stamp_is_print_and_lies_over_what_was_there() -> None:
    sheet, written = white(300, 300), 0
    press = press_on(sheet, seed=3)
    for _ in range(4):
        stamp(press, 150, 150, 200)
        written += len(sheet.marks)
    assert written
    assert {mark.kind for mark in sheet.marks} == {PRINTED_DIGIT}


def test_a_crossed_digit_is_judged_by_nobody() -> None:
    sheet = white()
    clerk = sample_clerk(sheet, np.random.default_rng(1), NOTHING, 40, dark=False)
    clerk = replace(clerk, writer=replace(clerk.writer, font=""))
    clerk.in_box("7", 20, 20, 50, 60)
    clerk.in_box("3", 120, 20, 50, 60)
    assert [(mark.kind, mark.symbol) for mark in sheet.marks] == [(DIGIT, 7), (DIGIT, 3)]
    clerk.cross_out(20, 20, 50, 60)
    assert [mark.kind for mark in sheet.marks] == [UNSURE, DIGIT]


def test_fonts_are_parted_by_what_they_can_draw(tmp_path: Path) -> None:
    assert fonts((), ()).text == typeset.OWN
    assert typeset.has_glyph("", "0")
    assert typeset.has_glyph("hershey 0", "A")
    assert not typeset.has_glyph("hershey 0", "§")


@pytest.mark.parametrize("make", [amount, clock, date, label, number])
def test_wording_is_never_empty(make: Callable[[np.random.Generator], str]) -> None:
    rng = np.random.default_rng(0)
    assert all(make(rng) for _ in range(200))
    assert sentence(rng, (), 3)


@pytest.mark.slow
@pytest.mark.parametrize(("name", "share", "draw"), SCENES, ids=[name for name, _, _ in SCENES])
@pytest.mark.parametrize("there", [NOTHING, None], ids=["nothing", "material"])
def test_every_scene_draws_at_every_size(
    name: str, share: float, draw: Callable[..., Sheet], there: Material | None
) -> None:
    assert share > 0
    for seed in range(5):
        size = SIZES[seed % len(SIZES)]
        sheet = draw(np.random.default_rng(seed), there or material.load(False), size)
        assert sheet.size == size
        assert sheet.picture.dtype == np.float32
        assert sheet.picture.min() >= 0
        assert sheet.picture.max() <= 255
        assert set(np.unique(sheet.kinds)) <= {*range(len(KINDS)), UNSURE}
        for mark in sheet.marks:
            assert mark.kind in (*range(len(KINDS)), UNSURE)
            assert mark.outline.shape[1] == 2


@pytest.mark.slow
def test_a_scene_is_told_by_its_seed() -> None:
    for _, _, draw in SCENES[::5]:
        first, again = (draw(np.random.default_rng(7), NOTHING, (200, 150)) for _ in range(2))
        np.testing.assert_array_equal(first.picture, again.picture)
        assert len(first.marks) == len(again.marks)
