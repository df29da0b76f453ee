"""Ending a loop cleanly when the user or the system asks for it."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass


def _nothing() -> None:
    pass


@dataclass
class Stop:
    """Whether the end was asked for."""

    asked: bool = False
    then: Callable[[], None] = _nothing
    """Called when it is asked for: ends what the loop may be waiting for."""


@contextmanager
def stop_on_signals() -> Iterator[Stop]:
    """Inside, Ctrl-C and SIGTERM only set the `Stop` that is given and call its `then`: the frame at hand is finished.

    A second one ends the program at once, as it would have without this.
    """
    stop = Stop()
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def ask(number: int, _: object) -> None:
        stop.asked = True
        signal.signal(number, before[signal.Signals(number)])
        stop.then()

    for number in before:
        signal.signal(number, ask)
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
