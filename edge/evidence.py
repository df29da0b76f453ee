"""Digits followed from frame to frame, and what all the frames together say of each.

Frames of one page are not independent: the same stroke in the same light is misread in the same way. So their
probabilities are not multiplied but averaged, as logarithms, older ones fading: ten frames that say 0.9 say 0.9, and
one that says otherwise is outvoted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import dist

import numpy as np
from numpy.typing import NDArray

from edge.card import LABELS, NOT_A_DIGIT
from edge.page_prior import among_letters
from edge.reading import Box, Digit

MEMORY = 0.3  # seconds in which what a frame said fades to a third
LEAST_KEPT = 0.6  # of what came before, however slow the frames are: one of them alone never outvotes the others
REACH = 0.4  # of the digit's height: how far it may have moved from one frame to the next and be the same
UNDECIDED = 0.25  # presence between half less this and half more: it is not known whether there is a digit
SHORTEST = 0.005  # seconds between two frames, should a clock say less
FAINTEST = 0.02  # presence below which a mark is forgotten
UNLIKELIEST = 1e-6  # a network is never surer than this, whatever it says


@dataclass(eq=False)
class Track:
    """One mark on the page, as the frames showed it."""

    box: Box
    said: NDArray[np.float64]
    """Sum of log probabilities (11,), each times its frame's weight."""
    weight: float = 0.0
    """Of the frames in which it was read."""

    @property
    def probabilities(self) -> NDArray[np.float64]:
        """(11,), which sum to 1: what all frames together say."""
        mean = self.said / self.weight
        odds = np.exp(mean - mean.max())
        return odds / odds.sum()

    @property
    def label(self) -> int:
        return int(self.said[:NOT_A_DIGIT].argmax())


class Evidence:
    """All marks of one page that lies still."""

    def __init__(self) -> None:
        self.tracks: list[Track] = []
        self._weight = 0.0
        """Of all frames."""

    def present(self) -> list[Track]:
        """The marks that were read in most frames."""
        return [track for track in self.tracks if self._presence(track) > 0.5]

    def certainty_of_count(self) -> float:
        """Probability that no mark is missing or too many: low while one comes and goes."""
        shares = np.array([self._presence(track) for track in self.tracks])
        return float(np.prod(np.minimum(1.0, np.abs(shares - 0.5) / UNDECIDED)))

    def add(self, digits: Sequence[Digit], letters: float, seconds: float) -> NDArray[np.float64]:
        """Take in the digits that a frame shows, beside so many `letters`, `seconds` after the one before.

        Returns how far, in pixels (n, 2), each digit that was known has moved.
        """
        kept = max(float(np.exp(-max(seconds, SHORTEST) / MEMORY)), LEAST_KEPT)
        self._weight = kept * self._weight + 1 - kept
        for track in self.tracks:
            track.weight *= kept
            track.said *= kept
        known = len(self.tracks)
        pairs = _pairs([track.box for track in self.tracks], [digit.box for digit in digits])
        given = np.array([_probabilities(digit) for digit in digits], np.float32).reshape(-1, len(LABELS))
        said = np.log(np.maximum(among_letters(given, letters), UNLIKELIEST))
        moves = []
        for j, digit in enumerate(digits):
            box = digit.box
            if j in pairs:
                track = self.tracks[pairs[j]]
                moves.append(np.subtract(box.centre, track.box.centre))
                track.box = box
            else:
                track = Track(box, np.zeros(len(LABELS)))
                self.tracks.append(track)
            track.said += (1 - kept) * said[j]
            track.weight += 1 - kept
        x, y = np.rint(np.median(moves, axis=0)).astype(int).tolist() if moves else (0, 0)
        for i in set(range(known)) - set(pairs.values()):  # they went along, unread
            box = self.tracks[i].box
            self.tracks[i].box = Box(box.x + x, box.y + y, box.w, box.h)
        self.tracks = [track for track in self.tracks if self._presence(track) >= FAINTEST]
        return np.array(moves).reshape(-1, 2)

    def _presence(self, track: Track) -> float:
        """In what share of the frames it was read, the newest counting most."""
        return track.weight / self._weight


def _pairs(known: Sequence[Box], found: Sequence[Box]) -> dict[int, int]:
    """For each of `found` that is one of `known`, by its index, the other's index: the nearest pairs first."""
    near = []
    for i, one in enumerate(known):
        for j, other in enumerate(found):
            away = dist(one.centre, other.centre)
            if away <= REACH * max(one.h, other.h):
                near.append((away, i, j))
    pairs: dict[int, int] = {}
    taken = set()
    for _, i, j in sorted(near):
        if i not in taken and j not in pairs:
            taken.add(i)
            pairs[j] = i
    return pairs


def _probabilities(digit: Digit) -> Sequence[float]:
    """All eleven; of a digit that has but its label's, the rest is spread evenly."""
    if digit.probabilities:
        return digit.probabilities
    rest = (1 - digit.confidence) / (len(LABELS) - 1)
    return [digit.confidence if label == digit.label else rest for label in LABELS]
