"""Cameras: which there are, which give pictures, and who or what is in the way of the others."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from edge.board import ROOT, is_raspberry_pi
from edge.camera import cameras, open_source, ribbon_cameras
from edge.doctor import Finding
from edge.errors import CifraError
from edge.opencv import silenced
from edge.versions import package_version

# A sensor on the ribbon is named after its kind and its place on the I²C bus: "imx219 10-0010".
SENSOR = re.compile(r"([a-z]+[0-9]+\S*) [0-9]+-[0-9a-f]{4}")
LENS = ("dw", "ad5", "ak73")  # what moves a lens has such a name too
PICAMERA2_PATIENCE = 60  # seconds; its import alone takes some on a Pi Zero


def camera_findings() -> Iterator[Finding]:
    """About every camera of this system."""
    devices = cameras()
    for device in devices:
        yield _tried(str(device))
    sensors = ribbon_sensors()
    if sensors or is_raspberry_pi():
        usable = _picamera2(sensors)
        yield usable
        if usable.state == "ok":
            yield from (_tried(f"ribbon{index}") for index in range(len(ribbon_cameras())))
    if not devices and not sensors:
        yield Finding("note", "no camera", "Plug one in, or read pictures, videos or streams.")


def video_name(device: str, root: Path = ROOT) -> str:
    """What the system calls /dev/video`device`; empty where it does not say."""
    try:
        return (root / f"sys/class/video4linux/video{device}/name").read_text(encoding="utf-8").strip()
    except (OSError, ValueError):
        return ""


def ribbon_sensors(root: Path = ROOT) -> list[str]:
    """The kinds of the sensors on the ribbon that the kernel knows: ["imx219"]."""
    found = []
    for path in sorted(root.glob("sys/class/video4linux/v4l-subdev*/name")):
        named = SENSOR.fullmatch(path.read_text(encoding="utf-8", errors="replace").strip())
        if named and not named[1].startswith(LENS):
            found.append(named[1])
    return found


def holders(device: Path, root: Path = ROOT) -> list[tuple[int, str]]:
    """Number and name of the processes that have `device` open, as far as one may see: of others only as root."""
    found = set()
    for process in (root / "proc").glob("[0-9]*"):
        try:
            if any(_target(link) == device for link in (process / "fd").iterdir()):
                found.add((int(process.name), (process / "comm").read_text(encoding="utf-8").strip()))
        except OSError:  # it has ended, or is another's
            continue
    return sorted(found)


def _target(link: Path) -> Path | None:
    try:
        return link.readlink()
    except OSError:  # closed since it was listed
        return None


def _tried(device: str) -> Finding:
    try:
        with silenced(), open_source(device) as source:
            return Finding("ok", source.description)
    except CifraError as error:
        if not device.isdecimal():
            return Finding("note", f"{device} gives no picture", str(error))
        path = Path(f"/dev/video{device}")
        name = f"video device {device}" + (f" ({video_name(device)})" if video_name(device) else "")
        if path.exists() and not os.access(path, os.R_OK | os.W_OK):
            return Finding("note", f"no right to use {name}", "sudo usermod -aG video $USER, and log in again")
        if others := [held for held in holders(path) if held[0] != os.getpid()]:
            number, program = others[0]
            mend = f"sudo systemctl stop cifra, if it is the service; else: kill {number}"
            return Finding("note", f"{name} is held by {program} (process {number})", mend)
        return Finding("note", f"{name} gives no picture", str(error))


def _picamera2(sensors: list[str]) -> Finding:
    """Whether cameras on the ribbon can be used; found out in a process of its own, for libcamera may end it."""
    if find_spec("picamera2") is None:
        return without_picamera2(sensors)
    try:
        trial = subprocess.run(
            [sys.executable, "-c", "import picamera2"],
            capture_output=True,
            text=True,
            errors="replace",
            timeout=PICAMERA2_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Finding("note", f"picamera2 does not answer: {error}", "make pi")
    return picamera2_finding(trial.returncode, trial.stderr)


def without_picamera2(sensors: list[str]) -> Finding:
    """What it means that picamera2 is not to be seen, with these `sensors` on the ribbon."""
    there = f"a camera on the ribbon ({', '.join(sensors)}), but " if sensors else ""
    return Finding("note", f"{there}no picamera2, which cameras on the ribbon need", "make pi")


def picamera2_finding(status: int, errors: str) -> Finding:
    """The meaning of how an import of picamera2 ended, by its exit status and what it wrote to standard error."""
    if status == 0:
        version = package_version("picamera2") or ""
        return Finding("ok", f"picamera2 {version}".strip() + " for cameras on the ribbon")
    last = (errors.strip().splitlines() or [f"it ended with status {status}"])[-1]
    if "numpy" in errors.lower() and "size changed" in errors:
        found = f"picamera2 was built for another NumPy than this environment's {package_version('numpy')}"
        again = f"rm -rf {sys.prefix} && " if sys.prefix != sys.base_prefix else ""
        return Finding("wrong", f"{found}: {last}", f"{again}make pi")
    return Finding("wrong", f"picamera2 does not work: {last}", "sudo apt install --reinstall python3-picamera2")
