"""The server: sockets opened before anything is announced, and uvicorn with limits that it does not have itself."""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable, Sequence
from functools import partial
from ipaddress import ip_address
from typing import Any, cast

import uvicorn
from starlette.types import ASGIApp

from edge.errors import CifraError
from edge.web.safety.limits import Limits
from edge.web.safety.protocol import GuardedProtocol
from edge.web.safety.room import Room

SEND_BUFFER = 128 * 1024  # bytes in the kernel for a client: more only shows a slow viewer older frames
BACKLOG = 64  # connections that the kernel holds until they are taken
NOT_HERE = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)  # as ::1 of localhost where there is no IPv6
ENDING_SECONDS = 1.0  # that requests have when the server ends


class ListenError(CifraError):
    """Nothing can listen at this address."""


def listen(host: str, port: int) -> list[socket.socket]:
    """Sockets that listen at every address of `host`, a name or address; port 0 is any that is free.

    Raises `ListenError`.
    """
    sockets: list[socket.socket] = []
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        for family, address in dict.fromkeys((family, address) for family, _, _, _, address in found):
            try:
                sockets.append(_open(family, address if port else (address[0], port_of(sockets), *address[2:])))
            except OSError as error:
                if not (sockets and error.errno in NOT_HERE):
                    raise
        return sockets
    except OSError as error:
        for opened in sockets:
            opened.close()
        raise ListenError(
            f"expected to listen at {host}, port {port}, found: {error.strerror}. "
            "Name another address with --host, or another port with --port."
        ) from error


def _open(family: int, address: Any) -> socket.socket:
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)  # inherited by what is accepted
        if family == socket.AF_INET6:  # "::" is every address of either kind
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, int(address[0] != "::"))
        made.bind(address)
        made.listen(BACKLOG)
    except OSError:
        made.close()
        raise
    return made


def port_of(sockets: Sequence[socket.socket]) -> int:
    """The port at which `sockets` listen; 0 where there are none yet."""
    return int(sockets[0].getsockname()[1]) if sockets else 0


def is_loopback(sockets: Sequence[socket.socket]) -> bool:
    """Whether only programs of this machine can reach `sockets`."""
    return all(ip_address(opened.getsockname()[0].partition("%")[0]).is_loopback for opened in sockets)


class Server(uvicorn.Server):
    """uvicorn's server; `ending` is called in its thread when the end was asked for, before it waits for streams."""

    def __init__(self, config: uvicorn.Config, ending: Callable[[], None]) -> None:
        super().__init__(config)
        self._ending = ending

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._ending()
        cutting = asyncio.get_running_loop().call_later(ENDING_SECONDS, self._cut_off)
        await super().shutdown(sockets)
        cutting.cancel()

    def _cut_off(self) -> None:
        """Whoever is still served, is so no more; uvicorn would cancel what serves them, which logs faults."""
        for connection in list(self.server_state.connections):
            connection.transport.abort()


def server(app: ASGIApp, limits: Limits, ending: Callable[[], None] = lambda: None) -> Server:
    """A server of the guarded `app`; `.run(sockets=listen(…))` serves until Ctrl-C or SIGTERM."""
    protocol = partial(GuardedProtocol, limits=limits, room=Room(limits.connections))
    config = uvicorn.Config(
        app,
        http=cast("type[GuardedProtocol]", protocol),
        ws="none",
        interface="asgi3",
        lifespan="on",
        loop="asyncio",
        proxy_headers=False,  # what X-Forwarded-For says of an address, anybody can say
        server_header=False,
        access_log=False,  # which would tell paths, queries and addresses
        log_config=None,
        log_level="error",
        timeout_keep_alive=limits.idle_seconds,
        timeout_graceful_shutdown=3,  # all were cut off by then
    )
    return Server(config, ending)
