"""A source read frame by frame: each frame with its reading, what became certain with it, and what went wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from edge.camera import Fault, Frame, Pictures, Source
from edge.errors import CifraError, SourceError
from edge.reading import Reading
from edge.region import RegionError
from edge.track import LEAST_EVIDENCE, Announcement, SteadyNumber

Read = Callable[[NDArray[np.uint8]], Reading]


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """A frame and what was read in it."""

    frame: Frame
    reading: Reading
    announcement: Announcement | None
    """What became certain, or is gone, with this frame; None where there is no news."""
    over: Fault | None = None
    """What was wrong with the source, and is no more since this frame."""
    gone: bool = False
    """Whether the announcement is that what stood announced is gone."""


def least_evidence(source: Source, shown: float) -> float:
    """From which confidence on digits of `source` are to be read, where those from `shown` on are shown, 0 to 1.

    Of many frames, doubtful digits are evidence too; a picture stands for itself.
    """
    return shown if isinstance(source, Pictures) else min(LEAST_EVIDENCE, shown)


def watch(source: Source, read: Read) -> Iterator[Sight | CifraError]:
    """Every frame of `source` that there is time for, read by `read`; and what is wrong, each thing once.

    A number is announced once it is steady, that of each of several `Pictures` at once: nobody took them to be one.
    Raises `RegionError` where the region fits not even the first frame of a camera or film: no other has another size.
    """
    steady = None if isinstance(source, Pictures) else SteadyNumber()
    fault: CifraError | None = None
    started = False
    while True:
        try:
            frame = next(source)
            reading = read(frame.image)
        except StopIteration:
            return
        except SourceError as error:
            fault = error
            yield error
            continue
        except RegionError as error:
            if steady and not started:
                raise
            if type(fault) is not RegionError or not steady:  # a camera's other size is said once
                yield error
            fault = error
            continue
        started = True
        announcement = steady.update(frame, reading) if steady else _announced(frame, reading)
        over = None
        if not (isinstance(fault, Fault) and source.fault):
            if isinstance(fault, Fault) and fault.kind != "resized":  # which is told with the first frame of its size
                over = fault
            fault = None
        gone = steady is not None and announcement is not None and not announcement.lines
        yield Sight(frame, reading, announcement, over, gone)


def _announced(frame: Frame, reading: Reading) -> Announcement:
    """What is read in a picture that stands for itself."""
    confidence = prod(digit.confidence for digit in reading.digits)
    return Announcement(frame.time, frame.index, tuple(reading.lines), reading.digits, confidence)
