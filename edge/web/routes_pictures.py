"""Pictures that are sent: read, or explained."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from edge.classify import Classifier
from edge.errors import CifraError
from edge.web.answers import refusal, status_of
from edge.web.desk import Desk
from edge.web.posted import NoPictureError, explain_posted, read_posted
from edge.web.query import Query, query_of
from edge.web.tally import Tally

FIELD = "picture"  # of a form
Answer = TypeVar("Answer")


class PictureRoutes:
    """What the `desk` does with pictures, and how often, in the `tally`."""

    def __init__(self, desk: Desk, tally: Tally) -> None:
        self._desk, self._tally = desk, tally
        self.routes = [
            Route("/api/read", self.read, methods=["POST"]),
            Route("/api/explain", self.explain, methods=["POST"]),
        ]

    async def read(self, request: Request) -> Response:
        return await self._answer(request, read_posted, JSONResponse)

    async def explain(self, request: Request) -> Response:
        return await self._answer(request, explain_posted, partial(Response, media_type="image/png"))

    async def _answer(
        self,
        request: Request,
        work: Callable[[Classifier, bytes, Query], Answer],
        response: Callable[[Answer], Response],
    ) -> Response:
        try:
            query = query_of(request.query_params.multi_items())
            data = await _picture(request)
            answer = response(await self._desk.do(lambda classifier: work(classifier, data, query)))
        except CifraError as error:
            answer = refusal(status_of(error), str(error))
        self._tally.readings[answer.status_code] += 1
        return answer


async def _picture(request: Request) -> bytes:
    """The contents of the picture's file: the request's body, or a file in a form."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        return await request.body()
    async with request.form(max_files=1, max_fields=10) as form:
        picture = form.get(FIELD)
        if not isinstance(picture, UploadFile):
            raise NoPictureError(
                f"expected a form with a file named {FIELD}, found none. Name it so, or send the picture as the body."
            )
        return await picture.read()
