"""uvicorn's HTTP protocol with what it lacks: limits for headers, for clients that take nothing, and for the crowd.

The application's own limits begin when a request's header is there. What comes before, and what becomes of bytes that
it has sent, only the connection knows.
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from fcntl import ioctl
from termios import TIOCOUTQ
from typing import Any

import h11
from starlette.types import Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from edge.web.safety.answers import refuse
from edge.web.safety.headers import SecurityHeaders, secured
from edge.web.safety.limits import Limits
from edge.web.safety.room import Room

SMALLEST_MEAN = 64  # bytes of body a piece, beyond the first PIECES: of pieces of one byte, 12 MB take minutes to part
PIECES = 1000
MALFORMED = (
    "expected an HTTP/1.1 request, found something else. Look at its first line, its header fields and its Host."
)


class GuardedProtocol(H11Protocol):
    """One connection."""

    def __init__(self, *arguments: Any, limits: Limits, room: Room, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.conn = _Pieces(h11.SERVER, limits.header_bytes)
        self._limits, self._room = limits, room
        self._waiting_since: float | None = None
        self._stalled_since: float | None = None
        self._unsent = 0

    # ---------------------------------------------------------------- what uvicorn and asyncio call

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        _end_with_dead_client(transport, self._limits.stalled_seconds)
        self._waiting_since = self.loop.time()
        if not self._room.enter(self):
            self.app = _FULL

    def connection_lost(self, exc: Exception | None) -> None:
        self._room.left(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if not self.waits():
            self._waiting_since = None
        elif self._waiting_since is None:  # later bytes do not prolong it
            self._waiting_since = self.loop.time()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._stalled_since = None

    def send_400_response(self, msg: str) -> None:
        """As uvicorn's, which it is in place of, with the header fields and in the words of all other refusals."""
        body = json.dumps({"error": MALFORMED}).encode()
        fields = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        fields += [(b"connection", b"close")]
        if self.conn.our_state in (h11.IDLE, h11.SEND_RESPONSE):  # unless an answer has begun
            for event in (h11.Response(status_code=400, headers=secured(fields)), h11.Data(body), h11.EndOfMessage()):
                self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    # ---------------------------------------------------------------- what the room calls

    def waits(self) -> bool:
        answered = self.cycle is None or self.cycle.response_complete
        return answered and not self.transport.get_write_buffer_size()

    def is_late(self, now: float) -> bool:
        if self._waiting_since is not None and now - self._waiting_since > self._limits.header_seconds:
            return self.waits()
        unsent = _not_taken(self.transport)
        if unsent == 0 or unsent < self._unsent or self._stalled_since is None:
            self._stalled_since = now
        self._unsent = unsent
        return now - self._stalled_since > self._limits.stalled_seconds

    def leave(self) -> None:
        # Without lingering: else the kernel would go on to offer what nobody takes.
        if connection := self.transport.get_extra_info("socket"):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()


class _Pieces(h11.Connection):
    """Refuses a chunked body of tiny pieces, each of which costs as much as a large one."""

    def __init__(self, role: type[h11.SERVER], most: int) -> None:
        super().__init__(role, most)
        self._pieces = self._bytes = 0

    def next_event(self) -> Any:
        event = super().next_event()
        if isinstance(event, h11.Request):
            self._pieces = self._bytes = 0
        elif isinstance(event, h11.Data):
            self._pieces, self._bytes = self._pieces + 1, self._bytes + len(event.data)
            if self._pieces > PIECES and self._bytes < SMALLEST_MEAN * self._pieces:
                raise h11.RemoteProtocolError("a body of tiny pieces")
        return event


def _not_taken(transport: asyncio.Transport) -> int:
    """Bytes that the client has not taken, where any wait for it: those here and those in the kernel."""
    waiting = transport.get_write_buffer_size()
    if waiting and (connection := transport.get_extra_info("socket")):
        waiting += struct.unpack("i", ioctl(connection.fileno(), TIOCOUTQ, bytes(4)))[0]
    return waiting


async def _full(scope: Scope, receive: Receive, send: Send) -> None:
    error = "expected a free connection, found all taken. Close pages that you do not need, or try again."
    await refuse(scope, receive, send, 503, error, (b"retry-after", b"5"), (b"connection", b"close"))


_FULL = SecurityHeaders(_full)


def _end_with_dead_client(transport: asyncio.Transport, seconds: float) -> None:
    """Have the kernel end a connection whose other end is gone, also where there is too little to send to notice it."""
    connection = transport.get_extra_info("socket")
    if connection is not None and hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(2000 * seconds))
