"""Marks as the reader cuts them out of whole pages, digits and others: what the network is really asked about.

A letter that was drawn on purpose is whole. On a page it comes joined to its neighbour, cut in two, with a stump of
ruling, or as noise that was taken for ink. Synthetic pages, whose truth is known, give such marks by the thousand.
"""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.card import NOT_A_DIGIT
from edge.ink import Ink, find_ink
from edge.lattice import Candidate, candidates
from edge.reading import Box
from edge.ruling import without_lines
from edge.segment import CUT_OUT, Piece, find_pieces
from edge.sift import SPANNING
from train.marks import OTHERS, Marks, with_room
from train.negatives import has_hole, like_a_one
from train.processes import in_processes
from train.scenes import Scene, Setting, render_scene, sample_setting

SHEETS = 16  # pages made in one go with one seed, so that the marks do not depend on how many processes there are
LETTERS = "".join(other for other in OTHERS if other.islower())  # tidy hands write no capitals
WORDY = 0.5  # of the lines; the rest are numbers
SAME = 0.8  # intersection over union from which a candidate is the digit itself
PART = 0.4  # of a digit's box: up to so much of it is surely no digit
WHOLE = 0.7  # from so much on, it is in the candidate
COMPLETE = 0.93  # of the ink in the box of a digit: who holds less is not all of it
ASIDE = 0.1  # of a box: so much of a neighbour or of a digit may lie in it by the way
MOST_OF_A_PAGE = 20  # marks that are no digits, by lot: one page of noise must not outweigh all others


def find_marks(pages: int, rng: np.random.Generator) -> Marks:
    """All that the reader would ask the network on so many synthetic `pages`, as far as the truth decides it.

    Made on all cores; the same generator state gives the same marks.
    """
    draws = rng.spawn(-(-pages // SHEETS))
    sizes = [min(SHEETS, pages - start) for start in range(0, pages, SHEETS)]
    found = [mark for sheet in in_processes(_on_sheets, list(zip(sizes, draws, strict=True))) for mark in sheet]
    digits = [(mark, answer) for mark, answer in found if answer != NOT_A_DIGIT]
    return Marks(
        [mark for mark, _ in digits],
        np.array([answer for _, answer in digits], np.uint8),
        [mark for mark, answer in found if answer == NOT_A_DIGIT],
    )


def found_on(scene: Scene) -> list[tuple[NDArray[np.uint8], int]]:
    """The candidates that the reader weighs on `scene`: ink uint8 (h, w) with room around it, and the right answer.

    Left out is what the truth does not decide: most of a digit, and what may pass for one (a bare stroke, a loop).
    """
    ink = find_ink(scene.frame)
    pieces: list[Piece] = []
    for piece in find_pieces(ink):
        long = max(piece.box.w, piece.box.h) >= SPANNING * min(ink.mask.shape)
        pieces += without_lines(piece, ink) if long else [piece]
    options = candidates(pieces, np.zeros(len(pieces), np.float32))
    answers = [answer_of(option, scene, ink) for option in options]
    return [(with_room(o.piece.patch), a) for o, a in zip(options, answers, strict=True) if a is not None]


def answer_of(option: Candidate, scene: Scene, ink: Ink) -> int | None:
    """Which digit of `scene` the candidate is, `NOT_A_DIGIT`, or None where the truth does not decide it."""
    piece, box = option.piece, option.piece.box
    shared = [box.shared(digit) for _, digit in scene.digits]
    within = [area / digit.area for area, (_, digit) in zip(shared, scene.digits, strict=True)]
    for area, (label, digit) in zip(shared, scene.digits, strict=True):
        if area >= SAME * (box.area + digit.area - area):
            alone = sum(share > ASIDE for share in within) == 1
            return int(label) if alone and _holds_all(piece, digit, ink) else None
    if sum(share >= WHOLE for share in within) > 1:  # several digits in one box
        return NOT_A_DIGIT
    if like_a_one(piece.patch) or any(share > PART for share in within):
        return None
    if (option.cuts or sum(shared) > ASIDE * box.area) and has_hole(piece.patch):  # half an 8 is a 0, half a d as well
        return None
    return NOT_A_DIGIT


def sample_page(rng: np.random.Generator) -> Setting:
    """A page by lot on which digits stand close to each other and to words of letters that are like no digit."""
    lines = tuple(_words(rng) if rng.random() < WORDY else _numbers(rng) for _ in range(int(rng.integers(2, 6))))
    return replace(sample_setting(rng), lines=lines, spacing=float(rng.uniform(-0.05, 0.45)))


def _words(rng: np.random.Generator) -> str:
    return " ".join("".join(rng.choice(list(LETTERS), rng.integers(1, 8))) for _ in range(int(rng.integers(1, 4))))


def _numbers(rng: np.random.Generator) -> str:
    return " ".join("".join(rng.choice(list("0123456789"), rng.integers(1, 6))) for _ in range(int(rng.integers(1, 3))))


def _on_sheets(sheets: tuple[int, np.random.Generator]) -> list[tuple[NDArray[np.uint8], int]]:
    count, rng = sheets
    found = []
    for _ in range(count):
        on_page = found_on(render_scene(rng, sample_page(rng)))
        others = [mark for mark in on_page if mark[1] == NOT_A_DIGIT]
        found += [mark for mark in on_page if mark[1] != NOT_A_DIGIT]
        found += [others[i] for i in rng.permutation(len(others))[:MOST_OF_A_PAGE]]
    return found


def _holds_all(piece: Piece, digit: Box, ink: Ink) -> bool:
    """Whether `piece` holds nearly all ink in the box of `digit`: a 0 without its right side is a C."""
    there = ink.strength[digit.y : digit.bottom, digit.x : digit.right] >= CUT_OUT * piece.strength
    return cv2.countNonZero(cv2.compare(piece.patch, 127, cv2.CMP_GT)) >= COMPLETE * int(np.count_nonzero(there))
