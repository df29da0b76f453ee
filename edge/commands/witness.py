"""What is done with each frame and fault besides showing it: lines on the terminal, pictures kept, systemd told."""

from __future__ import annotations

import argparse

from edge.commands.heartbeat import Heartbeat
from edge.commands.live_kept import LiveKept
from edge.commands.live_lines import Lines
from edge.errors import CifraError
from edge.watch import Sight


class Witness:
    """Called with each, in the thread that reads. Raises `FolderError` at once where pictures cannot be kept."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.heartbeat: Heartbeat | None = None
        """Told of each frame, once there is one."""
        self._kept, self._lines = LiveKept(options), Lines(options)

    def __call__(self, event: Sight | CifraError) -> None:
        if isinstance(event, CifraError):
            self._lines.complain(event)
            if self.heartbeat:
                self.heartbeat.complain(event)
            return
        if self.heartbeat:
            self.heartbeat.step(event)
        self._kept.keep(event)
        self._lines.say(event)
