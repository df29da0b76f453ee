"""What commands share in talking to a terminal."""

from __future__ import annotations

import argparse
import sys
from time import monotonic

from edge.classify import Classifier
from edge.opencv import silenced
from edge.reader import Reader
from edge.reading import Reading

PATIENCE = 1.0  # seconds of work before a progress bar appears
BAR = 30  # characters


def open_reader(options: argparse.Namespace) -> Reader:
    """The reader that --model, --runtime and --min-confidence ask for."""
    with silenced():
        return Reader(Classifier(options.model, options.runtime), options.min_confidence)


def one_line(reading: Reading) -> str:
    """What was read, in one line of text."""
    return " / ".join(reading.lines) or "no digits"


def other_count(reading: Reading) -> str | None:
    """That the reading has not as many digits as it should have, in words; None where it has, or none were expected."""
    if reading.expected is None or reading.expected == len(reading.digits):
        return None
    return f"expected {counted(reading.expected, 'digit')}, read {len(reading.digits)}. Look at the picture"


def passed_over(reading: Reading) -> str | None:
    """That not all of the picture's ink was looked at, in words; None where it was."""
    if not reading.cut_short:
        return None
    return "there is more ink than is looked at, and the lightest pieces were passed over. --roi reads a part"


def counted(number: int, thing: str) -> str:
    """1 picture, 2 pictures."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def tell(message: str) -> None:
    """Say something that is not output."""
    print(message, file=sys.stderr, flush=True)


class Progress:
    """A bar on standard error for work that takes long, where that is a terminal."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._start = monotonic()
        self._terminal = sys.stderr.isatty()

    def show(self, done: int) -> None:
        if self._terminal and monotonic() - self._start > PATIENCE:
            full = BAR * done // self._total
            print(
                f"\r[{'#' * full}{'.' * (BAR - full)}] {done}/{self._total}\033[K", end="", file=sys.stderr, flush=True
            )

    def hide(self) -> None:
        """Clear the line, for output that may go to the same terminal."""
        if self._terminal:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
