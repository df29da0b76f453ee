"""Crops at hand: each is learnt some times in random order, the hard ones more often, then a new one takes its place.

That is online hard example mining (Shrivastava, Gupta and Girshick 2016), a reservoir long instead of a batch.
"""

from __future__ import annotations

import threading
from dataclasses import fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge.page.heads import CENTRES
from train.page.targets import Targets
from train.page.tones import toned

USES = 8  # times that a crop is learnt at most, where new ones come fast enough
EASY = 0.2  # of a batch: those that cost least are not learnt again


class Reservoir:
    """Room for so many crops with their targets. One thread may put while another draws."""

    def __init__(self, room: int, side: int, uses: int = USES) -> None:
        cells = side // 4
        self._pictures = np.empty((room, side, side, 3), np.uint8)
        self._targets = Targets(
            centre=np.empty((room, cells, cells, len(CENTRES)), np.float16),
            judged=np.empty((room, cells, cells), np.bool_),
            box=np.empty((room, cells, cells, 4), np.float16),
            owned=np.empty((room, cells, cells), np.float16),
            symbol=np.empty((room, cells, cells), np.int8),
            kind=np.empty((room, cells, cells), np.uint8),
        )
        self._uses = np.zeros(room, int)
        self._serials = np.zeros(room, np.int64)
        self._most = uses
        self._count = 0
        self._drawn = self._taken = self._put = 0
        self._changed = threading.Condition()

    def __len__(self) -> int:
        return self._count

    def put(self, picture: NDArray[np.uint8], targets: Targets, stopped: threading.Event) -> None:
        """Take in a crop, in place of one that was learnt often enough; waits until there is such a one."""
        with self._changed:
            while not stopped.is_set():
                if self._count < len(self._pictures):
                    place = self._count
                    self._count += 1
                    break
                place = int(self._uses.argmax())
                if self._uses[place] >= self._most:
                    break
                self._changed.wait(0.5)
            else:
                return
            self._pictures[place] = picture
            for field in fields(Targets):
                getattr(self._targets, field.name)[place] = getattr(targets, field.name)
            self._uses[place] = 0
            self._serials[place] = self._put
            self._put += 1
            self._taken += 1
            self._changed.notify_all()

    def wait(self, least: int, stopped: threading.Event) -> None:
        """Until there are `least` crops, or it is `stopped`."""
        with self._changed:
            self._changed.wait_for(lambda: self._count >= least or stopped.is_set())

    def draw(self, count: int, rng: np.random.Generator) -> dict[str, Any]:
        """A batch: "picture" uint8 (count, side, side, 3), each in a light of its own, and the fields of `Targets`.

        "serial" int64 (count,) is which crops they are, for `learnt`.
        """
        with self._changed:
            fresh = np.flatnonzero(self._uses[: self._count] < self._most)
            if len(fresh) < count:  # composing is slower than learning: rather a crop once more than to wait
                fresh = np.argsort(self._uses[: self._count], kind="stable")[: 2 * count]
            chosen = rng.choice(fresh, min(count, len(fresh)), replace=False)
            self._uses[chosen] += 1
            self._drawn += len(chosen)
            pictures = self._pictures[chosen]
            batch: dict[str, Any] = {
                field.name: getattr(self._targets, field.name)[chosen] for field in fields(Targets)
            }
            batch["serial"] = self._serials[chosen]
            self._changed.notify_all()
        return batch | {"picture": np.stack([toned(picture, rng) for picture in pictures])}

    def learnt(self, serials: NDArray[np.int64], losses: NDArray[np.float32]) -> None:
        """Hear what each crop of a batch cost, both (count,): the easiest of them make room."""
        easiest = serials[np.argsort(losses, kind="stable")[: round(EASY * len(losses))]]
        with self._changed:
            self._uses[: self._count][np.isin(self._serials[: self._count], easiest)] = self._most
            self._changed.notify_all()

    def age(self) -> str:
        """For people: how often a crop was learnt, since the last time that this was asked."""
        drawn, taken = self._drawn, self._taken
        self._drawn = self._taken = 0
        return f"each crop learnt {drawn / max(1, taken):.1f} times, {self._count} at hand"
