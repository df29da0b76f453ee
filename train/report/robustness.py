"""Digits as a bad camera, bad weather or a careless hand would have them: the fifteen corruptions of MNIST-C."""

from __future__ import annotations

from html import escape

import numpy as np

from train.beyond import CORRUPTION_SEED
from train.corruptions import CORRUPTIONS, corrupted
from train.report.pictures import glyph_sheet
from train.report.subject import Subject
from train.report.wording import bar_cell, missing, number_head, percent, prose, table

EXAMPLES = (2, 5, 7)  # digits on which each corruption is shown


def robustness(subject: Subject) -> str:
    """Each corruption on a few digits, what it is, and how many are still read, the hardest first."""
    images = np.stack([subject.test.images[int(np.argmax(subject.test.labels == one))] for one in EXAMPLES])
    read = {name: subject.figures.get(f"mnist_c_{name}_of_ten") for name in CORRUPTIONS}
    measured = [share for share in read.values() if share is not None]
    rows = []
    for name, share in sorted(read.items(), key=lambda one: one[1] or 0.0):
        what = (CORRUPTIONS[name].__doc__ or "").strip().splitlines()[0]
        still = bar_cell(percent(share), share, "first") if share is not None else "–"
        shown = glyph_sheet(corrupted(images, name, CORRUPTION_SEED), len(images), name.replace("_", " "))
        rows.append((shown, f"<b>{escape(name.replace('_', ' '))}</b><br><small>{escape(what)}</small>", still))
    note = "" if measured else missing("The card of this model holds no figures for them.")
    if measured:
        note = f"<p>On average {percent(float(np.mean(measured)))} are still read right.</p>"
    return prose("robustness", note=note, table=table(("", "corruption", number_head("right")), rows, "corruptions"))
