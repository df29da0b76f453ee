"""Ribbon cameras: picamera2 is stood in for, after its manual and source, down to the padding of its rows."""

from __future__ import annotations

import sys
from time import sleep
from types import SimpleNamespace
from typing import Any, ClassVar

import numpy as np
import pytest

from edge import ribbon_camera
from edge.camera import open_source, ribbon_cameras
from edge.doctor import cameras as doctor_cameras
from edge.doctor.cameras import picamera2_finding
from edge.errors import Fault, SourceError

pytestmark = pytest.mark.slow  # goes by the clock

CAMERAS = [
    {"Num": 0, "Model": "imx708", "Id": "/base/axi/pcie@120000/rp1/i2c@88000/imx708@1a"},
    {"Num": 1, "Model": "HD Webcam", "Id": "/base/axi/pcie@120000/rp1/usb@200000-1:1.0-046d:0825"},
]
PADDING = 64  # bytes to which rows are filled up


class Picamera2:
    """What picamera2 0.3 does as far as it is used; a call that the real one would refuse is refused."""

    opened: ClassVar[list[Picamera2]] = []
    stuck = False

    def __init__(self, camera_num: int = 0) -> None:
        if any(camera.state != "closed" for camera in self.opened):
            raise RuntimeError("Camera __init__ sequence did not complete.")
        self.camera_num = camera_num
        self.state = "open"
        self.number = 0
        self.controls: dict[str, object] = {}
        self.camera_controls = {"AfMode": (0, 2, 0), "FrameDurationLimits": (100, 1000000, 33333)}
        self.opened.append(self)

    @staticmethod
    def global_camera_info() -> list[dict[str, object]]:
        return CAMERAS

    def create_video_configuration(
        self, main: dict[str, Any], lores: dict[str, Any], controls: dict[str, Any]
    ) -> dict[str, Any]:
        width, height = lores["size"]
        if width > main["size"][0] or height > main["size"][1]:
            raise RuntimeError("lores stream dimensions may not exceed main stream")
        if lores["format"] != "YUV420":
            raise RuntimeError("lores stream must be YUV")
        lores = {"format": "YUV420", "size": (width - width % 2, height - height % 2)}
        return {"use_case": "video", "main": main, "lores": lores, "controls": controls}

    def configure(self, config: dict[str, Any]) -> None:
        assert self.state == "open"
        width = config["lores"]["size"][0]
        stride = -(-width // PADDING) * PADDING
        self.config = config | {"lores": config["lores"] | {"stride": stride}}
        self.state = "configured"

    def camera_configuration(self) -> dict[str, Any]:
        return self.config

    def set_controls(self, controls: dict[str, object]) -> None:
        self.controls |= controls

    def start(self) -> None:
        assert self.state == "configured"
        self.state = "started"

    def capture_array(self, name: str = "main", wait: float | None = None) -> np.ndarray:
        assert (name, self.state) == ("lores", "started")
        sleep(self.config["controls"]["FrameDurationLimits"][0] / 1e6)
        if self.stuck:
            sleep(0.1)
            raise TimeoutError
        (width, height), stride = self.config["lores"]["size"], self.config["lores"]["stride"]
        rows = np.full((height * 3 // 2, stride), 128, np.uint8)
        rows[:height, :width] = np.random.default_rng(self.number).integers(60, 90, (height, width), np.uint8)
        rows[:height, width:] = 255  # padding: whatever lay in the memory
        rows[0, 0] = self.number % 256
        self.number += 1
        return rows

    def stop(self) -> None:
        self.state = "configured"

    def close(self) -> None:
        self.state = "closed"


@pytest.fixture
def picamera2(monkeypatch: pytest.MonkeyPatch) -> type[Picamera2]:
    monkeypatch.setitem(sys.modules, "picamera2", SimpleNamespace(Picamera2=Picamera2))  # type: ignore[arg-type]
    monkeypatch.setattr(Picamera2, "opened", [])
    monkeypatch.setattr(Picamera2, "stuck", False)
    return Picamera2


@pytest.mark.parametrize("spec", ["ribbon", "ribbon0", "csi"])
def test_its_grey_picture_without_the_padding_is_the_frame(picamera2: type[Picamera2], spec: str) -> None:
    with open_source(spec, size=(330, 250), rate=50) as source:  # 330 is padded to 384
        assert source.description == "ribbon camera 0 (imx708), 330×250 at 50 a second, grey"
        assert source.is_live
        first, second = next(source), next(source)
    assert first.image.shape == (250, 330, 3)
    assert first.image.flags.c_contiguous
    assert (first.image[:, :, 0] == first.image[:, :, 2]).all()
    assert first.image.max() < 90  # neither padding nor colour
    assert (first.image[0, 0, 0], second.image[0, 0, 0]) == (first.index, second.index)
    camera = picamera2.opened[0]
    assert camera.config["controls"] == {"FrameDurationLimits": (20000, 20000)}
    assert camera.controls == {"AfMode": 2}  # pages are near
    assert camera.state == "closed"


def test_what_is_asked_for_and_not_given_is_said(picamera2: type[Picamera2]) -> None:
    with open_source("ribbon", size=(331, 250)) as source:
        assert source.description.endswith("330×250 at 15 a second, grey (asked for 331×250)")


def test_a_camera_that_stops_is_frozen_and_opened_again(picamera2: type[Picamera2]) -> None:
    with open_source("ribbon", rate=50, size=(64, 48)) as source:
        next(source)
        picamera2.stuck = True
        with pytest.raises(Fault, match="look at its ribbon at both ends") as fault:
            list(source)
        assert fault.value.kind == "frozen"
        picamera2.stuck = False
        assert next(source).image.shape == (48, 64, 3)
    assert [camera.state for camera in picamera2.opened] == ["closed"] * len(picamera2.opened)
    assert len(picamera2.opened) >= 2


def test_one_in_use_and_one_that_is_not_there_are_explained(picamera2: type[Picamera2]) -> None:
    with open_source("ribbon", size=(64, 48)), pytest.raises(SourceError, match="Another program may hold it"):
        open_source("ribbon", size=(64, 48))
    with pytest.raises(SourceError, match="expected ribbon camera 1, found 1 camera on a ribbon"):
        open_source("ribbon1")  # the webcam is none


def test_the_cameras_on_a_ribbon_are_listed_without_those_on_usb(picamera2: type[Picamera2]) -> None:
    assert ribbon_cameras() == ["imx708"]


def test_auto_takes_it_where_there_is_no_usb_camera(
    picamera2: type[Picamera2], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edge.camera.cameras", lambda: [])
    with open_source() as source:
        assert source.description.startswith("ribbon camera 0 (imx708), 1280×720")


def test_the_doctor_finds_it(picamera2: type[Picamera2], monkeypatch: pytest.MonkeyPatch) -> None:
    """The import alone is tried in a process of its own, which does not have this picamera2."""
    monkeypatch.setattr(doctor_cameras, "cameras", lambda: [])
    monkeypatch.setattr(doctor_cameras, "ribbon_sensors", lambda: ["imx708"])
    monkeypatch.setattr(doctor_cameras, "_picamera2", lambda sensors: picamera2_finding(0, ""))
    assert [finding.text for finding in doctor_cameras.camera_findings()][1:] == [
        "ribbon camera 0 (imx708), 1280×720 at 15 a second, grey"
    ]


def test_without_picamera2_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "picamera2", None)
    assert ribbon_camera.ribbon_cameras() == []
    with pytest.raises(SourceError, match=r"picamera2 is not installed.*apt install python3-picamera2"):
        open_source("ribbon")
