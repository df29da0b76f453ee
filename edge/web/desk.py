"""Where pictures that were sent wait to be read: one at a time, in a thread of its own, and few in the queue."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from edge.classify import Classifier
from edge.errors import CifraError

PLACES = 8  # pictures that may wait or be read: the last of them waits for a second or two on a small board

Answer = TypeVar("Answer")


class BusyError(CifraError):
    """So many pictures wait that one more would wait too long."""


class Desk:
    """Whatever is done with a picture happens here, with a network that is nobody else's."""

    def __init__(self, classifier: Classifier) -> None:
        self._classifier = classifier
        self._thread = ThreadPoolExecutor(1, "desk")
        self._waiting = 0

    async def do(self, work: Callable[[Classifier], Answer]) -> Answer:
        """What `work` returns or raises. Raises `BusyError` at once where all places are taken."""
        if self._waiting >= PLACES:
            raise BusyError(f"expected at most {PLACES} pictures at a time, found one more. Try again in a second.")
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work, self._classifier)
        finally:
            self._waiting -= 1

    def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)
