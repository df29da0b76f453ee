"""The token at the door: as a bearer, or as the cookie that the link `/?token=…` gives."""

from __future__ import annotations

import asyncio
from hashlib import sha256
from secrets import compare_digest
from time import monotonic
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Receive, Scope, Send

from edge.web.safety.answers import has_body, refuse, send_whole, values
from edge.web.safety.door_page import OPEN, door_page
from edge.web.safety.failed_tries import FORGET, FailedTries
from edge.web.safety.limits import Limits

COOKIE_SECONDS = 365 * 24 * 3600
MOST_COOKIES = 4  # of our name that are looked at: what listens on another port may have set one of its own
ERROR = (
    "expected the token, as `Authorization: Bearer TOKEN` or as the cookie of the link /?token=TOKEN, found {found}. "
    "The link is printed when the token is made; later the token is in the file that `cifra serve` names."
)


class Door:
    """Lets in who has the token."""

    def __init__(self, app: ASGIApp, token: str, port: int, limits: Limits) -> None:
        self._app, self._limits = app, limits
        self._cookie = f"cifra-{port}"  # cookies know no ports: another Cifra on this machine has one of its own
        self._token = token
        self._digest = _digest(token.encode())
        self._tries = FailedTries()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] in OPEN:
            await self._app(scope, receive, send)
            return
        linked = _linked(scope)
        offered = [*_bearers(scope), *self._cookies(scope), *linked]
        if not any(self._is_right(one) for one in offered):
            await self._refuse(scope, receive, send, tried=bool(offered))
        elif linked:
            await self._welcome(scope, receive, send, linked)
        else:
            await self._app(scope, receive, send)

    def _is_right(self, offered: bytes) -> bool:
        return compare_digest(_digest(offered), self._digest)  # of one length, whatever was offered

    def _cookies(self, scope: Scope) -> list[bytes]:
        pairs = [pair.strip().partition(b"=") for field in values(scope, b"cookie") for pair in field.split(b";")]
        return [value for name, _, value in pairs if name == self._cookie.encode()][:MOST_COOKIES]

    async def _welcome(self, scope: Scope, receive: Receive, send: Send, linked: list[bytes]) -> None:
        """To the page without the token in its address, which would stay in the browser's history."""
        fields = [(b"location", b"/")]
        if any(self._is_right(one) for one in linked):
            fields.append(self._set_cookie(self._token, COOKIE_SECONDS))
        await send_whole(scope, receive, send, 303, b"text/plain", b"", *fields, linger=self._limits.linger_seconds)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send, tried: bool) -> None:
        status, more = 401, [(b"www-authenticate", b'Bearer realm="cifra"')]
        if tried:
            wait = self._tries.failed(scope["client"][0] if scope.get("client") else "", monotonic())
            more.append(self._set_cookie("", 0))  # a token that is no more, as after --new-token, is not sent again
            if wait is None:
                status, more = 429, [*more[1:], (b"retry-after", str(round(FORGET)).encode())]
            else:
                self._tries.waiting += 1
                try:
                    await asyncio.sleep(wait)
                finally:
                    self._tries.waiting -= 1
        linger = self._limits.linger_seconds
        if scope["path"] == "/" and scope["method"] in ("GET", "HEAD") and not has_body(scope):
            page = door_page(scope, wrong=tried)
            await send_whole(scope, receive, send, status, b"text/html; charset=utf-8", page, *more, linger=linger)
        else:
            error = ERROR.format(found="a wrong one" if tried else "none")
            await refuse(scope, receive, send, status, error, *more, linger=linger)

    def _set_cookie(self, value: str, seconds: int) -> tuple[bytes, bytes]:
        return b"set-cookie", (
            f"{self._cookie}={value}; Path=/; Max-Age={seconds}; HttpOnly; SameSite=Strict".encode("ascii")
        )


def _bearers(scope: Scope) -> list[bytes]:
    parts = [value.strip().partition(b" ") for value in values(scope, b"authorization")]
    return [token.strip() for kind, _, token in parts if kind.lower() == b"bearer"][:1]


def _linked(scope: Scope) -> list[bytes]:
    """The token of the link; taken for a visit to the page alone, so that no other address holds it."""
    if scope["path"] != "/" or scope["method"] not in ("GET", "HEAD"):
        return []
    query = parse_qs(scope["query_string"].decode("latin-1"))
    return [one.encode() for one in query.get("token", [])[:1]]


def _digest(text: bytes) -> bytes:
    return sha256(text).digest()
