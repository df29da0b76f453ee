"""The part of the camera's pictures that is read: one for all viewers, and any of them may move it."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from edge.reading import Box
from edge.region import RegionError, part_of
from edge.web.broadcast import Broadcast
from edge.web.events import region_json
from edge.web.kept_region import KeptRegion, box_of


class RegionRoutes:
    """The region of `broadcast`, which `kept` keeps."""

    def __init__(self, broadcast: Broadcast, kept: KeptRegion) -> None:
        self._broadcast, self._kept = broadcast, kept
        self.routes = [
            Route("/api/region", self.change, methods=["PUT"]),
            Route("/api/region", self.clear, methods=["DELETE"]),
        ]

    async def change(self, request: Request) -> Response:
        try:
            fields = await request.json()
        except (ValueError, RecursionError) as error:  # also numbers and nesting that Python refuses to read
            raise RegionError('expected JSON as {"roi": [x, y, w, h]}, found something else.') from error
        if not isinstance(fields, dict) or set(fields) != {"roi"}:
            raise RegionError(f'expected JSON as {{"roi": [x, y, w, h]}}, found {str(fields)[:100]}.')
        region = box_of(fields["roi"])
        if moment := self._broadcast.moment:
            part_of(moment.frame.image, region)  # raises where it does not lie in the picture
        return await self._set(region)

    async def clear(self, _: Request) -> Response:
        return await self._set(None)

    async def _set(self, region: Box | None) -> Response:
        self._broadcast.region = region
        await asyncio.to_thread(self._kept.keep, region)
        return JSONResponse(region_json(region))
