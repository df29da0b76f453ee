"""What `cifra live` prints: a line for each announcement, or for every frame, and for what is wrong."""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from typing import Any

from edge.commands.terminal import one_line, other_count, tell
from edge.errors import CifraError, Fault
from edge.watch import Sight


class Lines:
    """Lines on standard output, as text or JSON; errors of text go to standard error."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._json: bool = options.json
        self._every_frame: bool = options.every_frame
        self._source: str = options.source
        self._least: float = options.min_confidence

    def say(self, sight: Sight) -> None:
        """What there is to say of one frame, mostly nothing."""
        sight = replace(sight, reading=sight.reading.at_least(self._least))
        if sight.over:
            self._say_over(sight.over, sight.frame.time)
        if self._every_frame:
            self._say_frame(sight)
        elif sight.announcement:
            self._say_announcement(sight)

    def complain(self, error: CifraError) -> None:
        """Say what is wrong."""
        if not self._json:
            tell(f"cifra: {error}")
            return
        fields: dict[str, Any] = {"source": self._source, "error": str(error)}
        _print(fields | {"fault": error.kind} if isinstance(error, Fault) else fields)

    def _say_over(self, fault: Fault, time: float) -> None:
        if self._json:
            _print({"source": self._source, "time": round(time, 3), "over": fault.kind})
        else:
            tell(f"{time:8.2f} s  pictures come again")

    def _say_announcement(self, sight: Sight) -> None:
        assert sight.announcement
        if self._json:
            _print({"source": sight.frame.name} | sight.announcement.as_json())
            return
        text = " / ".join(sight.announcement.lines) or ("gone" if sight.gone else "no digits")
        print(f"{sight.frame.time:8.2f} s  {text}", flush=True)
        if sight.announcement.lines:
            self._note_count(sight)

    @staticmethod
    def _note_count(sight: Sight) -> None:
        if sight.reading.digits and (note := other_count(sight.reading)):  # with nothing there, nothing is amiss
            tell(f"{sight.frame.time:8.2f} s  {note}")

    def _say_frame(self, sight: Sight) -> None:
        if not self._json:
            print(f"{sight.frame.time:8.2f} s  {one_line(sight.reading)}", flush=True)
            self._note_count(sight)
            return
        fields = sight.reading.as_json(sight.frame.name)
        fields |= {"frame": sight.frame.index, "time": round(sight.frame.time, 3)}
        if sight.announcement:
            fields["announcement"] = sight.announcement.as_json()
        _print(fields)


def _print(fields: dict[str, Any]) -> None:
    print(json.dumps(fields), flush=True)
