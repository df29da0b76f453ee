"""Scenes are the same by their number, and the page shows each condition and, of the worst, what went wrong."""

from __future__ import annotations

import base64
import os
import re
import time
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

pytest.importorskip("tqdm", reason="the training side is not installed (pip install '.[train]')")

from edge.reading import Box, Digit, Reading
from train.__main__ import main
from train.conditions import ASPECTS, score_conditions
from train.report.scene_pictures import COLOURS, Judged, draw_judged, judge
from train.report.scenes import WORST_CONDITIONS, WORST_SCENES, scenes_page, worst_conditions, worst_scenes
from train.scene_readings import SceneReading, labelled, measure_scenes, numbered_scene, read_scenes, total

ROOT = Path(__file__).parent.parent
needs_model = pytest.mark.skipif(
    not (ROOT / "models" / "digits.tflite").exists() and "CIFRA_CI" not in os.environ,
    reason="no model is shipped yet: make export",
)


def told(number: int, digits: int | None = None) -> SceneReading:
    """A scene as one would read it who knows it, but only the first so many digits."""
    setting, scene = numbered_scene(number)
    truth = labelled(number, scene)
    lines = [line for line, text in enumerate(scene.lines) for _ in text]
    read = [
        Digit(label, 1.0, box, line) for (label, box), line in zip(scene.digits[:digits], lines[:digits], strict=True)
    ]
    return SceneReading(number, setting, truth, Reading(setting.width, setting.height, tuple(read)))


def test_a_number_is_always_the_same_scene_and_no_other() -> None:
    (setting, scene), (again, scene_again), (_, other) = (numbered_scene(number) for number in (3, 3, 4))
    assert np.array_equal(scene.frame, scene_again.frame)
    assert (scene.digits, scene.lines, setting) == (scene_again.digits, scene_again.lines, again)
    assert not np.array_equal(scene.frame, other.frame)


@needs_model
def test_scenes_are_read_in_processes_as_they_are_here() -> None:
    readings = read_scenes(3)
    assert [one.number for one in readings] == [0, 1, 2]
    for one in readings:
        setting, scene = numbered_scene(one.number)
        assert one.setting == setting
        assert one.truth == labelled(one.number, scene)
    figures = measure_scenes("digits", 3)
    assert figures == {
        "scenes_precision": total(readings).precision,
        "scenes_recall": total(readings).recall,
        "scenes_f1": total(readings).f1,
        "scenes_f1_by_scene": total(readings).f1_by_source,
        "scenes_lines_exact": total(readings).lines_exact,
    }


def test_who_knows_the_truth_reads_all_of_it() -> None:
    score = total([told(number) for number in range(4)])
    assert (score.precision, score.recall, score.f1, score.lines_exact) == (1, 1, 1, 1)


def test_each_digit_is_judged_once_as_it_is_scored() -> None:
    boxes = (Box(0, 0, 10, 20), Box(20, 0, 10, 20), Box(40, 0, 10, 20))
    one = told(0)
    truth = replace(one.truth, boxes=boxes, labels=("1", "2", "3"), lines=("123",))
    read = [("1", boxes[0]), ("7", Box(21, 1, 10, 19)), ("8", Box(200, 90, 10, 20))]
    reading = Reading(640, 480, tuple(Digit(label, 0.9, box, 0) for label, box in read))
    assert sorted(judge(replace(one, truth=truth, reading=reading)), key=lambda judged: judged.box.x) == [
        Judged("right", boxes[0], "1"),
        Judged("wrong", Box(21, 1, 10, 19), "2>7"),
        Judged("missed", boxes[2], "3"),
        Judged("false", Box(200, 90, 10, 20), "8"),
    ]


