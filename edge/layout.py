"""Boxes become lines in reading order, from the top and each from the left."""

from __future__ import annotations

from collections.abc import Sequence

from edge.reading import Box

LEAST_OVERLAP = 0.4  # of the lower box's height: how far two neighbours on a line lie beside each other


def lines_of(boxes: Sequence[Box]) -> list[list[int]]:
    """The indices of `boxes` line by line from the top, each line from the left.

    A box belongs to the line whose last box lies most beside it, so lines may be skewed or curved.
    """
    lines: list[list[int]] = []
    for i in sorted(range(len(boxes)), key=lambda i: boxes[i].centre[0]):
        best, most = None, LEAST_OVERLAP
        for line in lines:
            overlap = _beside(boxes[line[-1]], boxes[i])
            if overlap >= most:
                best, most = line, overlap
        if best is None:
            lines.append([i])
        else:
            best.append(i)
    return sorted(lines, key=lambda line: sum(boxes[i].centre[1] for i in line) / len(line))


def _beside(a: Box, b: Box) -> float:
    """The height that `a` and `b` share, as a share of the lower one's."""
    return (min(a.bottom, b.bottom) - max(a.y, b.y)) / min(a.h, b.h)
