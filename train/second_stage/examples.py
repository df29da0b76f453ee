"""What the second stage learns from: proposals of the page network on composed pages, and what each of them is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from edge.page.boxes import Boxes, shared, widened
from edge.page.network import Network
from edge.page.page import find
from edge.page.peaks import Found
from edge.page.second_stage import NOTHING, PRINTED
from edge.page.surroundings import surroundings, within
from train.page.composed import doubtful, truth_of
from train.synth.truth import PRINTED_DIGIT, Page

STORED = 64  # pixels of a picture that is kept: each time that it is learnt it is moved, turned and made smaller
LOWEST = 0.1  # probability of a centre from which a peak is a proposal: 93 to 96 of 100 digits have one
RIGHT, WRONG = 0.5, 0.35  # intersection over union from which a proposal is the digit, and up to which it is none
PRINTED_FROM = 0.4  # likewise, from which it is a printed digit
MOST_DIGITS, MOST_OTHERS = 40, 30  # of one page, by lot: one table must not outweigh all others


@dataclass(frozen=True, eq=False)
class Examples:
    """n pictures and their answers."""

    pictures: NDArray[np.uint8]
    """(n, STORED, STORED, 3), BGR."""
    answers: NDArray[np.uint8]
    """(n,), indices into `edge.page.second_stage.ANSWERS`."""
    boxes: NDArray[np.float32]
    """(n, 4): the digit's own box, x, y, w, h in pixels of its picture; zeros where it is none."""

    def __len__(self) -> int:
        return len(self.answers)


def examples(page: Page, network: Network, rng: np.random.Generator) -> Examples:
    """Of what `network`, whose card has LOWEST for a threshold, proposes on `page`: what its truth decides.

    Of the others those are taken more often of which the network is surer.
    """
    found = find(page.frame, network).found
    answers, own = told(page, found.boxes)
    taken = np.concatenate([_digits(answers, rng), _others(answers, found, rng)])
    boxes = found.boxes[taken]
    own_there = within(boxes, own[taken]) * STORED * (answers[taken] < NOTHING)[:, None]
    return Examples(surroundings(page.frame, boxes, STORED), answers[taken].astype(np.uint8), own_there)


def told(page: Page, boxes: Boxes) -> tuple[NDArray[np.intp], Boxes]:
    """(n,): which of ANSWERS each of `boxes` (n, 4) on `page` should get, -1 where its truth does not decide it.

    With it, (n, 4), the own boxes of those that are digits; of the others, themselves. Boxes are compared `widened`:
    few boxes of a 1 share half of its own.
    """
    truth, labels, unsure = truth_of(page)
    printed = np.array([mark.box for mark in page.marks if mark.kind == PRINTED_DIGIT], np.float32).reshape(-1, 4)
    overlap = shared(widened(boxes)[:, None], widened(truth)[None])
    best = overlap.max(axis=1, initial=0)
    of_print = shared(widened(boxes)[:, None], widened(printed)[None]).max(axis=1, initial=0)
    answers, own = np.full(len(boxes), -1), boxes.copy()
    answers[best <= WRONG] = NOTHING
    answers[(best <= WRONG) & (of_print >= PRINTED_FROM)] = PRINTED
    right = best >= RIGHT
    if right.any():
        which = overlap[right].argmax(axis=1)
        answers[right], own[right] = labels[which], truth[which]
    answers[doubtful(boxes, unsure)] = -1
    return answers, own


def joined(parts: Sequence[Examples]) -> Examples:
    """All of `parts`."""
    nothing = Examples(np.zeros((0, STORED, STORED, 3), np.uint8), np.zeros(0, np.uint8), np.zeros((0, 4), np.float32))
    return Examples(*(np.concatenate([getattr(one, f.name) for one in (nothing, *parts)]) for f in fields(Examples)))


def _digits(answers: NDArray[np.intp], rng: np.random.Generator) -> NDArray[np.intp]:
    digits = np.flatnonzero((answers >= 0) & (answers < NOTHING))
    return rng.permutation(digits)[:MOST_DIGITS]


def _others(answers: NDArray[np.intp], found: Found, rng: np.random.Generator) -> NDArray[np.intp]:
    others = np.flatnonzero(answers >= NOTHING)
    if len(others) <= MOST_OTHERS:
        return others
    return rng.choice(others, MOST_OTHERS, replace=False, p=found.scores[others] / found.scores[others].sum())
