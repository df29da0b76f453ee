"""A camera or stream at its lowest: one picture after the other, until it fails."""

from __future__ import annotations

from abc import ABC, abstractmethod

import numpy as np
from numpy.typing import NDArray

from edge.errors import Fault

FIRST_TRIES = 5  # pictures of which one must be whole when a camera is opened: the first one is often damaged
SILENCE = 3.0  # seconds without any picture after which a camera or server is taken for stuck


class Device(ABC):
    """An opened camera or stream, proved by its first picture. Read in one thread, interrupted from another."""

    description: str
    """What was really given, for people: "camera 0, 640×480 at 30 a second, MJPG"."""
    rate: float | None = None
    """How many pictures a second it says it gives; None where it does not say."""
    still_seconds: float = 3.0
    """How long it may give exactly the same picture: a sensor has noise, and never gives one twice."""

    @abstractmethod
    def read(self) -> tuple[NDArray[np.uint8], float]:
        """The next picture, BGR (h, w, 3), an array of its own, and when it came by the monotonic clock.

        Raises `Fault`: "corrupt" for one picture, after which it may be called again; any other is the device's end.
        """

    def interrupt(self) -> None:  # noqa: B027 - what OpenCV waits for cannot be ended
        """End a `read` that waits in another thread, where that can be done; `read` is not called again."""

    @abstractmethod
    def close(self) -> None:
        """Give back what it holds."""


def first_whole(device: Device) -> tuple[NDArray[np.uint8], float]:
    """The first whole picture of a device that was just opened. Without one it is closed, and `Fault` raised."""
    for tries_left in reversed(range(FIRST_TRIES)):
        try:
            return device.read()
        except Fault as fault:
            if fault.kind != "corrupt" or not tries_left:
                device.close()
                raise
    raise AssertionError("there is a last try")
