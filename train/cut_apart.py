"""Digits that touch, as the reader cuts them apart: what is left of each, and what is left where a cut was wrong.

Two digits that share a stroke both lose some of it, whichever way they are cut. A network that has met whole digits
alone takes such a one for no digit, and what a wrong cut leaves for a digit.
"""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.card import NOT_A_DIGIT
from edge.lattice import Candidate, candidates
from edge.segment import pieces_of
from train.data import Digits
from train.marks import HEIGHT, Marks, with_room
from train.negatives import has_hole, like_a_one
from train.processes import in_processes

SHEET = 250  # strings made in one go with one seed, so that the marks do not depend on how many processes there are
MOST_DIGITS = 4  # of a string; a longer one is cut in the same places
OVERLAP = -0.1, 0.25  # of the narrower neighbour's width; where there is room between them, ink may join them still
UNEVEN = 0.08  # digit heights by which a digit is off the line
SIZES = 0.85, 1.15  # of one digit to the next
INKED = 127  # grey level above which ink counts
COMPLETE = 0.9  # of a digit's ink: who holds less is not all of it
FOREIGN = 0.12  # of a candidate's ink: so much of a neighbour's is overlooked
SPOILT = 0.25  # from so much of a neighbour's ink on, it is no digit any more
WHOLE = 0.75  # of a digit's ink: who holds so much of two digits is neither
PART = 0.3  # of a digit's ink: who holds less of every digit is none; half a 2 may be a good 7
MOST_WRONG = 2  # of a string's candidates that are no digits, by lot


def cut_apart(digits: Digits, strings: int, rng: np.random.Generator) -> Marks:
    """What the reader cuts out of so many `strings` of touching `digits`, as far as the truth decides what it is.

    Made on all cores; the same generator state gives the same marks.
    """
    draws = rng.spawn(-(-strings // SHEET))
    sheets = []
    for start, draw in zip(range(0, strings, SHEET), draws, strict=True):
        lengths = draw.integers(2, MOST_DIGITS + 1, min(SHEET, strings - start))
        sheets.append(([digits[draw.choice(len(digits), length)] for length in lengths], draw))
    cut = [mark for sheet in in_processes(_on_sheet, sheets) for mark in sheet]
    right = [(mark, answer) for mark, answer in cut if answer != NOT_A_DIGIT]
    return Marks(
        [mark for mark, _ in right],
        np.array([answer for _, answer in right], np.uint8),
        [mark for mark, answer in cut if answer == NOT_A_DIGIT],
    )


def cuts_of(digits: Digits, rng: np.random.Generator) -> list[tuple[NDArray[np.uint8], int]]:
    """`digits` written as one string that touches, and what it is cut into: ink uint8 (h, w) with room around it, and
    the right answer.

    Left out is what the truth does not decide: most of a digit, and what may pass for one (a bare stroke, a loop).
    """
    each = string_of(list(digits.images), rng)
    strength = np.maximum.reduce(each)
    mask = cv2.threshold(strength, INKED, 255, cv2.THRESH_BINARY)[1]
    pieces = pieces_of(strength, mask, 0, 0)
    options = candidates(pieces, np.zeros(len(pieces), np.float32))
    right, wrong = [], []
    for option in options:
        answer = answer_of(option, each, digits.labels)
        if answer == NOT_A_DIGIT:
            wrong.append((_mark(option), answer))
        elif answer is not None and not option.whole:
            right.append((_mark(option), answer))
    return right + [wrong[i] for i in rng.permutation(len(wrong))[:MOST_WRONG]]


def string_of(images: Sequence[NDArray[np.uint8]], rng: np.random.Generator) -> list[NDArray[np.uint8]]:
    """The digits of `images` (n, 28, 28) side by side, overlapping or nearly: the ink of each alone, uint8 (h, w)."""
    patches = []
    for image in images:
        x, y, w, h = cv2.boundingRect(cv2.threshold(image, INKED, 255, cv2.THRESH_BINARY)[1])
        scale = HEIGHT * float(rng.uniform(*SIZES)) / max(w, h)
        patches.append(cv2.resize(image[y : y + h, x : x + w], None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC))
    starts, x = [], 0
    for i, patch in enumerate(patches):
        if i:
            x -= round(float(rng.uniform(*OVERLAP)) * min(patch.shape[1], patches[i - 1].shape[1]))
        starts.append(x)
        x += patch.shape[1]
    off = [round(float(rng.uniform(-UNEVEN, UNEVEN)) * HEIGHT) for _ in patches]
    top = max(patch.shape[0] - down for patch, down in zip(patches, off, strict=True))
    shape = top + max(off), max(start + patch.shape[1] for start, patch in zip(starts, patches, strict=True))
    each = []
    for patch, start, down in zip(patches, starts, off, strict=True):
        alone = np.zeros(shape, np.uint8)
        foot = top + down
        alone[foot - patch.shape[0] : foot, start : start + patch.shape[1]] = patch
        each.append(alone)
    return each


def _mark(option: Candidate) -> NDArray[np.uint8]:
    patch = option.piece.patch
    reduction = min(1.0, HEIGHT / max(patch.shape))
    return with_room(cv2.resize(patch, None, fx=reduction, fy=reduction, interpolation=cv2.INTER_AREA))


def answer_of(option: Candidate, each: Sequence[NDArray[np.uint8]], labels: NDArray[np.uint8]) -> int | None:
    """Which digit of `each` (n, h, w) the candidate is, `NOT_A_DIGIT`, or None where the truth does not decide it."""
    box = option.piece.box
    taken = option.piece.patch > INKED
    total = np.count_nonzero(taken)
    if not total:
        return None
    inside = [one[box.y : box.bottom, box.x : box.right] > INKED for one in each]
    own = [np.count_nonzero(ink & taken) for ink in inside]
    held = [count / np.count_nonzero(one > INKED) for count, one in zip(own, each, strict=True)]
    if sum(share >= WHOLE for share in held) > 1:
        return NOT_A_DIGIT
    most = int(np.argmax(held))
    foreign = 1 - own[most] / total
    if held[most] >= COMPLETE:
        return int(labels[most]) if foreign <= FOREIGN else NOT_A_DIGIT if foreign >= SPOILT else None
    if held[most] >= PART or like_a_one(option.piece.patch) or has_hole(option.piece.patch):
        return None
    return NOT_A_DIGIT


def _on_sheet(sheet: tuple[list[Digits], np.random.Generator]) -> list[tuple[NDArray[np.uint8], int]]:
    strings, rng = sheet
    return [mark for string in strings for mark in cuts_of(string, rng)]
