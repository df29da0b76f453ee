"""How the page network learnt: the loss of each head, step by step, as its card keeps it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from train.report.charts import Line, line_chart
from train.report.page_network.subject import PageSubject
from train.report.wording import missing, prose

STAGES = {"float": "small crops", "large": "larger crops and canvases", "quantised": "with eight bits in the loop"}
STYLES = {"float": "first", "large": "third", "quantised": "second"}
TITLES = {
    "centre": "Centres: missed or invented",
    "box": "Boxes: how far they lie apart",
    "symbol": "Symbols: taken for another",
    "kind": "Kinds of mark: taken for another",
}
LEAST = 1e-4  # of what is drawn on a logarithmic axis
UNIT = 1000  # steps to one of the axis


def learning(subject: PageSubject) -> str:
    """A chart a head, with a line a stage."""
    rows: list[dict[str, Any]] = subject.card.get("training", {}).get("curves", [])
    charts = [
        line_chart(lines, title, "thousand steps", lambda y: f"{y:.3g}")
        for head, title in TITLES.items()
        if (lines := lines_of(rows, head))
    ]
    shown = (
        f'<div class="pair">{"".join(charts)}</div>' if charts else missing("The card of this model holds no curves.")
    )
    return prose("page_learning", charts=shown)


def lines_of(rows: Sequence[Mapping[str, Any]], head: str) -> list[Line]:
    """The loss of a `head`, a line a stage; each stage goes on where the one before it ended."""
    lines: list[Line] = []
    done = 0
    for stage in dict.fromkeys(str(row["stage"]) for row in rows):
        own = [row for row in rows if row["stage"] == stage]
        points = [((done + int(row["step"])) / UNIT, max(LEAST, float(row[head]))) for row in own if head in row]
        done += max(int(row["step"]) for row in own)
        if points:
            lines.append(Line(STAGES.get(stage, stage), points, STYLES.get(stage, "first")))
    return lines
