"""Picture files as a source of frames: given ones, or those that come into a folder."""

from __future__ import annotations

from collections.abc import Sequence
from glob import has_magic
from math import inf
from pathlib import Path
from time import monotonic, sleep

from edge.errors import SourceError
from edge.pictures import find_pictures, load_picture
from edge.source import Frame, Source

SECONDS_A_PICTURE = 1.0  # how long each of several pictures is shown
LOOK_AGAIN = 0.25  # seconds between looks into a folder that is watched
TICK = 0.1  # seconds of sleep at most, so that closing is noticed
SETTLED = 3.0  # seconds without a change after which a picture that is not whole will not become so


class Pictures(Source):
    """Picture files as a source, `SECONDS_A_PICTURE` apart."""

    is_live = False

    def __init__(self, paths: Sequence[Path], description: str) -> None:
        self.description = description
        self._paths = paths
        self._next = 0
        self._closed = False

    def __next__(self) -> Frame:
        index = self._next
        if self._closed or index >= len(self._paths):
            raise StopIteration
        self._next += 1
        path = self._paths[index]
        return Frame(load_picture(path), index * SECONDS_A_PICTURE, str(path), index)

    def close(self) -> None:
        self._closed = True


class WatchedPictures(Pictures):
    """The pictures in a folder, or those that match a glob, and after them each one that comes.

    One that is being written is taken as soon as it is whole; one that stays broken is a `SourceError` once.
    """

    is_live = True

    def __init__(self, spec: str) -> None:
        super().__init__([], f"{spec}, its pictures and those that come")
        self._spec = spec
        self._start = monotonic()
        self._looked = -inf
        self._waiting: list[Path] = []
        self._taken: set[Path] = set()
        self._broken: dict[Path, tuple[float, int, int]] = {}  # since when, the time of its last change, its size
        self._missing = False

    def __next__(self) -> Frame:
        while not self._closed:
            if self._waiting:
                frame = self._take(self._waiting.pop(0))
                if frame:
                    return frame
            elif monotonic() - self._looked >= LOOK_AGAIN:
                self._look()
            else:
                self.while_waiting()
                sleep(TICK)
        raise StopIteration

    def _look(self) -> None:
        self._looked = monotonic()
        missing, before = not (Path(self._spec).is_dir() or has_magic(self._spec)), self._missing
        self._missing = missing
        if missing and not before:
            raise SourceError(f"expected the folder {self._spec}, found that it has gone. It is waited for.")
        try:
            there = [] if missing else find_pictures(self._spec)
        except SourceError:  # none are there yet
            there = []
        self._taken.intersection_update(there)  # months of pictures do not pile up
        self._waiting = [path for path in there if path not in self._taken]

    def _take(self, path: Path) -> Frame | None:
        """The frame of a new picture; None while it may still be written."""
        try:
            status = path.stat()
        except OSError:  # it has gone again
            return None
        before = self._broken.get(path)
        if before and before[1:] == (status.st_mtime_ns, status.st_size):
            if monotonic() - before[0] < SETTLED:
                return None
            self._taken.add(path)
        try:
            image = load_picture(path)
        except SourceError:
            if path in self._taken:
                del self._broken[path]
                raise
            self._broken[path] = monotonic(), status.st_mtime_ns, status.st_size
            return None
        self._taken.add(path)
        self._broken.pop(path, None)
        frame = Frame(image, monotonic() - self._start, str(path), self._next)
        self._next += 1
        return frame
