"""Digits cut out along their boxes: whole, without their neighbours and the paper's lines."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

pytest.importorskip("tqdm", reason="the training side is not installed (pip install '.[train]')")

from edge.glyph import glyph
from edge.reading import Box
from train.cutouts import cut_out, cut_out_digits
from train.score import load_labelled


def page(*strokes: list[tuple[int, int]], thickness: int = 7) -> NDArray[np.uint8]:
    """White paper with dark strokes: BGR uint8 (240, 320, 3)."""
    picture = np.full((240, 320, 3), 225, np.uint8)
    for stroke in strokes:
        cv2.polylines(picture, [np.array(stroke, np.int32)], False, (40, 40, 40), thickness, cv2.LINE_AA)
    return picture


SEVEN = [(100, 60), (150, 60), (120, 150)]
SEVEN_BOX = Box(96, 56, 58, 98)
FOUR = [(200, 60), (175, 110), (230, 110), (215, 80), (215, 150)]
FOUR_BOX = Box(171, 56, 64, 98)
LINE = [(0, 120), (319, 120)]


def alike(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """Correlation of two patches as the network sees them."""
    return float(np.corrcoef(glyph(one).ravel(), glyph(other).ravel())[0, 1])


ALONE = cut_out(page(SEVEN), [SEVEN_BOX])[0]


def test_the_patch_is_the_ink_in_the_box() -> None:
    assert ALONE.dtype == np.uint8
    y, x = np.nonzero(ALONE > 127)
    assert x.max() - x.min() == pytest.approx(SEVEN_BOX.w, abs=4)
    assert y.max() - y.min() == pytest.approx(SEVEN_BOX.h, abs=4)


@pytest.mark.parametrize(
    ("frame", "box", "least"),
    [
        (255 - page(SEVEN), SEVEN_BOX, 0.99),  # chalk
        (page(SEVEN, FOUR), SEVEN_BOX, 0.999),  # a neighbour outside
        (page(SEVEN, [(150, 128), (185, 60), (185, 150)]), SEVEN_BOX, 0.99),  # one that reaches in
        (page(SEVEN), Box(99, 60, 52, 90), 0.99),  # a box drawn too tight
        (page(SEVEN, [(20, 20), (300, 25)]), SEVEN_BOX, 0.999),  # a line elsewhere
        (cv2.line(page(SEVEN), *LINE, (120, 120, 120), 2), SEVEN_BOX, 0.9),  # ruling through the digit
    ],
)
def test_what_is_not_the_digit_does_not_count(frame: NDArray[np.uint8], box: Box, least: float) -> None:
    assert alike(cut_out(frame, [box])[0], ALONE) > least


def test_loose_parts_of_a_digit_are_kept() -> None:
    loose = page([(100, 60), (150, 60)], [(140, 80), (120, 150)])
    (patch,) = cut_out(loose, [SEVEN_BOX])
    assert cv2.connectedComponents((patch > 127).astype(np.uint8))[0] == 3  # the paper and two strokes


def test_touching_digits_are_parted_at_their_boxes() -> None:
    touching = page(SEVEN, FOUR, [(125, 140), (215, 140)])  # by a stroke that runs on
    for box, patch in zip((SEVEN_BOX, FOUR_BOX), cut_out(touching, [SEVEN_BOX, FOUR_BOX]), strict=True):
        y, x = np.nonzero(patch)
        assert x.max() - x.min() < box.w
        assert y.max() - y.min() < box.h
        assert cv2.connectedComponents((patch > 127).astype(np.uint8))[0] == 2
        assert (patch > 127).sum() > 0.2 * box.w * box.h


def test_a_digit_that_is_a_line_itself_stays() -> None:
    one = [(120, 30), (112, 200)]
    grid = page(one, [(0, 60), (319, 60)], [(0, 160), (319, 160)], thickness=4)
    (patch,) = cut_out(grid, [Box(108, 28, 16, 175)])
    y, _ = np.nonzero(patch > 127)
    assert len(np.unique(y)) > 150


def test_a_large_photograph_is_cut_as_a_small_one() -> None:
    large = cv2.resize(page(SEVEN), None, fx=10, fy=10, interpolation=cv2.INTER_CUBIC)
    box = Box(*(10 * value for value in (SEVEN_BOX.x, SEVEN_BOX.y, SEVEN_BOX.w, SEVEN_BOX.h)))
    (patch,) = cut_out(large, [box])
    assert alike(patch, ALONE) > 0.97
    assert max(patch.shape) < 980  # reduced as the reader does it


def test_a_box_on_empty_paper_gives_an_empty_patch() -> None:
    (patch,) = cut_out(page(SEVEN), [Box(220, 100, 40, 60)])
    assert not patch.any()


def test_labelled_pictures_become_glyphs_and_what_people_are_unsure_of_does_not(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "page.png"), page(SEVEN, FOUR))
    boxes = [("7", SEVEN_BOX), ("?", Box(10, 10, 20, 20)), ("4", FOUR_BOX)]
    digits = [{"label": label, "box": [box.x, box.y, box.w, box.h]} for label, box in boxes]
    rows = [{"id": "page", "file": "page.png", "digits": digits}, {"id": "none", "file": "page.png", "digits": []}]
    (tmp_path / "manifest.jsonl").write_text("\n".join(json.dumps(row) for row in rows))
    found = cut_out_digits(load_labelled(tmp_path / "manifest.jsonl"))
    assert found.labels.tolist() == [7, 4]
    assert found.images.shape == (2, 28, 28)
    assert np.array_equal(found.images[0], glyph(cut_out(page(SEVEN, FOUR), [SEVEN_BOX])[0]))
    assert len(cut_out_digits([])) == 0
