"""What a user may ask of each command, as argparse knows it."""

from __future__ import annotations

import argparse

from edge.commands.values import MOST_EXPECTED, MOST_KEPT, count, port, probability, rate, region, size, turn
from edge.reading import LEAST_CONFIDENCE

COMMANDS = {
    "read": "read pictures",
    "live": "read a camera, video, folder or stream, frame by frame",
    "serve": "show a camera, read drawings and pictures, in a browser and for programs",
    "bench": "measure how fast this machine reads",
    "doctor": "check this installation, and say what to mend",
}


def command_line_parser() -> argparse.ArgumentParser:
    """The parser of `cifra COMMAND ...`; what it gives has the command as `command`."""
    parser = argparse.ArgumentParser(prog="cifra", description="Reads handwritten digits.", allow_abbrev=False)
    parser.add_argument("--version", action=_Version, nargs=0, help="print the version and exit")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    read, live, serve, bench, doctor = (
        commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.", allow_abbrev=False)
        for name, text in COMMANDS.items()
    )
    _pictures(read)
    _source(live)
    live.add_argument("--headless", action="store_true", help="open no window")
    live.add_argument("--fast", action="store_true", help="read every frame of a video file, not at its own pace")
    live.add_argument("--watch", action="store_true", help="wait for new pictures in a folder")
    live.add_argument("--every-frame", action="store_true", help="print what is read in every frame")
    _source(serve)
    _address(serve)
    serve.set_defaults(every_frame=False)
    serve.add_argument(
        "--log-requests", action="store_true", help="print a line for each request, with its shape alone"
    )
    for command in (live, serve):
        _keeping(command)
    for command in (read, live, serve, bench, doctor):
        command.add_argument("--model", default="digits", metavar="NAME", help="a shipped model, or a .tflite file")
        command.add_argument("--runtime", help="ai-edge-litert, tflite-runtime or tensorflow (the first that works)")
        command.add_argument("--json", action="store_true", help="print JSON, one object a line")
    for command in (read, live, serve):
        _reading(command)
    return parser


def _pictures(command: argparse.ArgumentParser) -> None:
    command.add_argument("pictures", nargs="+", metavar="PICTURE", help="a picture, a folder of pictures or a glob")
    command.add_argument("--annotate", metavar="DIR", help="write the pictures with what was read into this folder")
    command.add_argument(
        "--explain",
        metavar="DIR",
        help="write into this folder, for each picture, a sheet that shows why it was read so: its ink, what was "
        "refused and why, what the network saw",
    )


def _source(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "source",
        nargs="?",
        default="auto",
        metavar="SOURCE",
        help="a camera's index or device, ribbon, a video file, picture, folder, glob, http:// or rtsp:// address; "
        "without one, the first camera that works, else the bundled clip",
    )
    command.add_argument("--size", type=size, metavar="WxH", help="pixels to ask a camera for (1280x720)")
    command.add_argument("--rate", type=rate, metavar="N", help="frames a second to ask a camera for (15)")
    command.add_argument("--wait", action="store_true", help="wait for a camera or stream that is not there yet")


def _address(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--host",
        default="127.0.0.1",
        metavar="ADDRESS",
        help="the address to serve: this machine alone unless told (127.0.0.1), 0.0.0.0 for the whole network, which "
        "then needs a token",
    )
    command.add_argument("--port", type=port, default=8000, metavar="N", help="its port, 0 for any free one (8000)")
    command.add_argument("--new-token", action="store_true", help="make a new token; the one before opens nothing")


def _keeping(command: argparse.ArgumentParser) -> None:
    command.add_argument("--record", metavar="DIR", help="keep the picture of each announcement in this folder")
    command.add_argument("--save-unsure", metavar="DIR", help="keep cut-outs of digits that were read unsurely")
    command.add_argument(
        "--unsure-below",
        type=probability,
        default=0.9,
        metavar="P",
        help="what is unsure: a confidence below it (0.9)",
    )
    command.add_argument(
        "--keep",
        type=count(MOST_KEPT),
        default=1000,
        metavar="N",
        help="how many of each to keep, oldest first out (1000)",
    )


def _reading(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--min-confidence",
        type=probability,
        default=LEAST_CONFIDENCE,
        metavar="P",
        help=f"leave out digits below it ({LEAST_CONFIDENCE})",
    )
    command.add_argument(
        "--rotate",
        type=turn,
        default=0,
        metavar="DEGREES",
        help="turn the picture clockwise before it is read: 0, 90, 180, 270, or auto to find out (0)",
    )
    command.add_argument(
        "--roi", type=region, metavar="X,Y,W,H", help="read only this part, in pixels of the picture as given"
    )
    command.add_argument(
        "--expect",
        type=count(MOST_EXPECTED),
        metavar="N",
        help="how many digits there should be: decides between ways to read that are nearly as likely",
    )


class _Version(argparse.Action):
    """Looks the version up only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from edge.versions import cifra_version

        print(f"cifra {cifra_version()}")
        parser.exit()
