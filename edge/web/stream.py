"""An answer without an end, and who takes it."""

from __future__ import annotations

from collections.abc import AsyncIterator

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from edge.web.tally import Present


class Stream(StreamingResponse):
    """`parts`, sent as fast as they are taken, to one of those `present`; it ends when they do or the taker goes."""

    def __init__(self, parts: AsyncIterator[bytes], media_type: str, present: Present) -> None:
        super().__init__(parts, media_type=media_type)
        self._present = present

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] == "HEAD":
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            await send({"type": "http.response.body", "body": b""})
            return
        with self._present:
            await super().__call__(scope, receive, send)
