"""Heat and power: whether the board runs as fast as it can."""

from __future__ import annotations

from collections.abc import Iterator

from edge.board import ROOT, Throttling, temperature, throttling
from edge.doctor import Finding

HOT = 80.0  # °C at which a Raspberry Pi begins to slow down

POWER = "Use the board's own power supply and cable, and unplug what draws much; look again: vcgencmd get_throttled"
COOLING = "Give it a heat sink or a fan, and air; look again: vcgencmd measure_temp"


def board_findings() -> Iterator[Finding]:
    """What this board says of itself; nothing where it says nothing."""
    if (degrees := temperature(ROOT)) is not None:
        yield temperature_finding(degrees)
    if (slowed := throttling(ROOT)) is not None:
        yield throttling_finding(slowed)


def temperature_finding(degrees: float) -> Finding:
    """What a processor of `degrees` °C means."""
    if degrees < HOT:
        return Finding("ok", f"the processor has {degrees:.0f} °C")
    return Finding("note", f"the processor has {degrees:.0f} °C, and slows down from {HOT:.0f} °C on", COOLING)


def throttling_finding(slowed: Throttling) -> Finding:
    """What the firmware's report means. Under-voltage also damages cards and makes cameras drop out."""
    if not slowed.since_boot and not slowed.now:
        return Finding("ok", "the board runs at full speed, and has since it was started")
    words = slowed.now or slowed.since_boot
    mend = POWER if "under-voltage" in words else COOLING
    if slowed.now:
        return Finding("note", f"the board is slowed down now: {', '.join(words)}", mend)
    return Finding("note", f"the board was slowed down since it was started: {', '.join(words)}", mend)
