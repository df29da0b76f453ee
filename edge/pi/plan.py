"""What this machine needs so that Cifra runs on it: `python3 edge/pi/plan.py` prints all, `... plan.py apt` one part.

From facts to a plan, and nothing done: `make` and the scripts beside this one do it. It runs on the system's Python,
before anything is installed.
"""

from __future__ import annotations

import platform
import struct
import subprocess
import sys
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

PROJECT = Path(__file__).parents[2] / "pyproject.toml"

# What every Raspberry Pi OS is to have: python3-venv is what makes an environment; picamera2, the only way to a camera
# on the ribbon, comes from apt alone.
WANTED = ("python3-venv", "python3-picamera2")
# The 32-bit wheels come from piwheels.org, which builds them against the system's libraries (as Bookworm calls them).
WANTED_32_BIT = (
    "libopenblas0",
    "libavformat59",
    "libswscale6",
    "libtiff6",
    "libopenjp2-7",
    "libwebp7",
    "libwebpdemux2",
    "libwebpmux3",
    "libopenexr-3-1-30",
)
PYTHON_32_BIT = (3, 11)  # the only one for which there is a runtime in 32 bit: tflite-runtime 2.14.0

# python3-picamera2 and python3-simplejpeg of a system with NumPy 1 are compiled against it, and break with NumPy 2 in
# the environment ("numpy.dtype size changed"); OpenCV's wheels demand NumPy 2 from 4.12 on.
NUMPY_1_PINS = ("numpy<2", "opencv-python<4.12", "opencv-python-headless<4.12")


@dataclass(frozen=True)
class Facts:
    """What is known of a machine."""

    system: str
    """As it calls itself: "Debian GNU/Linux 12 (bookworm)"."""
    raspberry_pi_os: bool
    python: tuple[int, int]
    bits: int
    """Of Python, 32 or 64. A 32-bit Raspberry Pi OS often has a 64-bit kernel, which is what `uname -m` tells of."""
    installed: frozenset[str]
    """Those of the wanted Debian packages that are there."""
    picamera2: bool
    """Whether this Python sees it."""
    numpy: str | None
    """The version that this Python sees."""


@dataclass(frozen=True)
class Plan:
    """What is to be done."""

    apt: tuple[str, ...]
    """Debian packages that are missing."""
    venv: tuple[str, ...]
    """Arguments for `python3 -m venv`."""
    pins: tuple[str, ...]
    """What pip has to keep to in that environment, for good."""
    pip: tuple[str, ...]
    """What pip is told when it installs Cifra itself."""
    refusal: str
    """Why Cifra cannot run here; empty where it can."""


def plan(facts: Facts, old_runtime: tuple[str, ...]) -> Plan:
    """What `facts` ask for; `old_runtime` is what pyproject.toml's extra tflite-runtime lists."""
    wanted: tuple[str, ...] = WANTED if facts.raspberry_pi_os else ()
    pip: tuple[str, ...] = ()
    refusal = ""
    if facts.bits == 32:
        if facts.raspberry_pi_os and facts.python == PYTHON_32_BIT:
            wanted += WANTED_32_BIT
        # With a 64-bit kernel, pyproject.toml's markers ask for LiteRT, so no dependency may be looked up there; and a
        # wheel that is missing must not become hours of compiling.
        names = ",".join(requirement.partition("<")[0].partition("=")[0] for requirement in old_runtime)
        pip = ("--no-deps", f"--only-binary={names}", *old_runtime)
        if facts.python != PYTHON_32_BIT:
            refusal = (
                f"expected a 64-bit system, or Python 3.11 on a 32-bit one, found Python {facts.python[0]}."
                f"{facts.python[1]} in 32 bit, for which there is neither LiteRT nor tflite-runtime. "
                "Install the 64-bit Raspberry Pi OS; Pi Zero 2, 3, 4 and 5 can run it."
            )
    return Plan(
        apt=tuple(name for name in wanted if name not in facts.installed),
        venv=("--system-site-packages",) if facts.picamera2 else (),
        pins=NUMPY_1_PINS if facts.picamera2 and (facts.numpy or "").startswith("1.") else (),
        pip=pip,
        refusal=refusal,
    )


def gather(root: Path = Path("/")) -> Facts:
    """The facts of this machine and this Python; files of the system are looked for below `root`."""
    try:
        lines = (root / "etc/os-release").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition("=")[2].strip('"') for line in lines if line.startswith("PRETTY_NAME=")]
    return Facts(
        system=names[0] if names else platform.system(),
        raspberry_pi_os=(root / "etc/rpi-issue").exists(),
        python=sys.version_info[:2],
        bits=8 * struct.calcsize("P"),
        installed=_installed((*WANTED, *WANTED_32_BIT)),
        picamera2=util.find_spec("picamera2") is not None,
        numpy=_version("numpy"),
    )


def _installed(packages: tuple[str, ...]) -> frozenset[str]:
    command = ["dpkg-query", "--show", "--showformat=${db:Status-Status} ${Package}\\n", *packages]
    try:
        told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    except OSError:
        return frozenset()  # no Debian
    return frozenset(line.partition(" ")[2] for line in told.splitlines() if line.startswith("installed "))


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _old_runtime() -> tuple[str, ...]:
    """What the extra tflite-runtime lists; nothing before Python 3.11, which has no reader of TOML and needs none."""
    if sys.version_info >= (3, 11):
        import tomllib

        project = tomllib.loads(PROJECT.read_text(encoding="utf-8"))["project"]
        return tuple(project["optional-dependencies"]["tflite-runtime"])
    return ()


def main(arguments: list[str]) -> int:
    facts = gather()
    found = plan(facts, _old_runtime())
    if found.refusal:
        print(f"cifra: {found.refusal}", file=sys.stderr)
        return 1
    if arguments:
        for one in getattr(found, arguments[0]):
            print(one)
    else:
        kind = "Raspberry Pi OS" if facts.raspberry_pi_os else "no Raspberry Pi OS, so nothing is asked of apt"
        print(f"{facts.system} ({kind}), Python {'.'.join(map(str, facts.python))}, {facts.bits} bit")
        for part in ("apt", "venv", "pins", "pip"):
            print(f"{part:>6}  {' '.join(getattr(found, part)) or '-'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
