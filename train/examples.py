"""What the network is trained on: every digit worn anew in every round, and marks that are no digits among them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from tqdm import tqdm

from edge.card import NOT_A_DIGIT
from edge.glyph import glyph
from train.augment import Wear, worn, worn_glyphs
from train.data import Digits
from train.found import find_marks
from train.leftovers import with_leftovers
from train.marks import Marks, write_marks
from train.negatives import not_digits
from train.processes import in_processes

NEGATIVES = 0.35  # marks that are no digits, per digit: enough to learn from, not so many that every doubt becomes one
WRITTEN = 0.25  # digits of the project's own hands, per digit: the hands that MNIST lacks
PAGES = 0.0005  # synthetic pages, per digit and round, on each of which the reader finds a few digits and many marks
GENTLE_SHARE = 0.65  # of the digits, those that are changed only as another writing of the same hand would be
WITH_LEFTOVERS = 0.12  # share of all examples that were cleaned badly
FEWEST_FOR_PROCESSES = 100_000  # examples from which on it pays to start processes


@dataclass(frozen=True, eq=False)
class Examples:
    """Glyphs and which of the eleven answers each should get."""

    glyphs: NDArray[np.uint8]
    """(n, 28, 28)."""
    answers: NDArray[np.uint8]
    """(n,), 0 to 10."""

    def __len__(self) -> int:
        return len(self.answers)


def make_rounds(digits: Digits, rounds: int, seed: int) -> list[Examples]:
    """`rounds` times every digit, worn anew, with other marks among them; the same for the same seed.

    On all cores where it is long work, with a progress bar on a terminal.
    """
    first, second, *draws = np.random.default_rng(seed).spawn(rounds + 2)
    written = write_marks(round(WRITTEN * len(digits)), first)
    make = partial(one_round, digits, written, find_marks(round(PAGES * rounds * len(digits)), second))
    if rounds * len(digits) < FEWEST_FOR_PROCESSES:
        return [make(draw) for draw in draws]
    # This module does not import TensorFlow, so that the processes start fast.
    return list(tqdm(in_processes(make, draws), "examples", rounds, unit=" round", disable=None))


def one_round(digits: Digits, written: Marks, found: Marks, rng: np.random.Generator) -> Examples:
    """Every digit once, worn, those `written` and `found`, and NEGATIVES marks that are none, in random order."""
    marks = not_digits(digits, written.others, found.others, round(NEGATIVES * len(digits)), rng)
    rough = Wear()
    worn_digits = worn_glyphs(digits.images, GENTLE_SHARE, rng)
    others = [glyph(worn(mark, rough, rng)) for mark in (*written.digits, *found.digits, *marks)]
    not_a_digit = np.full(len(marks), NOT_A_DIGIT, np.uint8)
    answers = np.concatenate([digits.labels, written.labels, found.labels, not_a_digit])
    glyphs = np.concatenate([worn_digits, np.array(others, np.uint8)])
    for i in np.flatnonzero(rng.random(len(glyphs)) < WITH_LEFTOVERS):
        glyphs[i] = with_leftovers(glyphs[i], rng)
    order = rng.permutation(len(glyphs))
    return Examples(glyphs[order], answers[order])
