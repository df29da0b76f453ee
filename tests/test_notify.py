"""What systemd would hear: datagrams on a real socket, with a file and without one."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic

import pytest

from edge.notify import alive, ready, status, stopping, watchdog_seconds


@pytest.fixture(params=["file", "abstract"])
def listener(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[socket.socket]:
    """A socket as systemd's, named in NOTIFY_SOCKET."""
    name = str(tmp_path / "notify") if request.param == "file" else f"@cifra-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind(name.replace("@", "\0"))
        channel.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", name)
        yield channel


@pytest.mark.parametrize(
    ("tell", "heard"),
    [
        (ready, b"READY=1"),
        (alive, b"WATCHDOG=1"),
        (stopping, b"STOPPING=1"),
        (lambda: status("reading camera 0"), b"STATUS=reading camera 0"),
        (lambda: status("no camera\nWATCHDOG=1"), b"STATUS=no camera WATCHDOG=1"),  # one line, whatever it says
        (lambda: status("Zähler 407"), "STATUS=Zähler 407".encode()),
        (lambda: status("\udcff.jpg"), b"STATUS=?.jpg"),  # the name of a file that is no text
    ],
)
def test_each_message_is_one_datagram(listener: socket.socket, tell: Callable[[], None], heard: bytes) -> None:
    tell()
    assert listener.recv(4096) == heard
    listener.setblocking(False)
    with pytest.raises(BlockingIOError):
        listener.recv(4096)


@pytest.mark.parametrize(
    "address",
    [None, "", "@", "nowhere", "/nowhere/notify", "vsock:2:1234", "/" + "long" * 100, "@\udcff"],
)
def test_nobody_who_listens_is_no_error(address: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    if address is not None:
        monkeypatch.setenv("NOTIFY_SOCKET", address)
    ready()
    alive()


def test_a_listener_that_does_not_read_holds_nothing_up(listener: socket.socket) -> None:
    start = monotonic()
    for _ in range(2000):  # more than a socket's queue holds
        alive()
    assert monotonic() - start < 5
    assert listener.recv(4096) == b"WATCHDOG=1"


@pytest.mark.parametrize(
    ("microseconds", "watched", "seconds"),
    [
        ("60000000", None, 60.0),
        ("1500000", str(os.getpid()), 1.5),
        ("60000000", "1", None),  # meant for the process that started this one
        (None, None, None),
        ("0", None, None),
        ("soon", None, None),
    ],
)
def test_the_watchdogs_patience(
    microseconds: str | None, watched: str | None, seconds: float | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("WATCHDOG_USEC", microseconds), ("WATCHDOG_PID", watched)):
        monkeypatch.delenv(name, raising=False)
        if value is not None:
            monkeypatch.setenv(name, value)
    assert watchdog_seconds() == seconds
