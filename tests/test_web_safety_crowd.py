"""Very many connections: who only waits makes room, who is served stays, and none leaves anything behind."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from time import sleep

import pytest
from bundled import SAMPLES, needs_model
from crowd import Viewer, churn, post
from raw_http import connected, request, say
from soak import load
from task_count import tasks_of, with_an_ear
from web_server import serving

pytest.importorskip("starlette", reason="the extra serve is not installed")

from guarded_app import guarded_app

pytestmark = pytest.mark.slow  # goes by the clock

CONNECTIONS = 10


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    with guarded_app(tmp_path, connections=CONNECTIONS) as (number, _):
        yield number


@pytest.mark.parametrize("beginning", [b"", b"GET / HTTP/1.1\r\nX: "], ids=["silent", "half a header"])
def test_who_only_waits_makes_room(port: int, beginning: bytes) -> None:
    """Slow-loris: more connections than there may be, and still everybody is served."""
    with ExitStack() as stack:
        held = [stack.enter_context(connected(port)) for _ in range(3 * CONNECTIONS)]
        for connection in held:
            connection.sendall(beginning)
        sleep(0.2)
        assert [say(port, request("/deaf")).status for _ in range(5)] == [200] * 5
        held[0].settimeout(5)
        with pytest.raises(ConnectionResetError):  # who came first goes first
            held[0].recv(1)


def test_who_is_served_stays_and_the_next_is_told_to_come_later(port: int) -> None:
    with ExitStack() as stack:
        watching = [stack.enter_context(connected(port)) for _ in range(CONNECTIONS)]
        for connection in watching:
            connection.sendall(request("/stream"))
            assert connection.recv(15) == b"HTTP/1.1 200 OK"
        for _ in range(3):
            heard = say(port, request("/deaf"))
            assert (heard.status, heard.ended) == (503, True)
            assert int(heard.headers["retry-after"]) > 0
            assert heard.headers["x-content-type-options"] == "nosniff"
            assert heard.json()["error"].startswith("expected a free connection")
        for connection in watching:
            assert len(connection.recv(1000)) > 0
        watching[0].close()
        sleep(0.5)
        assert say(port, request("/deaf")).status == 200


def test_what_all_send_together_is_bounded(tmp_path: Path) -> None:
    head = b"POST /count HTTP/1.1\r\nHost: localhost\r\nContent-Length: 90000\r\n\r\n"
    with guarded_app(tmp_path, body_bytes=100_000, all_bodies_bytes=150_000) as (port, _), connected(port) as first:
        first.sendall(head + bytes(80_000))
        sleep(0.2)
        heard = say(port, head + bytes(90_000), until_end=False)
        assert heard.status == 503
        assert int(heard.headers["retry-after"]) > 0
        assert say(port, head + bytes(90_000), until_end=False).status == 503  # what was refused holds nothing
        first.sendall(bytes(10_000))
        assert first.recv(15) == b"HTTP/1.1 200 OK"
        assert say(port, head + bytes(90_000), until_end=False).status == 200


@needs_model
def test_three_hundred_that_come_and_go_leave_nothing(tmp_path: Path) -> None:
    """The short form of what `make load` does with a thousand."""

    async def measure(port: int, number: int) -> list[tuple[int, int, int]]:
        def held() -> tuple[int, int, int]:
            now = load(number)
            return now.threads, now.files, tasks_of(number, tmp_path)

        address = "127.0.0.1", port
        watching = await Viewer.of(address)  # the first of each kind makes what serves all later ones
        await post(address, "/api/read", (SAMPLES / "marker.jpg").read_bytes())
        await asyncio.sleep(1)
        watching.close()
        seen = []
        for count in (20, 300):
            await churn(address, count)
            await asyncio.sleep(2)
            seen.append(await asyncio.to_thread(held))
        return seen

    with serving(tmp_path, SAMPLES / "clip.avi", **with_an_ear(tmp_path)) as served:
        before, after = asyncio.run(measure(served.port, served.process.pid))
        assert all(now <= then for then, now in zip(before, after, strict=True)), (before, after)
        assert served.metric("cifra_viewers") == served.metric("cifra_listeners") == 0
        assert served.end() < 3
