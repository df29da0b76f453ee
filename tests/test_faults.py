"""What is wrong with a sequence of pictures, told by a clock that the test winds."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from edge.errors import Fault
from edge.faults import Health

RATE = 10.0
RNG = np.random.default_rng(0)
PICTURE = RNG.integers(60, 250, (96, 128, 3), np.uint8)
COVERED = RNG.integers(0, 25, (96, 128, 3), np.uint8)  # a lens cap, and a sensor's noise
CHALK = np.where(RNG.random((96, 128, 1)) < 0.05, 200, COVERED).astype(np.uint8)
LARGER = RNG.integers(60, 250, (120, 160, 3), np.uint8)


def moving(picture: np.ndarray, seconds: float, rate: float = RATE) -> Iterator[tuple[np.ndarray, float]]:
    """The picture with a little noise of its own each time, and the seconds to the one before it."""
    for _ in range(round(seconds * rate)):
        yield picture + RNG.integers(0, 3, picture.shape, np.uint8), 1 / rate


def still(picture: np.ndarray, seconds: float, rate: float = RATE) -> Iterator[tuple[np.ndarray, float]]:
    return ((picture, 1 / rate) for _ in range(round(seconds * rate)))


def watched(*pieces: Iterator[tuple[np.ndarray, float]], said: float | None = None) -> tuple[list[str], list[str]]:
    """The kinds of the faults that began, and of those that hold at the end."""
    health, time, found = Health("camera 0"), 100.0, []
    health.opened(said, still_seconds=3.0)
    for piece in pieces:
        for image, passed in piece:
            time += passed
            found += [fault.kind for fault in health.look(image, time)]
    return found, list(health.holding)


@pytest.mark.parametrize(
    ("pieces", "begun", "holding"),
    [
        ([moving(PICTURE, 20)], [], []),
        ([moving(PICTURE, 2), still(PICTURE, 2), moving(PICTURE, 2)], [], []),  # still for less than three seconds
        ([moving(PICTURE, 2), still(PICTURE, 9)], ["frozen"], ["frozen"]),
        ([still(PICTURE, 4), moving(PICTURE, 1), still(PICTURE, 4)], ["frozen", "frozen"], ["frozen"]),
        ([still(PICTURE, 10, rate=0.25)], [], []),  # so few that two are no sign
        ([still(0 * PICTURE, 9)], ["black"], ["black"]),  # all zero is black, and not frozen besides
        ([moving(COVERED, 5)], ["black"], ["black"]),
        ([moving(COVERED, 0.8), moving(PICTURE, 5)], [], []),  # as cameras begin
        ([moving(COVERED, 2), moving(PICTURE, 5), moving(COVERED, 2)], ["black", "black"], ["black"]),
        ([moving(CHALK, 9)], [], []),  # a blackboard is dark, and not black
        ([moving(PICTURE, 6), moving(PICTURE, 9, rate=2)], ["slow"], ["slow"]),
        ([moving(PICTURE, 6), moving(PICTURE, 9, rate=5)], [], []),  # half is what dim light costs
        ([moving(PICTURE, 6), moving(PICTURE, 9, rate=2), moving(PICTURE, 5)], ["slow"], []),
        ([moving(PICTURE, 6), moving(PICTURE, 9, rate=2), moving(PICTURE, 9, rate=4)], ["slow"], ["slow"]),
        ([moving(PICTURE, 2), moving(LARGER, 2), moving(PICTURE, 2)], ["resized", "resized"], []),
    ],
)
def test_faults_begin_once_and_end(
    pieces: list[Iterator[tuple[np.ndarray, float]]], begun: list[str], holding: list[str]
) -> None:
    assert watched(*pieces) == (begun, holding)


def test_a_camera_slower_than_it_says_is_slow_from_the_start() -> None:
    assert watched(moving(PICTURE, 6, rate=5), said=30) == (["slow"], ["slow"])
    assert watched(moving(PICTURE, 6, rate=15), said=30) == ([], [])


def test_damage_is_one_fault_until_there_is_none_for_a_while() -> None:
    health = Health("camera 0")
    health.opened(None, still_seconds=3.0)
    fault = Fault("corrupt", "a damaged one")
    assert health.damaged(fault, 0.0) == [fault]
    health.look(PICTURE, 0.1)
    assert health.damaged(Fault("corrupt", "another"), 1.5) == []
    health.look(PICTURE, 3.0)
    assert health.holding == {"corrupt": fault}
    health.look(PICTURE, 4.0)
    assert health.holding == {}
    assert health.damaged(fault, 5.0) == [fault]


def test_damaged_pictures_do_not_make_a_camera_slow() -> None:
    health = Health("camera 0")
    health.opened(10.0, still_seconds=3.0)
    for index in range(100):
        if index % 5:
            health.damaged(Fault("corrupt", "a damaged one"), index / RATE)
        else:
            assert health.look(PICTURE + np.uint8(index % 3), index / RATE) == []
    assert list(health.holding) == ["corrupt"]


def test_a_camera_that_is_opened_again_is_frozen_until_its_picture_changes() -> None:
    health = Health("camera 0")
    health.opened(None, still_seconds=3.0)
    for index in range(50):
        health.look(PICTURE, index / RATE)
    health.opened(None, still_seconds=3.0)
    assert health.look(PICTURE, 9.0) == []
    assert list(health.holding) == ["frozen"]
    health.look(PICTURE + np.uint8(1), 9.1)
    assert health.holding == {}
