"""Which of the pieces, their joins and their cuts are read: weighed by the network, then by their page."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from edge.account import Decision, Drop, Dropped
from edge.card import LABELS, NOT_A_DIGIT
from edge.context import EVIDENCE_OF_ONE, WORD_GAP, Writing, outside_words, writing_of
from edge.expectation import as_expected
from edge.lattice import CONFIDENT, MOST_CANDIDATES, Candidate, candidates, explaining_most, without_torn
from edge.layout import lines_of
from edge.reading import Digit
from edge.segment import Piece
from edge.sift import Network

FEW = 4  # so many 1s may stand alone; more of them that are more than MOST_ONES of the digits are strokes of a letter,
MOST_ONES = 0.7  # of print or of a heap of wires, or the gaps between such


def decide(pieces: Sequence[Piece], network: Network, least: float, expect: int | None) -> Decision:
    """Which digits `pieces` hold, where the network says so with a probability of `least` or more.

    `expect` is how many there should be, or None; see `edge.expectation`.
    """
    probabilities = network(pieces)
    certain = np.flatnonzero(probabilities[:, :NOT_A_DIGIT].max(axis=1) >= CONFIDENT)
    certain_writing = _writing([pieces[int(i)] for i in certain], probabilities[certain])
    pieces, probabilities, dropped = _near(certain_writing, pieces, probabilities)
    options = candidates(pieces, probabilities[:, :NOT_A_DIGIT].max(axis=1))
    others = network([option.piece for option in options[len(pieces) :]])
    probabilities = np.concatenate([probabilities, others])
    confidence = probabilities[:, :NOT_A_DIGIT].max(axis=1)
    explaining = explaining_most(options, confidence)
    untorn = without_torn(options, explaining)
    sure = [i for i in untorn if confidence[i] >= least]
    writing = _writing([options[i].piece for i in sure], probabilities[sure])
    if writing is None and expect is not None:  # some are there, however unsure
        writing = _writing([options[i].piece for i in untorn], probabilities[untorn])
    in_writing = [i for i in sure if writing is not None and writing.holds(*_with_source(options, i))]
    alone = [] if writing is None else _outside_words(options, len(pieces), in_writing, writing)
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
        certain_writing=certain_writing,
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
    is_one = [LABELS[int(decision.probabilities[i, :NOT_A_DIGIT].argmax())] == "1" for i in read]
    if sum(is_one) >= FEW and sum(is_one) > MOST_ONES * len(read):
        return 0.0
    return sum(
        float(decision.confidence[i]) * decision.options[i].piece.strength ** 2 * (EVIDENCE_OF_ONE if one else 1.0)
        for i, one in zip(read, is_one, strict=True)
    )


def _near(
    writing: Writing | None, pieces: Sequence[Piece], probabilities: NDArray[np.float32]
) -> tuple[Sequence[Piece], NDArray[np.float32], tuple[Dropped, ...]]:
    """`pieces` and their `probabilities` (n, 11), without what lies outside `writing`: it is not worth weighing."""
    if writing is None:
        return pieces, probabilities, ()
    may = np.array([writing.may_hold_part(piece) for piece in pieces])
    dropped = tuple(Dropped(pieces[int(i)], Drop.OUTSIDE_WRITING, probabilities[i]) for i in np.flatnonzero(~may))
    near = np.flatnonzero(may)
    return [pieces[int(i)] for i in near], probabilities[near], dropped


def _outside_words(options: Sequence[Candidate], whole: int, chosen: Sequence[int], writing: Writing) -> list[int]:
    """Those `chosen` options that stand in no word of letters; the first `whole` options are pieces as they are."""
    read = frozenset[int]().union(*(options[i].atoms for i in chosen))
    letters = [o.piece for o in options[:whole] if not o.atoms & read and writing.holds_letter(o.piece)]
    alone = outside_words(
        [options[i].piece for i in chosen],
        [options[i].cuts > 0 for i in chosen],
        letters,
        WORD_GAP * writing.height,
    )
    return [i for i, keep in zip(chosen, alone, strict=True) if keep]


def _with_source(options: Sequence[Candidate], i: int) -> tuple[Piece, Piece | None]:
    """The piece of a candidate, and the one it was cut from."""
    source = options[i].cut_from
    return options[i].piece, None if source is None else options[source].piece


def _writing(pieces: Sequence[Piece], probabilities: NDArray[np.float32]) -> Writing | None:
    digits = probabilities[:, :NOT_A_DIGIT]
    return writing_of(pieces, [LABELS[label] for label in digits.argmax(axis=1)], digits.max(axis=1))
