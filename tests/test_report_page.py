"""The report on the page network stands alone, shows what it promises, and says what it had to leave out."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

pytest.importorskip("tqdm", reason="the training side is not installed (pip install '.[train]')")
pytest.importorskip("flatbuffers", reason="the training side is not installed (pip install '.[train]')")

from composed_pages import composed, with_everything
from dark_marks import DarkMarks
from page_model import write_page_model
from test_report import Page, section

from edge.page.heads import HEADS, KINDS
from edge.page.page import find
from train.__main__ import main
from train.anatomy import Operator
from train.page.composed import FIRST, Score, Tally
from train.report.page import write_report
from train.report.page_network.asked import first_canvas
from train.report.page_network.examples import judge
from train.report.page_network.learning import lines_of
from train.report.page_network.page import SECTIONS, is_page_network
from train.report.page_network.stages import by_stride
from train.report.page_network.subject import PageSubject

SCORE = Score(
    Tally(90, 95, 100),
    Tally(80, 95, 100),
    {"note": Tally(9, 9, 10), "form <a>": Tally(3, 6, 7), "texture": Tally(0, 1, 0)},
    {0: Tally(1, 1, 3), 11: Tally(10, 12, 15), 90: Tally(79, 82, 82)},
    empty=12,
    false_on_empty=6,
    clean=8,
)
CURVES = [
    {"stage": stage, "step": step, **dict.fromkeys(HEADS, 1.0 / step)}
    for stage, steps in (("float", (500, 1000)), ("large", (500,)), ("quantised", (500, 1000)))
    for step in steps
]
CARD: dict[str, Any] = {
    "figures": {"composed_f1": 0.9231, "composed_false_on_empty": 0.5},
    "composed": {"first": FIRST, "pages": 200, **asdict(SCORE)},
    "checks": [{"name": "int8 throughout", "passed": True, "found": "no float tensor"}],
    "trained_on": ["Strokes of <somebody>, CC BY 4.0"],
    "training": {"command": "python -m train export --model page", "seed": 3, "curves": CURVES},
}


@pytest.fixture(scope="module")
def few_pages() -> Any:
    """In place of composed pages, which take their time: small ones, of which the fourth is without a digit."""

    def held_apart(count: int, _: object, first: int) -> list[Any]:
        digits = [((20 + 40 * i, 30, 16, 24), i) for i in range(4)]
        pages = [with_everything(), composed("rows", digits), composed("one", digits[:1]), composed("texture", [])]
        return [pages[(first + i) % 4] for i in range(count)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("train.report.page_network.subject.held_apart", held_apart)
        patch.setattr("train.report.page_network.examples.SHEET", 8)
        yield


@pytest.fixture(scope="module")
def text(few_pages: None, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The report on a network that knows nothing, with all that a card may say."""
    folder = tmp_path_factory.mktemp("report")
    model = write_page_model(folder / "page.tflite", **CARD)
    return write_report(model, folder / "page.html").read_text(encoding="utf-8")


def test_the_page_is_html_with_every_section_and_needs_nothing_beside_it(text: str) -> None:
    page = Page(text)
    assert page.anchors == [one.anchor for one in SECTIONS]
    assert all(address.startswith(("data:image/jpeg;base64,", "#")) for address in page.addresses)
    assert {address[1:] for address in page.addresses if address.startswith("#")} == set(page.anchors)
    assert page.pictures == 1 + 8 + 4 * 3  # a canvas, the sheet, and of each scene what was found, heat and kinds
    assert not re.search(r"url\(|@import|https?:", text)
    assert "$" not in re.sub(r"[0-9A-Za-z+/=]{200,}", "", text)  # no place in a text was left empty
    for chart in re.findall(r"<svg.*?</svg>", text, re.DOTALL):
        ElementTree.fromstring(chart)
    assert "&lt;somebody&gt;" in section(text, "pages")
    assert "<somebody>" not in text
    assert 'class="missing"' not in re.sub('<p class="missing">No strokes.*?</p>', "", text)


def test_figures_stand_by_size_and_by_kind_of_scene(text: str) -> None:
    quality = section(text, "quality")
    assert "There were 200 of them" in quality
    for band in ("less than 11 pixels", "11 to 16 pixels", "90 pixels and more"):
        assert band in quality
    scenes = re.findall(r"<tr><td>(texture|note|form &lt;a&gt;)</td>", quality)
    assert scenes == ["texture", "form &lt;a&gt;", "note"]  # the worst first
    assert "On 12 of the pages" in quality
    assert "0.50 a page" in quality
    assert "92.31\u00a0%" in section(text, "model")
    assert re.search(r"without any</td><td[^>]*>0.50<", section(text, "figures"))  # a mean of counts, no share


