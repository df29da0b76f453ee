"""The few words of ASGI that the other files here share: a request's fields, and how a request is refused."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress

from starlette.types import Message, Receive, Scope, Send

Fields = list[tuple[bytes, bytes]]


def values(scope: Scope, name: bytes) -> list[bytes]:
    """All values of the header field `name` (lower case) of a request."""
    return [value for field, value in scope["headers"] if field == name]


def has_body(scope: Scope) -> bool:
    """Whether a request says that a body follows its header."""
    return bool(values(scope, b"transfer-encoding")) or any(value != b"0" for value in values(scope, b"content-length"))


async def refuse(
    scope: Scope, receive: Receive, send: Send, status: int, error: str, *more: tuple[bytes, bytes], linger: float = 2.0
) -> None:
    """Answer with `status` and `{"error": error}`. `linger` is the seconds for which a body is taken and dropped."""
    body = json.dumps({"error": error}, ensure_ascii=False).encode()
    await send_whole(scope, receive, send, status, b"application/json", body, *more, linger=linger)


async def send_whole(
    scope: Scope,
    receive: Receive,
    send: Send,
    status: int,
    kind: bytes,
    body: bytes,
    *more: tuple[bytes, bytes],
    linger: float = 2.0,
) -> None:
    """Send an answer of the content type `kind` to a request whose body nobody reads.

    A connection closed on bytes that were not read is reset, and with it goes the answer, often before the client has
    seen it: so what is left of the body is taken first, for `linger` seconds.
    """
    fields: Fields = [(b"content-type", kind), (b"content-length", str(len(body)).encode()), *more]
    unread = has_body(scope)
    if unread:
        fields.append((b"connection", b"close"))
    start: Message = {"type": "http.response.start", "status": status, "headers": fields}
    await send(start)
    await send({"type": "http.response.body", "body": body, "more_body": unread})
    if unread:
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(_drop_body(receive), linger)
        await send({"type": "http.response.body", "body": b""})


async def _drop_body(receive: Receive) -> None:
    while True:
        message = await receive()
        if message["type"] != "http.request" or not message.get("more_body", False):
            return
