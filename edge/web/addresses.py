"""Under which addresses a browser finds the server, as they are printed when it starts."""

from __future__ import annotations

import socket
from ipaddress import ip_address

ANYWHERE = ("198.51.100.1", 9)  # an address that nobody has; nothing is sent there


def addresses(host: str, port: int) -> list[str]:
    """Of the page of what listens at `host`: as that is named; for all of the network, by name and by number."""
    try:
        everywhere = ip_address(host).is_unspecified
    except ValueError:
        everywhere = False
    hosts = [f"{socket.gethostname().partition('.')[0]}.local", *_own_address()] if everywhere else [host]
    return [f"http://{f'[{one}]' if ':' in one else one}:{port}/" for one in hosts]


def _own_address() -> list[str]:
    """The address that this machine has in its network, if it is in one: not every phone finds names."""
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as channel:
            channel.connect(ANYWHERE)
            return [channel.getsockname()[0]]
    except OSError:
        return []
