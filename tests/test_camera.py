"""Sources: what is opened, how many frames come with which times, and what is said of one that is not there."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from time import monotonic

import cv2
import numpy as np
import pytest

from edge import camera, video
from edge.camera import open_source
from edge.errors import SourceError

RATE = 10.0


def numbered(index: int) -> np.ndarray:
    """A frame whose grey level tells its number."""
    return np.full((48, 64, 3), 20 + 10 * index, np.uint8)


def number_of(image: np.ndarray) -> int:
    return round((float(image.mean()) - 20) / 10)


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "clip.avi"
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), RATE, (64, 48))
    for index in range(12):
        writer.write(numbered(index))
    writer.release()
    return path


class Server(BaseHTTPRequestHandler):
    """An MJPEG camera on the loopback: /8 gives eight frames, /silent never answers, anything else is missing."""

    def do_GET(self) -> None:
        if self.path == "/silent":
            self.server.released.wait(20)  # type: ignore[attr-defined]
            return
        if not self.path[1:].isdecimal():
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        self.end_headers()
        for index in range(int(self.path[1:])):
            picture = cv2.imencode(".jpg", numbered(index))[1].tobytes()
            head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}\r\n\r\n"
            try:
                self.wfile.write(head.encode() + picture + b"\r\n")
            except OSError:  # the reader has gone
                return

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def served() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.released = threading.Event()  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.released.set()  # type: ignore[attr-defined]
        server.shutdown()
        server.server_close()


def test_a_video_file_gives_all_frames_then_ends(clip: Path) -> None:
    with open_source(str(clip)) as source:
        frames = list(source)
    assert [number_of(frame.image) for frame in frames] == list(range(12))
    assert [frame.index for frame in frames] == list(range(12))
    assert [frame.time for frame in frames] == pytest.approx([index / RATE for index in range(12)])
    assert {frame.name for frame in frames} == {str(clip)}
    assert not source.is_live
    assert "64×48" in source.description


def test_the_end_of_a_video_stays_its_end(clip: Path) -> None:
    with open_source(str(clip)) as source:
        list(source)
        assert list(source) == []
    source.close()


def test_a_stream_gives_frames_with_the_clocks_times_then_ends() -> None:
    with served() as host, open_source(f"http://someone:secret@{host}/8") as source:
        assert source.is_live
        frames = list(source)
        assert [number_of(frame.image) for frame in frames] == list(range(8))
        assert frames[0].time < frames[-1].time < 10
        assert frames[0].name == f"http://{host}/8"
        assert "secret" not in source.description


@pytest.mark.parametrize("path", ["/missing", "/0"])
def test_a_server_without_frames_is_explained(path: str) -> None:
    with served() as host, pytest.raises(SourceError, match="expected a video stream at"):
        open_source(f"http://{host}{path}")


def test_a_server_that_does_not_answer_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(video, "STREAM_PATIENCE", 1000)
    start = monotonic()
    with served() as host, pytest.raises(SourceError):
        open_source(f"http://{host}/silent")
    assert monotonic() - start < 5


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


def test_auto_is_the_first_camera_that_works(clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file stands in for the second camera; the first gives nothing."""
    opened = []

    def open_camera(index: int) -> video.Video:
        opened.append(index)
        target = str(clip) if index == 4 else "nowhere"
        return video.Video(cv2.VideoCapture(target), f"camera {index}", "nothing", is_live=True, has_end=False)

    monkeypatch.setattr(camera, "cameras", lambda: [2, 4, 6])
    monkeypatch.setattr(camera, "open_camera", open_camera)
    with open_source("auto") as source:
        assert source.description == "camera 4, 64×48"
    assert opened == [2, 4]


def test_a_camera_that_stops_is_an_error_once(clip: Path) -> None:
    with video.Video(cv2.VideoCapture(str(clip)), "camera 0", "nothing", is_live=True, has_end=False) as source:
        for _ in range(12):
            next(source)
        with pytest.raises(SourceError, match="expected another frame of camera 0"):
            next(source)
        with pytest.raises(StopIteration):
            next(source)
