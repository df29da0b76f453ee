"""Which way up a page is: only upright do most of its marks look like digits.

A digit on its side is mostly none to the network, and one upside down often is: 6 and 9 become each other, and 0, 1 and
8 stay what they are. So a 3 or a 4 tells much more than a 6, and a page of nothing but 0, 1, 6, 8 and 9 does not tell
which of its two ends is up: it is then taken as it is given.
"""

from __future__ import annotations

from collections.abc import Sequence

from edge.reading import Reading

# What a digit that was read tells, by its label: one for being a digit, and the logarithm of how much oftener upright
# digits are read as it than digits turned by a quarter or a half (MNIST's training digits, the shipped network). A 1
# tells nothing: any straight mark is one.
TELLS = dict(zip("0123456789", (1.0, 0.0, 2.5, 5.5, 4.5, 1.5, 1.0, 3.3, 1.0, 1.0), strict=True))
CLEARLY = 1.1  # times as much evidence as for the picture as given must there be for turning it …
AT_LEAST = 0.5  # … and this much more: near ties, and pictures in which hardly anything is read, stay as they are


def evidence(readings: Sequence[Reading]) -> list[float]:
    """How much each of `readings`, all of one picture, speaks for its turn: 0 where nothing sure was read.

    A digit as large as the largest in any of them, and certain, counts as TELLS says; one half as long half of that,
    since it explains less of the ink.
    """
    largest = max((max(digit.box.w, digit.box.h) for reading in readings for digit in reading.digits), default=1)
    return [_evidence(reading, largest) for reading in readings]


def _evidence(reading: Reading, largest: int) -> float:
    told = sum(
        TELLS[digit.label] * max(0.0, 2 * digit.confidence - 1) ** 2 * max(digit.box.w, digit.box.h) / largest
        for digit in reading.digits
    )
    # Lines of print, specks and ruling seen from their side are rows of 1, and what else is read among them is chance.
    others = sum(digit.label != "1" for digit in reading.digits)
    return told * others / max(1, len(reading.digits))


def most_upright(amounts: Sequence[float], preferred: int = 0) -> int:
    """The index of the turn that most of the evidence, `amounts`, speaks for: `preferred`, unless one clearly has more.

    The first is taken of several that have the same.
    """
    best = max(range(len(amounts)), key=lambda i: amounts[i])
    return best if amounts[best] > CLEARLY * amounts[preferred] + AT_LEAST else preferred
