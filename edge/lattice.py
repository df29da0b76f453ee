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

from edge.cut import SHARED, Seam, between, seams
from edge.segment import Piece, joined

CONFIDENT = 0.9  # probability from which a piece is not offered again in other ways
LONGEST_GAP = 0.3  # of the larger piece's longer side: how far a loose part may lie from its digit
LONGEST_GAP_BESIDE = 0.2  # the same to the left or right, where the next digit or sign would stand
MOST_NEIGHBOURS = 3  # with which a piece may be joined, the nearest first
WIDEST = 1.6  # width of a digit by the height of the piece it is cut from
OUTGROWN = 1.5  # times the longer side of its larger part: a larger join must be likelier than either part
THREE = 1.2  # width by height from which a piece may hold three digits, and thus one in the middle
ACROSS = 1.5  # times a stroke's width: an edge that meets more ink runs along a stroke
CUT_PRICE = 0.3  # taken off a candidate's worth for each cut side, so that no digit is cut for nothing
LEAST_READ = 0.88  # of the ink of a piece that is cut must be read as digits
MOST_CANDIDATES = 4_000  # joins and cuts, those of the heaviest pieces first; what handwriting has is far less
MOST_STEPS = 20_000  # in weighing candidates that compete; beyond, the best way found so far is taken


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
    joined_from: tuple[int, int] | None = None
    """The indices of the pieces that it joins, or None."""
    shared: float = 0.0
    """Ink in pixels that it has of its neighbours' atoms: where two digits touch, a stroke may be of both."""

    @property
    def own_mass(self) -> float:
        """Ink in pixels of its atoms alone."""
        return self.piece.mass - self.shared

    @property
    def whole(self) -> bool:
        """Whether it is a piece as it was found."""
        return self.cut_from is None and self.joined_from is None


def source_of(option: Candidate, options: Sequence[Candidate]) -> Piece | None:
    """The piece that `option` was cut from, or None."""
    return None if option.cut_from is None else options[option.cut_from].piece


def candidates(pieces: Sequence[Piece], digit_probability: NDArray[np.float32], lowest: float = 0.0) -> list[Candidate]:
    """All ways worth weighing to take `pieces`: each as it is, in the order given, then the joins and the cuts.

    `digit_probability` (n,) says how sure the network is that each piece is some digit. Only doubtful ones are cut, and
    only pairs of which one is doubtful are joined. A piece lower than `lowest` pixels is not cut. Of joins and cuts
    there are at most MOST_CANDIDATES.
    """
    doubtful = digit_probability < CONFIDENT
    atoms: list[frozenset[int]] = []
    cuts: list[Candidate] = []
    count = 0
    for i, (piece, doubt) in enumerate(zip(pieces, doubtful, strict=True)):
        may_be_cut = doubt and piece.box.h >= lowest and len(cuts) < MOST_CANDIDATES
        edges = seams(piece) if may_be_cut else []
        size = max(1, len(edges) - 1)
        atoms.append(frozenset(range(count, count + size)))
        if edges:
            cuts += _cut(piece, edges, i, count)
        count += size
    whole = [Candidate(piece, own) for piece, own in zip(pieces, atoms, strict=True)]
    joins = [
        Candidate(joined([pieces[i], pieces[j]]), atoms[i] | atoms[j], joined_from=(i, j))
        for i, j in _pairs(pieces)
        if doubtful[i] or doubtful[j]
    ]
    return whole + (joins + cuts)[:MOST_CANDIDATES]


