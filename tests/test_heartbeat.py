"""systemd hears READY, WATCHDOG and STOPPING on a real socket, and no more WATCHDOG when a camera is long amiss."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import sleep

import pytest

from edge.camera import Fault, open_source
from edge.commands import heartbeat
from edge.commands.heartbeat import Heartbeat
from edge.reading import Reading
from edge.watch import Sight

pytestmark = pytest.mark.slow  # goes by the clock

SAMPLE = Path(__file__).parent.parent / "edge" / "samples" / "phone-number.jpg"


@pytest.fixture
def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    path = tmp_path / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(str(path))
        listening.settimeout(5)
        monkeypatch.setenv("NOTIFY_SOCKET", str(path))
        monkeypatch.setenv("WATCHDOG_USEC", "150000")
        monkeypatch.delenv("WATCHDOG_PID", raising=False)
        yield listening


def test_it_beats_until_the_end(systemd: socket.socket) -> None:
    with open_source(str(SAMPLE)) as source, Heartbeat(source) as beating:
        assert systemd.recv(100) == b"READY=1"
        assert systemd.recv(300).startswith(b"STATUS=reading ")
        for _ in range(4):
            assert systemd.recv(100) == b"WATCHDOG=1"
        frame = next(source)
        beating.step(Sight(frame, Reading(*frame.image.shape[1::-1]), None))
    heard = [systemd.recv(100)]
    while heard[-1] != b"STOPPING=1":
        heard.append(systemd.recv(100))
    assert set(heard[:-1]) <= {b"WATCHDOG=1"}


def test_it_stops_where_a_camera_is_amiss_for_long(systemd: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "PATIENCE", 0.3)
    with open_source(str(SAMPLE)) as source:
        source.fault = Fault("frozen", "")
        with Heartbeat(source):
            sleep(0.6)
            systemd.setblocking(False)
            heard = []
            with suppress(BlockingIOError):
                while True:
                    heard.append(systemd.recv(100))
            sleep(0.4)
            with pytest.raises(BlockingIOError):  # silence, which ends the program for another to be started
                systemd.recv(100)
    assert heard[0] == b"READY=1"
    assert heard[2] == b"WATCHDOG=1"  # after the status
