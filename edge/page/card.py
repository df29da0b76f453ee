"""The card of the page network: what its heads stand for, and the thresholds that belong to it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edge.card import card_path, read_pair
from edge.errors import ModelError
from edge.page.heads import HEADS, KINDS, SYMBOLS
from edge.page.weights import FEATURES, UNFITTED, Weights


@dataclass(frozen=True, slots=True)
class PageCard:
    """What `edge` needs of the card. The rest of the file (figures, versions, how it was trained) is for people."""

    sha256: str
    """Of the `.tflite` file, in hexadecimal."""
    heads: tuple[str, ...] = tuple(HEADS)
    kinds: tuple[str, ...] = KINDS
    symbols: str = SYMBOLS
    weights: Weights = UNFITTED
    """By which a candidate is judged by both networks."""
    peak_weights: Weights = UNFITTED
    """By which a peak is, with the ink in its box."""
    second_stage: str | None = None
    """The sha256 of the file beside it that looks at each proposal once more; the weights are for both together."""
    threshold: float = 0.3
    """The least probability of a handwritten digit's centre at a peak, 0 to 1."""
    least_height: float = 9.0
    """Pixels of a level: smaller digits are taken from a finer one, where there is one."""
    best_height: float = 22.0
    """Pixels of a level: of two levels that see a digit, the one where it is nearer to this is believed."""
    greatest_height: float = 48.0
    """Pixels of a level: larger digits are taken from a coarser one, where there is one."""


def read_page_card(path: Path) -> PageCard:
    """The card of the page network at `path`, checked against that file.

    Raises `ModelError` where the card is missing, is not such a card, or belongs to another file.
    """
    card = read_pair(path, _card)
    for name, wanted, found in (
        ("heads", ", ".join(HEADS), ", ".join(card.heads)),
        ("kinds of mark", ", ".join(KINDS), ", ".join(card.kinds)),
        ("symbols", SYMBOLS, card.symbols),
    ):
        if wanted != found:
            raise ModelError(
                f"expected the {name} {wanted} in {card_path(path)}, found {found}. "
                "The model is of another version: take the one that came with this program."
            )
    return card


def _card(fields: dict[str, Any]) -> PageCard:
    numbers = ("threshold", "least_height", "best_height", "greatest_height")
    card = PageCard(
        str(fields["sha256"]),
        tuple(map(str, fields["heads"])),
        tuple(map(str, fields["kinds"])),
        str(fields["symbols"]),
        _weights(fields, "weights"),
        _weights(fields, "peak_weights"),
        str(fields["second_stage"]) if "second_stage" in fields else None,
        **{name: float(fields[name]) for name in numbers if name in fields},
    )
    if not 0 < card.threshold < 1:
        raise ValueError(f"a threshold of {card.threshold}, not between 0 and 1")
    if not 0 < card.least_height <= card.best_height <= card.greatest_height:
        raise ValueError("heights that do not rise from least_height over best_height to greatest_height")
    return card


def _weights(fields: dict[str, Any], name: str) -> Weights:
    return Weights(**{one: float(fields[name][one]) for one in FEATURES}) if name in fields else UNFITTED
