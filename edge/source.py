"""What every source gives: frames with their times, one after the other."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


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
