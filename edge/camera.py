"""One way to open any source: pictures, a video file, a camera or a network stream give frames with their times."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from glob import has_magic
from pathlib import Path

from edge.device import Device
from edge.errors import Fault, SourceError
from edge.folder import Pictures, WatchedPictures
from edge.pictures import SUFFIXES, find_pictures, load_picture
from edge.reconnect import Live
from edge.ribbon_camera import RibbonCamera, ribbon_cameras
from edge.source import Frame, Source
from edge.usb_camera import UsbCamera, cameras
from edge.video import VideoFile

__all__ = ["Fault", "Frame", "Pictures", "Source", "cameras", "open_source", "ribbon_cameras"]

BUNDLED_CLIP = Path(__file__).parent / "samples" / "clip.avi"
USB_CAMERA = re.compile(r"(?:/dev/video)?([0-9]{1,4})")
RIBBON_CAMERA = re.compile(r"(?:ribbon|csi):?([0-9]?)")
STREAM = re.compile(r"(https?|rtsps?|rtmp|udp|tcp)://", re.IGNORECASE)


def open_source(
    spec: str = "auto",
    *,
    size: tuple[int, int] | None = None,
    rate: float | None = None,
    fast: bool = False,
    watch: bool = False,
    patient: bool = False,
) -> Source:
    """The source that `spec` means.

    A camera's index ("0") or device (/dev/video0), a ribbon camera ("ribbon", "ribbon1"), a stream's address (http://,
    rtsp://), a video file, a picture, a folder or a glob of pictures; "auto" is the first camera that works, else the
    bundled clip, and the source's `description` says which.

    A camera is asked for `size` (width, height in pixels) and `rate` (frames a second); 1280×720 at 15 unless told. A
    video file comes at its own pace, or `fast`. With `watch`, a folder's or glob's pictures come as they appear. With
    `patient`, a camera or stream need not be there yet: that is its first `Fault`, and "auto" is a camera in any case.

    Raises `SourceError` where it is not there or gives no picture.
    """
    if watch:
        return _watched(spec)
    if spec == "auto":
        if patient:
            return Live(partial(_any_camera, size, rate), "the first camera", "unplugged", patient)
        return _first_that_works(size, rate)
    if camera := USB_CAMERA.fullmatch(spec):
        index = int(camera[1])
        return Live(partial(UsbCamera, index, size, rate), f"camera {index}", "unplugged", patient)
    if camera := RIBBON_CAMERA.fullmatch(spec):
        index = int(camera[1] or 0)
        return Live(partial(RibbonCamera, index, size, rate), f"ribbon camera {index}", "unplugged", patient)
    if STREAM.match(spec):
        from edge.stream import open_stream, without_password  # what speaks HTTP takes long to import

        return Live(partial(open_stream, spec), without_password(spec), "gone", patient)
    path = Path(spec)
    if path.is_file() and path.suffix.lower() not in SUFFIXES:
        return VideoFile(path, fast)
    paths = find_pictures(spec)
    if paths == [path]:
        load_picture(path)  # a single one that cannot be read is better refused now
    return Pictures(paths, spec if paths == [path] else f"{spec}, {len(paths)} pictures")


def _first_that_works(size: tuple[int, int] | None, rate: float | None) -> Source:
    for name, open_device in _devices(size, rate):
        try:
            return Live(open_device, name, "unplugged")
        except SourceError:
            continue
    if not BUNDLED_CLIP.is_file():
        raise SourceError(
            "expected a camera, found none that works, and the bundled clip is not installed. "
            "Plug in a camera, or name a video file, a folder of pictures or a stream."
        )
    source = VideoFile(BUNDLED_CLIP)
    source.description = f"the bundled clip {source.description}, since no camera works"
    return source


def _any_camera(size: tuple[int, int] | None, rate: float | None) -> Device:
    """The first camera that works at this moment, whichever it was before."""
    for _, open_device in _devices(size, rate):
        try:
            return open_device()
        except SourceError:
            continue
    raise Fault(
        "unplugged", "expected a camera, found none that works. Plug one in; 'cifra doctor' says what is there."
    )


def _devices(size: tuple[int, int] | None, rate: float | None) -> list[tuple[str, Callable[[], Device]]]:
    """Name and way of opening of every camera that may be there."""
    devices: list[tuple[str, Callable[[], Device]]] = [
        (f"camera {index}", partial(UsbCamera, index, size, rate)) for index in cameras()
    ]
    return devices + [
        (f"ribbon camera {index}", partial(RibbonCamera, index, size, rate)) for index in range(len(ribbon_cameras()))
    ]


def _watched(spec: str) -> Source:
    if not Path(spec).is_dir() and not has_magic(spec):
        raise SourceError(f"expected a folder or a glob to watch, found {spec}. Make the folder, or leave out --watch.")
    return WatchedPictures(spec)