def test_every_verdict_has_its_colour_where_its_box_is() -> None:
    frame = np.full((300, 1920, 3), 255, np.uint8)
    boxes = {verdict: Box(200 + 400 * at, 120, 60, 80) for at, verdict in enumerate(COLOURS)}
    picture = draw_judged(frame, [Judged(verdict, box, "5") for verdict, box in boxes.items()], width=960)
    assert picture.shape == (150, 960, 3)
    assert (frame == 255).all()  # what was given is left as it was
    for verdict, box in boxes.items():
        around = picture[:, box.x // 2 - 10 : box.right // 2 + 10].reshape(-1, 3)
        painted = {tuple(pixel) for pixel in around.tolist()} & {colour[::-1] for colour in COLOURS.values()}
        assert painted == {COLOURS[verdict][::-1]}


@pytest.fixture(scope="module")
def readings() -> list[SceneReading]:
    """Eight scenes, two of them read badly."""
    return [told(number, digits=1 if number in (2, 5) else None) for number in range(8)]


def test_the_page_shows_every_condition_and_the_worst_scenes(readings: list[SceneReading]) -> None:
    scores = score_conditions(readings)
    page = scenes_page(readings, scores, "a<b")
    assert page.startswith("<!DOCTYPE html>")
    assert "scenes, a&lt;b</title>" in page
    assert re.findall(r'<section id="(\w+)">', page) == ["short", "conditions", "worst"]
    assert not re.search(r"url\(|@import|https?:|<script|<link", page)
    assert "$" not in re.sub(r"[0-9A-Za-z+/=]{200,}", "", page)  # no place in a text was left empty
    assert page.count('<table class="conditions">') == len(ASPECTS)
    for one in scores[1:]:
        assert re.search(rf"<td>{re.escape(one.condition)}</td><td class=\"number\">{one.scenes}</td>", page)
    shown = re.findall(r'alt="scene (\d+): 1 right, 0 wrong, \d+ missed, 0 false; there is [\d /]+, read was \d"', page)
    assert sorted(shown) == ["2", "5"]  # those alone in which anything is wrong, each once
    assert page.count("data:image/jpeg;base64,") == 2
    assert "rgb(31, 111, 255)" in page  # the legend's colour of what was missed


def test_the_pictures_on_the_page_are_whole(readings: list[SceneReading]) -> None:
    page = scenes_page(readings, score_conditions(readings), "digits")
    for data in re.findall(r"data:image/jpeg;base64,([^\"]+)", page):
        picture = cv2.imdecode(np.frombuffer(base64.b64decode(data), np.uint8), cv2.IMREAD_COLOR)
        assert picture.shape == (540, 960, 3)


def test_the_worst_come_first_and_few_scenes_are_no_worst_condition(readings: list[SceneReading]) -> None:
    scores = score_conditions(readings)
    worst = worst_conditions(scores[1:], len(readings))
    assert len(worst) <= WORST_CONDITIONS
    assert [one.score.f1 for one in worst] == sorted(one.score.f1 for one in worst)
    assert max(one.score.f1 for one in worst) < 1
    assert worst_conditions(scores[1:], 100 * len(readings)) == []  # 8 of 800 scenes are too few
    assert {one.number for one in worst_scenes(readings)} == {2, 5}
    f1 = [total([one]).f1 for one in worst_scenes(readings)]
    assert f1 == sorted(f1)
    assert WORST_SCENES < 10  # a page that loads at once


def test_where_all_is_right_the_page_says_so(readings: list[SceneReading]) -> None:
    right = [one for one in readings if one.number not in (2, 5)]
    page = scenes_page(right, score_conditions(right), "digits")
    assert "Nothing was missed or read wrongly in any scene." in page
    assert "<figure" not in page


@needs_model
def test_the_command_prints_the_table_and_where_the_page_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "deep" / "scenes.html"
    assert main(["scenes-report", "--scenes", "2", "--out", str(path)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[1].split()[:3] == ["all", "scenes", "2"]
    assert said[-1] == f"Written: {path}"
    assert path.read_text(encoding="utf-8").rstrip().endswith("</html>")


@pytest.mark.parametrize("number", ["0", "-3", "many", "2.5", ""])
def test_a_bad_number_of_scenes_is_said(number: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["scenes-report", f"--scenes={number}"])
    assert stopped.value.code == 2
    assert f"argument --scenes: expected a whole number from 1, found {number!r}" in capsys.readouterr().err


def test_a_model_or_a_place_that_is_not_there_is_said_before_the_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    start = time.monotonic()
    out = tmp_path / "scenes.html"
    assert main(["scenes-report", "--model", "no-such-model", "--out", str(out)]) == 1
    assert "no-such-model" in capsys.readouterr().err
    assert not out.exists()
    assert main(["scenes-report", "--out", str(tmp_path)]) == 1
    assert "Name another one with --out" in capsys.readouterr().err
    assert time.monotonic() - start < 20


def test_broken_off_it_says_so_in_a_line_and_leaves_an_older_page_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken_off(*_: object) -> None:
        raise KeyboardInterrupt

    page = tmp_path / "scenes.html"
    page.write_text("older")
    monkeypatch.setattr("train.report.scenes.read_scenes", broken_off)
    assert main(["scenes-report", "--out", str(page)]) == 130
    assert capsys.readouterr() == ("", "cifra-train: broken off\n")
    assert page.read_text() == "older"
    assert main(["scenes-report", "--out", str(tmp_path / "new.html")]) == 130
    assert [one.name for one in tmp_path.iterdir()] == ["scenes.html"]
