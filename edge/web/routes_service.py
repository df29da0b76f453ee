"""Whether all is well, for those who look after the server."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from edge.web.broadcast import Broadcast
from edge.web.metrics import MEDIA_TYPE, metrics

LONGEST_SILENCE = 10.0  # seconds without a frame: a camera that is opened again has taken less


class ServiceRoutes:
    """How `broadcast` is."""

    def __init__(self, broadcast: Broadcast) -> None:
        self._broadcast = broadcast
        self.routes = [Route("/api/health", self.health), Route("/metrics", self.metrics)]

    async def health(self, _: Request) -> Response:
        why = self._why_not()
        fields = {"ok": True} if why is None else {"ok": False, "why": why}
        return JSONResponse(fields, 200 if why is None else 503)

    async def metrics(self, _: Request) -> Response:
        return Response(metrics(self._broadcast), media_type=MEDIA_TYPE)

    def _why_not(self) -> str | None:
        broadcast = self._broadcast
        if broadcast.failure:
            return f"expected frames to be read, found that reading them failed: {broadcast.failure!r}."
        if error := broadcast.camera.error:
            return str(error)
        if broadcast.moment is None:
            return "expected a frame of the camera, found none yet."
        if broadcast.silence > LONGEST_SILENCE:
            return f"expected frames of the camera, found none for {broadcast.silence:.0f} s."
        return None
