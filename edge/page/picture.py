"""What the page network says of a picture, as pictures of the same place: where digits are centred, what each mark is.

Both are white where there is nothing to say, so that they lie over the picture like a highlighter's ink.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.page.heads import KINDS, STRIDE
from edge.page.page import PageView
from edge.page.peaks import BY_HAND
from edge.page.pyramid import Size
from edge.page.seen import PAPER, probabilities, sigmoid

Colour = tuple[int, int, int]
"""Blue, green and red, 0 to 255."""
WHITE = (255, 255, 255)
HEAT: dict[float, Colour] = {  # of each probability of a centre; between them the colour is mixed
    0.0: WHITE,
    0.04: WHITE,
    0.1: (190, 250, 255),  # pale yellow
    0.3: (60, 205, 255),  # amber
    0.6: (20, 105, 245),  # orange
    1.0: (50, 0, 190),  # crimson
}
KIND_COLOURS: dict[str, Colour] = {
    "paper": WHITE,
    "handwritten digit": (60, 170, 40),  # green
    "sign of a number": (190, 180, 0),  # turquoise
    "other handwriting": (225, 120, 40),  # blue
    "printed digit": (60, 50, 225),  # red
    "other print": (0, 165, 255),  # orange
    "line or thing": (170, 140, 160),  # grey violet
}
PALEST = 150  # of a picture that something is laid over: its black


def likelihood(view: PageView, size: Size) -> NDArray[np.float32]:
    """How likely a handwritten digit is centred at each place of a picture drawn at `size`: (h, w), 0 to 1.

    Of all levels the highest.
    """
    highest = np.zeros(size, np.float32)
    for level in range(len(view.sizes)):
        centres = _cells_of(view, level, "centre")[..., BY_HAND]
        np.maximum(highest, _spread(sigmoid(centres), view, level, size), out=highest)
    return highest


def heat(view: PageView, size: Size) -> NDArray[np.uint8]:
    """`likelihood` in the colours of HEAT, BGR (h, w, 3)."""
    likely = np.clip(likelihood(view, size), 0, 1)
    stops = list(HEAT)
    table = np.stack([np.interp(np.arange(256) / 255, stops, [HEAT[at][one] for at in stops]) for one in range(3)], -1)
    return np.rint(table).astype(np.uint8)[np.rint(255 * likely).astype(np.intp)]


def kind_map(view: PageView, size: Size) -> NDArray[np.uint8]:
    """The likeliest kind at each place of a picture drawn at `size`, an index into KINDS: (h, w).

    Whether there is a mark at all is said by the finest level, whose places are the smallest, and in the box of a digit
    by the level on which it was found. What it is, is said by the level that is surest: each knows marks of one size.
    """
    marked = np.zeros(size, bool)
    surest, kind = np.zeros(size, np.float32), np.full(size, PAPER, np.uint8)
    for level in range(len(view.sizes)):
        shares = probabilities(_cells_of(view, level, "kind"))
        for index in range(len(KINDS)):
            here = _spread(shares[..., index], view, level, size)
            if index == PAPER:
                marked |= (here < 0.5) & _asked(view, level, size)
            else:
                better = here > surest
                surest[better], kind[better] = here[better], index
    kind[~marked] = PAPER
    return kind


def kinds(view: PageView, size: Size) -> NDArray[np.uint8]:
    """`kind_map` in KIND_COLOURS, BGR (h, w, 3)."""
    return coloured(kind_map(view, size))


def coloured(kind: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A map of indices into KINDS (h, w) in KIND_COLOURS, BGR (h, w, 3)."""
    return np.array([KIND_COLOURS[name] for name in KINDS], np.uint8)[kind]


def over(picture: NDArray[np.uint8], colours: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """`picture`, made grey and pale, with `colours` laid over it; BGR (h, w, 3) all of them."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    pale = cv2.convertScaleAbs(grey, alpha=(255 - PALEST) / 255, beta=PALEST)
    return cv2.multiply(cv2.cvtColor(pale, cv2.COLOR_GRAY2BGR), colours, scale=1 / 255)


def _asked(view: PageView, level: int, size: Size) -> NDArray[np.bool_]:
    """Where `level` says whether there is a mark, on a picture drawn at `size`: (h, w)."""
    asked = np.full(size, level == 0)
    drawn = np.array(size[::-1]) / (np.array(view.sizes[0][::-1]) * view.scales[0])  # times as large as the picture
    boxes = view.found.boxes[view.found.levels == level]
    near, far = boxes[:, :2] * drawn, (boxes[:, :2] + boxes[:, 2:]) * drawn
    for (left, top), (right, bottom) in zip(np.floor(near).astype(int), np.ceil(far).astype(int), strict=True):
        asked[max(0, top) : max(0, bottom), max(0, left) : max(0, right)] = True
    return asked


def _cells_of(view: PageView, level: int, head: str) -> NDArray[np.float32]:
    """What the cells of a whole level say, (rows, columns, channels): from each tile the part that is its own."""
    height, width = view.sizes[level]
    tiles = [seen for seen in view.seen if seen.tile.level == level]
    channels = getattr(tiles[0].answers, head).shape[-1]
    whole = np.zeros((-(-height // STRIDE), -(-width // STRIDE), channels), np.float32)
    for seen in tiles:
        tile = seen.tile
        left, top, right, bottom = tile.own
        rows, columns = slice(top // STRIDE, -(-bottom // STRIDE)), slice(left // STRIDE, -(-right // STRIDE))
        above, before = tile.top // STRIDE, tile.left // STRIDE  # tiles begin at multiples of the stride
        own = slice(rows.start - above, rows.stop - above), slice(columns.start - before, columns.stop - before)
        whole[rows, columns] = getattr(seen.answers, head)[own]
    return whole


def _spread(cells: NDArray[np.float32], view: PageView, level: int, size: Size) -> NDArray[np.float32]:
    """`cells` (rows, columns) of a level over a picture drawn at `size`, mixed between their middles: (h, w)."""
    reduced = view.scales[0] / view.scales[level] / STRIDE
    down, across = (whole * reduced / drawn for whole, drawn in zip(view.sizes[0], size, strict=True))
    to_cells = np.array([[across, 0, across / 2 - 0.5], [0, down, down / 2 - 0.5]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(cells, to_cells, size[::-1], flags=flags, borderMode=cv2.BORDER_REPLICATE)
