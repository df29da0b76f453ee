"""A stroke of the pen as control points, and the smooth curve through them.

A model of a character is text: strokes are parted by `/`, points are `x,y` in hundredths of a digit's height with y
down, and a curve goes through them in the order written; `*` after a point makes it a corner. The order and the
direction are those of the pen.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float32]
"""A stroke as a dense polyline: float32 (n, 2), x and y, y down."""

SPACING = 0.035  # heights between the points of a finished curve; short enough that 100-pixel digits show no edges


@dataclass(frozen=True)
class Stroke:
    """One pen-down to pen-up: control points and which of them are corners."""

    points: NDArray[np.float32]
    """(k, 2) x and y in digit heights, y down."""
    corners: tuple[int, ...]
    """Indices of the inner points at which the curve breaks."""

    @cached_property
    def field(self) -> NDArray[np.float32]:
        """(5, k): what a smooth warp about the middle of the digit's box is made of, x, y and their products."""
        x, y = self.points[:, 0] - 0.3, self.points[:, 1] - 0.5
        return np.stack([x, y, 2 * x * x, 2 * y * y, 4 * x * y])

    @cached_property
    def basis(self) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Two (n, k) matrices P and T: the curve is (P + r·T) @ control points, with r the roundness.

        r = 0 gives straight lines between the points, r = 1 a Catmull-Rom spline. Being linear in the control points,
        one pair of matrices serves every hand that writes this stroke.
        """
        k = len(self.points)
        steps = np.sqrt(np.linalg.norm(np.diff(self.points, axis=0), axis=1))  # centripetal: no loops at short steps
        ends = [0, *self.corners, k - 1]
        straight, tangent = [], []
        for first, last in pairwise(ends):
            slopes = _slopes(steps[first:last], first, k)
            for i in range(first, last):
                n = max(2, round(float(np.linalg.norm(self.points[i + 1] - self.points[i])) / SPACING))
                t = np.arange(n + (i == k - 2)) / n  # each piece leaves its end to the next, the last one keeps it
                bend = np.zeros((len(t), k))
                line = np.zeros((len(t), k))
                line[:, i], line[:, i + 1] = 1 - t, t
                smooth = t * t * (3 - 2 * t)
                bend[:, i], bend[:, i + 1] = t - smooth, smooth - t
                bend += steps[i] * (t**3 - 2 * t**2 + t)[:, None] * slopes[i - first]
                bend += steps[i] * (t**3 - t**2)[:, None] * slopes[i - first + 1]
                straight.append(line)
                tangent.append(bend)
        return np.concatenate(straight).astype(np.float32), np.concatenate(tangent).astype(np.float32)


def _slopes(steps: NDArray[np.float32], first: int, k: int) -> NDArray[np.float64]:
    """(m + 1, k): the curve's slope at each of the m + 1 points from `first` on, as weights of the k control points."""
    m = len(steps)
    secants = np.zeros((m, k))
    rows = np.arange(m)
    secants[rows, first + rows], secants[rows, first + rows + 1] = -1 / steps, 1 / steps
    slopes = np.zeros((m + 1, k))
    for j in range(1, m):
        before, after = steps[j - 1], steps[j]
        slopes[j] = (secants[j - 1] * after + secants[j] * before) / (before + after)
    # An end without a neighbour bends as the stroke was bending already: the parabola through its three points.
    slopes[0] = 2 * secants[0] - slopes[1] if m > 1 else secants[0]
    slopes[m] = 2 * secants[m - 1] - slopes[m - 1] if m > 1 else secants[0]
    return slopes


@dataclass(frozen=True)
class Model:
    """One way to draw one character."""

    name: str
    strokes: tuple[Stroke, ...]
    weight: float
    """How common it is among the models of the same character; any positive number."""


def parse(name: str, weight: float, text: str) -> Model:
    """The model written as `text`; raises ValueError for a stroke of fewer than two points."""
    strokes = []
    for part in text.split("/"):
        tokens = part.split()
        if len(tokens) < 2:
            raise ValueError(f"{name}: a stroke needs two points or more, found {part!r}")
        corners = tuple(i for i, token in enumerate(tokens) if token.endswith("*") and 0 < i < len(tokens) - 1)
        points = [[float(value) / 100 for value in token.rstrip("*").split(",")] for token in tokens]
        strokes.append(Stroke(np.asarray(points, np.float32), corners))
    return Model(name, tuple(strokes), weight)
