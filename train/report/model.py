"""What the model is, in a few numbers; every figure of its card; and how it was made, so that it can be made again."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from train.figures import FIGURES, GROUPS
from train.report.subject import Model, Subject
from train.report.wording import facts, large, missing, number_cell, number_head, percent, prose, table
from train.stages import BATCH

COUNTS = ("bytes", "int8_differs")
MEANS = ("photos_false_on_empty", "composed_false_on_empty")  # of counts: no shares, though they may lie below 1
PAGE_FIGURES = {  # of the page network
    "composed_f1": "handwritten digits found on composed pages held apart, F1",
    "composed_digits_f1": "the same with the label that the page network itself gives them",
    "composed_false_on_empty": "digits found on such a page without any",
}


def overview(subject: Subject) -> str:
    """Tiles with the numbers that matter most, and what they mean."""
    parameters = sum(operator.parameters for operator in subject.operators)
    products = sum(operator.multiply_accumulates for operator in subject.operators)
    tiles = [
        (f"{subject.size / 1024:.0f}\u00a0KB", "the whole file"),
        (large(parameters), "learnt numbers, nearly all of one byte"),
        (large(products), "multiplications a digit, each added up"),
        (f"{sum(subject.microseconds):.0f}\u00a0µs", "a digit, on the machine that wrote this page"),
    ]
    if subject.test_accuracy is not None:
        tiles.append((percent(subject.test_accuracy), "of MNIST’s 10,000 test digits right"))
    photos = subject.figures.get("photos_digits_accuracy")
    if photos is not None:
        tiles.append((percent(photos), "of the digits on real photographs right, once found"))
    shown = "".join(f'<div class="tile"><b>{value}</b><span>{meaning}</span></div>' for value, meaning in tiles)
    return prose(
        "model", tiles=shown, name=escape(subject.name), runtime=escape(subject.classifier.runtime), batch=str(BATCH)
    )


def figures(subject: Model) -> str:
    """Everything that the card says of how good the model is, and what it was checked for before it was released."""
    found = subject.figures
    groups = {title: {one.name: one.title for one in group if one.name in found} for title, group in GROUPS.items()}
    groups["The page network"] = {name: title for name, title in PAGE_FIGURES.items() if name in found}
    known = FIGURES.keys() | PAGE_FIGURES.keys()
    groups["Others"] = {name: name.replace("_", " ") for name in found if name not in known}
    tables = [
        table(
            (escape(title), number_head("")),
            [(escape(meaning), number_cell(figure_text(name, found[name]))) for name, meaning in group.items()],
            "figures",
        )
        for title, group in groups.items()
        if group
    ]
    checks: list[dict[str, Any]] = subject.card.get("checks", [])
    rows = [("✓" if one["passed"] else "✗ failed", escape(one["name"]), escape(one["found"])) for one in checks]
    return prose(
        "figures",
        figures=f'<div class="tables">{"".join(tables)}</div>' if tables else missing("The card holds no figures."),
        checks=f"<h3>What it was checked for</h3>{table(('', 'check', 'found'), rows)}" if rows else "",
    )


def figure_text(name: str, value: float) -> str:
    """The figure `name` as people write it: shares in percent, counts as they are."""
    if name in COUNTS:
        return f"{value:,.0f}"
    return f"{value:,.2f}" if name in MEANS or not 0 <= value <= 1 else percent(value)


def provenance(subject: Subject) -> str:
    """Command, seed, commit and versions, and what identifies the file and its data."""
    card = subject.classifier.card
    return made_with(subject, [("temperature", f"{card.temperature}"), ("refusal bias", f"{card.refusal_bias}")])


def made_with(subject: Model, more: Sequence[tuple[str, str]]) -> str:
    """What the card of `subject` says of how it was made, and `more` facts about it."""
    training: dict[str, Any] = subject.card.get("training", {})
    pairs = [("file", subject.path.name), ("sha256", str(subject.card["sha256"]))]
    pairs += [
        (name.replace("_", " "), str(one)) for name, one in training.items() if isinstance(one, str | int | float)
    ]
    pairs += [(name, str(one)) for name, one in training.get("versions", {}).items()]
    sums = training.get("data_sha256", {})
    data = facts((str(name), str(one)) for name, one in sums.items())
    title = "Checksums of the data it was trained and tested on"
    shown = f"<details><summary>{title}</summary>{data}</details>" if sums else ""
    return prose("provenance", facts=facts([*pairs, *more]), data=shown)
