"""An application with its guards, in the order in which a request meets them."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.types import ASGIApp, Receive, Scope, Send

from edge.web.safety.access_log import AccessLog, patterns_of
from edge.web.safety.door import Door
from edge.web.safety.exchange import Bounds
from edge.web.safety.headers import SecurityHeaders
from edge.web.safety.hosts import HostCheck, own_names
from edge.web.safety.limits import Limits
from edge.web.safety.origins import OriginCheck


@dataclass(frozen=True)
class Settings:
    """What the guards have to know of this server."""

    port: int
    token: str | None = None
    """Asked of everybody; None where only this machine can reach the server."""
    names: frozenset[str] = field(default_factory=own_names)
    """Under which it may be asked, lower case; addresses always may be."""
    limits: Limits = field(default_factory=Limits)


def guarded(app: ASGIApp, settings: Settings) -> ASGIApp:
    """`app` behind its guards; `app` may be a Starlette application, whose paths then stand in the log."""
    limits = settings.limits
    inner: ASGIApp = Bounds(app, limits)
    if settings.token is not None:
        inner = Door(inner, settings.token, settings.port, limits)
    inner = HostCheck(OriginCheck(inner, limits), settings.names, limits)
    outer = AccessLog(SecurityHeaders(inner), patterns_of(app))

    async def guard(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await outer(scope, receive, send)
        elif scope["type"] == "lifespan":
            await app(scope, receive, send)
        # nothing else is served: uvicorn is told to know no WebSocket

    return guard
