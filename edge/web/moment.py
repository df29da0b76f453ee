"""A frame with what was read in it, as it is shown; and what is known of the camera that gave it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2

from edge.draw import draw
from edge.errors import CifraError, Fault
from edge.reading import Reading
from edge.source import Frame
from edge.track import Announcement

JPEG = [cv2.IMWRITE_JPEG_QUALITY, 80]  # a third of the bytes of 95, and writing looks the same


@dataclass(frozen=True, slots=True, eq=False)
class Moment:
    """One frame and its reading, which are shown together or not at all."""

    frame: Frame
    reading: Reading
    """Without digits below the confidence asked for."""
    number: Announcement | None
    """What stood announced then."""
    at: float
    """Seconds of the monotonic clock when it had been read."""

    def jpeg(self, plain: bool) -> bytes:
        """The frame as a JPEG, with what was read drawn over it unless `plain`; some milliseconds of work."""
        picture = self.frame.image if plain else draw(self.frame.image, self.reading, percent=True)
        _, data = cv2.imencode(".jpg", picture, JPEG)
        return data.tobytes()


@dataclass(frozen=True, slots=True)
class Camera:
    """How the camera, or whatever is read, is."""

    description: str
    error: CifraError | None = None
    """What is wrong with it, or with the region that is read of its pictures."""

    def as_json(self) -> dict[str, Any]:
        """Plain values, ready for `json.dumps`."""
        return {
            "ok": self.error is None,
            "description": self.description,
            "fault": self.error.kind if isinstance(self.error, Fault) else None,
            "message": None if self.error is None else str(self.error),
        }
