"""Cifra reads handwritten digits with a camera: this side runs on a Raspberry Pi, or any PC."""

from edge.classify import Classifier
from edge.reader import Reader
from edge.reading import Box, Digit, Reading

__all__ = ["Box", "Classifier", "Digit", "Reader", "Reading"]
