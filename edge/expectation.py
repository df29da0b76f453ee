"""How many digits there should be, as evidence: of ways to take the ink that are nearly as good, the one with so many.

Nothing is made up for it. What the network is certain of stays, what it hardly believes is not taken, and where no way
between the two has as many digits, the reading has more or fewer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from edge.context import Writing
from edge.lattice import CONFIDENT, LEAST_READ, Candidate, source_of
from edge.reading import Box
from edge.words import in_no_word

LEAST_LIKELY = 0.4  # probability below which nothing is taken for a digit, however many are missing
NEAR = 0.3  # probability, mean over the ink, that another way to take the same ink may be less likely
FARTHEST = 2.0  # of the writing's height: how far beside, above or below another digit a missing one may stand
LEAST_OVERLAP = 0.4  # of the smaller extent: how far the two then stand in one line or column


@dataclass(frozen=True)
class Change:
    """Some digits taken instead of others."""

    taken: frozenset[int]
    given_up: frozenset[int]
    gain: float
    """In probability of the ink that it is about: what is taken for a digit, or left, is so more likely than before."""

    @property
    def count(self) -> int:
        """How many digits there are more."""
        return len(self.taken) - len(self.given_up)


def as_expected(
    options: Sequence[Candidate],
    whole: int,
    probability: NDArray[np.float32],
    chosen: Sequence[int],
    writing: Writing,
    count: int,
) -> list[int]:
    """`chosen`, indices of `options` that share no ink, changed towards `count` digits where the evidence allows it.

    `options` are all that `edge.lattice.candidates` gave, the first `whole` of them pieces as they are, `probability`
    (n,) says how likely each is a digit, and `writing` what was read is written in. The likeliest change is made first:
    a digit taken or given up, two that touch parted or put together.
    """
    now = frozenset(chosen)
    while len(now) != count:
        missing = count - len(now)
        changes = [c for c in _changes(options, whole, probability, now, writing) if 0 < c.count / missing <= 1]
        changes.sort(key=lambda change: -change.gain)
        beside = [c for c in changes if c.given_up or _stands_with(options, now, c.taken, writing)]
        # One at a time: whether a mark stands in a word takes long to say on a page of specks.
        outside = (c for c in beside if c.given_up or not _in_word(options, whole, probability, now, c.taken, writing))
        # What looks like a word of letters may be digits that touch; but then those that are seen must be certain.
        certain = (c for c in beside if min(probability[i] for i in c.taken or c.given_up) >= CONFIDENT)
        best = next(outside, None) or next(certain, None)
        if best is None:
            break
        now = now - best.given_up | best.taken
    return sorted(now)


def _changes(
    options: Sequence[Candidate],
    whole: int,
    probability: NDArray[np.float32],
    chosen: frozenset[int],
    writing: Writing,
) -> Iterator[Change]:
    """All changes of `chosen` that are likely enough, whatever they do to the count, and whether they fit the page."""
    doubtful = frozenset(i for i in chosen if probability[i] < CONFIDENT)
    certain_ink = _ink(options, chosen - doubtful)
    usable = [
        i
        for i, option in enumerate(options)
        if i not in chosen
        and probability[i] >= LEAST_LIKELY
        and not option.atoms & certain_ink
        and writing.holds(option.piece, source_of(option, options))
    ]
    for i in doubtful:
        yield _change(options, probability, frozenset(), frozenset([i]))
    for taken in _ways(options, whole, usable, doubtful, chosen):
        ink = _ink(options, taken)
        given_up = frozenset(i for i in doubtful if options[i].atoms & ink)
        change = _change(options, probability, taken, given_up)
        if not given_up or (_ink(options, given_up) <= ink and change.gain >= -NEAR):
            yield change


def _ways(
    options: Sequence[Candidate], whole: int, usable: Sequence[int], doubtful: frozenset[int], chosen: frozenset[int]
) -> Iterator[frozenset[int]]:
    """What may be taken at once: an option by itself, or two that together are one now, or were not read as one.

    A part of a piece that was cut is none by itself where much of the rest stays unread: a letter's leg is no 1.
    """
    read = _ink(options, chosen)
    for i in usable:
        if (cut_from := options[i].cut_from) is not None:
            parts = [j for j in chosen if options[j].cut_from == cut_from and not options[j].atoms & options[i].atoms]
            mass = sum(options[j].own_mass for j in (i, *parts))
            if mass < LEAST_READ * options[cut_from].piece.mass and not options[i].atoms <= read:
                continue
        yield frozenset([i])
    unread = [i for i in range(whole) if len(options[i].atoms) > 1 and not options[i].atoms & read]
    for ink in [options[i].atoms for i in (*sorted(doubtful), *unread)]:
        members = [i for i in usable if options[i].atoms & ink]
        for a, b in combinations(members, 2):
            if not options[a].atoms & options[b].atoms and ink <= options[a].atoms | options[b].atoms:
                yield frozenset((a, b))


def _change(
    options: Sequence[Candidate], probability: NDArray[np.float32], taken: frozenset[int], given_up: frozenset[int]
) -> Change:
    after, before = _likely(options, probability, taken), _likely(options, probability, given_up)
    if not given_up:
        before = 1 - after  # that it is no digit
    if not taken:
        after = 1 - before
    return Change(taken, given_up, after - before)


def _likely(options: Sequence[Candidate], probability: NDArray[np.float32], members: frozenset[int]) -> float:
    """How likely `members` are digits, the mean over their ink; 0 for none."""
    mass = sum(options[i].own_mass for i in members)
    likely = sum(options[i].own_mass * float(probability[i]) for i in members)  # a cut is not for nothing here
    return likely / mass if mass else 0.0


def _stands_with(options: Sequence[Candidate], chosen: frozenset[int], taken: frozenset[int], writing: Writing) -> bool:
    """Whether `taken`, new on the page, stand in a line or column with what was read, if anything was."""
    reach = FARTHEST * writing.height
    return not chosen or any(_in_row(options[i].piece.box, options[j].piece.box, reach) for i in taken for j in chosen)


def _in_word(
    options: Sequence[Candidate],
    whole: int,
    probability: NDArray[np.float32],
    chosen: frozenset[int],
    taken: frozenset[int],
    writing: Writing,
) -> bool:
    """Whether any of `taken`, new on the page, would stand in a word of letters."""
    may_be_letter = probability[:whole] < LEAST_LIKELY
    return not taken <= set(in_no_word(options, sorted(chosen | taken), may_be_letter, writing))


def _in_row(a: Box, b: Box, reach: float) -> bool:
    """Whether `a` and `b` stand beside or below each other, with a gap of `reach` pixels at most."""
    across = min(a.right, b.right) - max(a.x, b.x)  # what they share, or the gap as a negative number
    down = min(a.bottom, b.bottom) - max(a.y, b.y)
    beside = down >= LEAST_OVERLAP * min(a.h, b.h) and across >= -reach
    return beside or (across >= LEAST_OVERLAP * min(a.w, b.w) and down >= -reach)


def _ink(options: Sequence[Candidate], members: Sequence[int] | frozenset[int]) -> frozenset[int]:
    """The atoms of `members`."""
    return frozenset[int]().union(*(options[i].atoms for i in members))
