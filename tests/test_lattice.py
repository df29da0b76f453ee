"""Of all ways to take the ink, the one that explains most of it as digits: never the same ink twice."""

from __future__ import annotations

from itertools import combinations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from edge.lattice import CUT_PRICE, MOST_CANDIDATES, Candidate, candidates, explaining_most, without_torn
from edge.reading import Box
from edge.segment import Piece


def block(x: int, y: int, w: int, h: int) -> Piece:
    """A piece all of ink: its mass is w·h."""
    return Piece(Box(x, y, w, h), np.full((h, w), 255, np.uint8), 200)


def option(atoms: set[int], mass: int, cut_from: int | None = None, cuts: int = 0) -> Candidate:
    return Candidate(block(0, 0, mass, 1), frozenset(atoms), cut_from, cuts)


def choose(options: list[Candidate], digit_probability: NDArray[np.float32]) -> list[int]:
    """What is left of the options when ink is explained once and what was torn is given up."""
    return without_torn(options, explaining_most(options, digit_probability))


def probabilities(*values: float) -> NDArray[np.float32]:
    return np.array(values, np.float32)


def two_touching() -> Piece:
    """Two bars with a thread between them: one piece, and one good cut."""
    patch = np.zeros((80, 120), np.uint8)
    patch[:, :20] = patch[:, 100:] = 255
    patch[40:42, 20:100] = 255
    return Piece(Box(10, 10, 120, 80), patch, 200)


PROBABILITY = st.floats(0, 1, allow_subnormal=False)  # tflite-runtime on arm64 makes the processor drop subnormals
OPTIONS = st.lists(
    st.tuples(st.frozensets(st.integers(0, 11), min_size=1, max_size=4), st.integers(1, 300), PROBABILITY),
    max_size=10,
)


@settings(max_examples=150, deadline=None)
@given(OPTIONS)
def test_the_choice_is_the_best_of_all(given_options: list[tuple[frozenset[int], int, float]]) -> None:
    """Compared with every subset, one by one."""
    options = [option(set(atoms), mass) for atoms, mass, _ in given_options]
    probability = probabilities(*(p for *_, p in given_options))
    worth = [o.piece.mass * float(p) if p >= 0.5 else 0.0 for o, p in zip(options, probability, strict=True)]

    def allowed(members: tuple[int, ...]) -> bool:
        return all(not options[i].atoms & options[j].atoms for i, j in combinations(members, 2))

    subsets = [s for size in range(len(options) + 1) for s in combinations(range(len(options)), size) if allowed(s)]
    chosen = choose(options, probability)
    assert allowed(tuple(chosen))
    assert len(set(chosen)) == len(chosen)
    assert all(probability[i] >= 0.5 for i in chosen)
    best = max(sum(worth[i] for i in subset) for subset in subsets)
    assert sum(worth[i] for i in chosen) == pytest.approx(best)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(20, 200))
def test_no_ink_is_taken_twice_however_many_compete(seed: int, count: int) -> None:
    """More than are weighed exactly: the choice need not be the best, but must be a right one, and end."""
    rng = np.random.default_rng(seed)
    options = [option({i, i + 1, int(rng.integers(count))}, int(rng.integers(1, 100))) for i in range(count)]
    probability = rng.random(count).astype(np.float32)
    chosen = choose(options, probability)
    assert all(not options[i].atoms & options[j].atoms for i, j in combinations(chosen, 2))
    taken = frozenset[int]().union(*(options[i].atoms for i in chosen))
    left_free = [i for i in range(count) if not options[i].atoms & taken and probability[i] >= 0.5]
    assert left_free == []  # each that could still be taken is


def test_many_that_do_not_compete_are_all_taken() -> None:
    count = 60
    assert sorted(choose([option({i}, 10) for i in range(count)], np.full(count, 0.9, np.float32))) == list(
        range(count)
    )


