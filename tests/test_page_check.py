"""How good a page network is, and what it gets wrong: a score and a sheet, of a model or of a checkpoint."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from composed_pages import composed
from dark_marks import DarkMarks
from page_model import write_page_model

from train.page.check import ACROSS, RIGHT, SIDE, WRONG, check, main, tile
from train.page.composed import mistakes


def test_a_network_that_knows_nothing_is_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    model = write_page_model(tmp_path / "page.tflite")
    sheet = tmp_path / "sheets" / "sheet.png"
    assert main([str(model), "--pages", "2", "--out", str(sheet)]) == 0
    said = capsys.readouterr().out
    assert "boxes F1" in said
    assert f"Written: {sheet}" in said
    picture = cv2.imread(str(sheet))
    assert picture.shape[1] == ACROSS * SIDE
    assert picture.shape[0] % SIDE == 0


def test_what_is_no_network_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "nothing.tflite"), "--pages", "1"]) == 1
    assert "nothing.tflite" in capsys.readouterr().err


def test_what_is_missed_and_what_is_invented_are_told_apart() -> None:
    page = composed("row", [((20, 20, 16, 24), 7), ((60, 20, 16, 24), 3)])
    missed, false = mistakes(page, np.array([(21, 21, 16, 24), (150, 90, 16, 24)], np.float32))
    assert missed.tolist() == [[60, 20, 16, 24]]
    assert false.tolist() == [[150, 90, 16, 24]]


def test_a_network_that_sees_all_makes_an_empty_sheet() -> None:
    least, found, sheet = check(DarkMarks(), [composed("row", [((20, 20, 16, 24), 7), ((60, 20, 16, 24), 3)])])
    assert 0 < least < 1
    assert found.boxes.f1 == 1
    assert not sheet.any()


@pytest.mark.parametrize("colour", [RIGHT, WRONG])
def test_a_tile_shows_its_box_in_the_middle(colour: tuple[int, int, int]) -> None:
    shown = tile(np.full((80, 80, 3), 200, np.uint8), np.array([5, 30, 20, 30], np.float32), colour)
    ys, xs = np.nonzero((shown == colour).all(axis=2))
    assert abs((ys.min() + ys.max()) / 2 - SIDE / 2) <= 1
    assert abs((xs.min() + xs.max()) / 2 - SIDE / 2) <= 1
    assert 20 < np.ptp(ys) < 40
