"""How many tasks the event loop of a server has, which only the server itself knows."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from time import monotonic, sleep

from command_line import ROOT

# Python runs a sitecustomize.py at its start: this one gives the process an ear for SIGUSR1.
EAR = """
import asyncio, pathlib, signal

def tell(*_):
    file = pathlib.Path({file!r})
    draft = file.with_suffix(".draft")
    draft.write_text(str(len(asyncio.all_tasks(asyncio.get_running_loop()))))
    draft.replace(file)

signal.signal(signal.SIGUSR1, tell)
"""


def with_an_ear(folder: Path) -> dict[str, str]:
    """The environment of a Python process whose tasks `tasks_of` can count; `folder` is theirs."""
    (folder / "sitecustomize.py").write_text(EAR.format(file=str(folder / "tasks")), encoding="ascii")
    return {"PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"}


def tasks_of(number: int, folder: Path) -> int:
    """The tasks of the process with this number, which was started with `with_an_ear(folder)`."""
    told = folder / "tasks"
    told.unlink(missing_ok=True)
    os.kill(number, signal.SIGUSR1)
    end = monotonic() + 10
    while not told.exists() and monotonic() < end:
        sleep(0.05)
    return int(told.read_text())
