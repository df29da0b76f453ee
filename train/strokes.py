"""How people draw each digit, as data: stroke by stroke, in a box one high with y down.

A model is text. Strokes are parted by `/`, points are `x,y` in hundredths of the digit's height, and a smooth curve
goes through them in the order written; `*` after a point makes it a corner. The order and the direction are those of
the pen. Digits stay within 0 to 100 both ways and are as wide as a person writes them, which is mostly 50 to 65.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

SPACING = 0.035  # heights between the points of a finished curve; short enough that 100-pixel digits show no edges


@dataclass(frozen=True)
class Stroke:
    """One pen-down to pen-up: control points and which of them are corners."""

    points: NDArray[np.float32]
    """(k, 2) x and y in digit heights, y down."""
    corners: tuple[int, ...]
    """Indices of the inner points at which the curve breaks."""

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


# Two hands meet here. The European 1 has a long upstroke and the 7 a bar, so that they are not confused; the American
# 1 is a bare stroke and the 7 plain. Open 4s and looped 2s are common in both.
DIGITS: dict[str, tuple[Model, ...]] = {
    "0": (
        parse("closed", 4, "34,1 15,8 3,42 9,84 30,99 53,86 62,48 52,11 32,1"),
        parse("overlapping", 3, "46,6 22,4 4,36 4,72 24,99 48,88 60,50 50,14 30,2 17,10"),
        parse("open", 2, "40,4 16,9 2,46 12,90 34,99 56,78 61,36 50,10 41,9"),
        parse("round", 2, "42,4 12,16 2,54 20,95 50,95 76,64 70,22 44,5"),
        parse("clockwise", 1, "8,30 26,2 52,14 58,54 42,95 18,95 3,62 8,28 16,14"),
        parse("looped at the top", 1, "38,8 14,12 2,48 13,92 37,97 58,62 52,22 34,9 44,2 58,4"),
        parse("slashed", 1, "34,4 14,10 3,44 10,86 30,98 53,84 61,46 50,10 33,4 / 62,4 3,97"),
    ),
    "1": (
        parse("plain", 5, "8,1 7,50 6,99"),
        parse("leaning", 2, "26,1 15,48 2,99"),
        parse("bent", 1, "8,1 12,30 9,66 4,99"),
        parse("flag", 3, "2,24 14,14 24,2* 23,50 22,99"),
        parse("long upstroke", 2, "2,52 22,28 38,2* 35,50 34,99"),
        parse("flag and foot", 2, "4,22 16,14 28,1* 28,50 28,97 / 2,98 28,97 55,96"),
        parse("foot", 0.6, "20,1 20,50 20,98 / 2,99 22,98 42,98"),
        parse("hooked flag", 1, "2,18 10,16 20,2* 19,50 16,99"),
    ),
    "2": (
        parse("plain", 4, "4,24 15,5 36,2 52,17 48,42 26,72 3,97* 32,95 63,97"),
        parse("looped", 4, "5,20 20,3 44,6 53,27 41,58 20,88 7,97 3,88 15,80 35,90 50,97 66,88"),
        parse("wide loop", 2, "4,16 28,2 50,14 48,42 30,74 9,92 3,82 18,72 40,86 62,97 78,92"),
        parse("swan", 3, "5,20 22,3 47,8 52,32 33,66 4,95* 24,88 44,97 64,90"),
        parse("angular", 1, "4,8 28,4 52,6* 30,50 4,96* 32,96 60,95"),
        parse("high hook", 2, "10,34 8,12 30,1 50,12 46,40 24,76 4,97* 30,97 56,93"),
        parse("curled hook", 1, "18,26 6,22 12,6 34,1 50,14 46,42 24,76 4,96* 30,94 62,96"),
        parse("rising tail", 2, "8,24 22,5 44,3 53,18 44,46 22,88 7,98 3,88 20,74 48,73 90,66"),
        parse("broad loop", 2, "10,22 26,3 50,6 52,30 36,66 16,95 3,94 6,78 28,76 50,92 82,84"),
        parse("wide and flat", 1, "4,18 30,2 60,10 52,40 28,70 4,94* 46,90 92,86"),
    ),
    "3": (
        parse("round", 4, "6,14 24,1 47,7 50,27 38,42 20,47* 46,52 57,72 47,93 24,99 2,88"),
        parse("soft", 3, "4,12 26,1 48,11 44,35 24,48 48,56 57,78 40,97 16,98 2,90"),
        parse("flat-topped", 2, "4,5 28,4 54,3* 40,22 24,42* 47,48 58,70 46,94 20,99 2,88"),
        parse("looped middle", 2, "6,14 26,1 49,10 44,36 22,50 16,43 27,43 50,58 55,82 34,99 4,92"),
        parse("pointed", 1, "2,10 24,2 44,14 16,44* 46,56 54,80 34,98 4,94"),
        parse("small head", 1, "12,16 26,2 44,10 40,30 22,38* 52,48 62,76 42,97 12,97 2,86"),
        parse("wide", 1, "4,16 34,1 66,8 60,30 28,46* 62,50 74,74 44,98 2,92"),
        parse("tailed", 1, "14,12 34,2 50,14 40,36 22,46* 44,50 50,72 34,96 8,98 2,86 16,82"),
    ),
    "4": (
        parse("open", 4, "16,3 10,28 3,57* 32,56 63,53 / 48,22 46,60 42,99"),
        parse("open, tall stem", 3, "12,8 4,52* 30,54 62,50 / 52,1 48,50 44,99"),
        parse("closed", 2, "46,1 26,32 2,67* 34,67 66,66 / 46,1 46,50 45,99"),
        parse("closed in one stroke", 2, "70,64 36,66 3,66* 26,34 48,2* 47,50 45,99"),
        parse("cup", 3, "6,4 4,34 14,52 36,50 55,36 / 57,3 53,50 47,99"),
        parse("cup in one stroke", 2, "8,4 4,36 16,54 40,48 58,8* 53,50 46,99"),
        parse("narrow peak", 1, "30,1 16,30 3,62* 28,64 54,60 / 40,34 36,66 33,99"),
    ),
    "5": (
        parse("bar last", 4, "14,4 12,24 8,45* 34,39 55,56 54,82 32,98 3,92 / 14,5 36,4 60,2"),
        parse("one stroke", 3, "60,3 38,4 15,4* 12,26 8,46* 32,38 57,57 54,85 29,99 3,91"),
        parse("loose bar", 2, "13,8 10,28 8,48* 33,42 54,58 53,84 30,98 3,91 / 23,7 44,3 68,2"),
        parse("like an S", 2, "56,5 28,3 12,18 18,38 40,50 52,70 41,93 20,98 3,91"),
        parse("deep belly", 2, "52,3 32,4 14,4* 4,36* 34,32 62,54 56,88 26,99 2,84"),
        parse("straight body", 1, "18,4 12,32* 28,34 42,52 40,80 22,97 2,96 / 18,4 42,3 72,1"),
        parse("curved bar", 1, "14,6 9,44* 36,40 54,60 50,86 26,98 4,88 / 13,8 28,2 44,8 62,4"),
        parse("small bowl", 1, "60,2 36,6 22,8* 16,42* 36,44 44,66 34,92 12,99 3,90"),
        parse("hanging bowl", 1, "70,2 44,8 26,12* 10,38* 32,40 50,58 44,88 14,98 4,84 14,72"),
    ),
    "6": (
        parse("straight", 4, "38,1 18,32 4,66 9,93 30,99 47,85 44,64 26,58 8,74"),
        parse("curled", 4, "52,10 36,2 14,22 3,60 11,93 34,98 54,82 50,60 30,52 7,68"),
        parse("upright", 2, "16,1 7,34 4,70 14,97 38,97 52,78 42,58 20,58 6,74"),
        parse("large bowl", 2, "46,2 20,22 4,58 12,94 42,98 64,74 54,48 28,46 7,66"),
        parse("small bowl", 2, "44,1 26,24 8,60 5,88 22,99 38,88 36,70 22,66 10,80"),
        parse("loop", 1, "36,1 16,34 3,74 18,99 42,90 44,68 26,60 10,72 8,86"),
        parse("open bowl", 1, "34,2 14,32 4,72 20,98 46,90 52,70 40,60 24,66"),
        parse("open stem", 1, "12,1 4,34 4,74 22,98 50,90 60,66 46,54 24,66 12,84"),
    ),
    "7": (
        parse("plain", 4, "3,7 28,5 57,3* 42,44 28,99"),
        parse("curved", 4, "3,9 26,5 56,4 48,28 34,58 26,99"),
        parse("crossed", 3, "3,8 28,5 57,3* 42,44 28,99 / 14,52 34,50 56,46"),
        parse("serif", 2, "4,24 5,6* 30,6 58,4* 38,48 24,99"),
        parse("serif and crossed", 1, "4,22 5,7* 30,7 59,4* 40,46 26,99 / 16,52 36,50 58,49"),
        parse("waved", 1, "3,18 12,4 32,10 58,3* 40,44 26,99"),
        parse("upright", 1.5, "2,6 26,4 50,5* 47,50 45,99"),
        parse("steep", 1, "4,14 20,6 42,3 46,12 34,50 20,99"),
        parse("hooked", 2, "4,36 5,14 22,7 50,9 54,16 46,56 40,99"),
        parse("drooping", 1, "2,22 16,8 60,6 58,12 40,44 22,99"),
    ),
    "8": (
        parse("one S-stroke", 5, "49,13 28,2 9,15 16,37 40,54 53,78 35,98 10,92 6,74 24,52 44,34 51,14 44,6"),
        parse("two loops", 2, "29,2 11,10 10,34 29,45 47,34 48,10 29,2 / 29,46 7,60 5,86 29,98 54,86 52,60 29,46"),
        parse("open at the top", 3, "54,12 32,1 12,14 17,38 38,54 46,80 28,98 8,88 12,68 36,42 58,20"),
        parse("narrow", 2, "40,8 24,1 11,15 17,38 34,60 36,86 20,99 6,86 12,60 33,36 41,14 34,4"),
        parse("from the left", 1, "8,14 26,1 46,12 42,34 16,54 4,80 24,99 48,88 46,66 20,44 6,26 10,10"),
        parse("slanting", 1, "62,6 38,4 24,20 28,42 40,60 32,90 10,97 3,80 22,56 48,36 66,14 60,5"),
        parse("from the middle", 1, "26,46 10,28 18,6 40,4 48,22 28,46 6,66 10,94 36,98 50,78 40,56 22,44"),
        parse("large head", 1, "56,16 34,1 6,14 8,38 30,50 42,66 38,92 22,99 12,86 22,62 48,42 58,18 50,10"),
    ),
    "9": (
        parse("straight", 4, "48,16 32,3 10,12 4,36 18,49 38,40 50,12* 48,54 44,99"),
        parse("curled", 2, "50,18 30,2 7,14 7,39 28,49 47,34 52,12* 53,50 43,88 22,98 5,91"),
        parse("leaning", 3, "46,10 24,3 5,24 10,46 32,42 52,8* 42,52 26,99"),
        parse("round", 2, "54,22 42,3 16,6 4,30 18,50 42,44 55,22 53,60 46,99"),
        parse("loop and stem", 1.5, "46,10 24,3 5,22 14,46 38,42 48,14 / 50,2 48,50 45,99"),
        parse("small head", 1.5, "40,10 24,2 10,14 12,32 28,36 42,14 44,46 38,99"),
        parse("open head", 1, "42,6 18,8 5,30 18,46 42,36 54,4* 50,54 46,99"),
        parse("wide", 1, "62,16 40,2 10,14 4,36 26,46 54,30 64,14* 58,56 50,99"),
    ),
}

# What stands between and beside digits. Heights are those of the digits beside them.
SIGNS: dict[str, tuple[Model, ...]] = {
    "+": (parse("plus", 1, "2,56 26,55 52,54 / 27,30 27,55 26,82"), parse("bent", 1, "22,32 24,82 / 2,58 46,52")),
    "-": (parse("minus", 1, "2,56 24,55 48,55"),),
    "=": (parse("equals", 1, "2,44 26,43 52,42 / 3,68 28,67 54,65"),),
    "×": (parse("times", 1, "6,34 26,56 46,80 / 46,34 28,55 4,82"),),
    "/": (parse("stroke", 1, "40,2 22,50 2,104"),),
    "(": (parse("open", 1, "24,0 8,22 3,52 9,84 26,106"),),
    ")": (parse("close", 1, "3,0 19,22 24,52 18,84 2,106"),),
    ".": (parse("point", 1, "2,96 4,99"), parse("dot", 1, "2,96 5,95 6,99 3,100")),
    ",": (parse("comma", 1, "6,92 7,100 1,114"),),
    ":": (parse("colon", 1, "3,42 5,45 / 3,88 5,91"),),
    "€": (parse("euro", 1, "58,14 36,2 14,20 8,54 18,86 40,97 60,86 / 0,42 24,41 46,40 / 0,60 22,59 42,58"),),
    "✓": (parse("tick", 1, "2,56 16,88* 60,8"),),
}

# Small letters stand on the digits' baseline, are a little over half as high, and hang below it where letters do.
LETTERS: dict[str, tuple[Model, ...]] = {
    "a": (parse("a", 1, "40,50 22,42 4,58 6,90 24,98 40,80 42,48* 42,84 52,98"),),
    "b": (parse("b", 1, "6,2 5,50 5,96* 8,62 26,48 42,64 38,92 18,99 5,88"),),
    "c": (parse("c", 1, "40,54 24,44 6,60 6,86 24,99 42,90"),),
    "d": (parse("d", 1, "40,54 22,46 4,64 8,92 26,96 40,76 44,2* 43,60 48,98"),),
    "e": (parse("e", 1, "6,74 28,72 42,62 32,45 12,52 4,78 18,98 44,90"),),
    "f": (parse("f", 1, "42,8 28,2 18,24 16,99 / 2,48 34,45"),),
    "g": (parse("g", 1, "42,54 22,44 4,62 12,90 32,86 43,50* 42,112 26,134 4,122"),),
    "h": (parse("h", 1, "6,2 5,98* 8,64 26,47 38,62 38,98"),),
    "i": (parse("i", 1, "6,48 6,84 14,98 / 7,22 9,25"),),
    "j": (parse("j", 1, "18,48 18,114 6,132 0,122 / 19,22 21,25"),),
    "k": (parse("k", 1, "6,2 5,98 / 36,46 8,72* 40,98"),),
    "l": (parse("l", 1, "6,2 6,84 16,98"),),
    "m": (parse("m", 1, "4,48 5,98* 8,62 22,47 30,62 30,98* 32,62 46,47 56,62 56,98"),),
    "n": (parse("n", 1, "4,48 5,98* 8,64 24,46 38,62 38,98"),),
    "o": (parse("o", 1, "28,46 8,54 4,82 22,99 42,84 40,56 26,46"),),
    "p": (parse("p", 1, "5,48 5,134 / 6,62 24,46 42,64 36,92 16,98 6,86"),),
    "q": (parse("q", 1, "42,54 22,44 4,62 10,90 30,92 42,60 / 44,48 43,134"),),
    "r": (parse("r", 1, "5,48 6,98* 8,66 22,48 36,54"),),
    "s": (parse("s", 1, "38,52 20,45 8,58 22,70 36,84 22,99 3,92"),),
    "t": (parse("t", 1, "18,18 16,84 28,98 42,90 / 2,46 36,44"),),
    "u": (parse("u", 1, "4,48 5,82 20,98 36,84 42,48* 41,84 50,98"),),
    "v": (parse("v", 1, "2,48 20,98* 38,47"),),
    "w": (parse("w", 1, "2,48 14,96* 28,58* 42,96* 56,47"),),
    "x": (parse("x", 1, "4,48 40,98 / 40,47 2,99"),),
    "y": (parse("y", 1, "4,48 10,78 26,88 40,50* 38,110 22,134 4,122"),),
    "z": (parse("z", 1, "4,49 40,48* 3,97* 44,96"),),
}

CHARACTERS = {**DIGITS, **SIGNS, **LETTERS}
