"""A folder to write to, proved before the work that fills it begins."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryFile

from edge.errors import CifraError


class FolderError(CifraError):
    """Nothing can be written there."""


def make_writable(path: Path, what: str) -> None:
    """Make the folder `path`, for `what` (a plural), where it is missing.

    Raises `FolderError` where no file can be written into it.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        TemporaryFile(dir=path).close()
    except OSError as error:
        raise FolderError(
            f"expected a folder to write {what} to in {path}, found: {error.strerror}. Name another."
        ) from error
