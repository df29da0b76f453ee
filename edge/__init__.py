"""Cifra reads handwritten digits with a camera: this side runs on a Raspberry Pi, or any PC."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from edge.classify import Classifier
    from edge.reader import Reader
    from edge.reading import Box, Digit, Reading

__all__ = ["Box", "Classifier", "Digit", "Reader", "Reading"]

_HOMES = {
    "Box": "edge.reading",
    "Classifier": "edge.classify",
    "Digit": "edge.reading",
    "Reader": "edge.reader",
    "Reading": "edge.reading",
}


def __getattr__(name: str) -> object:
    """Import on first use: the command line must be able to say what is wrong where OpenCV cannot be imported."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
