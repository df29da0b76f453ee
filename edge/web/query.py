"""What may be asked of a picture that is sent: the options of `cifra read`, as the query of an address."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from edge.commands.values import MOST_EXPECTED, count, probability, region, turn
from edge.errors import CifraError
from edge.reading import LEAST_CONFIDENCE, Box


class QueryError(CifraError):
    """A query with something in it that nobody understands."""


@dataclass(frozen=True, slots=True)
class Query:
    """How a picture is to be read, and what is to be told of it."""

    rotate: int | Literal["auto"] = 0
    roi: Box | None = None
    expect: int | None = None
    min_confidence: float = LEAST_CONFIDENCE
    details: bool = False
    """Whether to tell what the network saw of each mark."""


def _switch(text: str) -> bool:
    if text not in ("0", "1"):
        raise argparse.ArgumentTypeError(f"expected 0 or 1, found {text!r}")
    return text == "1"


MEANINGS: dict[str, Callable[[str], Any]] = {
    "rotate": turn,
    "roi": region,
    "expect": count(MOST_EXPECTED),
    "min_confidence": probability,
    "details": _switch,
}


def query_of(pairs: Iterable[tuple[str, str]]) -> Query:
    """The query of these names and texts; of a name that comes twice, the last. Raises `QueryError`."""
    values: dict[str, Any] = {}
    for name, text in pairs:
        if name not in MEANINGS:
            raise QueryError(f"expected a query of {', '.join(MEANINGS)}, found {name!r}. Leave it out.")
        try:
            values[name] = MEANINGS[name](text)
        except argparse.ArgumentTypeError as error:
            raise QueryError(f"{name}: {error}") from error
    return Query(**values)
