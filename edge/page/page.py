"""Where the digits of a picture are: levels, canvases, the network's answers, peaks, each digit once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge.page.boxes import Boxes, centres
from edge.page.canvas import drawn, fitting, packed
from edge.page.heads import KINDS, STRIDE
from edge.page.network import Network
from edge.page.peaks import DIGIT, Found, joined, peaks
from edge.page.pyramid import Size, levels
from edge.page.seen import Seen, shares, sigmoid
from edge.page.suppression import suppressed


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

    def evidence(self, boxes: Boxes) -> NDArray[np.float32]:
        """What the network says of any `boxes` (n, 4), x, y, w, h in pixels of the picture: float32 (n, 1 + kinds).

        Each is looked up on the level where it is nearest to the best height. First the highest probability of a
        digit's centre within the middle of the box (half its width and height), then how much of the box is paper, then
        the share of each other kind of `edge.page.heads.KINDS` in what is no paper.
        """
        boxes = np.asarray(boxes, np.float32).reshape(-1, 4)
        said = np.zeros((len(boxes), 1 + len(KINDS)), np.float32)
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
                said[here[own]] = _evidence(seen, on_level[own] - np.array([tile.left, tile.top, 0, 0], np.float32))
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
    best_height = network.card.best_height
    return PageView(suppressed(found, best_height), scales, sizes, tuple(seen), best_height)


def _cells(start: int, length: int) -> slice:
    """The cells of `length` pixels of a canvas from `start` on."""
    return slice(start // STRIDE, -(-(start + length) // STRIDE))


def _evidence(seen: Seen, boxes: Boxes) -> NDArray[np.float32]:
    """As `PageView.evidence`, of `boxes` in pixels of one tile."""
    middle = np.concatenate([boxes[:, :2] + boxes[:, 2:] / 4, boxes[:, 2:] / 2], axis=1)
    (top, bottom), (left, right) = seen.cells(middle)
    centre = np.ascontiguousarray(seen.answers.centre[..., DIGIT])
    highest = [centre[a:b, c:d].max() for a, b, c, d in zip(top, bottom, left, right, strict=True)]
    return np.column_stack([sigmoid(np.array(highest, np.float32)), shares(seen.kinds(boxes))])
