"""What the text of an option means; text that means nothing is refused with what was expected."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from edge.reading import Box

FASTEST = 1000  # frames a second: no camera gives more
MOST_EXPECTED = 1000  # as many pieces of ink as are looked at
MOST_KEPT = 1_000_000  # pictures; their size is bounded too
LAST_PORT = 65535


def probability(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"expected a number from 0 to 1, found {text!r}")
    return value


def size(text: str) -> tuple[int, int]:
    numbers = text.lower().replace("×", "x").split("x")
    if len(numbers) != 2 or not all(number.isascii() and number.isdecimal() and int(number) for number in numbers):
        raise argparse.ArgumentTypeError(f"expected width and height as 1280x720, found {text!r}")
    return int(numbers[0]), int(numbers[1])


def rate(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= FASTEST:
        raise argparse.ArgumentTypeError(f"expected a number of frames above 0 and up to {FASTEST}, found {text!r}")
    return value


def turn(text: str) -> int | str:
    if text not in ("0", "90", "180", "270", "auto"):
        raise argparse.ArgumentTypeError(f"expected 0, 90, 180 or 270 degrees clockwise, or auto, found {text!r}")
    return text if text == "auto" else int(text)


def region(text: str) -> Box:
    from edge.region import RegionError, region_of  # with NumPy, which --help does without

    try:
        return region_of(text)
    except RegionError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text) <= LAST_PORT):
        raise argparse.ArgumentTypeError(f"expected a port from 0 to {LAST_PORT}, found {text!r}")
    return int(text)


def count(most: int) -> Callable[[str], int]:
    def value(text: str) -> int:
        if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= most):
            raise argparse.ArgumentTypeError(f"expected a whole number from 1 to {most}, found {text!r}")
        return int(text)

    return value
