"""The board as it describes itself: its name, its temperature, and whether it is slowed down."""

from __future__ import annotations

import platform
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

ROOT = Path("/")

# The bits of `vcgencmd get_throttled` that tell of now; sixteen further up are the same since the board was started.
# https://www.raspberrypi.com/documentation/computers/os.html#get_throttled
THROTTLES = {
    0: "under-voltage",
    1: "capped frequency",
    2: "throttling",
    3: "soft temperature limit",
}
SINCE_BOOT = 16
FIRMWARE = "sys/devices/platform/soc*/soc*:firmware/get_throttled"  # the same, from the kernel, without vcgencmd
THERMAL = "sys/class/thermal/thermal_zone*"
PROCESSOR_ZONES = ("cpu-thermal", "x86_pkg_temp", "soc-thermal", "cpu_thermal")  # their `type`, the most telling first


@dataclass(frozen=True, slots=True)
class Throttling:
    """Why a Raspberry Pi is, or was, slower than it can be."""

    now: tuple[str, ...]
    """The words of `THROTTLES` for what holds now."""
    since_boot: tuple[str, ...]
    """Those for what has been the case since the board was started, now included."""


def machine(root: Path = ROOT) -> str:
    """The board's name where it states one, as Raspberry Pis do, else the processor's, else its architecture."""
    name = _text(root / "proc/device-tree/model").strip("\0\n ")
    if not name:
        named = re.search(r"^model name\s*: *(.+)$", _text(root / "proc/cpuinfo"), re.MULTILINE)
        name = named[1].strip() if named else ""
    return name or platform.machine()


def is_raspberry_pi(root: Path = ROOT) -> bool:
    """Whether the board says that it is one."""
    return machine(root).startswith("Raspberry Pi")


def temperature(root: Path = ROOT) -> float | None:
    """The processor's temperature in °C; None where the system does not tell."""
    zones = {_text(zone / "type").strip(): _text(zone / "temp").strip() for zone in sorted(root.glob(THERMAL))}
    told = [zones[kind] for kind in PROCESSOR_ZONES if kind in zones]
    if not told or not re.fullmatch(r"-?[0-9]+", told[0]):
        return None
    return int(told[0]) / 1000


def throttling(root: Path = ROOT) -> Throttling | None:
    """Whether the board is slowed down, by `vcgencmd` or the kernel; None where neither tells, as on a PC."""
    try:
        done = subprocess.run(["vcgencmd", "get_throttled"], capture_output=True, text=True, timeout=5, check=False)
        found = parse_throttled(done.stdout)
    except (OSError, subprocess.TimeoutExpired):
        found = None
    if found is not None:
        return found
    return next((parse_throttled(f"throttled=0x{_text(path).strip()}") for path in root.glob(FIRMWARE)), None)


def parse_throttled(told: str) -> Throttling | None:
    """The meaning of what `vcgencmd get_throttled` prints, "throttled=0x50005"; None where it is no such line."""
    found = re.fullmatch(r"throttled=0x([0-9a-fA-F]+)", told.strip())
    if found is None:
        return None
    bits = int(found[1], 16)
    now, since = (
        tuple(word for bit, word in THROTTLES.items() if bits >> (bit + shift) & 1) for shift in (0, SINCE_BOOT)
    )
    return Throttling(now, since)


def _text(path: Path) -> str:
    """The file's text; empty where it cannot be read, as files of the kernel may not be."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
