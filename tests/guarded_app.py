"""A small application behind the guards, with limits that a test can wait for: what Cifra's own never does, this does.

python tests/guarded_app.py '{"header_seconds": 1}'     prints its port
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen
from time import sleep

from command_line import environment
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from edge.web.safety.guard import Settings, guarded
from edge.web.safety.limits import Limits
from edge.web.safety.server import listen, port_of, server

LARGE = 20_000_000  # bytes: more than any buffer on the way holds


async def count(request: Request) -> Response:
    """How many bytes the body has."""
    size = 0
    async for piece in request.stream():
        size += len(piece)
    return JSONResponse(size)


async def deaf(_: Request) -> Response:
    """Answers and looks at no body."""
    return PlainTextResponse("done")


async def never(_: Request) -> Response:
    """Has no answer for an hour."""
    await asyncio.sleep(3600)
    return PlainTextResponse("done")


async def stuck(_: Request) -> Response:
    """Neither, and cannot be told to stop."""
    await asyncio.get_running_loop().run_in_executor(None, sleep, 4)
    return PlainTextResponse("done")


async def large(_: Request) -> Response:
    return PlainTextResponse(bytes(LARGE))


async def wrong(request: Request) -> Response:
    raise ValueError(f"quoted: {request.url}")


async def stream(_: Request) -> Response:
    async def parts() -> AsyncIterator[bytes]:
        while True:
            yield bytes(20_000)
            await asyncio.sleep(0.02)

    return StreamingResponse(parts(), media_type="multipart/x-mixed-replace; boundary=frame")


def main() -> None:
    logging.basicConfig(format="%(message)s", level=logging.INFO)
    limits = Limits(**json.loads(sys.argv[1]))
    routes = [Route(f"/{one.__name__}", one, methods=["GET", "POST"]) for one in (count, deaf, never, stuck)]
    routes += [Route(f"/{one.__name__}", one) for one in (large, stream)]
    sockets = listen("127.0.0.1", 0)
    print(port_of(sockets), flush=True)
    app = guarded(Starlette(routes=[*routes, Route("/wrong/{name}", wrong)]), Settings(port_of(sockets), limits=limits))
    server(app, limits).run(sockets=sockets)


@contextmanager
def guarded_app(folder: Path, **limits: float) -> Iterator[tuple[int, Popen[str]]]:
    """The application as a process with these limits: its port, and itself; what it logs is in `folder`/log."""
    command = [sys.executable, __file__, json.dumps(limits)]
    with (folder / "log").open("w") as log:
        process = Popen(command, stdout=PIPE, stderr=log, text=True, env=environment())
    assert process.stdout is not None
    try:
        yield int(process.stdout.readline()), process
    finally:
        process.terminate()
        process.communicate(timeout=20)


if __name__ == "__main__":
    main()
