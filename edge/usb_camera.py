"""USB cameras, and whatever else the system gives as a video device."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import cv2

from edge.device import SILENCE
from edge.errors import Fault, SourceError
from edge.video import Capture

DEVICES = Path("/dev")
DESCRIPTIONS = Path("/sys/class/video4linux")
# The Raspberry Pi's decoders, image processors and the raw side of its ribbon cameras: all are video devices, and
# OpenCV waits seconds for a picture of each.
NOT_CAMERAS = ("bcm2835-codec", "bcm2835-isp", "pispbe", "unicam", "rp1-cfe", "rpivid", "rpi-hevc", "hevc")
USUAL_SIZE = 1280, 720  # pixels: 5 mm digits on a page that fills the frame are 30 high; nearly all cameras have it
USUAL_RATE = 15.0  # frames a second: more than a Raspberry Pi reads, with half the work and more light than 30


class UsbCamera(Capture):
    """The camera with this index, asked for MJPG, which is the only way to such sizes over USB 2."""

    def __init__(self, index: int, size: tuple[int, int] | None, rate: float | None) -> None:
        self._index = index
        missing = f"expected a camera with index {index}, found "
        _check_device(index, missing)
        (width, height), wished_rate = size or USUAL_SIZE, rate or USUAL_RATE
        capture = open_capture(index)
        capture.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))  # first: sizes and rates depend on it
        capture.set(cv2.CAP_PROP_FRAME_WIDTH, width)
        capture.set(cv2.CAP_PROP_FRAME_HEIGHT, height)
        capture.set(cv2.CAP_PROP_FPS, wished_rate)
        capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)  # the newest frame rather than one of a second ago
        name = f"camera {index}"
        try:
            super().__init__(capture, name, self._why)
        except Fault as fault:
            raise SourceError(
                missing + "one that gives no picture. Another program may hold it; the Raspberry Pi's ribbon cameras "
                "are 'ribbon'. 'cifra doctor' lists what is there."
            ) from fault
        given = capture.get(cv2.CAP_PROP_FPS)
        self.rate = given if 0 < given < 1000 else None  # some say 0
        self.description = f"{name}, {described(self.size, self.rate)}, {_coding(capture)}" + wish(
            self.size, self.rate, (width, height), wished_rate
        )

    def _why(self, seconds: float) -> Fault:
        expected = f"expected another picture of camera {self._index}, found "
        if seconds < SILENCE / 2 or not _is_there(self._index):
            return Fault("unplugged", f"{expected}it unplugged. It is looked for until it is back; look at its cable.")
        return Fault(
            "frozen",
            f"{expected}none for {seconds:.0f} s. It is opened again; else unplug it and plug it in, and look at its "
            "power supply.",
        )


def cameras() -> list[int]:
    """The indices of the cameras that may be there: on Linux of its video devices, less those known to be none."""
    if sys.platform != "linux":
        return [0, 1]
    found = (device.name[5:] for device in DEVICES.glob("video*") if device.name[5:].isdecimal())
    return sorted(int(index) for index in found if _may_be_camera(DESCRIPTIONS / f"video{index}"))


def open_capture(index: int) -> cv2.VideoCapture:
    """OpenCV's capture of the camera, as the camera is by itself."""
    return cv2.VideoCapture(index, cv2.CAP_V4L2 if sys.platform == "linux" else cv2.CAP_ANY)


def described(size: tuple[int, int], rate: float | None) -> str:
    """640×480 at 30 a second."""
    return f"{size[0]}×{size[1]}" + (f" at {rate:g} a second" if rate else "")


def wish(
    size: tuple[int, int], rate: float | None, wished_size: tuple[int, int] | None, wished_rate: float | None
) -> str:
    """ " (asked for 1280×720)": what was asked for and not given."""
    wishes = []
    if wished_size and wished_size != size:
        wishes.append(f"{wished_size[0]}×{wished_size[1]}")
    if wished_rate and rate and round(wished_rate) != round(rate):
        wishes.append(f"{wished_rate:g} a second")
    return f" (asked for {', '.join(wishes)})" if wishes else ""


def _check_device(index: int, missing: str) -> None:
    if sys.platform != "linux":
        return
    device = DEVICES / f"video{index}"
    if not device.exists():
        others = ", ".join(map(str, cameras())) or "no other either"
        raise SourceError(f"{missing}no {device} (there is: {others}). Plug it in, or name another source.")
    if not os.access(device, os.R_OK | os.W_OK):
        raise SourceError(f"{missing}no right to use {device}. Run 'sudo usermod -aG video $USER' and log in again.")


def _is_there(index: int) -> bool:
    return sys.platform != "linux" or (DEVICES / f"video{index}").exists()


def _may_be_camera(description: Path) -> bool:
    """Whether the kernel's description of a video device may be that of a camera, as it may where there is none."""
    try:
        name, number = ((description / file).read_text().strip() for file in ("name", "index"))
    except OSError:
        return True
    return not name.startswith(NOT_CAMERAS) and number == "0"  # the others of a USB camera give no pictures


def _coding(capture: cv2.VideoCapture) -> str:
    """MJPG, or whatever four letters the pictures' coding has."""
    letters = int(capture.get(cv2.CAP_PROP_FOURCC)).to_bytes(4, "little", signed=True)
    return letters.decode("ascii", "replace").strip("\0 ")
