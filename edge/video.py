"""What OpenCV captures: a device or stream as `Device`, a video file as `Source`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import RLock
from time import monotonic, sleep

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.device import Device, first_whole
from edge.errors import Fault, SourceError
from edge.source import Frame, Source

USUAL_RATE = 25.0  # frames per second of a video file that does not say
TICK = 0.1  # seconds of sleep at most, so that closing is noticed
MISSING_PART = 0.1  # of a film's length as its header states it, which is often an estimate


class Capture(Device):
    """What OpenCV reads in a thread. `lost` makes the fault of a picture that did not come in so many seconds."""

    def __init__(self, capture: cv2.VideoCapture, name: str, lost: Callable[[float], Fault]) -> None:
        self._capture = capture
        self._name = name
        self._lost = lost
        self._first: tuple[NDArray[np.uint8], float] | None = None
        self._first = first_whole(self)
        height, width = self._first[0].shape[:2]
        self.size = width, height

    def read(self) -> tuple[NDArray[np.uint8], float]:
        if self._first:
            first, self._first = self._first, None
            return first
        begin = monotonic()
        if not self._capture.grab():
            raise self._lost(monotonic() - begin)
        time = monotonic()
        image = _picture(self._capture)
        if image is None:
            raise Fault(
                "corrupt",
                f"expected whole pictures of {self._name}, found a damaged one, which is left out. "
                "Look at its cable and its power supply.",
            )
        return image, time

    def close(self) -> None:
        self._capture.release()


class VideoFile(Source):
    """A video file at its own pace, or `fast`: every frame as soon as it is asked for.

    At its own pace a frame comes when it is due, not before; those that are overdue are dropped, as a camera's are.
    A file that breaks off gives a `SourceError` before its end.
    """

    is_live = False

    def __init__(self, path: Path, fast: bool = False) -> None:
        missing = (
            f"expected a video or picture in {path}, found neither, or an empty or damaged one. "
            "What OpenCV plays: most .mp4, .avi, .mkv and .webm files."
        )
        try:
            path.open("rb").close()
        except OSError as error:
            raise SourceError(f"expected a video in {path}, found: {error.strerror}. See its permissions.") from error
        self._capture = cv2.VideoCapture(str(path))
        self._name = str(path)
        self._fast = fast
        self._closed = False
        self._reading = RLock()  # a capture must not be released while another thread reads it
        self._index = 0
        self._start: float | None = None
        self._grabbed = self._capture.grab()
        self._first = _picture(self._capture) if self._grabbed else None
        if self._first is None:
            self.close()
            raise SourceError(missing)
        rate = self._capture.get(cv2.CAP_PROP_FPS)
        self._rate = rate if 0 < rate < 1000 else USUAL_RATE  # some files say 0, not a number, or 90000
        self._stated = self._capture.get(cv2.CAP_PROP_FRAME_COUNT)
        height, width = self._first.shape[:2]
        self.description = f"{path}, {width}×{height}"

    def __next__(self) -> Frame:
        if self._start is None:  # not when it was opened: a reader may still have been loading then
            self._start = monotonic()
        with self._reading:
            image = self._due_image(self._start)
        time = (self._index - 1) / self._rate
        self._wait(self._start + time)
        if self._closed:
            raise StopIteration
        if image is None:
            raise SourceError(f"expected a picture as frame {self._index - 1} of {self._name}, found a damaged one.")
        return Frame(image, time, self._name, self._index - 1)

    def close(self) -> None:
        self._closed = True
        with self._reading:
            self._capture.release()

    def _due_image(self, start: float) -> NDArray[np.uint8] | None:
        """The next picture that is not overdue; None for one that is damaged, and at the end, where it closes."""
        while not self._closed:
            if not self._grabbed and not self._capture.grab():
                self._end()
                return None
            self._grabbed = False
            first, self._first = self._first, None
            self._index += 1
            overdue = monotonic() - start > self._index / self._rate  # the one after it is due
            if self._fast or self._index == 1 or not overdue:
                return first if first is not None else _picture(self._capture)
            self.dropped += 1
        return None

    def _end(self) -> None:
        """Close the file; a `SourceError` says where frames are missing."""
        if self._closed:  # meanwhile, by a signal handler
            return
        self.close()
        missing = self._stated - self._index
        if missing > max(1, MISSING_PART * self._stated):
            raise SourceError(
                f"expected {self._stated:.0f} frames in {self._name}, found {self._index}: it breaks off. "
                "Copy it again from where it came from."
            )

    def _wait(self, due: float) -> None:
        while not self._fast and not self._closed and (left := due - monotonic()) > 0:
            sleep(min(left, TICK))


def _picture(capture: cv2.VideoCapture) -> NDArray[np.uint8] | None:
    """What was grabbed, decoded: BGR (h, w, 3); None where it is damaged."""
    there, image = capture.retrieve()
    return image if there and image is not None and image.size else None
