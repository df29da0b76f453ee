"""A network camera on the loopback that misbehaves as it is told: Motion JPEG over HTTP, in a thread.

By itself: `python tests/misbehaving_camera.py 8090`, then type freeze, black, slow, resize, short, garbage, text,
trickle, end, silence, die, back or well, a word a line.
"""

from __future__ import annotations

import base64
import socket
import sys
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from time import sleep
from typing import Any

import cv2
import numpy as np

RATE = 25.0  # pictures a second
SLOW_RATE = 2.0
SIZE = 64, 48
LARGER = 96, 72
# What it can be told. "die" closes its port and all connections, "back" opens the same port again.
WORDS = (
    "well",
    "freeze",
    "black",
    "slow",
    "resize",
    "short",
    "garbage",
    "text",
    "trickle",
    "end",
    "silence",
    "die",
    "back",
)


class MisbehavingCamera:
    """Serves pictures whose grey level tells their number, until told otherwise: `camera.tell("freeze")`."""

    def __init__(self, port: int = 0, size: tuple[int, int] = SIZE, rate: float = RATE) -> None:
        self.size, self.rate = size, rate
        self.mode = "well"
        self.with_length = True  # whether the head of each part says how long it is
        self.password = ""  # as "name:word"
        self.asked = 0  # how many requests came
        self.number = 0  # of the next picture
        self.port = port
        self._server: ThreadingHTTPServer | None = None
        self._connections: set[socket.socket] = set()
        self._gone = Event()
        self._listen()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def tell(self, word: str) -> None:
        """Behave so from now on: one of WORDS."""
        if word not in WORDS:
            raise ValueError(f"expected one of {', '.join(WORDS)}, found {word}")
        if word == "die":
            self.close()
        elif word == "back":
            self.mode = "well"
            self._listen()
        else:
            self.mode = word

    def close(self) -> None:
        if self._server is None:
            return
        self._gone.set()
        self._server.shutdown()
        self._server.server_close()
        for connection in list(self._connections):
            with suppress(OSError):  # the reader was quicker
                connection.shutdown(socket.SHUT_RDWR)
        self._server = None

    def __enter__(self) -> MisbehavingCamera:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _listen(self) -> None:
        self._gone = Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", self.port), _Handler)
        self._server.daemon_threads = True
        self._server.camera = self  # type: ignore[attr-defined]
        self.port = self._server.server_port
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def part(self) -> bytes | None:
        """The next part of the stream; None for its end."""
        while self.mode == "silence":
            if self._gone.wait(0.05):
                raise OSError("the camera has died")
        if self.mode == "end":
            self.mode = "well"
            return None
        if self.mode != "freeze":
            self.number += 1
        data = self._jpeg()
        if self.mode == "short":
            data = data[: len(data) // 2]
        elif self.mode == "garbage":
            middle = len(data) // 2
            data = data[:middle] + np.random.default_rng(self.number).bytes(400) + data[middle:]
        elif self.mode == "text":
            data = b"<html>camera busy</html>"
        length = f"Content-Length: {len(data)}\r\n" if self.with_length else ""
        return f"--frame\r\nContent-Type: image/jpeg\r\n{length}\r\n".encode() + data + b"\r\n"

    def pause(self) -> None:
        """Until the next picture is due."""
        rate = SLOW_RATE if self.mode == "slow" else self.rate
        for _ in range(max(1, round(25 / rate))):  # in small steps: what it is told it does at once
            if self._gone.wait(1 / 25 if rate < 25 else 1 / rate):
                raise OSError("the camera has died")

    def _jpeg(self) -> bytes:
        width, height = LARGER if self.mode == "resize" else self.size
        level = 0 if self.mode == "black" else 60 + 10 * (self.number % 16)
        picture = np.full((height, width, 3), level, np.uint8)
        if level:  # so that there is something to cut and spoil
            picture[:, : width // 2] += np.random.default_rng(self.number).integers(
                0, 30, (height, width // 2, 1), np.uint8
            )
        return cv2.imencode(".jpg", picture)[1].tobytes()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        camera: Any = self.server.camera  # type: ignore[attr-defined]
        camera.asked += 1
        wanted = "Basic " + base64.b64encode(camera.password.encode()).decode()
        if camera.password and self.headers.get("Authorization") != wanted:
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="camera"')
            self.end_headers()
            return
        camera._connections.add(self.connection)
        try:
            self.send_response(200)
            self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
            self.end_headers()
            while part := camera.part():
                for start in range(0, len(part), step := 10 if camera.mode == "trickle" else len(part)):
                    self.wfile.write(part[start : start + step])
                    if step < len(part) and camera._gone.wait(0.2):
                        return
                camera.pause()
        except OSError:  # the reader has gone, or the camera has died
            pass
        finally:
            camera._connections.discard(self.connection)

    def log_message(self, *_: object) -> None:
        pass


def main() -> None:
    with MisbehavingCamera(int(sys.argv[1]), size=(1280, 720), rate=15) as camera:
        print(f"serving {camera.address}", flush=True)
        for line in sys.stdin:
            camera.tell(line.strip())
            print(line.strip(), flush=True)
            sleep(0.01)


if __name__ == "__main__":
    main()
