"""One way to open any source: pictures, a video file, a camera or a network stream give frames with their times."""

from __future__ import annotations

import re
from pathlib import Path

from edge.errors import SourceError
from edge.folder import Pictures
from edge.pictures import SUFFIXES, find_pictures, load_picture
from edge.source import Frame, Source
from edge.video import cameras, open_camera, open_stream, open_video

__all__ = ["Frame", "Pictures", "Source", "cameras", "open_source"]

BUNDLED_CLIP = Path(__file__).parent / "samples" / "clip.avi"
STREAM = re.compile(r"(https?|rtsps?|rtmp|udp|tcp)://", re.IGNORECASE)


def open_source(spec: str = "auto") -> Source:
    """The source that `spec` means.

    A camera's index ("0") or device (/dev/video0), a stream's address (http://, rtsp://), a video file, a picture, a
    folder or a glob of pictures; "auto" is the first camera that works, else the bundled clip, and the source's
    `description` says which.

    Raises `SourceError` where it is not there or gives no picture.
    """
    if spec == "auto":
        return _first_that_works()
    camera = re.fullmatch(r"(?:/dev/video)?([0-9]{1,4})", spec)
    if camera:
        return open_camera(int(camera[1]))
    if STREAM.match(spec):
        return open_stream(spec)
    path = Path(spec)
    if path.is_file() and path.suffix.lower() not in SUFFIXES:
        return open_video(path)
    paths = find_pictures(spec)
    if paths == [path]:
        load_picture(path)  # a single one that cannot be read is better refused now
    return Pictures(paths, spec if paths == [path] else f"{spec}, {len(paths)} pictures")


def _first_that_works() -> Source:
    for index in cameras():
        try:
            return open_camera(index)
        except SourceError:
            continue
    if not BUNDLED_CLIP.is_file():
        raise SourceError(
            "expected a camera, found none that works, and the bundled clip is not installed. "
            "Plug in a camera, or name a video file, a folder of pictures or a stream."
        )
    source = open_video(BUNDLED_CLIP)
    source.description = f"the bundled clip {source.description}, since no camera works"
    return source
