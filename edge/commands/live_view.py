"""What `cifra live` shows where there is a display: the picture with its boxes, the number, what reading costs."""

from __future__ import annotations

import argparse
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import numpy as np
from numpy.typing import NDArray

from edge.camera import Pictures, Source
from edge.commands.stopping import Stop
from edge.commands.terminal import tell
from edge.commands.window import Window, why_no_window
from edge.draw import draw
from edge.draw_status import costs, with_status
from edge.errors import CifraError, Fault
from edge.folder import SECONDS_A_PICTURE
from edge.opencv import silenced
from edge.watch import Sight

RATE_OVER = 20  # frames that the rate is taken over


class LiveView:
    """A window that follows the reading of a source, also while this waits for a camera."""

    def __init__(self, window: Window, source: Source, stop: Stop, options: argparse.Namespace) -> None:
        self._window, self._source, self._stop = window, source, stop
        self._least: float = options.min_confidence
        self._stay = SECONDS_A_PICTURE if isinstance(source, Pictures) and not options.fast else 0.0
        self._times: deque[float] = deque(maxlen=RATE_OVER)
        self._number = ""
        self._picture: NDArray[np.uint8] | None = None
        source.while_waiting = self._look_after

    def __call__(self, event: Sight | CifraError) -> None:
        """Show one frame, for a moment where it is one of several pictures, or what is wrong."""
        if isinstance(event, CifraError):
            self._complain(event)
        else:
            self._show(event)

    def stay(self) -> None:
        """Leave the last picture of a file on the screen until the user has seen it."""
        if self._picture is None or self._source.is_live:
            return
        if not self._ended:
            tell("the end; close the window with q, Esc or its button")
        while not self._ended:
            self._window.wait(monotonic() + 1)

    def _show(self, sight: Sight) -> None:
        now = monotonic()
        self._times.append(now)
        if news := sight.announcement:
            sure = f"   {100 * news.confidence:.0f} %" if news.lines else ""
            self._number = " / ".join(news.lines) + sure
        rate = (len(self._times) - 1) / max(now - self._times[0], 1e-3)
        notes = costs(rate, sight.reading.milliseconds, self._source.dropped)
        self._picture = draw(sight.frame.image, sight.reading.at_least(self._least))
        with silenced():  # Qt warns about fonts and settings
            self._window.show(with_status(self._picture, self._number, notes), now)
            while monotonic() < now + self._stay and not self._ended:
                self._window.wait(now + self._stay)
        self._end_if_closed()

    def _complain(self, error: CifraError) -> None:
        """Say below the last picture, in grey, what is wrong with the camera."""
        if isinstance(error, Fault) and self._picture is not None:
            faded = 128 + self._picture // 4
            self._window.show(with_status(faded, self._number, f"the camera is amiss: {error.kind}"), monotonic())

    @property
    def _ended(self) -> bool:
        return self._stop.asked or self._window.closed

    def _look_after(self) -> None:
        self._window.wait(monotonic())
        self._end_if_closed()

    def _end_if_closed(self) -> None:
        if self._window.closed:
            self._source.close()


@contextmanager
def live_view(source: Source, stop: Stop, options: argparse.Namespace) -> Iterator[LiveView | None]:
    """The view of `source`, until the end of the block; None, and why in words, where no window can be opened."""
    reason = "--headless" if options.headless else why_no_window()
    if reason:
        tell(f"no window: {reason}")
        yield None
        return
    window = Window()
    try:
        yield LiveView(window, source, stop, options)
    finally:
        window.close()
