"""HTTP by hand: what no client library would send, and what comes back to the byte."""

from __future__ import annotations

import json
import re
import socket
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any

PATIENCE = 20.0  # seconds


@dataclass(frozen=True)
class Heard:
    """The answers on one connection, as they came."""

    text: bytes
    seconds: float
    """Until the server ended the connection, or until what was waited for was there."""
    ended: bool
    """Whether the server ended it."""

    @property
    def statuses(self) -> list[int]:
        return [int(status) for status in re.findall(rb"HTTP/1\.1 ([0-9]{3}) ", self.text)]

    @property
    def status(self) -> int:
        """Of the first answer; 0 where none came."""
        return (self.statuses or [0])[0]

    @property
    def headers(self) -> dict[str, str]:
        """Of the first answer, names in lower case."""
        lines = self.text.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")[1:]
        return {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}

    def json(self) -> Any:
        return json.loads(self.text.partition(b"\r\n\r\n")[2])


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)


def say(port: int, *pieces: bytes, pause: float = 0.0, until_end: bool = True) -> Heard:
    """Send `pieces` on a connection of their own, `pause` seconds between them; what the server says to it.

    Without `until_end` the first answer with a Content-Length, or the head of another, is enough.
    """
    begin = monotonic()
    with connected(port) as connection:
        heard, ended = b"", False
        connection.settimeout(max(pause, 0.001))
        for number, piece in enumerate(pieces):
            with suppress(OSError):
                connection.sendall(piece)
            if pause and number + 1 < len(pieces) and not ended:
                more, ended = _take(connection)
                heard += more
                if ended:
                    break
        connection.settimeout(PATIENCE)
        while not ended and (until_end or not _is_whole(heard)):
            more, ended = _take(connection)
            heard += more
            if not more and not ended:
                break
    return Heard(heard, monotonic() - begin, ended)


def _take(connection: socket.socket) -> tuple[bytes, bool]:
    """What comes, until the time-out at most; and whether the other side has ended the connection."""
    try:
        data = connection.recv(1 << 16)
    except TimeoutError:
        return b"", False
    except OSError:  # reset
        return b"", True
    return data, not data


def _is_whole(heard: bytes) -> bool:
    head, found, body = heard.partition(b"\r\n\r\n")
    length = [line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    return bool(found) and (not length or len(body) >= int(length[0]))


def request(
    target: str = "/", *fields: str, method: str = "GET", body: bytes = b"", host: str | None = "localhost"
) -> bytes:
    """A request in HTTP/1.1 with these header fields, after which the connection is to end."""
    lines = [f"{method} {target} HTTP/1.1", *([f"Host: {host}"] if host is not None else []), *fields]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1") + body
