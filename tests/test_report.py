"""The report is one page that stands alone, shows what it promises, and says what it had to leave out."""

from __future__ import annotations

import json
import os
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

pytest.importorskip("tqdm", reason="the training side is not installed (pip install '.[train]')")

from train.__main__ import main
from train.calibration import ReliabilityBin
from train.corruptions import CORRUPTIONS
from train.report.answers import confusion
from train.report.charts import Line, answer_bars, histogram_chart, line_chart, reliability_chart, value_bars
from train.report.model import figure_text
from train.report.page import SECTIONS, write_report
from train.report.pictures import activation_sheet, filter_sheet, glyph_sheet
from train.report.wording import bar_cell, facts, large, missing

MODEL = Path(__file__).parent.parent / "models" / "digits.tflite"
needs_model = pytest.mark.skipif(
    not MODEL.exists() and "CIFRA_CI" not in os.environ, reason="no model is shipped yet: make export"
)

OPEN_ENDED = {"meta", "img", "br"}  # elements without an end
CURVES = [
    {"phase": phase, "epoch": epoch, "loss": 1 / epoch, "accuracy": 1 - 0.1 / epoch, "held_out": 1 - 0.2 / epoch}
    for phase, epochs in (("teacher", 3), ("float", 4), ("quantised", 2))
    for epoch in range(1, epochs + 1)
]


class Page(HTMLParser):
    """What a page holds; raises where an element is not ended as it began."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.anchors: list[str] = []
        self.addresses: list[str] = []
        self.pictures = 0
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag not in OPEN_ENDED:
            self.open.append(tag)
        given = dict(attributes)
        self.addresses += [value for name in ("src", "href", "xlink:href") if (value := given.get(name))]
        if tag == "section":
            self.anchors.append(given["id"] or "")
        if tag == "img":
            self.pictures += 1
            assert given["alt"], "a picture says what it shows"
        assert tag not in ("script", "link", "iframe")

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attributes)
        if tag not in OPEN_ENDED:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def section(text: str, anchor: str) -> str:
    found = re.search(f'<section id="{anchor}">(.*?)</section>', text, re.DOTALL)
    assert found
    return found[1]


def model_with_card(folder: Path, **changes: object) -> Path:
    """The shipped model beside a card with `changes` in it."""
    card = json.loads(MODEL.with_suffix(".json").read_text(encoding="utf-8"))
    path = folder / "changed.tflite"
    shutil.copy(MODEL, path)
    path.with_suffix(".json").write_text(json.dumps(card | changes), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def text(mnist: object, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The report on the shipped model with all that a card may say."""
    if not MODEL.exists():
        pytest.skip("no model is shipped yet: make export")
    folder = tmp_path_factory.mktemp("report")
    figures = {f"mnist_c_{name}_of_ten": 0.5 + at / 100 for at, name in enumerate(CORRUPTIONS)}
    figures |= {"mnist_test_accuracy": 0.9962, "mnist_test_float": 0.9963, "int8_differs": 7, "a<b": 0.25}
    card = {"figures": figures, "training": {"seed": 3, "command": "python -m train", "curves": CURVES}}
    return write_report(model_with_card(folder, **card), folder / "page.html").read_text(encoding="utf-8")


@pytest.fixture
def without_mnist(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CIFRA_DATA", str(tmp_path / "nothing"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("train.data.download", _refuse)


def _refuse(*_: object) -> Path:
    from train.download import DownloadError

    raise DownloadError("the tests fetch nothing")


def test_the_page_is_html_with_every_section_and_needs_nothing_beside_it(text: str) -> None:
    page = Page(text)
    assert page.anchors == [one.anchor for one in SECTIONS]
    assert all(address.startswith(("data:image/png;base64,", "#")) for address in page.addresses)
    assert {address[1:] for address in page.addresses if address.startswith("#")} == set(page.anchors)
    assert page.pictures > 60
    assert not re.search(r"url\(|@import|https?:", text)
    assert "$" not in re.sub(r"[0-9A-Za-z+/=]{200,}", "", text)  # no place in a text was left empty


def test_with_all_data_at_hand_nothing_is_left_out(text: str) -> None:
    assert 'class="missing"' not in text


def test_every_chart_and_every_picture_on_the_page_is_whole(text: str) -> None:
    charts = re.findall(r"<svg.*?</svg>", text, re.DOTALL)
    errors = len(re.findall(r"</b> \d+%", section(text, "errors")))  # the better the network, the fewer
    assert len(charts) > errors + 5
    for chart in charts:
        ElementTree.fromstring(chart)
        assert "nan" not in chart


def test_every_error_is_shown_with_those_first_that_it_was_surest_of(text: str) -> None:
    errors = section(text, "errors")
    sure = [int(found) for found in re.findall(r"</b> (\d+)%", errors)]
    assert sure == sorted(sure, reverse=True)
    (wrong,) = re.findall(r"All ([\d,]+) of them", errors)
    assert len(sure) == min(200, int(wrong.replace(",", "")))
    counts = [int(found) for found in re.findall(r"<td[^>]*>(\d+)</td>", section(text, "confusion"))]
    assert len(counts) == 10 * 11
    assert sum(counts) == 10_000
    assert sum(counts) - sum(counts[12 * label] for label in range(10)) == int(wrong.replace(",", ""))


def test_float_stands_beside_int8_and_figures_beside_their_corruption(text: str) -> None:
    assert "99.62\u00a0%" in section(text, "int8")
    assert "99.63\u00a0%" in section(text, "int8")
    assert "In 7 of the 10,000" in section(text, "int8")
    rows = section(text, "robustness").split("<tr>")[2:]
    assert len(rows) == len(CORRUPTIONS)
    assert "shot noise" in rows[0]
    assert "50.00\u00a0%" in rows[0]  # the hardest comes first
    assert "a&lt;b" in section(text, "figures")


@needs_model
@pytest.mark.usefixtures("without_mnist")
def test_without_mnist_and_figures_the_page_says_what_it_lacks(tmp_path: Path) -> None:
    model = model_with_card(tmp_path, figures={}, training={}, checks=[])
    text = write_report(model, tmp_path / "page.html").read_text(encoding="utf-8")
    assert Page(text).anchors == [one.anchor for one in SECTIONS]
    for anchor in ("confusion", "errors", "sureness", "robustness"):
        assert "Left out here: expected MNIST" in section(text, anchor)
    for anchor, why in (("data", "MNIST’s digits"), ("training", "no curves"), ("figures", "no figures")):
        assert why in section(text, anchor)
    assert "CONV_2D" in section(text, "layers")
    assert "<svg" in section(text, "inside")  # a digit of the project's own goes through


@needs_model
@pytest.mark.usefixtures("without_mnist")
def test_the_command_prints_where_the_page_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "deep" / "page.html"
    assert main(["report", "--model", str(MODEL), "--out", str(path)]) == 0
    assert capsys.readouterr().out == f"Written: {path}\n"
    assert path.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_a_model_that_is_not_there_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["report", "--model", "no-such-model"]) == 1
    assert "no-such-model" in capsys.readouterr().err


