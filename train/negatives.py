"""What is not a digit, made by a procedure: the eleventh answer is learnt from these.

A camera's page is full of marks: letters, operators, ticks, pieces of digits cut wrongly, two digits in one box,
ruling, blots and texture. Marks that a person would call a digit are left out (capital O, small l, a bare slash), so
that the network is not taught to refuse real ones.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from train.data import Digits
from train.drawings import arches, drawing, scribble, tick_or_cross
from train.page_marks import blot, corner, ruling, shadow_edge

Mark = NDArray[np.uint8]

# Without what may pass for a digit: D O Q o 0, I l i j | 1, Z z 2, S s 5, b G 6, T 7, B 8, g q 9, y 4.
LETTERS = "ACEFHJKLMNPRUVWXYacdefhkmnprtuvwx"
SIGNS = "+-=*#%&@?!<>[]{}()^~:;,.\"'$"
SENSELESS_WHEN_LYING = (2, 3, 4, 5, 7)  # a lying 0 is a 0, a lying 8 nearly an 8, a lying 6 or 9 still has its loop
FONTS = (
    cv2.FONT_HERSHEY_SIMPLEX,
    cv2.FONT_HERSHEY_PLAIN,
    cv2.FONT_HERSHEY_DUPLEX,
    cv2.FONT_HERSHEY_COMPLEX,
    cv2.FONT_HERSHEY_TRIPLEX,
    cv2.FONT_HERSHEY_COMPLEX_SMALL,
    cv2.FONT_HERSHEY_SCRIPT_SIMPLEX,
    cv2.FONT_HERSHEY_SCRIPT_COMPLEX,
)


def not_digits(
    digits: Digits, written: Sequence[Mark], found: Sequence[Mark], count: int, rng: np.random.Generator
) -> list[Mark]:
    """`count` marks that are no digits, each uint8 (h, w), ink bright on 0, with room around it.

    Pieces and pairs are cut from `digits`; of the letters and signs that were `written` by hand, and of the marks that
    were `found` on pages, some are taken. Nothing need have been found.
    """
    images = digits.images
    turnable = images[np.isin(digits.labels, SENSELESS_WHEN_LYING)]
    kinds: list[tuple[float, Callable[[], Mark]]] = [
        (0.2, lambda: written[int(rng.integers(len(written)))]),
        (0.3 * bool(found), lambda: found[int(rng.integers(len(found)))]),
        (0.12, lambda: letters(rng, 1)),
        (0.04, lambda: letters(rng, int(rng.integers(2, 5)))),
        (0.09, lambda: sign(rng)),
        (0.07, lambda: scribble(rng)),
        (0.06, lambda: tick_or_cross(rng)),
        (0.18, lambda: drawing(rng)),
        (0.04, lambda: arches(rng)),
        (0.08, lambda: piece(_any(images, rng), rng)),
        (0.03, lambda: piece(written[int(rng.integers(len(written)))], rng)),
        (0.09, lambda: beside(_any(images, rng), _any(images, rng), rng)),
        (0.03, lambda: beside(beside(_any(images, rng), _any(images, rng), rng), _any(images, rng), rng)),
        (0.03, lambda: lying(_any(turnable, rng), rng)),
        (0.03, lambda: ruling(rng)),
        (0.03, lambda: corner(rng)),
        (0.02, lambda: shadow_edge(rng)),
        (0.04, lambda: blot(rng)),
    ]
    shares = np.array([share for share, _ in kinds])
    marks: list[Mark] = []
    while len(marks) < count:
        mark = kinds[int(rng.choice(len(kinds), p=shares / shares.sum()))][1]()
        if cv2.countNonZero(mark) and not like_a_one(mark):
            marks.append(mark)
    return marks


def _any(images: Mark, rng: np.random.Generator) -> Mark:
    return images[int(rng.integers(len(images)))]


def like_a_one(mark: Mark) -> bool:
    """Whether the ink is a bare upright stroke, which anyone would read as a 1."""
    points = cv2.findNonZero(mark)
    (_, (w, h), _) = cv2.minAreaRect(points)
    _, _, width, height = cv2.boundingRect(points)
    return min(w, h) < 0.4 * max(w, h) and height > width


def has_hole(mark: Mark) -> bool:
    """Whether the strokes close round some paper."""
    _, hierarchy = cv2.findContours(cv2.threshold(mark, 96, 255, cv2.THRESH_BINARY)[1], cv2.RETR_CCOMP, 2)
    return hierarchy is not None and bool((hierarchy[0, :, 3] >= 0).any())


def letters(rng: np.random.Generator, count: int) -> Mark:
    """One letter, or several in one box, in one of OpenCV's stroke fonts."""
    text = "".join(rng.choice(list(LETTERS), count))
    return _lettered(text, rng)


