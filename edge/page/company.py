"""By whom the digits about a box are, a hand or a press: on one line both are rare, and one digit alone says little."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from edge.page.boxes import Boxes, centres
from edge.page.second_stage import DIGITS, PRINTED

REACH = 8.0  # of the larger one's height, from middle to middle
ALIKE = 1.6  # times as high at most
FEW = 0.5  # digits, counted in addition as neither: one neighbour alone is half believed
SURE = 4.0  # log-odds beyond which none counts for more
LEAST = 1e-3  # added to each probability, so that their logarithm is finite


def by_hand_about(boxes: Boxes, found: Boxes, answers: NDArray[np.float32]) -> NDArray[np.float32]:
    """(n,): log-odds that the digits about each of `boxes` (n, 4) are by hand rather than printed; 0 where none is.

    It is the mean over what was `found` (m, 4) there, of a like height, as far as the second stage's `answers` (m,
    answers) hold it for a digit of either kind. What has its middle in a box says nothing of that box.
    """
    by_hand, printed = answers[:, DIGITS].sum(axis=1), answers[:, PRINTED]
    odds = np.clip(np.log((by_hand + LEAST) / (printed + LEAST)), -SURE, SURE)
    away = centres(found)[None] - centres(boxes)[:, None]
    inside = (np.abs(away) <= boxes[:, None, 2:] / 2).all(axis=-1)
    higher, lower = np.maximum(boxes[:, 3, None], found[:, 3]), np.minimum(boxes[:, 3, None], found[:, 3])
    near = ((away**2).sum(axis=-1) < (REACH * higher) ** 2) & (higher < ALIKE * lower) & ~inside
    weights = near * (by_hand + printed)
    mean: NDArray[np.float32] = ((weights @ odds) / (weights.sum(axis=1) + FEW)).astype(np.float32)
    return mean
