"""What is known about a composed page: its marks, and what each place of it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge.page.heads import IGNORED, KINDS, SYMBOLS

PAPER, DIGIT, SIGN, HANDWRITING, PRINTED_DIGIT, PRINT, THING = range(len(KINDS))
UNTOLD = -1
"""The symbol of a mark that is neither a digit nor a sign of a number."""
UNSURE = IGNORED
"""In the map of kinds: what is there is not judged."""


@dataclass(frozen=True, eq=False)
class Mark:
    """A digit or a sign of a number on a page."""

    outline: NDArray[np.float32]
    """Convex hull of its ink, (n, 2) x and y in pixels; its corners are pixel corners, so a lone pixel has an area."""
    symbol: int
    """Index into SYMBOLS, or UNTOLD."""
    kind: int
    """Index into KINDS, or UNSURE where nobody could tell it."""

    @property
    def box(self) -> NDArray[np.float32]:
        """x, y, width and height of the tight box, float32 (4,)."""
        low, high = self.outline.min(axis=0), self.outline.max(axis=0)
        return np.concatenate([low, high - low])


@dataclass(frozen=True, eq=False)
class Page:
    """A picture, and what is on it."""

    frame: NDArray[np.uint8]
    """BGR uint8 (h, w, 3)."""
    kinds: NDArray[np.uint8]
    """uint8 (h, w): of each pixel the index into KINDS, or UNSURE."""
    marks: tuple[Mark, ...]
    """All digits and signs, handwritten and printed."""
    scene: str
    """The name of the kind of scene."""


@dataclass(frozen=True, eq=False)
class Crop:
    """A part of a level of a page, and its truth: what the network is trained on."""

    picture: NDArray[np.uint8]
    """BGR uint8 (h, w, 3), sides multiples of the stride."""
    kind: NDArray[np.uint8]
    """uint8 (h / 4, w / 4): of each cell the index into KINDS, or IGNORED."""
    boxes: NDArray[np.float32]
    """(n, 4) x, y, width and height in pixels of the crop; a box may stick out of it."""
    symbols: NDArray[np.int16]
    """(n,) indices into SYMBOLS, or UNTOLD."""
    kinds: NDArray[np.uint8]
    """(n,) indices into KINDS: handwritten digit, printed digit, sign; or UNSURE."""
    ignored: NDArray[np.bool_]
    """(n,) whether nothing is to be learnt inside the box."""


def symbol_of(character: str) -> int:
    """The index of `character` into SYMBOLS, or UNTOLD where it is none of a number."""
    return SYMBOLS.find(character) if len(character) == 1 else UNTOLD
