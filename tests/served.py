"""A real `cifra serve` as a process of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from time import monotonic, sleep
from types import TracebackType
from urllib.parse import urlsplit
from urllib.request import urlopen

from command_line import ROOT, environment

# `cifra` with an ear: at SIGUSR1 it writes how many tasks its event loop has.
PROGRAM = """
import asyncio, pathlib, signal, sys
from edge.__main__ import main
def tell(*_):
    file = pathlib.Path(sys.argv[1])
    file.with_suffix(".new").write_text(str(len(asyncio.all_tasks(asyncio.get_running_loop()))))
    file.with_suffix(".new").replace(file)
signal.signal(signal.SIGUSR1, tell)
sys.exit(main(sys.argv[2:]))
"""


class Served:
    """`cifra serve SOURCE` at a free port, while it is open; `state` is the folder that it keeps things in."""

    def __init__(self, source: str, *options: str, state: Path) -> None:
        self._tasks = state / "tasks"
        command = [sys.executable, "-c", PROGRAM, str(self._tasks), "serve", source, "--port", "0", *options]
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=(state / "log").open("w"),
            text=True,
            cwd=ROOT,
            env=environment(XDG_STATE_HOME=str(state), STATE_DIRECTORY=""),
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline().strip()
        assert line.startswith("http://"), (state / "log").read_text()
        self.link = line
        """As it is printed: with the token where there is one and it is new."""
        self.address = urlsplit(line).hostname or "", urlsplit(line).port or 0
        self.log = state / "log"

    @property
    def number(self) -> int:
        """Of the process."""
        return self.process.pid

    def __enter__(self) -> Served:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.end()

    def end(self) -> float:
        """Ask it to end; how many seconds that took."""
        begin = monotonic()
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
        return monotonic() - begin

    def metrics(self) -> dict[str, float]:
        """What /metrics says, by name."""
        with urlopen(f"http://{self.address[0]}:{self.address[1]}/metrics", timeout=20) as answer:
            lines = answer.read().decode().splitlines()
        return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if line[0] != "#")}

    def tasks(self) -> int:
        """How many tasks its event loop has."""
        self._tasks.unlink(missing_ok=True)
        self.process.send_signal(signal.SIGUSR1)
        end = monotonic() + 10
        while not self._tasks.exists() and monotonic() < end:
            sleep(0.05)
        return int(self._tasks.read_text())
