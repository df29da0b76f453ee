"""One way to open any source: pictures, a video file, a camera or a network stream give frames with their times."""

from __future__ import annotations

import os
import re
import sys
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.errors import SourceError
from edge.pictures import SUFFIXES, find_pictures, load_picture

BUNDLED_CLIP = Path(__file__).parent / "samples" / "clip.avi"
STREAM = re.compile(r"(https?|rtsps?|rtmp|udp|tcp)://", re.IGNORECASE)
STREAM_PATIENCE = 5000  # milliseconds to wait for a server's answer, and for each frame
USUAL_RATE = 25.0  # frames per second of a video file that does not say
SECONDS_A_PICTURE = 1.0  # how long each of several pictures is shown


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture of a source."""

    image: NDArray[np.uint8]
    """BGR (h, w, 3)."""
    time: float
    """Seconds from the source's beginning: by the clock for a camera or stream, by the film for a file."""
    name: str
    """What it was read from: the picture's path, or the video, camera or stream (without its password)."""
    index: int
    """How many frames came before it."""


class Source(ABC, Iterator[Frame]):
    """Frames, one after the other: `with open_source("0") as source: for frame in source: ...`.

    `next()` raises `SourceError` for a frame that cannot be had, and may be called again for the ones after it.
    """

    description: str
    """What is read, for people: "camera 0, 640×480"."""
    is_live: bool
    """Whether frames come at the pace of the world, rather than as fast as they are asked for."""

    def __enter__(self) -> Source:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Source:
        return self

    @abstractmethod
    def __next__(self) -> Frame: ...

    def close(self) -> None:
        """Give back what the source holds. It may be called again."""


class Pictures(Source):
    """Picture files as a source, `SECONDS_A_PICTURE` apart."""

    is_live = False

    def __init__(self, paths: Sequence[Path], description: str) -> None:
        self.description = description
        self._paths = paths
        self._next = 0

    def __next__(self) -> Frame:
        index = self._next
        if index >= len(self._paths):
            raise StopIteration
        self._next += 1
        path = self._paths[index]
        return Frame(load_picture(path), index * SECONDS_A_PICTURE, str(path), index)


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


def open_source(spec: str = "auto") -> Source:
    """The source that `spec` means.

    A camera's index ("0") or device (/dev/video0), a stream's address (http://, rtsp://), a video file, a picture, a
    folder or a glob of pictures; "auto" is the first camera that works, else the bundled clip, and the source's
    `description` says which.

    Raises `SourceError` where it is not there or gives no picture.
    """
    if spec == "auto":
        return _first_that_works()
    camera = re.fullmatch(r"(?:/dev/video)?([0-9]{1,4})", spec)
    if camera:
        return _camera(int(camera[1]))
    if STREAM.match(spec):
        return _stream(spec)
    path = Path(spec)
    if path.is_file() and path.suffix.lower() not in SUFFIXES:
        return _video_file(path)
    paths = find_pictures(spec)
    if paths == [path]:
        load_picture(path)  # a single one that cannot be read is better refused now
    return Pictures(paths, spec if paths == [path] else f"{spec}, {len(paths)} pictures")


def cameras() -> list[int]:
    """The indices of the cameras that may be there: on Linux of its video devices, not all of which are cameras."""
    if sys.platform != "linux":
        return [0, 1]
    return sorted(int(device.name[5:]) for device in Path("/dev").glob("video*") if device.name[5:].isdecimal())


def _first_that_works() -> Source:
    for index in cameras():
        try:
            return _camera(index)
        except SourceError:
            continue
    if not BUNDLED_CLIP.is_file():
        raise SourceError(
            "expected a camera, found none that works, and the bundled clip is not installed. "
            "Plug in a camera, or name a video file, a folder of pictures or a stream."
        )
    source = _video_file(BUNDLED_CLIP)
    source.description = f"the bundled clip {source.description}, since no camera works"
    return source


def _camera(index: int) -> Video:
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


def _stream(address: str) -> Video:
    name = re.sub(r"//[^/@]*@", "//", address)
    patience = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, STREAM_PATIENCE, cv2.CAP_PROP_READ_TIMEOUT_MSEC, STREAM_PATIENCE]
    missing = (
        f"expected a video stream at {name}, found none within {STREAM_PATIENCE / 1000:.0f} s. "
        "Look at the address in a browser or with ffplay, and whether the camera's server runs."
    )
    return Video(cv2.VideoCapture(address, cv2.CAP_FFMPEG, patience), name, missing, is_live=True, has_end=True)


def _video_file(path: Path) -> Video:
    missing = (
        f"expected a video or picture in {path}, found neither, or an empty or damaged one. "
        "What OpenCV plays: most .mp4, .avi, .mkv and .webm files."
    )
    try:
        path.open("rb").close()
    except OSError as error:
        raise SourceError(f"expected a video in {path}, found: {error.strerror}. See its permissions.") from error
    return Video(cv2.VideoCapture(str(path)), str(path), missing, is_live=False, has_end=True)
