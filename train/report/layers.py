"""The network taken apart: what each operator costs, what it has learnt, and what it makes of one digit."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np

from edge.card import LABELS
from train.anatomy import Operator
from train.report.charts import value_bars
from train.report.pictures import activation_sheet, filter_sheet, glyph_sheet
from train.report.subject import Subject
from train.report.wording import bar_cell, figure, large, number_cell, number_head, prose, strip, table

MAPS = 16  # channels of a stage that are shown
POOLED = 4  # channels that are shown before and after pooling
DROPPED = 0.2  # in the picture of dropout
PLAIN_NAMES = {
    "CONV_2D": "Convolution",
    "DEPTHWISE_CONV_2D": "Convolution in each channel",
    "FULLY_CONNECTED": "Dense",
    "MAX_POOL_2D": "Pooling, largest of",
    "AVERAGE_POOL_2D": "Pooling, mean of",
    "MEAN": "Mean over the picture",
    "RESHAPE": "Put in a row",
    "ADD": "Sum",
    "RESIZE_BILINEAR": "Enlarged, mixed between neighbours",
    "QUANTIZE": "Other steps between its numbers",
    "SOFTMAX": "Softmax",
}
HEADS = (
    "",
    "operator",
    "gives",
    number_head("learnt numbers"),
    number_head("multi\u00adpli\u00adca\u00adtions"),
    number_head("µs a digit"),
)


def layers(subject: Subject) -> str:
    """The table of operators with what each costs, and what each kind of them does where it is first met."""
    parts = [prose("layers", table=_costs(subject.operators, subject.microseconds))]
    names = [operator.name for operator in subject.operators]
    if "CONV_2D" in names:
        parts.append(_convolution(subject, names.index("CONV_2D")))
    if "MAX_POOL_2D" in names:
        parts.append(_pooling(subject, names.index("MAX_POOL_2D")))
    if "MEAN" in names:
        parts += [prose("mean"), _dropout(subject, names.index("MEAN"))]
    return "\n".join(parts)


def one_digit(subject: Subject) -> str:
    """What comes out after each operator for one digit, as the runtime gives it."""
    picture = glyph_sheet(subject.example[None], 1, "the digit that is followed", 4)
    steps = [strip("The picture", picture, "28×28 grey dots")]
    for at, (operator, given) in enumerate(zip(subject.operators, subject.activations, strict=True), 1):
        title = f"{at}. {plain_name(operator)}"
        if given.ndim == 4 and given.shape[1] > 1:
            shown = activation_sheet(given[0].transpose(2, 0, 1)[:MAPS], 8, title)
            more = f", the first {MAPS} channels" if given.shape[3] > MAPS else ""
            steps.append(strip(title, shown, shape_text(operator.output_shape) + more))
        elif operator is subject.operators[-1]:
            names = [label if len(label) == 1 else "∅" for label in LABELS]
            note = "eleven numbers, one for each answer (∅: not a digit); the highest wins"
            steps.append(strip(title, value_bars(given.ravel().tolist(), title, names), note))
        elif operator.output_shape[-1] != len(LABELS):  # else the same eleven numbers come again, put in a row
            note = f"{given.size} numbers, the mean of each channel"
            steps.append(strip(title, value_bars(given.ravel().tolist(), title), note))
    return prose("inside", steps="".join(steps))


def plain_name(operator: Operator) -> str:
    """What people call an operator: "Convolution 5×5, step 2" for a CONV_2D; its own name where there is no other."""
    name = PLAIN_NAMES.get(operator.name, operator.name.replace("_", " ").capitalize())
    if operator.window is None or operator.stride is None:
        return name
    # Pooling windows lie side by side as a rule, and filters step by one; what is as usual is not said.
    usual = operator.window if "POOL" in operator.name else (1, 1)
    step = f", step {operator.stride[0]}" if operator.stride != usual else ""
    return f"{name} {shape_text(operator.window)}{step}"


def shape_text(shape: Sequence[int]) -> str:
    """(14, 14, 32) as "14×14×32"."""
    return "×".join(str(side) for side in shape)


def _costs(operators: Sequence[Operator], times: Sequence[float]) -> str:
    """A row for each operator and one for all of them."""
    products = [operator.multiply_accumulates for operator in operators]
    rows = [
        (
            str(at),
            f"{escape(plain_name(operator))} <code>{escape(operator.name)}</code>",
            shape_text(operator.output_shape),
            number_cell(f"{operator.parameters:,}" if operator.parameters else "–"),
            bar_cell(large(product) if product else "–", product / (max(products) or 1), "first"),
            bar_cell(f"{took:.1f}" if took >= 0.05 else "–", took / (max(times) or 1), "second"),
        )
        for at, (operator, product, took) in enumerate(zip(operators, products, times, strict=True), 1)
    ]
    together = (
        "",
        "<b>together</b>",
        "",
        number_cell(f"{sum(operator.parameters for operator in operators):,}"),
        number_cell(large(sum(products))),
        number_cell(f"{sum(times):.1f}"),
    )
    return table(HEADS, [*rows, together], "layers")


def _convolution(subject: Subject, at: int) -> str:
    """The filters of the first convolution, which see the picture itself, and what each finds in the example."""
    weights = subject.operators[at].weights
    if weights is None or weights.values.shape[3] != 1:
        return prose("convolution", filters="", found="")
    filters = (weights.values[..., 0] * weights.scales[:, None, None]).astype(np.float32)
    found = subject.activations[at][0].transpose(2, 0, 1)
    return prose(
        "convolution",
        filters=figure(
            filter_sheet(filters, 8, "the learnt filters of the first layer"),
            f"The {len(filters)} filters of the first layer, as they were learnt. Rust adds what is beneath it, blue "
            "takes it away.",
        ),
        found=figure(
            activation_sheet(found, 8, "what each of these filters finds in a digit"),
            "What each of them finds in one digit, in the same order; the brighter, the more.",
        ),
    )


def _pooling(subject: Subject, at: int) -> str:
    """A few channels before and after the pooling: those that have most to show."""
    before, after = (subject.activations[which][0].transpose(2, 0, 1) for which in (at - 1, at))
    liveliest = np.argsort(-before.std(axis=(1, 2)), kind="stable")[:POOLED]
    sides = [shape_text(maps.shape[1:]) for maps in (before, after)]
    return prose(
        "pooling",
        before=figure(activation_sheet(before[liveliest], POOLED, "before pooling", 112), f"Before: {sides[0]}."),
        after=figure(activation_sheet(after[liveliest], POOLED, "after pooling", 112), f"After: {sides[1]}."),
    )


def _dropout(subject: Subject, at: int) -> str:
    """The means of the example, and the same with a share of them dropped."""
    means = subject.activations[at].ravel()
    kept = np.random.default_rng(0).random(len(means)) >= DROPPED
    dropped = np.where(kept, means / (1 - DROPPED), 0)
    return prose(
        "dropout",
        whole=figure(value_bars(means.tolist(), "the numbers before the last layer"), "The numbers of one digit."),
        dropped=figure(
            value_bars(dropped.tolist(), "the same with some dropped"),
            f"The same, when each is dropped with a chance of {DROPPED:.0%}.",
        ),
    )
