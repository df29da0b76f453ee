"""Composed pages: the same for the same number, and their truth is where the ink is."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from edge.page.heads import IGNORED, KINDS, STRIDE, SYMBOLS
from edge.page.pyramid import levels as reader_levels
from train.synth import crops, pages
from train.synth.hands import sample_pen, sample_writer
from train.synth.material import Material, load
from train.synth.numerals import anything
from train.synth.papers import is_dark, paper
from train.synth.press import set_up
from train.synth.scenes import scenes
from train.synth.sheet import Ink, Sheet
from train.synth.truth import DIGIT, PAPER, PRINT, PRINTED_DIGIT, SIGN, UNSURE, Mark, Page, symbol_of
from train.synth.writing import cross_out, write

NOTHING = Material(None, False)
"""What a user has who has none of the material but MNIST, or not even that."""


def white(width: int = 400, height: int = 200) -> Sheet:
    return Sheet(np.full((height, width, 3), 255, np.float32))


@pytest.mark.parametrize("held_out", [False, True])
def test_the_same_number_gives_the_same_page(held_out: bool) -> None:
    material = load(held_out)
    one, same, other = (pages.compose(seed, material) for seed in (3, 3, 4))
    assert np.array_equal(one.frame, same.frame)
    assert np.array_equal(one.kinds, same.kinds)
    assert [mark.symbol for mark in one.marks] == [mark.symbol for mark in same.marks]
    assert one.frame.shape != other.frame.shape or not np.array_equal(one.frame, other.frame)


@pytest.mark.parametrize("seed", range(12))
def test_a_page_is_a_picture_with_its_truth(seed: int) -> None:
    page = pages.compose(seed, NOTHING)
    h, w = page.frame.shape[:2]
    assert page.frame.dtype == np.uint8
    assert page.kinds.shape == (h, w)
    assert set(np.unique(page.kinds)) <= {*range(len(KINDS)), UNSURE}
    for mark in page.marks:
        x, y, bw, bh = mark.box
        assert 0 <= mark.symbol < len(SYMBOLS)
        assert x + bw > 0
        assert y + bh > 0
        assert x < w
        assert y < h
        inside = page.kinds[max(0, int(y)) : int(y + bh) + 1, max(0, int(x)) : int(x + bw) + 1]
        assert np.isin(inside, (mark.kind, UNSURE)).any() or min(bw, bh) < 3, "a mark whose ink is nowhere"


@pytest.mark.parametrize("digits_by", ["people", "mnist", "generator"])
def test_written_digits_are_marks_round_their_ink(digits_by: str) -> None:
    for seed in range(8):
        rng = np.random.default_rng(seed)
        sheet = white()
        writer = replace(sample_writer(rng, load(False)), digits_by=digits_by, font="")
        end = write(sheet, "7", 60, 40, 90, writer, sample_pen(rng, False, 90), rng)
        (mark,) = sheet.marks
        assert mark.symbol == 7
        assert mark.kind == DIGIT
        ys, xs = np.nonzero((sheet.picture < 200).any(axis=2))
        x, y, w, h = mark.box
        assert abs(x - xs.min()) <= 3
        assert abs(y - ys.min()) <= 3
        assert abs(x + w - 1 - xs.max()) <= 3
        assert abs(y + h - 1 - ys.max()) <= 3
        assert 50 < h < 130
        assert abs(end - (x + w)) < 45


def test_signs_are_marks_beside_digits_alone() -> None:
    rng = np.random.default_rng(0)
    writer, sheet = replace(sample_writer(rng, NOTHING), font=""), white(800)
    pen = sample_pen(rng, False, 60)
    write(sheet, "12.5", 20, 20, 60, writer, pen, rng)
    assert [SYMBOLS[mark.symbol] for mark in sheet.marks] == ["1", "2", ".", "5"]
    assert [mark.kind for mark in sheet.marks] == [DIGIT, DIGIT, SIGN, DIGIT]
    write(sheet, "a+b", 20, 110, 60, writer, pen, rng)
    assert len(sheet.marks) == 4


def test_print_in_the_place_of_writing_is_no_handwriting() -> None:
    rng = np.random.default_rng(0)
    writer, sheet = replace(sample_writer(rng, NOTHING), font="hershey 0"), white(800)
    write(sheet, "1a2.5", 20, 20, 60, writer, sample_pen(rng, False, 60), rng)
    assert [SYMBOLS[mark.symbol] for mark in sheet.marks] == ["1", "2", "5"]
    assert {mark.kind for mark in sheet.marks} == {PRINTED_DIGIT}
    assert set(np.unique(sheet.kinds)) == {PAPER, PRINT, PRINTED_DIGIT}


def test_writing_in_the_place_of_print_is_handwriting() -> None:
    rng = np.random.default_rng(3)
    sheet = white(800)
    press = set_up(sheet, rng, NOTHING, 40, False)
    hand = replace(sample_writer(rng, NOTHING), font=""), sample_pen(rng, False, 40)
    replace(press, by_hand=hand).text("No 273", 60, 60)
    assert [mark.symbol for mark in sheet.marks] == [2, 7, 3]
    assert {mark.kind for mark in sheet.marks} == {DIGIT}
    assert {PRINT, DIGIT} <= set(np.unique(sheet.kinds)) <= {PAPER, PRINT, DIGIT}
    for mark in sheet.marks:
        assert 25 < mark.box[3] < 60
        assert abs(mark.box[1] - 60) < 15


def test_a_letter_like_a_digit_by_itself_is_not_judged() -> None:
    rng = np.random.default_rng(1)
    sheet = white()
    write(sheet, "o", 40, 40, 80, sample_writer(rng, NOTHING), sample_pen(rng, False, 80), rng)
    assert set(np.unique(sheet.kinds)) == {PAPER, UNSURE}


def test_what_is_crossed_out_is_not_judged() -> None:
    rng = np.random.default_rng(2)
    sheet, pen = white(), sample_pen(np.random.default_rng(2), False, 80)
    end = write(sheet, "48", 40, 40, 80, sample_writer(rng, NOTHING), pen, rng)
    cross_out(sheet, 35, 35, end + 5, 125, pen)
    assert [mark.kind for mark in sheet.marks] == [UNSURE, UNSURE]
    assert DIGIT not in sheet.kinds


def test_ink_that_covers_hides_and_other_ink_darkens() -> None:
    blot = np.full((4, 4), 255, np.uint8)
    sheet = white(20, 10)
    sheet.lay(blot, 2, 2, Ink((100, 100, 100)), DIGIT)
    sheet.lay(blot, 2, 2, Ink((200, 200, 200)), DIGIT)
    assert sheet.picture[3, 3, 0] == pytest.approx(100 * 200 / 255)
    sheet.lay(blot, 2, 2, Ink((200, 200, 200), covers=True), DIGIT)
    assert sheet.picture[3, 3, 0] == pytest.approx(200)
    assert not sheet.free(3, 3, 5, 5)
    assert sheet.free(12, 0, 20, 8)


def test_light_ink_is_taken_on_dark_sheets() -> None:
    for seed in range(5):
        rng = np.random.default_rng(seed)
        dark, light = (paper(rng, NOTHING, (64, 64), dark=d) for d in (True, False))
        assert is_dark(dark)
        assert not is_dark(light)
        assert sample_pen(rng, True, 40).ink.covers
        assert not sample_pen(rng, False, 40).ink.covers


def test_what_people_write_in_digits_can_be_written() -> None:
    rng = np.random.default_rng(0)
    for _ in range(300):
        text = anything(rng)
        assert any(c.isdigit() for c in text)
        assert all(symbol_of(c) >= 0 or c == " " for c in text), text


@pytest.mark.parametrize("size", [256, 512])
def test_crops_lie_on_the_readers_own_levels(size: int) -> None:
    page = pages.compose(5, load(False))
    made = crops.levels(page)
    for ours, reader in zip(made, reader_levels(page.frame), strict=True):
        assert np.array_equal(ours.picture, reader.picture)
    for crop in crops.crops(5, size):
        assert crop.picture.shape == (size, size, 3)
        assert crop.kind.shape == (size // STRIDE, size // STRIDE)
        assert set(np.unique(crop.kind)) <= {*range(len(KINDS)), IGNORED}
        assert len(crop.boxes) == len(crop.symbols) == len(crop.ignored)


def test_a_digit_is_read_on_one_level_or_two() -> None:
    for seed in range(20):
        page = pages.compose(seed, NOTHING)
        h, w = page.frame.shape[:2]
        whole = [
            m.box
            for m in page.marks
            if m.kind != UNSURE and m.symbol < 10 and (m.box[:2] >= 0).all() and (m.box[:2] + m.box[2:] <= (w, h)).all()
        ]
        made = crops.levels(page)
        for box in whole:
            if box[3] < crops.READ[0]:
                continue
            centre = (box[:2] + box[2:] / 2) / (w, h)
            times = 0
            for level in made:
                lh, lw = level.picture.shape[:2]
                middles = (level.boxes[:, :2] + level.boxes[:, 2:] / 2) / (lw, lh)
                same = (np.abs(middles - centre).max(axis=1) < 0.02) & ~level.ignored
                times += bool(same.any())
            assert 1 <= times <= 4


def test_where_a_digit_is_far_too_small_none_is_to_be_found() -> None:
    frame = np.full((480, 640, 3), 200, np.uint8)
    kinds = np.zeros((480, 640), np.uint8)
    marks = []
    for x in range(40, 600, 30):
        corners = np.array([(x, 100), (x + 12, 100), (x + 12, 120), (x, 120)], np.float32)
        frame[100:120, x : x + 12], kinds[100:120, x : x + 12] = 0, DIGIT
        marks.append(Mark(corners, 3, DIGIT if x < 500 else UNSURE))
    made = crops.levels(Page(frame, kinds, tuple(marks), "a row"))
    assert [sum(~level.ignored) for level in made[:4]] == [16, 16, 0, 0]  # 20, 10, 5 and 2.5 pixels high
    assert [len(level.boxes) for level in made[:4]] == [19, 19, 3, 3]  # those that nobody can tell are never judged


def test_kinds_of_cells_are_those_of_their_ink() -> None:
    kinds = np.zeros((64, 64), np.uint8)
    cv2.line(kinds, (8, 0), (8, 63), DIGIT, 2)
    cells = crops._kinds(crops._shares(kinds))
    assert (cells[:, 2] == DIGIT).all()
    assert (cells[:, 6:] == PAPER).all()


def test_every_scene_has_a_name_of_its_own_and_a_share() -> None:
    names = [scene.name for scene in scenes()]
    assert len(set(names)) == len(names) >= 12
    assert all(scene.share > 0 for scene in scenes())


def test_writers_are_held_apart() -> None:
    training, held_out = load(False), load(True)
    if training.digits is None or held_out.digits is None:
        pytest.skip("no pen strokes are at hand ($CIFRA_DATA/train/unipen)")
    assert not set(training.digits.by_writer) & set(held_out.digits.by_writer)
    assert all(writer % 5 == 0 for writer in held_out.digits.by_writer)
    assert not set(training.print_fonts) & set(held_out.print_fonts)