def test_heads_layers_and_curves_are_those_of_the_network(text: str) -> None:
    asked, layers, training = (section(text, anchor) for anchor in ("asked", "layers", "training"))
    for name, channels in HEADS.items():
        assert f"<b>{name}</b>" in asked
        assert f"64×80×{channels}" in asked
    assert all(kind in asked for kind in KINDS)
    products = [64 * 80 * channels * 4 * 4 * 3 for channels in HEADS.values()]
    assert f"{sum(products) / 1e6:.2f}\u00a0M" in layers
    assert layers.count("CONV_2D") == len(HEADS)
    assert training.count("<svg") == len(HEADS)
    assert training.count("<polyline") == 3 * len(HEADS)


@pytest.mark.usefixtures("few_pages")
def test_without_figures_and_curves_the_page_says_what_it_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("train.report.page_network.examples.SHEET", 1)
    monkeypatch.setattr("train.report.page_network.examples.SHOWN", 2)
    model, path = write_page_model(tmp_path / "bare.tflite"), tmp_path / "deep" / "page.html"
    assert main(["report", "--model", str(model), "--out", str(path)]) == 0
    assert capsys.readouterr().out == f"Written: {path}\n"
    text = path.read_text(encoding="utf-8")
    assert Page(text).anchors == [one.anchor for one in SECTIONS]
    for anchor, why in (("quality", "no figures"), ("training", "no curves"), ("figures", "no figures")):
        assert why in section(text, anchor)


def test_what_was_found_is_judged_as_it_is_scored() -> None:
    """One right, one taken for another, one missed, one false; print and what nobody could tell counts neither way."""
    page = with_everything()  # a 7 at 20, 20; a printed 3; a mark at 150, 20 that is not judged
    frame, extra = page.frame, composed("x", [((20, 60, 16, 24), 4), ((100, 90, 16, 24), 1), ((150, 20, 16, 24), 2)])
    dark = extra.frame < 200
    frame[dark] = extra.frame[dark]
    marks = [*page.marks, *composed("x", [((20, 60, 16, 24), 5), ((200, 120, 16, 24), 8)]).marks]
    page = type(page)(frame, page.kinds, tuple(marks), page.scene)
    judged = judge(page, find(frame, DarkMarks()), 0.3)
    assert sorted((one.verdict, one.text) for one in judged) == [
        ("false", "1"),
        ("missed", "8"),
        ("right", "7"),
        ("wrong", "5>4"),
    ]


@pytest.mark.usefixtures("few_pages")
def test_telling_pages_are_of_different_scenes_and_the_last_is_without_a_digit(tmp_path: Path) -> None:
    subject = PageSubject(write_page_model(tmp_path / "page.tflite"), DarkMarks())
    chosen = subject.telling_pages(3, 0, 40)
    assert [page.scene for _, page in chosen] == ["note <1>", "rows", "texture"]
    assert [number for number, _ in chosen] == [FIRST, FIRST + 1, FIRST + 3]
    assert len(subject.telling_pages(9, 0, 5)) == 4  # there are no more
    assert subject.canvases == 1


def test_a_stage_goes_on_where_the_one_before_it_ended() -> None:
    lines = lines_of(CURVES, "box")
    assert [[x for x, _ in line.points] for line in lines] == [[0.5, 1.0], [1.5], [2.0, 2.5]]
    assert len({line.style for line in lines}) == 3
    assert lines_of(CURVES, "nothing") == lines_of([], "box") == []


def test_work_is_told_by_stride() -> None:
    def one(side: int, channels: int, products: int) -> Operator:
        return Operator("CONV_2D", (64, 64, 3), (side, side, channels), (3, 3), (1, 1), 10, products, None)

    stages = by_stride([one(32, 16, 5), one(16, 24, 7), one(4, 96, 11), one(16, 32, 3)], 64)
    told = [(one.stride, one.channels, one.operators, one.multiply_accumulates) for one in stages]
    assert told == [(2, (16,), 1, 5), (4, (24, 32), 2, 10), (16, (96,), 1, 11)]
    assert sum(one.parameters for one in stages) == 40


def test_a_canvas_holds_all_levels() -> None:
    frame = np.full((240, 320, 3), 250, np.uint8)
    canvas, sizes = first_canvas(frame, (736, 640))
    assert canvas.shape == (736, 640, 3)
    assert sizes == ((240, 320), (120, 160), (60, 80), (30, 40))
    assert (canvas == 250).all(axis=2).sum() >= sum(height * width for height, width in sizes)


def test_only_a_card_with_heads_is_a_page_network(tmp_path: Path) -> None:
    model = write_page_model(tmp_path / "page.tflite")
    assert is_page_network(model)
    model.with_suffix(".json").write_text('{"labels": []}', encoding="utf-8")
    assert not is_page_network(model)
    model.with_suffix(".json").write_text("no card", encoding="utf-8")
    assert not is_page_network(model)
    model.with_suffix(".json").unlink()
    assert not is_page_network(model)