@pytest.mark.parametrize(
    "chart",
    [
        line_chart([Line("a & b", [(1, 0.5), (2, 0.01)], "first")], "Loss <all>", "epoch", str),
        line_chart([Line("one point", [(1, 0.5)], "first")], "Loss", "epoch", str),
        line_chart([Line("flat", [(1, 1e-5), (90, 1e-5)], "first")], "Wrong", "epoch", str),
        reliability_chart([ReliabilityBin(0.9, 1.0, 1, 0.95, 1.0)], "a single answer"),
        reliability_chart([], "no answer"),
        histogram_chart([0, 3, 1], -1, "around nothing", "value"),
        histogram_chart([2], 5, "one value", "value"),
        answer_bars([0.0] * 10 + [1.0], 3, "refused"),
        value_bars([0.0, 0.0], "nothing"),
        value_bars([-1.5, 2.0], "up and down", ["<", "&"]),
    ],
)
def test_a_chart_is_well_formed_whatever_its_numbers(chart: str) -> None:
    root = ElementTree.fromstring(f"<div>{chart}</div>".replace("<br>", "<br/>"))
    numbers = [value for one in root.iter() for name, value in one.attrib.items() if name in ("x", "y", "cx", "cy")]
    assert all(np.isfinite(float(number)) for number in numbers)


def test_higher_is_higher_and_later_is_further_right() -> None:
    chart = line_chart([Line("a", [(1, 0.1), (2, 0.01), (3, 0.001)], "first")], "Loss", "epoch", str)
    (points,) = re.findall(r'points="([^"]+)"', chart)
    at = np.array([[float(one) for one in point.split(",")] for point in points.split()])
    assert (np.diff(at[:, 0]) > 0).all()
    assert (np.diff(at[:, 1]) > 0).all()  # downwards
    assert np.ptp(np.diff(at[:, 1])) < 0.2  # every tenth is as far


@pytest.mark.parametrize(
    ("sheet", "size"),
    [
        (glyph_sheet(np.zeros((5, 28, 28), np.uint8), 3, "five", 2), (3 * 56 + 2 * 4, 2 * 56 + 4)),  # a row is not full
        (glyph_sheet(np.zeros((1, 28, 28), np.uint8), 8, "one", 1), (28, 28)),
        (activation_sheet(np.zeros((2, 7, 7), np.float32), 2, "nothing found"), (2 * 56 + 4, 56)),
        (filter_sheet(np.full((1, 3, 3), -1, np.float32), 1, "takes away"), (54, 54)),
    ],
)
def test_a_sheet_is_as_large_as_its_pictures(sheet: str, size: tuple[int, int]) -> None:
    assert f'width="{size[0]}" height="{size[1]}"' in sheet


def test_confusion_counts_each_label_with_its_answer() -> None:
    counts = confusion(np.array([3, 3, 3, 9], np.uint8), np.array([3, 5, 10, 9]))
    assert counts.shape == (10, 11)
    assert counts.sum() == 4
    assert [counts[3, 3], counts[3, 5], counts[3, 10], counts[9, 9]] == [1, 1, 1, 1]


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (large(7_338_944), "7.34\u00a0M"),
        (large(65_000), "65.0\u00a0k"),
        (large(704), "704"),
        (figure_text("bytes", 85936), "85,936"),
        (figure_text("int8_differs", 1), "1"),  # a count, though it could be a share
        (figure_text("photos_false_on_empty", 0.5), "0.50"),  # a mean of counts
        (figure_text("held_out", 1.0), "100.00\u00a0%"),
        (missing("a < b"), '<p class="missing">a &lt; b</p>'),
        (facts([("a", "<i>")]), "<dl><dt>a</dt><dd>&lt;i&gt;</dd></dl>"),
        (bar_cell("1", 0.5, "first"), '<td class="bar first" style="--share:50.0%">1</td>'),
    ],
)
def test_numbers_and_texts_are_written_for_people(written: str, expected: str) -> None:
    assert written == expected
