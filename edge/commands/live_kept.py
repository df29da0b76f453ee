"""What `cifra live` keeps on disk: the picture of each announcement, and digits that were read unsurely."""

from __future__ import annotations

import argparse
import json
from datetime import datetime
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.bounded_folder import BoundedFolder
from edge.commands.terminal import tell
from edge.unsure import UnsureDigits, cut_out
from edge.watch import Sight
from edge.writable import FolderError

JPEG = [cv2.IMWRITE_JPEG_QUALITY, 90]


class LiveKept:
    """What --record and --save-unsure ask for; where neither is given, nothing.

    A disk that takes no more is said once, and reading goes on: it is tried again with the next picture.
    Raises `FolderError` at once where a folder cannot be written to.
    """

    def __init__(self, options: argparse.Namespace) -> None:
        self._recordings = self._crops = None
        if options.record:
            self._recordings = BoundedFolder(Path(options.record), "recordings", options.keep)
        if options.save_unsure:
            self._crops = BoundedFolder(Path(options.save_unsure), "unsure digits", options.keep)
        self._unsure = UnsureDigits(options.unsure_below)
        self._complained = False

    def keep(self, sight: Sight) -> None:
        """Write what is to be kept of one frame: that of an announcement, and digits in it that are unsure and new."""
        try:
            if self._recordings and sight.announcement and sight.announcement.lines:
                self._record(self._recordings, sight)
            if self._crops:
                for digit in self._unsure.new(sight.reading, sight.frame.time):
                    words = f"read-{digit.label}-{100 * digit.confidence:.0f}-percent"
                    crop = cut_out(sight.frame.image, digit.box, sight.reading.turn)
                    self._crops.keep(datetime.now(), words, {".png": _encoded(".png", crop)})
            self._complained = False
        except FolderError as error:
            if not self._complained:
                tell(f"cifra: {error} Reading goes on without.")
            self._complained = True

    @staticmethod
    def _record(folder: BoundedFolder, sight: Sight) -> None:
        assert sight.announcement
        fields = {"source": sight.frame.name} | sight.announcement.as_json()
        files = {
            ".jpg": _encoded(".jpg", sight.frame.image),
            ".json": (json.dumps(fields) + "\n").encode(),
        }
        folder.keep(datetime.now(), "_".join(sight.announcement.lines)[:60], files)


def _encoded(suffix: str, picture: NDArray[np.uint8]) -> bytes:
    _, data = cv2.imencode(suffix, picture, JPEG if suffix == ".jpg" else [])
    return data.tobytes()
