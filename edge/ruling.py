"""Ruled and squared paper, tables and boxes: long thin lines are taken out, the strokes that they cross are kept."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.ink import Ink
from edge.segment import Piece, pieces_of

SMALL_SIDE = 500  # pixels of the longer side of the small picture in which lines are sought
LEAST_LENGTH = 0.12  # of the piece's longer side, or LEAST_SPAN of its shorter one: a line that is worth taking out
LEAST_SPAN = 0.5
MOST_LINES = 60  # the longest ones
LEAST_SLENDERNESS = 15.0  # length by width of a line; the bar of a 7 has less
WIDEST = 0.012  # of the piece's longer side: half the width of a line, with what crosses it
BARE = 0.25  # breadth by length up to which what is left may be more of the same line: where it bulged, or its end
ASKEW = 0.08  # radians that such a rest may be turned from the line
ASTRAY = 1.5  # times its own width, how far such a rest may lie from the line
MIDDLE = 0.2  # of its length, how far from its middle a stroke is crossed by the other stroke of a plus
THICKER = 1.2  # times the line's width: where the ink is thicker than that, a stroke crosses or touches and is kept
CROSSED = 1.7  # times the line's width: a thicker place says nothing of where the line itself runs
NEAREST_FIRST = np.array([0, -1, 1, -2, 2, -3, 3])  # pixels off its course where a line's ink may be
BENT = 2.0  # times its own width, how broad a line is that lens or paper bend; with anything beside it, it is broader
WAVIEST = 0.4  # of its width, how far a line may sway: the bottoms of three 0s lie in a row, but are no line


def without_lines(piece: Piece, ink: Ink) -> list[Piece]:
    """What is left of `piece`, found in `ink`, when its long thin lines are taken out; `piece` where it has none."""
    if _is_line(piece):
        return []
    mask = cv2.threshold(piece.patch, 127, 255, cv2.THRESH_BINARY)[1]
    left = mask.copy()
    lines = [line for line in _long_lines(mask) if _erase(line, mask, left)]
    if not lines:
        return [piece]
    box = piece.box
    strength = ink.strength[box.y : box.bottom, box.x : box.right]
    rests = pieces_of(cv2.bitwise_and(strength, left), left, box.x, box.y)
    erased = np.array(lines) + np.array((box.x, box.y, box.x, box.y))
    return [rest for rest in rests if not _belongs_to(erased, rest)]


def _is_line(piece: Piece) -> bool:
    """Whether `piece` is one long thin line from end to end, so that it need not be searched for lines."""
    length, breadth = (side + 1 for side in sorted(piece.rectangle[1], reverse=True))
    return length >= LEAST_SLENDERNESS * breadth and breadth <= BENT * piece.stroke_width


def _long_lines(mask: NDArray[np.uint8]) -> list[NDArray[np.float64]]:
    """The straight lines in `mask`, each [x1, y1, x2, y2] in its pixels, the longest first."""
    scale = min(1.0, SMALL_SIDE / max(mask.shape))
    small = cv2.resize(mask, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    small = cv2.threshold(small, 60, 255, cv2.THRESH_BINARY)[1]  # a thin line survives as grey
    least = max(20.0, min(LEAST_LENGTH * max(small.shape), LEAST_SPAN * min(small.shape)))
    found = cv2.HoughLinesP(small, 1, np.pi / 360, int(0.6 * least), minLineLength=least, maxLineGap=6)
    if found is None:
        return []
    lines = [line / scale for line in found.reshape(-1, 4).astype(np.float64)]
    return sorted(lines, key=lambda line: -np.hypot(line[2] - line[0], line[3] - line[1]))[:MOST_LINES]


def _belongs_to(lines: NDArray[np.float64], rest: Piece) -> bool:
    """Whether `rest` is a bare upright stroke that goes with `lines`, (n, 4), x1, y1, x2, y2 each, and is no 1.

    It lies along one of them or beyond its end, or is crossed in its middle by one that is hardly longer than itself,
    like a plus. A lying stroke is left: no one reads it as a digit, and it may be the bar of a 5.
    """
    centre, (w, h), angle = rest.rectangle
    length, breadth = max(w, h) + 1, min(w, h) + 1
    along = math.radians(angle if w >= h else angle + 90)
    if breadth > BARE * length or abs(math.cos(along)) > abs(math.sin(along)):
        return False
    reach = np.array([math.cos(along), math.sin(along)]) * length / 2
    middle = np.array([rest.box.x + centre[0], rest.box.y + centre[1]])
    course = lines[:, 2:] - lines[:, :2]  # (n, 2)
    line_length = np.hypot(course[:, 0], course[:, 1])
    across = course[:, ::-1] * (-1, 1) / line_length[:, None]
    one, other = (((middle + end - lines[:, :2]) * across).sum(axis=1) for end in (-reach, reach))  # (n,) pixels away
    beside = np.maximum(np.abs(one), np.abs(other)) <= ASTRAY * breadth + 1
    if (beside & (np.abs(one - other) <= ASKEW * length) & (line_length >= 2 * length)).any():
        return True
    return bool(((_distance(middle, lines) <= MIDDLE * length) & (line_length <= 1.5 * length)).any())


def _distance(point: NDArray[np.float64], lines: NDArray[np.float64]) -> NDArray[np.float64]:
    """Pixels from `point` (2,) to the nearest point of each of `lines` (n, 4), which end where they end: (n,)."""
    start, course = lines[:, :2], lines[:, 2:] - lines[:, :2]
    share = np.clip(((point - start) * course).sum(axis=1) / (course**2).sum(axis=1), 0, 1)
    return np.hypot(*(start + share[:, None] * course - point).T)


def _erase(line: NDArray[np.float64], mask: NDArray[np.uint8], left: NDArray[np.uint8]) -> bool:
    """Clear in `left` the ink of `mask` along `line` wherever it is no thicker than the line; whether any was."""
    x1, y1, x2, y2 = line
    if abs(y2 - y1) > abs(x2 - x1):  # steep: work on the picture turned about its diagonal
        return _erase(line[[1, 0, 3, 2]], mask.T, left.T)
    if x1 > x2:
        x1, y1, x2, y2 = x2, y2, x1, y1
    height, width = mask.shape
    x = np.arange(max(0, int(x1)), min(width, int(x2) + 1))
    y = np.clip(np.rint(y1 + (x - x1) * (y2 - y1) / max(x2 - x1, 1)).astype(int), 0, height - 1)
    reach = max(6, int(min((x2 - x1) / LEAST_SLENDERNESS, WIDEST * max(mask.shape))))
    # The ink above and below the line's middle, column by column: (2·reach + 1, n).
    depth = np.arange(2 * reach + 1, dtype=np.int16)[:, None]
    rows = y + depth - reach
    column = (mask[np.clip(rows, 0, height - 1), x] > 0) & (rows >= 0) & (rows < height)
    nearest = NEAREST_FIRST + reach
    near = column[nearest]
    there = near.any(axis=0)
    if there.mean() < 0.6:
        return False
    top, bottom = _run(column, nearest[near.argmax(axis=0)])
    thickness = bottom - top + 1
    typical = float(np.median(thickness[there]))
    if x2 - x1 < LEAST_SLENDERNESS * typical:
        return False
    slim = there & (thickness <= CROSSED * typical + 1)
    if _sway(x[slim], (y + (top + bottom) / 2)[slim]) > WAVIEST * typical + 0.3:
        return False
    cut_off = (top == 0) | (bottom == 2 * reach)  # thicker than the window, who knows how much
    thin = there & ~cut_off & (thickness <= THICKER * typical + 1)
    erased = thin & (depth >= top) & (depth <= bottom)
    r, c = np.nonzero(erased)
    left[rows[r, c], x[c]] = 0
    return len(r) > 0


def _sway(x: NDArray[np.intp], y: NDArray[np.float64]) -> float:
    """The root of the mean square of the distances in pixels, down or up, of the points `x`, `y` (n,) to their line."""
    x_offset, y_offset = x - x.mean(), y - y.mean()
    slope = (x_offset @ y_offset) / max(float(x_offset @ x_offset), 1)
    return float(np.sqrt(np.mean((y_offset - slope * x_offset) ** 2)))


def _run(column: NDArray[np.bool_], start: NDArray[np.intp]) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """The first and the last row of the ink that is round row `start` (n,) in each column of `column` (m, n): two (n,).

    Where there is no ink at `start`, they say nothing.
    """
    depth = np.arange(len(column), dtype=np.int16)[:, None]
    gap_above = np.maximum.accumulate(np.where(column, np.int16(-1), depth), axis=0)  # the nearest one, as a row
    gap_below = np.minimum.accumulate(np.where(column, np.int16(len(column)), depth)[::-1], axis=0)[::-1]
    x = np.arange(len(start))
    return gap_above[start, x] + 1, gap_below[start, x] - 1
