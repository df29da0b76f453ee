"""The page: its sections in their order, and the file they are written to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from train.data import DataError
from train.report.answers import confused, errors, sureness
from train.report.data import digits_and_marks, worn_by_hands
from train.report.document import Part, document
from train.report.layers import layers, one_digit
from train.report.model import figures, overview, provenance
from train.report.robustness import robustness
from train.report.subject import Subject
from train.report.training import curves, eight_bits
from train.report.wording import missing, prose


@dataclass(frozen=True)
class Section:
    """One part of the page."""

    anchor: str
    title: str
    write: Callable[[Subject], str]
    """Its HTML. Raises `DataError` where what it shows is not at hand; then the page says so in its place."""


SECTIONS = (
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
    subject = Subject(model)
    path = path or Path("report") / f"{subject.name}.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page(subject), encoding="utf-8")
    return path


def page(subject: Subject) -> str:
    """The whole page on `subject` as HTML."""
    written = []
    with tqdm(SECTIONS, "report", unit=" section", leave=False, disable=None) as sections:
        for section in sections:
            sections.set_description(section.title)
            written.append(_written(section, subject))
    return document(subject.name, "How Cifra reads digits", prose("model_lead"), written, "python -m train report")


def _written(section: Section, subject: Subject) -> Part:
    try:
        body = section.write(subject)
    except DataError as error:
        body = missing(f"Left out here: {str(error).splitlines()[0]}")
    return Part(section.anchor, section.title, body)
