"""How much of everything one request, one connection and all of them may take."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bounds that nobody meets who uses the page or the interface as they are meant."""

    body_bytes: int = 12_000_000
    """Of a request: a telephone's photograph has 2 to 8 MB."""
    all_bodies_bytes: int = 48_000_000
    """Of all requests that are being answered: on a Raspberry Pi the service has 400 MB."""
    header_bytes: int = 16_384
    """Of a request line and all header fields; browsers send about 700."""
    header_fields: int = 100
    header_seconds: float = 10.0
    """From connecting, or from the first byte of a later request, to the end of its header."""
    body_seconds: float = 20.0
    """From a header's end to the body's: 12 MB at 5 Mbit/s."""
    answer_seconds: float = 30.0
    """From the end of a request to the beginning of its answer."""
    linger_seconds: float = 2.0
    """For which the rest of a refused body is taken and dropped, so that the client hears why."""
    idle_seconds: int = 15
    """For which a connection is kept open for the next request."""
    stalled_seconds: float = 10.0
    """After which a client that takes nothing of its answer is cut off."""
    connections: int = 256
    """At a time. Beyond it, those go first that have asked nothing yet."""
