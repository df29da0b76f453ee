"""What is not a digit: every kind of it comes up, and nothing that a person would call a digit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

pytest.importorskip("tqdm", reason="the training side is not installed (pip install '.[train]')")

import train.negatives
from edge.glyph import glyph
from train.alphabet import CHARACTERS
from train.data import Digits
from train.drawings import arches, drawing, scribble, tick_or_cross
from train.handwriting import sample_hand, write_digit
from train.marks import OTHERS, write_marks
from train.negatives import LETTERS, SENSELESS_WHEN_LYING, SIGNS, beside, letters, lying, not_digits, piece, sign
from train.page_marks import blot, corner, ruling, shadow_edge
from train.pen import draw_strokes

Mark = NDArray[np.uint8]
SEEDS = st.integers(0, 2**32 - 1)
# The same drawing as a digit, in some hand: 0, 1, 2, 4, 5, 6, 7, 8, 9.
LOOK_ALIKES = set("0123456789DOQoIlij|/\\ZzySsbGTBgq")


def drawn(seed: int) -> Mark:
    """Some digit in some hand, `seed` % 10, as MNIST's pictures are."""
    rng = np.random.default_rng(seed)
    hand = sample_hand(rng)
    return glyph(draw_strokes(write_digit(seed % 10, hand, rng), 56, hand.pen_width * 56, hand.pressure))


DIGITS = Digits(np.stack([drawn(seed) for seed in range(100)]), (np.arange(100) % 10).astype(np.uint8))
WRITTEN = write_marks(40, np.random.default_rng(0)).others

KINDS: dict[str, Callable[[np.random.Generator], Mark]] = {
    "letters": lambda rng: letters(rng, 1),
    "several letters": lambda rng: letters(rng, 4),
    "sign": sign,
    "scribble": scribble,
    "tick_or_cross": tick_or_cross,
    "drawing": drawing,
    "arches": arches,
    "corner": corner,
    "shadow_edge": shadow_edge,
    "piece": lambda rng: piece(drawn(int(rng.integers(1000))), rng),
    "beside": lambda rng: beside(drawn(int(rng.integers(1000))), drawn(int(rng.integers(1000))), rng),
    "lying": lambda rng: lying(drawn(2), rng),
    "ruling": ruling,
    "blot": blot,
}


@pytest.mark.parametrize("alphabet", [LETTERS, SIGNS, OTHERS])
def test_no_letter_or_sign_may_pass_for_a_digit(alphabet: str) -> None:
    assert not set(alphabet) & LOOK_ALIKES


