"""`python -m edge live` as a process: sources that end, fail or never end."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

import cv2
import pytest
from bundled import needs_model
from command_line import SAMPLE, cifra, environment, objects
from misbehaving_camera import MisbehavingCamera

from edge.pictures import load_picture

pytestmark = pytest.mark.slow  # goes by the clock


@needs_model
def test_live_reads_a_clip_to_its_end(clip: Path) -> None:
    done = cifra("live", "--json", "--every-frame", "--fast", clip)
    assert done.returncode == 0
    found = objects(done.stdout)
    assert [fields["frame"] for fields in found] == list(range(7))
    assert found[3]["time"] == pytest.approx(0.3)
    assert found[3]["source"] == str(clip)
    assert "no window: there is no display" in done.stderr
    assert "7 frames in" in done.stderr


@needs_model
def test_live_goes_on_after_a_bad_picture(pictures: Path) -> None:
    done = cifra("live", "--json", pictures)
    assert done.returncode == 1
    assert sum("error" in fields for fields in objects(done.stdout)) == 1
    assert "3 frames in" in done.stderr


@needs_model
def test_live_with_a_display_that_refuses_goes_on_without_a_window(clip: Path) -> None:
    done = cifra("live", "--json", "--every-frame", "--fast", clip, DISPLAY=":987", QT_QPA_PLATFORM="xcb")
    assert done.returncode == 0
    assert "no window: the display refuses it" in done.stderr
    assert len(objects(done.stdout)) == 7


@needs_model
@pytest.mark.parametrize(
    ("source", "message"), [("97", "expected a camera with index 97"), ("nowhere.avi", "No such file")]
)
def test_live_without_its_source(source: str, message: str) -> None:
    done = cifra("live", source)
    assert done.returncode == 1
    assert message in done.stderr
    assert done.stdout == ""


@contextmanager
def running(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    """`live --json --every-frame` with these arguments, killed at the end if it still runs."""
    run = subprocess.Popen(
        [sys.executable, "-m", "edge", "live", "--json", "--every-frame", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    try:
        yield run
    finally:
        run.kill()
        run.communicate()


def line(run: subprocess.Popen[str]) -> dict[str, object]:
    """The next line that it prints."""
    assert run.stdout is not None
    return json.loads(run.stdout.readline())


@needs_model
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("word", ["well", "silence", "die"])
def test_live_is_ended_by_a_signal_whatever_the_camera_does(number: signal.Signals, word: str) -> None:
    with MisbehavingCamera() as camera, running(camera.address) as run:
        assert "digits" in line(run)
        camera.tell(word)
        sleep(1)
        run.send_signal(number)
        start = monotonic()
        output, errors = run.communicate(timeout=10)
    assert monotonic() - start < 3
    assert run.returncode == 0  # a fault is looked after: the service did what it is there for
    assert "Traceback" not in errors
    assert re.search(r" a second(; \d+ dropped for newer ones)?\n$", errors)  # a loaded machine drops some
    objects(output)  # the last line is whole


@needs_model
def test_live_says_what_is_wrong_and_goes_on() -> None:
    with MisbehavingCamera() as camera, running(camera.address) as run:
        assert "digits" in line(run)
        camera.tell("end")
        found = [line(run) for _ in range(20)]
        assert ["server ended the stream" in str(fields["error"]) for fields in found if "error" in fields] == [True]
        assert "digits" in found[-1]
        assert [fields["over"] for fields in found if "over" in fields] == ["ended"]


@needs_model
def test_live_watches_a_folder(tmp_path: Path) -> None:
    with running("--watch", tmp_path) as run:
        (tmp_path / "new.jpg").write_bytes(SAMPLE.read_bytes())
        assert line(run)["source"] == str(tmp_path / "new.jpg")


@pytest.mark.parametrize(
    ("option", "value"), [("--size", "1280"), ("--size", "0x720"), ("--size", "axb"), ("--rate", "0"), ("--rate", "x")]
)
def test_a_wrong_size_or_rate_is_refused(option: str, value: str) -> None:
    done = cifra("live", option, value)
    assert done.returncode == 2
    assert f"argument {option}: expected" in done.stderr


@needs_model
def test_a_region_that_does_not_fit_a_video_ends_it(clip: Path) -> None:
    done = cifra("live", clip, "--roi", "0,0,640,480")
    assert done.returncode == 1
    assert "cifra: expected a region within the picture of 64×48 pixels" in done.stderr
    assert done.stdout == ""


@pytest.mark.slow
@needs_model
def test_live_finds_out_how_a_camera_is_turned(tmp_path: Path) -> None:
    frame = cv2.rotate(load_picture(SAMPLE), cv2.ROTATE_180)
    writer = cv2.VideoWriter(str(tmp_path / "c.avi"), cv2.VideoWriter.fourcc(*"MJPG"), 10, frame.shape[1::-1])
    for _ in range(5):
        writer.write(frame)
    writer.release()
    found = objects(cifra("live", "--json", tmp_path / "c.avi", "--fast", "--every-frame", "--rotate", "auto").stdout)
    assert [fields["rotate"] for fields in found] == [180] * 5
