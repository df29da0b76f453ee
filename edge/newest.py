"""The newest frame, and the faults, as the thread that captures leaves them for the one that reads."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from threading import Condition

import numpy as np
from numpy.typing import NDArray

from edge.errors import Fault
from edge.source import Frame

TICK = 0.1  # seconds: a signal handler that closes just before the wait begins is noticed after it
FAULTS_KEPT = 8  # for a reader who does not come


class Newest:
    """Holds one frame at most: a newer one takes its place, and is told apart by its index."""

    def __init__(self, name: str) -> None:
        self.closed = False
        self._name = name
        self._index = 0
        self._frame: Frame | None = None
        self._holding: Fault | None = None
        self._faults: deque[Fault] = deque(maxlen=FAULTS_KEPT)
        self._failure: Exception | None = None
        # Its lock is re-entrant, which a signal handler needs that closes while its own thread is in here.
        self._changed = Condition()

    def put(self, image: NDArray[np.uint8], time: float, holding: Fault | None) -> None:
        """Leave the next frame, while `holding` is wrong with the camera."""
        with self._changed:
            self._frame = Frame(image, time, self._name, self._index)
            self._holding = holding
            self._index += 1
            self._changed.notify_all()

    def say(self, fault: Fault) -> None:
        """Leave a fault. A frame from before it is dropped: the next one that is read tells that frames go on."""
        with self._changed:
            self._frame = None
            self._faults.append(fault)
            self._changed.notify_all()

    def fail(self, failure: Exception) -> None:
        """Leave an error after which nothing more will come."""
        with self._changed:
            self._failure = failure
            self._changed.notify_all()

    def take(self, look: Callable[[], None]) -> tuple[Frame, Fault | None]:
        """Wait for a frame; with it comes the fault that held then. `look` is called while waiting.

        Raises each fault once, `StopIteration` when closed, and what went wrong in the thread that captures.
        """
        with self._changed:
            while not self.closed:
                if self._faults:
                    raise self._faults.popleft()
                if self._frame:
                    frame, self._frame = self._frame, None
                    return frame, self._holding
                if self._failure:
                    raise self._failure
                look()
                self._changed.wait(TICK)
            raise StopIteration

    def close(self) -> None:
        """End all waiting."""
        with self._changed:
            self.closed = True
            self._changed.notify_all()

    def pause(self, seconds: float) -> None:
        """Wait, unless it is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self.closed, seconds)
