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

Mark = NDArray[np.uint8]

SIDE = 64  # pixels of a drawn mark, both ways
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


def not_digits(digits: Digits, written: Sequence[Mark], count: int, rng: np.random.Generator) -> list[Mark]:
    """`count` marks that are no digits, each uint8 (h, w), ink bright on 0, with room around it.

    Pieces and pairs are cut from `digits`; `written` are letters and signs by hand, of which some are taken.
    """
    images = digits.images
    turnable = images[np.isin(digits.labels, SENSELESS_WHEN_LYING)]
    kinds: list[tuple[float, Callable[[], Mark]]] = [
        (0.18, lambda: written[int(rng.integers(len(written)))]),
        (0.16, lambda: letters(rng, 1)),
        (0.05, lambda: letters(rng, int(rng.integers(2, 5)))),
        (0.10, lambda: sign(rng)),
        (0.10, lambda: scribble(rng)),
        (0.07, lambda: tick_or_cross(rng)),
        (0.08, lambda: piece(_any(images, rng), rng)),
        (0.05, lambda: piece(written[int(rng.integers(len(written)))], rng)),
        (0.12, lambda: pair(_any(images, rng), _any(images, rng), rng)),
        (0.04, lambda: lying(_any(turnable, rng), rng)),
        (0.05, lambda: ruling(rng)),
        (0.05, lambda: blot(rng)),
    ]
    shares = np.array([share for share, _ in kinds])
    marks: list[Mark] = []
    while len(marks) < count:
        mark = kinds[int(rng.choice(len(kinds), p=shares / shares.sum()))][1]()
        if cv2.countNonZero(mark) and not _like_a_one(mark):
            marks.append(mark)
    return marks


def _any(images: Mark, rng: np.random.Generator) -> Mark:
    return images[int(rng.integers(len(images)))]


def _like_a_one(mark: Mark) -> bool:
    """Whether the ink is a bare upright stroke, which anyone would read as a 1."""
    points = cv2.findNonZero(mark)
    (_, (w, h), _) = cv2.minAreaRect(points)
    _, _, width, height = cv2.boundingRect(points)
    return min(w, h) < 0.4 * max(w, h) and height > width


def _has_hole(mark: Mark) -> bool:
    """Whether the strokes close round some paper."""
    _, hierarchy = cv2.findContours(cv2.threshold(mark, 96, 255, cv2.THRESH_BINARY)[1], cv2.RETR_CCOMP, 2)
    return hierarchy is not None and bool((hierarchy[0, :, 3] >= 0).any())


def _pen(rng: np.random.Generator) -> int:
    return int(rng.integers(2, 8))


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


def scribble(rng: np.random.Generator) -> Mark:
    """One to three smooth strokes that go nowhere in particular."""
    picture, pen = np.zeros((SIDE, SIDE), np.uint8), _pen(rng)
    for _ in range(int(rng.integers(1, 4))):
        knots = rng.uniform(8, SIDE - 8, (int(rng.integers(3, 8)), 2))
        _draw(picture, _smooth(knots), pen)
    return picture


