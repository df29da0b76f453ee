"""What the network should answer at every place of a crop, and how much each place counts."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from edge.page.heads import CENTRES, IGNORED, KINDS, STRIDE, UNIT
from train.synth.truth import Crop

CHANNEL = {KINDS.index(name): channel for channel, name in enumerate(CENTRES)}  # of the kinds of mark with a centre
SPREAD = 0.14  # of a box's side is the standard deviation of its centre's hill (TTFNet, Liu et al. 2019, has 0.18)
LEAST_SPREAD = 0.45  # cells: neighbours of the centre are half right however small the box is
OWNED = 0.55  # from this height on a hill, its places say what box they are in, and which symbol
FOOT = 0.002  # below it a hill is level ground


@dataclass(frozen=True, eq=False)
class Targets:
    """Of one crop, or stacked along a first axis; (h, w) are the crop's sides divided by the stride."""

    centre: NDArray[np.float16]
    """(h, w, 3): hills that are 1 at the cell of a centre, for each of CENTRES, and nowhere else."""
    judged: NDArray[np.bool_]
    """(h, w): whether a centre that is said here would be wrong, or right."""
    box: NDArray[np.float16]
    """(h, w, 4): dx, dy from the cell's centre to the box's in cells; log2 of width and height over 16 pixels."""
    owned: NDArray[np.float16]
    """(h, w): how much box and symbol count here; 0 where there are none."""
    symbol: NDArray[np.int8]
    """(h, w): index into SYMBOLS, or -1."""
    kind: NDArray[np.uint8]
    """(h, w): index into KINDS, or IGNORED."""


def targets(crop: Crop) -> Targets:
    """What to answer for `crop`. A mark whose symbol is not told is ignored, since it may be a digit or a sign.

    So is one whose centre is not on the crop.
    """
    height, width = crop.kind.shape
    x, y, w, h = (crop.boxes.astype(np.float32) / STRIDE).T
    column, row = np.floor(x + w / 2).astype(int), np.floor(y + h / 2).astype(int)
    told = ~crop.ignored & (crop.symbols >= 0) & np.isin(crop.kinds, list(CHANNEL))
    told &= (column >= 0) & (column < width) & (row >= 0) & (row < height)
    judged = crop.kind != IGNORED
    for i in np.flatnonzero(~told):
        left, top = max(0, int(np.floor(x[i]))), max(0, int(np.floor(y[i])))
        judged[top : max(0, int(np.ceil(y[i] + h[i]))), left : max(0, int(np.ceil(x[i] + w[i])))] = False

    centre = np.zeros((height * width, len(CENTRES)), np.float16)
    owner, owned = np.full(height * width, -1), np.zeros(height * width, np.float16)
    place, value, which = _hills(column, row, w, h, told, (height, width))
    channel = np.array([CHANNEL.get(int(kind), 0) for kind in crop.kinds], int)
    centre[place, channel[which]] = value  # from low to high: where hills overlap, the highest stays
    high = value > OWNED
    owner[place[high]], owned[place[high]] = which[high], value[high]
    peaks = row[told] * width + column[told]
    judged.reshape(-1)[peaks] = True

    box = np.zeros((height * width, 4), np.float16)
    symbol = np.full(height * width, -1, np.int8)
    cells = np.flatnonzero(owner >= 0)
    mine = owner[cells]
    box[cells, 0] = (x + w / 2)[mine] - (cells % width + 0.5)
    box[cells, 1] = (y + h / 2)[mine] - (cells // width + 0.5)
    box[cells, 2:] = np.log2(np.maximum(crop.boxes[mine, 2:], 1) / UNIT)
    symbol[cells] = crop.symbols[mine]
    return Targets(
        centre.reshape(height, width, len(CENTRES)),
        judged,
        box.reshape(height, width, 4),
        owned.reshape(height, width),
        symbol.reshape(height, width),
        crop.kind,
    )


def stacked(some: list[Targets]) -> Targets:
    """`some` of the same size, along a new first axis."""
    return Targets(*(np.stack([getattr(one, field.name) for one in some]) for field in fields(Targets)))


def _hills(
    column: NDArray[np.int_],
    row: NDArray[np.int_],
    w: NDArray[np.float32],
    h: NDArray[np.float32],
    told: NDArray[np.bool_],
    size: tuple[int, int],
) -> tuple[NDArray[np.int_], NDArray[np.float32], NDArray[np.int_]]:
    """Where the hills of the boxes that are `told` stand: places on the flat map of `size`, heights, which box.

    All (m,), by rising height. Boxes with hills of the same reach are done together.
    """
    across, down = np.maximum(SPREAD * w, LEAST_SPREAD), np.maximum(SPREAD * h, LEAST_SPREAD)
    reach = np.ceil(np.maximum(across, down) * np.sqrt(-2 * np.log(FOOT))).astype(int)
    places, values, owners = [], [], []
    for radius in np.unique(reach[told]):
        boxes = np.flatnonzero(told & (reach == radius))
        step = np.arange(-radius, radius + 1)
        hill_x = np.exp(-(step**2) / (2 * across[boxes, None] ** 2))  # (n, k)
        hill_y = np.exp(-(step**2) / (2 * down[boxes, None] ** 2))
        hill = np.minimum(hill_y[:, :, None] * hill_x[:, None], 0.99)  # (n, k, k): no second 1, however flat it is
        hill[:, radius, radius] = 1
        at_x, at_y = column[boxes, None] + step, row[boxes, None] + step  # (n, k)
        inside = ((at_y >= 0) & (at_y < size[0]))[:, :, None] & ((at_x >= 0) & (at_x < size[1]))[:, None]
        kept = inside & (hill > FOOT)
        places.append((at_y[:, :, None] * size[1] + at_x[:, None])[kept])
        values.append(hill[kept])
        owners.append(np.broadcast_to(boxes[:, None, None], kept.shape)[kept])
    if not places:
        return np.zeros(0, int), np.zeros(0, np.float32), np.zeros(0, int)
    place, value, owner = np.concatenate(places), np.concatenate(values), np.concatenate(owners)
    order = np.argsort(value, kind="stable")
    return place[order], value[order].astype(np.float32), owner[order]
