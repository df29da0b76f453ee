"""JPEGs of moments, each drawn and coded once however many ask for it, and not at all if nobody does."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future, ThreadPoolExecutor

from edge.web.moment import Moment


class Encoder:
    """Works in a thread of its own; asked on the event loop, for the newest moment that there is."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "jpeg")
        self._newest: dict[bool, tuple[Moment, Future[bytes]]] = {}

    async def jpeg(self, moment: Moment, plain: bool) -> bytes:
        """The frame of `moment`, with what was read drawn over it unless `plain`."""
        newest = self._newest.get(plain)
        if newest is None or newest[0] is not moment:
            newest = self._newest[plain] = moment, self._thread.submit(moment.jpeg, plain)
        return await asyncio.shield(asyncio.wrap_future(newest[1]))  # one who goes takes it from nobody

    def close(self) -> None:
        self._thread.shutdown(wait=False, cancel_futures=True)
