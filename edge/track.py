"""Readings over time → one steady number: announced once when it is sure, and once when it is gone.

reader, steady = Reader(min_confidence=LEAST_EVIDENCE), SteadyNumber()
for frame in source:
    announcement = steady.update(frame, reader.read(frame.image))
    if announcement:
        print(announcement.text or "gone")
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
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

LEAST_EVIDENCE = 0.5  # what the reader should be told to keep: a doubtful digit is evidence too, of how many there are
LEAST = 0.9  # confidence below which a number is never announced
AGREEING = 0.75  # of the frames must read the very same by themselves
LEAST_FRAMES = 3  # that say the same, however slowly they come
FASTEST = 0.25  # seconds for which a number that is certain must have been the same
DOUBT = 900.0  # seconds more for each unit of log(confidence) squared: 0.98 waits 0.4 s longer, 0.95 waits 2.4 s longer
PLAIN = 1.0  # seconds more for what is nothing but 1s and 0s: strokes and rings are in every letter, ruling and cloth
SHRUNK = 2.0  # seconds more for what lacks digits of what stands announced: ink does not vanish, a hand covers it
RESTLESS = 0.15  # seconds more for each change beyond FEW, as of letters that are digits one moment and not the next
FEW = 2.0  # changes of what is read that any page may have had
UNFORGIVING = 3.0  # seconds in which a change fades to a third
STILL = 0.12  # widths a second: what moves faster is not announced; who holds a camera moves it by half of that
UNREST = 0.4  # of what stands out near the number: where more of it changes, something moves over it
GONE = 0.7  # seconds without any sign of a number after which it is gone
PAUSE = 1.5  # seconds between two frames after which the older says nothing of the newer


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


@dataclass(eq=False, slots=True)
class _Page:
    """What the frames since the last break showed."""

    view: tuple[int, int, int, Box | None]
    """Width, height, turn and region of their readings."""
    time: float
    """Of the newest."""
    outlines: NDArray[np.float32] | None = None
    """Of the newest."""
    evidence: Evidence = field(default_factory=Evidence)
    lines: tuple[str, ...] = ()
    """What all together say."""
    since: float = 0.0
    """When they began to say it."""
    frames: int = 0
    """How many have, since then."""
    agreeing: int = 0
    """How many of these read the very same by themselves."""
    changes: float = 0.0
    """Of `lines`, while nothing moved; older ones fade."""


class SteadyNumber:
    """What stands before a camera, told only when it changes. `current` is what stands announced, or None."""

    def __init__(self) -> None:
        self.current: Announcement | None = None
        self._page: _Page | None = None
        self._seen = 0.0
        """When there was the last sign of what stands announced."""

    def update(self, frame: Frame, reading: Reading) -> Announcement | None:
        """What there is to announce at `frame`, which was read as `reading`; mostly nothing, None.

        Frames come in the order of their times, however far apart; boxes and turns are those of the picture as given.
        """
        view = reading.width, reading.height, reading.turn, reading.region
        page = self._page
        if page is None or page.view != view or not 0 <= frame.time - page.time <= PAUSE:
            page = self._page = _Page(view, frame.time)
            self._seen = frame.time
        seconds = frame.time - page.time
        calm = _take_in(page, frame, reading)
        number = _number(page.evidence, reading)
        _count(page, tuple(reading.lines), _lines(number), calm, seconds)
        if self.current is not None:
            if _has_sign(reading, self.current):
                self._seen = frame.time
            elif frame.time - self._seen >= GONE:
                self.current = None
                return Announcement(frame.time, frame.index, ())
        if not page.lines or (self.current is not None and page.lines == self.current.lines):
            return None
        confidence = float(np.prod([digit.confidence for digit in number])) * page.evidence.certainty_of_count()
        if frame.time - page.since < _wait(page, confidence, self.current):
            return None
        self.current, self._seen = Announcement(frame.time, frame.index, page.lines, number, confidence), frame.time
        return self.current


def _take_in(page: _Page, frame: Frame, reading: Reading) -> bool:
    """Take in what was read; False where the number, or something near it, moves."""
    before, now = page.outlines, outlines(frame.image)
    seconds = frame.time - page.time
    page.outlines, page.time = now, frame.time
    boxes = [digit.box for digit in reading.digits]
    moves = page.evidence.add(reading.digits, reading.letters, seconds)
    if before is None or not boxes:
        return True
    x, y = np.median(moves, axis=0).tolist() if len(moves) else (0.0, 0.0)
    if 2 * len(moves) < len(boxes) or np.hypot(x, y) > STILL * reading.width * seconds:
        page.evidence = Evidence()  # what is somewhere else now is another page for all that is known
        page.evidence.add(reading.digits, reading.letters, seconds)
        return False
    return changed(before, now, (x, y), _surroundings(boxes), reading.width) < UNREST


def _count(page: _Page, read: tuple[str, ...], lines: tuple[str, ...], calm: bool, seconds: float) -> None:
    """For how long the frames together have said the same `lines`, and how often one said so by itself."""
    page.changes *= float(np.exp(-seconds / UNFORGIVING))
    if not calm or lines != page.lines:
        page.changes += calm
        page.lines, page.since, page.frames, page.agreeing = lines, page.time, 0, 0
    page.frames += 1
    page.agreeing += read == lines


def _wait(page: _Page, confidence: float, current: Announcement | None) -> float:
    """For how many seconds the page's lines must have been the same to be announced; infinite where nothing will do."""
    agreement = page.agreeing / page.frames
    if confidence < LEAST or agreement < AGREEING or page.frames < LEAST_FRAMES:
        return float("inf")
    wait = (FASTEST + DOUBT * float(np.log(confidence)) ** 2) / agreement**2
    wait += RESTLESS * max(0.0, page.changes - FEW)
    if set("".join(page.lines)) <= {"0", "1"}:
        wait += PLAIN
    if current is not None and _lacks_digits(page.lines, current.lines):
        wait += SHRUNK
    return wait


