"""The command line: `python -m edge`, installed as `cifra`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from edge.commands.options import command_line_parser
from edge.errors import CifraError
from edge.opencv import require_opencv


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 for success, 1 for an error, 2 for a wrong call.

    Ctrl-C gives 130, except in `live`, where it is the way to end.
    """
    options = command_line_parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):  # names of files need not be text in the terminal's encoding
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        if options.command != "doctor":  # which reports a missing OpenCV as one of its findings
            require_opencv()
        # Imported when it is called, after OpenCV: so --help is quick and works where OpenCV does not.
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


if __name__ == "__main__":
    sys.exit(main())
