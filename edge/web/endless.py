"""A film or pictures over and over, as one source that never ends: there is always something to look at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import Event
from time import monotonic

from edge.folder import Pictures
from edge.source import Frame, Source

SHORTEST_ROUND = 1.0  # seconds: what is over sooner, or cannot be opened, is not asked for again at once


def endless(again: Callable[[], Source]) -> Source:
    """What `again` opens, without an end: a camera as it is, a film or pictures from the beginning each time."""
    source = again()
    if source.is_live:
        return source
    return EndlessPictures(source, again) if isinstance(source, Pictures) else Endless(source, again)


class Endless(Source):
    """`source`, and when it ends, what `again` opens; times and indices go on. Pictures come when they are due."""

    is_live = False

    def __init__(self, source: Source, again: Callable[[], Source]) -> None:
        self.description = source.description
        self._source: Source | None = source
        self._again = again
        self._over = Event()
        self._begun: float | None = None
        self._dropped = 0
        self._time = self._step = 0.0
        self._shift, self._first = 0.0, 0  # of this round's times and indices
        self._count = 0

    def __next__(self) -> Frame:
        while not self._over.is_set():
            source = self._source or self._open()
            self._begun = self._begun or monotonic()
            try:
                frame = next(source)
            except StopIteration:
                self._finish(source)
                continue
            finally:
                self.dropped = self._dropped + source.dropped
            if isinstance(source, Pictures):
                self._over.wait(self._begun + frame.time - monotonic())
            frame = replace(frame, time=frame.time + self._shift, index=frame.index + self._first)
            self._step = max(0.0, frame.time - self._time)
            self._time, self._count = frame.time, frame.index + 1
            return frame
        raise StopIteration

    def close(self) -> None:
        self._over.set()
        if source := self._source:
            source.close()

    def _finish(self, source: Source) -> None:
        source.close()
        self._source = None
        self._dropped += source.dropped
        self._shift, self._first = self._time + self._step, self._count

    def _open(self) -> Source:
        if self._begun is not None:
            self._over.wait(self._begun + SHORTEST_ROUND - monotonic())
        self._begun = monotonic()  # also where it cannot be opened
        self._source = source = self._again()
        if self._over.is_set():  # while it was being opened
            source.close()
        self._begun = None
        return source


class EndlessPictures(Endless, Pictures):
    """Pictures are told apart from films: each stands for itself."""