def _cut(piece: Piece, edges: Sequence[Seam], index: int, first_atom: int) -> list[Candidate]:
    """What lies between any two of the `edges` of `piece` and is no wider than a digit.

    Where an edge runs along a stroke and not just across one, both neighbours may have a share in it, and what lies
    there is offered with that share as well as without.
    """
    stroke, rows = piece.stroke_width, np.arange(piece.box.h)
    inner = [np.clip(edge.astype(np.intp), 0, piece.box.w - 1) for edge in edges[1:-1]]
    along = [False, *(np.count_nonzero(piece.patch[rows, edge] > 127) > ACROSS * stroke for edge in inner), False]
    last = len(edges) - 1
    cuts = []
    for left in range(last):
        for right in range(left + 1, last + 1):
            sides = (left > 0) + (right < last)
            if sides == 0 or (sides == 2 and piece.box.w < THREE * piece.box.h):
                continue
            if (edges[right] - edges[left]).mean() > WIDEST * piece.box.h:
                break
            own = frozenset(range(first_atom + left, first_atom + right))
            part = between(piece, edges[left], edges[right], 0.0)
            if part is None:
                continue
            cuts.append(Candidate(part, own, index, sides))
            if along[left] or along[right]:
                wider = between(piece, edges[left], edges[right], SHARED * stroke)
                if wider is not None:
                    cuts.append(Candidate(wider, own, index, sides, shared=wider.mass - part.mass))
    return cuts


def explaining_most(options: Sequence[Candidate], digit_probability: NDArray[np.float32]) -> list[int]:
    """The indices of those `options`, no two of which share ink, that together explain most ink as digits.

    `options` are all that `candidates` gave, in its order, and `digit_probability` (n,) how likely each is a digit;
    what is more likely none explains nothing.
    """
    worth = [
        option.own_mass * share_explained(option, float(p))
        for option, p in zip(options, digit_probability, strict=True)
    ]
    useful = [i for i in range(len(options)) if worth[i] > 0 and not _is_outgrown(i, options, digit_probability)]
    chosen: list[int] = []
    for group in _competing(options, useful):
        chosen += _best(group, options, worth)
    return chosen


def share_explained(option: Candidate, digit_probability: float) -> float:
    """How much of its ink `option` explains, 0 to 1: what is more likely no digit explains nothing."""
    return max(0.0, digit_probability - CUT_PRICE * option.cuts) if digit_probability >= 0.5 else 0.0


def _is_outgrown(i: int, options: Sequence[Candidate], digit_probability: NDArray[np.float32]) -> bool:
    """Whether option `i` is a join far larger than its parts and no likelier than one of them: 8= looks like an 8."""
    if (joined_from := options[i].joined_from) is None:
        return False
    size = max(options[i].piece.patch.shape)
    if size <= OUTGROWN * max(max(options[part].piece.patch.shape) for part in joined_from):
        return False
    return bool(digit_probability[i] <= max(digit_probability[part] for part in joined_from))


def without_torn(options: Sequence[Candidate], chosen: Sequence[int]) -> list[int]:
    """`chosen`, indices of `options`, without parts of pieces that stay half unread: a letter's leg is no 1."""
    taken: defaultdict[int, float] = defaultdict(float)
    for i in chosen:
        if (whole := options[i].cut_from) is not None:
            taken[whole] += options[i].own_mass
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
    """The members of `group` without common atoms that are worth most together, by branch and bound."""
    order: list[int] = []
    for i in sorted(group, key=lambda i: -worth[i]):  # of those of the same atoms, the best is enough
        if all(options[i].atoms != options[j].atoms for j in order):
            order.append(i)
    # At most what is left at each place of the order can still be won.
    left = np.append(np.cumsum([worth[i] for i in reversed(order)])[::-1], 0.0).tolist()
    best_value = -1.0
    best: tuple[int, ...] = ()
    stack: list[tuple[int, frozenset[int], float, tuple[int, ...]]] = [(0, frozenset(), 0.0, ())]
    for _ in range(MOST_STEPS):
        if not stack:
            break
        at, taken, value, members = stack.pop()
        if value > best_value:
            best_value, best = value, members
        if at == len(order) or value + left[at] <= best_value:
            continue
        option = options[order[at]]
        stack.append((at + 1, taken, value, members))
        if not taken & option.atoms:
            stack.append((at + 1, taken | option.atoms, value + worth[order[at]], (*members, order[at])))
    return list(best)
