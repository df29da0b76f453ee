"""Which of the pieces, their joins and their cuts are read: weighed by the network, then by their page."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from edge.account import Decision, Drop, Dropped
from edge.card import LABELS, NOT_A_DIGIT
from edge.context import EVIDENCE_OF_ONE, ONE, Writing, evidence_of_writing, writings_of
from edge.expectation import as_expected
from edge.glance import Glance
from edge.lattice import MOST_CANDIDATES, Candidate, candidates, explaining_most, source_of, without_torn
from edge.layout import lines_of
from edge.page_prior import in_company
from edge.reading import Digit
from edge.segment import Piece
from edge.sift import Network
from edge.words import in_no_word

MOST_WRITINGS = 3  # sizes of writing on a page that are told apart
FEW = 4  # so many 1s may stand alone; more of them that are more than MOST_ONES of the digits are strokes of a letter,
MOST_ONES = 0.7  # of print or of a heap of wires, or the gaps between such
LEAST_LETTER = 0.1  # probability of no digit; a piece below it is some digit, even if it cannot be told which


def decide(seen: Glance, network: Network, least: float, expect: int | None) -> Decision:
    """Which digits the pieces that were `seen` hold, where the network says so with a probability of `least` or more.

    `expect` is how many there should be, or None; see `edge.expectation`.
    """
    pieces, probabilities, dropped = _near(seen)
    lowest = 0.0 if seen.writing is None else seen.writing.lowest
    options = candidates(pieces, probabilities[:, :NOT_A_DIGIT].max(axis=1), lowest)
    parts = options[len(pieces) :]
    of_parts = in_company(network([part.piece for part in parts]), parts, pieces, probabilities, seen.writing)
    probabilities = np.concatenate([probabilities, of_parts])
    confidence = probabilities[:, :NOT_A_DIGIT].max(axis=1)
    # Who cannot tell a 4 from a 9 does not cut it up: it is a digit, whichever.
    is_digit = np.where([option.whole for option in options], 1 - probabilities[:, NOT_A_DIGIT], confidence)
    explaining = explaining_most(options, is_digit)
    untorn = without_torn(options, explaining)
    sure = [i for i in untorn if confidence[i] >= least]
    writings = writings_of([options[i].piece for i in sure], probabilities[sure], MOST_WRITINGS)
    if not writings and expect is not None:  # some are there, however unsure
        writings = writings_of([options[i].piece for i in untorn], probabilities[untorn], 1)
    writing, in_writing, alone = _likeliest(writings, options, len(pieces), sure, probabilities)
    read = alone
    if writing is not None and expect is not None:
        read = as_expected(options, len(pieces), confidence, alone, writing, expect)
    return Decision(
        options=tuple(options),
        probabilities=probabilities,
        confidence=confidence,
        explaining=tuple(explaining),
        untorn=tuple(untorn),
        sure=tuple(sure),
        writing=writing,
        in_writing=tuple(in_writing),
        alone=tuple(alone),
        lines=tuple(tuple(read[k] for k in line) for line in lines_of([options[i].piece.box for i in read])),
        certain_writing=seen.writing,
        dropped=dropped,
        cut_short=len(options) - len(pieces) >= MOST_CANDIDATES,
    )


def digits_of(decision: Decision, scale: float, width: int, height: int) -> tuple[Digit, ...]:
    """The digits that were decided on; their boxes times `scale` lie in a picture of `width` and `height` pixels."""
    return tuple(
        Digit(
            LABELS[int(decision.probabilities[i, :NOT_A_DIGIT].argmax())],
            float(decision.confidence[i]),
            decision.options[i].piece.box.scaled(scale, width, height),
            number,
            tuple(decision.probabilities[i].tolist()),
        )
        for number, line in enumerate(decision.lines)
        for i in line
    )


def evidence_of(decision: Decision) -> float:
    """How much speaks for the digits read being what is written, and not the gaps between what is.

    Little speaks for a 1, as which any straight mark can be read, nothing for a crowd of them, and little for what is
    pale: what a camera's sharpening leaves beside a stroke is as light on dark as the stroke is dark on light.
    """
    read = decision.read
    is_one = [decision.probabilities[i, :NOT_A_DIGIT].argmax() == ONE for i in read]
    if sum(is_one) >= FEW and sum(is_one) > MOST_ONES * len(read):
        return 0.0
    return sum(
        float(decision.confidence[i]) * decision.options[i].piece.strength ** 2 * (EVIDENCE_OF_ONE if one else 1.0)
        for i, one in zip(read, is_one, strict=True)
    )


def _near(seen: Glance) -> tuple[Sequence[Piece], NDArray[np.float32], tuple[Dropped, ...]]:
    """The pieces and their probabilities (n, 11), without what lies outside the writing: it is not worth weighing."""
    pieces, probabilities, writing = seen.pieces, seen.probabilities, seen.writing
    if writing is None:
        return pieces, probabilities, ()
    may = np.array([writing.may_hold_part(piece) for piece in pieces])
    dropped = tuple(Dropped(pieces[int(i)], Drop.OUTSIDE_WRITING, probabilities[i]) for i in np.flatnonzero(~may))
    near = np.flatnonzero(may)
    return [pieces[int(i)] for i in near], probabilities[near], dropped


def _likeliest(
    writings: Sequence[Writing],
    options: Sequence[Candidate],
    whole: int,
    sure: Sequence[int],
    probabilities: NDArray[np.float32],
) -> tuple[Writing | None, list[int], list[int]]:
    """Of `writings` the one for which most of the `sure` options speak that stand in no word of letters; None of none.

    With it, those of them that it holds, and which of these stand in no word. A page of print with a number written on
    it has more that looks like digits among the print's letters.
    """
    best: tuple[Writing | None, list[int], list[int]] = None, [], []
    most = -1.0
    may_be_letter = probabilities[:whole, NOT_A_DIGIT] >= LEAST_LETTER
    for writing in writings:
        held = [i for i in sure if writing.holds(options[i].piece, source_of(options[i], options))]
        alone = in_no_word(options, held, may_be_letter, writing)
        its_own = [i for i in alone if writing.is_of_size(options[i].piece)]
        evidence = evidence_of_writing([options[i].piece for i in its_own], probabilities[its_own]).sum()
        if evidence > most:
            most, best = evidence, (writing, held, alone)
    return best
