"""The page on the digit network: its sections in their order; and the file that a page on any network is written to."""

from __future__ import annotations

from pathlib import Path

from edge.card import model_path
from train.report.answers import confused, errors, sureness
from train.report.data import digits_and_marks, worn_by_hands
from train.report.document import document
from train.report.layers import layers, one_digit
from train.report.model import figures, overview, provenance
from train.report.page_network.page import is_page_network, page_of
from train.report.robustness import robustness
from train.report.section import Section, written
from train.report.subject import Subject
from train.report.training import curves, eight_bits
from train.report.wording import prose

SECTIONS: tuple[Section[Subject], ...] = (
    Section("model", "The model", overview),
    Section("data", "What it learns from", digits_and_marks),
    Section("wear", "Other hands, pens and cameras", worn_by_hands),
    Section("layers", "Its layers", layers),
    Section("inside", "One digit on its way", one_digit),
    Section("training", "Learning", curves),
    Section("int8", "Eight bits", eight_bits),
    Section("confusion", "What it takes for what", confused),
    Section("errors", "Every digit it gets wrong", errors),
    Section("sureness", "How sure it is", sureness),
    Section("robustness", "Digits that have gone bad", robustness),
    Section("figures", "Every figure", figures),
    Section("provenance", "How it was made", provenance),
)


def write_report(model: str | Path = "digits", path: Path | None = None) -> Path:
    """Write the report on `model`, a shipped name or the path of a `.tflite` file, to `path`; returns where it is.

    One HTML file that needs nothing beside it; report/NAME.html in the working folder unless told. Sections whose data
    is not at hand say so. Progress is shown on a terminal. Raises `ModelError` for a model that cannot be run.
    """
    file = model_path(model)
    text = page_of(file) if is_page_network(file) else page(Subject(file))
    path = path or Path("report") / f"{file.stem}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def page(subject: Subject) -> str:
    """The whole page on `subject` as HTML."""
    parts = written(SECTIONS, subject)
    return document(subject.name, "How Cifra reads digits", prose("model_lead"), parts, "python -m train report")
