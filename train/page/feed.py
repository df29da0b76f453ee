"""Crops from processes that compose pages for ever, while this one learns from them."""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
import threading
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

import cv2
import numpy as np

from edge.errors import CifraError
from train.page.pack import packed
from train.page.reservoir import Reservoir
from train.page.targets import targets
from train.synth.truth import Crop

MakeCrops = Callable[[int, int], list[Crop]]
CROPS = "train.synth.crops:crops"  # what composes, as "module:function" of a seed and a crop's side
PAGES_A_SEED = 100_000_000  # a training with another seed shares no page
SPOILT = 0.01  # of the pages may fail to be composed; more is a fault in what composes
KEPT = str(1 << 32)  # bytes: memory that is given back to the system and asked for again costs half of the time


class FeedError(CifraError):
    """No more crops come."""


@dataclass(frozen=True)
class _Spoilt:
    """A page that could not be composed."""

    number: int
    reason: str


class Feed:
    """A reservoir that fills while it is learnt from; `feed` makes one and ends it."""

    def __init__(self, reservoir: Reservoir, pipes: list[Connection], start: int) -> None:
        self.reservoir = reservoir
        self.pages = start
        """The number of the next page that was not yet composed."""
        self.stopped = threading.Event()
        self._pipes = pipes
        self._spoilt = 0
        self._start = start
        self._fault: CifraError | None = None
        self._thread = threading.Thread(target=self._take, daemon=True)
        self._thread.start()

    def draw(self, count: int, rng: np.random.Generator) -> dict[str, Any]:
        """A batch, as `Reservoir.draw`; waits for the first crops. Raises `FeedError` where no more come."""
        if len(self.reservoir) < 4 * count:
            self.reservoir.wait(4 * count, self.stopped)
        if self._fault:
            raise self._fault
        return self.reservoir.draw(count, rng)

    def stop(self) -> None:
        self.stopped.set()
        self._thread.join()

    def _take(self) -> None:
        try:
            while not self.stopped.is_set():
                for pipe in self._pipes:
                    if pipe.poll(0.5 / len(self._pipes)):
                        self._took(pipe.recv())
        except (EOFError, OSError):
            self._fault = FeedError(
                "expected pages to be composed without end, but the process that does it ended. Often there is too "
                "little memory: close other programs, and go on with RESUME."
            )
        except CifraError as fault:
            self._fault = fault
        finally:
            self.stopped.set()
            with self.reservoir._changed:
                self.reservoir._changed.notify_all()

    def _took(self, came: Any) -> None:
        if isinstance(came, _Spoilt):
            self._spoilt += 1
            print(f"page {came.number} could not be composed: {came.reason}", flush=True)
            if self._spoilt > 20 and self._spoilt > SPOILT * (self.pages - self._start):
                raise FeedError(
                    f"expected nearly all pages to be composed, but {self._spoilt} failed, the last: {came.reason}"
                )
            return
        number, picture, told = came
        self.pages = max(self.pages, number + 1)
        self.reservoir.put(picture, told, self.stopped)


@contextmanager
def feed(
    side: int, room: int, seed: int, start: int, packs: bool = False, make_crops: str = CROPS, processes: int = 1
) -> Iterator[Feed]:
    """Crops of `side` pixels from the pages with the numbers from `start`; `packs` has some put together as a canvas.

    For the main thread: it ends the processes with it.
    """
    context = multiprocessing.get_context("spawn")  # TensorFlow does not survive a fork
    os.environ.setdefault("MALLOC_MMAP_THRESHOLD_", KEPT)
    os.environ.setdefault("MALLOC_TRIM_THRESHOLD_", KEPT)
    started: list[BaseProcess] = []
    pipes: list[Connection] = []
    heard = signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's Ctrl-C is for who trains alone
    try:
        for i in range(processes):
            ours, theirs = context.Pipe(duplex=False)
            given = (theirs, make_crops, side, seed * PAGES_A_SEED, start + i, processes, packs)
            process: BaseProcess = context.Process(target=compose, args=given, daemon=True)
            process.start()
            theirs.close()
            started.append(process)
            pipes.append(ours)
    finally:
        signal.signal(signal.SIGINT, heard)
    fed = Feed(Reservoir(room, side), pipes, start)
    try:
        yield fed
    finally:
        for process in started:
            process.terminate()
        fed.stop()
        for process in started:
            process.join()


def compose(pipe: Any, make_crops: str, side: int, base: int, start: int, step: int, packs: bool) -> None:
    """In a process: crops with their targets into `pipe`, from page to page, until nobody takes them."""
    cv2.setNumThreads(1)
    make = named(make_crops)
    number = start
    while True:
        try:
            found = packed(make, base + number, side) if packs else make(base + number, side)
            made = [(number, crop.picture, targets(crop)) for crop in found]
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            made = [_Spoilt(number, f"{type(error).__name__} in {where.filename}, line {where.lineno}: {error}")]  # type: ignore[list-item]
        try:
            for one in made:
                pipe.send(one)
        except (BrokenPipeError, ConnectionResetError):
            return
        number += step


def named(make_crops: str) -> MakeCrops:
    """The function called "module:function"."""
    module, _, function = make_crops.partition(":")
    made: MakeCrops = getattr(importlib.import_module(module), function)
    return made
