"""The pipeline: frame → ink → glyphs → network → reading."""

from __future__ import annotations

from time import perf_counter

import numpy as np
from numpy.typing import NDArray

from edge.classify import Classifier
from edge.reading import Reading


class Reader:
    """Reads frames with one classifier, which is built once.

    `classifier` is the network to use, the shipped one by default; digits below `min_confidence` (0 to 1) are left out.
    """

    def __init__(self, classifier: Classifier | None = None, min_confidence: float = 0.5) -> None:
        self.classifier = classifier or Classifier()
        self.min_confidence = min_confidence

    def read(self, frame: NDArray[np.uint8]) -> Reading:
        """All digits of `frame`, BGR uint8 (h, w, 3). Raises `ValueError` for any other shape or dtype."""
        start = perf_counter()
        if frame.dtype != np.uint8 or frame.ndim != 3 or frame.shape[2] != 3:
            raise ValueError(f"a frame must be BGR uint8 (h, w, 3), but is {frame.dtype} {frame.shape}")
        height, width = frame.shape[:2]
        return Reading(width, height, (), {"total": (perf_counter() - start) * 1e3})
