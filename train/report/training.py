"""How the network learnt, epoch by epoch, and how its numbers came to fit into eight bits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from train.report.charts import Line, histogram_chart, line_chart
from train.report.subject import Subject
from train.report.wording import figure, missing, number_cell, number_head, percent, prose, table

PHASES = {"teacher": "the teacher", "float": "the network in float", "quantised": "with eight bits in the loop"}
STYLES = {"teacher": "third", "float": "first", "quantised": "second"}
LEAST = 1e-5  # of what is drawn on a logarithmic axis


def curves(subject: Subject) -> str:
    """Loss and wrong answers of every epoch, as the card keeps them."""
    rows: list[dict[str, Any]] = subject.card.get("training", {}).get("curves", [])
    if not rows:
        why = "The card of this model holds no curves: it was trained before they were kept."
        return prose("training", charts=missing(why))
    charts = [
        line_chart(_lines(rows, lambda row: float(row["loss"])), "Loss", "epoch", lambda y: f"{y:.3g}"),
        line_chart(_lines(rows, lambda row: 1 - float(row["accuracy"])), "Wrong in training", "epoch", _short_percent),
    ]
    held_out = [row for row in rows if "held_out" in row]
    if held_out:
        lines = _lines(held_out, lambda row: 1 - float(row["held_out"]))
        charts.append(line_chart(lines, "Wrong on held-out examples", "epoch", _short_percent))
    shown = f'<div class="trio">{"".join(charts)}</div>'
    if any(row["phase"] == "teacher" for row in rows):
        shown += prose("teacher")
    return prose("training", charts=shown)


def eight_bits(subject: Subject) -> str:
    """What quantisation does to weights, and whether the int8 file answers as the network in float."""
    learnt = [operator.weights for operator in subject.operators if operator.weights is not None]
    one_filter = histogram = ""
    if learnt:
        one_filter = _one_filter(learnt[0].values[0, ..., 0], float(learnt[0].scales[0]))
        values = max((weights.values for weights in learnt), key=lambda values: values.size)
        counts = np.bincount(values.ravel().astype(int) + 128, minlength=256)[1:]
        title = f"How often each value occurs among the {values.size:,} weights of the largest layer"
        histogram = histogram_chart(counts.tolist(), -127, title, "int8 value")
    return prose("int8", beside=_beside_float(subject), filter=one_filter, histogram=histogram)


def _lines(rows: Sequence[Mapping[str, Any]], value: Callable[[Mapping[str, Any]], float]) -> list[Line]:
    """A line a phase; epochs with quantisation go on where those in float ended, since it is the same network."""
    float_epochs = max((int(row["epoch"]) for row in rows if row["phase"] == "float"), default=0)
    lines = []
    for phase in dict.fromkeys(str(row["phase"]) for row in rows):
        before = float_epochs if phase == "quantised" else 0
        points = [(before + int(row["epoch"]), max(LEAST, value(row))) for row in rows if row["phase"] == phase]
        lines.append(Line(PHASES.get(phase, phase), points, STYLES.get(phase, "first")))
    return lines


def _short_percent(share: float) -> str:
    return f"{100 * share:.3g} %"


def _beside_float(subject: Subject) -> str:
    """Accuracy in float and in int8 beside each other, where the card knows both."""
    found = subject.figures
    if "mnist_test_float" not in found or subject.test_accuracy is None:
        return missing("The card of this model does not say how the network answers in float.")
    rows = [
        ("in float, four bytes a number", number_cell(percent(found["mnist_test_float"]))),
        ("in int8, one byte a number: this file", number_cell(percent(subject.test_accuracy))),
    ]
    shown = table(("MNIST’s test digits", number_head("right")), rows)
    if "int8_differs" in found:
        shown += f"<p>In {found['int8_differs']:,.0f} of the 10,000 answers the two differ.</p>"
    return shown


def _one_filter(values: NDArray[np.int8], scale: float) -> str:
    """One filter as the file holds it, and the numbers it stands for."""
    stored = [[f"{int(value)}" for value in row] for row in values]
    real = [[f"{value * scale:.2f}" for value in row] for row in values.astype(float)]
    grids = "".join(
        f'<table class="filter"><tbody>{"".join(f"<tr>{_cells(row)}</tr>" for row in rows)}</tbody></table>'
        for rows in (stored, real)
    )
    caption = f"A filter of the first layer, first as the file holds it, then times its scale of {scale:.5f}."
    return figure(f'<div class="filters">{grids}</div>', caption)


def _cells(row: Sequence[str]) -> str:
    return "".join(f"<td>{value.replace('-', '−')}</td>" for value in row)
