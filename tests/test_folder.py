"""A folder that is watched: what is there, then what comes, each once it is whole."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Timer
from time import monotonic

import cv2
import pytest
from numbered import number_of, numbered

from edge import folder
from edge.camera import Source, open_source
from edge.errors import SourceError


def written(number: int, suffix: str = ".png") -> bytes:
    return cv2.imencode(suffix, numbered(number))[1].tobytes()


@contextmanager
def opened(place: Path) -> Iterator[Source]:
    with open_source(str(place), watch=True) as source:
        guard = Timer(20, source.close)  # a test has failed then, rather than hang
        guard.start()
        yield source
        guard.cancel()


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Source]:
    for number in (10, 2):
        (tmp_path / f"{number}.png").write_bytes(written(number))
    with opened(tmp_path) as source:
        yield source


def test_what_is_there_then_what_comes(watched: Source, tmp_path: Path) -> None:
    assert watched.is_live
    assert [number_of(next(watched).image) for _ in range(2)] == [2, 10]
    Timer(0.3, (tmp_path / "1.png").write_bytes, [written(1)]).start()
    frame = next(watched)
    assert (number_of(frame.image), frame.index, Path(frame.name).name) == (1, 2, "1.png")
    assert frame.time > 0.2


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".bmp", ".webp", ".tif"])
def test_a_picture_that_is_being_written_is_taken_when_it_is_whole(
    watched: Source, tmp_path: Path, suffix: str
) -> None:
    there = [next(watched), next(watched)]
    data = written(5, suffix)
    path = tmp_path / f"new{suffix}"
    path.write_bytes(data[: len(data) // 2])
    Timer(1.0, path.write_bytes, [data]).start()
    start = monotonic()
    frame = next(watched)
    assert number_of(frame.image) == 5
    assert monotonic() - start > 0.9
    assert frame.index == len(there)


def test_one_that_stays_broken_is_said_once(watched: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "SETTLED", 0.5)
    assert [next(watched).index for _ in range(2)] == [0, 1]
    (tmp_path / "bad.png").write_bytes(written(5)[:40])
    with pytest.raises(SourceError, match=r"bad\.png"):
        next(watched)
    (tmp_path / "good.png").write_bytes(written(6))
    assert number_of(next(watched).image) == 6


def test_closing_ends_the_wait(watched: Source) -> None:
    closed: list[float] = []
    Timer(0.5, lambda: (closed.append(monotonic()), watched.close())).start()
    assert len(list(watched)) == 2
    assert monotonic() - closed[0] < 0.2


def test_a_window_is_looked_after_in_the_wait_and_may_end_it(watched: Source) -> None:
    asked: list[float] = []

    def look_after() -> None:
        asked.append(monotonic())
        if len(asked) == 3:
            watched.close()

    watched.while_waiting = look_after
    assert len(list(watched)) == 2
    assert len(asked) == 3


def test_an_empty_folder_is_waited_for_and_a_missing_one_refused(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    with pytest.raises(SourceError, match="expected a folder or a glob to watch"):
        open_source(str(empty), watch=True)
    empty.mkdir()
    with opened(empty) as source:
        Timer(0.3, (empty / "1.png").write_bytes, [written(1)]).start()
        assert number_of(next(source).image) == 1


def test_a_folder_that_goes_is_said_once_and_waited_for(tmp_path: Path) -> None:
    place = tmp_path / "place"
    place.mkdir()
    with opened(place) as source:
        place.rmdir()
        with pytest.raises(SourceError, match="place"):
            next(source)
        Timer(0.5, lambda: (place.mkdir(), (place / "1.png").write_bytes(written(1)))).start()
        assert number_of(next(source).image) == 1
