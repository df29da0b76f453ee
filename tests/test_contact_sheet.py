"""Composed pages on a sheet: each in its place, with its truth in the colours of its kinds."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

pytest.importorskip("tqdm", reason="the training side is not installed (pip install '.[train]')")

from composed_pages import HEIGHT, WIDTH, composed, with_everything
from numpy.typing import NDArray

from edge.page.heads import KINDS
from edge.page.picture import KIND_COLOURS
from train.__main__ import main
from train.page.composed import FIRST
from train.synth.contact_sheet import GAP, NOT_JUDGED, contact_sheet, meanings, with_truth, write_sheet


def has(picture: NDArray[np.uint8], colour: tuple[int, int, int]) -> bool:
    return bool((np.abs(picture.astype(int) - colour).sum(axis=-1) < 20).any())


def test_the_truth_is_drawn_where_it_is() -> None:
    page = with_everything()
    before = page.frame.copy()
    picture = with_truth(page, (2 * WIDTH, 2 * HEIGHT))
    assert picture.shape == (2 * HEIGHT, 2 * WIDTH, 3)
    for kind, box in {"handwritten digit": (20, 20, 16, 24), "printed digit": (60, 20, 16, 24)}.items():
        x, y, w, h = (2 * side for side in box)
        for at in ((y + h // 2, x - 1), (y + h, x + w // 2)):
            assert tuple(picture[at]) == KIND_COLOURS[kind], kind
    assert has(picture[60:84, 190:230], KIND_COLOURS["sign of a number"])
    assert has(picture[170:230, 50:190], KIND_COLOURS["other handwriting"])
    assert has(picture[36:92, 296:340], NOT_JUDGED)
    assert not has(picture, KIND_COLOURS["other print"])
    np.testing.assert_array_equal(page.frame, before)


@pytest.mark.parametrize(("room", "size"), [((120, 120), (80, 120)), ((4000, 4000), (480, 720)), ((1, 1), (1, 1))])
def test_a_page_is_fitted_into_its_room(room: tuple[int, int], size: tuple[int, int]) -> None:
    assert with_truth(with_everything(), room).shape[:2] == size


def test_the_sheet_holds_every_page_in_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    put = cv2.putText
    monkeypatch.setattr(cv2, "putText", lambda picture, text, *rest: said.append(text) or put(picture, text, *rest))
    pages = [composed(f"scene {i}", [((30, 30, 16, 24), i)]) for i in range(5)]
    sheet = contact_sheet(pages, 100, columns=3, side=WIDTH)
    assert sheet.shape[1] == GAP + 3 * (WIDTH + GAP)
    assert sheet.shape[0] > 2 * HEIGHT
    assert [f"{100 + i}: scene {i}" for i in range(5)] == [text for text in said if "scene" in text]
    assert {text for _, text in meanings()} <= set(said)
    assert all(text.isascii() for text in said)
    assert contact_sheet([]).shape[0] > 0


def test_each_kind_but_paper_has_a_meaning_of_its_own() -> None:
    colours = [colour for colour, _ in meanings()]
    assert len(set(colours)) == len(colours) == len(KINDS)  # paper has none, but what is not judged


def test_the_command_writes_the_pages_held_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[object] = []

    def held_apart(*given: object) -> list[object]:
        asked.extend(given)
        return [with_everything()] * 3

    monkeypatch.setattr("train.page.composed.held_apart", held_apart)
    path = tmp_path / "deep" / "pages.png"
    assert main(["pages", "--count", "3", "--out", str(path)]) == 0
    assert capsys.readouterr().out == f"Written: {path}\n"
    np.testing.assert_array_equal(cv2.imread(str(path)), contact_sheet([with_everything()] * 3, FIRST))
    count, material = asked
    assert count == 3
    assert material.held_out  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", ["pages", "pages.nothing", "file/pages.png"])
def test_where_no_picture_can_be_written_is_said(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr("train.page.composed.held_apart", lambda *_: [with_everything()])
    assert main(["pages", "--out", str(tmp_path / name)]) == 1
    assert "ends in .png or .jpg" in capsys.readouterr().err


@pytest.mark.slow
def test_a_page_without_any_material_is_shown(tmp_path: Path) -> None:
    from train.synth.material import Material
    from train.synth.pages import compose

    write_sheet([compose(FIRST, Material(None, True))], FIRST, tmp_path / "one.jpg")
    assert cv2.imread(str(tmp_path / "one.jpg")) is not None
