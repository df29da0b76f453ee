"""Which pieces, joins and cuts are shown to explain a reading, in which order and colour."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from edge.account import Account, Decision, Drop
from edge.card import NOT_A_DIGIT
from edge.fate import Fate, Verdict, beyond, made_how
from edge.layout import lines_of
from edge.segment import Piece

MOST = 120  # shown; more than that are not looked through
Colour = tuple[int, int, int]
"""Blue, green and red, 0 to 255."""
COLOURS: dict[Fate | Drop, Colour] = {
    Fate.READ: (40, 150, 20),  # green
    Fate.REFUSED: (30, 30, 220),  # red
    Fate.UNSURE: (0, 130, 245),  # orange
    Fate.OTHER_WRITING: (190, 50, 150),  # violet
    Fate.IN_WORD: (30, 80, 140),  # brown
    Fate.TORN: (180, 40, 240),  # pink
    Fate.NOT_EXPECTED: (0, 170, 190),  # olive
    Fate.OUTWEIGHED: (220, 150, 60),  # light blue
    Drop.LINE: (220, 150, 60),
    Drop.LEAVES_PICTURE: (30, 80, 140),
    Drop.SHEET_EDGE: (0, 130, 245),
    Drop.OUTSIDE_WRITING: (190, 50, 150),
}


@dataclass(frozen=True, eq=False)
class Exhibit:
    """One piece, join or cut that is shown."""

    piece: Piece
    probabilities: NDArray[np.float32]
    """(11,)"""
    made_how: str
    fate: Fate | Drop
    reason: str

    @property
    def on_trial(self) -> bool:
        """Whether it is a join or cut that was tried and refused, which says little of the ink that it is about."""
        return self.fate is Fate.REFUSED and self.made_how != "whole"


def exhibits(account: Account, judged: Sequence[Verdict]) -> tuple[list[Exhibit], int]:
    """What is shown of the way that `account` took and of what was proposed, by place, and how many more there were.

    `judged` are the verdicts on the way's options. All is in its pixels.

    First come those that are read, then ink that stayed unread, from each fate in turns, so that none crowds out the
    others, and last what was tried on the way: joins and cuts that were refused, and what else the read ink could be.
    """
    decision = account.way.decision
    queues: defaultdict[tuple[int, Fate | Drop], list[tuple[tuple[bool, float], Exhibit]]] = defaultdict(list)
    for i, (option, verdict) in enumerate(zip(decision.options, judged, strict=True)):
        exhibit = Exhibit(option.piece, decision.probabilities[i], made_how(option), verdict.fate, verdict.reason)
        queues[_turn(exhibit), verdict.fate].append((_urgency(exhibit, decision), exhibit))
    for dropped in decision.dropped:
        if dropped.probabilities is not None:
            writing = decision.certain_writing
            reason = "" if writing is None else beyond(dropped.piece, writing)
            exhibit = Exhibit(dropped.piece, dropped.probabilities, "whole", dropped.why, reason)
            queues[_turn(exhibit), dropped.why].append((_urgency(exhibit, decision), exhibit))
    for one in account.proposed:
        exhibit = Exhibit(
            _reduced(one.piece, account), one.probabilities, "proposed", Fate.READ, "seen by the page network"
        )
        queues[_turn(exhibit), Fate.READ].append((_urgency(exhibit, decision), exhibit))
    ranked = [
        ((turn, place), exhibit)
        for (turn, _), queue in queues.items()
        for place, (_, exhibit) in enumerate(sorted(queue, key=lambda entry: entry[0]))
    ]
    ranked.sort(key=lambda entry: entry[0])
    shown = [exhibit for _, exhibit in ranked[:MOST]]
    order = [i for line in lines_of([exhibit.piece.box for exhibit in shown]) for i in line]
    return [shown[i] for i in order], len(ranked) - len(shown)


def _reduced(piece: Piece, account: Account) -> Piece:
    """`piece`, of what was seen, in pixels of the way."""
    height, width = account.way.ink.mask.shape
    return replace(piece, box=piece.box.scaled(account.reduction, width, height))


def _turn(exhibit: Exhibit) -> int:
    """0 for what is read or nearly was, 1 for ink that stayed unread, 2 for what was only tried, 3 for specks."""
    if exhibit.fate in (Fate.READ, Fate.NOT_EXPECTED):
        return 0
    if exhibit.fate is Drop.OUTSIDE_WRITING and exhibit.probabilities[:NOT_A_DIGIT].max() < 0.5:
        return 3
    return 2 if exhibit.fate is Fate.OUTWEIGHED or exhibit.on_trial else 1


def _urgency(exhibit: Exhibit, decision: Decision) -> tuple[bool, float]:
    """For sorting: what has the size and pen of the writing first, and of that the likeliest digits."""
    fits = decision.writing is not None and decision.writing.holds_letter(exhibit.piece)
    return not fits, -float(exhibit.probabilities[:NOT_A_DIGIT].max())
