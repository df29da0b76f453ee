"""Bands of light and dark across a frame: a camera reads its rows one after the other, and lamps flicker meanwhile."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

PARTS = 4  # of a row, side by side, that have to agree
SMOOTH = 1.5  # pixels of the small picture: what is narrower than a band is ruling or writing
FAINTEST = 0.05  # of the paper's brightness: fainter bands are fainter than any ink
DEEPEST = 0.5  # likewise: a lamp that goes out is not only a band
FEWEST = 3  # bands, by turns light and dark: a lamp flickers a hundred times a second, a frame takes a thirtieth


def bands_across(small: NDArray[np.uint8], paper: NDArray[np.uint8]) -> NDArray[np.float32] | None:
    """How much lighter or darker than the rest the bands of `small` are, whose `paper` was estimated, both (h, w).

    About 1, (h, 1), or (1, w) where the camera stood on its side: what divided by it has no bands. None without any.
    """
    shares = small / np.maximum(paper, np.float32(1))
    across = _along_rows(shares)
    if across is not None:
        return across[:, None]
    down = _along_rows(shares.T)
    return None if down is None else down[None]


def _along_rows(shares: NDArray[np.float32]) -> NDArray[np.float32] | None:
    """(h,): by what whole rows differ from their paper; `shares` (h, w) is the brightness of each pixel, about 1.

    A band is as bright along its whole row, whatever lies there: so it is only what every part of the row shows alike.
    A sheet's edge and a line of writing end somewhere.
    """
    count = min(PARTS, shares.shape[1])
    # The mean costs next to nothing, and shows whether there are bands; how deep they are amid writing, the median.
    means = cv2.resize(shares, (count, len(shares)), interpolation=cv2.INTER_AREA).T.reshape(count, -1)
    if not _alternates(_alike(means - means.mean(axis=1, keepdims=True)), FAINTEST):
        return None
    parts = np.array_split(shares, count, axis=1)
    band = _alike(np.stack([np.median(part, axis=1) for part in parts]) - 1)
    return 1 + np.clip(band, -DEEPEST, DEEPEST) if _alternates(band, FAINTEST) else None


def _alike(parts: NDArray[np.floating]) -> NDArray[np.float32]:
    """(h,): what the `parts` (n, h) of each row have in common, above or below 0."""
    alike = np.maximum(parts.min(axis=0), 0) + np.minimum(parts.max(axis=0), 0)
    return cv2.GaussianBlur(alike.astype(np.float32)[:, None], (0, 0), SMOOTH)[:, 0]


def _alternates(band: NDArray[np.float32], least: float) -> bool:
    """Whether light and dark take turns, FEWEST of them or more, each by `least`."""
    light = band[np.abs(band) >= least] > 0
    return np.count_nonzero(light[1:] != light[:-1]) + 1 >= FEWEST
