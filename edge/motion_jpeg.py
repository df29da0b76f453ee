"""Motion JPEG over HTTP, as most network cameras speak it: JPEGs without end, parted by a boundary.

It is not left to FFmpeg, which makes up what is missing of a damaged picture, cannot be interrupted, and buffers.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from contextlib import suppress
from http.client import HTTPException, HTTPResponse
from time import monotonic
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urlsplit, urlunsplit
from urllib.request import (
    HTTPBasicAuthHandler,
    HTTPDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    build_opener,
)

import numpy as np
from numpy.typing import NDArray

from edge.device import SILENCE, Device, first_whole
from edge.errors import Fault, SourceError
from edge.picture_header import is_intact
from edge.pictures import decode_picture

CHUNK = 65536  # bytes asked for at a time
LARGEST_PART = 20_000_000  # bytes: no JPEG of a camera has more
HEAD_END = re.compile(rb"\r?\n\r?\n")
LENGTH = re.compile(rb"^content-length:[ \t]*([0-9]{1,9})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)


class MotionJpeg(Device):
    """The JPEGs of an answered request. `lost` makes the fault of a connection that ended."""

    def __init__(self, response: HTTPResponse, name: str, lost: Callable[[], Fault]) -> None:
        self._response = response
        self._connection = socket.fromfd(response.fileno(), socket.AF_INET, socket.SOCK_STREAM)  # the same, once more
        self._name = name
        self._lost = lost
        self._interrupted = False
        self._buffer = bytearray()
        boundary = (response.headers.get_boundary() or "").strip("-")  # some cameras count the dashes as part of it
        self._boundary = re.compile(rb"--+" + re.escape(boundary.encode("latin-1", "replace")) + rb"[^\n]*\n")
        self._first: tuple[NDArray[np.uint8], float] | None = None
        self._first = first_whole(self)
        height, width = self._first[0].shape[:2]
        self.description = f"{name}, {width}×{height}, MJPEG"

    def read(self) -> tuple[NDArray[np.uint8], float]:
        if self._first:
            first, self._first = self._first, None
            return first
        self._deadline = monotonic() + SILENCE
        data = self._part()
        time = monotonic()
        try:
            if is_intact(data):
                return decode_picture(data, self._name), time
        except SourceError:
            pass
        raise self._damaged()

    def interrupt(self) -> None:
        self._interrupted = True
        with suppress(OSError):  # it has ended by itself
            self._connection.shutdown(socket.SHUT_RDWR)  # ends the other thread's waiting, which closing does not

    def close(self) -> None:
        self._connection.close()
        self._response.close()

    def _part(self) -> bytes:
        """The next part's content: as long as its head says, else up to the next boundary."""
        self._take_until(self._boundary)
        length = LENGTH.search(self._take_until(HEAD_END))
        if length is None:
            end = self._find(self._boundary).start()
        else:
            end = int(length[1])
            if end > LARGEST_PART:
                raise self._damaged()
            while len(self._buffer) < end:
                self._receive()
        return self._take(end)

    def _take_until(self, pattern: re.Pattern[bytes]) -> bytes:
        """All up to the end of what matches `pattern`."""
        return self._take(self._find(pattern).end())

    def _find(self, pattern: re.Pattern[bytes]) -> re.Match[bytes]:
        while (found := pattern.search(self._buffer)) is None:
            if len(self._buffer) > LARGEST_PART:
                self._buffer.clear()
                raise self._damaged()
            self._receive()
        return found

    def _take(self, count: int) -> bytes:
        taken = bytes(self._buffer[:count])
        del self._buffer[:count]
        return taken

    def _receive(self) -> None:
        try:
            if monotonic() > self._deadline:  # it comes byte by byte
                raise TimeoutError
            chunk = self._response.read1(CHUNK)
        except TimeoutError as error:
            raise Fault(
                "frozen",
                f"expected another picture of {self._name}, found none for {SILENCE:.0f} s. "
                "It is asked again; look whether the camera behind its server works.",
            ) from error
        except (OSError, HTTPException, ValueError):  # the last: it was closed meanwhile
            chunk = b""
        if not chunk:
            raise Fault("ended", f"{self._name} was closed.") if self._interrupted else self._lost()
        self._buffer += chunk

    def _damaged(self) -> Fault:
        return Fault(
            "corrupt",
            f"expected whole pictures of {self._name}, found a damaged one, which is left out. "
            "Look at its network, cable and power supply.",
        )


def ask(address: str) -> HTTPResponse:
    """The answer to a request for `address`, with the name and password in it if there are any.

    Raises `SourceError` in words that follow "found ".
    """
    parts = urlsplit(address)
    plain = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    passwords = HTTPPasswordMgrWithDefaultRealm()
    if parts.username:
        passwords.add_password(None, plain, unquote(parts.username), unquote(parts.password or ""))
    opener = build_opener(HTTPBasicAuthHandler(passwords), HTTPDigestAuthHandler(passwords))
    try:
        response: HTTPResponse = opener.open(plain, timeout=SILENCE)
    except HTTPError as error:
        error.close()
        raise SourceError(f"its server answers {error.code} {error.reason}") from error
    except URLError as error:
        raise SourceError(str(getattr(error.reason, "strerror", None) or error.reason)) from error
    except TimeoutError as error:
        raise SourceError(f"no answer within {SILENCE:.0f} s") from error
    except (OSError, HTTPException, ValueError) as error:
        raise SourceError(f"no answer that makes sense ({error})") from error
    return response
