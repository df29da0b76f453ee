"""What OpenCV captures: cameras, network streams and video files."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path
from time import monotonic

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.errors import SourceError
from edge.source import Frame, Source

STREAM_PATIENCE = 5000  # milliseconds to wait for a server's answer, and for each frame
USUAL_RATE = 25.0  # frames per second of a video file that does not say


class Video(Source):
    """A video file, camera or network stream, opened by OpenCV and proved by its first frame.

    `missing` is the error for a target that gives none. The end of a file or stream is an end; a camera has none, and
    one that stops gives a `SourceError` once.
    """

    def __init__(self, capture: cv2.VideoCapture, name: str, missing: str, is_live: bool, has_end: bool) -> None:
        self.is_live = is_live
        self._capture = capture
        self._name = name
        self._has_end = has_end
        self._start = monotonic()
        self._index = 0
        self._first = self._image()
        if self._first is None:
            self.close()
            raise SourceError(missing)
        rate = capture.get(cv2.CAP_PROP_FPS)
        self._rate = rate if 0 < rate < 1000 else USUAL_RATE  # some files say 0, not a number, or 90000
        height, width = self._first.shape[:2]
        self.description = f"{name}, {width}×{height}"

    def __next__(self) -> Frame:
        image = self._image() if self._first is None else self._first
        self._first = None
        if image is None:
            lost = self._capture.isOpened() and not self._has_end
            self.close()
            if lost:
                raise SourceError(
                    f"expected another frame of {self._name} after {self._index}, found none. "
                    "Look at its cable, and whether another program took it."
                )
            raise StopIteration
        time = monotonic() - self._start if self.is_live else self._index / self._rate
        frame = Frame(image, time, self._name, self._index)
        self._index += 1
        return frame

    def close(self) -> None:
        self._capture.release()

    def _image(self) -> NDArray[np.uint8] | None:
        there, image = self._capture.read()
        return image if there and image is not None and image.size else None


def cameras() -> list[int]:
    """The indices of the cameras that may be there: on Linux of its video devices, not all of which are cameras."""
    if sys.platform != "linux":
        return [0, 1]
    return sorted(int(device.name[5:]) for device in Path("/dev").glob("video*") if device.name[5:].isdecimal())


def open_camera(index: int) -> Video:
    missing = f"expected a camera with index {index}, found "
    if sys.platform == "linux":
        device = f"/dev/video{index}"
        if not Path(device).exists():
            others = ", ".join(map(str, cameras())) or "no other either"
            raise SourceError(f"{missing}no {device} (there is: {others}). Plug it in, or name another source.")
        if not os.access(device, os.R_OK | os.W_OK):
            raise SourceError(
                f"{missing}no right to use {device}. Run 'sudo usermod -aG video $USER' and log in again."
            )
    capture = cv2.VideoCapture(index, cv2.CAP_V4L2 if sys.platform == "linux" else cv2.CAP_ANY)
    capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)  # the newest frame rather than one of a second ago
    missing += (
        "one that gives no picture. Another program may hold it; the Raspberry Pi's ribbon cameras are not opened this "
        "way. 'cifra doctor' lists what is there."
    )
    return Video(capture, f"camera {index}", missing, is_live=True, has_end=False)


def open_stream(address: str) -> Video:
    name = re.sub(r"//[^/@]*@", "//", address)
    patience = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, STREAM_PATIENCE, cv2.CAP_PROP_READ_TIMEOUT_MSEC, STREAM_PATIENCE]
    missing = (
        f"expected a video stream at {name}, found none within {STREAM_PATIENCE / 1000:.0f} s. "
        "Look at the address in a browser or with ffplay, and whether the camera's server runs."
    )
    return Video(cv2.VideoCapture(address, cv2.CAP_FFMPEG, patience), name, missing, is_live=True, has_end=True)


def open_video(path: Path) -> Video:
    missing = (
        f"expected a video or picture in {path}, found neither, or an empty or damaged one. "
        "What OpenCV plays: most .mp4, .avi, .mkv and .webm files."
    )
    try:
        path.open("rb").close()
    except OSError as error:
        raise SourceError(f"expected a video in {path}, found: {error.strerror}. See its permissions.") from error
    return Video(cv2.VideoCapture(str(path)), str(path), missing, is_live=False, has_end=True)
