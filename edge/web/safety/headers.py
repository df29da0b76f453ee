"""What every answer tells the browser to forbid: foreign scripts, frames, guessed types, addresses told to others."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from edge.web.safety.answers import Fields

CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data: blob:",  # what the network saw, and the picture that somebody chose
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
SECURITY: Fields = [
    (b"content-security-policy", CONTENT_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(self), microphone=(), geolocation=()"),
]
NO_STORE = (b"cache-control", b"no-store")  # unless an answer says otherwise, as the page's own files do


class SecurityHeaders:
    """Adds SECURITY to every answer, in the place of what the application may have said of the same."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": secured(list(message.get("headers", ())))}
            await send(message)

        await self._app(scope, receive, send_guarded)


def secured(fields: Fields) -> Fields:
    """The header `fields` of an answer with those of SECURITY."""
    ours = {name for name, _ in SECURITY}
    kept = [(name, value) for name, value in fields if name.lower() not in ours]
    caching = [] if any(name.lower() == NO_STORE[0] for name, _ in kept) else [NO_STORE]
    return kept + caching + SECURITY
