"""All connections of the server: who has to go when it is full, and who takes too long."""

from __future__ import annotations

import asyncio
from typing import Protocol

SWEEP_SECONDS = 1.0  # between two looks at every connection


class Guest(Protocol):
    """A connection, as the room sees it."""

    def waits(self) -> bool:
        """Whether nothing of it is being answered: its next request has not come, or not in whole."""

    def is_late(self, now: float) -> bool:
        """Whether it has taken longer than it may; called every SWEEP_SECONDS."""

    def leave(self) -> None:
        """Close it at once, whatever was still to be sent."""


class Room:
    """The connections of one server, at most `most` but for those that are just being told so."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._guests: dict[Guest, None] = {}  # in the order of their coming
        self._sweeping = False

    def enter(self, guest: Guest) -> bool:
        """Take a connection in; False where all others are being answered, and it is one too many.

        Who only waits makes room, longest here first: holding connections open shuts nobody out.
        """
        self._guests[guest] = None
        if not self._sweeping:
            self._sweeping = True
            asyncio.get_running_loop().call_later(SWEEP_SECONDS, self._sweep)
        if len(self._guests) <= self._most:
            return True
        first = next((other for other in self._guests if other.waits() and other is not guest), None)
        if first is None:
            return False
        self._dismiss(first)
        return True

    def left(self, guest: Guest) -> None:
        """A connection is gone."""
        self._guests.pop(guest, None)

    def __len__(self) -> int:
        return len(self._guests)

    def _dismiss(self, guest: Guest) -> None:
        self.left(guest)
        guest.leave()

    def _sweep(self) -> None:
        loop = asyncio.get_running_loop()
        now = loop.time()
        for guest in [guest for guest in self._guests if guest.is_late(now)]:
            self._dismiss(guest)
        self._sweeping = bool(self._guests)
        if self._sweeping:
            loop.call_later(SWEEP_SECONDS, self._sweep)
