"""`cifra live`: frames in, a line for each or for each change out, and a window where there is a display."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from functools import partial
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from edge.camera import Frame, Pictures, Source, open_source
from edge.commands.stopping import Stop, stop_on_signals
from edge.commands.terminal import counted, one_line, open_reader, other_count, tell
from edge.commands.window import Window, why_no_window
from edge.draw import draw
from edge.errors import CifraError, SourceError
from edge.opencv import libraries_silenced, silenced
from edge.reader import Reader
from edge.reading import Reading
from edge.region import RegionError
from edge.steady_turn import SteadyTurn

Read = Callable[[NDArray[np.uint8]], Reading]


def run(options: argparse.Namespace) -> int:
    """Read frames until the source or the user ends it; 1 if frames were missing, else 0, after Ctrl-C too."""
    with stop_on_signals() as stop, libraries_silenced():
        reader = open_reader(options)
        with silenced():
            source = open_source(
                options.source, size=options.size, rate=options.rate, fast=options.fast, watch=options.watch
            )
        stop.then = source.close
        with source:
            tell(f"reading {source.description}")
            reason = "--headless" if options.headless else why_no_window()
            if reason:
                tell(f"no window: {reason}")
            window = None if reason else Window()
            try:
                return _Loop(source, _way_of_reading(reader, source, options), window, stop, options).run()
            finally:
                if window:
                    window.close()


def _way_of_reading(reader: Reader, source: Source, options: argparse.Namespace) -> Read:
    """What reads a frame of `source` as the options ask for; pictures each have a way up of their own, a camera one."""
    read = partial(reader.read, roi=options.roi, expect=options.expect)
    if options.rotate == "auto" and not isinstance(source, Pictures):
        return SteadyTurn(read).read
    return partial(read, rotate=options.rotate)


class _Loop:
    """The loop over the frames, with what it counts."""

    def __init__(
        self, source: Source, read: Read, window: Window | None, stop: Stop, options: argparse.Namespace
    ) -> None:
        self._source, self._read, self._window, self._stop = source, read, window, stop
        self._name: str = options.source
        self._json: bool = options.json
        self._fast: bool = options.fast
        self._frames = self._failures = 0
        self._text = ""

    def run(self) -> int:
        start = monotonic()
        while not self._ended():
            try:
                with silenced():  # a webcam's JPEGs are often damaged a little
                    frame = next(self._source)
                reading = self._read(frame.image)
            except StopIteration:
                break
            except (SourceError, RegionError) as error:
                if isinstance(error, RegionError) and not isinstance(self._source, Pictures):
                    raise  # no other frame of a camera or video has another size
                self._failures += 1
                self._report(error)
                continue
            self._frames += 1
            self._print(frame, reading)
            if self._window:
                self._show(self._window, frame, reading, start)
        seconds = monotonic() - start
        if self._window and self._frames and not self._source.is_live:
            self._keep_open(self._window)
        summary = (
            f"{counted(self._frames, 'frame')} in {seconds:.1f} s, {self._frames / max(seconds, 1e-3):.1f} a second"
        )
        tell(summary) if self._json else print(summary, flush=True)
        return 1 if self._failures else 0

    def _ended(self) -> bool:
        return self._stop.asked or (self._window is not None and self._window.closed)

    def _print(self, frame: Frame, reading: Reading) -> None:
        if self._json:
            fields = reading.as_json(frame.name) | {"frame": frame.index, "time": round(frame.time, 3)}
            print(json.dumps(fields), flush=True)
        elif reading.text != self._text:
            print(f"{frame.time:8.2f} s  {one_line(reading)}", flush=True)
            if reading.digits and (note := other_count(reading)):  # with nothing in the picture, nothing is amiss
                tell(f"{frame.time:8.2f} s  {note}")
        self._text = reading.text

    def _report(self, error: CifraError) -> None:
        if self._json:
            print(json.dumps({"source": self._name, "error": str(error)}), flush=True)
        else:
            tell(f"cifra: {error}")

    def _show(self, window: Window, frame: Frame, reading: Reading, start: float) -> None:
        """Show the frame; one of a file stays until the film's own time has come up to it."""
        due = monotonic() if self._source.is_live or self._fast else start + frame.time
        with silenced():  # Qt warns about fonts and settings
            window.show(draw(frame.image, reading), due)
            while monotonic() < due and not self._ended():
                window.wait(due)

    def _keep_open(self, window: Window) -> None:
        """Leave the last picture of a file on the screen until the user has seen it."""
        if not self._ended():
            tell("the end; close the window with q, Esc or its button")
        while not self._ended():
            window.wait(monotonic() + 1)
