"""A model's card: the JSON file beside every `.tflite` that says what the network takes, gives and is worth."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeVar

from edge.errors import ModelError

PACKAGED_MODELS = Path(__file__).parent / "models"  # inside an installed wheel
CHECKOUT_MODELS = Path(__file__).parent.parent / "models"  # beside the package, in a clone
LABELS = (*"0123456789", "not a digit")
NOT_A_DIGIT = LABELS.index("not a digit")


@dataclass(frozen=True, slots=True)
class Card:
    """What `edge` needs of the digit network's card. The rest (figures, versions, how it was trained) is for people."""

    sha256: str
    """Of the `.tflite` file, in hexadecimal."""
    labels: tuple[str, ...]
    """What each output stands for."""
    temperature: float
    """The logits are divided by it before the softmax, which makes the confidences calibrated (Guo et al. 2017)."""
    refusal_bias: float
    """Taken off the logit of "not a digit" first: how many real digits may be refused is set here, on held-out ones."""


def model_path(model: str | Path) -> Path:
    """Where the model `model` is: a path to a `.tflite` file, or the name of a shipped one ("digits", "tiny", "page").

    Raises `ModelError` where there is no such file.
    """
    given = Path(model)
    if given.suffix == ".tflite":
        wanted, candidates = given, [given]
    else:
        wanted = CHECKOUT_MODELS / f"{model}.tflite"
        names = (f"{model}.tflite", f"digits-{model}.tflite")  # "tiny" is digits-tiny
        candidates = [folder / name for name in names for folder in (PACKAGED_MODELS, CHECKOUT_MODELS)]
    for path in candidates:
        if path.is_file():
            return path
    known = sorted({p.stem for folder in (PACKAGED_MODELS, CHECKOUT_MODELS) for p in folder.glob("*.tflite")})
    raise ModelError(
        f"expected a model at {wanted}, found nothing there. "
        f"Give the path of a .tflite file or one of the shipped names ({', '.join(known) or 'none is installed'})."
    )


def read_card(path: Path) -> Card:
    """The card of the digit network at `path`, checked against that file.

    Raises `ModelError` where the card is missing, is not a card, or belongs to another file.
    """
    card = read_pair(path, _card)
    if card.labels != LABELS:
        raise ModelError(
            f"expected the labels {', '.join(LABELS)} in {card_path(path)}, found {', '.join(card.labels)}."
        )
    return card


def _card(fields: dict[str, Any]) -> Card:
    return Card(
        str(fields["sha256"]),
        tuple(fields["labels"]),
        float(fields["temperature"]),
        float(fields.get("refusal_bias", 0.0)),
    )


class OfOneFile(Protocol):
    """A card of any network."""

    @property
    def sha256(self) -> str:
        """Of the `.tflite` file, in hexadecimal."""


AnyCard = TypeVar("AnyCard", bound=OfOneFile)


def card_path(path: Path) -> Path:
    """Where the card of the model file at `path` is."""
    return path.with_suffix(".json")


def read_pair(path: Path, card_of: Callable[[dict[str, Any]], AnyCard]) -> AnyCard:
    """What `card_of` makes of the fields of the card beside the model file at `path`, checked against that file.

    `card_of` may raise ValueError, KeyError or TypeError for fields that are no card. Raises `ModelError` where the
    card is missing, is not a card, or belongs to another file.
    """
    beside = card_path(path)
    try:
        card = card_of(json.loads(beside.read_text(encoding="utf-8")))
    except OSError as error:
        raise ModelError(
            f"expected the card of {path.name} at {beside}, could not read it ({error.strerror}). "
            "A model is a pair of files, NAME.tflite and NAME.json; copy both."
        ) from error
    except (ValueError, KeyError, TypeError) as error:
        raise ModelError(
            f"expected a model card in {beside}, found something else ({error!r}). "
            "Copy it again from where the model came from, or make both anew with 'make export'."
        ) from error
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != card.sha256:
        raise ModelError(
            f"expected {path} with sha256 {card.sha256[:16]}… as its card says, found {found[:16]}…. "
            "The two files do not belong together, or one is damaged: copy both again."
        )
    return card
