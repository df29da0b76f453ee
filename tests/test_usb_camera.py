"""USB cameras: there is none where the tests run, so OpenCV's capture and the system's folders are stood in for.

All above the capture is real: the checks, what is asked for and given, the thread, the faults, and the opening again.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer
from time import monotonic, sleep

import cv2
import numpy as np
import pytest

from edge import usb_camera
from edge.camera import cameras, open_source
from edge.errors import Fault, SourceError

pytestmark = pytest.mark.slow  # goes by the clock

pytestmark = pytest.mark.skipif(not Path("/dev").is_dir(), reason="video devices are Linux's")


@dataclass
class Webcam:
    """One that gives 640×480 at 30 a second whatever it is asked for, while its device is there."""

    device: Path
    damaged: bool = False
    hanging: bool = False
    asked: dict[int, float] = field(default_factory=dict)
    number: int = 0
    released: int = 0

    def set(self, what: int, value: float) -> None:
        self.asked[what] = value

    def get(self, what: int) -> float:
        return {cv2.CAP_PROP_FPS: 30.0, cv2.CAP_PROP_FOURCC: float(cv2.VideoWriter.fourcc(*"MJPG"))}[what]

    def grab(self) -> bool:
        sleep(1 / 30)
        if self.hanging:  # OpenCV gives up after this long
            sleep(3)
        return self.device.exists() and not self.hanging

    def retrieve(self) -> tuple[bool, np.ndarray | None]:
        self.number += 1
        if self.damaged:
            return True, None
        return True, np.random.default_rng(self.number).integers(60, 250, (480, 640, 3), np.uint8)

    def release(self) -> None:
        self.released += 1


@pytest.fixture
def webcam(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Webcam:
    webcam = Webcam(tmp_path / "video3")
    webcam.device.touch()
    monkeypatch.setattr(usb_camera, "DEVICES", tmp_path)
    monkeypatch.setattr(usb_camera, "DESCRIPTIONS", tmp_path / "described")
    monkeypatch.setattr(usb_camera, "open_capture", lambda index: webcam)
    monkeypatch.setattr("sys.platform", "linux")
    return webcam


def fault_of(source: object) -> Fault:
    with pytest.raises(Fault) as fault:
        list(source)  # type: ignore[call-overload]
    return fault.value


@pytest.mark.parametrize(
    ("size", "rate", "asked", "given"),
    [
        (None, None, (1280, 720, 15), " (asked for 1280×720, 15 a second)"),
        ((640, 480), 30, (640, 480, 30), ""),
        ((640, 480), 60, (640, 480, 60), " (asked for 60 a second)"),
        ((1920, 1080), 30, (1920, 1080, 30), " (asked for 1920×1080)"),
    ],
)
def test_what_is_asked_for_and_what_is_given(
    webcam: Webcam, size: tuple[int, int] | None, rate: float | None, asked: tuple[int, int, int], given: str
) -> None:
    with open_source("/dev/video3", size=size, rate=rate) as source:
        assert source.description == f"camera 3, 640×480 at 30 a second, MJPG{given}"
        assert next(source).image.shape == (480, 640, 3)
    assert next(iter(webcam.asked)) == cv2.CAP_PROP_FOURCC  # what else is possible depends on it
    wished = cv2.CAP_PROP_FRAME_WIDTH, cv2.CAP_PROP_FRAME_HEIGHT, cv2.CAP_PROP_FPS
    assert tuple(webcam.asked[what] for what in wished) == asked
    assert webcam.released == 1


def test_unplugged_is_said_once_and_frames_come_when_it_is_back(webcam: Webcam) -> None:
    with open_source("3") as source:
        before = [next(source) for _ in range(3)]
        webcam.device.unlink()
        fault = fault_of(source)
        assert fault.kind == "unplugged"
        assert "camera 3" in str(fault)
        Timer(2, webcam.device.touch).start()
        after = next(source)
        assert source.fault is None
        assert after.index > before[-1].index
        assert 2 < after.time - before[-1].time < 7


def test_a_camera_that_hangs_is_frozen_and_closing_does_not_wait_for_it(webcam: Webcam) -> None:
    with open_source("3") as source:
        next(source)
        webcam.hanging = True
        fault = fault_of(source)
        assert fault.kind == "frozen"
        assert "found none for 3 s" in str(fault)
        sleep(0.5)  # into the next try
        begin = monotonic()
    assert monotonic() - begin < 0.2


def test_damaged_pictures_are_left_out(webcam: Webcam) -> None:
    with open_source("3") as source:
        next(source)
        webcam.damaged = True
        assert fault_of(source).kind == "corrupt"
        webcam.damaged = False
        assert next(source).image.shape == (480, 640, 3)
        assert source.fault is not None
        assert source.fault.kind == "corrupt"


def test_one_that_gives_no_picture_is_refused_at_once(webcam: Webcam) -> None:
    webcam.damaged = True
    with pytest.raises(SourceError, match="expected a camera with index 3, found one that gives no picture"):
        open_source("3")
    assert webcam.released == 1


@pytest.mark.parametrize(
    ("name", "index", "may_be"),
    [
        ("HD Pro Webcam C920", "0", True),
        ("HD Pro Webcam C920", "1", False),  # its second device gives no pictures
        ("bcm2835-codec-decode", "0", False),  # a Raspberry Pi 4's decoder
        ("unicam-image", "0", False),  # its ribbon, raw
        ("rp1-cfe-csi2_ch0", "0", False),  # a Raspberry Pi 5's
        ("pispbe-input", "0", False),
        ("Dummy video device (0x0000)", "0", True),  # v4l2loopback
    ],
)
def test_which_video_devices_may_be_cameras(
    webcam: Webcam, tmp_path: Path, name: str, index: str, may_be: bool
) -> None:
    (tmp_path / "video12").touch()  # nothing is known of it
    folder = tmp_path / "described" / "video3"
    folder.mkdir(parents=True)
    (folder / "name").write_text(f"{name}\n")
    (folder / "index").write_text(f"{index}\n")
    assert cameras() == ([3, 12] if may_be else [12])
