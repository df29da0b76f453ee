"""How many handwritten digits the page network finds on composed pages held apart: by their size, by kind of scene."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from itertools import pairwise
from typing import Any

from train.page.composed import BANDS, OVERLAP, Tally
from train.report.page_network.subject import PageSubject
from train.report.wording import bar_cell, missing, number_cell, number_head, prose, table

NOT_MEASURED = "The card of this model holds no figures about composed pages."
HEADS = [number_head(name) for name in ("digits", "found", "precision", "recall", "F1")]


def quality(subject: PageSubject) -> str:
    """What the card says about composed pages held apart, in two tables."""
    held: Mapping[str, Any] = subject.card.get("composed", {})
    if "boxes" not in held:
        return prose("page_quality", pages="", overlap=percent_of(OVERLAP), tables=missing(NOT_MEASURED))
    heights = {_band(low): tally for low, tally in sorted(_tallies(held, "heights").items(), key=lambda it: int(it[0]))}
    scenes = dict(sorted(_tallies(held, "scenes").items(), key=lambda item: item[1].f1))
    shown = _table("height in the picture", heights) + _table("kind of scene", scenes) + _empty(held)
    pages = f"There were {held['pages']:,} of them. " if "pages" in held else ""
    return prose("page_quality", pages=pages, overlap=percent_of(OVERLAP), tables=shown)


def measured(subject: PageSubject) -> dict[str, float]:
    """Precision, recall and F1 of all boxes, 0 to 1; empty where the card does not say."""
    held = subject.card.get("composed", {})
    if "boxes" not in held:
        return {}
    tally = Tally(**held["boxes"])
    return {"f1": tally.f1, "recall": _share(tally.right, tally.there), "precision": _share(tally.right, tally.found)}


def percent_of(share: float) -> str:
    """0.4 as "40 %", the space unbreakable."""
    return f"{share:.0%}".replace("%", "\u00a0%")


def _tallies(held: Mapping[str, Any], group: str) -> dict[str, Tally]:
    return {str(name): Tally(**counts) for name, counts in held.get(group, {}).items()}


def _table(title: str, tallies: Mapping[str, Tally]) -> str:
    rows = [
        (
            escape(name),
            number_cell(f"{one.there:,}"),
            number_cell(f"{one.found:,}"),
            number_cell(f"{_share(one.right, one.found):.3f}"),
            bar_cell(f"{_share(one.right, one.there):.3f}", _share(one.right, one.there), "second"),
            bar_cell(f"{one.f1:.3f}", one.f1, "first"),
        )
        for name, one in tallies.items()
    ]
    return table((escape(title), *HEADS), rows, "conditions") if rows else ""


def _empty(held: Mapping[str, Any]) -> str:
    """A sentence about the pages without a handwritten digit."""
    pages = int(held.get("empty", 0))
    if not pages:
        return ""
    false, clean = int(held.get("false_on_empty", 0)), int(held.get("clean", 0))
    return (
        f"<p>On {pages:,} of the pages no digit is written by hand. {clean:,} of them it leaves clean; on all of them "
        f"together it sees {false:,} digits, {false / pages:.2f} a page.</p>"
    )


def _band(low: str) -> str:
    """ "16" as "16 to 24 pixels"."""
    high = dict(pairwise(BANDS)).get(int(low), BANDS[-1])
    if high == BANDS[-1]:
        return f"{low} pixels and more"
    return f"{low} to {high} pixels" if int(low) else f"less than {high} pixels"


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
