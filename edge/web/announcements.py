"""The last announcements, each under a name by which a viewer who comes back can go on."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from time import time
from typing import Any

KEPT = 20


@dataclass(frozen=True, slots=True)
class Told:
    """An announcement that was made."""

    number: int
    """How many were made before it."""
    fields: dict[str, Any]
    """As in `cifra live --json`, with "clock", the Unix time in seconds."""


class Announcements:
    """Added to in one thread, looked at from any."""

    def __init__(self) -> None:
        self._run = f"{time():.0f}"  # of the program: numbers of an earlier run mean nothing in this one
        self._told: deque[Told] = deque(maxlen=KEPT)
        self.count = 0

    def add(self, fields: dict[str, Any]) -> None:
        self._told.append(Told(self.count, fields | {"clock": round(time(), 3)}))
        self.count += 1

    def since(self, number: int) -> list[Told]:
        """Those from `number` on that are kept, the oldest first."""
        return [told for told in self._told.copy() if told.number >= number]

    def name_of(self, told: Told) -> str:
        """What a browser remembers, and sends as Last-Event-ID."""
        return f"{self._run}-{told.number}"

    def after(self, name: str | None) -> int:
        """The number of the announcement that follows the one of this `name`; 0 where the name is not of this run."""
        run, _, number = (name or "").partition("-")
        known = run == self._run and number.isascii() and number.isdecimal() and int(number) < self.count
        return int(number) + 1 if known else 0
