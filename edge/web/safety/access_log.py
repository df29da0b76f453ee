"""A line for each request: its shape, and nothing of what was asked or by whom."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Mapping
from contextlib import suppress
from time import monotonic

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from edge.web.safety.answers import refuse
from edge.web.safety.hosts import METHODS

LOG = logging.getLogger("cifra.web")


def patterns_of(app: ASGIApp) -> dict[object, str]:
    """The path of each endpoint of a Starlette application, with the names of what varies: "/page/{name}"."""
    return {route.endpoint: route.path for route in getattr(app, "routes", ()) if hasattr(route, "endpoint")}


class AccessLog:
    """Logs method, pattern of the path, status, bytes of the answer and milliseconds; also where a program is wrong.

    An exception's own words may quote what was sent, so only its type and place are told.
    """

    def __init__(self, app: ASGIApp, patterns: Mapping[object, str]) -> None:
        self._app, self._patterns = app, patterns

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        start, status, size, whole = monotonic(), 0, 0, False

        async def send_counted(message: Message) -> None:
            nonlocal status, size, whole
            if message["type"] == "http.response.start":
                status = message["status"]
            elif message["type"] == "http.response.body":
                size += len(message.get("body", b""))
                whole = not message.get("more_body", False)
            await send(message)

        try:
            await self._app(scope, receive, send_counted)
        except asyncio.CancelledError:  # the server ends: a stream is ended with it, in form
            if status and not whole:
                with suppress(Exception):
                    await send({"type": "http.response.body", "body": b""})
            elif not status:
                raise
        except Exception as error:
            places = "".join(traceback.format_tb(error.__traceback__))
            LOG.error("a fault of Cifra's own, %s:\n%s", type(error).__name__, places.rstrip())
            if not status:
                await refuse(
                    scope, receive, send_counted, 500, "expected an answer, found a fault of Cifra. It is logged."
                )
        finally:
            pattern = self._patterns.get(scope.get("endpoint"), "-")
            method = scope["method"] if scope["method"] in METHODS else "-"
            milliseconds = 1000 * (monotonic() - start)
            LOG.info("%s %s %s %d B %.1f ms", method, pattern, status or "-", size, milliseconds)
