"""What is wrong with the pictures of a camera, one after the other: frozen, black, slow, of another size, damaged."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from edge.errors import Fault, Kind

STEP = 8  # every eighth pixel of each side is looked at: whatever moves in front of a camera is larger
BLACK = 32  # of 255: video has black at 16, and a covered camera adds noise; no paper can be read below it
BRIGHT_PART = 0.01  # of the pixels may be brighter in a black picture: sensors have bad ones
BLACK_SECONDS = 1.0  # a camera's first pictures are often black, and hands pass before it
REPEATS = 3  # as many times at the least is a picture repeated before the camera is frozen
WINDOW = 2.0  # seconds over which pictures are counted
FAR_BELOW = 1 / 3  # of the usual rate: half is what webcams give in dim light, which is no fault
RECOVERED = 1 / 2  # of the usual rate
DAMAGE_SECONDS = 2.0  # without a damaged picture until the fault is over: a bad cable damages every second one


class Health:
    """Follows the pictures of one camera: each fault is given once, when it begins, and held until it is over."""

    def __init__(self, name: str) -> None:
        self.holding: dict[Kind, Fault] = {}
        """What is wrong now, the oldest first."""
        self._name = name
        self._still_seconds = 0.0
        self._shape: tuple[int, ...] | None = None
        self._sample: NDArray[np.uint8] | None = None
        self._repeats = 0
        self._same_since = self._dark_since = np.inf
        self._damaged_at = -np.inf
        self._usual: float | None = None
        self._window: float | None = None
        self._count = 0

    def opened(self, rate: float | None, still_seconds: float) -> None:
        """The camera was opened, perhaps again; it says that it gives `rate` pictures a second."""
        self._usual = self._usual or rate
        self._still_seconds = still_seconds
        self._window, self._count = None, 0

    def look(self, image: NDArray[np.uint8], time: float) -> list[Fault]:
        """The faults that begin with `image`, BGR (h, w, 3), which came at `time` in seconds."""
        sample = np.ascontiguousarray(image[::STEP, ::STEP])
        dark = bool(np.count_nonzero(sample >= BLACK) <= BRIGHT_PART * sample.size)
        found = [
            self._resized(image.shape),
            self._note("black", self._is_black(dark, time), "nothing but black", "Look at its lens cap and the light"),
            self._note(
                "frozen",
                self._is_frozen(sample, dark, time),
                f"the same one for {self._still_seconds:.0f} s",
                "It is opened again; else unplug it and plug it in",
            ),
            self._note(
                "slow",
                self._is_slow(time),
                f"far fewer a second than the usual {self._usual or 0:.0f}",
                "Look at the light, which some cameras wait for, the network, and what else this machine does",
            ),
        ]
        if time - self._damaged_at > DAMAGE_SECONDS:
            self.holding.pop("corrupt", None)
        return [fault for fault in found if fault]

    def damaged(self, fault: Fault, time: float) -> list[Fault]:
        """`fault`, of a damaged picture that came at `time`, unless others came shortly before it."""
        self._damaged_at = time
        self._count += 1  # it came in time
        if "corrupt" in self.holding:
            return []
        self.holding["corrupt"] = fault
        return [fault]

    def _note(self, kind: Kind, holds: bool, found: str, mend: str) -> Fault | None:
        if not holds:
            self.holding.pop(kind, None)
        elif kind not in self.holding:
            self.holding[kind] = Fault(kind, f"expected new pictures of {self._name}, found {found}. {mend}.")
            return self.holding[kind]
        return None

    def _resized(self, shape: tuple[int, ...]) -> Fault | None:
        before, self._shape = self._shape, shape
        if before is None or before == shape:
            return None
        return Fault(
            "resized",
            f"expected pictures of {before[1]}×{before[0]} pixels from {self._name}, found {shape[1]}×{shape[0]} from "
            "now on. A region that was told lies elsewhere now.",
        )

    def _is_black(self, dark: bool, time: float) -> bool:
        if not dark:
            self._dark_since = np.inf
        elif self._dark_since == np.inf:
            self._dark_since = time
        return time - self._dark_since >= BLACK_SECONDS

    def _is_frozen(self, sample: NDArray[np.uint8], dark: bool, time: float) -> bool:
        if dark or self._sample is None or not np.array_equal(sample, self._sample):
            self._sample, self._same_since, self._repeats = sample, time, 0
        else:
            self._repeats += 1
        return self._repeats >= REPEATS and time - self._same_since >= self._still_seconds

    def _is_slow(self, time: float) -> bool:
        holds = "slow" in self.holding
        if self._window is None:
            self._window = time
            return holds
        self._count += 1
        span = time - self._window
        if span < WINDOW:
            return holds
        rate, self._window, self._count = self._count / span, time, 0
        if self._usual is None:
            self._usual = rate
        slow = rate < self._usual * (RECOVERED if holds else FAR_BELOW)
        if not slow:
            self._usual = max(self._usual, rate)
        return slow
