"""A folder into which pictures about pictures are written, each under the name of what it is about."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.errors import CifraError
from edge.writable import make_writable


class PictureFolder:
    """The folder `path`, made where it is missing, for `what` (a plural) about the pictures `sources`.

    Raises `CifraError` where nothing can be written, or where what is written could overwrite one of `sources`.
    """

    def __init__(self, path: Path, what: str, sources: Iterable[Path]) -> None:
        self.path = path
        self._taken: set[str] = set()
        make_writable(path, what)
        if any(source.resolve().parent == path.resolve() for source in sources):
            raise CifraError(
                f"expected another folder for {what} than {path}, which holds pictures that are read and "
                "could be overwritten. Name another one."
            )

    def write(self, source: Path, suffix: str, picture: NDArray[np.uint8]) -> None:
        """Write `picture` under the name of `source` with another `suffix`, or that with a number.

        The format is what the suffix ends in. No two pictures of one folder get the same name.
        """
        name, number = source.stem + suffix, 1
        while name.casefold() in self._taken:
            number += 1
            name = f"{source.stem}-{number}{suffix}"
        self._taken.add(name.casefold())
        _, encoded = cv2.imencode(Path(name).suffix, picture)
        (self.path / name).write_bytes(encoded.tobytes())
