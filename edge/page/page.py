"""Where the digits of a picture are: levels, canvases, the network's answers, peaks, each digit once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from edge.page.boxes import Boxes, centres, shared, widened
from edge.page.canvas import drawn, fitting, packed
from edge.page.card import PageCard
from edge.page.evidence import Evidence, evidence_of, evidence_of_peaks, nothing
from edge.page.heads import STRIDE
from edge.page.network import Network
from edge.page.peaks import Found, joined, peaks
from edge.page.pyramid import Size, in_colour, levels
from edge.page.second_stage import unseen
from edge.page.seen import Seen
from edge.page.suppression import suppressed

THERE = 0.4  # of the union: with so much of it, a box is in the place of what was found


@dataclass(frozen=True, eq=False)
class PageView:
    """A picture as the page network sees it."""

    found: Found
    """Its digits, each once."""
    answers: NDArray[np.float32]
    """(n, answers): what the second stage says of each of them."""
    scales: tuple[float, ...]
    """Pixels of the picture to one of each level, the finest first."""
    sizes: tuple[Size, ...]
    """Height and width of each level in its own pixels."""
    seen: tuple[Seen, ...]
    """All tiles of all levels."""
    card: PageCard
    """Of the network."""

    def evidence(self, boxes: Boxes) -> Evidence:
        """What the network says of any `boxes` (n, 4), x, y, w, h in pixels of the picture.

        Each is looked up on the level where it is nearest to the best height, and on the next best.
        """
        boxes = np.asarray(boxes, np.float32).reshape(-1, 4)
        levels = self._unlikeness(boxes).argmin(axis=1)
        said = replace(self._looked_up(boxes, levels), answers=self._answers(boxes))
        return self._seconded(said, boxes, levels)

    def evidence_of_found(self, which: NDArray[np.intp]) -> Evidence:
        """What the network says of what it found itself, those of the indices `which`, likewise."""
        found = self.found.taken(which)
        said = replace(evidence_of_peaks(found), answers=self.answers[which])
        return self._seconded(said, found.boxes, found.levels)

    def _answers(self, boxes: Boxes) -> NDArray[np.float32]:
        """What the second stage says of what was found in the place of each of `boxes`, if anything was."""
        said = unseen(len(boxes))
        if len(self.found):
            overlaps = shared(widened(boxes)[:, None], widened(self.found.boxes)[None])
            there = overlaps.max(axis=1) >= THERE
            said[there] = self.answers[overlaps[there].argmax(axis=1)]
        return said

    def _seconded(self, said: Evidence, boxes: Boxes, levels: NDArray[np.intp]) -> Evidence:
        """`said` of `boxes` on their `levels`, with what is said on the next best level that reads such heights."""
        unlikeness = self._unlikeness(boxes)
        heights = self._heights(boxes)
        unlikeness[(heights < self.card.least_height) | (heights > self.card.greatest_height)] = np.inf
        unlikeness[np.arange(len(boxes)), levels] = np.inf
        there = np.isfinite(unlikeness.min(axis=1))
        seconds = np.where(there, unlikeness.argmin(axis=1), -1)
        return said.seconded(self._looked_up(boxes, seconds), there)

    def _heights(self, boxes: Boxes) -> NDArray[np.float32]:
        """(n, levels): how high each of `boxes` is in pixels of each level."""
        return np.maximum(boxes[:, 3, None], np.float32(1e-3)) / np.array(self.scales, np.float32)

    def _unlikeness(self, boxes: Boxes) -> NDArray[np.float32]:
        """(n, levels): by how many octaves that height is off the best one."""
        return np.abs(np.log2(self._heights(boxes) / np.float32(self.card.best_height)))

    def _looked_up(self, boxes: Boxes, levels: NDArray[np.intp]) -> Evidence:
        """What the network says of each of `boxes` on the one of `levels`; nothing where that is -1."""
        said = nothing(len(boxes))
        for seen in self.seen:
            tile = seen.tile
            (here,) = np.nonzero(levels == tile.level)
            if not len(here):
                continue
            on_level = boxes[here] / np.float32(self.scales[tile.level])
            height, width = self.sizes[tile.level]
            middle = np.clip(centres(on_level), 0, np.array([width, height], np.float32) - 0.5)
            own = tile.owns(middle[:, 0], middle[:, 1])
            if own.any():
                corner = np.array([tile.left, tile.top, 0, 0], np.float32)
                said.put(here[own], evidence_of(seen, on_level[own] - corner))
        return said


def find(frame: NDArray[np.uint8], network: Network) -> PageView:
    """`frame`, uint8 (h, w, 3) BGR or grey (h, w), as `network` sees it."""
    made = levels(frame, fitting((frame.shape[0], frame.shape[1]), network.size))
    sizes = tuple((level.picture.shape[0], level.picture.shape[1]) for level in made)
    tiles = packed(sizes, network.size)
    seen: list[Seen] = []
    for index, canvas in enumerate(drawn(tiles, made, network.size)):
        answers = network.answers(canvas)
        for tile in tiles:
            if tile.canvas == index:
                rows, columns = _cells(tile.y, tile.height), _cells(tile.x, tile.width)
                seen.append(Seen(tile, answers.part(rows, columns)))
    scales = tuple(level.scale for level in made)
    found = joined([peaks(one, scales[one.tile.level], len(made) - 1, network.card) for one in seen])
    digits = suppressed(found, network.card.best_height)
    second = network.second_stage
    said, boxes = second.looks(in_colour(frame), digits.boxes) if second else (unseen(len(digits)), digits.boxes)
    return PageView(replace(digits, boxes=boxes), said, scales, sizes, tuple(seen), network.card)


def _cells(start: int, length: int) -> slice:
    """The cells of `length` pixels of a canvas from `start` on."""
    return slice(start // STRIDE, -(-(start + length) // STRIDE))
