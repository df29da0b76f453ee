"""A network camera that misbehaves: each fault is noticed, said once, and frames go on when it is over."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from threading import Timer
from time import monotonic, sleep

import pytest
from misbehaving_camera import LARGER, SIZE, MisbehavingCamera

from edge import faults, motion_jpeg
from edge.camera import Source, open_source
from edge.device import Device
from edge.errors import Fault, SourceError
from edge.source import Frame

pytestmark = pytest.mark.slow  # goes by the clock

PATIENCE = 30.0  # seconds after which a test has failed rather than hang
BACK = 5.0  # seconds at most from a camera that works again to its first frame


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half as long until something is noticed: the tests wait for it."""
    monkeypatch.setattr(Device, "still_seconds", 1.5)
    monkeypatch.setattr(motion_jpeg, "SILENCE", 1.5)
    monkeypatch.setattr(faults, "WINDOW", 1.0)


@pytest.fixture
def camera() -> Iterator[MisbehavingCamera]:
    with MisbehavingCamera() as camera:
        yield camera


@contextmanager
def opened(camera: MisbehavingCamera) -> Iterator[Source]:
    with open_source(camera.address) as source:
        guard = Timer(PATIENCE, source.close)
        guard.start()
        yield source
        guard.cancel()


def until_fault(source: Source) -> Fault:
    with pytest.raises(Fault) as fault:
        list(source)
    return fault.value


