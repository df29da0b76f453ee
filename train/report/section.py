"""A page's sections: each writes its own HTML about what the page is about, or says what it lacks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from tqdm import tqdm

from train.data import DataError
from train.report.document import Part
from train.report.wording import missing

Shown = TypeVar("Shown")
"""What a page is about."""


@dataclass(frozen=True)
class Section(Generic[Shown]):
    """One part of the page."""

    anchor: str
    title: str
    write: Callable[[Shown], str]
    """Its HTML. Raises `DataError` where what it shows is not at hand; then the page says so in its place."""


def written(sections: Sequence[Section[Shown]], subject: Shown) -> list[Part]:
    """All `sections` about `subject`; progress is shown on a terminal."""
    parts = []
    with tqdm(sections, "report", unit=" section", leave=False, disable=None) as bar:
        for section in bar:
            bar.set_description(section.title)
            parts.append(_written(section, subject))
    return parts


def _written(section: Section[Shown], subject: Shown) -> Part:
    try:
        body = section.write(subject)
    except DataError as error:
        body = missing(f"Left out here: {str(error).splitlines()[0]}")
    return Part(section.anchor, section.title, body)
