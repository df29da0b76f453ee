"""`cifra serve` as a process, and what speaks HTTP with it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest
from command_line import environment

START = 60.0  # seconds at most until it answers
PATIENCE = 60.0  # seconds at most for an answer, or for what is waited for


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    """With names in lower case."""
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass(frozen=True)
class Served:
    """A server that runs."""

    process: subprocess.Popen[str]
    port: int
    output: Path
    """What it printed, errors too."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        """One request, on a connection of its own."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, body, headers or {})
            response = connection.getresponse()
            return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        finally:
            connection.close()

    def json(self, path: str) -> Any:
        return self.ask(path).json()

    def post(self, path: str, body: bytes, content_type: str = "application/octet-stream") -> Answer:
        return self.ask(path, "POST", body, {"Content-Type": content_type})

    @contextmanager
    def following(self, path: str, headers: dict[str, str] | None = None) -> Iterator[HTTPResponse]:
        """An answer without an end."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request("GET", path, headers=headers or {})
            yield connection.getresponse()
        finally:
            connection.close()

    def until(self, path: str, holds: Any) -> Any:
        """The first JSON at `path` for which `holds` does."""
        end = monotonic() + PATIENCE
        while not holds(found := self.json(path)):
            assert monotonic() < end, f"waited in vain; the last was {found}"
            sleep(0.05)
        return found

    def metric(self, name: str) -> float:
        """The value of one of /metrics, named with its labels."""
        (value,) = (
            line.split()[-1] for line in self.ask("/metrics").body.decode().splitlines() if line.startswith(name + " ")
        )
        return float(value)

    def end(self, number: signal.Signals = signal.SIGTERM) -> float:
        """Ask it to end; how many seconds it took."""
        start = monotonic()
        self.process.send_signal(number)
        self.process.wait(PATIENCE)
        return monotonic() - start


@contextmanager
def serving(folder: Path, *arguments: object, host: str = "127.0.0.1", **more: str) -> Iterator[Served]:
    """`serve` with these arguments at any free port, its state and output in `folder`; ended at the end."""
    output = folder / f"serve-{monotonic():.6f}.txt"
    command = [sys.executable, "-m", "edge", "serve", "--host", host, "--port", "0", *map(str, arguments)]
    with output.open("w") as file:
        process = subprocess.Popen(
            command,
            stdout=file,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment(XDG_STATE_HOME=str(folder)) | more,
        )
    try:
        yield Served(process, _port(process, output), output)
    finally:
        if process.poll() is None:
            process.terminate()
        try:
            process.wait(PATIENCE)
        finally:
            process.kill()
            process.wait()
    assert "Traceback" not in output.read_text()


def _port(process: subprocess.Popen[str], output: Path) -> int:
    """The port of the first address that it prints."""
    end = monotonic() + START
    while monotonic() < end:
        lines = [line for line in output.read_text().splitlines(keepends=True) if line.startswith("http://")]
        if lines and lines[0].endswith("\n"):
            return int(lines[0].partition("?")[0].strip().rstrip("/").rsplit(":", 1)[1])
        if process.poll() is not None:
            break
        sleep(0.02)
    pytest.fail(f"it did not start: {output.read_text()}")


@dataclass(frozen=True)
class Event:
    """A server-sent event."""

    kind: str
    fields: Any
    name: str | None


def events(response: HTTPResponse) -> Iterator[Event]:
    """The events of an answer, as they come."""
    lines: dict[str, str] = {}
    while line := response.readline().decode():
        if line == "\n":
            yield Event(lines["event"], json.loads(lines["data"]), lines.get("id"))
            lines = {}
        elif not line.startswith(":"):
            name, _, value = line.rstrip("\n").partition(": ")
            lines[name] = value


def frames(response: HTTPResponse) -> Iterator[bytes]:
    """The JPEGs of a stream, as they come."""
    while line := response.readline():
        if line.lower().startswith(b"content-length:"):
            assert response.readline() == b"\r\n"
            yield response.read(int(line.split(b":")[1]))
