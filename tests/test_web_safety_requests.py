"""Requests that no honest client would send, or on behalf of others, by hand against a real `cifra serve`."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from bundled import SAMPLES, needs_model
from raw_http import request, say
from web_server import Served, serving

pytest.importorskip("starlette", reason="the extra serve is not installed")
pytestmark = [needs_model, pytest.mark.slow]

NAME = socket.gethostname().partition(".")[0].lower()
REQUIRED = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(self), microphone=(), geolocation=()",
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served"), SAMPLES / "marker.jpg", "--log-requests") as server:
        server.until("/api/health", lambda found: found["ok"])
        yield server


HOSTS = [
    ("localhost", 200),
    ("LOCALHOST:8000", 200),  # names know no case; the port may be one that is forwarded here
    ("localhost.", 200),  # the same name, written to its end
    ("127.0.0.1:8000", 200),
    ("[::1]:8000", 200),
    ("192.168.7.7", 200),  # an address is nobody's to rebind
    (NAME, 200),
    (f"{NAME}.local:8000", 200),
    ("evil.example", 421),  # a stranger's name that was made to point here
    ("evil.example:8000", 421),
    (f"{NAME}.evil.example", 421),
    ("localhost.evil.example", 421),
    ("127.0.0.1.evil.example", 421),
    ("evil.localhost", 421),  # nobody asks like this
    ("2130706433", 421),  # 127.0.0.1 to some resolvers
    ("0x7f.1", 421),
    ("[127.0.0.1]", 421),
    ("::1", 421),  # without brackets
    ("localhost:80:80", 421),
    ("localhost@evil.example", 421),
    ("evil.example#@localhost", 421),
    ("localhost, evil.example", 421),
    ("localhost:99999999", 421),
    ("", 421),
    (None, 400),  # HTTP/1.1 must have one
]


@pytest.mark.parametrize(("host", "status"), HOSTS)
def test_who_is_asked_must_be_this_machine(served: Served, host: str | None, status: int) -> None:
    assert say(served.port, request("/api/health", host=host)).status == status


REQUESTS = [
    (b"GET /api/health HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", 400),  # which of the two counts?
    (b"GET /api/health HTTP/1.0\r\n\r\n", 400),  # HTTP/1.0 needs no Host; we do
    (b"GET /api/health HTTP/1.0\r\nHost: localhost\r\n\r\n", 200),
    (b"GET http://localhost/api/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 400),  # to a proxy
    (b"GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 400),
    (b"CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 405),
    (b"OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 405),
    (b"TRACE /api/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 405),  # would echo a cookie
    (b"PATCH /api/region HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 405),
    (b"get /api/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 405),  # methods know case
    (b"HEAD /api/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", 200),
    (b"GET /api/health\r\n\r\n", 400),  # HTTP/0.9
    (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),  # TLS
    (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", 400),
    (b"GET /api/health HTTP/1.1\r\nHost : localhost\r\n\r\n", 400),  # smuggled past whoever is lenient
    (b"GET /api/health HTTP/1.1\r\nHost: localhost\r\n X: folded\r\nA\rB: c\r\n\r\n", 400),
    (b"POST /api/read HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", 400),
    (b"POST /api/read HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n", 400),
    (b"POST /api/read HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400),
    (b"POST /api/read HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n" + b"f" * 21 + b"\r\n", 400),
    (request("/api/health", *(f"X-{n}: 1" for n in range(200))), 431),  # very many header fields
    (request("/api/health", "X: " + "a" * 17_000), 431),  # or long ones
    (request("/api/health?" + "a" * 17_000), 431),
    (b"GET /api/health HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 300_000, 400),  # that never end
    (
        request("/api/health", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: x"),
        200,
    ),  # not here
    (request("/api/health", "X-Forwarded-For: 1.2.3.4", "X-Forwarded-Host: evil.example"), 200),  # not listened to
]


@pytest.mark.parametrize(("text", "status"), REQUESTS, ids=range(len(REQUESTS)))
def test_odd_requests_get_a_plain_answer(served: Served, text: bytes, status: int) -> None:
    heard = say(served.port, text)
    assert heard.statuses in ([status], [status, 400])
    assert heard.ended
    assert heard.seconds < 5


PATHS = [
    "/page/../assembly.py",
    "/page/..%2fassembly.py",
    "/page/%2e%2e/%2e%2e/__main__.py",
    "/page/....//assembly.py",
    "/page/..%5cassembly.py",
    "/page//etc/passwd",
    "/page/%00",
    "/page/",
    "/page/index.html%00.js",
    "/docs/../openapi.json",
    "//evil.example/",
    "/%2f%2fevil.example",
    "/etc/passwd",
    "/API/health",
    "/page/%ff%fe",
]


@pytest.mark.parametrize("path", PATHS)
def test_no_path_from_outside_is_a_files(served: Served, path: str) -> None:
    heard = say(served.port, request(path))
    assert heard.status == 404
    assert heard.json()["error"].startswith("expected")


@pytest.mark.parametrize(
    "text",
    [
        request("/"),
        request("/api/health"),
        request("/snapshot.jpg"),
        request("/stream.mjpg", method="HEAD"),
        request("/nowhere"),
        request("/", host="evil.example"),
        request("/", "Origin: http://evil.example"),
        request("/api/read", method="POST", body=b"no picture"),
        request("/", method="TRACE"),
        b"nonsense\r\n\r\n",
    ],
)
def test_every_answer_forbids_what_it_can(served: Served, text: bytes) -> None:
    headers = say(served.port, text).headers
    assert headers.items() >= REQUIRED.items()
    policy = dict(part.strip().partition(" ")[::2] for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == "'self'"  # nothing inline, nothing evaluated
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert "server" not in headers
    assert "access-control-allow-origin" not in headers


@pytest.mark.parametrize("path", ["/api/health", "/api/reading", "/snapshot.jpg", "/metrics"])
def test_what_the_camera_sees_is_not_stored(served: Served, path: str) -> None:
    assert say(served.port, request(path)).headers["cache-control"] == "no-store"


def test_a_line_tells_the_shape_of_a_request_and_nothing_else(served: Served) -> None:
    before = len(served.output.read_text())
    say(served.port, request("/api/read?expect=271", "Cookie: private=1", method="POST", body=b"secret picture"))
    say(served.port, request("/secret/path%0aforged", "Referer: http://secret.example/"))
    say(served.port, request("/", method="SECRET"))
    lines = served.output.read_text()[before:].splitlines()
    shapes = [line.rsplit(" ", 4)[0] for line in lines]
    assert shapes == ["POST /api/read 415", "GET - 404", "- - 405"]
    assert not any(word in line for line in lines for word in ("secret", "private", "271", "127.0.0.1", "forged"))


def test_one_connection_serves_one_request_after_another(served: Served) -> None:
    """Pipelined, which clients may do: each has its own answer, and a bad one ends the connection."""
    one = b"GET /api/health HTTP/1.1\r\nHost: localhost\r\n\r\n"
    assert say(served.port, one * 3 + b"nonsense\r\n\r\n" + one).statuses == [200, 200, 200, 400]


def test_a_right_request_after_a_refused_one_is_judged_by_itself(served: Served) -> None:
    bad = b"GET /api/health HTTP/1.1\r\nHost: evil.example\r\n\r\n"
    assert say(served.port, bad + request("/api/health") + bad).statuses == [421, 200]


def test_nothing_but_this_machine_is_listened_to(served: Served, tmp_path: Path) -> None:
    addresses = {address[4][0] for address in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)}
    for address in addresses - {"127.0.0.1"}:
        if not address.startswith("127."):
            with pytest.raises(OSError, match="refused"):
                socket.create_connection((address, served.port), timeout=5)
