"""Composed pages: how they are made, a sheet of them with their truth, and what the network sees on a few."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
from numpy.typing import NDArray

from edge.page.page import PageView, find
from edge.page.picture import HEAT, WHITE, heat, kinds, over
from edge.reading import Box
from train.page.composed import match, truth_of
from train.report.page_network.asked import kind_legend
from train.report.page_network.subject import PageSubject
from train.report.pictures import photograph
from train.report.scene_pictures import Judged, draw_judged, legend
from train.report.wording import figure, missing, prose
from train.synth.contact_sheet import meanings, with_truth
from train.synth.material import HELD_OUT
from train.synth.scenes import scenes
from train.synth.truth import DIGIT, Page

SHEET = 48  # pages that are shown with their truth
SHOWN = 5  # pages that are shown with what the network sees; the last is without a digit
TRIED = 60  # among which they are looked for
WIDTH = 480  # pixels to which their pictures are reduced
SIGNS = 10  # the first symbols are digits, the others signs


def pages(subject: PageSubject) -> str:
    """How pages are composed and of what, with a sheet of those held apart."""
    total = sum(scene.share for scene in scenes())
    kinds_of_scene = ", ".join(
        f"{escape(scene.name)} {scene.share / total:.1%}" for scene in sorted(scenes(), key=lambda one: -one.share)
    )
    sheet, empty = [], 0
    for number, page in subject.pages(SHEET):
        sheet.append(_with_truth(number, page))
        empty += not any(mark.kind == DIGIT for mark in page.marks)
    keys = "".join(
        f'<span class="mark" style="--tone:rgb{colour[::-1]}">{escape(meaning)}</span>'
        for colour, meaning in meanings()
    )
    return prose(
        "page_pages",
        count=str(len(scenes())),
        fifth=_ordinal_of(HELD_OUT),
        scenes=kinds_of_scene,
        material=_sources(subject),
        shown=str(SHEET),
        keys=f'<p class="keys">{keys}</p>',
        empty=str(empty),
        sheet=f'<div class="strips">{"".join(sheet)}</div>',
    )


def examples(subject: PageSubject) -> str:
    """A few pages with what was found, the likelihood of centres and the kinds of mark beside each other."""
    shown = []
    for number, page in subject.telling_pages(SHOWN, SHEET, TRIED):
        view = find(page.frame, subject.network)
        judged = judge(page, view, subject.network.card.threshold)
        picture = draw_judged(page.frame, judged, WIDTH)
        size = picture.shape[0], picture.shape[1]
        pale = draw_judged(page.frame, [], WIDTH)
        title = f"page {number:,}, {page.scene}"
        trio = (
            photograph(picture, f"{title}: what was found"),
            photograph(over(pale, heat(view, size)), f"{title}: where a digit is centred"),
            photograph(over(pale, kinds(view, size)), f"{title}: the kinds of mark"),
        )
        shown.append(f"<h3>{escape(title.capitalize())}</h3>{figure(_beside(trio), _counts(judged))}")
    return prose("page_examples", legend=legend(), heat=_heat_legend(), kinds=kind_legend(), examples="".join(shown))


def judge(page: Page, view: PageView, threshold: float) -> list[Judged]:
    """The handwritten digits that are there or were found as surely as `threshold` says, matched as they are scored.

    What nobody could tell is neither missed nor wrongly found.
    """
    truth, labels, unsure = truth_of(page)
    found = view.found.taken(view.found.handwriting >= threshold)
    said = found.symbols[:, :SIGNS].argmax(axis=1)
    pairs = match(truth, found.boxes)
    judged = []
    for i, j in pairs:
        same = labels[i] == said[j]
        box = _box(found.boxes[j])
        judged.append(Judged("right" if same else "wrong", box, f"{labels[i]}" if same else f"{labels[i]}>{said[j]}"))
    known, used = {i for i, _ in pairs}, {j for _, j in pairs}
    judged += [Judged("missed", _box(truth[i]), str(labels[i])) for i in range(len(truth)) if i not in known]
    false = [j for j in range(len(found)) if j not in used and not _in_any(found.boxes[j], unsure)]
    return judged + [Judged("false", _box(found.boxes[j]), str(said[j])) for j in false]


def _with_truth(number: int, page: Page) -> str:
    alt = f"page {number:,}: {page.scene}, {len(page.marks)} digits and signs"
    return figure(photograph(with_truth(page), alt, quality=75), f"{number:,}: {escape(page.scene)}")


def _sources(subject: PageSubject) -> str:
    """What the model was trained on, as its card says, and what the pages on this page are made of."""
    told: Sequence[str] = subject.card.get("trained_on", [])
    here = subject.material.sources()
    parts = []
    if told:
        parts.append(f"<p>This model was trained on:</p>{_listed(told)}")
    if not here:
        parts.append(missing("No strokes, fonts or pictures are at hand here: the pages below are drawn without them."))
    elif list(told) != here:
        parts.append(f"<p>The pages below are composed of what is at hand here:</p>{_listed(here)}")
    return "".join(parts)


def _listed(texts: Sequence[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(str(text))}</li>' for text in texts)}</ul>"


def _beside(pictures: Sequence[str]) -> str:
    return f'<div class="trio">{"".join(pictures)}</div>'


def _counts(judged: Sequence[Judged]) -> str:
    names = ("right", "wrong", "missed", "false")
    return "Found, where a digit is centred, kinds of mark. " + ", ".join(
        f"{sum(one.verdict == name for one in judged)} {name}" for name in names
    ) + "."  # fmt: skip


def _heat_legend() -> str:
    keys = "".join(
        f'<span class="mark" style="--tone:rgb{colour[::-1]}">{probability:.0%}</span>'
        for probability, colour in HEAT.items()
        if colour != WHITE
    )
    return f'<p class="keys">{keys}</p>'


def _box(box: NDArray[np.float32]) -> Box:
    x, y = round(float(box[0])), round(float(box[1]))
    return Box(x, y, max(1, round(float(box[2]))), max(1, round(float(box[3]))))


def _in_any(box: NDArray[np.float32], others: NDArray[np.float32]) -> bool:
    middle = box[:2] + box[2:] / 2
    return bool(((middle >= others[:, :2]) & (middle <= others[:, :2] + others[:, 2:])).all(axis=1).any())


def _ordinal_of(number: int) -> str:
    return {5: "fifth"}.get(number, f"{number}th")
