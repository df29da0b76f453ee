"""Answers become digits: each peak of the centres is one, its box what the cells about it say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.page.boxes import Boxes, centres, shared
from edge.page.card import PageCard
from edge.page.heads import CENTRES, KINDS, STRIDE, SYMBOLS, UNIT
from edge.page.seen import Seen, probabilities, shares, sigmoid

BY_HAND = CENTRES.index("handwritten digit")
HANDWRITTEN, PRINTED = KINDS.index("handwritten digit"), KINDS.index("printed digit")
SAME = 0.5  # cells whose boxes share more than this speak of the same digit
# Of cells that say exactly the same, which int8 makes common, only the first is a peak.
EARLIER = np.array([[1, 1, 1], [1, 0, 0], [0, 0, 0]], np.uint8)
LATER = EARLIER[::-1, ::-1].copy()
ABOUT = np.array([[down, across] for down in (-1, 0, 1) for across in (-1, 0, 1)])  # the cell itself is the fifth
ITSELF = 4


@dataclass(frozen=True, eq=False)
class Found:
    """Handwritten digits: n rows of each array."""

    boxes: Boxes
    """float32 (n, 4): x, y, w, h in pixels of the picture as given; may stick out of it."""
    scores: NDArray[np.float32]
    """(n,): the probability that a handwritten digit's centre is there."""
    kinds: NDArray[np.float32]
    """(n, kinds): how much of the box is paper, then the share of each other kind in what is no paper."""
    symbols: NDArray[np.float32]
    """(n, 20): the probability of each of `edge.page.heads.SYMBOLS`."""
    levels: NDArray[np.intp]
    """(n,): on which level it was seen."""
    heights: NDArray[np.float32]
    """(n,): how high it is there, in pixels of the level."""

    @property
    def handwritten(self) -> NDArray[np.float32]:
        """(n,): which share of the marks in the box is a handwritten digit, 0 to 1."""
        return self.kinds[:, HANDWRITTEN]

    @property
    def printed(self) -> NDArray[np.float32]:
        """(n,): and which a printed one."""
        return self.kinds[:, PRINTED]

    @property
    def handwriting(self) -> NDArray[np.float32]:
        """(n,): how surely each is a handwritten digit."""
        likely: NDArray[np.float32] = self.scores * self.handwritten
        return likely

    def __len__(self) -> int:
        return len(self.boxes)

    def taken(self, which: NDArray[np.intp] | NDArray[np.bool_]) -> Found:
        """The rows of the indices `which`, or those where it is true."""
        return Found(*(getattr(self, field.name)[which] for field in fields(self)))


def joined(parts: Sequence[Found]) -> Found:
    """All that was found in `parts`, in that order."""
    if not parts:
        return NOTHING
    return Found(*(np.concatenate([getattr(part, field.name) for part in parts]) for field in fields(Found)))


def peaks(seen: Seen, scale: float, last: int, card: PageCard) -> Found:
    """The digits of one tile: of the cells that are more surely a centre than the eight about them, those it owns.

    `scale` is the pixels of the picture to one of the tile's level, `last` the index of the coarsest level. Digits
    that another level reads better by their height are left to it.
    """
    rows, columns = _peaks(np.ascontiguousarray(seen.answers.centre[..., BY_HAND]), card.threshold)
    tile = seen.tile
    x, y = (tile.left + STRIDE * (columns + 0.5)), (tile.top + STRIDE * (rows + 0.5))
    own = tile.owns(x, y, grown=STRIDE)  # a peak may jump by a cell from tile to tile: rather twice than never
    rows, columns = rows[own], columns[own]
    if not len(rows):
        return NOTHING
    down, across = rows[:, None] + ABOUT[:, 0], columns[:, None] + ABOUT[:, 1]
    height, width = seen.answers.centre.shape[:2]
    inside = (down >= 0) & (down < height) & (across >= 0) & (across < width)
    down, across = np.clip(down, 0, height - 1), np.clip(across, 0, width - 1)
    boxes = box_of(seen.answers.box[down, across], down, across)
    alike = inside & (shared(boxes, boxes[:, ITSELF : ITSELF + 1]) > SAME)
    alike[:, ITSELF] = True
    centre = sigmoid(seen.answers.centre[down, across, BY_HAND])
    weights = (centre * alike)[..., None]
    weights /= weights.sum(axis=1, keepdims=True)
    mean = (boxes * weights).sum(axis=1)
    symbols = (probabilities(seen.answers.symbol[down, across]) * weights).sum(axis=1)

    middle = centres(mean)
    # The repeated edge of a picture may look like a digit outside of it.
    kept = tile.owns(tile.left + middle[:, 0], tile.top + middle[:, 1], grown=2 * STRIDE)
    if tile.level > 0:
        kept &= mean[:, 3] >= card.least_height
    if tile.level < last:
        kept &= mean[:, 3] <= card.greatest_height
    if not kept.any():
        return NOTHING
    mean = mean[kept]
    kinds = shares(seen.kinds(mean))
    placed = (mean + np.array([tile.left, tile.top, 0, 0], np.float32)) * np.float32(scale)
    levels = np.full(len(mean), tile.level)
    return Found(placed, centre[kept, ITSELF], kinds, symbols[kept], levels, mean[:, 3])


def _peaks(centre: NDArray[np.float32], threshold: float) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows and columns of the peaks of `centre` (h, w), logits, whose probability reaches `threshold`."""
    best = (centre > cv2.dilate(centre, EARLIER)) & (centre >= cv2.dilate(centre, LATER))
    best &= centre >= np.log(threshold / (1 - threshold))
    rows, columns = np.nonzero(best)
    return rows, columns


def box_of(said: NDArray[np.float32], rows: NDArray[np.intp], columns: NDArray[np.intp]) -> Boxes:
    """The boxes in pixels of the tile that the cells at `rows` and `columns` (...) have `said` (..., 4)."""
    size = UNIT * np.exp2(said[..., 2:])
    centre = STRIDE * (np.stack([columns, rows], axis=-1) + 0.5 + said[..., :2])
    return np.concatenate([centre - size / 2, size], axis=-1).astype(np.float32)


def _empty() -> Found:
    none, boxes, kinds, symbols = (
        np.empty((0, *rest), np.float32) for rest in ((), (4,), (len(KINDS),), (len(SYMBOLS),))
    )
    return Found(boxes, none, kinds, symbols, none.astype(int), none)


NOTHING = _empty()
