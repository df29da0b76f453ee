"""Where the digits of a picture are: levels, canvases, the network's answers, peaks, each digit once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge.page.boxes import Boxes, centres
from edge.page.canvas import drawn, fitting, packed
from edge.page.evidence import Evidence, evidence_of, nothing
from edge.page.heads import STRIDE
from edge.page.network import Network
from edge.page.peaks import Found, joined, peaks
from edge.page.pyramid import Size, levels
from edge.page.seen import Seen
from edge.page.suppression import suppressed
from edge.page.weights import Weights


@dataclass(frozen=True, eq=False)
class PageView:
    """A picture as the page network sees it."""

    found: Found
    """Its digits, each once."""
    scales: tuple[float, ...]
    """Pixels of the picture to one of each level, the finest first."""
    sizes: tuple[Size, ...]
    """Height and width of each level in its own pixels."""
    seen: tuple[Seen, ...]
    """All tiles of all levels."""
    best_height: float
    """Pixels of a level: how high a digit is best."""
    weights: Weights
    """By which a candidate is judged by both networks."""
    peak_weights: Weights
    """By which a peak is, with the ink in its box."""

    def evidence(self, boxes: Boxes) -> Evidence:
        """What the network says of any `boxes` (n, 4), x, y, w, h in pixels of the picture.

        Each is looked up on the level where it is nearest to the best height.
        """
        boxes = np.asarray(boxes, np.float32).reshape(-1, 4)
        said = nothing(len(boxes))
        heights = np.maximum(boxes[:, 3, None], np.float32(1e-3)) / np.array(self.scales, np.float32)
        best = np.abs(np.log2(heights / self.best_height)).argmin(axis=1)
        for seen in self.seen:
            tile = seen.tile
            (here,) = np.nonzero(best == tile.level)
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
    card = network.card
    digits = suppressed(found, card.best_height)
    return PageView(digits, scales, sizes, tuple(seen), card.best_height, card.weights, card.peak_weights)


def _cells(start: int, length: int) -> slice:
    """The cells of `length` pixels of a canvas from `start` on."""
    return slice(start // STRIDE, -(-(start + length) // STRIDE))
