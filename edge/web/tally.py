"""What is counted while frames are read: for the page, and for whoever collects metrics."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field
from time import monotonic

from edge.reading import Reading

RATE_OVER = 20  # frames that the rate is taken over
SILENT = 2.0  # seconds without a frame after which the rate is 0


class Present:
    """How many are there now: `with present: ...` is one of them."""

    def __init__(self) -> None:
        self.count = 0

    def __enter__(self) -> None:
        self.count += 1

    def __exit__(self, *_: object) -> None:
        self.count -= 1


@dataclass
class Tally:
    """Frames are counted in the thread that reads, pictures on the event loop; anybody may look."""

    frames: int = 0
    announcements: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    """By kind."""
    seconds: Counter[str] = field(default_factory=Counter)
    """Of reading, by stage."""
    readings: Counter[int] = field(default_factory=Counter)
    """Of pictures that were sent, by the answer's status."""
    viewing: Present = field(default_factory=Present)
    """Those who watch the stream."""
    listening: Present = field(default_factory=Present)
    """Those who hear the events."""
    _times: deque[float] = field(default_factory=lambda: deque(maxlen=RATE_OVER))

    def read(self, reading: Reading) -> None:
        """One more frame was read."""
        self.frames += 1
        for stage, milliseconds in reading.milliseconds.items():
            if stage != "total":
                self.seconds[stage] += milliseconds / 1e3  # type: ignore[assignment]
        self._times.append(monotonic())

    @property
    def rate(self) -> float:
        """Frames a second, of late."""
        times = self._times.copy()
        if len(times) < 2 or monotonic() - times[-1] > SILENT:
            return 0.0
        return (len(times) - 1) / max(times[-1] - times[0], 1e-3)
