"""The command line: `python -m edge`, installed as `cifra`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from edge.errors import CifraError
from edge.opencv import require_opencv

if TYPE_CHECKING:
    from edge.reading import Box

# The commands are imported when they are called, after OpenCV: so --help is quick and works where OpenCV does not.
COMMANDS = {
    "read": "read pictures",
    "live": "read a camera, video, folder or stream, frame by frame",
    "bench": "measure how fast this machine reads",
    "doctor": "check this installation, and say what to mend",
}

FASTEST = 1000  # frames a second: no camera gives more
MOST_EXPECTED = 1000  # as many pieces of ink as are looked at
MOST_KEPT = 1_000_000  # pictures; their size is bounded too


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 for success, 1 for an error, 2 for a wrong call.

    Ctrl-C gives 130, except in `live`, where it is the way to end.
    """
    options = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):  # names of files need not be text in the terminal's encoding
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        if options.command != "doctor":  # which reports a missing OpenCV as one of its findings
            require_opencv()
        status: int = import_module(f"edge.commands.{options.command}").run(options)
        sys.stdout.flush()
        return status
    except CifraError as error:
        print(f"cifra: {error}", file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # as in `cifra read ... | head`: whoever read has enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        print(f"cifra: {error}", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="cifra", description="Reads handwritten digits.", allow_abbrev=False)
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    read, live, bench, doctor = (
        commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.", allow_abbrev=False)
        for name, text in COMMANDS.items()
    )
    read.add_argument("pictures", nargs="+", metavar="PICTURE", help="a picture, a folder of pictures or a glob")
    read.add_argument("--annotate", metavar="DIR", help="write the pictures with what was read into this folder")
    read.add_argument(
        "--explain",
        metavar="DIR",
        help="write into this folder, for each picture, a sheet that shows why it was read so: its ink, what was "
        "refused and why, what the network saw",
    )
    live.add_argument(
        "source",
        nargs="?",
        default="auto",
        metavar="SOURCE",
        help="a camera's index or device, ribbon, a video file, picture, folder, glob, http:// or rtsp:// address; "
        "without one, the first camera that works, else the bundled clip",
    )
    live.add_argument("--headless", action="store_true", help="open no window")
    live.add_argument("--size", type=_size, metavar="WxH", help="pixels to ask a camera for (1280x720)")
    live.add_argument("--rate", type=_rate, metavar="N", help="frames a second to ask a camera for (15)")
    live.add_argument("--fast", action="store_true", help="read every frame of a video file, not at its own pace")
    live.add_argument("--watch", action="store_true", help="wait for new pictures in a folder")
    live.add_argument("--wait", action="store_true", help="wait for a camera or stream that is not there yet")
    live.add_argument("--every-frame", action="store_true", help="print what is read in every frame")
    live.add_argument("--record", metavar="DIR", help="keep the picture of each announcement in this folder")
    live.add_argument("--save-unsure", metavar="DIR", help="keep cut-outs of digits that were read unsurely")
    live.add_argument(
        "--unsure-below",
        type=_probability,
        default=0.9,
        metavar="P",
        help="what is unsure: a confidence below it (0.9)",
    )
    live.add_argument(
        "--keep",
        type=_count(MOST_KEPT),
        default=1000,
        metavar="N",
        help="how many of each to keep, oldest first out (1000)",
    )
    for command in (read, live, bench, doctor):
        command.add_argument("--model", default="digits", metavar="NAME", help="a shipped model, or a .tflite file")
        command.add_argument("--runtime", help="ai-edge-litert, tflite-runtime or tensorflow (the first that works)")
    for command in (read, live, bench, doctor):
        command.add_argument("--json", action="store_true", help="print JSON, one object a line")
    for command in (read, live):
        command.add_argument(
            "--min-confidence", type=_probability, default=0.7, metavar="P", help="leave out digits below it (0.7)"
        )
        command.add_argument(
            "--rotate",
            type=_turn,
            default=0,
            metavar="DEGREES",
            help="turn the picture clockwise before it is read: 0, 90, 180, 270, or auto to find out (0)",
        )
        command.add_argument(
            "--roi", type=_region, metavar="X,Y,W,H", help="read only this part, in pixels of the picture as given"
        )
        command.add_argument(
            "--expect",
            type=_count(MOST_EXPECTED),
            metavar="N",
            help="how many digits there should be: decides between ways to read that are nearly as likely",
        )
    return parser


def _probability(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"expected a number from 0 to 1, found {text!r}")
    return value


def _size(text: str) -> tuple[int, int]:
    numbers = text.lower().replace("×", "x").split("x")
    if len(numbers) != 2 or not all(number.isascii() and number.isdecimal() and int(number) for number in numbers):
        raise argparse.ArgumentTypeError(f"expected width and height as 1280x720, found {text!r}")
    return int(numbers[0]), int(numbers[1])


def _rate(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 0 < value <= FASTEST:
        raise argparse.ArgumentTypeError(f"expected a number of frames above 0 and up to {FASTEST}, found {text!r}")
    return value


def _turn(text: str) -> int | str:
    if text not in ("0", "90", "180", "270", "auto"):
        raise argparse.ArgumentTypeError(f"expected 0, 90, 180 or 270 degrees clockwise, or auto, found {text!r}")
    return text if text == "auto" else int(text)


def _region(text: str) -> Box:
    from edge.region import RegionError, region_of  # with NumPy, which --help does without

    try:
        return region_of(text)
    except RegionError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _count(most: int) -> Callable[[str], int]:
    def count(text: str) -> int:
        if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= most):
            raise argparse.ArgumentTypeError(f"expected a whole number from 1 to {most}, found {text!r}")
        return int(text)

    return count


class _Version(argparse.Action):
    """Looks the version up only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from edge.versions import cifra_version

        print(f"cifra {cifra_version()}")
        parser.exit()


if __name__ == "__main__":
    sys.exit(main())
