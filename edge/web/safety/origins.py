"""On whose behalf the browser asks: pages of other origins may link to us, and nothing else.

Sec-Fetch-Site says it outright, but browsers send it only to https and localhost. Origin comes with everything that
changes something. A picture that a foreign page shows from here has neither; it lacks the cookie, which is
SameSite=Strict, and Cross-Origin-Resource-Policy stops it.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from edge.web.safety.answers import refuse, values
from edge.web.safety.limits import Limits

ERROR = (
    "expected a request of this server's own page or of a program, found one made by another website. "
    "Open the page itself."
)


def is_foreign(scope: Scope) -> bool:
    """Whether a page of another origin makes this request, and it is no plain visit to our page."""
    ours = b"http://" + b"".join(values(scope, b"host")).lower()
    if any(origin.lower() != ours for origin in values(scope, b"origin")):
        return True
    sites = values(scope, b"sec-fetch-site")
    if all(site in (b"same-origin", b"none") for site in sites):
        return False
    visit = (
        scope["method"] in ("GET", "HEAD")
        and scope["path"] == "/"
        and values(scope, b"sec-fetch-mode") == [b"navigate"]
        and values(scope, b"sec-fetch-dest") == [b"document"]  # not in a frame
    )
    return not visit


class OriginCheck:
    """Refuses what a foreign page asks for."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self._app, self._limits = app, limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if is_foreign(scope):
            await refuse(scope, receive, send, 403, ERROR, linger=self._limits.linger_seconds)
        else:
            await self._app(scope, receive, send)
