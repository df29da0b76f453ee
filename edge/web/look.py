"""How the frames of the camera are read: as the options say, and in the region that a viewer may move."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from edge.reader import Reader
from edge.reading import Box, Reading
from edge.region import RegionError
from edge.steady_turn import SteadyTurn


class Look:
    """`read` is called in one thread; `region` may be set from any other, and holds from the next frame on.

    `one_camera` says whether the frames are of one camera or film, whose way up is found once and kept.
    """

    def __init__(
        self,
        reader: Reader,
        *,
        rotate: int | Literal["auto"] = 0,
        expect: int | None = None,
        region: Box | None = None,
        one_camera: bool = True,
    ) -> None:
        self.region = region
        self.trouble: RegionError | None = None
        """Why nothing was read of the last frame: the region does not lie in it."""
        self._reader = reader
        self._rotate: int | Literal["auto"] = rotate
        self._expect = expect
        self._steady_turn = SteadyTurn(self._turned) if rotate == "auto" and one_camera else None

    def read(self, image: NDArray[np.uint8]) -> Reading:
        """The reading of `image`, BGR uint8 (h, w, 3); one without digits where the region does not lie in it.

        That is no end: whoever sees the picture can move the region.
        """
        try:
            reading = self._steady_turn.read(image) if self._steady_turn else self._turned(image, rotate=self._rotate)
        except RegionError as error:
            if str(error) != str(self.trouble):  # one trouble, however many frames it lasts
                self.trouble = error
            return Reading(image.shape[1], image.shape[0])
        self.trouble = None
        return reading

    def _turned(self, frame: NDArray[np.uint8], *, rotate: int | Literal["auto"]) -> Reading:
        return self._reader.read(frame, rotate=rotate, roi=self.region, expect=self._expect)
