"""One sitting of a training: it ends after its minutes, or when it is asked to, and never in the middle of a step."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Sitting:
    """What one run of a training knows of time, and whether it is to end."""

    def __init__(self, minutes: float) -> None:
        self.start = time.monotonic()
        self._minutes = minutes
        self.asked = threading.Event()

    @property
    def over(self) -> bool:
        """Whether its minutes have gone by, or somebody asked it to end."""
        return self.asked.is_set() or time.monotonic() - self.start > 60 * self._minutes

    @contextmanager
    def heeding_signals(self) -> Iterator[None]:
        """SIGINT and SIGTERM end the training after its step, with a checkpoint."""
        numbers = (signal.SIGINT, signal.SIGTERM)
        former = {number: signal.signal(number, lambda *_: self.asked.set()) for number in numbers}
        try:
            yield
        finally:
            for number, handler in former.items():
                signal.signal(number, handler)
