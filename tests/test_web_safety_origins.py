"""Pages of other origins may link to ours; they can neither send nor see anything, nor show it in a frame."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from bundled import SAMPLES, needs_model
from raw_http import request, say
from web_server import Served, serving

pytest.importorskip("starlette", reason="the extra serve is not installed")
pytestmark = [needs_model, pytest.mark.slow]

LINK = ("Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served"), SAMPLES / "marker.jpg") as server:
        server.until("/api/health", lambda found: found["ok"])
        yield server


# Method, path, header fields, status. HOST stands for our own address.
CASES = [
    # What has no business with origins.
    ("GET", "/api/health", (), 200),  # a program
    ("DELETE", "/api/region", (), 200),
    ("GET", "/", ("Sec-Fetch-Site: none", *LINK), 200),  # typed, or a bookmark
    ("GET", "/", ("Sec-Fetch-Site: same-origin", *LINK), 200),  # reloaded
    ("DELETE", "/api/region", ("Origin: http://HOST", "Sec-Fetch-Site: same-origin"), 200),  # our page
    ("DELETE", "/api/region", ("Origin: http://HOST",), 200),  # at an address that browsers call untrustworthy
    # A link on another site.
    ("GET", "/", ("Sec-Fetch-Site: cross-site", *LINK), 200),
    ("HEAD", "/", ("Sec-Fetch-Site: same-site", *LINK), 200),
    ("GET", "/?again", ("Sec-Fetch-Site: cross-site", *LINK), 200),
    # All else that another site's page can have a browser do.
    ("GET", "/snapshot.jpg", ("Sec-Fetch-Site: cross-site", *LINK), 403),  # a link to more than the page
    ("GET", "/snapshot.jpg", ("Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: image"), 403),
    ("GET", "/", ("Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe"), 403),
    ("GET", "/", ("Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: cors", "Sec-Fetch-Dest: empty"), 403),
    ("GET", "/", ("Sec-Fetch-Site: cross-site",), 403),
    ("POST", "/", ("Sec-Fetch-Site: cross-site", *LINK), 403),  # a form
    ("POST", "/api/read", ("Sec-Fetch-Site: cross-site", *LINK), 403),
    ("GET", "/stream.mjpg", ("Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: no-cors"), 403),  # another port of ours
    ("POST", "/api/read", ("Origin: http://evil.example",), 403),  # a browser that sends no Sec-Fetch-Site
    ("PUT", "/api/region", ("Origin: http://evil.example",), 403),
    ("DELETE", "/api/region", ("Origin: null",), 403),  # a sandboxed frame, or a file
    ("DELETE", "/api/region", ("Origin: https://HOST",), 403),  # another scheme is another origin
    ("DELETE", "/api/region", ("Origin: http://127.0.0.1:1",), 403),  # so is another port
    ("DELETE", "/api/region", ("Origin: http://HOST.evil.example",), 403),
    ("DELETE", "/api/region", ("Origin: http://HOST", "Origin: http://evil.example"), 403),  # two
    ("DELETE", "/api/region", ("Origin:",), 403),
    ("DELETE", "/api/region", ("Origin: http://HOST", "Sec-Fetch-Site: cross-site"), 403),  # they must agree
    ("DELETE", "/api/region", ("Sec-Fetch-Site: same-origin", "Sec-Fetch-Site: cross-site"), 403),
    ("DELETE", "/api/region", ("Sec-Fetch-Site: whatever",), 403),
    ("OPTIONS", "/api/region", ("Origin: http://evil.example", "Access-Control-Request-Method: PUT"), 405),  # may I?
]


@pytest.mark.parametrize(("method", "path", "fields", "status"), CASES, ids=range(len(CASES)))
def test_on_whose_behalf(served: Served, method: str, path: str, fields: tuple[str, ...], status: int) -> None:
    host = f"127.0.0.1:{served.port}"
    fields = tuple(field.replace("HOST", host) for field in fields)
    heard = say(served.port, request(path, *fields, method=method, host=host, body=b"x" if method == "POST" else b""))
    assert heard.status == status
    assert "access-control-allow-origin" not in heard.headers


def test_a_refused_post_changes_nothing(served: Served) -> None:
    before = served.json("/api/reading")["region"]
    body = b'{"roi": [0, 0, 9, 9]}'
    say(served.port, request("/api/region", "Origin: http://evil.example", method="PUT", body=body))
    assert served.json("/api/reading")["region"] == before
