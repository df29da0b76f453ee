"""Picture files: which ones a user means, and what is in them as frames."""

from __future__ import annotations

import glob
import re
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.errors import SourceError
from edge.picture_effort import excess
from edge.picture_header import FORMATS, is_whole, picture_size

MAX_PIXELS = 100_000_000  # larger pictures are refused before they are decoded: this one takes 300 MB
MAX_BYTES = 1_000_000_000  # no picture of MAX_PIXELS needs more, and a Pi could not hold it
BAND = 256  # rows of a picture with transparency that are worked on at a time
SUFFIXES = frozenset(
    f".{name}"
    for name in ("png", "jpg", "jpeg", "jpe", "webp", "bmp", "tif", "tiff", "gif", "pbm", "pgm", "ppm", "pnm")
)


def find_pictures(spec: str) -> list[Path]:
    """The files that `spec` means: a file, the pictures in a folder (not below it), or those that match a glob.

    A folder's and a glob's pictures come in natural order, 2.png before 10.png. A file is taken whatever its suffix.
    Raises `SourceError` where there is nothing to read.
    """
    path = Path(spec)
    try:
        if path.is_dir():
            found = [entry for entry in path.iterdir() if entry.suffix.lower() in SUFFIXES and entry.is_file()]
            if not found:
                raise SourceError(
                    f"expected pictures ({FORMATS}) in the folder {spec}, found none. "
                    "Folders inside it are not searched: name them, or use a glob."
                )
            return sorted(found, key=_natural)
    except OSError as error:
        raise SourceError(f"expected pictures at {spec}, found: {error.strerror}. {_mend(error)}") from error
    if glob.has_magic(spec) and not path.exists():
        matches = [match for match in map(Path, glob.glob(spec, recursive=True)) if match.is_file()]  # noqa: PTH207
        if not matches:
            raise SourceError(f"expected files that match {spec}, found none. Look at the spelling and the folder.")
        return sorted(matches, key=_natural)
    return [path]


def load_picture(path: str | Path) -> NDArray[np.uint8]:
    """The picture in the file at `path`, as a frame: BGR uint8 (h, w, 3), upright. See `decode_picture`.

    Raises `SourceError` where the file cannot be read or holds no picture.
    """
    path = Path(path)
    try:
        if path.is_dir():
            raise SourceError(f"expected a picture in {path}, found a folder. Name the pictures in it.")
        if path.exists() and not path.is_file():
            raise SourceError(
                f"expected a picture in {path}, found a device or pipe. Cameras are read by 'cifra live'."
            )
        if path.is_file() and path.stat().st_size > MAX_BYTES:
            raise SourceError(
                f"expected a picture of at most {MAX_BYTES / 1e6:.0f} MB in {path}, "
                f"found a file of {path.stat().st_size / 1e6:.0f} MB. Save it smaller, as a JPEG."
            )
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(f"expected a picture in {path}, found: {error.strerror}. {_mend(error)}") from error
    return decode_picture(data, str(path))


def decode_picture(data: bytes, name: str) -> NDArray[np.uint8]:
    """The picture whose file has the contents `data`, as a frame; `name` is what to call it in an error.

    16 bits become 8, grey becomes BGR, what is transparent becomes white paper, and a photograph is turned upright as
    its EXIF orientation says (not one with transparency, which OpenCV gives as it is stored).

    Returns BGR uint8 (h, w, 3). Raises `SourceError` for anything else than a whole picture of at most MAX_PIXELS.
    """
    size = picture_size(data)
    if size is None:
        raise SourceError(
            f"expected a picture ({FORMATS}) in {name}, found {_looks_like(data)}. Save it again as a JPEG or PNG."
        )
    width, height = size
    if width * height > MAX_PIXELS:
        raise SourceError(
            f"expected a picture of at most {MAX_PIXELS / 1e6:.0f} megapixels in {name}, "
            f"found one of {width}×{height}, {width * height / 1e6:.0f} megapixels. Scale it down first."
        )
    if not is_whole(data):
        raise SourceError(
            f"expected a whole picture in {name}, found one that breaks off: its end is missing. "
            "Copy it again from where it came from."
        )
    if too_much := excess(data):
        raise SourceError(f"expected a picture as programs write them in {name}, found {too_much}. Save it again.")
    try:
        frame = _decoded(np.frombuffer(data, np.uint8))
    except cv2.error as error:
        raise SourceError(f"expected a picture in {name}, found one that OpenCV refuses: {error.err}.") from error
    if frame is None:
        raise SourceError(
            f"expected a picture in {name}, found one that is damaged or of a kind that OpenCV {cv2.__version__} "
            "cannot decode. Copy it again, or save it as a JPEG or PNG."
        )
    return frame


def _decoded(data: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    if data[:2].tobytes() != b"\xff\xd8":  # a JPEG has no transparency, and is large: it is decoded once
        stored = cv2.imdecode(data, cv2.IMREAD_UNCHANGED)
        if stored is not None and stored.ndim == 3 and stored.shape[2] == 4:
            return _on_white(stored)
        del stored  # before it is decoded anew
    return cv2.imdecode(data, cv2.IMREAD_COLOR)


def _on_white(stored: NDArray[np.uint8 | np.uint16]) -> NDArray[np.uint8]:
    """`stored` (h, w, 4), the last channel its opacity, laid on white paper."""
    frame = np.empty((*stored.shape[:2], 3), np.uint8)
    for top in range(0, len(stored), BAND):  # what is made on the way is five times as large as the picture
        band = stored[top : top + BAND]
        bits8 = (band >> 8).astype(np.uint8) if band.dtype == np.uint16 else band.astype(np.uint8)
        opacity = cv2.cvtColor(bits8[:, :, 3], cv2.COLOR_GRAY2BGR)
        inked = cv2.multiply(np.ascontiguousarray(bits8[:, :, :3]), opacity, scale=1 / 255)
        cv2.add(inked, 255 - opacity, dst=frame[top : top + BAND])
    return frame


def _looks_like(data: bytes) -> str:
    if not data:
        return "an empty file"
    if data[4:8] == b"ftyp":
        return "a HEIC or AVIF picture, or a film (films are read by 'cifra live')"
    return "something else, or less than a picture's beginning"


def _mend(error: OSError) -> str:
    if isinstance(error, PermissionError):
        return "Give yourself the right to read it (chmod u+r, or u+rx for a folder)."
    return "Look at the spelling and the folder."


def _natural(path: Path) -> list[tuple[int, str]]:
    """A sorting key in which numbers count as numbers: every second part of the split is one."""
    parts = re.split(r"([0-9]+)", str(path))
    return [(int(part), "") if index % 2 else (0, part) for index, part in enumerate(parts)]
