"""The files that come with the package for browsers: read once, and nothing else is ever read for one."""

from __future__ import annotations

import hashlib
from mimetypes import guess_type
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

# The system's own table may say otherwise, and a browser runs no module that is not called JavaScript.
TYPES = {".js": "text/javascript", ".webmanifest": "application/manifest+json", ".svg": "image/svg+xml"}


def file_routes(folder: Path, address: str, home: str) -> list[Route]:
    """Each file of `folder` at `address` + its name, and index.html at `home` too."""
    routes = []
    for path in sorted(folder.iterdir()):
        if path.is_file() and not path.name.startswith("."):
            file = File(path)
            routes.append(Route(address + path.name, file.get))
            if path.name == "index.html":
                routes.append(Route(home, file.get))
    return routes


class File:
    """One of them, with a mark by which a browser knows that it has it already."""

    def __init__(self, path: Path) -> None:
        self._content = path.read_bytes()
        self._type = TYPES.get(path.suffix) or guess_type(path.name)[0] or "application/octet-stream"
        mark = hashlib.sha256(self._content).hexdigest()[:16]
        self._headers = {"ETag": f'"{mark}"', "Cache-Control": "no-cache"}  # asked for again, and mostly not sent again

    async def get(self, request: Request) -> Response:
        if self._headers["ETag"] in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=self._headers)
        return Response(self._content, media_type=self._type, headers=self._headers)