def test_letters_by_hand_can_be_written() -> None:
    assert set(OTHERS) <= set(CHARACTERS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_a_mark_of_its_own_each_time(kind: str) -> None:
    rng = np.random.default_rng(5)
    marks = [KINDS[kind](rng) for _ in range(60)]
    assert all(mark.dtype == np.uint8 and mark.ndim == 2 for mark in marks)
    inked = [mark for mark in marks if mark.any()]
    assert len(inked) >= 45  # a piece that keeps a loop, or a blot too faint, is left out
    assert len({mark.tobytes() for mark in inked}) > (1 if kind == "lying" else 40)


def test_every_kind_is_among_what_the_network_learns(monkeypatch: pytest.MonkeyPatch) -> None:
    made = Counter[str]()

    def counted(name: str) -> Callable[..., Mark]:
        real = getattr(train.negatives, name)

        def call(*arguments: object) -> Mark:
            made[name] += 1
            return real(*arguments)

        return call

    names = ["letters", "sign", "piece", "beside", "lying"]
    names += ["scribble", "tick_or_cross", "drawing", "arches", "ruling", "corner", "shadow_edge", "blot"]
    for name in names:
        monkeypatch.setattr(train.negatives, name, counted(name))
    marks = not_digits(DIGITS, WRITTEN, (), 400, np.random.default_rng(1))
    assert set(made) == set(names)
    whole = {mark.tobytes() for mark in WRITTEN}
    assert sum(mark.tobytes() in whole for mark in marks) > 40  # letters and signs by hand


@settings(max_examples=25, deadline=None)
@given(seed=SEEDS, count=st.integers(0, 60))
def test_as_many_as_asked_each_with_ink(seed: int, count: int) -> None:
    marks = not_digits(DIGITS, WRITTEN, (), count, np.random.default_rng(seed))
    assert len(marks) == count
    for mark in marks:
        assert mark.dtype == np.uint8
        assert mark.max() > 96
        assert glyph(mark).any()


def test_the_same_seed_makes_the_same_and_another_does_not() -> None:
    def marks(seed: int) -> list[bytes]:
        return [mark.tobytes() for mark in not_digits(DIGITS, WRITTEN, (), 50, np.random.default_rng(seed))]

    assert marks(1) == marks(1)
    assert marks(1) != marks(2)


@pytest.mark.parametrize("slant", [-12, 0, 12])
@pytest.mark.parametrize("pen", [3, 9])
def test_a_bare_upright_stroke_is_a_1_and_never_among_them(slant: int, pen: int) -> None:
    bar = cv2.line(np.zeros((64, 64), np.uint8), (32 + slant, 8), (32 - slant, 56), 255, pen, cv2.LINE_AA)
    assert not any(np.array_equal(mark, bar) for mark in not_digits(DIGITS, [bar], (), 200, np.random.default_rng(1)))
    dash = np.ascontiguousarray(bar.T)  # lying, it is a minus
    assert any(np.array_equal(mark, dash) for mark in not_digits(DIGITS, [dash], (), 200, np.random.default_rng(1)))


def encloses_paper(mark: Mark) -> bool:
    """Whether some paper cannot be reached from outside without crossing ink."""
    ink = np.pad(np.where(mark > 96, np.uint8(255), np.uint8(0)), 1)
    cv2.floodFill(ink, None, (0, 0), 255)
    return bool((ink == 0).any())


@settings(max_examples=200, deadline=None)
@given(seed=SEEDS)
def test_a_piece_is_part_of_its_mark_and_keeps_no_loop(seed: int) -> None:
    mark = drawn(seed)
    part = piece(mark, np.random.default_rng(seed))
    assert not encloses_paper(part)
    assert np.array_equal(part[part > 0], mark[part > 0])
    if part.any():  # 35 to 65 % of the pixels, as far as a straight cut can count them
        assert 0.3 < np.count_nonzero(part) / np.count_nonzero(mark) < 0.7


def test_only_loops_keep_a_piece_from_being_made() -> None:
    """Digits without a loop always leave a piece; an 8, which is all loops, often does not."""
    one, eight = (drawn(seed) for seed in (1, 8))
    assert encloses_paper(eight)
    assert all(piece(one, np.random.default_rng(seed)).any() for seed in range(60))
    assert not all(piece(eight, np.random.default_rng(seed)).any() for seed in range(60))


@settings(max_examples=60, deadline=None)
@given(seed=SEEDS)
def test_a_pair_has_more_ink_than_either(seed: int) -> None:
    left, right = drawn(seed), drawn(seed // 10)
    both = beside(left, right, np.random.default_rng(seed))
    assert int(both.sum()) > min(int(left.sum()), int(right.sum()))
    assert both.shape[0] == both.shape[1]
    assert not np.concatenate([both[0], both[-1], both[:, 0], both[:, -1]]).any()


@given(seed=SEEDS)
def test_lying_digits_lie_either_way_and_are_not_mirrored(seed: int) -> None:
    two = drawn(2)
    lies = lying(two, np.random.default_rng(seed))
    assert any(np.array_equal(lies, np.rot90(two, turns)) for turns in (1, 3))
    assert not set(SENSELESS_WHEN_LYING) & {0, 1, 6, 8, 9}  # lying, these are still digits, or a minus
