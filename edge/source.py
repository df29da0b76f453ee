"""What every source gives: frames with their times, one after the other."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge.errors import Fault


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """One picture of a source."""

    image: NDArray[np.uint8]
    """BGR (h, w, 3)."""
    time: float
    """Seconds from the source's beginning: by the clock, as it came from a camera or stream; by the film for a file."""
    name: str
    """What it was read from: the picture's path, or the video, camera or stream (without its password)."""
    index: int
    """How many frames came before it."""


def _nothing() -> None:
    pass


class Source(ABC, Iterator[Frame]):
    """Frames, one after the other: `with open_source("0") as source: for frame in source: ...`.

    `next()` raises `SourceError` for a frame that cannot be had, and may be called again for the ones after it.

    A camera or stream never ends by itself. What goes wrong with it is a `Fault`, raised by `next()` once when it
    begins; the call after it waits until there is a frame again. A picture or file ends with `StopIteration`.
    """

    description: str
    """What is read, for people: "camera 0, 640×480 at 30 a second, MJPG"."""
    is_live: bool
    """Whether frames come at the pace of the world: whoever is slow gets the newest."""
    dropped: int = 0
    """How many frames were not handed out, since newer ones came before they were asked for."""
    fault: Fault | None = None
    """What holds now, as of the last frame or fault: black, slow and corrupt go on while frames come."""
    while_waiting: Callable[[], None] = staticmethod(_nothing)
    """Called several times a second by a `next()` that waits for a camera, a stream or a picture: it may be long."""

    def __enter__(self) -> Source:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __iter__(self) -> Source:
        return self

    @abstractmethod
    def __next__(self) -> Frame: ...

    @abstractmethod
    def close(self) -> None:
        """Give back what the source holds, and end a `next()` that waits, with `StopIteration`.

        It may be called again, from another thread, or from a signal handler.
        """
