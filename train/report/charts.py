"""Charts as SVG, each a pure function from numbers to one `<svg>` that takes its colours from the page.

Drawn about as wide as a telephone's page, so that their letters are as large there as the text's.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from train.calibration import ReliabilityBin

WIDTH, HEIGHT = 360, 230
FEW = 20  # answers in a bin below which little can be said of it
LEFT, RIGHT, TOP, BOTTOM = 44, 350, 12, 196  # of the plot within


@dataclass(frozen=True)
class Line:
    """One line of a chart."""

    name: str
    points: Sequence[tuple[float, float]]
    """x and y; y above 0."""
    style: str
    """A class of the page's style sheet: "first", "second" or "third", with "dashed" where it is to be told apart."""


def line_chart(lines: Sequence[Line], title: str, x_name: str, y_text: Callable[[float], str]) -> str:
    """`lines` over a logarithmic y axis whose marks `y_text` writes; `title` is its caption."""
    xs = [x for line in lines for x, _ in line.points]
    ys = [y for line in lines for _, y in line.points]
    low, high = _around(min(ys), max(ys))
    first, last = min(xs), max(max(xs), min(xs) + 1)

    def x_at(x: float) -> float:
        return LEFT + (x - first) / (last - first) * (RIGHT - LEFT)

    def y_at(y: float) -> float:
        return BOTTOM - (math.log(y) - math.log(low)) / (math.log(high) - math.log(low)) * (BOTTOM - TOP)

    parts = [_y_mark(y_at(mark), y_text(mark)) for mark in _marks(low, high)]
    step = next(step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, last) if (last - first) / step <= 6)
    parts += [_x_mark(x_at(step * at), f"{step * at:g}") for at in range(1, int(last / step) + 1) if step * at >= first]
    parts.append(_text((LEFT + RIGHT) / 2, HEIGHT - 2, x_name, "middle"))
    for line in lines:
        points = " ".join(f"{x_at(x):.1f},{y_at(y):.1f}" for x, y in line.points)
        parts.append(f'<polyline class="line {line.style}" points="{points}"/>')
        x, y = line.points[-1]
        parts.append(f'<circle class="dot {line.style}" cx="{x_at(x):.1f}" cy="{y_at(y):.1f}" r="3"/>')
    legend = "".join(f'<span class="key {line.style}">{escape(line.name)}</span>' for line in lines)
    return _figure(_svg(parts, title), f"<b>{escape(title)}</b><br><span class='keys'>{legend}</span>")


def reliability_chart(bins: Sequence[ReliabilityBin], title: str) -> str:
    """How often answers of each confidence are right, and below it how many there are (each step is ten times more)."""
    middle = 150  # where the counts begin
    most = max((one.count for one in bins), default=1)
    parts = [
        f'<line class="guide" x1="{LEFT}" y1="{middle - 8}" x2="{RIGHT}" y2="{TOP}"/>',
        _text(RIGHT - 8, TOP + 60, "surer than right", "end"),
    ]
    span = middle - 8 - TOP
    parts += [_y_mark(middle - 8 - share * span, f"{share:.0%}") for share in (0, 0.5, 1)]
    for mark in (0, 0.25, 0.5, 0.75, 1):
        parts.append(_x_mark(LEFT + mark * (RIGHT - LEFT), f"{mark:.0%}"))
    for one in bins:
        x = LEFT + one.confidence * (RIGHT - LEFT)
        height = (math.log10(one.count) + 0.3) / (math.log10(most) + 0.3) * (BOTTOM - middle - 4)
        parts.append(
            f'<rect class="bar second" x="{x - 4:.1f}" y="{BOTTOM - height:.1f}" width="8" height="{height:.1f}">'
            f"<title>{one.count} answers</title></rect>"
        )
        y = middle - 8 - one.accuracy * span
        parts.append(
            f'<circle class="dot first{" pale" if one.count < FEW else ""}" cx="{x:.1f}" cy="{y:.1f}" r="4">'
            f"<title>{one.confidence:.1%} sure, {one.accuracy:.1%} right, of {one.count}</title></circle>"
        )
    parts.append(_text((LEFT + RIGHT) / 2, HEIGHT - 2, "how sure the network was", "middle"))
    return _figure(_svg(parts, title), escape(title))


