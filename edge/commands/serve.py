"""`cifra serve`: the camera, a pad to draw on and pictures to read, in a browser and for programs."""

from __future__ import annotations

import argparse
from importlib.util import find_spec

from edge.errors import CifraError

NEEDED = {"starlette": "starlette", "uvicorn": "uvicorn", "python_multipart": "python-multipart"}  # the extra `serve`


class ExtraMissingError(CifraError):
    """The server's own packages are not installed."""


def run(options: argparse.Namespace) -> int:
    """Serve until Ctrl-C or SIGTERM."""
    missing = [name for module, name in NEEDED.items() if find_spec(module) is None]
    if missing:
        raise ExtraMissingError(
            f"expected what serves pages to browsers, found no {', '.join(missing)}. "
            "Install it: pip install 'cifra[serve]', or in a clone: make serve."
        )
    from edge.web.assembly import serve

    serve(options)
    return 0
