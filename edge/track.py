"""Readings over time → one steady number: announced once when it is sure, and once when it is gone.

    steady = SteadyNumber()
    for frame in source:
        announcement = steady.update(frame, reader.read(frame.image))
        if announcement:
            print(announcement.text or "gone")
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge.camera import Frame
from edge.card import LABELS
from edge.evidence import Evidence, Track
from edge.layout import lines_of
from edge.motion import changed, outlines
from edge.orientation import turned_box
from edge.reading import Box, Digit, Reading

FASTEST = 0.3  # seconds for which a number that is certain must have been the same
LONGER = 1000.0  # seconds more for each squared unit of log(confidence): 0.98 waits 0.25 s longer, 0.95 waits 1.6 s longer
LEAST = 0.9  # confidence below which a number is never announced
AGREEING = 0.75  # of the frames must read the very same by themselves
LEAST_FRAMES = 3  # that say the same, however slow they come
STILL = 0.12  # widths a second: what moves faster is not announced; a hand that holds a camera moves it by half of that
UNREST = 0.45  # share of what stands out near the number that changed: something moves over it
GONE = 0.7  # seconds without any sign of the number after which it is gone
STROKE = 1.0  # seconds more for what is nothing but 1s: any mark or line may look like one for a while
SHRUNK = 2.0  # seconds before a number that lacks digits is believed: ink does not vanish, a hand covers it
PAUSE = 1.5  # seconds between two frames after which the older says nothing of the newer
DOUBTFUL = 0.25, 0.75  # presence between which it is not known whether there is a digit


@dataclass(frozen=True, slots=True)
class Announcement:
    """A number that came to be certain, or is gone."""

    time: float
    """Seconds, of the frame on which it was made."""
    frame: int
    """Index of that frame."""
    lines: tuple[str, ...]
    """From the top; none where what was announced is gone."""
    digits: tuple[Digit, ...] = ()
    """In reading order, in the boxes of this frame, with what all frames together say of each."""
    confidence: float = 1.0
    """Probability that all of it is right, 0 to 1."""

    @property
    def text(self) -> str:
        """The lines, one below the other; empty where it is gone."""
        return "\n".join(self.lines)

    def as_json(self) -> dict[str, Any]:
        """Plain values, ready for `json.dumps`."""
        return {
            "time": round(self.time, 3),
            "text": self.text,
            "lines": list(self.lines),
            "digits": [digit.as_json() for digit in self.digits],
            "confidence": round(self.confidence, 4),
            "frame": self.frame,
        }


class SteadyNumber:
    """What stands before a camera, told only when it changes. `current` is what stands announced, or None."""

    def __init__(self) -> None:
        self.current: Announcement | None = None
        self._seen = 0.0
        """When there was the last sign of what stands announced."""
        self._forget()

    def reset(self) -> None:
        """After a fault of the camera: begin anew; what stood announced is no more, and nothing is said of it."""
        self.current = None
        self._forget()

    def update(self, frame: Frame, reading: Reading) -> Announcement | None:
        """What there is to announce at `frame`, which was read as `reading`; mostly nothing, None.

        Frames come in the order of their times, however far apart.
        """
        seconds = 0.0 if self._time is None else frame.time - self._time
        if seconds > PAUSE or seconds < 0:
            self._forget()
        now = outlines(frame.image)
        calm = self._is_calm(reading, now, seconds)
        self._time, self._outlines = frame.time, now
        number = self._number(reading)
        lines = _lines(number)
        if not calm or lines != self._lines:
            self._lines, self._since, self._frames, self._agreeing = lines, frame.time, 0, 0
        self._frames += 1
        self._agreeing += tuple(reading.lines) == lines
        if self.current is not None:
            if _has_sign(reading, self.current):
                self._seen = frame.time
            elif frame.time - self._seen >= GONE:
                return self._announce(Announcement(frame.time, frame.index, ()))
        if not lines or (self.current is not None and lines == self.current.lines):
            return None
        confidence = float(np.prod([digit.confidence for digit in number])) * self._certainty_of_count()
        agreement = self._agreeing / self._frames
        if confidence < LEAST or agreement < AGREEING or self._frames < LEAST_FRAMES:
            return None
        wait = (FASTEST + LONGER * float(np.log(confidence)) ** 2) / agreement**2
        if set("".join(lines)) == {"1"}:
            wait += STROKE
        if self.current is not None and _lacks_digits(lines, self.current.lines):
            wait += SHRUNK
        if frame.time - self._since < wait:
            return None
        return self._announce(Announcement(frame.time, frame.index, lines, number, confidence))

    def _forget(self) -> None:
        self._time: float | None = None
        self._outlines: NDArray[np.float32] | None = None
        self._evidence = Evidence()
        self._lines: tuple[str, ...] = ()
        self._since = 0.0
        self._frames = self._agreeing = 0

    def _announce(self, announcement: Announcement) -> Announcement:
        self.current = announcement if announcement.lines else None
        self._seen = announcement.time
        return announcement

    def _is_calm(self, reading: Reading, now: NDArray[np.float32], seconds: float) -> bool:
        """Take in the `reading`; False where the number, or something near it, moves."""
        before, boxes = self._outlines, [digit.box for digit in reading.digits]
        moves = self._evidence.add(reading.digits, seconds)
        if before is None or before.shape != now.shape or not boxes:
            return True
        shift = np.median(moves, axis=0) if len(moves) else np.zeros(2)
        if 2 * len(moves) < len(boxes) or np.hypot(*shift) > STILL * reading.width * max(seconds, 1e-3):
            self._evidence = Evidence()
            self._evidence.add(reading.digits, seconds)
            return False
        near = boxes[0]
        for box in boxes[1:]:
            near = near.union(box)
        margin = max(box.h for box in boxes)
        x, y = max(0, near.x - margin), max(0, near.y - margin)
        near = Box(x, y, near.right + margin - x, near.bottom + margin - y)
        self.unrest = changed(before, now, (float(shift[0]), float(shift[1])), near, reading.width)
        return self.unrest < UNREST

    def _number(self, reading: Reading) -> tuple[Digit, ...]:
        """The marks that are there in most frames, in reading order, as all frames together say."""
        there = [track for track in self._evidence.tracks if self._evidence.presence(track) > 0.5]
        boxes = [turned_box(track.box, reading.turn, reading.width, reading.height) for track in there]
        return tuple(
            _digit(there[i], number) for number, line in enumerate(lines_of(boxes)) for i in line
        )

    def _certainty_of_count(self) -> float:
        """Probability that no mark is missed or too many: low while one comes and goes."""
        low, high = DOUBTFUL
        shares = [self._evidence.presence(track) for track in self._evidence.tracks]
        return float(np.prod([min(1.0, abs(2 * share - 1) / (high - low)) for share in shares]))


def _digit(track: Track, line: int) -> Digit:
    probabilities = track.probabilities
    label = track.label
    return Digit(LABELS[label], float(probabilities[label]), track.box, line, tuple(probabilities.tolist()))


def _lines(digits: Sequence[Digit]) -> tuple[str, ...]:
    return tuple(Reading(0, 0, tuple(digits)).lines)


def _has_sign(reading: Reading, announced: Announcement) -> bool:
    """Whether at least half of the digits that were announced are read, wherever."""
    read = Counter(digit.label for digit in reading.digits)
    wanted = Counter("".join(announced.lines))
    return 2 * (read & wanted).total() >= wanted.total()


def _lacks_digits(lines: tuple[str, ...], announced: tuple[str, ...]) -> bool:
    """Whether `lines` are those `announced` with some digits left out."""
    rest = iter("\n".join(announced))
    return all(character in rest for character in "".join(lines))
