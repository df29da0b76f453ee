"""Frames that tell their number by their grey level, and a clip of them: so a test sees which frame it was given."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

RATE = 10.0  # of the clip, in frames a second
FRAMES = 12
SIZE = 64, 48


def numbered(index: int) -> NDArray[np.uint8]:
    """The frame with this number, from 0 to 23."""
    return np.full((SIZE[1], SIZE[0], 3), 20 + 10 * index, np.uint8)


def number_of(image: NDArray[np.uint8]) -> int:
    """The number of a frame, also after a JPEG has changed it a little."""
    return round((float(image.mean()) - 20) / 10)


def write_clip(path: Path) -> Path:
    """Write the first twelve frames, ten a second, as a video at `path`, which is returned."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), RATE, SIZE)
    for index in range(FRAMES):
        writer.write(numbered(index))
    writer.release()
    return path
