"""The loop that captures, over a camera whose every step is scripted; real ones are in the tests of each kind."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from threading import Event
from time import monotonic, sleep

import numpy as np
import pytest

from edge import reconnect
from edge.device import Device
from edge.errors import Fault
from edge.reconnect import Live

pytestmark = pytest.mark.slow  # goes by the clock

DAMAGED = Fault("corrupt", "a damaged one")


class Scripted(Device):
    """Does `step` for its first picture, its second one, ..."""

    description = "a camera"

    def __init__(self, step: Callable[[int], None], closed: list[int]) -> None:
        self._step, self._closed, self._number = step, closed, 0

    def read(self) -> tuple[np.ndarray, float]:
        sleep(0.01)
        self._number += 1
        self._step(self._number)
        return np.full((48, 64, 3), 60 + self._number % 100, np.uint8), monotonic()

    def close(self) -> None:
        self._closed.append(self._number)


def live(step: Callable[[int], None]) -> tuple[Live, list[int]]:
    """The source, and where the numbers stood when it closed its camera."""
    closed: list[int] = []
    return Live(lambda: Scripted(step, closed), "camera 0", "unplugged"), closed


def test_an_error_of_our_own_is_raised_where_frames_are_read() -> None:
    def fail(number: int) -> None:
        if number == 3:
            raise ZeroDivisionError

    source, closed = live(fail)
    with source, pytest.raises(ZeroDivisionError):
        list(source)
    assert closed == [3]


def test_a_driver_that_hangs_is_said_once_and_closing_does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconnect, "STUCK", 0.5)
    freed = Event()

    def hang(number: int) -> None:
        if number == 3:
            freed.wait(10)

    source, _ = live(hang)
    with source:
        with pytest.raises(Fault, match="its driver hangs") as fault:
            list(source)
        assert fault.value.kind == "frozen"
        freed.set()
        assert next(source).index >= 2
        freed.clear()
        begin = monotonic()
    assert monotonic() - begin < 0.2
    freed.set()


def test_a_camera_that_gives_nothing_whole_is_opened_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reconnect, "STEADY", 0.3)
    spoilt = True

    def damage(number: int) -> None:
        if number > 2 and spoilt:
            raise DAMAGED

    source, closed = live(damage)
    with source:
        with pytest.raises(Fault) as fault:
            list(source)
        assert fault.value is DAMAGED
        while len(closed) < 2:
            next(source)  # two from each opening, and not a word more
        spoilt = False
        assert next(source).image.size


@pytest.mark.parametrize("kind", ["unplugged", "gone", "ended"])
def test_an_outage_is_one_fault_however_long_it_lasts(kind: str) -> None:
    opened: list[float] = []

    def open_device() -> Device:
        opened.append(monotonic())
        if 1 < len(opened) < 5:
            raise Fault("gone", "nothing there")
        return Scripted(lost, [])

    def lost(number: int) -> None:
        if number > 1 and len(opened) == 1:
            raise Fault(kind, "lost")  # type: ignore[arg-type]

    with Live(open_device, "camera 0", "unplugged") as source:
        with pytest.raises(Fault, match="lost") as fault:
            list(source)
        assert fault.value.kind == kind
        next(source)
        assert source.fault is None
    pauses = [after - before for before, after in pairwise(opened[1:])]
    assert pauses == sorted(pauses)  # they grow
    assert pauses[0] > reconnect.FIRST_PAUSE
    assert max(pauses) < 5