@pytest.mark.parametrize(
    ("options", "probability", "expected"),
    [
        # nothing there
        ([], [], []),
        # what is more likely no digit is not taken, even where nothing competes
        ([option({0}, 100)], [0.49], []),
        ([option({0}, 100)], [0.5], [0]),
        # a 5 and its loose bar: the join explains more ink
        ([option({0}, 80), option({1}, 20), option({0, 1}, 100)], [0.6, 0.1, 0.95], [2]),
        # two 1s side by side: the join is less likely a digit than each
        ([option({0}, 50), option({1}, 50), option({0, 1}, 100)], [0.95, 0.95, 0.6], [0, 1]),
        # a digit and a dot beside it, which joined are as good: the digit alone has less ink
        ([option({0}, 80), option({1}, 20), option({0, 1}, 100)], [0.9, 0.0, 0.9], [2]),
        # two digits that touch
        (
            [option({0, 1}, 100), option({0}, 50, 0, 1), option({1}, 50, 0, 1)],
            [0.3, 0.95, 0.95],
            [1, 2],
        ),
        # a wide 0, whose halves look like digits a little more: a cut has its price
        (
            [option({0, 1}, 100), option({0}, 50, 0, 1), option({1}, 50, 0, 1)],
            [0.88, 0.95, 0.95],
            [0],
        ),
        # a letter's leg is no 1: the rest of the letter would be left
        ([option({0, 1}, 100), option({0}, 60, 0, 1), option({1}, 40, 0, 1)], [0.1, 0.99, 0.1], []),
        # but a thin rest may be left
        ([option({0, 1}, 100), option({0}, 96, 0, 1), option({1}, 4, 0, 1)], [0.1, 0.99, 0.1], [1]),
    ],
)
def test_joins_and_cuts_are_weighed(options: list[Candidate], probability: list[float], expected: list[int]) -> None:
    assert sorted(choose(options, probabilities(*probability))) == expected


def test_the_price_is_for_each_cut_side() -> None:
    assert 0 < CUT_PRICE < 0.5
    once = [option({0, 1, 2}, 100), option({1}, 100, 0, 1)]
    assert choose(once, probabilities(0.99 - CUT_PRICE + 0.01, 0.99)) == [0]
    assert choose(once, probabilities(0.99 - CUT_PRICE - 0.01, 0.99)) == [1]
    twice = [option({0, 1, 2}, 60), option({1}, 100, 0, 2)]
    assert choose(twice, probabilities((0.99 - 2 * CUT_PRICE) / 0.6 + 0.01, 0.99)) == [0]
    assert choose(twice, probabilities((0.99 - 2 * CUT_PRICE) / 0.6 - 0.01, 0.99)) == [1]


def test_sure_pieces_are_offered_once() -> None:
    pieces = [block(0, 0, 40, 60), block(45, 0, 40, 60), two_touching()]
    assert [option.piece for option in candidates(pieces, probabilities(0.95, 0.99, 0.9))] == pieces


def test_a_doubtful_piece_is_joined_with_its_neighbours() -> None:
    body, bar, far = block(0, 20, 29, 60), block(10, 5, 25, 7), block(400, 0, 29, 60)
    options = candidates([body, bar, far], probabilities(0.5, 0.2, 0.95))
    assert [option.piece for option in options[:3]] == [body, bar, far]
    (join,) = options[3:]
    assert join.atoms == options[0].atoms | options[1].atoms
    assert join.piece.box == Box(0, 5, 35, 75)
    assert join.cuts == 0
    assert join.cut_from is None


@pytest.mark.parametrize(
    ("right", "down", "joined"),
    [
        (40, 10, True),  # it touches
        (52, 10, True),  # 0.2 of the larger one's 60 beside it
        (53, 10, False),
        (10, 78, True),  # 0.3 of it below
        (10, 79, False),
    ],
)
def test_how_far_a_loose_part_may_lie(right: int, down: int, joined: bool) -> None:
    pieces = [block(0, 0, 40, 60), block(right, down, 10, 20)]
    joins = [option for option in candidates(pieces, probabilities(0.2, 0.2)) if option.joined_from is not None]
    assert len(joins) == joined


def test_a_doubtful_wide_piece_is_cut() -> None:
    piece = two_touching()
    options = candidates([piece], probabilities(0.2))
    whole, cuts = options[0], options[1:]
    assert whole.piece is piece
    assert cuts
    for candidate in cuts:
        assert candidate.atoms < whole.atoms
        assert candidate.cut_from == 0
        outer = (candidate.piece.box.x == piece.box.x) + (candidate.piece.box.right == piece.box.right)
        assert candidate.cuts == 2 - outer
    bars = {candidate.piece.box.x for candidate in cuts if candidate.cuts == 1}
    assert piece.box.x in bars


def test_what_is_lower_than_the_writing_is_not_cut() -> None:
    piece = two_touching()
    assert len(candidates([piece], probabilities(0.2), lowest=80.0)) > 1
    assert len(candidates([piece], probabilities(0.2), lowest=81.0)) == 1


