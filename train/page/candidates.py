"""What may be a digit on composed pages, as the reader sees it, with what both networks say and whether it is one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from edge.card import NOT_A_DIGIT
from edge.classify import Classifier
from edge.glyph import glyphs
from edge.ink import find_inks
from edge.lattice import candidates
from edge.page.boxes import Boxes, shared
from edge.page.cutting import cut_out
from edge.page.evidence import Evidence
from edge.page.page import PageView
from edge.page.weighing import features
from edge.page.weights import FEATURES
from edge.segment import Piece, find_pieces
from edge.sift import sift
from train.page.composed import doubtful, truth_of
from train.synth.truth import Page

RIGHT = 0.6  # intersection over union from which a candidate is the digit
WRONG = 0.35  # and up to which it is none; between, nobody is told


@dataclass(frozen=True, eq=False)
class Judged:
    """Candidates and their truth."""

    features: NDArray[np.float32]
    """(n, features) as `edge.page.weighing` has them."""
    right: NDArray[np.bool_]
    """(n,) which are handwritten digits."""


def judged(page: Page, view: PageView, classifier: Classifier) -> Judged:
    """The pieces, joins and cuts that the reader finds on `page`, seen as `view`, as far as the truth decides them.

    All of them: were those left out that are none, what is fitted would believe too much.
    """

    def probabilities_of(pieces: Sequence[Piece]) -> NDArray[np.float32]:
        return classifier.predict(glyphs([piece.patch for piece in pieces]))

    found: list[Judged] = []
    for ink in find_inks(page.frame):
        pieces = sift(find_pieces(ink), ink, probabilities_of).kept
        probabilities = probabilities_of(pieces)
        options = candidates(pieces, probabilities[:, :NOT_A_DIGIT].max(axis=1))
        boxes = np.array([option.piece.box.as_list() for option in options], np.float32).reshape(-1, 4)
        taken, right = _decided(boxes, page)
        said = probabilities_of([options[i].piece for i in taken])
        found.append(_judged(view.evidence(boxes[taken]), said, right))
    return joined(found)


def judged_peaks(page: Page, view: PageView, classifier: Classifier) -> Judged:
    """The peaks of `view`, with the ink in their boxes, likewise."""
    taken, right = _decided(view.found.boxes, page)
    pieces = cut_out(page.frame, view.found.boxes, taken)
    said = classifier.predict(glyphs([piece.patch for piece in pieces]))
    return _judged(view.evidence_of_found(taken), said, right)


def joined(parts: Sequence[Judged]) -> Judged:
    """All of `parts`."""
    nothing = Judged(np.zeros((0, len(FEATURES)), np.float32), np.zeros(0, bool))
    return Judged(*(np.concatenate([getattr(one, f.name) for one in [nothing, *parts]]) for f in fields(Judged)))


def _decided(boxes: Boxes, page: Page) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """The indices of those `boxes` of which the truth of `page` says what they are, and which of these are digits."""
    truth, _, unsure = truth_of(page)
    best = shared(boxes[:, None], truth[None]).max(axis=1, initial=0)
    told = ~doubtful(boxes, unsure)
    taken = np.flatnonzero(((best >= RIGHT) | (best <= WRONG)) & told)
    return taken, best[taken] >= RIGHT


def _judged(evidence: Evidence, said: NDArray[np.float32], right: NDArray[np.bool_]) -> Judged:
    return Judged(features(evidence, said), right)
