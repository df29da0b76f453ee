"""One source read for all who watch: films without an end, what is shown, one JPEG for all, a thread that fails."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from edge.camera import open_source
from edge.errors import CifraError, SourceError
from edge.folder import Pictures
from edge.reading import Box, Digit, Reading
from edge.source import Frame, Source
from edge.watch import Sight
from edge.web.broadcast import Broadcast
from edge.web.encoder import Encoder
from edge.web.endless import endless
from edge.web.moment import Moment

pytestmark = pytest.mark.slow  # goes by the clock


def test_a_film_goes_on_from_its_beginning(clip: Path) -> None:
    source = endless(partial(open_source, str(clip), fast=True))
    with source:
        found = list(islice(source, 20))  # of seven
    assert [frame.index for frame in found] == list(range(20))
    assert [round(frame.time, 3) for frame in found] == [round(index / 10, 3) for index in range(20)]
    assert np.array_equal(found[3].image, found[10].image)
    assert not np.array_equal(found[3].image, found[4].image)
    assert next(source, None) is None  # closed


def test_pictures_stay_pictures_and_come_when_they_are_due(pictures: Path) -> None:
    with endless(partial(open_source, str(pictures / "1.png"))) as source:
        assert isinstance(source, Pictures)  # each stands for itself
        found = list(islice(source, 2))
    assert [frame.time for frame in found] == [0, 0]
    assert [frame.index for frame in found] == [0, 1]


def test_a_film_that_is_gone_is_said_and_asked_for_again(clip: Path) -> None:
    with endless(partial(open_source, str(clip), fast=True)) as source:
        list(islice(source, 7))
        away = clip.rename(clip.with_name("away.avi"))
        with pytest.raises(SourceError, match=r"clip\.avi"):
            next(source)
        away.rename(clip)
        assert next(source).index == 7


class Slides(Source):
    """As many grey frames as are asked for, 0.1 s apart."""

    description = "slides"
    is_live = False

    def __init__(self, count: int) -> None:
        self._left = count

    def __next__(self) -> Frame:
        if not self._left:
            raise StopIteration
        self._left -= 1
        return Frame(np.full((48, 64, 3), 128, np.uint8), 0.1 * -self._left, "slides", -self._left)

    def close(self) -> None:
        self._left = 0


class AskedLook:
    """Reads what it is told to."""

    region = None
    trouble = None

    def __init__(self, read: Callable[[NDArray[np.uint8]], Reading]) -> None:
        self.read = read


def digits(*confidences: float) -> tuple[Digit, ...]:
    return tuple(Digit("7", confidence, Box(10 * i, 0, 8, 8), 0) for i, confidence in enumerate(confidences))


def broadcast_of(read: Callable[[NDArray[np.uint8]], Reading], seen: list[Sight | CifraError]) -> Broadcast:
    return Broadcast(Slides(3), AskedLook(read), 0.7, seen.append)  # type: ignore[arg-type]


async def played(broadcast: Broadcast, until: Callable[[], bool]) -> None:
    broadcast.start()
    for _ in range(500):
        if until():
            break
        await asyncio.sleep(0.01)
    broadcast.close()


def test_what_is_shown_is_what_is_sure_enough_and_all_is_told() -> None:
    seen: list[Sight | CifraError] = []
    broadcast = broadcast_of(lambda _: Reading(64, 48, digits(0.9, 0.6), {"page": 2.0, "total": 2.0}), seen)
    asyncio.run(played(broadcast, lambda: len(seen) == 3))
    assert broadcast.moment
    assert [digit.confidence for digit in broadcast.moment.reading.digits] == [0.9]
    assert [len(event.reading.digits) for event in seen if isinstance(event, Sight)] == [2, 2, 2]
    assert broadcast.tally.frames == 3
    assert broadcast.tally.seconds["page"] == pytest.approx(0.006)
    assert "total" not in broadcast.tally.seconds


def test_a_failure_of_the_thread_that_reads_is_handed_on() -> None:
    def fail(_: NDArray[np.uint8]) -> Reading:
        raise ZeroDivisionError("a defect")

    broadcast = broadcast_of(fail, [])
    told: list[bool] = []
    broadcast.on_failure = lambda: told.append(True)
    asyncio.run(played(broadcast, lambda: bool(told)))
    assert isinstance(broadcast.failure, ZeroDivisionError)


class CountedMoment(Moment):
    """Counts how often it is drawn and coded."""

    made: list[bool] = []  # noqa: RUF012 - of all of them

    def jpeg(self, plain: bool) -> bytes:
        self.made.append(plain)
        return super().jpeg(plain)


def test_a_frame_is_coded_once_for_all_who_watch_it() -> None:
    def moment(index: int) -> CountedMoment:
        return CountedMoment(Frame(np.zeros((48, 64, 3), np.uint8), 0.0, "a", index), Reading(64, 48), None, 0.0)

    async def watch() -> None:
        encoder, first, second = Encoder(), moment(0), moment(1)
        shown = await asyncio.gather(*(encoder.jpeg(first, plain=False) for _ in range(50)))
        assert len(set(shown)) == 1
        gone = asyncio.create_task(encoder.jpeg(second, plain=False))
        await asyncio.sleep(0)
        gone.cancel()  # a viewer who goes takes the picture from nobody
        assert await encoder.jpeg(second, plain=False)
        assert await encoder.jpeg(second, plain=True)
        encoder.close()

    CountedMoment.made.clear()
    asyncio.run(watch())
    assert CountedMoment.made == [False, False, True]
