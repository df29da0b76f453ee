"""What can go wrong on the user's side. The message says what was expected, what was found and what to do."""

from __future__ import annotations

from typing import Literal

Kind = Literal["unplugged", "frozen", "black", "slow", "resized", "corrupt", "ended", "gone"]


class CifraError(Exception):
    """An error that its message explains; the command line prints it without a traceback."""


class SourceError(CifraError):
    """A picture, folder, video or camera that cannot be read."""


class Fault(SourceError):
    """What is wrong with a camera or stream for a while; it is looked after, and frames go on when it is over.

    "unplugged": the camera is not there. "gone": the server does not answer. "ended": the server ended the stream.
    "frozen": no new picture for seconds. "black": nothing but black. "slow": far fewer frames than usual. "resized":
    the picture has another size from now on. "corrupt": damaged pictures, which are left out.
    """

    def __init__(self, kind: Kind, message: str) -> None:
        super().__init__(message)
        self.kind: Kind = kind


class ModelError(CifraError):
    """A model file, or its card, that cannot be used."""


class RuntimeMissingError(CifraError):
    """No runtime for `.tflite` files is installed, or the one asked for does not work."""
