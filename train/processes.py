"""Long work on all cores: by processes that start afresh and end at once when the work is broken off."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")


def in_processes(make: Callable[[Given], Made], given: Sequence[Given]) -> Iterator[Made]:
    """What `make` makes of each of `given`, in their order, by up to as many processes as there are cores.

    For the main thread. A Ctrl-C, or an end of the iteration before the last one, ends the processes with it.
    """
    # TensorFlow does not survive a fork.
    with ProcessPoolExecutor(min(len(given), os.cpu_count() or 1), multiprocessing.get_context("spawn")) as pool:
        # A terminal's Ctrl-C goes to all processes. One that starts while it is ignored ignores it from its first line
        # on, and prints no traceback; who started it ends it.
        heard = signal.signal(signal.SIGINT, signal.SIG_IGN)
        before = set(multiprocessing.active_children())
        try:
            made = pool.map(make, given)
            started = set(multiprocessing.active_children()) - before
        finally:
            signal.signal(signal.SIGINT, heard)
        try:
            yield from made
        except BaseException:
            for process in started:
                process.terminate()
            raise
