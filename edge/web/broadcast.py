"""One thread reads the camera for all viewers, and leaves what is newest where they find it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from threading import Thread
from time import monotonic
from typing import Any

from edge.errors import CifraError, Fault
from edge.reading import Box
from edge.source import Source
from edge.track import Announcement
from edge.watch import Sight, watch
from edge.web.announcements import Announcements
from edge.web.bell import Bell
from edge.web.look import Look
from edge.web.moment import Camera, Moment
from edge.web.tally import Tally

FAREWELL = 2.0  # seconds that closing waits for the thread, which may be reading a large frame

Seen = Callable[[Sight | CifraError], None]


def _nothing() -> None:
    pass


class Broadcast:
    """What `look` reads of `source`, for any number of viewers.

    All that is public is to be looked at from the event loop; `bell` rings when any of it is new. Digits below `least`
    are not shown. `seen` is told of everything in the thread that reads, before the viewers are.
    """

    def __init__(self, source: Source, look: Look, least: float, seen: Seen) -> None:
        self.moment: Moment | None = None
        self.camera = Camera(source.description)
        self.number: Announcement | None = None
        """What stands announced."""
        self.announcements = Announcements()
        self.tally = Tally()
        self.bell = Bell()
        self.ended = False
        """Whether viewers should go."""
        self.failure: Exception | None = None
        """What ended the thread that reads."""
        self.on_failure: Callable[[], None] = _nothing
        """Called in that thread then."""
        self._source, self._look, self._least, self._seen = source, look, least, seen
        self._begun = monotonic()
        self._thread = Thread(target=self._run, name="reading", daemon=True)

    @property
    def dropped(self) -> int:
        """Frames that were not read, since newer ones came."""
        return self._source.dropped

    @property
    def region(self) -> Box | None:
        """The part of each picture that is read, in pixels of it as given; None for all of it."""
        return self._look.region

    @region.setter
    def region(self, region: Box | None) -> None:
        self._look.region = region
        self.bell.ring()

    @property
    def silence(self) -> float:
        """Seconds since the last frame, or since the beginning."""
        moment = self.moment
        return monotonic() - (moment.at if moment else self._begun)

    def start(self) -> None:
        """Begin to read, and to ring on the running event loop."""
        self.bell.hang()
        self._thread.start()

    def end(self) -> None:
        """Send the viewers away: their streams come to an end."""
        self.ended = True
        self.bell.ring()

    def close(self) -> None:
        """End the reading too."""
        self.end()
        self._source.close()
        self._thread.join(FAREWELL)
        self.bell.take_down()

    # ------------------------------------------------------------ in the thread that reads

    def _run(self) -> None:
        try:
            for event in watch(self._source, self._look.read):
                if isinstance(event, CifraError):
                    self._fail(event)
                    self._seen(event)
                else:
                    self._seen(self._show(event))
                self.bell.ring()
        except Exception as error:
            self.failure = error
            self.on_failure()

    def _fail(self, error: CifraError) -> None:
        self.camera = Camera(self._source.description, error)
        if isinstance(error, Fault):
            self.tally.faults[error.kind] += 1

    def _show(self, sight: Sight) -> Sight:
        self.tally.read(sight.reading)
        news = sight.announcement
        if news and news.lines == (self.number.lines if self.number else ()):  # a picture that is shown again
            sight, news = replace(sight, announcement=None), None
        if news:
            self.number = news if news.lines else None
            self.tally.announcements += 1
            self.announcements.add({"source": sight.frame.name} | news.as_json())
        self.camera = Camera(self._source.description, self._source.fault or self._look.trouble)
        self.moment = Moment(sight.frame, sight.reading.at_least(self._least), self.number, monotonic())
        return sight


def number_json(number: Announcement | None) -> dict[str, Any] | None:
    """What stands announced as plain values; None where nothing does."""
    return None if number is None else number.as_json()
