"""What `cifra read` keeps of each picture that it reads: the picture with what was read, a sheet that explains it."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from edge.account import Account
from edge.commands.picture_folder import PictureFolder
from edge.commands.terminal import counted, tell
from edge.draw import draw
from edge.explain import explain


class Kept:
    """What --annotate and --explain ask for about the pictures `sources`; where neither is given, nothing.

    Raises `CifraError` where it cannot be written.
    """

    def __init__(self, options: argparse.Namespace, sources: Sequence[Path]) -> None:
        self._annotated = self._explained = None
        if options.annotate:
            self._annotated = PictureFolder(Path(options.annotate), "annotated pictures", sources)
        if options.explain:
            self._explained = PictureFolder(Path(options.explain), "explanations", sources)
        if self._annotated and self._explained and self._annotated.path.resolve() == self._explained.path.resolve():
            self._explained = self._annotated  # which knows the names that are taken
        self._explain_path = options.explain
        self._written = 0

    def keep(self, source: Path, frame: NDArray[np.uint8], account: Account) -> None:
        """Draw and write what was asked for about `frame`, read from `source`."""
        if self._annotated:
            suffix = ".jpg" if source.suffix.lower() in (".jpg", ".jpeg", ".jpe") else ".png"
            self._annotated.write(source, suffix, draw(frame, account.reading))
        if self._explained:
            self._explained.write(source, ".explain.png", explain(frame, account))
        self._written += 1

    def report(self) -> None:
        """Say how much was written where."""
        if self._annotated:
            tell(f"{counted(self._written, 'annotated picture')} written to {self._annotated.path}")
        if self._explained:
            tell(f"{counted(self._written, 'explanation')} written to {self._explain_path}")
