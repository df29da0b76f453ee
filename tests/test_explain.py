"""The sheet that explains a reading: its parts, its colours, the pictures that both networks saw."""

from __future__ import annotations

import os
from typing import Any

import cv2
import numpy as np
import pytest
from dark_marks import DarkMarks
from numpy.typing import NDArray
from written import digit_mask, on_paper, placed, written

from edge.account import Account, Drop
from edge.card import CHECKOUT_MODELS
from edge.exhibits import COLOURS
from edge.explain import explain
from edge.explain_glyphs import SHOWN_SIDE
from edge.explain_page import WIDTH
from edge.fate import Fate
from edge.glyph import glyph
from edge.reader import Reader
from edge.reading import Box

pytestmark = [
    pytest.mark.usefixtures("no_page_network"),
    pytest.mark.skipif(
        not (CHECKOUT_MODELS / "digits.tflite").exists() and "CIFRA_CI" not in os.environ,
        reason="no model is shipped yet: make export",
    ),
]

TITLES = ("1 The picture", "2 The evened light", "3 The ink", "4 ", "5 What the digit network saw")
SIGHT_TITLES = (
    "1 The picture",
    "2 Where a digit is centred",
    "3 The kinds of mark",
    "4 The evened light",
    "5 The ink",
    "6 ",
    "7 What the digit network saw",
)


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Everything that is written on pictures while the test runs."""
    texts: list[str] = []
    put = cv2.putText

    def noted(picture: NDArray[np.uint8], text: str, *rest: Any) -> Any:
        texts.append(text)
        return put(picture, text, *rest)

    monkeypatch.setattr(cv2, "putText", noted)
    return texts


def has(sheet: NDArray[np.uint8], colour: tuple[int, int, int]) -> bool:
    return bool((sheet == colour).all(axis=2).any())


def marked_page() -> NDArray[np.uint8]:
    """Three digits on a ruled line, and a small one beside them."""
    masks = [placed(digit_mask(digit, 1), (320, 700), 60 + 90 * i, 40) for i, digit in enumerate((3, 2, 4))]
    ink = np.max([*masks, placed(digit_mask(3, 1, 20, pen=0.2), (320, 700), 400, 180)], axis=0)
    cv2.line(ink, (0, 95), (699, 95), 255, 3)
    return on_paper(ink)


def test_a_sheet_has_all_its_parts(said: list[str]) -> None:
    frame = marked_page()
    account = Reader().account(frame)
    sheet = explain(frame, account)
    assert sheet.dtype == np.uint8
    assert sheet.shape[1:] == (WIDTH, 3)
    for title in (*TITLES, "3 digits read: 324"):
        assert any(text.startswith(title) for text in said), title
    assert any(Fate.OTHER_WRITING.value in text for text in said)
    assert any("px high, the writing" in text for text in said)
    for part in (Fate.READ, Fate.OTHER_WRITING, Drop.LINE):
        assert has(sheet, COLOURS[part]), part
    assert not has(sheet, COLOURS[Fate.IN_WORD])
    assert all(text.isascii() for text in said)  # the font has no other letters


def test_what_the_page_network_sees_is_on_the_sheet(said: list[str]) -> None:
    frame = marked_page()
    sheet = explain(frame, Reader(page=DarkMarks()).account(frame))
    assert sheet.shape[1] == WIDTH
    for title in SIGHT_TITLES:
        assert any(text.startswith(title) for text in said), title


@pytest.mark.slow
def test_what_the_network_saw_is_on_the_sheet_pixel_by_pixel() -> None:
    frame = written("40718", 3).frame
    account = Reader().account(frame)
    sheet = explain(frame, account)
    for option in account.way.decision.options:
        seen = glyph(option.piece.patch).repeat(SHOWN_SIDE // 28, 0).repeat(SHOWN_SIDE // 28, 1)
        template = cv2.cvtColor(seen[6:-6, 6:-6], cv2.COLOR_GRAY2BGR)
        x, y = cv2.minMaxLoc(cv2.matchTemplate(sheet, template, cv2.TM_SQDIFF))[2]
        np.testing.assert_array_equal(sheet[y : y + len(template), x : x + len(template)], template)


def sheet_and_account(frame: NDArray[np.uint8], **options: Any) -> tuple[NDArray[np.uint8], Account]:
    account = Reader().account(frame, **options)
    return explain(frame, account), account


@pytest.mark.parametrize(
    "frame",
    [
        np.full((240, 320, 3), 255, np.uint8),  # nothing at all
        np.zeros((240, 320, 3), np.uint8),
        np.full((1, 1, 3), 200, np.uint8),
        np.full((1, 500, 3), 90, np.uint8),
        np.full((500, 3, 3), 250, np.uint8),
        np.clip(np.random.default_rng(0).normal(128, 25, (480, 640, 3)), 0, 255).astype(np.uint8),  # noise
        255 - marked_page(),  # chalk
        cv2.resize(marked_page(), (4200, 1920)),  # more than is read of it
    ],
    ids=["white", "black", "one pixel", "one row", "three columns", "noise", "chalk", "large"],
)
def test_any_picture_has_a_sheet(frame: NDArray[np.uint8], said: list[str]) -> None:
    before = frame.copy()
    sheet, account = sheet_and_account(frame)
    assert sheet.shape[1] == WIDTH
    assert all(any(text.startswith(title) for text in said) for title in TITLES)
    assert account.reading.digits or any(text.startswith("No digit read") for text in said)
    np.testing.assert_array_equal(frame, before)


def test_the_sheet_tells_of_the_options(said: list[str]) -> None:
    frame = cv2.rotate(marked_page(), cv2.ROTATE_90_COUNTERCLOCKWISE)
    sheet, account = sheet_and_account(frame, rotate=90, roi=Box(0, 100, 320, 600), expect=7)
    assert account.reading.lines == ["324"]
    assert sheet.shape[1] == WIDTH
    assert "3 digits read: 324 (7 expected)" in said
    assert {"turned by 90 degrees", "a part of the picture", "600 x 320 pixels"} <= set(said)


@pytest.mark.slow
def test_a_crowd_of_candidates_is_cut_short_and_counted(said: list[str]) -> None:
    rng = np.random.default_rng(4)
    frame = np.full((900, 1200, 3), 225, np.uint8)
    for _ in range(900):
        centre, axes = rng.integers((1200, 900)), rng.integers(4, 14, 2)
        cv2.ellipse(frame, centre.tolist(), axes.tolist(), float(rng.integers(180)), 0, 360, (40, 40, 40), 2)
    explain(frame, Reader().account(frame))
    assert any("are left out" in text for text in said)
