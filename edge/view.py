"""How a picture is looked at: which part of it, and turned by how much. Readings are told in the picture as given."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from edge.orientation import check_turn, turned, turned_back, turned_box, turned_size
from edge.reading import Box, Reading
from edge.region import part_of


@dataclass(frozen=True, slots=True)
class View:
    """First the part, then the turn: a region is one of the picture as given, whichever way up that is."""

    turn: int = 0
    """Degrees clockwise, one of `edge.orientation.TURNS`."""
    region: Box | None = None
    """In pixels of the picture as given; None for all of it."""

    def of(self, frame: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """What is seen of `frame`, BGR uint8 (h, w, 3).

        Raises `RegionError` where the region does not lie in it, and `ValueError` for a turn that there is not.
        """
        check_turn(self.turn)
        return turned(frame if self.region is None else part_of(frame, self.region), self.turn)

    def box_as_given(self, box: Box, width: int, height: int) -> Box:
        """Where `box` of what is seen lies in the picture as given, which is `width` by `height` pixels."""
        region = self.region or Box(0, 0, width, height)
        seen = turned_size(self.turn, region.w, region.h)
        inside = turned_box(box, turned_back(self.turn), *seen)
        return Box(inside.x + region.x, inside.y + region.y, inside.w, inside.h)

    def as_given(self, reading: Reading, width: int, height: int) -> Reading:
        """The `reading` of what is seen, told in pixels of the picture as given, `width` by `height`.

        Its digits keep their lines and order: those of the turned picture.
        """
        digits = tuple(replace(digit, box=self.box_as_given(digit.box, width, height)) for digit in reading.digits)
        return replace(reading, width=width, height=height, digits=digits, turn=self.turn, region=self.region)
