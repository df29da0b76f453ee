"""Composed pages: drawings, surfaces without paper, wear, and things in front of the camera."""

from __future__ import annotations

import numpy as np
import pytest

from train.synth import objects, wear
from train.synth.attached import cover_with
from train.synth.material import Material
from train.synth.scenes import drawings, surfaces
from train.synth.sheet import Sheet
from train.synth.solid import blob
from train.synth.truth import DIGIT, HANDWRITING, KINDS, PAPER, PRINTED_DIGIT, SIGN, THING, UNSURE, Mark

NOTHING = Material(None, False)
SIZES = ((96, 48), (320, 240), (640, 480))
SCENES = [*drawings.SCENES, *surfaces.SCENES]


def names(scenes: object) -> list[str]:
    return [scene[0] for scene in scenes]  # type: ignore[attr-defined]


def check(sheet: Sheet, size: tuple[int, int]) -> None:
    assert sheet.size == size
    assert sheet.picture.dtype == np.float32
    assert np.isfinite(sheet.picture).all()
    assert sheet.picture.min() >= 0
    assert sheet.picture.max() <= 255
    assert sheet.kinds.shape == size[::-1]
    assert set(np.unique(sheet.kinds).tolist()) <= {*range(len(KINDS)), UNSURE}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("name", "share", "draw"), SCENES, ids=names(SCENES))
def test_scene_draws_at_any_size_without_material(name, share, draw, size):
    for seed in range(5):
        sheet = draw(np.random.default_rng(seed), NOTHING, size)
        check(sheet, size)


@pytest.mark.parametrize(("name", "share", "draw"), SCENES, ids=names(SCENES))
def test_scene_is_the_same_for_the_same_seed(name, share, draw):
    first, second = (draw(np.random.default_rng(7), NOTHING, (320, 240)) for _ in range(2))
    assert np.array_equal(first.picture, second.picture)
    assert np.array_equal(first.kinds, second.kinds)
    assert len(first.marks) == len(second.marks)


@pytest.mark.parametrize(("name", "share", "draw"), surfaces.SCENES, ids=names(surfaces.SCENES))
def test_nobody_wrote_on_a_surface(name, share, draw):
    for seed in range(8):
        sheet = draw(np.random.default_rng(seed), NOTHING, (320, 240))
        assert sheet.marks == []
        assert set(np.unique(sheet.kinds).tolist()) <= {PAPER, THING, UNSURE}


@pytest.mark.slow
def test_drawings_are_things_and_their_numbers_handwriting():
    kinds, marks = set(), []
    for seed in range(40):
        sheet = drawings.diagram(np.random.default_rng(seed), NOTHING, (640, 480))
        kinds |= set(np.unique(sheet.kinds).tolist())
        marks += sheet.marks
    assert {THING, DIGIT, HANDWRITING} <= kinds
    assert {mark.kind for mark in marks} <= {DIGIT, SIGN, PRINTED_DIGIT}  # now and then print stands for writing


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("wears", dict.fromkeys(wear.WEAR), ids=lambda wears: wears.__name__)
def test_wear_keeps_a_sheet_whole(wears, size):
    for seed in range(5):
        rng = np.random.default_rng(seed)
        sheet = drawings.loose_marks(rng, NOTHING, size)
        wears(sheet, rng)
        check(sheet, size)


def test_what_is_covered_is_not_asked_for():
    sheet = Sheet(np.full((100, 200, 3), 220, np.float32))
    for x in (20, 97, 160):
        box = np.array([(x, 40), (x + 12, 40), (x + 12, 60), (x, 60)], np.float32)
        sheet.marks.append(Mark(box, 3, DIGIT))
    corners = np.array([(0, 20), (103, 20), (103, 80), (0, 80)], np.float32)
    cover_with(sheet, blob(corners, (10, 10, 10)))
    assert [mark.kind for mark in sheet.marks] == [UNSURE, DIGIT]
    assert (sheet.kinds[30:70, 5:95] == THING).all()


@pytest.mark.parametrize("size", SIZES)
def test_a_thing_before_the_camera_is_noted_where_it_hides_the_page(size):
    hidden = 0
    for seed in range(25):
        picture = np.full((*size[::-1], 3), 200, np.float32)
        kinds = np.zeros(size[::-1], np.uint8)
        mask = objects.cover(picture, kinds, np.random.default_rng(seed))
        assert mask.dtype == np.uint8
        assert np.array_equal(mask > 0, kinds == THING)
        assert np.isfinite(picture).all()
        assert picture.min() >= 0
        assert picture.max() <= 255
        hidden += bool(mask.any())
    assert hidden > 10
