"""The server: uvicorn, on a socket of ours, that ends promptly whoever is still connected."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

from edge.errors import CifraError

WAITING = 128  # connections that the system takes before the server does
# Bytes of a connection that the system holds back for whoever takes them slowly. What it would take by itself is
# seconds of a stream, which is how late a slow viewer would see everything.
SEND_BUFFER = 256 * 1024
FAREWELL = 1.0  # seconds for answers that are on their way, once the end was asked for


class AddressError(CifraError):
    """An address that cannot be served."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that takes connections at `host` and `port`; any free port for 0. Raises `AddressError`."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[
            0
        ]
        listener = socket.socket(family, kind)
    except OSError as error:
        raise AddressError(f"expected an address of this machine, found {host}: {error.strerror}.") from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)  # connections inherit it
        listener.bind(address)
        listener.listen(WAITING)
    except OSError as error:
        listener.close()
        raise AddressError(
            f"expected to serve {host} at port {port}, found: {error.strerror}. "
            "--port names another, or 0 for any that is free."
        ) from error
    return listener


class Server(uvicorn.Server):
    """Serves `app` at `listener`; `end` is called when it is to end, and sends away those who take streams."""

    def __init__(self, app: ASGIApp, listener: socket.socket, end: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                http="h11",
                ws="none",
                loop="asyncio",
                lifespan="on",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
            )
        )
        self._listener, self._end = listener, end

    def serve_until_told(self) -> None:
        """Serve until SIGTERM, Ctrl-C or `should_exit`."""
        self.run(sockets=[self._listener])

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._end()
        # Whoever takes nothing, or is slow to send, is cut off: uvicorn would wait for them.
        asyncio.get_running_loop().call_later(FAREWELL, self._cut_off)
        await super().shutdown(sockets)

    def _cut_off(self) -> None:
        for connection in list(self.server_state.connections):
            connection.transport.abort()
