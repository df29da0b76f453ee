"""The page network taken apart: where its work is done, and what each of its operators gives and costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from train.anatomy import Operator
from train.report.layers import plain_name, shape_text
from train.report.page_network.subject import PageSubject
from train.report.wording import bar_cell, large, number_cell, number_head, prose, table


@dataclass(frozen=True)
class Stage:
    """All operators whose answers lie equally far apart."""

    stride: int
    """Pixels of the canvas from one answer to the next."""
    channels: tuple[int, ...]
    """How many numbers a place may have there, rising."""
    operators: int
    parameters: int
    multiply_accumulates: int


def stages(subject: PageSubject) -> str:
    """The work by stride, then every operator."""
    found = by_stride(subject.operators, subject.network.size[0])
    most = max((one.multiply_accumulates for one in found), default=0) or 1
    learnt = max((one.parameters for one in found), default=0) or 1
    rows = [
        (
            f"every {_ordinal(one.stride)} pixel",
            "×".join(str(side // one.stride) for side in subject.network.size),
            _span(one.channels),
            number_cell(str(one.operators)),
            bar_cell(f"{one.parameters:,}", one.parameters / learnt, "second"),
            bar_cell(large(one.multiply_accumulates), one.multiply_accumulates / most, "first"),
        )
        for one in found
    ]
    numbers = [number_head(name) for name in ("operators", "learnt numbers", "multi\u00adpli\u00adca\u00adtions")]
    return prose(
        "page_layers",
        stages=table(("answers at", "places", "numbers a place", *numbers), rows, "layers"),
        table=_operators(subject.operators),
        count=str(len(subject.operators)),
    )


def by_stride(operators: Sequence[Operator], height: int) -> list[Stage]:
    """`operators` of a canvas `height` pixels high by the stride of what they give, the finest first."""
    strides = [max(1, round(height / one.output_shape[0])) if len(one.output_shape) == 3 else 0 for one in operators]
    found = []
    for stride in sorted(set(strides) - {0}):
        own = [one for one, its in zip(operators, strides, strict=True) if its == stride]
        found.append(
            Stage(
                stride,
                tuple(sorted({one.output_shape[-1] for one in own})),
                len(own),
                sum(one.parameters for one in own),
                sum(one.multiply_accumulates for one in own),
            )
        )
    return found


def _operators(operators: Sequence[Operator]) -> str:
    most = max((one.multiply_accumulates for one in operators), default=0) or 1
    rows = [
        (
            str(at),
            f"{escape(plain_name(one))} <code>{escape(one.name)}</code>",
            shape_text(one.output_shape),
            number_cell(f"{one.parameters:,}" if one.parameters else "–"),
            bar_cell(
                large(one.multiply_accumulates) if one.multiply_accumulates else "–",
                one.multiply_accumulates / most,
                "first",
            ),
        )
        for at, one in enumerate(operators, 1)
    ]
    together = (
        "",
        "<b>together</b>",
        "",
        number_cell(f"{sum(one.parameters for one in operators):,}"),
        number_cell(large(sum(one.multiply_accumulates for one in operators))),
    )
    heads = ("", "operator", "gives", number_head("learnt numbers"), number_head("multi\u00adpli\u00adca\u00adtions"))
    return table(heads, [*rows, together], "layers")


def _span(channels: tuple[int, ...]) -> str:
    return str(channels[0]) if len(channels) == 1 else f"{channels[0]} to {channels[-1]}"


def _ordinal(number: int) -> str:
    """4 as "4th"; those of strides only."""
    return {1: "single", 2: "second"}.get(number, f"{number}{'nd' if number % 10 == 2 and number > 20 else 'th'}")
