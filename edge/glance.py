"""What the pieces of a page say by themselves, before their joins and cuts are weighed, which is most of the work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge.card import NOT_A_DIGIT
from edge.context import Writing, evidence_of_writing, writings_of
from edge.lattice import CONFIDENT
from edge.segment import Piece
from edge.sift import Network

CLEARLY = 5.0  # times the evidence of another way to see the ink: that one is not weighed


@dataclass(frozen=True, eq=False)
class Glance:
    """The pieces of an ink, and what the network says of each as it is."""

    pieces: Sequence[Piece]
    probabilities: NDArray[np.float32]
    """(n, 11)."""
    writing: Writing | None
    """What the pieces are written in that are certain; None where none is."""
    evidence: float
    """How much those speak for it."""


def glance(pieces: Sequence[Piece], network: Network) -> Glance:
    """What `network` says of `pieces` as they are."""
    probabilities = network(pieces)
    certain = np.flatnonzero(probabilities[:, :NOT_A_DIGIT].max(axis=1) >= CONFIDENT)
    alone = [pieces[int(i)] for i in certain]
    writing = next(iter(writings_of(alone, probabilities[certain], most=1)), None)
    return Glance(pieces, probabilities, writing, float(evidence_of_writing(alone, probabilities[certain]).sum()))


def worth_weighing(glances: Sequence[Glance]) -> list[int]:
    """The indices of those `glances`, of one frame, that are not clearly worse than another."""
    most = max(one.evidence for one in glances)
    return [i for i, one in enumerate(glances) if one.evidence * CLEARLY >= most]