def test_only_what_is_wide_enough_for_three_has_a_middle() -> None:
    wide, narrow = (Piece(Box(0, 0, w, 80), np.full((80, w), 255, np.uint8), 200) for w in (96, 95))
    for piece, sides in ((wide, {1, 2}), (narrow, {1})):
        options = candidates([piece], probabilities(0.2))
        assert {option.cuts for option in options[1:]} == sides


@pytest.mark.slow
def test_joins_and_cuts_are_bounded_the_first_pieces_first() -> None:
    pieces = [block(14 * (i % 60), 13 * (i // 60), 10, 10) for i in range(1000)] + [two_touching()]
    options = candidates(pieces, np.full(len(pieces), 0.2, np.float32))
    assert len(options) == len(pieces) + MOST_CANDIDATES
    assert options[len(pieces)].joined_from is not None
    assert 0 in options[len(pieces)].joined_from


def test_a_stroke_that_two_digits_share_explains_ink_once() -> None:
    """Each half may have the stroke; the atoms' own ink counts, or three digits with two such would be worth more."""
    radius, pen = 20, 7
    patch = np.zeros((60, 90), np.uint8)
    for middle in (22, 22 + 2 * radius - 2):
        cv2.ellipse(patch, (middle, 30), (radius - 3, 26), 0, 0, 360, 255, pen)
    x, y, w, h = cv2.boundingRect(patch)
    piece = Piece(Box(0, 0, w, h), np.ascontiguousarray(patch[y : y + h, x : x + w]), 200)
    options = candidates([piece], probabilities(0.2))
    shared = [option for option in options if option.shared > 0]
    assert shared
    for wide in shared:
        (narrow,) = [o for o in options if o.atoms == wide.atoms and o.shared == 0 and o is not options[0]]
        assert wide.own_mass == pytest.approx(narrow.piece.mass)
        assert wide.piece.mass > narrow.piece.mass


@pytest.mark.parametrize(
    ("sign", "join", "joined"),
    [
        (block(50, 25, 60, 7), 0.97, False),  # 8-: wide, and no likelier than the 8 alone
        (block(50, 5, 60, 7), 0.99, True),  # the long bar of a 5: wide, but likelier with it
        (block(42, 10, 20, 7), 0.97, True),  # hardly larger: it explains more ink
    ],
)
def test_a_wide_join_must_be_likelier_than_its_parts(sign: Piece, join: float, joined: bool) -> None:
    options = candidates([block(0, 0, 40, 60), sign], probabilities(0.98, 0.1))
    assert len(options) == 3
    assert choose(options, probabilities(0.98, 0.1, join)) == ([2] if joined else [0])


def test_atoms_tell_which_options_share_ink() -> None:
    """Checked pixel by pixel on two touching pairs near each other; parts of one piece may share its seam's stroke."""
    first, second = two_touching(), two_touching()
    second = Piece(Box(140, 10, 120, 80), second.patch, 200)
    options = candidates([first, second], probabilities(0.2, 0.2))
    assert len(options) > 4

    def ink(candidate: Candidate) -> NDArray[np.bool_]:
        picture, box = np.zeros((100, 300), np.uint8), candidate.piece.box
        picture[box.y : box.bottom, box.x : box.right] = candidate.piece.patch
        return cv2.threshold(picture, 127, 255, cv2.THRESH_BINARY)[1] > 0

    inks = [ink(candidate) for candidate in options]
    for i, j in combinations(range(len(options)), 2):
        shared = (inks[i] & inks[j]).sum()
        if options[i].atoms & options[j].atoms:
            assert shared
        elif options[i].cut_from != options[j].cut_from or options[i].cut_from is None:
            assert not shared
        else:
            assert shared <= 0.5 * min(inks[i].sum(), inks[j].sum())


@pytest.mark.slow
def test_the_number_of_options_grows_no_faster_than_the_pieces() -> None:
    """A page full of specks: each has a few neighbours, not all of them."""
    pieces = [block(12 * (i % 30), 12 * (i // 30), 10, 10) for i in range(900)]
    options = candidates(pieces, np.full(900, 0.2, np.float32))
    assert len(options) <= 900 * (1 + 3 + 2 * 9)


def test_no_pieces_no_options() -> None:
    assert candidates([], probabilities()) == []
    assert choose([], probabilities()) == []
