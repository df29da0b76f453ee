"""Wakes all who wait on the event loop for something new, rung from any thread."""

from __future__ import annotations

import asyncio


class Bell:
    """One ring costs the thread that rings the same however many wait."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._rung = asyncio.Event()

    def hang(self) -> None:
        """From now on those on the running event loop are woken."""
        self._loop = asyncio.get_running_loop()

    def take_down(self) -> None:
        """Nobody waits any more. To be called on the event loop, once no other thread rings."""
        self._loop = None

    def ring(self) -> None:
        """Wake those who wait. What they look for must be in place already: nothing is handed to them."""
        if self._loop is not None:
            self._loop.call_soon_threadsafe(self._wake)

    async def heard(self) -> None:
        """Return at the next ring. What changed after the last look, and before this call, counts as well."""
        await self._rung.wait()

    def _wake(self) -> None:
        self._rung.set()
        self._rung = asyncio.Event()