def number_of(frame: Frame) -> int:
    """The camera's pictures tell their number, up to 16, by the grey level of their right half."""
    return round((float(frame.image[:, -SIZE[0] // 4 :].mean()) - 60) / 10)


@pytest.mark.parametrize(
    ("word", "kind", "message"),
    [
        ("freeze", "frozen", "the same one for 2 s"),  # the same picture again and again
        ("silence", "frozen", "none for 2 s"),  # the connection stands, nothing comes
        ("trickle", "frozen", "none for 2 s"),  # byte by byte
        ("end", "ended", "its server ended the stream"),  # and would answer again
        ("short", "corrupt", "a damaged one, which is left out"),  # half a JPEG
        ("garbage", "corrupt", "a damaged one, which is left out"),  # foreign bytes in the middle of it
        ("text", "corrupt", "a damaged one, which is left out"),  # no JPEG at all
        ("black", "black", "nothing but black"),
        ("slow", "slow", "far fewer a second than the usual"),
        ("die", "gone", "does not answer any more"),
    ],
)
def test_a_fault_is_said_once_and_frames_go_on(camera: MisbehavingCamera, word: str, kind: str, message: str) -> None:
    with opened(camera) as source:
        for _ in range(40 if word == "slow" else 5):  # what is usual is learnt first
            next(source)
        camera.tell(word)
        fault = until_fault(source)
        assert (fault.kind, source.fault) == (kind, fault)
        assert message in str(fault)
        assert f"127.0.0.1:{camera.port}" in str(fault)
        if kind in ("frozen", "gone"):  # it is tried again for a while, of which nothing is said
            Timer(2.0, camera.tell, ["back" if word == "die" else "well"]).start()
            back = monotonic() + 2.0
        else:
            camera.tell("well")
            back = monotonic()
        assert next(source).image.shape == (*SIZE[::-1], 3)
        assert monotonic() - back < BACK
        while source.fault:  # those that hold on while frames come are over at last
            next(source)


def test_a_window_is_looked_after_while_the_camera_is_gone_and_may_end_the_wait(camera: MisbehavingCamera) -> None:
    with opened(camera) as source:
        next(source)
        camera.tell("die")
        assert until_fault(source).kind == "gone"
        asked: list[float] = []

        def look_after() -> None:
            asked.append(monotonic())
            if len(asked) == 5:
                source.close()

        source.while_waiting = look_after
        assert list(source) == []
        assert max(after - before for before, after in pairwise(asked)) < 0.5  # a window answers


def test_another_size_is_said_before_its_first_frame(camera: MisbehavingCamera) -> None:
    with opened(camera) as source:
        next(source)
        camera.tell("resize")
        fault = until_fault(source)
        assert fault.kind == "resized"
        assert "64×48" in str(fault)
        assert "96×72" in str(fault)
        assert [next(source).image.shape for _ in range(5)] == [(*LARGER[::-1], 3)] * 5
        assert source.fault is None


def test_every_second_picture_damaged_is_one_fault(camera: MisbehavingCamera) -> None:
    with opened(camera) as source:
        next(source)
        stop = threading.Event()

        def spoil() -> None:
            while not stop.wait(0.05):
                camera.tell("short" if camera.mode == "well" else "well")

        spoiler = threading.Thread(target=spoil)
        spoiler.start()
        try:
            assert until_fault(source).kind == "corrupt"
            for _ in range(30):
                next(source)
                assert source.fault is not None
        finally:
            stop.set()
            spoiler.join()


def test_a_server_that_ends_every_time_is_asked_more_and_more_seldom(camera: MisbehavingCamera) -> None:
    with opened(camera) as source:
        start, asked = monotonic(), camera.asked
        while monotonic() - start < 3:
            next(source)
            camera.tell("end")
            assert until_fault(source).kind == "ended"
        assert camera.asked - asked <= 4  # after 0.25, 0.5, 1 and 2 s


def test_a_slow_reader_gets_the_newest_and_the_dropped_are_counted(camera: MisbehavingCamera) -> None:
    with opened(camera) as source:
        frames = []
        for _ in range(8):
            frames.append(next(source))
            kept = frames[0].image.copy()
            sleep(0.15)
            number, time = camera.number, monotonic()
            assert source.dropped == frames[-1].index + 1 - len(frames)
        assert source.dropped > 8
        newest = next(source)
        assert monotonic() - time < 0.1  # it lay ready
        assert abs(newest.index - number) <= 3
    assert (frames[0].image == kept).all()  # nothing writes into a frame that was handed out
    assert all(number_of(frame) == (frame.index + 1) % 16 for frame in frames)  # picture and index are of one moment
    assert all(before.time < after.time for before, after in pairwise(frames))
    assert frames[-1].time - frames[0].time == pytest.approx((frames[-1].index - frames[0].index) / 25, abs=0.5)


@pytest.mark.parametrize("word", ["well", "silence", "die"])
def test_closing_ends_the_wait_and_leaves_nothing_behind(camera: MisbehavingCamera, word: str) -> None:
    threads = {thread for thread in threading.enumerate() if "capture" in thread.name}
    with open_source(camera.address) as source:
        next(source)
        camera.tell(word)
        if word == "die":
            until_fault(source)
        closed: list[float] = []
        Timer(0.5, lambda: (closed.append(monotonic()), source.close())).start()
        assert all(frame.image.size for frame in source)
        assert monotonic() - closed[0] < 0.2
    sleep(0.2)
    assert {thread for thread in threading.enumerate() if "capture" in thread.name} == threads


@pytest.mark.parametrize("word", ["well", "silence", "die"])
def test_a_signal_handler_may_close_while_its_own_thread_waits(camera: MisbehavingCamera, word: str) -> None:
    with open_source(camera.address) as source:
        next(source)
        camera.tell(word)
        if word == "die":
            until_fault(source)
        before = signal.signal(signal.SIGALRM, lambda *_: source.close())
        try:
            start = monotonic()
            signal.setitimer(signal.ITIMER_REAL, 0.5)
            assert all(frame.image.size for frame in source)
        finally:
            signal.signal(signal.SIGALRM, before)
    assert 0.4 < monotonic() - start < 0.9


def test_a_stream_whose_parts_have_no_length(camera: MisbehavingCamera) -> None:
    camera.with_length = False
    with opened(camera) as source:
        frames = [next(source) for _ in range(5)]
    assert all(number_of(frame) == (frame.index + 1) % 16 for frame in frames)


def test_name_and_password_are_used_and_not_shown(camera: MisbehavingCamera) -> None:
    camera.password = "someone:se/cret"
    address = camera.address.replace("//", "//someone:se%2Fcret@")
    with open_source(address) as source:
        assert next(source).name == camera.address
        assert source.description == f"{camera.address}, 64×48, MJPEG"
    with pytest.raises(SourceError, match="answers 401"):
        open_source(camera.address)


def test_a_server_that_says_nothing_is_given_up(camera: MisbehavingCamera, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(motion_jpeg, "SILENCE", 0.5)
    camera.tell("silence")
    start = monotonic()
    with pytest.raises(SourceError, match="expected a video stream at"):
        open_source(camera.address)
    assert monotonic() - start < 3
