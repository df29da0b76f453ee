"""What the page network is, in a few numbers, and how it was made."""

from __future__ import annotations

from html import escape

from train.report.model import made_with
from train.report.page_network.quality import measured
from train.report.page_network.subject import PICTURE, PageSubject
from train.report.wording import large, percent, prose

TOLD = {  # figures of the card, the first of each that is there
    "of the digits on composed pages found, and nothing else (F1)": "f1",
    "recall: of the digits there, found": "recall",
    "precision: of what was found, digits": "precision",
}


def overview(subject: PageSubject) -> str:
    """Tiles with the numbers that matter most, and what they mean."""
    height, width = subject.network.size
    products = sum(operator.multiply_accumulates for operator in subject.operators)
    count = subject.canvases
    tiles = [
        (f"{subject.size / 1024:.0f}\u00a0KB", "the whole file"),
        (large(sum(operator.parameters for operator in subject.operators)), "learnt numbers, nearly all of one byte"),
        (large(count * products), f"multiplications for a picture of {PICTURE[1]}×{PICTURE[0]}, each added up"),
        (f"{subject.milliseconds:.0f}\u00a0ms", "a canvas, on the machine that wrote this page"),
    ]
    found = measured(subject)
    tiles += [(percent(found[name]), meaning) for meaning, name in TOLD.items() if name in found]
    shown = "".join(f'<div class="tile"><b>{value}</b><span>{escape(meaning)}</span></div>' for value, meaning in tiles)
    of_one = "one canvas" if count == 1 else f"{count} canvases"
    return prose(
        "page_model",
        tiles=shown,
        name=escape(subject.name),
        canvas=f"{width}×{height}",
        picture=f"{of_one} of that size",
    )


def provenance(subject: PageSubject) -> str:
    """Command, seed, commit and versions, and what the reader needs besides."""
    card = subject.network.card
    return made_with(
        subject,
        [
            ("threshold", f"{card.threshold}"),
            ("heights read on a level", f"{card.least_height:g} to {card.greatest_height:g} pixels"),
            ("best height", f"{card.best_height:g} pixels"),
        ],
    )
