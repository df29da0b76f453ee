"""Ink becomes pieces: connected strokes, each cut out at half its own darkness."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.ink import Ink
from edge.reading import Box

SMALLEST = 8  # pixels of a piece's longer side: below it, not even a person tells a 3 from an 8
MOST_PIECES = 1000  # the heaviest are kept; a page of print or a terrazzo floor has more, but no handwriting does
CUT_OUT = 0.45  # share of a piece's own strength at which its outline lies


@dataclass(frozen=True, eq=False)
class Piece:
    """One connected piece of ink, or several that are taken together."""

    box: Box
    """Tight round the ink, in pixels of the ink picture."""
    patch: NDArray[np.uint8]
    """(box.h, box.w): this piece's ink, 0 to 255 whatever the pen, and none of its neighbours'."""
    strength: int
    """How dark the piece is against its paper, 0 to 255."""

    @property
    def mass(self) -> float:
        """Ink in pixels."""
        return float(self.patch.sum(dtype=np.int64)) / 255


def find_pieces(ink: Ink) -> list[Piece]:
    """The pieces of `ink`, the heaviest first."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink.mask, connectivity=8, ltype=cv2.CV_32S)
    longer = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    large = np.flatnonzero(longer >= SMALLEST)
    large = large[large > 0]  # 0 is the paper
    heaviest = large[np.argsort(-stats[large, cv2.CC_STAT_AREA], kind="stable")][:MOST_PIECES]
    pieces: list[Piece] = []
    for label in heaviest:
        x, y, w, h = (int(v) for v in stats[label, :4])
        own = labels[y : y + h, x : x + w] == label
        pieces += _cut_out(np.where(own, ink.strength[y : y + h, x : x + w], 0).astype(np.uint8), x, y)
    return pieces


def _cut_out(strength: NDArray[np.uint8], x: int, y: int) -> list[Piece]:
    """The pieces left of one component at `x`, `y` once what is fainter than half its darkness is taken away.

    That sharpens a soft outline and lets go of what is fainter than the pen: ruling that a digit touches, a shadow
    behind it.
    """
    typical = float(np.percentile(strength[strength > 0], 85))
    level = CUT_OUT * typical
    _, mask = cv2.threshold(strength, level, 255, cv2.THRESH_BINARY)
    soft = np.clip((strength.astype(np.float32) / typical - CUT_OUT) * (127.5 / 0.25) + 127.5, 0, 255).astype(np.uint8)
    return pieces_of(soft, mask, Piece(Box(x, y, strength.shape[1], strength.shape[0]), soft, round(typical)))


def pieces_of(patch: NDArray[np.uint8], mask: NDArray[np.uint8], whole: Piece) -> list[Piece]:
    """The connected parts of `mask` as pieces with the ink of `patch`; both cover the box of `whole`."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8, ltype=cv2.CV_32S)
    pieces = []
    for label in range(1, count):
        x, y, w, h = (int(v) for v in stats[label, :4])
        if max(w, h) < SMALLEST:
            continue
        part = patch[y : y + h, x : x + w]
        if count > 2:
            part = part * (labels[y : y + h, x : x + w] == label)
        pieces.append(Piece(Box(whole.box.x + x, whole.box.y + y, w, h), part, whole.strength))
    return pieces


def joined(pieces: list[Piece]) -> Piece:
    """`pieces` taken as one."""
    box = pieces[0].box
    for piece in pieces[1:]:
        box = box.union(piece.box)
    patch = np.zeros((box.h, box.w), np.uint8)
    for piece in pieces:
        x, y = piece.box.x - box.x, piece.box.y - box.y
        room = patch[y : y + piece.box.h, x : x + piece.box.w]
        np.maximum(room, piece.patch, out=room)
    return Piece(box, patch, max(piece.strength for piece in pieces))