def _number(evidence: Evidence, reading: Reading) -> tuple[Digit, ...]:
    """The marks that are there in most frames, in reading order, as all frames together say."""
    there = evidence.present()
    boxes = [turned_box(track.box, reading.turn, reading.width, reading.height) for track in there]
    return tuple(_digit(there[i], number) for number, line in enumerate(lines_of(boxes)) for i in line)


def _digit(track: Track, line: int) -> Digit:
    probabilities, label = track.probabilities, track.label
    return Digit(LABELS[label], float(probabilities[label]), track.box, line, tuple(probabilities.tolist()))


def _lines(digits: Sequence[Digit]) -> tuple[str, ...]:
    return tuple(Reading(0, 0, tuple(digits)).lines)


def _surroundings(boxes: Sequence[Box]) -> Box:
    """All of `boxes` and a digit's height around them."""
    whole = boxes[0]
    for box in boxes[1:]:
        whole = whole.union(box)
    margin = max(box.h for box in boxes)
    x, y = max(0, whole.x - margin), max(0, whole.y - margin)
    return Box(x, y, whole.right + margin - x, whole.bottom + margin - y)


def _has_sign(reading: Reading, announced: Announcement) -> bool:
    """Whether at least half of the digits that were announced are read, wherever."""
    read = Counter(digit.label for digit in reading.digits)
    wanted = Counter("".join(announced.lines))
    return 2 * sum((read & wanted).values()) >= sum(wanted.values())


def _lacks_digits(lines: tuple[str, ...], announced: tuple[str, ...]) -> bool:
    """Whether `lines` are those `announced` with some digits left out."""
    rest = iter("".join(announced))
    return len("".join(lines)) < len("".join(announced)) and all(label in rest for label in "".join(lines))
