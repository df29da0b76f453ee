"""Reading a source frame by frame: what is yielded for frames, faults and regions that do not fit."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pytest

from edge.camera import Fault, Frame, Source
from edge.errors import CifraError, SourceError
from edge.reading import Box, Digit, Reading
from edge.region import RegionError, part_of
from edge.watch import Sight, watch

SEVEN = Digit("7", 0.999, Box(20, 10, 20, 30), 0, (*[0.0001] * 7, 0.999, *[0.0001] * 3))
SMALL, LARGE = (48, 64, 3), (96, 128, 3)


class Script(Source):
    """A camera that does what a list says: a shape is a frame of that size, an error is raised."""

    description = "a script"
    is_live = True

    def __init__(self, steps: Iterable[tuple[int, ...] | SourceError]) -> None:
        self._steps = iter(steps)
        self._index = 0

    def __next__(self) -> Frame:
        step = next(self._steps)
        if isinstance(step, SourceError):
            self.fault = step if isinstance(step, Fault) else None
            raise step
        if self.fault and self.fault.kind != "black":  # which holds while frames come
            self.fault = None
        self._index += 1
        return Frame(np.zeros(step, np.uint8), self._index / 10, "script", self._index - 1)

    def close(self) -> None:
        pass


def read(image: np.ndarray) -> Reading:
    return Reading(image.shape[1], image.shape[0], (SEVEN,))


def read_lower_half(image: np.ndarray) -> Reading:
    part_of(image, Box(0, 0, 128, 96))
    return read(image)


def told(sights: Iterable[Sight | CifraError]) -> list[str]:
    """One word for each: what is announced, read, over or wrong."""
    words = []
    for sight in sights:
        if isinstance(sight, CifraError):
            words.append(sight.kind if isinstance(sight, Fault) else type(sight).__name__)
        elif sight.over:
            words.append(f"over {sight.over.kind}")
        else:
            words.append(sight.announcement.text or "gone" if sight.announcement else ".")
    return words


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ([SMALL] * 6, [".", ".", ".", "7", ".", "."]),  # announced once
        ([SMALL, Fault("gone", ""), SMALL, SMALL], [".", "gone", "over gone", "."]),  # said, and said to be over
        (
            [SMALL, Fault("black", "")] + [SMALL] * 3,
            [".", "black", ".", ".", "7"],
        ),  # which is not over as long as it holds
        ([SMALL, Fault("resized", ""), LARGE], [".", "resized", "."]),  # nothing was amiss
        ([SMALL, SourceError(""), SMALL], [".", "SourceError", "."]),  # one damaged frame is no fault that lasts
        ([Fault("unplugged", "")], ["unplugged"]),  # and nothing after it
    ],
)
def test_frames_and_faults(steps: list[tuple[int, ...] | SourceError], words: list[str]) -> None:
    assert told(watch(Script(steps), read)) == words


def test_a_region_that_does_not_fit_is_refused_at_once() -> None:
    with pytest.raises(RegionError):
        list(watch(Script([SMALL]), read_lower_half))


def test_a_size_that_the_region_does_not_fit_is_said_once_until_it_fits_again() -> None:
    steps = [LARGE, SMALL, SMALL, SMALL, LARGE, SMALL]
    assert told(watch(Script(steps), read_lower_half)) == [".", "RegionError", ".", "RegionError"]


def test_a_fault_does_not_make_the_number_news_again() -> None:
    steps = [SMALL] * 6 + [Fault("gone", "")] + [SMALL] * 6
    assert told(watch(Script(steps), read)).count("7") == 1
