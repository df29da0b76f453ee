"""The Raspberry Pi's cameras on the ribbon, through picamera2, which comes with Raspberry Pi OS."""

from __future__ import annotations

from importlib import import_module
from time import monotonic
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.device import SILENCE, Device, first_whole
from edge.errors import Fault, SourceError
from edge.usb_camera import USUAL_RATE, USUAL_SIZE, described, wish

CONTINUOUS = 2  # libcamera's AfModeEnum.Continuous: by itself Camera Module 3 looks at the distance


class RibbonCamera(Device):
    """The ribbon camera with this index, its grey picture: the first rows of a YUV420 stream, which cost nothing."""

    def __init__(self, index: int, size: tuple[int, int] | None, rate: float | None) -> None:
        found = ribbon_cameras()
        self._name = f"ribbon camera {index}"
        self._first: tuple[NDArray[np.uint8], float] | None = None
        wished, self.rate = size or USUAL_SIZE, rate or USUAL_RATE
        if index >= len(found):
            raise SourceError(
                f"expected {self._name}, found {len(found) or 'no'} camera{'s' if len(found) > 1 else ''} on a ribbon"
                f"{'' if picamera2() else ', since picamera2 is not installed'}. See that 'rpicam-hello' shows it; "
                "then: sudo apt install python3-picamera2, and an environment with --system-site-packages ('make' "
                "makes one)."
            )
        try:
            self._camera = picamera2().Picamera2(index)
            self._start(wished, self.rate)
            image, _ = self._first = first_whole(self)
        except (RuntimeError, OSError, IndexError, Fault) as error:
            raise SourceError(
                f"expected pictures of {self._name}, found: {error}. Another program may hold it: end that one."
            ) from error
        height, width = image.shape[:2]
        self.description = f"{self._name} ({found[index]}), {described((width, height), self.rate)}, grey" + wish(
            (width, height), None, wished, None
        )

    def read(self) -> tuple[NDArray[np.uint8], float]:
        if self._first:
            first, self._first = self._first, None
            return first
        try:
            rows = self._camera.capture_array("lores", wait=SILENCE)
        except (TimeoutError, RuntimeError) as error:
            raise Fault(
                "frozen",
                f"expected another picture of {self._name}, found none for {SILENCE:.0f} s. It is opened again; "
                "look at its ribbon at both ends, with the power off.",
            ) from error
        time = monotonic()
        # Each row is padded to what the hardware likes. BGR is what all the rest expects, and costs next to nothing.
        return cv2.cvtColor(rows[: self._height, : self._width], cv2.COLOR_GRAY2BGR), time

    def close(self) -> None:
        self._camera.stop()
        self._camera.close()

    def _start(self, size: tuple[int, int], rate: float) -> None:
        camera = self._camera
        duration = round(1e6 / rate)  # microseconds
        camera.configure(
            camera.create_video_configuration(
                main={"size": size},
                lores={"size": size, "format": "YUV420"},
                controls={"FrameDurationLimits": (duration, duration)},
            )
        )
        if "AfMode" in camera.camera_controls:
            camera.set_controls({"AfMode": CONTINUOUS})
        camera.start()
        self._width, self._height = camera.camera_configuration()["lores"]["size"]  # even, as the hardware wants it


def ribbon_cameras() -> list[str]:
    """The models of the cameras on a ribbon, in the order of their indices; none where picamera2 is not installed."""
    module = picamera2()
    if module is None:
        return []
    # USB cameras are listed too, behind all others.
    return [str(info.get("Model", "?")) for info in module.Picamera2.global_camera_info() if "/usb" not in info["Id"]]


def picamera2() -> Any:
    """The module, or None where it is not installed, or not for this Python."""
    try:
        return import_module("picamera2")
    except (ImportError, OSError, ValueError):  # the last: built for another NumPy
        return None
