"""The application: which addresses there are, and what runs as long as they answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.routing import Route

from edge.errors import CifraError
from edge.web.answers import apologise, refuse, refuse_route
from edge.web.broadcast import Broadcast
from edge.web.desk import Desk
from edge.web.encoder import Encoder
from edge.web.events import STATUS_EVERY, Events
from edge.web.files import File, file_routes
from edge.web.kept_region import KeptRegion
from edge.web.routes_live import LiveRoutes
from edge.web.routes_pictures import PictureRoutes
from edge.web.routes_region import RegionRoutes
from edge.web.routes_service import ServiceRoutes

HERE = Path(__file__).parent


def application(broadcast: Broadcast, desk: Desk, kept_region: KeptRegion) -> Starlette:
    """The routes; `broadcast` and `desk` work while it runs, and are closed at its end."""
    encoder, events = Encoder(), Events(broadcast)

    @asynccontextmanager
    async def at_work(_: Starlette) -> AsyncIterator[None]:
        broadcast.start()
        ticking = asyncio.create_task(_tick(events))
        try:
            yield
        finally:
            ticking.cancel()
            broadcast.close()
            desk.close()
            encoder.close()

    return Starlette(
        routes=[
            *PictureRoutes(desk, broadcast.tally).routes,
            *LiveRoutes(broadcast, events, encoder).routes,
            *RegionRoutes(broadcast, kept_region).routes,
            *ServiceRoutes(broadcast).routes,
            *file_routes(HERE / "page", "/page/", home="/"),
            *file_routes(HERE / "docs", "/docs/", home="/docs"),
            Route("/openapi.json", File(HERE / "openapi.json").get),
        ],
        exception_handlers={CifraError: refuse, HTTPException: refuse_route, Exception: apologise},
        lifespan=at_work,
    )


async def _tick(events: Events) -> None:
    while True:
        await asyncio.sleep(STATUS_EVERY)
        events.tick()
