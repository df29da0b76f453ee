"""Network streams: Motion JPEG over HTTP is read here, whatever else by FFmpeg through OpenCV."""

from __future__ import annotations

import re
import socket
from functools import partial
from time import sleep
from urllib.parse import urlsplit

import cv2

from edge.device import SILENCE, Device
from edge.errors import Fault, SourceError
from edge.motion_jpeg import MotionJpeg, ask
from edge.video import Capture

PORTS = {"http": 80, "https": 443, "rtsp": 554, "rtsps": 322, "rtmp": 1935}
LAST_BREATH = 0.25  # seconds for a server that stops to close its door after its connections
KNOCK = 2.0  # seconds for a server to take a connection
STREAM_PATIENCE = 5000  # milliseconds that FFmpeg waits for an answer and for each frame: key frames are seconds apart
STILL_SECONDS = 20.0  # coded video of a still scene repeats a picture exactly, until the next key frame


def open_stream(address: str) -> Device:
    """The stream at `address`. Raises `SourceError` where there is none."""
    name = without_password(address)
    try:
        if address.lower().startswith("http"):
            response = ask(address)
            if response.headers.get_content_maintype() == "multipart":
                return MotionJpeg(response, name, partial(_lost, address))
            response.close()
        elif not _answers(address):
            raise SourceError("no server that takes a connection")
        return FFmpegStream(address)
    except SourceError as error:
        why = "a server whose stream gives no picture" if isinstance(error, Fault) else str(error)
        raise SourceError(
            f"expected a video stream at {name}, found {why}. "
            "Look at the address in a browser or with ffplay, and whether the camera's server runs."
        ) from error


class FFmpegStream(Capture):
    """RTSP and other streams, read by FFmpeg."""

    still_seconds = STILL_SECONDS

    def __init__(self, address: str) -> None:
        patience = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, STREAM_PATIENCE, cv2.CAP_PROP_READ_TIMEOUT_MSEC, STREAM_PATIENCE]
        name = without_password(address)
        super().__init__(cv2.VideoCapture(address, cv2.CAP_FFMPEG, patience), name, lambda _: _lost(address))
        self.description = f"{name}, {self.size[0]}×{self.size[1]}"


def without_password(address: str) -> str:
    """The address as it may be shown."""
    return re.sub(r"//[^/@]*@", "//", address)


def _lost(address: str) -> Fault:
    """Why a stream that was there gives nothing more: its server is gone, or ended it."""
    name = without_password(address)
    sleep(LAST_BREATH)
    if _answers(address):
        return Fault(
            "ended",
            f"expected another picture of {name}, found that its server ended the stream. It is asked for again; look "
            "whether the camera allows so many viewers.",
        )
    return Fault(
        "gone",
        f"expected another picture of {name}, found that its server does not answer any more. It is tried until it is "
        "back; look at its power and the network.",
    )


def _answers(address: str) -> bool:
    """Whether a server takes connections there; True where there are none to take."""
    parts = urlsplit(address)
    port = parts.port or PORTS.get(parts.scheme.lower())
    if port is None or parts.scheme.lower() == "udp":
        return True
    try:
        socket.create_connection((parts.hostname or "", port), min(KNOCK, SILENCE)).close()
    except OSError:
        return False
    return True
