"""Scenes tell the truth about themselves, and the bundled samples are what the code renders."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from train.handwriting import sample_hand
from train.lens import View, light, sample_view
from train.paper import DARK_SHEETS, PENS, SHEETS
from train.samples import CLIP, CLIP_FRAMES, CLIP_SAMPLE, FOLDER, SAMPLES, render_clip_sample, render_sample, truth
from train.scenes import Scene, Setting, render_clip, render_scene, sample_setting

CLEAN = View(exposure=1.0, slope=0, vignette=0, blur=0.7, noise=0, sharpening=0, quality=95)


def setting(**changes: Any) -> Setting:
    """A quarter-size scene in clean light."""
    hand = sample_hand(np.random.default_rng(4))
    plain = Setting(lines=("407", "1526"), hand=hand, width=640, height=360, digit_height=60, view=CLEAN)
    return replace(plain, **changes)


def overlap(a: list[int], b: list[int]) -> float:
    """Intersection over union of two boxes [x, y, w, h]."""
    w = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    h = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    shared = max(w, 0) * max(h, 0)
    return shared / (a[2] * a[3] + b[2] * b[3] - shared)


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 2**32 - 1))
def test_boxes_lie_inside_the_picture_in_reading_order(seed: int) -> None:
    rng = np.random.default_rng(seed)
    chosen = sample_setting(rng, 480, 320)
    scene = render_scene(rng, chosen)
    assert scene.frame.shape == (320, 480, 3)
    assert scene.frame.dtype == np.uint8
    assert scene.lines == tuple("".join(filter(str.isdigit, line)) for line in chosen.lines)
    assert "".join(label for label, _ in scene.digits) == "".join(scene.lines)
    for _, box in scene.digits:
        assert box.w > 0
        assert box.h > 0
        assert box.x >= 0
        assert box.y >= 0
        assert box.right <= 480
        assert box.bottom <= 320
    start = 0
    for line in scene.lines:
        centres = [box.centre[0] for _, box in scene.digits[start : start + len(line)]]
        assert all(before < after for before, after in pairwise(centres))
        start += len(line)


@pytest.mark.parametrize(
    "changes",
    [
        {"pen": "black"},
        {"pen": "marker", "turn": 8.0},
        {"sheet": "blackboard", "pen": "chalk"},
        {"pen": "blue", "tilt": 0.06},
        {"lines": ("room 24", "7×8=56")},  # what is not a digit has no box, and its ink is nobody's
    ],
)
def test_boxes_are_tight_on_the_ink_that_is_seen(changes: dict[str, Any]) -> None:
    chosen = setting(**changes)
    scene = render_scene(np.random.default_rng(3), chosen)
    grey = cv2.cvtColor(scene.frame, cv2.COLOR_BGR2GRAY).astype(float)
    away = np.abs(grey - np.median(grey)) / np.abs(grey - np.median(grey)).max()
    for label, box in scene.digits:
        inside = away[box.y : box.bottom, box.x : box.right] > 0.4
        assert inside.any(), label
        rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
        spare = rows[0], box.h - 1 - rows[-1], columns[0], box.w - 1 - columns[-1]
        assert max(spare) <= 3, (label, box, spare)
    if all(character in "0123456789" for line in chosen.lines for character in line):
        outside = away.copy()
        for _, box in scene.digits:
            outside[max(box.y - 2, 0) : box.bottom + 2, max(box.x - 2, 0) : box.right + 2] = 0
        assert outside.max() < 0.5


def test_the_same_seed_gives_the_same_scene_and_another_does_not() -> None:
    first, again, other = (render_scene(np.random.default_rng(seed), setting()) for seed in (1, 1, 2))
    assert np.array_equal(first.frame, again.frame)
    assert first.digits == again.digits
    assert not np.array_equal(first.frame, other.frame)
    assert first.digits != other.digits


@pytest.mark.parametrize(
    ("sheet", "pen"), [(sheet, pen) for sheet in SHEETS for pen in PENS if (sheet in DARK_SHEETS) == (pen == "chalk")]
)
def test_every_pen_shows_on_the_sheets_that_people_use_it_on(sheet: str, pen: str) -> None:
    scene = render_scene(np.random.default_rng(2), setting(sheet=sheet, pen=pen))
    grey = cv2.cvtColor(scene.frame, cv2.COLOR_BGR2GRAY).astype(float)
    contrasts = [np.ptp(grey[box.y : box.bottom, box.x : box.right]) for _, box in scene.digits]
    assert min(contrasts) > 35


@pytest.mark.parametrize("ruling", ["ruled", "squared"])
def test_ruling_is_seen_and_changes_no_box(ruling: str) -> None:
    plain = render_scene(np.random.default_rng(2), setting())
    ruled = render_scene(np.random.default_rng(2), setting(ruling=ruling))
    assert plain.digits == ruled.digits
    changed = cv2.absdiff(plain.frame, ruled.frame).max(axis=2) > 12
    assert changed.any(axis=1).mean() > 0.02
    assert changed.mean() < 0.2


def test_writing_that_would_not_fit_is_made_smaller() -> None:
    scene = render_scene(np.random.default_rng(2), setting(lines=("12345678901234567890",), digit_height=300))
    assert len(scene.digits) == 20
    assert max(box.h for _, box in scene.digits) < 60


def test_lines_without_digits_are_left_out_of_the_truth() -> None:
    scene = render_scene(np.random.default_rng(2), setting(lines=("total", "12", "+ 3"), sum_line=True))
    assert scene.lines == ("12", "3")
    assert [label for label, _ in scene.digits] == ["1", "2", "3"]


def test_light_is_never_negative_and_the_darkest_where_it_should_be() -> None:
    for seed in range(20):
        rng = np.random.default_rng(seed)
        amount = light((90, 160), sample_view(rng), rng)
        assert amount.shape == (90, 160, 3)
        assert 0 < amount.min() < amount.max() < 1.3
    vignette = light((90, 160), View(slope=0, vignette=0.3), np.random.default_rng(0))
    assert vignette[0, 0, 0] < 0.85 * vignette[45, 80, 0]


def test_a_clip_shakes_and_its_boxes_follow() -> None:
    scenes = list(render_clip(np.random.default_rng(3), setting(), 8))
    assert {scene.lines for scene in scenes} == {("407", "1526")}
    assert len({scene.digits for scene in scenes}) > 4
    for scene in scenes:
        grey = cv2.cvtColor(scene.frame, cv2.COLOR_BGR2GRAY)
        dark = cv2.boundingRect((grey < 130).astype(np.uint8))
        whole = scene.digits[0][1]
        for _, box in scene.digits:
            whole = whole.union(box)
        assert overlap([*dark], [whole.x, whole.y, whole.w, whole.h]) > 0.9


# The bundled samples.

ROWS = {row["id"]: row for row in map(json.loads, (FOLDER / "truth.jsonl").read_text(encoding="utf-8").splitlines())}
AGAIN = "the samples are not what the code renders: run python -m train.samples and look at them"


def assert_same_truth(row: dict[str, Any], name: str, scene: Scene) -> None:
    fresh = truth(name, row["file"], scene)
    assert row["lines"] == fresh["lines"], AGAIN
    assert [digit["label"] for digit in row["digits"]] == [digit["label"] for digit in fresh["digits"]], AGAIN
    for digit, new in zip(row["digits"], fresh["digits"], strict=True):
        assert overlap(digit["box"], new["box"]) > 0.9, AGAIN  # another OpenCV may round an edge otherwise


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_bundled_pictures_are_what_the_code_renders(sample: Any) -> None:
    row = ROWS[sample.name]
    scene = render_sample(sample)
    stored = cv2.imread(str(FOLDER / row["file"]))
    assert stored.shape == scene.frame.shape
    assert np.abs(stored.astype(int) - scene.frame).mean() < 4, AGAIN
    assert_same_truth(row, sample.name, scene)


def test_the_bundled_clip_is_what_the_code_renders() -> None:
    clip = render_clip_sample()
    assert_same_truth(ROWS[CLIP_SAMPLE.name], CLIP_SAMPLE.name, clip[0])
    video = cv2.VideoCapture(str(FOLDER / CLIP))
    for scene in clip:
        ok, stored = video.read()
        assert ok
        assert np.abs(stored.astype(int) - scene.frame).mean() < 5, AGAIN
    assert not video.read()[0]
    assert len(clip) == CLIP_FRAMES


def test_the_bundled_samples_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in FOLDER.iterdir()}
    assert set(sizes) >= {row["file"] for row in ROWS.values()}
    assert all(size <= 120_000 for name, size in sizes.items() if name.endswith(".jpg"))
    assert sizes[CLIP] <= 900_000
    assert sum(sizes.values()) < 1_500_000
