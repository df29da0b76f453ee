"""Sources: what is opened, how many frames come with which times, and what is said of one that is not there."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler
from itertools import islice
from pathlib import Path
from time import monotonic, sleep

import cv2
import numpy as np
import pytest
from loopback import Silent, answering
from numbered import number_of, numbered, write_clip

from edge import camera
from edge.camera import open_source
from edge.device import Device
from edge.errors import Fault, SourceError


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return write_clip(tmp_path / "clip.avi")


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The files in `folder` over plain HTTP."""

    class Files(Silent, SimpleHTTPRequestHandler):
        pass

    with answering(partial(Files, directory=str(folder))) as port:
        yield f"http://127.0.0.1:{port}"


def test_another_stream_than_motion_jpeg_is_ffmpegs(clip: Path) -> None:
    """A film over HTTP stands in for what cameras send: it comes as fast as it can, ends, and is asked for again."""
    with served(clip.parent) as host, open_source(f"{host}/clip.avi") as source:
        assert source.is_live
        assert source.description == f"{host}/clip.avi, 64×48"
        with pytest.raises(Fault) as ended:
            list(islice(source, 13))
        assert ended.value.kind == "ended"
        assert next(source).image.shape == (48, 64, 3)


def test_a_server_that_has_it_not_is_explained(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<html>")
    with served(tmp_path) as host:
        with pytest.raises(SourceError, match="answers 404"):
            open_source(f"{host}/missing")
        with pytest.raises(SourceError, match="gives no picture"):
            open_source(f"{host}/page.html")


def test_a_folder_in_natural_order_a_second_apart(tmp_path: Path) -> None:
    for index in (0, 1, 2, 10):
        cv2.imwrite(str(tmp_path / f"{index}.png"), numbered(index))
    (tmp_path / "notes.txt").write_text("not a picture")
    with open_source(str(tmp_path)) as source:
        frames = list(source)
    assert [number_of(frame.image) for frame in frames] == [0, 1, 2, 10]
    assert [frame.time for frame in frames] == [0.0, 1.0, 2.0, 3.0]
    assert [Path(frame.name).name for frame in frames] == ["0.png", "1.png", "2.png", "10.png"]


def test_a_bad_picture_is_one_error_and_the_next_one_comes(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "1.png"), numbered(1))
    (tmp_path / "2.png").write_bytes(b"")
    cv2.imwrite(str(tmp_path / "3.png"), numbered(3))
    with open_source(str(tmp_path / "*.png")) as source:
        assert number_of(next(source).image) == 1
        with pytest.raises(SourceError, match="an empty file"):
            next(source)
        assert number_of(next(source).image) == 3
        with pytest.raises(StopIteration):
            next(source)


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("97", "expected a camera with index 97"),
        ("/dev/video97", "expected a camera with index 97"),
        ("nowhere.avi", "No such file"),
        ("nowhere.png", "No such file"),
        ("no*where", "expected files that match"),
        (".", "found none"),
        ("notes.txt", "expected a video or picture in"),
        ("empty.avi", "expected a video or picture in"),
        ("notes.png", "found something else"),
        ("http://127.0.0.1:9/", "expected a video stream at"),
        ("rtsp://127.0.0.1:9/", "expected a video stream at"),
    ],
)
def test_what_is_not_there_is_said_at_once(
    spec: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("notes.txt").write_text("not a picture")
    Path("empty.avi").write_bytes(b"")
    if spec == "notes.png":
        Path(spec).write_text("not a picture")
    start = monotonic()
    with pytest.raises(SourceError, match=message):
        open_source(spec)
    assert monotonic() - start < 5


def test_auto_without_a_camera_is_the_bundled_clip(clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camera, "cameras", lambda: [97])
    monkeypatch.setattr(camera, "BUNDLED_CLIP", clip)
    with open_source() as source:
        assert "bundled clip" in source.description
        assert len(list(source)) == 12


def test_auto_is_the_first_camera_that_works(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []

    class Only4(Device):
        def __init__(self, index: int, *_: object) -> None:
            opened.append(index)
            if index != 4:
                raise SourceError("nothing")
            self.description = f"camera {index}"

        def read(self) -> tuple[np.ndarray, float]:
            sleep(0.01)
            return numbered(1), monotonic()

        def close(self) -> None:
            pass

    monkeypatch.setattr(camera, "cameras", lambda: [2, 4, 6])
    monkeypatch.setattr(camera, "UsbCamera", Only4)
    with open_source("auto") as source:
        assert source.description == "camera 4"
        assert next(source).name == "camera 4"
    assert opened == [2, 4]


@pytest.mark.parametrize("spec", ["97", "ribbon7", "http://127.0.0.1:9/", "rtsp://127.0.0.1:9/"])
def test_who_is_patient_is_told_once_and_waits(spec: str) -> None:
    with open_source(spec, patient=True) as source:
        with pytest.raises(Fault) as missing:
            next(source)
        assert missing.value.kind == ("gone" if "//" in spec else "unplugged")
        assert "expected a" in str(missing.value) or "expected ribbon camera 7" in str(missing.value)
        assert source.fault is missing.value
        threading.Timer(0.6, source.close).start()  # two more tries, of which nothing is said
        assert list(source) == []
