"""Under which name, and in which form, we are asked: no stranger's name may stand for this machine (DNS rebinding).

A page of http://stranger.example whose name is made to point here would be of one origin with us. Its requests still
carry that name; addresses, and names that no stranger can own, are what is answered.
"""

from __future__ import annotations

import re
import socket
from ipaddress import ip_address

from starlette.types import ASGIApp, Receive, Scope, Send

from edge.web.safety.answers import refuse, values
from edge.web.safety.limits import Limits

METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE")
HOST = re.compile(r"(?:\[([0-9a-f:.]{2,45})\]|([a-z0-9._-]{1,253}))(?::[0-9]{1,5})?")


def own_names(host: str = "localhost") -> frozenset[str]:
    """What this machine is called by itself, by its neighbours through multicast DNS, and as `host`; lower case."""
    name = socket.gethostname().lower().partition(".")[0]
    return frozenset(("localhost", name, f"{name}.local", host.lower()))


def is_ours(host: str, names: frozenset[str]) -> bool:
    """Whether the value of a header field Host is an address, or one of `names`, with or without a port."""
    found = HOST.fullmatch(host.lower())
    if not found:
        return False
    address, name = found.groups()
    try:
        return ip_address(address or name).version == (6 if address else 4)
    except ValueError:
        return name is not None and name.removesuffix(".") in names


class HostCheck:
    """Refuses requests whose form or Host is not what a client that means this machine would send."""

    def __init__(self, app: ASGIApp, names: frozenset[str], limits: Limits) -> None:
        self._app, self._names, self._limits = app, names, limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if wrong := self._wrong(scope):
            status, error = wrong
            more = [(b"allow", ", ".join(METHODS).encode())] if status == 405 else []
            await refuse(scope, receive, send, status, error, *more, linger=self._limits.linger_seconds)
        else:
            await self._app(scope, receive, send)

    def _wrong(self, scope: Scope) -> tuple[int, str] | None:
        fields = scope["headers"]
        size = len(scope["raw_path"]) + len(scope["query_string"])
        if len(fields) > self._limits.header_fields:
            return 431, f"expected at most {self._limits.header_fields} header fields, found more. Send fewer."
        if size + sum(len(name) + len(value) for name, value in fields) > self._limits.header_bytes:
            return 431, f"expected a header of at most {self._limits.header_bytes} bytes, found more. Send less."
        if scope["method"] not in METHODS:
            return 405, f"expected one of the methods {', '.join(METHODS)}, found another. See /docs."
        if not scope["raw_path"].startswith(b"/"):  # GET http://other/…, as to a proxy; OPTIONS *
            return 400, "expected a path that begins with / as the target, found something else. We are no proxy."
        hosts = values(scope, b"host")
        if len(hosts) != 1:
            return 400, f"expected one header field Host, found {len(hosts)}. Send the address that you connect to."
        if not is_ours(hosts[0].decode("latin-1"), self._names):
            known = ", ".join(sorted(self._names))
            return 421, f"expected this machine's address or name ({known}) as Host, found another. Use one of them."
        return None
