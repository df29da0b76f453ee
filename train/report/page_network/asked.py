"""What the page network is asked, head by head, and how a picture comes before it in several sizes."""

from __future__ import annotations

from html import escape

import numpy as np
from numpy.typing import NDArray

from edge.page.canvas import drawn, fitting, packed
from edge.page.heads import HEADS, KINDS, STRIDE, SYMBOLS, UNIT
from edge.page.picture import KIND_COLOURS
from edge.page.pyramid import levels
from edge.page.seen import PAPER
from train.report.page_network.subject import PageSubject
from train.report.pictures import photograph
from train.report.wording import figure, number_cell, number_head, prose, table

TRIED = 40  # pages among which one with digits is looked for
QUESTIONS = {
    "centre": "Is the middle of a digit here, by hand or printed? And is the middle of a sign here?",
    "box": f"Where, from here, is the middle of its box, in steps of {STRIDE} pixels? And how wide and high is it, "
    f"as the power of two that {UNIT} pixels are multiplied by?",
    "symbol": f"Which is it: {' '.join(SYMBOLS)}",
    "kind": f"What is here: {', '.join(KINDS)}?",
}


def asked(subject: PageSubject) -> str:
    """The heads, the kinds with their colours, and a page as the network gets it: all levels on one canvas."""
    height, width = (side // STRIDE for side in subject.network.size)
    rows = [
        (f"<b>{name}</b>", escape(QUESTIONS[name]), number_cell(str(channels)), f"{height}×{width}×{channels}")
        for name, channels in HEADS.items()
    ]
    return prose(
        "page_asked",
        stride=str(STRIDE),
        heads=table(("head", "question", number_head("numbers a place"), "gives"), rows),
        kinds=kind_legend(),
        canvas=figure(*_canvas(subject)),
        least=f"{subject.network.card.least_height:g}",
        greatest=f"{subject.network.card.greatest_height:g}",
    )


def kind_legend() -> str:
    """The kinds of mark in their colours, as HTML."""
    keys = "".join(
        f'<span class="mark" style="--tone:rgb{KIND_COLOURS[kind][::-1]}">{escape(kind)}</span>'
        for i, kind in enumerate(KINDS)
        if i != PAPER
    )
    return f'<p class="keys">{keys}</p>'


def _canvas(subject: PageSubject) -> tuple[str, str]:
    """A picture of the first canvas of a composed page, and its caption: both HTML."""
    number, page = subject.telling_pages(2, 0, TRIED)[0]
    canvas, sizes = first_canvas(page.frame, subject.network.size)
    told = ", ".join(f"{width}×{height}" for height, width in sizes)
    caption = f"Page {number:,} ({escape(page.scene)}) on its canvas, in levels of {told} pixels."
    return photograph(canvas, "a page in several sizes on one canvas"), caption


def first_canvas(
    frame: NDArray[np.uint8], size: tuple[int, int]
) -> tuple[NDArray[np.uint8], tuple[tuple[int, int], ...]]:
    """The first canvas of a picture, BGR uint8 (h, w, 3) both, of a network of that `size`; the sizes of levels."""
    made = levels(frame, fitting((frame.shape[0], frame.shape[1]), size))
    sizes = tuple((level.picture.shape[0], level.picture.shape[1]) for level in made)
    return next(drawn(packed(sizes, size), made, size)), sizes
