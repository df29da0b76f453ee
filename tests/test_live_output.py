"""What `python -m edge live` announces and keeps, as a process: pages that come and go, folders, what is unsure."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest
from bundled import SAMPLES, needs_model
from command_line import cifra, environment, objects

pytestmark = [needs_model, pytest.mark.slow]


@pytest.fixture(scope="module")
def page_and_none(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film: two seconds of the bundled clip's page, one and a half of an empty sheet, the page again."""
    capture = cv2.VideoCapture(str(SAMPLES / "clip.avi"))
    pages = [capture.read()[1] for _ in range(30)]
    path = tmp_path_factory.mktemp("film") / "film.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 15, (640, 480))
    for frame in pages + [np.full_like(pages[0], 150)] * 22 + pages:
        writer.write(frame)
    writer.release()
    return path


def test_a_number_is_announced_once_when_it_comes_and_once_when_it_goes(page_and_none: Path) -> None:
    found = objects(cifra("live", "--json", "--fast", page_and_none).stdout)
    assert [fields["lines"] for fields in found] == [["407", "826"], [], ["407", "826"]]
    assert [fields["text"] for fields in found] == ["407\n826", "", "407\n826"]
    first = found[0]
    assert set(first) == {"source", "time", "text", "lines", "digits", "confidence", "frame"}
    assert first["source"] == str(page_and_none)
    assert 0.9 <= float(str(first["confidence"])) <= 1
    assert first["frame"] == round(15 * float(str(first["time"])))


def test_people_are_told_in_words(page_and_none: Path) -> None:
    lines = cifra("live", "--fast", page_and_none).stdout.splitlines()
    assert [line.split("s  ")[-1] for line in lines[:-1]] == ["407 / 826", "gone", "407 / 826"]


def test_every_frame_is_told_with_the_announcements_among_them(page_and_none: Path) -> None:
    found = objects(cifra("live", "--json", "--every-frame", "--fast", page_and_none).stdout)
    assert [fields["frame"] for fields in found] == list(range(82))
    news = [fields["announcement"] for fields in found if "announcement" in fields]
    assert [part["lines"] for part in news] == [["407", "826"], [], ["407", "826"]]
    assert found[3]["lines"] == ["407", "826"]  # read before it is announced


def test_each_picture_of_a_folder_stands_for_itself() -> None:
    found = objects(cifra("live", "--json", SAMPLES).stdout)
    truth = [json.loads(row) for row in (SAMPLES / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
    wanted = {row["file"]: row["lines"] for row in truth if row["file"].endswith(".jpg")}
    assert {Path(str(fields["source"])).name: fields["lines"] for fields in found} == wanted


def test_a_picture_is_announced_without_what_is_too_unsure() -> None:
    (found,) = objects(cifra("live", "--json", SAMPLES / "column-sum.jpg", "--min-confidence", "0.99999").stdout)
    (whole,) = objects(cifra("live", "--json", SAMPLES / "column-sum.jpg").stdout)
    assert len(str(found["text"])) < len(str(whole["text"]))


def test_pictures_of_announcements_are_kept_and_the_oldest_go(page_and_none: Path, tmp_path: Path) -> None:
    found = objects(cifra("live", "--json", "--fast", page_and_none, "--record", tmp_path, "--keep", "1").stdout)
    (picture,) = tmp_path.glob("*.jpg")
    assert picture.stem.endswith("-407_826")
    assert json.loads(picture.with_suffix(".json").read_text(encoding="utf-8")) == found[-1]
    assert cv2.imread(str(picture)).shape == (480, 640, 3)


def test_unsure_digits_are_kept_once_each(page_and_none: Path, tmp_path: Path) -> None:
    """Everything is unsure here: six digits, on thirty frames each before the page goes."""
    cifra("live", "--json", "--fast", page_and_none, "--save-unsure", tmp_path, "--unsure-below", "1")
    labels = [path.name.split("-read-")[1][0] for path in tmp_path.iterdir()]
    assert set(labels) >= set("407826")
    assert len(labels) <= 18
    assert min(cv2.imread(str(path)).shape[0] for path in tmp_path.iterdir()) > 100  # with a margin


def test_a_folder_that_cannot_be_written_is_refused_at_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = cifra("live", SAMPLES, "--record", tmp_path / "file")
    assert done.returncode == 1
    assert "cifra: expected a folder to write recordings to" in done.stderr
    assert done.stdout == ""


def test_a_camera_that_is_not_there_is_waited_for() -> None:
    command = [sys.executable, "-m", "edge", "live", "--json", "--wait", "97"]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment())
    try:
        assert run.stdout is not None
        fields = json.loads(run.stdout.readline())
        assert fields["fault"] == "unplugged"
        assert "camera with index 97" in fields["error"]
        assert run.poll() is None
        run.terminate()
        _, errors = run.communicate(timeout=10)
    finally:
        run.kill()
    assert run.returncode == 0
    assert "0 frames in" in errors
