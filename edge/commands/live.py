"""`cifra live`: frames in, a line for each announcement out, and a window where there is a display."""

from __future__ import annotations

import argparse
from collections import deque
from dataclasses import replace
from functools import partial
from time import monotonic

from edge import notify
from edge.camera import Pictures, Source, open_source
from edge.classify import Classifier
from edge.commands.heartbeat import Heartbeat
from edge.commands.live_kept import LiveKept
from edge.commands.live_lines import Lines
from edge.commands.stopping import Stop, stop_on_signals
from edge.commands.terminal import counted, tell
from edge.commands.window import Window, why_no_window
from edge.draw import draw
from edge.draw_status import costs, with_status
from edge.errors import CifraError, Fault
from edge.folder import SECONDS_A_PICTURE
from edge.opencv import libraries_silenced, silenced
from edge.reader import Reader
from edge.steady_turn import SteadyTurn
from edge.track import LEAST_EVIDENCE
from edge.watch import Read, Sight, watch

RATE_OVER = 20  # frames that the rate in the window is taken over


def run(options: argparse.Namespace) -> int:
    """Read frames until the source or the user ends it; 1 if pictures or frames of a file were missing, else 0."""
    with stop_on_signals() as stop, libraries_silenced():
        kept = LiveKept(options)
        with silenced():
            classifier = Classifier(options.model, options.runtime)
            source = open_source(
                options.source,
                size=options.size,
                rate=options.rate,
                fast=options.fast,
                watch=options.watch,
                patient=options.wait,
            )
        stop.then = source.close
        # Of many frames, doubtful digits are evidence too; they are neither printed nor drawn.
        doubtful = options.min_confidence if isinstance(source, Pictures) else LEAST_EVIDENCE
        reader = Reader(classifier, min(doubtful, options.min_confidence))
        with source, Heartbeat(source) as heartbeat:
            tell(f"reading {source.description}")
            reason = "--headless" if options.headless else why_no_window()
            if reason:
                tell(f"no window: {reason}")
            window = None if reason else Window()
            try:
                return _loop(source, _way_of_reading(reader, source, options), window, stop, kept, heartbeat, options)
            finally:
                if window:
                    window.close()


def _way_of_reading(reader: Reader, source: Source, options: argparse.Namespace) -> Read:
    """What reads a frame of `source` as the options ask for; pictures each have a way up of their own, a camera one."""
    read = partial(reader.read, roi=options.roi, expect=options.expect)
    if options.rotate == "auto" and not isinstance(source, Pictures):
        return SteadyTurn(read).read
    return partial(read, rotate=options.rotate)


def _loop(
    source: Source,
    read: Read,
    window: Window | None,
    stop: Stop,
    kept: LiveKept,
    heartbeat: Heartbeat,
    options: argparse.Namespace,
) -> int:
    """All side effects of reading `source`, in the order in which a user meets them; the exit status."""
    lines, view = Lines(options), _View(window, source, options) if window else None
    frames = failures = 0
    start = monotonic()
    for sight in watch(source, read):
        if isinstance(sight, CifraError):
            lines.complain(sight)
            notify.status(str(sight))
            failures += not isinstance(sight, Fault)  # which is looked after, and over one day
        else:
            frames += 1
            heartbeat.step()
            if sight.over:
                notify.status(f"reading {source.description}")
            kept.keep(sight)
            shown = replace(sight, reading=sight.reading.at_least(options.min_confidence))
            lines.say(shown)
            if view:
                view.show(shown, stop)
        if stop.asked or (window and window.closed):
            break
    seconds = monotonic() - start
    if window and frames and not source.is_live:
        _keep_open(window, stop)
    summary = f"{counted(frames, 'frame')} in {seconds:.1f} s, {frames / max(seconds, 1e-3):.1f} a second"
    if source.dropped:
        summary += f"; {source.dropped} dropped for newer ones"
    tell(summary) if options.json else print(summary, flush=True)
    return 1 if failures else 0


class _View:
    """What stands in the window: the picture with its boxes, the steady number, and what reading costs."""

    def __init__(self, window: Window, source: Source, options: argparse.Namespace) -> None:
        self._window, self._source = window, source
        self._stay = SECONDS_A_PICTURE if isinstance(source, Pictures) and not options.fast else 0.0
        self._times: deque[float] = deque(maxlen=RATE_OVER)
        self._number = ""

    def show(self, sight: Sight, stop: Stop) -> None:
        """Show one frame; a picture of several stays for a moment."""
        now = monotonic()
        self._times.append(now)
        if news := sight.announcement:
            sure = f"   {100 * news.confidence:.0f} %" if news.lines else ""
            self._number = " / ".join(news.lines) + sure
        rate = (len(self._times) - 1) / max(now - self._times[0], 1e-3)
        notes = costs(rate, sight.reading.milliseconds, self._source.dropped)
        with silenced():  # Qt warns about fonts and settings
            self._window.show(with_status(draw(sight.frame.image, sight.reading), self._number, notes), now)
            while monotonic() < now + self._stay and not (stop.asked or self._window.closed):
                self._window.wait(now + self._stay)


def _keep_open(window: Window, stop: Stop) -> None:
    """Leave the last picture of a file on the screen until the user has seen it."""
    if not (stop.asked or window.closed):
        tell("the end; close the window with q, Esc or its button")
    while not (stop.asked or window.closed):
        window.wait(monotonic() + 1)