def histogram_chart(counts: Sequence[int], first: int, title: str, x_name: str) -> str:
    """How often each of the whole numbers from `first` on occurs."""
    most, step = max(counts), (RIGHT - LEFT) / len(counts)
    parts = [_y_mark(BOTTOM - share * (BOTTOM - TOP), f"{share * most:,.0f}") for share in (0, 0.5, 1)]
    for index, count in enumerate(counts):
        height = count / most * (BOTTOM - TOP)
        parts.append(
            f'<rect class="bar first" x="{LEFT + index * step:.2f}" y="{BOTTOM - height:.1f}" '
            f'width="{step * 0.9:.2f}" height="{height:.1f}"/>'
        )
    last = first + len(counts) - 1
    for mark in sorted({first, 0, last} if first < 0 < last else {first, last}):
        parts.append(_x_mark(LEFT + (mark - first + 0.5) * step, f"{mark}"))
    parts.append(_text((LEFT + RIGHT) / 2, HEIGHT - 2, x_name, "middle"))
    return _figure(_svg(parts, title), escape(title))


def answer_bars(probabilities: Sequence[float], label: int, title: str) -> str:
    """The eleven `probabilities` as small bars; that of the true `label` in the first colour, the others in the second.

    The last is "not a digit".
    """
    parts = []
    for answer, probability in enumerate(probabilities):
        height = max(0.7, 30 * probability)
        style = "first" if answer == label else "second"
        parts.append(
            f'<rect class="bar {style}" x="{10 * answer + 1}" y="{31 - height:.1f}" width="8" height="{height:.1f}"/>'
        )
        parts.append(_text(10 * answer + 5, 41, "∅" if answer == 10 else str(answer), "middle"))
    return _svg(parts, title, (110, 43), "answers")


def value_bars(values: Sequence[float], title: str, names: Sequence[str] = ()) -> str:
    """`values` as bars up and down from nothing, over their `names` where there are some."""
    low, high = min(0.0, *values), max(0.0, *values)
    span, width = (high - low) or 1.0, WIDTH / len(values)
    parts = []
    for index, value in enumerate(values):
        y, height = 60 * (high - max(value, 0)) / span, max(0.5, 60 * abs(value) / span)
        style = "first" if value >= 0 else "second"
        parts.append(
            f'<rect class="bar {style}" x="{index * width:.1f}" y="{y:.1f}" '
            f'width="{width * 0.8:.1f}" height="{height:.1f}"/>'
        )
        if names:
            parts.append(_text((index + 0.4) * width, 74, names[index], "middle"))
    return _svg(parts, title, (WIDTH, 78 if names else 62), "values")


def _around(low: float, high: float) -> tuple[float, float]:
    """A range with a little room above and below, and never empty."""
    return low / 1.15, max(high, low * 1.01) * 1.15


def _marks(low: float, high: float) -> list[float]:
    """Round numbers from `low` to `high`: those that begin with 1, 2 or 5, or with 1 alone where they are many."""
    tens = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    for heads in ((1,), (1, 3), (1, 2, 5), (1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9)):
        marks = [head * 10.0**ten for ten in tens for head in heads if low <= head * 10.0**ten <= high]
        if len(marks) >= 3:
            return marks
    return marks or [low, high]


def _y_mark(y: float, text: str) -> str:
    line = f'<line class="grid" x1="{LEFT}" y1="{y:.1f}" x2="{RIGHT}" y2="{y:.1f}"/>'
    return line + _text(LEFT - 5, y + 4, text, "end")


def _x_mark(x: float, text: str) -> str:
    return _text(x, BOTTOM + 15, text, "middle")


def _text(x: float, y: float, text: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _svg(parts: Sequence[str], title: str, size: tuple[int, int] = (WIDTH, HEIGHT), style: str = "chart") -> str:
    label = escape(title)
    inside = "".join(parts)
    return f'<svg class="{style}" viewBox="0 0 {size[0]} {size[1]}" role="img" aria-label="{label}">{inside}</svg>'


def _figure(svg: str, caption: str) -> str:
    return f"<figure><figcaption>{caption}</figcaption>{svg}</figure>"
