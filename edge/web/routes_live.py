"""The camera: its newest frame and reading, the stream of them, and the events."""

from __future__ import annotations

from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from edge.web.answers import refusal
from edge.web.broadcast import Broadcast, number_json
from edge.web.encoder import Encoder
from edge.web.events import Events, region_json
from edge.web.stream import Stream

MOTION_JPEG = "multipart/x-mixed-replace; boundary=frame"
BOUNDARY = b"--frame\r\n"


class LiveRoutes:
    """What there is to see of `broadcast`."""

    def __init__(self, broadcast: Broadcast, events: Events, encoder: Encoder) -> None:
        self._broadcast, self._events, self._encoder = broadcast, events, encoder
        self.routes = [
            Route("/api/reading", self.reading),
            Route("/api/events", self.listen),
            Route("/snapshot.jpg", self.snapshot),
            Route("/stream.mjpg", self.stream),
        ]

    async def reading(self, _: Request) -> Response:
        broadcast = self._broadcast
        moment = broadcast.moment
        fields = {
            "time": round(moment.frame.time, 3) if moment else None,
            "frame": moment.frame.index if moment else None,
            "number": number_json(moment.number if moment else None),
            "reading": moment.reading.as_json(moment.frame.name) if moment else None,
            "rate": round(broadcast.tally.rate, 1),
            "dropped": broadcast.dropped,
            "camera": broadcast.camera.as_json(),
            **region_json(broadcast.region),
        }
        return JSONResponse(fields)

    async def snapshot(self, request: Request) -> Response:
        moment = self._broadcast.moment
        if moment is None:
            return refusal(503, "expected a frame of the camera, found none yet. /api/health says why.")
        age = {"Age": f"{self._broadcast.silence:.0f}"}  # of a camera that is lost, the last picture stays
        return Response(await self._encoder.jpeg(moment, _plain(request)), media_type="image/jpeg", headers=age)

    async def stream(self, request: Request) -> Response:
        return Stream(self._frames(_plain(request)), MOTION_JPEG, self._broadcast.tally.viewing)

    async def listen(self, request: Request) -> Response:
        events = self._events.since(request.headers.get("last-event-id"))
        return Stream(events, "text/event-stream", self._broadcast.tally.listening)

    async def _frames(self, plain: bool) -> AsyncIterator[bytes]:
        """Parts of the stream. Whoever takes them slowly gets the newest frame next, and never an older one."""
        broadcast = self._broadcast
        shown = None
        yield BOUNDARY
        while not broadcast.ended:
            moment = broadcast.moment
            if moment is None or moment is shown:
                await broadcast.bell.heard()
                continue
            shown = moment
            data = await self._encoder.jpeg(moment, plain)
            # A browser shows a picture when it sees the boundary after it, which should not wait for the next one.
            yield b"Content-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n%b\r\n%b" % (len(data), data, BOUNDARY)


def _plain(request: Request) -> bool:
    return request.query_params.get("plain") == "1"
