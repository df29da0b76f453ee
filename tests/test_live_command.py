"""`python -m edge live` as a process: sources that end, fail or never end."""

from __future__ import annotations

import signal
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from time import sleep

import cv2
import numpy as np
import pytest
from bundled import needs_model
from command_line import SAMPLE, cifra, environment, objects

from edge.pictures import load_picture


@needs_model
def test_live_reads_a_clip_to_its_end(clip: Path) -> None:
    done = cifra("live", "--json", clip)
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
    done = cifra("live", "--json", clip, DISPLAY=":987", QT_QPA_PLATFORM="xcb")
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


class EndlessCamera(BaseHTTPRequestHandler):
    """An MJPEG stream of fifty frames a second that goes on for ever."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        self.end_headers()
        picture = cv2.imencode(".jpg", np.full((48, 64, 3), 99, np.uint8))[1].tobytes()
        head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}\r\n\r\n"
        try:
            while True:
                self.wfile.write(head.encode() + picture + b"\r\n")
                sleep(0.02)
        except OSError:
            pass

    def log_message(self, *_: object) -> None:
        pass


@needs_model
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_live_is_ended_by_a_signal(number: signal.Signals) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), EndlessCamera)
    server.daemon_threads = True
    Thread(target=server.serve_forever, daemon=True).start()
    run = subprocess.Popen(
        [sys.executable, "-m", "edge", "live", "--json", f"http://127.0.0.1:{server.server_port}/"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    try:
        assert run.stdout is not None
        lines = [run.stdout.readline() for _ in range(3)]
        run.send_signal(number)
        output, errors = run.communicate(timeout=10)
    finally:
        run.kill()
        server.shutdown()
        server.server_close()
    assert run.returncode == 0
    assert "Traceback" not in errors
    assert "frames in" in errors
    assert len(objects("".join(lines) + output)) >= 3  # the last line is whole


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
    found = objects(cifra("live", "--json", tmp_path / "c.avi", "--rotate", "auto").stdout)
    assert [fields["rotate"] for fields in found] == [180] * 5
