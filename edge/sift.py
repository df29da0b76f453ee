"""Which pieces of ink may be digits: lines are taken out, and what runs out of the page is left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from edge.account import Drop, Dropped, Sifted
from edge.card import NOT_A_DIGIT
from edge.ink import Ink
from edge.lattice import CONFIDENT
from edge.ruling import without_lines
from edge.segment import MOST_PIECES, Piece, leaves_picture
from edge.sheet_edge import is_sheet_edge

SPANNING = 0.3  # of the picture's shorter side: what is longer may be ruling, a table or a box
MOST_SPANNING = 8  # of such pieces, the heaviest, are searched for lines: each costs a transform of its own

Network = Callable[[Sequence[Piece]], NDArray[np.float32]]
"""(n, 11): what the network says of n pieces, in one batch."""


def sift(pieces: Sequence[Piece], ink: Ink, network: Network) -> Sifted:
    """`pieces` of `ink` that may be digits or parts of some, in their order, and those that cannot be."""
    kept: list[Piece] = []
    dropped: list[Dropped] = []
    ruled = _ruled(pieces, ink, network)
    for piece in pieces:
        rests = without_lines(piece, ink) if id(piece) in ruled else [piece]
        if rests != [piece]:
            dropped.append(Dropped(piece, Drop.LINE))
        for rest in rests:
            if leaves_picture(rest, ink.mask.shape):
                dropped.append(Dropped(rest, Drop.LEAVES_PICTURE))
            elif is_sheet_edge(rest, ink):
                dropped.append(Dropped(rest, Drop.SHEET_EDGE))
            else:
                kept.append(rest)
    return Sifted(tuple(kept), tuple(dropped), len(pieces) >= MOST_PIECES)


def _ruled(pieces: Sequence[Piece], ink: Ink, network: Network) -> set[int]:
    """The ids of those `pieces` that span much of the picture and are no digit: they may have long lines."""
    side = min(ink.mask.shape)
    spanning = [piece for piece in pieces if max(piece.box.w, piece.box.h) >= SPANNING * side][:MOST_SPANNING]
    confidence = network(spanning)[:, :NOT_A_DIGIT].max(axis=1)
    return {id(piece) for piece, p in zip(spanning, confidence, strict=True) if p < CONFIDENT}
