"""Tells systemd that the program is alive, for as long as it is."""

from __future__ import annotations

from threading import Event, Thread
from time import monotonic

from edge import notify
from edge.camera import Source
from edge.errors import CifraError
from edge.watch import Sight

# seconds without a frame after which a camera's driver may hang: systemd then starts the program anew, which helps
PATIENCE = 600.0


class Heartbeat:
    """While it is open, systemd hears that the reading of `source` goes on, or why it waits."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._last = monotonic()
        self._ended = Event()
        seconds = notify.watchdog_seconds()
        self._thread = Thread(target=self._beat, args=[seconds / 3], daemon=True) if seconds else None

    def __enter__(self) -> Heartbeat:
        notify.ready()
        self._tell_reading()
        if self._thread:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        notify.stopping()
        self._ended.set()
        if self._thread:
            self._thread.join()

    def step(self, sight: Sight) -> None:
        """A frame was read."""
        self._last = monotonic()
        if sight.over:
            self._tell_reading()

    def complain(self, error: CifraError) -> None:
        """Something is wrong."""
        notify.status(str(error))

    def _tell_reading(self) -> None:
        notify.status(f"reading {self._source.description}")

    def _beat(self, pause: float) -> None:
        while not self._ended.is_set():
            # A folder may be empty for days: only where a camera is known to be amiss does time run out.
            if self._source.fault is None or monotonic() - self._last < PATIENCE:
                notify.alive()
            self._ended.wait(pause)
