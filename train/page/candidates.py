"""The reader's candidates on composed pages, with what both networks say of each and whether it is a digit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge.card import NOT_A_DIGIT
from edge.classify import Classifier
from edge.glyph import glyphs
from edge.ink import find_inks
from edge.lattice import candidates
from edge.page.boxes import shared
from edge.page.network import Network
from edge.page.page import find
from edge.page.weighing import features
from edge.page.weights import FEATURES
from edge.segment import Piece, find_pieces
from edge.sift import sift
from train.page.composed import truth_of
from train.synth.truth import Page

RIGHT = 0.6  # intersection over union from which a candidate is the digit
WRONG = 0.35  # and up to which it is none; between, nobody is told
MOST_OF_A_PAGE = 150  # candidates that are none: one page of print must not outweigh all others


@dataclass(frozen=True, eq=False)
class Judged:
    """Candidates and their truth."""

    features: NDArray[np.float32]
    """(n, features) as `edge.page.weighing` has them."""
    right: NDArray[np.bool_]
    """(n,) which are handwritten digits."""


def judged(page: Page, network: Network, classifier: Classifier, rng: np.random.Generator) -> Judged:
    """The pieces, joins and cuts that the reader finds on `page`, as far as the truth decides them."""

    def probabilities_of(pieces: Sequence[Piece]) -> NDArray[np.float32]:
        return classifier.predict(glyphs([piece.patch for piece in pieces]))

    view = find(page.frame, network)
    truth, _, unsure = truth_of(page)
    rows, right = [], []
    for ink in find_inks(page.frame):
        pieces = sift(find_pieces(ink), ink, probabilities_of).kept
        probabilities = probabilities_of(pieces)
        options = candidates(pieces, probabilities[:, :NOT_A_DIGIT].max(axis=1))
        boxes = np.array([option.piece.box.as_list() for option in options], np.float32).reshape(-1, 4)
        best = shared(boxes[:, None], truth[None]).max(axis=1, initial=0)
        doubtful = shared(boxes[:, None], unsure[None]).max(axis=1, initial=0) > 0.1
        is_right, is_wrong = (best >= RIGHT) & ~doubtful, (best <= WRONG) & ~doubtful
        wrong = rng.permutation(np.flatnonzero(is_wrong))[:MOST_OF_A_PAGE]
        taken = np.concatenate([np.flatnonzero(is_right), wrong])
        if len(taken):
            said = probabilities_of([options[i].piece for i in taken])
            rows.append(features(view.evidence(boxes[taken]), said))
            right.append(is_right[taken])
    if not rows:
        return Judged(np.zeros((0, len(FEATURES)), np.float32), np.zeros(0, bool))
    return Judged(np.concatenate(rows), np.concatenate(right))