def sign(rng: np.random.Generator) -> Mark:
    """An operator, a bracket or a stop."""
    return _lettered(str(rng.choice(list(SIGNS))), rng)


def _lettered(text: str, rng: np.random.Generator) -> Mark:
    font, pen = FONTS[int(rng.integers(len(FONTS)))], int(rng.integers(1, 6))
    (width, height), below = cv2.getTextSize(text, font, 1.6, pen)
    picture = np.zeros((height + 2 * below + 24, width + 24), np.uint8)
    cv2.putText(picture, text, (12, height + below + 4), font, 1.6, 255, pen, cv2.LINE_AA)
    return _squared(picture)


def piece(mark: Mark, rng: np.random.Generator) -> Mark:
    """What is left of `mark` when a cut took between a third and two thirds of its ink.

    Nothing, where the rest still has a loop: half an 8 is a 0, and most of a 9 is one too.
    """
    angle = rng.uniform(0, 2 * math.pi)
    y, x = np.nonzero(mark)
    along = x * math.cos(angle) + y * math.sin(angle)
    edge = np.quantile(along, rng.uniform(0.35, 0.65))
    kept = np.zeros_like(mark)
    inside = along >= edge
    kept[y[inside], x[inside]] = mark[y[inside], x[inside]]
    return kept if not has_hole(kept) else np.zeros_like(mark)


def beside(left: Mark, right: Mark, rng: np.random.Generator) -> Mark:
    """Two digits in one box: side by side, touching or overlapping; or one with a slice of its neighbour."""
    left, right = _tight(left), _tight(right)
    if rng.random() < 0.35:  # a slice of the neighbour, wide enough to be no accident of the pen
        width = max(4, int(right.shape[1] * rng.uniform(0.3, 0.6)))
        right = right[:, :width]
        if rng.random() < 0.5:
            left, right = right, left
    gap = int(rng.integers(-4, 7))
    drop = int(rng.integers(-3, 4))
    height = max(left.shape[0], right.shape[0]) + 8
    width = left.shape[1] + right.shape[1] + 8 + gap
    picture = np.zeros((height, width), np.uint8)
    picture[4 : 4 + left.shape[0], 4 : 4 + left.shape[1]] = left
    top, start = max(0, 4 + drop), 4 + left.shape[1] + gap
    room = picture[top : top + right.shape[0], start : start + right.shape[1]]
    np.maximum(room, right[: room.shape[0], : room.shape[1]], out=room)
    return _squared(picture)


def lying(digit: Mark, rng: np.random.Generator) -> Mark:
    """`digit` on its side, turned either way."""
    return np.ascontiguousarray(np.rot90(digit, 1 if rng.random() < 0.5 else 3))


def _tight(mark: Mark) -> Mark:
    x, y, w, h = cv2.boundingRect(mark)
    return mark[y : y + h, x : x + w]


def _squared(picture: Mark) -> Mark:
    """`picture` in the middle of a square, so that what follows keeps its aspect."""
    h, w = picture.shape
    side = max(h, w) + 8
    top, left = (side - h) // 2, (side - w) // 2
    return cv2.copyMakeBorder(picture, top, side - h - top, left, side - w - left, cv2.BORDER_CONSTANT, value=0)
