"""Picture files as a source of frames."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from edge.pictures import load_picture
from edge.source import Frame, Source

SECONDS_A_PICTURE = 1.0  # how long each of several pictures is shown


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
