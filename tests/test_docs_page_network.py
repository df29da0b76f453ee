"""What docs/page-network.md says of the page network is what the code has."""

from __future__ import annotations

import re
from pathlib import Path

from edge.page.heads import HEADS, KINDS, SYMBOLS
from train.page.schedule import Schedule

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "page-network.md").read_text(encoding="utf-8")


def rows(first: str) -> dict[str, list[str]]:
    """The cells after the first one of each row of the table whose head begins with `first`, by that first cell."""
    (table,) = re.findall(rf"^\| {first} \|.*\n\|[-| ]+\n((?:\|.*\n)+)", TEXT, re.MULTILINE)
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in table.splitlines()]
    return {name: rest for name, *rest in cells}


def test_the_files_it_names_are_there() -> None:
    named = set(re.findall(r"`((?:edge|train|docs|tests)/[\w/.]+)`", TEXT))
    assert len(named) > 10
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_its_heads_are_those_of_the_network() -> None:
    table = rows("head")
    assert {name: int(cells[0]) for name, cells in table.items()} == HEADS
    assert f"`{SYMBOLS}`" in table["symbol"][1]
    assert all(kind in table["kind"][1] for kind in KINDS)


def test_its_stages_are_those_of_the_schedule() -> None:
    table = rows("stage")
    stages = Schedule().stages
    assert list(table) == [stage.name for stage in stages]
    for stage in stages:
        steps, crops, _ = table[stage.name]
        assert steps == f"{stage.steps:,}"
        assert crops == "likewise" or crops.startswith(f"{stage.batch} of {stage.side}×{stage.side} pixels")
