"""What became of every candidate, and why, in words that a user understands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from edge.account import Decision
from edge.card import LABELS, NOT_A_DIGIT
from edge.context import HEIGHTS, PALEST, PARTS, Writing
from edge.lattice import Candidate, share_explained
from edge.segment import Piece


class Fate(Enum):
    """The step at which a candidate was left out, if it was, in words."""

    READ = "read"
    REFUSED = "refused: no digit"
    UNSURE = "too unsure"
    OTHER_WRITING = "other size or pen"
    IN_WORD = "in a word of letters"
    TORN = "cut, the rest unread"
    NOT_EXPECTED = "left out for --expect"
    OUTWEIGHED = "ink read otherwise"


@dataclass(frozen=True)
class Verdict:
    """What became of one candidate."""

    fate: Fate
    reason: str
    """What decided it, with its figures: "62 px high, the writing 18"."""


def verdicts(decision: Decision, least: float) -> list[Verdict]:
    """The one verdict on each of the decision's options, in their order; `least` is the confidence asked for.

    What shares ink with a digit that is read lost to it, however unlikely it was: so all others are ink that is unread.
    """
    read, alone, in_writing = frozenset(decision.read), frozenset(decision.alone), frozenset(decision.in_writing)
    sure, untorn, explaining = frozenset(decision.sure), frozenset(decision.untorn), frozenset(decision.explaining)
    holders = {atom: i for chosen in (explaining, read) for i in chosen for atom in decision.options[i].atoms}

    def verdict(i: int) -> Verdict:
        option, likely = decision.options[i], float(decision.confidence[i])
        rival = _rival(i, option, holders, read)
        winner = rival if rival in read else None
        if i in read:
            return Verdict(Fate.READ, "" if i in alone else "taken for --expect")
        if i in alone:
            instead = "fewer digits were expected" if winner is None else f"given up for {told(decision, winner)}"
            return Verdict(Fate.NOT_EXPECTED, instead)
        if winner is not None:
            return Verdict(Fate.OUTWEIGHED, f"its ink is read as {told(decision, winner)}")
        if i not in explaining and share_explained(option, likely) == 0:
            return Verdict(Fate.REFUSED, _refusal(decision, i))
        if i not in explaining:
            other = "the ink beside it" if rival is None else f"{told(decision, rival)}, not read either"
            return Verdict(Fate.OUTWEIGHED, f"lost to {other}")
        if i not in untorn:
            return Verdict(Fate.TORN, "the rest of its piece is no digit")
        if i not in sure:
            return Verdict(Fate.UNSURE, _below(likely, least))
        if decision.writing is None:
            return Verdict(Fate.UNSURE, "all are too unsure to tell what is written")
        if i not in in_writing:
            return Verdict(Fate.OTHER_WRITING, unlike(option.piece, decision.writing))
        return Verdict(Fate.IN_WORD, "stands among pieces that are no digits")

    return [verdict(i) for i in range(len(decision.options))]


def told(decision: Decision, i: int) -> str:
    """Option `i` in a few words: "5 at 0.99, joined"."""
    label = LABELS[int(decision.probabilities[i, :NOT_A_DIGIT].argmax())]
    return f"{label} at {decision.confidence[i]:.2f}, {made_how(decision.options[i])}"


def made_how(option: Candidate) -> str:
    """Whether `option` is a piece as it is, or what was done to it."""
    if option.whole:
        return "whole"
    return "joined" if option.cut_from is None else "cut"


def unlike(piece: Piece, writing: Writing) -> str:
    """Why `piece` is no digit of the `writing`: the first of what it may not differ in, with both figures."""
    if not HEIGHTS[0] <= piece.box.h / writing.height <= HEIGHTS[1]:
        return _besides(piece.box.h, "px high", writing.height)
    if piece.strength < PALEST * writing.strength:
        return _besides(piece.strength, "of 255 dark", writing.strength)
    return _besides(piece.stroke_width, "px thick", writing.stroke_width)


def beyond(piece: Piece, writing: Writing) -> str:
    """Why `piece` is not even a part of a digit of the `writing`, or several that touch, likewise."""
    if max(piece.box.h, piece.box.w) < PARTS[0] * writing.height or piece.box.h > PARTS[1] * writing.height:
        return _besides(max(piece.box.h, piece.box.w), "px long", writing.height)
    return _besides(piece.strength, "of 255 dark", writing.strength)


def _besides(own: float, what: str, usual: float) -> str:
    digits = 0 if usual >= 10 else 1
    return f"{own:.{digits}f} {what}, the writing {usual:.{digits}f}"


def _refusal(decision: Decision, i: int) -> str:
    none, likely = float(decision.probabilities[i, NOT_A_DIGIT]), float(decision.confidence[i])
    first, second = (LABELS[k] for k in decision.probabilities[i, :NOT_A_DIGIT].argsort()[:-3:-1])
    if likely >= 0.5:
        return f"{first} at {likely:.2f}, too little for what was cut"
    if none >= 0.5:
        return f"no digit at {none:.2f}, {first} at {likely:.2f}"
    return f"{first} at {likely:.2f}, {second} or no digit: none likely"


def _below(likely: float, least: float) -> str:
    digits = 2 if round(likely, 2) < round(least, 2) else 5
    return f"{likely:.{digits}f} is below the {least:.{digits}f} asked for"


def _rival(i: int, option: Candidate, holders: Mapping[int, int], read: frozenset[int]) -> int | None:
    """Which other candidate holds most of the ink of option `i`, one that is `read` before all; None without any.

    `holders` says of each atom who has it in the end.
    """
    rivals = [holders[atom] for atom in sorted(option.atoms) if atom in holders and holders[atom] != i]
    return max(rivals, key=lambda k: (k in read, rivals.count(k)), default=None)
