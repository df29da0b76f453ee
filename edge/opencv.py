"""OpenCV made ready for the command line: quiet, bounded in what it decodes, and explained where it is missing."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from edge.errors import CifraError

# OpenCV reads these when it is loaded or first opens something. What the user has set himself stays.
SETTINGS = {
    "OPENCV_LOG_LEVEL": "SILENT",
    "OPENCV_FFMPEG_LOGLEVEL": "-8",  # FFmpeg's "quiet"
    "OPENCV_IO_MAX_IMAGE_PIXELS": "100000000",  # should a header be understood otherwise than by edge.picture_header
    "OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT": "3",  # seconds for a camera's frame; a device that is no camera gives none
}


class OpenCVMissingError(CifraError):
    """OpenCV, or a library that it needs, is not there."""


def require_opencv() -> None:
    """Import OpenCV with SETTINGS. Raises `OpenCVMissingError` with what to install where that fails."""
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    try:
        with silenced():  # a NumPy that does not fit prints pages
            import cv2  # noqa: F401
    except ImportError as error:
        raise OpenCVMissingError(_explained(str(error))) from error


@contextmanager
def silenced() -> Iterator[None]:
    """Nothing that C libraries write to standard error inside is shown.

    libjpeg, libpng and the LiteRT runtime write there by themselves and have no setting against it.
    """
    try:
        sys.stderr.flush()
        kept = os.dup(2)
    except (AttributeError, OSError, ValueError):  # it is closed: there is nothing to silence
        yield
        return
    try:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 2)
        os.close(nothing)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)


@contextmanager
def libraries_silenced() -> Iterator[None]:
    """As `silenced`, for a long time and in all threads; what Python itself writes to `sys.stderr` is shown."""
    try:
        own = os.fdopen(os.dup(2), "w", buffering=1, encoding=sys.stderr.encoding, errors="backslashreplace")
    except (AttributeError, OSError, ValueError):  # it is closed
        yield
        return
    before, sys.stderr = sys.stderr, own
    try:
        with silenced():
            yield
    finally:
        sys.stderr = before
        own.close()


def _explained(error: str) -> str:
    if "cannot open shared object file" in error:  # libGL.so.1, libgthread-2.0.so.0, from OpenCV 5 on libxcb.so.1
        return (
            f"expected OpenCV and the system libraries that its windows need, found: {error}. "
            "Install the build without windows: pip uninstall -y opencv-python && pip install opencv-python-headless. "
            "Or the libraries: sudo apt install libgl1 libglib2.0-0."
        )
    if "numpy" in error.lower():
        return (
            f"expected OpenCV and a NumPy that fit each other, found: {error}. "
            "Install them together: pip install --upgrade numpy opencv-python."
        )
    return f"expected OpenCV, found: {error}. Install it: pip install opencv-python (or opencv-python-headless)."
