"""What the network answers on MNIST's test digits: which it takes for which, each one it gets wrong, how sure it is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from edge.card import LABELS, NOT_A_DIGIT
from train.calibration import calibration_error, reliability
from train.report.charts import FEW, answer_bars, reliability_chart
from train.report.pictures import glyph_sheet
from train.report.subject import Subject
from train.report.wording import percent, prose

SHORT_LABELS = (*LABELS[:NOT_A_DIGIT], "∅")
MOST_ERRORS = 200  # shown; a network that makes more is not worth so long a page


def confused(subject: Subject) -> str:
    """The confusion matrix: a row for each digit, a column for each of the eleven answers."""
    labels, answers = subject.test.labels, subject.test_probabilities.argmax(1)
    counts = confusion(labels, answers)
    right = int(np.trace(counts))
    mistaken = counts.copy()
    np.fill_diagonal(mistaken, 0)
    most = int(mistaken.max())
    head = "".join(f"<th>{label}</th>" for label in ("", *SHORT_LABELS))
    rows = "".join(
        f"<tr><th>{label}</th>{''.join(_count(int(n), label == at, most) for at, n in enumerate(row))}</tr>"
        for label, row in enumerate(counts)
    )
    return prose(
        "confusion",
        total=f"{len(labels):,}",
        right=f"{right:,}",
        share=percent(right / len(labels)),
        wrong=f"{len(labels) - right:,}",
        matrix=f'<table class="confusion"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>',
    )


def errors(subject: Subject) -> str:
    """A card for each test digit that is read wrongly, those first of which the network was surest."""
    labels, probabilities = subject.test.labels, subject.test_probabilities
    answers, sure = probabilities.argmax(1), probabilities.max(1)
    wrong = np.flatnonzero(answers != labels)
    wrong = wrong[np.argsort(-sure[wrong], kind="stable")]
    cards = []
    for at in wrong[:MOST_ERRORS]:
        label, answer = int(labels[at]), int(answers[at])
        title = f"a {label}, read as {LABELS[answer]}: {sure[at]:.0%} sure"
        cards.append(
            f'<div class="error">{glyph_sheet(subject.test_glyphs[at][None], 1, title, 1)}<p><b><span '
            f'class="right-answer">{label}</span> → <span class="wrong-answer">{SHORT_LABELS[answer]}</span></b> '
            f"{sure[at]:.0%}<br><small>no. {at}</small></p>"
            f"{answer_bars(probabilities[at].tolist(), label, title)}</div>"
        )
    left_out = f"The surest {MOST_ERRORS} are shown." if len(wrong) > MOST_ERRORS else ""
    return prose("errors", wrong=f"{len(wrong):,}", left_out=left_out, cards="".join(cards))


def sureness(subject: Subject) -> str:
    """The reliability diagram, and how far sureness and truth are apart on average."""
    bins = reliability(subject.test_probabilities, subject.test.labels)
    return prose(
        "sureness",
        temperature=f"{subject.classifier.card.temperature:.2f}",
        chart=reliability_chart(bins, "How often the network is right, by how sure it is"),
        few=str(FEW),
        error=percent(calibration_error(bins)),
    )


def confusion(labels: NDArray[np.uint8], answers: NDArray[np.intp]) -> NDArray[np.intp]:
    """How often each label got each answer: (10, 11), from `labels` (n,) 0 to 9 and `answers` (n,) 0 to 10."""
    counts = np.zeros((NOT_A_DIGIT, len(LABELS)), np.intp)
    np.add.at(counts, (labels, answers), 1)
    return counts


def _count(count: int, right: bool, most: int) -> str:
    if right:
        return f'<td class="right">{count}</td>'
    if not count:
        return '<td class="none">0</td>'
    return f'<td style="--share:{0.15 + 0.75 * count / most:.2f}">{count}</td>'
