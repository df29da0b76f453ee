"""Clients for a server under load, as cheap as they can be: one event loop, and nothing parsed that need not be."""

from __future__ import annotations

import asyncio
import socket
from contextlib import suppress
from time import monotonic
from typing import cast

Address = tuple[str, int]

STREAM = b"GET /stream.mjpg HTTP/1.1\r\nHost: localhost\r\n\r\n"
EVENTS = b"GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
PATIENCE = 60.0  # seconds, after which a client that should have been cut off gives up
SLOW_RATE = 40_000  # bytes a second that a slow viewer takes


class Viewer(asyncio.Protocol):
    """Takes the stream as fast as it comes, and counts its frames."""

    def __init__(self) -> None:
        self.frames = 0
        self.lost = False
        self._closed = False

    @classmethod
    async def of(cls, address: Address) -> Viewer:
        """One that watches."""
        _, viewer = await asyncio.get_running_loop().create_connection(cls, *address)
        return viewer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(STREAM)

    def data_received(self, data: bytes) -> None:
        self.frames += data.count(b"\r\n--frame\r\n")  # one that two pieces share is missed: one of some thousand

    def connection_lost(self, error: Exception | None) -> None:
        self.lost = not self._closed

    def close(self) -> None:
        """Stop watching."""
        self._closed = True
        self._transport.abort()


async def post(address: Address, path: str, body: bytes) -> int:
    """The status of the answer; 0 where the connection broke."""
    try:
        reader, writer = await asyncio.open_connection(*address)
        head = f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode() + body)
        answer = await reader.read(-1)
        writer.close()
        return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 0
    except OSError:
        return 0


async def dead_viewer(address: Address) -> float:
    """Ask for the stream and never take it; after how many seconds the server gives up."""
    begin = monotonic()
    with socket.create_connection(address) as connection:
        connection.sendall(STREAM)
        while monotonic() < begin + PATIENCE and not connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            await asyncio.sleep(0.5)  # a reset is heard without taking what came before it
    return monotonic() - begin


async def slow_viewer(address: Address, seconds: float) -> bool:
    """Take SLOW_RATE bytes of the stream a second; whether it was still there after `seconds`."""
    reader, writer = await asyncio.open_connection(*address, limit=8192)
    writer.write(STREAM)
    end = monotonic() + seconds
    alive = True
    while alive and monotonic() < end:
        try:
            alive = bool(await reader.read(SLOW_RATE // 10))
        except OSError:
            alive = False
        await asyncio.sleep(0.1)
    writer.transport.abort()
    return alive


async def header_a_byte_at_a_time(address: Address) -> float:
    """Slow-loris: a header that never ends; after how many seconds it is cut off."""
    return await _trickle(address, b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ")


async def slow_body(address: Address) -> float:
    """The same with a body."""
    return await _trickle(address, b"POST /api/read HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9999\r\n\r\n")


async def _trickle(address: Address, head: bytes) -> float:
    begin = monotonic()
    reader, writer = await asyncio.open_connection(*address)
    with suppress(OSError):
        writer.write(head)
        while monotonic() < begin + PATIENCE:
            writer.write(b"x")
            await writer.drain()
            with suppress(asyncio.TimeoutError):
                if not await asyncio.wait_for(reader.read(4096), 0.5):
                    break
    writer.transport.abort()
    return monotonic() - begin


async def churn(address: Address, count: int) -> None:
    """Make `count` connections and give each up, in one of the ways in which clients do."""
    kinds = [
        b"",
        b"GET /st",
        STREAM,
        EVENTS,
        b"POST /api/read HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99\r\n\r\n12",
    ]
    at_once = asyncio.Semaphore(20)

    async def one(number: int) -> None:
        async with at_once:
            reader, writer = await asyncio.open_connection(*address)
            writer.write(kinds[number % len(kinds)])
            if number % 2 and kinds[number % len(kinds)] in (STREAM, EVENTS):
                await reader.read(1000)
            if number % 3:
                writer.close()  # in form
            else:
                writer.transport.abort()

    await asyncio.gather(*(one(number) for number in range(count)))
