"""Answers that say no, each in the same JSON: what was expected, what was found, what to do."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from edge.errors import CifraError, SourceError
from edge.region import RegionError
from edge.web.desk import BusyError
from edge.web.posted import LargePictureError, NoPictureError
from edge.web.query import QueryError

# The first that fits; whatever else is wrong with a picture that was sent makes it one that cannot be read.
STATUS: tuple[tuple[type[CifraError], int], ...] = (
    (QueryError, 400),
    (RegionError, 400),
    (LargePictureError, 413),
    (NoPictureError, 415),
    (SourceError, 422),
    (BusyError, 503),
)


def refusal(status: int, words: str) -> JSONResponse:
    """{"error": words}; with what is over soon, when to come again."""
    headers = {"Retry-After": "1"} if status in (429, 503) else None
    return JSONResponse({"error": words}, status, headers)


def status_of(error: CifraError) -> int:
    """The status that tells of `error`."""
    return next((status for kind, status in STATUS if isinstance(error, kind)), 500)


async def refuse(_: Request, error: Exception) -> Response:
    """For what this project raises."""
    assert isinstance(error, CifraError)
    return refusal(status_of(error), str(error))


async def refuse_route(request: Request, error: Exception) -> Response:
    """For what Starlette raises: no such address, a method that it does not know, a form that is none."""
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        words = "expected an address that /docs lists, found another. Look at its spelling."
    elif error.status_code == 405:
        allowed = (error.headers or {}).get("Allow", "another method")
        words = f"expected {allowed} here, found {request.method}. /docs lists what each address takes."
    else:
        words = f"expected a request as /docs describes it, found: {error.detail}"
    answer = refusal(error.status_code, words)
    answer.headers.update(error.headers or {})
    return answer


async def apologise(_: Request, __: Exception) -> Response:
    """For a defect of ours, which goes to the log."""
    return refusal(500, "expected to answer, found a defect in Cifra. What it is stands in the log of `cifra serve`.")
