"""The page network's answers as pictures: each colour lies where the mark is, whatever the size and the tiles."""

from __future__ import annotations

import time

import cv2
import numpy as np
import pytest
from dark_marks import DarkMarks, rectangle
from numpy.typing import NDArray

from edge.explain_page import LINE
from edge.explain_sight import heat_panel, kinds_panel
from edge.page.heads import KINDS
from edge.page.page import PageView, find
from edge.page.picture import HEAT, KIND_COLOURS, WHITE, coloured, heat, kind_map, kinds, likelihood, over

HANDWRITTEN, PRINTED = KINDS.index("handwritten digit"), KINDS.index("printed digit")
HAND, PRINT, LARGE = (300, 40, 16, 24), (420, 200, 18, 26), (60, 100, 110, 140)  # x, y, w, h
PLACES = {HAND: HANDWRITTEN, PRINT: PRINTED, LARGE: HANDWRITTEN}


def paper(height: int = 320, width: int = 640) -> NDArray[np.uint8]:
    return np.full((height, width, 3), 225, np.uint8)


@pytest.fixture(scope="module")
def frame() -> NDArray[np.uint8]:
    """A small handwritten digit, a small printed one, and a large one that is found on a coarser level."""
    made = paper()
    for box, kind in PLACES.items():
        rectangle(made, box, 3, red=120 if kind == PRINTED else 0)
    return made


@pytest.fixture(scope="module")
def view(frame: NDArray[np.uint8]) -> PageView:
    return find(frame, DarkMarks())


@pytest.mark.parametrize("scale", [0.5, 1.0, 2.3])
def test_each_kind_lies_where_its_mark_is(view: PageView, scale: float) -> None:
    size = round(320 * scale), round(640 * scale)
    kind = kind_map(view, size)
    assert kind.shape == size
    for (x, y, w, h), expected in PLACES.items():
        assert kind[round((y + h / 2) * scale), round((x + w / 2) * scale)] == expected
        around = (slice(round((y - 20) * scale), round((y + h + 20) * scale)), slice(round((x - 20) * scale), None))
        rows, columns = np.nonzero(kind[around][:, : round((w + 40) * scale)] == expected)
        for found, wanted in ((np.ptp(columns), w), (np.ptp(rows), h)):
            assert found / scale == pytest.approx(wanted, abs=max(10, 0.2 * wanted))
    assert (kind == 0).mean() > 0.85


@pytest.mark.parametrize("scale", [0.5, 1.0, 2.3])
def test_a_digit_is_likeliest_in_its_middle(view: PageView, scale: float) -> None:
    likely = likelihood(view, (round(320 * scale), round(640 * scale)))
    for x, y, w, h in PLACES:
        assert likely[round((y + h / 2) * scale), round((x + w / 2) * scale)] > 0.6
    assert likely[round(60 * scale), round(600 * scale)] < 0.05
    assert likely.min() >= 0
    assert likely.max() <= 1


def test_tiles_of_a_level_join_without_a_seam() -> None:
    """A picture too large for one canvas: where its tiles meet, nothing is shifted or left out."""
    made = paper(900, 1300)
    boxes = [(x, y, 14, 22) for x in range(20, 1280, 140) for y in range(20, 870, 110)]
    for box in boxes:
        rectangle(made, box, 4)
    view = find(made, DarkMarks())
    assert sum(seen.tile.level == 0 for seen in view.seen) > 1
    kind, likely = kind_map(view, (900, 1300)), likelihood(view, (900, 1300))
    for x, y, w, h in boxes:
        assert kind[y + h // 2, x + w // 2] == HANDWRITTEN, (x, y)
        assert likely[y + h // 2, x + w // 2] > 0.6, (x, y)


def test_colours_say_what_the_maps_say(view: PageView) -> None:
    size = 320, 640
    kind = kind_map(view, size)
    np.testing.assert_array_equal(kinds(view, size), coloured(kind))
    assert tuple(coloured(np.array([[PRINTED]], np.uint8))[0, 0]) == KIND_COLOURS["printed digit"]
    assert list(KIND_COLOURS) == list(KINDS)
    assert len(set(KIND_COLOURS.values())) == len(KINDS)
    warm = heat(view, size)
    assert warm.shape == (*size, 3)
    assert warm.dtype == np.uint8
    np.testing.assert_allclose(warm[60, 600], WHITE, atol=3)
    x, y, w, h = HAND
    near = warm[y + h // 2, x + w // 2].astype(int)
    assert np.abs(near - HEAT[1.0]).sum() < np.abs(near - HEAT[0.3]).sum()


def test_white_changes_nothing_and_black_stays_seen() -> None:
    picture = np.zeros((4, 6, 3), np.uint8)
    picture[:, 3:] = 255
    white = np.full_like(picture, 255)
    seen = over(picture, white)
    assert (seen[:, 3:] == 255).all()
    assert 100 < seen[0, 0, 0] < 200
    red = np.full_like(picture, (0, 0, 255))
    assert over(picture, red)[0, 0, 2] > 100  # a colour is told on a blackboard
    assert (over(picture, red)[..., :2] == 0).all()


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 500, 3), (500, 3, 3), (65, 64, 3)])
def test_any_picture_can_be_shown(shape: tuple[int, int, int]) -> None:
    made = np.full(shape, 240, np.uint8)
    view = find(made, DarkMarks())
    assert (kinds(view, shape[:2]) == 255).all()
    assert (heat(view, shape[:2]) > 240).all()
    for panel in (heat_panel(made, view, (300, 300), 2), kinds_panel(made, view, (300, 300), 3)):
        assert panel.shape[1] <= 300
        assert panel.shape[0] > LINE


def test_the_panels_of_a_sheet_tell_what_was_found(
    frame: NDArray[np.uint8], view: PageView, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(cv2, "putText", lambda picture, text, *_: said.append(text))
    before = frame.copy()
    room = (700, 1000)
    found, marks = heat_panel(frame, view, room, 2), kinds_panel(frame, view, room, 3)
    assert {"2 Where a digit is centred", "found (3, of which 2 by hand)", "60%"} <= set(said)
    assert {"3 The kinds of mark", "handwritten digit", "printed digit"} <= set(said)
    assert not {"paper", "other print"} & set(said)
    assert all(text.isascii() for text in said)
    assert found.shape[1] == marks.shape[1] == room[0]
    green = np.array(KIND_COLOURS["handwritten digit"])
    assert (np.abs(marks.astype(int) - green).sum(axis=2) < 12).any()
    np.testing.assert_array_equal(frame, before)


@pytest.mark.slow
def test_a_large_picture_is_shown_in_a_moment() -> None:
    view = find(paper(1296, 1728), DarkMarks())
    start = time.perf_counter()
    kinds(view, (580, 773))
    heat(view, (580, 773))
    assert time.perf_counter() - start < 3
