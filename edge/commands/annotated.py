"""A folder of pictures with what was read in them drawn over."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryFile

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.draw import draw
from edge.errors import CifraError
from edge.reading import Reading


class AnnotatedFolder:
    """The folder `path`, made where it is missing, for annotated copies of the pictures `sources`.

    Raises `CifraError` where nothing can be written, or where a copy could overwrite one of `sources`.
    """

    def __init__(self, path: Path, sources: Iterable[Path]) -> None:
        self.path = path
        self.written = 0
        self._taken: set[str] = set()
        try:
            path.mkdir(parents=True, exist_ok=True)
            TemporaryFile(dir=path).close()
        except OSError as error:
            raise CifraError(
                f"expected a folder to write annotated pictures to in {path}, found: {error.strerror}. Name another."
            ) from error
        if any(source.resolve().parent == path.resolve() for source in sources):
            raise CifraError(
                f"expected another folder for annotated pictures than {path}, which holds pictures that are read and "
                "could be overwritten. Name another one."
            )

    def write(self, source: Path, frame: NDArray[np.uint8], reading: Reading) -> None:
        """Draw `reading` over a copy of `frame` and write it under the name of `source`, or that with a number."""
        suffix = ".jpg" if source.suffix.lower() in (".jpg", ".jpeg", ".jpe") else ".png"
        name, number = source.stem + suffix, 1
        while name.casefold() in self._taken:
            number += 1
            name = f"{source.stem}-{number}{suffix}"
        self._taken.add(name.casefold())
        _, encoded = cv2.imencode(suffix, draw(frame, reading))
        (self.path / name).write_bytes(encoded.tobytes())
        self.written += 1
