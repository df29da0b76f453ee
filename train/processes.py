"""Long work on all cores: by processes that start afresh and end at once when the work is broken off."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from edge.errors import CifraError

Given = TypeVar("Given")
Made = TypeVar("Made")


class ProcessError(CifraError):
    """A process ended before its work was done."""


@dataclass(frozen=True)
class _Failure:
    """What a process sends in place of what it should have made."""

    error: Exception


def in_processes(make: Callable[[Given], Made], given: Sequence[Given]) -> Iterator[Made]:
    """What `make` makes of each of `given`, in their order, by up to as many processes as there are cores.

    For the main thread. A Ctrl-C, or an end of the iteration before the last one, ends the processes with it.

    Each process has a pipe of its own and shares no lock or queue with the others: a pool's may stay locked for ever
    when one of its processes is killed, as they are where work is broken off.
    """
    processes, pipes = _start(min(len(given), os.cpu_count() or 1))
    try:
        for i, pipe in enumerate(pipes):
            pipe.send((make, given[i :: len(pipes)]))
        for i in range(len(given)):
            made = pipes[i % len(pipes)].recv()
            if isinstance(made, _Failure):
                raise made.error
            yield made
    except (EOFError, BrokenPipeError, ConnectionResetError) as error:
        raise ProcessError(
            "expected every process to do its part, but one ended before it had. Often there is too little memory: "
            "close other programs, and try again."
        ) from error
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.join()


def _start(count: int) -> tuple[list[BaseProcess], list[Connection]]:
    """`count` processes that wait for work, and the pipe to each."""
    context = multiprocessing.get_context("spawn")  # TensorFlow does not survive a fork
    processes: list[BaseProcess] = []
    pipes: list[Connection] = []
    # A terminal's Ctrl-C goes to all processes. One that starts while it is ignored ignores it from its first line on,
    # and prints no traceback; who started it ends it.
    heard = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        for _ in range(count):
            pipe, theirs = context.Pipe()
            process = context.Process(target=_work, args=(theirs,), daemon=True)
            process.start()
            theirs.close()  # or its end would not be seen here
            processes.append(process)
            pipes.append(pipe)
    finally:
        signal.signal(signal.SIGINT, heard)
    return processes, pipes


def _work(pipe: Any) -> None:
    """In a process: take work from `pipe`, and send back what is made of it, one by one."""
    make, given = pipe.recv()
    for one in given:
        try:
            pipe.send(make(one))
        except Exception as error:
            pipe.send(_Failure(error))
