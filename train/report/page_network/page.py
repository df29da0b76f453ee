"""The page about the page network: its sections in their order."""

from __future__ import annotations

import json
from pathlib import Path

from edge.card import card_path
from edge.page.network import PageNetwork
from train.report.document import document
from train.report.model import figures
from train.report.page_network.asked import asked
from train.report.page_network.examples import examples, pages
from train.report.page_network.learning import learning
from train.report.page_network.overview import overview, provenance
from train.report.page_network.quality import quality
from train.report.page_network.stages import stages
from train.report.page_network.subject import PageSubject
from train.report.section import Section, written
from train.report.wording import prose

SECTIONS: tuple[Section[PageSubject], ...] = (
    Section("model", "In short", overview),
    Section("asked", "What it is asked", asked),
    Section("pages", "What it learns from", pages),
    Section("layers", "Its layers", stages),
    Section("training", "Learning", learning),
    Section("quality", "How good it is", quality),
    Section("examples", "What it sees on a page", examples),
    Section("figures", "Every figure", figures),
    Section("provenance", "How it was made", provenance),
)


def is_page_network(path: Path) -> bool:
    """Whether the card beside the model file at `path` is that of a page network."""
    try:
        return "heads" in json.loads(card_path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False  # who opens the model says what is wrong with its card


def page_of(path: Path) -> str:
    """The whole page on the page network in the file at `path`, as HTML. Raises `ModelError` where it cannot be run."""
    return page(PageSubject(path, PageNetwork(path)))


def page(subject: PageSubject) -> str:
    """The whole page on `subject` as HTML."""
    parts = written(SECTIONS, subject)
    lead = prose("page_lead")
    return document(subject.name, "How Cifra sees a page", lead, parts, "python -m train report --model page")
