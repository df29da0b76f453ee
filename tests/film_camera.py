"""The bundled clip as a network camera: Motion JPEG over HTTP on the loopback, over and over, in a thread."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler
from itertools import count
from threading import Event
from time import monotonic

import cv2
from command_line import ROOT
from loopback import Silent, answering

RATE = 15.0  # pictures a second, 640×480


def _pictures() -> list[bytes]:
    capture = cv2.VideoCapture(str(ROOT / "edge" / "samples" / "clip.avi"))
    pictures = []
    while (read := capture.read())[0]:
        pictures.append(cv2.imencode(".jpg", read[1])[1].tobytes())
    return pictures


@contextmanager
def film_camera() -> Iterator[str]:
    """The address of one, which is there inside."""
    pictures, ended = _pictures(), Event()

    class Handler(Silent, BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
            self.end_headers()
            begin = monotonic()
            with suppress(OSError):  # who took it has gone
                for number in count():
                    # By the clock, so that on average no picture is late however busy the machine is.
                    if ended.wait(max(0.0, begin + number / RATE - monotonic())):
                        return
                    data = pictures[number % len(pictures)]
                    head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(data)}\r\n\r\n"
                    self.wfile.write(head.encode() + data + b"\r\n")

    with answering(Handler) as port:
        try:
            yield f"http://127.0.0.1:{port}/"
        finally:
            ended.set()
