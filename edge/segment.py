"""Ink becomes pieces: connected strokes, each cut out at a good third of its own darkness."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.glyph import stroke_width
from edge.ink import Ink
from edge.reading import Box

SMALLEST = 8  # pixels of a piece's longer side: below it, not even a person tells a 3 from an 8
EDGE = 1  # pixels from the picture's edge that still are the edge
MOST_PIECES = 1000  # the heaviest are kept; a page of print or a terrazzo floor has more, but no handwriting does
LEAST_KEPT = 0.98  # of a component's pixels: one that loses more when it is cut out is looked at anew
SOFTNESS = 0.25  # of a piece's own strength: how far on either side of the outline its ink is grey
CUT_OUT = 0.38  # share of a piece's own strength at which its outline lies
LEVELS = np.arange(256, dtype=np.float32)  # every strength there is


@dataclass(frozen=True, eq=False)
class Piece:
    """One connected piece of ink, or several that are taken together."""

    box: Box
    """Tight round the ink, in pixels of the ink picture."""
    patch: NDArray[np.uint8]
    """(box.h, box.w): this piece's ink, 0 to 255 whatever the pen, and none of its neighbours'."""
    strength: int
    """How dark the piece is against its paper, 0 to 255."""

    @cached_property
    def mass(self) -> float:
        """Ink in pixels."""
        return cv2.sumElems(self.patch)[0] / 255

    @cached_property
    def stroke_width(self) -> float:
        """Pixels: the mean of the strokes."""
        return stroke_width(self.patch)

    @cached_property
    def rectangle(self) -> tuple[tuple[float, float], tuple[float, float], float]:
        """The smallest one round the ink, turned as need be, as OpenCV gives it: centre, sides and degrees.

        Centre in the patch; sides from the middle of a pixel to the middle of a pixel.
        """
        inked = cv2.threshold(self.patch, 127, 255, cv2.THRESH_BINARY)[1]
        outlines, _ = cv2.findContours(inked, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
        (x, y), (w, h), degrees = cv2.minAreaRect(np.concatenate(outlines))
        return (x, y), (w, h), degrees


def find_pieces(ink: Ink) -> list[Piece]:
    """The pieces of `ink`, the heaviest components first."""
    return pieces_of(ink.strength, ink.mask, 0, 0)


def pieces_of(strength: NDArray[np.uint8], mask: NDArray[np.uint8], x: int, y: int) -> list[Piece]:
    """The pieces in `mask`, whose ink has `strength`, both uint8 (h, w) with their corner at `x`, `y` of the picture.

    Each connected component is cut out at its own darkness, which sharpens a soft outline and lets go of what is
    fainter than the pen: ruling that a digit touches, a shadow behind it. Where that parts it, each part is cut out
    anew, since it may be darker than the whole was.
    """
    # The algorithm that OpenCV 5 takes by itself is three times as slow on a page, which is mostly paper.
    _, labels, stats, _ = cv2.connectedComponentsWithStatsWithAlgorithm(mask, 8, cv2.CV_32S, cv2.CCL_GRANA)
    longer = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    large = np.flatnonzero(longer >= SMALLEST)
    large = large[large > 0]  # 0 is the paper
    heaviest = large[np.argsort(-stats[large, cv2.CC_STAT_AREA], kind="stable")][:MOST_PIECES]
    pieces: list[Piece] = []
    for label in heaviest:
        left, top, w, h = (int(v) for v in stats[label, :4])
        area = slice(top, top + h), slice(left, left + w)
        own = strength[area] * (labels[area] == int(label))
        typical = _typical(own)
        kept = cv2.threshold(own, max(CUT_OUT * typical, 1), 255, cv2.THRESH_BINARY)[1]
        if cv2.countNonZero(kept) < LEAST_KEPT * stats[label, cv2.CC_STAT_AREA]:
            pieces += pieces_of(own, kept, x + left, y + top)
        else:
            soft = np.clip((LEVELS / typical - CUT_OUT) * (127.5 / SOFTNESS) + 127.5, 0, 255).astype(np.uint8)
            inner_x, inner_y, w, h = cv2.boundingRect(kept)  # a faint tail is no part of the box
            patch = cv2.LUT(own[inner_y : inner_y + h, inner_x : inner_x + w], soft)
            pieces.append(Piece(Box(x + left + inner_x, y + top + inner_y, w, h), patch, round(typical)))
    return pieces


def _typical(strength: NDArray[np.uint8]) -> float:
    """The strength within the strokes: the 85th percentile of `strength` where it is not 0, since edges are fainter."""
    counts = cv2.calcHist([strength], [0], None, [256], [0, 256]).ravel()[1:]
    up_to = np.cumsum(counts, dtype=np.int64)  # of each strength from 1
    rank = int(0.85 * (up_to[-1] - 1))
    return float(1 + np.searchsorted(up_to, rank, side="right")) if up_to[-1] else 0.0


def leaves_picture(piece: Piece, shape: tuple[int, ...]) -> bool:
    """Whether `piece` runs out of the picture of `shape` (h, w) on more than one side.

    Such is the table beside the page, or a finger across the corner; a digit that the frame cuts leaves it on one.
    """
    box = piece.box
    near = (box.x, box.y, shape[1] - box.right, shape[0] - box.bottom)
    return sum(distance <= EDGE for distance in near) > 1


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
