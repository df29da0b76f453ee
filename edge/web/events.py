"""What a browser hears of the camera, as server-sent events: how things are, and then each change."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

from edge.reading import Box
from edge.web.broadcast import Broadcast, number_json
from edge.web.moment import Camera

STATUS_EVERY = 1.0  # seconds


class Events:
    """Texts of events about `broadcast`; `tick` is to be called every STATUS_EVERY seconds."""

    def __init__(self, broadcast: Broadcast) -> None:
        self._broadcast = broadcast
        self._status = b""
        self._ticks = 0

    def tick(self) -> None:
        """Make the status anew, once for all who listen."""
        if self._broadcast.tally.listening.count:
            self._status = _event("status", status_json(self._broadcast))
            self._ticks += 1
            self._broadcast.bell.ring()

    async def since(self, name: str | None) -> AsyncIterator[bytes]:
        """Events until the broadcast ends; announcements from the one after that called `name` on.

        What a listener who is slow has missed meanwhile is not made up for, but for the announcements that are kept.
        """
        broadcast, announcements = self._broadcast, self._broadcast.announcements
        camera: Camera | None = None
        region: Box | str | None = "not told yet"
        next_number, past_until = announcements.after(name), announcements.count
        yield _event("status", status_json(broadcast))
        ticks = self._ticks
        while not broadcast.ended:
            if camera != broadcast.camera:
                camera = broadcast.camera
                yield _event("camera", camera.as_json())
            if region != broadcast.region:
                region = broadcast.region
                yield _event("region", region_json(region))
            for told in announcements.since(next_number):
                next_number = told.number + 1
                past = {"past": True} if told.number < past_until else {}
                yield _event("announcement", told.fields | past, announcements.name_of(told))
            if ticks != self._ticks:
                ticks = self._ticks
                yield self._status
            if not broadcast.ended:
                await broadcast.bell.heard()


def status_json(broadcast: Broadcast) -> dict[str, Any]:
    """What reading costs, and what stands announced, as plain values."""
    reading = broadcast.moment.reading if broadcast.moment else None
    milliseconds = reading.milliseconds if reading else {}
    return {
        "rate": round(broadcast.tally.rate, 1),
        "milliseconds": {stage: round(time, 2) for stage, time in milliseconds.items()},
        "dropped": broadcast.dropped,
        "width": reading.width if reading else None,
        "height": reading.height if reading else None,
        "rotate": reading.turn if reading else 0,
        "viewers": broadcast.tally.viewing.count,
        "number": number_json(broadcast.number),
    }


def region_json(region: Box | None) -> dict[str, Any]:
    return {"region": None if region is None else region.as_list()}


def _event(kind: str, fields: dict[str, Any], name: str | None = None) -> bytes:
    identity = "" if name is None else f"id: {name}\n"
    return f"{identity}event: {kind}\ndata: {json.dumps(fields)}\n\n".encode()
