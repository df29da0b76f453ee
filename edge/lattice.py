"""Which pieces belong together and which hold two digits: the network decides between joins and cuts.

A doubtful piece is offered to the network again in other ways: together with a neighbour (a 5 and its loose bar) and
cut along paths of least ink (two digits that touch). Of all ways to take the ink, the one wins that explains most of
it as digits (over-segmentation: Casey & Lecolinet 1996).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge.cut import cut
from edge.segment import Piece, joined

CONFIDENT = 0.9  # probability from which a piece is not offered again in other ways
LONGEST_GAP = 0.3  # of the larger piece's longer side: how far a loose part may lie from its digit
LONGEST_GAP_BESIDE = 0.2  # the same to the left or right, where the next digit or sign would stand
MOST_NEIGHBOURS = 3  # with which a piece may be joined, the nearest first
CUT_PRICE = 0.1  # taken off a candidate's worth for each cut side, so that no digit is cut for nothing
LEAST_READ = 0.85  # of the ink of a piece that is cut must be read as digits
LARGEST_GROUP = 14  # candidates that compete and are weighed exactly; beyond, the best ones are taken first


@dataclass(frozen=True, eq=False)
class Candidate:
    """One way to take some ink as one digit."""

    piece: Piece
    atoms: frozenset[int]
    """The smallest parts it is made of; of two candidates that share one, at most one is right."""
    cut_from: int | None = None
    """The index of the piece it was cut from, or None."""
    cuts: int = 0
    """How many of its sides were cut."""


def candidates(pieces: Sequence[Piece], digit_probability: NDArray[np.float32]) -> list[Candidate]:
    """All ways worth weighing to take `pieces`: each as it is, in the order given, then the joins and the cuts.

    `digit_probability` (n,) says how sure the network is that each piece is some digit. Only doubtful ones are cut, and
    only pairs of which one is doubtful are joined.
    """
    doubtful = digit_probability < CONFIDENT
    atoms: list[frozenset[int]] = []
    cuts: list[Candidate] = []
    count = 0
    for i, (piece, doubt) in enumerate(zip(pieces, doubtful, strict=True)):
        parts = cut(piece) if doubt else []
        size = max(1, len(parts))
        atoms.append(frozenset(range(count, count + size)))
        for first in range(len(parts)):
            for last in range(first + 1, len(parts) + 1):
                if last - first < len(parts):
                    sides = (first > 0) + (last < len(parts))
                    own = frozenset(range(count + first, count + last))
                    cuts.append(Candidate(joined(parts[first:last]), own, i, sides))
        count += size
    whole = [Candidate(piece, own) for piece, own in zip(pieces, atoms, strict=True)]
    joins = [
        Candidate(joined([pieces[i], pieces[j]]), atoms[i] | atoms[j])
        for i, j in _pairs(pieces)
        if doubtful[i] or doubtful[j]
    ]
    return whole + joins + cuts


def choose(options: Sequence[Candidate], digit_probability: NDArray[np.float32]) -> list[int]:
    """The indices of those `options`, no two of which share ink, that together explain most ink as digits.

    `options` are all that `candidates` gave, in its order, and `digit_probability` (n,) the network's for each; what is
    more likely no digit explains nothing.
    """
    worth = [
        option.piece.mass * max(0.0, float(p) - CUT_PRICE * option.cuts) if p >= 0.5 else 0.0
        for option, p in zip(options, digit_probability, strict=True)
    ]
    useful = [i for i in range(len(options)) if worth[i] > 0]
    chosen: list[int] = []
    for group in _competing(options, useful):
        chosen += _best(group, options, worth)
    # A cut is right only if it leaves little but digits: a letter's leg is no 1.
    taken: defaultdict[int, float] = defaultdict(float)
    for i in chosen:
        if (whole := options[i].cut_from) is not None:
            taken[whole] += options[i].piece.mass
    torn = {whole for whole, mass in taken.items() if mass < LEAST_READ * options[whole].piece.mass}
    return [i for i in chosen if options[i].cut_from not in torn]


def _pairs(pieces: Sequence[Piece]) -> list[tuple[int, int]]:
    """Pieces that may be parts of one digit: close by, and one not far smaller than a stroke of the other."""
    if not pieces:
        return []
    boxes = np.array([(p.box.x, p.box.y, p.box.right, p.box.bottom) for p in pieces], np.float32)
    size = np.maximum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
    pairs = set()
    for i, box in enumerate(boxes):
        across = np.maximum(np.maximum(boxes[:, 0] - box[2], box[0] - boxes[:, 2]), 0)
        down = np.maximum(np.maximum(boxes[:, 1] - box[3], box[1] - boxes[:, 3]), 0)
        gap = np.hypot(across, down) / np.maximum(size, size[i])
        beside = across <= LONGEST_GAP_BESIDE * size[i]
        near = np.flatnonzero(beside & (gap <= LONGEST_GAP) & (size >= 0.15 * size[i]) & (size <= size[i]))
        near = near[np.argsort(gap[near], kind="stable")]
        for j in [int(j) for j in near if j != i][:MOST_NEIGHBOURS]:
            pairs.add((min(i, j), max(i, j)))
    return sorted(pairs)


def _competing(options: Sequence[Candidate], useful: list[int]) -> list[list[int]]:
    """`useful` in groups that share no atoms with each other."""
    group_of_atom: dict[int, list[int]] = {}
    for i in useful:
        merged = [i]
        for group in {id(g): g for a in options[i].atoms if (g := group_of_atom.get(a))}.values():
            merged += group
        for member in merged:
            for atom in options[member].atoms:
                group_of_atom[atom] = merged
    return list({id(group): group for group in group_of_atom.values()}.values())


def _best(group: list[int], options: Sequence[Candidate], worth: list[float]) -> list[int]:
    """The members of `group` without common atoms that are worth most together."""
    order = sorted(group, key=lambda i: -worth[i])
    exact, rest = order[:LARGEST_GROUP], order[LARGEST_GROUP:]

    def weigh(at: int, taken: frozenset[int]) -> tuple[float, list[int]]:
        if at == len(exact):
            return 0.0, []
        without = weigh(at + 1, taken)
        option = options[exact[at]]
        if taken & option.atoms:
            return without
        value, members = weigh(at + 1, taken | option.atoms)
        value += worth[exact[at]]
        return (value, [exact[at], *members]) if value >= without[0] else without

    _, chosen = weigh(0, frozenset())
    for i in rest:
        if not any(options[i].atoms & options[j].atoms for j in chosen):
            chosen.append(i)
    return chosen