def tick_or_cross(rng: np.random.Generator) -> Mark:
    """A tick, a cross, an arrow, an angle, a star or a wave."""
    jitter = rng.normal(0, 0.04, (8, 2))
    shapes: list[list[list[tuple[float, float]]]] = [
        [[(0.1, 0.55), (0.35, 0.85), (0.9, 0.15)]],
        [[(0.1, 0.1), (0.9, 0.9)], [(0.9, 0.1), (0.1, 0.9)]],
        [[(0.1, 0.5), (0.9, 0.5)], [(0.65, 0.25), (0.9, 0.5), (0.65, 0.75)]],
        [[(0.5, 0.1), (0.5, 0.9)], [(0.25, 0.65), (0.5, 0.9), (0.75, 0.65)]],
        [[(0.1, 0.1), (0.1, 0.9), (0.9, 0.9)]],
        [[(0.1, 0.9), (0.1, 0.1), (0.9, 0.1)]],
        [[(0.1, 0.1), (0.9, 0.1), (0.9, 0.9), (0.1, 0.9), (0.1, 0.1)]],
        [[(0.5, 0.1), (0.9, 0.9), (0.1, 0.9), (0.5, 0.1)]],
        [[(0.05, 0.6), (0.25, 0.35), (0.5, 0.6), (0.75, 0.85), (0.95, 0.6)]],
        [[(0.5, 0.1), (0.5, 0.9)], [(0.1, 0.5), (0.9, 0.5)]],
        [[(0.05, 0.5), (0.95, 0.5)]],
        [[(0.1, 0.35), (0.9, 0.35)], [(0.1, 0.65), (0.9, 0.65)]],
        [[(0.2, 0.1), (0.2, 0.9)], [(0.8, 0.1), (0.8, 0.9)], [(0.2, 0.5), (0.8, 0.5)]],
        [[(0.5, 0.1), (0.5, 0.9)], [(0.1, 0.1), (0.9, 0.1)]],
        [[(0.15, 0.9), (0.45, 0.85), (0.2, 0.4), (0.5, 0.1), (0.8, 0.4), (0.55, 0.85), (0.85, 0.9)]],
        [[(0.9, 0.1), (0.3, 0.8), (0.1, 0.5), (0.3, 0.2), (0.9, 0.9)]],
    ]
    picture, pen = np.zeros((SIDE, SIDE), np.uint8), _pen(rng)
    for stroke in shapes[int(rng.integers(len(shapes)))]:
        points = (np.array(stroke) + jitter[: len(stroke)]) * (SIDE - 16) + 8
        _draw(picture, _smooth(points) if rng.random() < 0.3 and len(points) > 2 else points, pen)
    return picture


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
    return kept if not _has_hole(kept) else np.zeros_like(mark)


def pair(left: Mark, right: Mark, rng: np.random.Generator) -> Mark:
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


def ruling(rng: np.random.Generator) -> Mark:
    """Lines of ruled or squared paper and corners of tables, with their ends cut by the box."""
    picture, pen = np.zeros((SIDE, SIDE), np.uint8), int(rng.integers(1, 4))
    pitch, slope = int(rng.integers(10, 40)), rng.normal(0, 0.05)
    both = rng.random() < 0.6
    for at in range(int(rng.integers(4, pitch)), SIDE, pitch):
        cv2.line(picture, (4, at), (SIDE - 5, int(at + slope * SIDE)), 255, pen, cv2.LINE_AA)
    if both:
        for at in range(int(rng.integers(4, pitch)), SIDE, pitch):
            cv2.line(picture, (at, 4), (int(at - slope * SIDE), SIDE - 5), 255, pen, cv2.LINE_AA)
    return picture


def blot(rng: np.random.Generator) -> Mark:
    """A filled blob, the edge of a shadow, or specks of texture."""
    picture = np.zeros((SIDE, SIDE), np.uint8)
    noise = cv2.GaussianBlur(rng.normal(0, 1, (SIDE, SIDE)).astype(np.float32), (0, 0), rng.uniform(1.5, 12))
    level = float(np.quantile(noise, rng.uniform(0.4, 0.9)))
    cv2.ellipse(picture, (SIDE // 2, SIDE // 2), (26, int(rng.integers(10, 27))), rng.uniform(0, 180), 0, 360, 255, -1)
    return np.where(noise > level, picture, 0).astype(np.uint8) if rng.random() < 0.8 else picture


def _smooth(knots: NDArray[np.float64]) -> NDArray[np.float64]:
    """A curve (m, 2) through the neighbourhood of `knots` (n, 2): Chaikin's corner cutting, three times."""
    for _ in range(3):
        near, far = 0.75 * knots[:-1] + 0.25 * knots[1:], 0.25 * knots[:-1] + 0.75 * knots[1:]
        knots = np.concatenate([knots[:1], np.stack([near, far], 1).reshape(-1, 2), knots[-1:]])
    return knots


def _draw(picture: Mark, points: NDArray[np.float64], pen: int) -> None:
    """Draw the polyline `points` (n, 2), x before y, into `picture`, with sixteenths of pixels kept."""
    cv2.polylines(picture, [np.rint(points * 16).astype(np.int32)], False, 255, pen, cv2.LINE_AA, shift=4)


def _tight(mark: Mark) -> Mark:
    x, y, w, h = cv2.boundingRect(mark)
    return mark[y : y + h, x : x + w]


def _squared(picture: Mark) -> Mark:
    """`picture` in the middle of a square, so that what follows keeps its aspect."""
    h, w = picture.shape
    side = max(h, w) + 8
    top, left = (side - h) // 2, (side - w) // 2
    return cv2.copyMakeBorder(picture, top, side - h - top, left, side - w - left, cv2.BORDER_CONSTANT, value=0)
