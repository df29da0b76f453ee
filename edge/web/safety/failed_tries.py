"""Wrong tokens, counted for each address: every further one waits longer, and after some the answer is "later"."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

FIRST_WAIT = 0.25  # seconds; doubled with each further try
WAITING_TRIES = 5  # wrong tokens that wait: 0.25 to 4 s. Later ones are told to come again
MOST_WAITING = 32  # requests that wait at a time, of all addresses: each holds a connection
FORGET = 60.0  # seconds without a wrong token, after which an address begins anew
ADDRESSES = 1024  # that are remembered; the one that tried longest ago is forgotten first


@dataclass
class _Tries:
    count: int = 0
    last: float = 0.0


class FailedTries:
    """What wrong tokens cost. A right one is never asked for here: no stranger can lock its owner out."""

    def __init__(self) -> None:
        self._tries: OrderedDict[str, _Tries] = OrderedDict()
        self.waiting = 0
        """Requests that wait now; kept by the caller."""

    def failed(self, address: str, now: float) -> float | None:
        """Seconds to wait after a wrong token of `address` at the time `now`; None where it has to come later."""
        address = _household(address)
        tries = self._tries.pop(address, None)
        if tries is None or now - tries.last > FORGET:
            tries = _Tries()
        tries.count, tries.last = tries.count + 1, now
        self._tries[address] = tries
        while len(self._tries) > ADDRESSES:
            self._tries.popitem(last=False)
        if tries.count > WAITING_TRIES or self.waiting >= MOST_WAITING:
            return None
        return FIRST_WAIT * 2 ** (tries.count - 1)

    def __len__(self) -> int:
        return len(self._tries)


def _household(address: str) -> str:
    """One name for all addresses that one machine can have at will: of IPv6, those that share the first 64 bits."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or (int(parsed) >> 64))
    return str(parsed)
