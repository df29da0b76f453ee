"""Video files: at their own pace, or every frame at once; what breaks off is said."""

from __future__ import annotations

import re
from pathlib import Path
from threading import Timer
from time import monotonic, sleep

import pytest
from numbered import FRAMES, RATE, number_of, write_clip

from edge.camera import open_source
from edge.errors import SourceError

pytestmark = pytest.mark.slow  # goes by the clock


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return write_clip(tmp_path / "clip.avi")


def test_fast_gives_all_frames_then_ends(clip: Path) -> None:
    with open_source(str(clip), fast=True) as source:
        frames = list(source)
        assert list(source) == []
    source.close()
    assert [number_of(frame.image) for frame in frames] == list(range(FRAMES))
    assert [frame.index for frame in frames] == list(range(FRAMES))
    assert [frame.time for frame in frames] == pytest.approx([index / RATE for index in range(FRAMES)])
    assert {frame.name for frame in frames} == {str(clip)}
    assert not source.is_live
    assert "64×48" in source.description


def test_at_its_own_pace_no_frame_comes_before_it_is_due(clip: Path) -> None:
    with open_source(str(clip)) as source:
        sleep(0.3)  # a model that loads costs no frames
        start = monotonic()
        first = next(source)
        late = [monotonic() - start - frame.time for frame in source]
    assert first.index == 0
    assert min(late) > -0.01


def test_a_slow_reader_misses_frames_and_they_are_counted(clip: Path) -> None:
    with open_source(str(clip)) as source:
        frames = []
        for frame in source:
            frames.append(frame)
            sleep(0.25)  # two and a half frames
        assert len(frames) < FRAMES
        assert len(frames) + source.dropped == FRAMES
    assert all(number_of(frame.image) == frame.index for frame in frames)
    assert all(frame.time == pytest.approx(frame.index / RATE) for frame in frames)


def test_closing_ends_the_wait_for_a_frame(clip: Path) -> None:
    with open_source(str(clip)) as source:
        Timer(0.05, source.close).start()
        start = monotonic()
        assert len(list(source)) < FRAMES
        assert monotonic() - start < 1


def test_a_file_that_breaks_off_gives_what_it_has_then_says_so(clip: Path, tmp_path: Path) -> None:
    whole = clip.read_bytes()
    broken = tmp_path / "broken.avi"
    starts = [match.start() for match in re.finditer(b"00dc", whole)]  # of each frame, and once more in the index
    broken.write_bytes(whole[: starts[8]])
    with open_source(str(broken), fast=True) as source:
        assert [next(source).index for _ in range(7)] == list(range(7))
        with pytest.raises(SourceError, match=rf"expected {FRAMES} frames in .*broken.avi, found [78]: it breaks off"):
            list(source)
        assert list(source) == []
