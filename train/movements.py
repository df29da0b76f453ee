"""How pages, cameras and hands move in a clip: places as functions of time."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from train.layout import Homography

FRAME = 640, 480  # pixels: width and height of all clips


def eased(share: float) -> float:
    """0 to 1, slow at both ends."""
    share = min(max(share, 0.0), 1.0)
    return share * share * (3 - 2 * share)


def moved(x: float, y: float, turn: float = 0.0, zoom: float = 1.0) -> Homography:
    """By x and y pixels, turned by `turn` radians and zoomed about the middle of the frame."""
    c, s = zoom * np.cos(turn), zoom * np.sin(turn)
    u, v = FRAME[0] / 2, FRAME[1] / 2
    return np.array([[c, -s, u - c * u + s * v + x], [s, c, v - s * u - c * v + y], [0, 0, 1]])


class Sway:
    """A hand that is held still, yet never is: it sways slowly, and trembles by an eighth of that."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rates = rng.uniform(0.3, 1.4, (4, 3))  # a second; of x, y, turn and zoom
        self._phases = rng.uniform(0, 2 * np.pi, (4, 4))
        self._tremor = rng.uniform(7, 10)

    def at(self, time: float) -> NDArray[np.float64]:
        """x, y, turn and zoom, (4,), each mostly within -1 and 1."""
        slow = np.sin(2 * np.pi * self._rates * time + self._phases[:, :3]).sum(axis=1) / 1.7
        return slow + 0.12 * np.sin(2 * np.pi * self._tremor * time + self._phases[:, 3])


def swayed(sway: Sway, time: float, pixels: float) -> Homography:
    """What a camera sees that sways by some `pixels`; turn and zoom go with it as far as a wrist does."""
    x, y, turn, zoom = sway.at(time)
    small = min(pixels, 20.0)
    return moved(pixels * x, pixels * y, 0.001 * small * turn, 1 + 0.001 * small * zoom)


def reach(x: float, y: float, turn: float) -> Homography:
    """The hand with the tip of its longest finger at (x, y), its arm turned from pointing down by `turn` radians."""
    c, s = np.cos(turn), np.sin(turn)
    w, h = FRAME  # the middle of the hand's picture, which is twice as large
    return np.array([[c, -s, x - c * w + s * h], [s, c, y - s * w - c * h], [0, 0, 1]])
