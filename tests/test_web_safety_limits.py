"""Requests that are too large, too slow, or take too long to answer, against limits of a second or two."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import pytest
from raw_http import connected, request, say

pytest.importorskip("starlette", reason="the extra serve is not installed")

from guarded_app import LARGE, guarded_app

pytestmark = pytest.mark.slow  # goes by the clock

BYTES = 100_000  # of a body, at most
POST = b"POST /count HTTP/1.1\r\nHost: localhost\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
LIMITS = {
    "body_bytes": BYTES,
    "header_seconds": 1.0,
    "body_seconds": 1.5,
    "answer_seconds": 1.0,
    "linger_seconds": 0.5,
    "stalled_seconds": 2.0,
    "idle_seconds": 2,
}
SLACK = 4.0  # seconds that a busy machine may be late


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("guarded")


@pytest.fixture(scope="module")
def port(folder: Path) -> Iterator[int]:
    with guarded_app(folder, **LIMITS) as (number, _):
        yield number


def chunks(size: int, count: int) -> bytes:
    return (b"%x\r\n" % size + b"a" * size + b"\r\n") * count


SIZES = [
    (request("/count", method="POST", body=b"a" * BYTES), 200),  # all that is allowed
    (request("/count", method="POST", body=b"a" * (BYTES + 1)), 413),
    (POST + b"Content-Length: 999999999999\r\n\r\n" + b"a" * 1000, 413),  # before any of it has come
    (POST + b"Content-Length: 999999999999\r\nExpect: 100-continue\r\n\r\n", 413),  # nor asked for
    (CHUNKED + chunks(1000, 100) + b"0\r\n\r\n", 200),  # without a length
    (CHUNKED + chunks(1000, 101) + b"0\r\n\r\n", 413),
    (CHUNKED + chunks(1000, 3000) + b"0\r\n\r\n", 413),  # thirty times what is allowed
    (CHUNKED + chunks(BYTES + 1, 1), 413),  # and no end
    (CHUNKED + b"fffffff\r\n" + b"a" * 200_000, 413),  # one chunk that never ends
    (CHUNKED + chunks(1, 900) + b"0\r\n\r\n", 200),  # a few small pieces
    (CHUNKED + chunks(1, 30_000) + b"0\r\n\r\n", 400),  # many: each costs as much as a large one
    (CHUNKED + b"1;" + b"x" * 50_000, 400),  # a chunk's own header without an end
    (request("/deaf", method="POST", body=b"a" * 2_000_000), 413),  # also where nobody would look at it
]


@pytest.mark.parametrize(("text", "status"), SIZES, ids=range(len(SIZES)))
def test_bodies_are_bounded_while_they_come(port: int, text: bytes, status: int) -> None:
    heard = say(port, text, until_end=False)
    assert [one for one in heard.statuses if one != 100] == [status]
    assert heard.seconds < SLACK


# What comes, with a pause between the pieces; the seconds that it may last; what is answered. 0: nothing.
SLOW = [
    ([], 1.0, 0),  # a connection, and silence
    ([b"GET /deaf HTTP/1.1\r\n"], 1.0, 0),  # half a header, and silence
    ([b"GET /deaf HTTP/1.1\r\nHost: localhost\r\n"] + [b"X: y\r\n"] * 40, 1.0, 0),  # a header without an end
    ([b"G", *[b"E"] * 40], 1.0, 0),  # byte by byte
    ([POST + b"Content-Length: 999\r\n\r\n"], 2.0, 408),  # no body, though there is to be one
    ([POST + b"Content-Length: 999\r\n\r\n", *[b"a"] * 60], 2.0, 408),  # byte by byte
    ([CHUNKED, *[b"1\r\na\r\n"] * 60], 2.0, 408),
    ([CHUNKED, *[b"f"] * 12], 2.0, 408),  # in the middle of a chunk's header
    ([request("/never")], 1.0, 503),  # no answer
    ([request("/stuck")], 1.0, 503),  # of what cannot be stopped
    # A body that nobody has asked for goes on after the answer.
    ([b"POST /deaf HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999\r\n\r\n", *[b"a"] * 60], 1.0, 200),
    ([b"GET /deaf HTTP/1.1\r\nHost: localhost\r\n\r\n"], 2.0, 200),  # kept open for the next request
    ([b"GET /deaf HTTP/1.1\r\nHost: localhost\r\n\r\n", *[b"G"] * 40], 1.0, 200),  # which is slow to come
]


@pytest.mark.parametrize(("pieces", "seconds", "status"), SLOW, ids=range(len(SLOW)))
def test_the_slow_are_cut_off(port: int, pieces: list[bytes], seconds: float, status: int) -> None:
    heard = say(port, *pieces, pause=0.2)
    assert heard.ended
    assert heard.status == status
    assert 0.9 * seconds < heard.seconds < seconds + SLACK
    if status == 503:
        assert int(heard.headers["retry-after"]) > 0


def test_others_are_served_meanwhile(port: int) -> None:
    slow = [connected(port) for _ in range(30)]
    for connection in slow:
        connection.sendall(b"GET /deaf HTTP/1.1\r\nX: ")
    begin = monotonic()
    assert say(port, request("/deaf")).status == 200
    assert monotonic() - begin < 1
    for connection in slow:
        connection.close()


@pytest.mark.parametrize("path", ["/stream", "/large"])
def test_who_takes_nothing_is_cut_off(port: int, path: str) -> None:
    with connected(port) as connection:
        connection.sendall(request(path))
        begin = monotonic()
        while not connection.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):  # heard without taking anything
            assert monotonic() - begin < LIMITS["stalled_seconds"] + SLACK
            sleep(0.1)
        assert monotonic() - begin > 0.9 * LIMITS["stalled_seconds"]


def test_who_takes_little_is_not(port: int) -> None:
    """A telephone at the edge of the network's reach: slower than the stream, for longer than all limits."""
    with connected(port) as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
        connection.sendall(request("/stream"))
        end = monotonic() + 6
        while monotonic() < end:
            assert connection.recv(4000)
            sleep(0.05)


def test_a_stream_and_a_large_answer_may_last(port: int) -> None:
    with connected(port) as connection:
        connection.sendall(request("/large"))
        taken, begin = 0, monotonic()
        while data := connection.recv(400_000):
            taken += len(data)
            sleep(0.04)
    assert taken > LARGE
    assert monotonic() - begin > LIMITS["answer_seconds"]


def test_a_fault_of_ours_quotes_nothing(port: int, folder: Path) -> None:
    heard = say(port, request("/wrong/secret?private=1"))
    assert heard.status == 500
    assert b"secret" not in heard.text
    log = (folder / "log").read_text()
    assert "ValueError" in log
    assert "guarded_app.py" in log
    assert "GET /wrong/{name} 500" in log
    assert "secret" not in log
    assert "private" not in log
    assert say(port, request("/deaf")).status == 200
