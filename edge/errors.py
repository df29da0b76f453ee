"""What can go wrong on the user's side. The message says what was expected, what was found and what to do."""

from __future__ import annotations


class CifraError(Exception):
    """An error that its message explains; the command line prints it without a traceback."""


class SourceError(CifraError):
    """A picture, folder, video or camera that cannot be read."""


class ModelError(CifraError):
    """A model file, or its card, that cannot be used."""


class RuntimeMissingError(CifraError):
    """No runtime for `.tflite` files is installed, or the one asked for does not work."""
