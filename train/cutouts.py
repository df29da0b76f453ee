"""Digits cut out of labelled pictures along their labelled boxes, as the reader's own steps find their ink.

What is measured on them is the network under real pens, papers and cameras, apart from how well digits are found.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.glyph import SIDE, glyph, ink_extent
from edge.ink import Ink, find_ink
from edge.pictures import load_picture
from edge.reader import MOST_PIXELS
from edge.reading import Box
from edge.ruling import without_lines
from edge.segment import Piece, find_pieces
from train.data import Digits
from train.score import UNSURE, Labelled

OWN = 0.9  # share of a piece's ink in the box and its margin from which the piece is the box's own
MARGIN = 0.06  # of the box's longer side: how far people's boxes cut strokes short
LEAST_PART = 0.5  # of the box's heaviest part: less of a piece that goes on outside is a neighbour's edge
LEAST_LEFT = 0.4  # of the ink, when lines are taken out; less, and the digit itself was taken for a line
SHORTFALL = 0.1  # of the box's side, by which ink may shrink then; more, and a stroke went with the line


def cut_out_digits(pictures: Iterable[Labelled]) -> Digits:
    """The digits of `pictures` as glyphs; those that people are unsure of are left out."""
    glyphs: list[NDArray[np.uint8]] = []
    labels: list[int] = []
    for picture in pictures:
        frame = load_picture(picture.path)
        known = [(box, int(label)) for box, label in zip(picture.boxes, picture.labels, strict=True) if label != UNSURE]
        glyphs += [glyph(patch) for patch in cut_out(frame, [box for box, _ in known])]
        labels += [label for _, label in known]
    return Digits(np.array(glyphs, np.uint8).reshape(-1, SIDE, SIDE), np.array(labels, np.uint8))


def cut_out(frame: NDArray[np.uint8], boxes: Sequence[Box]) -> list[NDArray[np.uint8]]:
    """The ink in each of `boxes` of `frame`, BGR uint8 (h, w, 3): patches uint8 (h, w), ink bright on 0.

    Ink is found in the whole frame, as the reader does it. A piece that lies in the box, give or take a margin, counts
    whole. One that goes on outside (touching digits, a table's lines) loses its long lines, unless the digit loses a
    side with them, and of the rest what lies in the box counts but for a neighbour's edges.
    """
    height, width = frame.shape[:2]
    reduction = min(1.0, (MOST_PIXELS / (height * width)) ** 0.5)
    if reduction < 1:
        frame = cv2.resize(frame, None, fx=reduction, fy=reduction, interpolation=cv2.INTER_AREA)
    boxes = [box.scaled(reduction, frame.shape[1], frame.shape[0]) for box in boxes]
    ink = find_ink(frame)
    pieces = find_pieces(ink)
    unruled = [part for piece in pieces for part in _unruled(piece, ink, boxes)]
    patches = []
    for box in boxes:
        whole, without = _ink_in(box, pieces), _ink_in(box, unruled)
        patches.append(without if _still_the_digit(without, whole, box) else whole)
    return patches


def _unruled(piece: Piece, ink: Ink, boxes: Sequence[Box]) -> list[Piece]:
    """`piece` without its long lines, if that is of any use: not where it is a box's own or in none."""
    share = max((_share(piece, _with_margin(box)) for box in boxes), default=0.0)
    return without_lines(piece, ink) if 0 < share < OWN else [piece]


def _still_the_digit(patch: NDArray[np.uint8], whole: NDArray[np.uint8], box: Box) -> bool:
    """Whether `patch`, which is `whole` without lines, still has a good part of its ink and reaches about as far."""
    if patch.sum(dtype=np.int64) < LEAST_LEFT * whole.sum(dtype=np.int64):
        return False
    sides = [(ink_extent(one) or (0, 0, 0, 0))[2:] for one in (patch, whole)]
    return all(w >= before - max(1, SHORTFALL * side) for w, before, side in zip(*sides, (box.w, box.h), strict=True))


def _ink_in(box: Box, pieces: Sequence[Piece]) -> NDArray[np.uint8]:
    """The ink of `pieces` that counts as the digit in `box`, with a margin round it."""
    wide = _with_margin(box)
    margin = box.x - wide.x
    own = np.zeros((wide.h, wide.w), np.uint8)
    others = []
    for piece in pieces:
        if _share(piece, wide) >= OWN:
            np.maximum(own, _part(piece, wide), out=own)
        else:
            others += _connected(np.pad(_part(piece, box), margin))
    heaviest = max(one.sum(dtype=np.int64) for one in [own, *others])
    for other in others:
        if other.sum(dtype=np.int64) >= LEAST_PART * heaviest:
            np.maximum(own, other, out=own)
    return own


def _connected(patch: NDArray[np.uint8]) -> list[NDArray[np.uint8]]:
    """The connected parts of the ink in `patch`, each alone in a patch of the same shape."""
    count, labels = cv2.connectedComponents((patch > 0).astype(np.uint8), connectivity=8)
    return [np.where(labels == label, patch, 0).astype(np.uint8) for label in range(1, count)]


def _with_margin(box: Box) -> Box:
    margin = max(1, round(MARGIN * max(box.w, box.h)))
    return Box(box.x - margin, box.y - margin, box.w + 2 * margin, box.h + 2 * margin)


def _share(piece: Piece, box: Box) -> float:
    """How much of the ink of `piece` lies in `box`, 0 to 1."""
    return float(_part(piece, box).sum(dtype=np.int64)) / max(float(piece.patch.sum(dtype=np.int64)), 1.0)


def _part(piece: Piece, box: Box) -> NDArray[np.uint8]:
    """What of `piece` lies in `box`: uint8 (box.h, box.w)."""
    part = np.zeros((box.h, box.w), np.uint8)
    left, top = max(piece.box.x, box.x), max(piece.box.y, box.y)
    right, bottom = min(piece.box.right, box.right), min(piece.box.bottom, box.bottom)
    if left < right and top < bottom:
        part[top - box.y : bottom - box.y, left - box.x : right - box.x] = piece.patch[
            top - piece.box.y : bottom - piece.box.y, left - piece.box.x : right - piece.box.x
        ]
    return part
