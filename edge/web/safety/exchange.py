"""One request's body and answer in bounds: bytes while they come in, and seconds for each part."""

from __future__ import annotations

import asyncio
from asyncio import CancelledError, Task, TimerHandle

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from edge.web.safety.answers import has_body, refuse, values
from edge.web.safety.limits import Limits


class Bounds:
    """Holds every request to its `Limits`; an answer that has begun may go on for as long as somebody takes it."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self._app, self._limits = app, limits
        self.held = 0
        """Bytes of body that the application was given of requests that go on."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        most = self._limits.body_bytes
        stated = [int(value) for value in values(scope, b"content-length")]  # digits alone: h11 has looked
        if any(size > most for size in stated):
            await refuse(scope, receive, send, 413, _too_large(most), linger=self._limits.linger_seconds)
        else:
            await _Exchange(self, self._limits, scope, receive, send).run(self._app)


class _Exchange:
    """One request. Once it is refused here, the application is cancelled, and what it still says goes nowhere."""

    def __init__(self, bounds: Bounds, limits: Limits, scope: Scope, receive: Receive, send: Send) -> None:
        self._bounds = bounds
        self._limits, self._scope, self._receive, self._send = limits, scope, receive, send
        self._bytes = 0
        self._answering = False
        self._refused: Task[None] | None = None
        self._timer: TimerHandle | None = None
        self._task: Task[None] | None = None

    async def run(self, app: ASGIApp) -> None:
        self._task = asyncio.current_task()
        if has_body(self._scope):
            most = self._limits.body_seconds
            text = f"expected the whole body within {most:g} s, found less. Send a smaller picture."
            self._wait(most, 408, text)
        else:
            self._wait_for_answer()
        try:
            await app(self._scope, self.receive, self.send)
        except (Exception, CancelledError):
            if self._refused is None:
                raise
        finally:
            self._bounds.held -= self._bytes
            if self._timer:
                self._timer.cancel()
            if self._refused:
                await self._refused

    async def receive(self) -> Message:
        if self._refused:
            return {"type": "http.disconnect"}
        message = await self._receive()
        if message["type"] != "http.request" or self._answering:
            return message
        size = len(message.get("body", b""))
        self._bytes += size
        self._bounds.held += size
        if self._bytes > self._limits.body_bytes:
            self._refuse(413, _too_large(self._limits.body_bytes))
            return {"type": "http.disconnect"}
        if self._bounds.held > self._limits.all_bodies_bytes:
            text = (
                "expected room for what was sent, found too much being sent at a time. Send it again in a few seconds."
            )
            self._refuse(503, text, (b"retry-after", b"5"))
            return {"type": "http.disconnect"}
        if not message.get("more_body", False):
            self._wait_for_answer()
        return message

    async def send(self, message: Message) -> None:
        if self._refused:
            return
        if not self._answering:
            self._answering = True
            if self._timer:
                self._timer.cancel()
        await self._send(message)

    def _wait_for_answer(self) -> None:
        text = "expected to have an answer in time, found this machine too busy. Ask again in a few seconds."
        self._wait(self._limits.answer_seconds, 503, text, (b"retry-after", b"5"))

    def _wait(self, seconds: float, status: int, error: str, *more: tuple[bytes, bytes]) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = (
            None
            if self._answering
            else asyncio.get_running_loop().call_later(seconds, self._late, status, error, *more)
        )

    def _late(self, status: int, error: str, *more: tuple[bytes, bytes]) -> None:
        if not self._answering:
            self._refuse(status, error, *more)
            if self._task:
                self._task.cancel()

    def _refuse(self, status: int, error: str, *more: tuple[bytes, bytes]) -> None:
        if self._answering or self._refused:
            return
        linger = self._limits.linger_seconds
        self._refused = asyncio.get_running_loop().create_task(
            refuse(self._scope, self._receive, self._send, status, error, *more, linger=linger)
        )


def _too_large(most: int) -> str:
    return f"expected a body of at most {most / 1e6:g} MB, found a larger one. Scale the picture down first."
