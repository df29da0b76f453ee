"""What systemd is told by a service of Type=notify: ready, alive, stopping. Nothing where no systemd listens."""

from __future__ import annotations

import os
import socket


def ready() -> None:
    """The service does what it is there for."""
    _send("READY=1")


def alive() -> None:
    """The service is not stuck. Due more often than every `watchdog_seconds()`; a call costs some 20 µs."""
    _send("WATCHDOG=1")


def stopping() -> None:
    """The service was asked to end and is at it."""
    _send("STOPPING=1")


def status(text: str) -> None:
    """One line for people, which `systemctl status` shows."""
    _send("STATUS=" + " ".join(text.split()))


def watchdog_seconds() -> float | None:
    """After how many seconds without `alive()` this process is ended and started anew; None where nobody watches."""
    watched = os.environ.get("WATCHDOG_PID", "")
    microseconds = os.environ.get("WATCHDOG_USEC", "")
    if watched not in ("", str(os.getpid())) or not (microseconds.isascii() and microseconds.isdecimal()):
        return None
    return int(microseconds) / 1e6 or None


def _send(message: str) -> None:
    """Never waits and never raises: what a service does is worth more than the telling of it."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address.startswith(("/", "@")):
        return
    if address[0] == "@":  # a socket without a file, Linux's abstract kind
        address = "\0" + address[1:]
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
            channel.setblocking(False)
            channel.sendto(message.encode(errors="replace"), address)
    except OSError:  # nobody is there, or too slow
        pass
