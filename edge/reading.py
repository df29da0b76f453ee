"""The values that travel: a box, a digit in it, and the reading of a picture; and their JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

LEAST_CONFIDENCE = 0.7  # of a digit that is read, unless told otherwise


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in whole pixels of the picture as given, tight round the ink; right and bottom are exclusive."""

    x: int
    y: int
    w: int
    h: int

    @property
    def right(self) -> int:
        return self.x + self.w

    @property
    def bottom(self) -> int:
        return self.y + self.h

    @property
    def area(self) -> int:
        return self.w * self.h

    @property
    def centre(self) -> tuple[float, float]:
        return self.x + self.w / 2, self.y + self.h / 2

    def holds(self, point: tuple[float, float]) -> bool:
        """Whether `point`, across and down, lies in it."""
        return self.x <= point[0] < self.right and self.y <= point[1] < self.bottom

    def as_list(self) -> list[int]:
        """[x, y, w, h], as in the JSON."""
        return [self.x, self.y, self.w, self.h]

    def shared(self, other: Box) -> int:
        """The area in pixels that lies in both boxes."""
        across = min(self.right, other.right) - max(self.x, other.x)
        down = min(self.bottom, other.bottom) - max(self.y, other.y)
        return max(0, across) * max(0, down)

    def union(self, other: Box) -> Box:
        """The smallest box that holds both."""
        x, y = min(self.x, other.x), min(self.y, other.y)
        return Box(x, y, max(self.right, other.right) - x, max(self.bottom, other.bottom) - y)

    def scaled(self, factor: float, width: int, height: int) -> Box:
        """This box in a picture `factor` times as large, kept inside its `width` and `height` and at least a pixel."""
        x, y = min(round(self.x * factor), width - 1), min(round(self.y * factor), height - 1)
        right = min(max(round(self.right * factor), x + 1), width)
        bottom = min(max(round(self.bottom * factor), y + 1), height)
        return Box(x, y, right - x, bottom - y)


@dataclass(frozen=True, slots=True)
class Digit:
    """One digit that was read."""

    label: str
    """"0" to "9"."""
    confidence: float
    """Calibrated probability of the label, 0 to 1."""
    box: Box
    line: int
    """Index into the reading's lines, from the top."""
    probabilities: tuple[float, ...] = field(default=(), compare=False, repr=False)
    """Of all eleven answers, in the order of `edge.card.LABELS`; not in the JSON, empty where no network gave them."""

    def as_json(self) -> dict[str, Any]:
        """The digit as plain values."""
        return {
            "label": self.label,
            "confidence": round(self.confidence, 4),
            "box": self.box.as_list(),
            "line": self.line,
        }


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read in one picture."""

    width: int
    height: int
    digits: tuple[Digit, ...] = ()
    """In reading order: line by line from the top, each from the left."""
    milliseconds: Mapping[str, float] = field(default_factory=dict)
    """Time taken by each stage and in total."""
    turn: int = 0
    """Degrees clockwise by which the picture was turned to be read; boxes are those of the picture as given."""
    region: Box | None = None
    """The part of the picture that was read; None for all of it."""
    expected: int | None = None
    """How many digits there should be, as the reader was told; there may be more or fewer."""
    letters: float = 0.0
    """How many marks that are written like the digits were read as none, going by the network; not in the JSON."""
    cut_short: bool = False
    """Whether there was more ink than is looked at (terrazzo, a page of print): some of it was passed over."""

    @property
    def lines(self) -> list[str]:
        """The labels of each line, from the top."""
        lines: list[str] = []
        for digit in self.digits:
            lines.extend("" for _ in range(digit.line + 1 - len(lines)))
            lines[digit.line] += digit.label
        return lines

    @property
    def text(self) -> str:
        """The lines, one below the other."""
        return "\n".join(self.lines)

    def at_least(self, confidence: float) -> Reading:
        """The same without digits below `confidence`, and without lines that are empty then."""
        sure = [digit for digit in self.digits if digit.confidence >= confidence]
        numbers = {line: number for number, line in enumerate(sorted({digit.line for digit in sure}))}
        return replace(self, digits=tuple(replace(digit, line=numbers[digit.line]) for digit in sure))

    def as_json(self, source: str) -> dict[str, Any]:
        """The reading of `source` as plain values, ready for `json.dumps`.

        "rotate", "roi" and "expected" are there only where the picture was turned, read in part, or so many expected,
        and "cut_short" only where it was.
        """
        fields: dict[str, Any] = {
            "source": source,
            "width": self.width,
            "height": self.height,
            "lines": self.lines,
            "digits": [digit.as_json() for digit in self.digits],
            "milliseconds": {stage: round(time, 2) for stage, time in self.milliseconds.items()},
        }
        if self.turn:
            fields["rotate"] = self.turn
        if self.region is not None:
            fields["roi"] = self.region.as_list()
        if self.expected is not None:
            fields["expected"] = self.expected
        if self.cut_short:
            fields["cut_short"] = True
        return fields
