"""What boards tell of themselves, as it was recorded."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from edge.board import Throttling, is_raspberry_pi, machine, parse_throttled, temperature, throttling

X86 = "processor\t: 0\nvendor_id\t: AuthenticAMD\nmodel name\t: AMD Ryzen 5 3600 6-Core Processor\nstepping\t: 0\n"
ARM = "processor\t: 0\nBogoMIPS\t: 108.00\nFeatures\t: fp asimd\nCPU implementer\t: 0x41\n"  # names no model


def lay_out(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


@pytest.mark.parametrize(
    ("files", "name", "raspberry"),
    [
        ({"proc/device-tree/model": "Raspberry Pi 4 Model B Rev 1.4\0"}, "Raspberry Pi 4 Model B Rev 1.4", True),
        ({"proc/device-tree/model": "Raspberry Pi Zero 2 W Rev 1.0\0"}, "Raspberry Pi Zero 2 W Rev 1.0", True),
        ({"proc/device-tree/model": "Raspberry Pi 5 Model B Rev 1.0\0", "proc/cpuinfo": ARM}, "Raspberry Pi 5", True),
        ({"proc/device-tree/model": "Radxa ROCK 5B\0"}, "Radxa ROCK 5B", False),
        ({"proc/cpuinfo": X86}, "AMD Ryzen 5 3600 6-Core Processor", False),
        ({"proc/cpuinfo": ARM}, os.uname().machine, False),
        ({}, os.uname().machine, False),
    ],
)
def test_the_boards_name(files: dict[str, str], name: str, raspberry: bool, tmp_path: Path) -> None:
    root = lay_out(tmp_path, files)
    assert machine(root).startswith(name)
    assert is_raspberry_pi(root) is raspberry


@pytest.mark.parametrize(
    ("zones", "degrees"),
    [
        ({"0": ("cpu-thermal", "52095")}, 52.095),  # every Raspberry Pi
        ({"0": ("acpitz", "27800"), "2": ("x86_pkg_temp", "61000")}, 61.0),  # a PC: the first is the mainboard's
        ({"0": ("acpitz", "27800")}, None),
        ({"0": ("cpu-thermal", "-2000")}, -2.0),  # outdoors
        ({"0": ("cpu-thermal", "")}, None),  # a sensor that gives an error when read
        ({}, None),
    ],
)
def test_the_processors_temperature(zones: dict[str, tuple[str, str]], degrees: float | None, tmp_path: Path) -> None:
    for number, (kind, value) in zones.items():
        folder = f"sys/class/thermal/thermal_zone{number}"
        lay_out(tmp_path, {f"{folder}/type": f"{kind}\n", f"{folder}/temp": f"{value}\n"})
    assert temperature(tmp_path) == degrees


@pytest.mark.parametrize(
    ("told", "now", "since_boot"),
    [
        ("throttled=0x0\n", (), ()),
        ("throttled=0x50000\n", (), ("under-voltage", "throttling")),  # a weak power supply, at some moment
        ("throttled=0x50005\n", ("under-voltage", "throttling"), ("under-voltage", "throttling")),
        (
            "throttled=0xe0008\n",
            ("soft temperature limit",),
            ("capped frequency", "throttling", "soft temperature limit"),
        ),
        ("throttled=0x20002\n", ("capped frequency",), ("capped frequency",)),
        ("throttled=0xD0000", (), ("under-voltage", "throttling", "soft temperature limit")),
    ],
)
def test_the_firmwares_bits_in_words(told: str, now: tuple[str, ...], since_boot: tuple[str, ...]) -> None:
    assert parse_throttled(told) == Throttling(now, since_boot)


@pytest.mark.parametrize(
    "told",
    [
        "",
        "VCHI initialization failed\n",  # no right to ask the firmware
        "Can't open device file: /dev/vcio\nTry creating a device file with: sudo mknod /dev/vcio c 100 0\n",
        'error=1 error_msg="Command not registered"\n',
        "throttled=0x\n",
        "throttled=high\n",
    ],
)
def test_an_answer_that_is_none(told: str) -> None:
    assert parse_throttled(told) is None


@pytest.mark.parametrize(
    ("script", "kernel", "now"),
    [
        ("echo throttled=0x50005", "0", ("under-voltage", "throttling")),  # the program is asked first
        ("echo 'VCHI initialization failed' >&2; exit 255", "50005\n", ("under-voltage", "throttling")),
        (None, "0\n", ()),
        (None, None, None),  # a PC
        ("exit 1", "none", None),
    ],
)
def test_throttling_is_asked_of_the_firmware_then_of_the_kernel(
    script: str | None, kernel: str | None, now: tuple[str, ...] | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    if script is not None:
        (tmp_path / "vcgencmd").write_text(f'#!/bin/sh\n[ "$1" = get_throttled ] || exit 2\n{script}\n')
        (tmp_path / "vcgencmd").chmod(0o755)
    if kernel is not None:
        lay_out(tmp_path, {"sys/devices/platform/soc/soc:firmware/get_throttled": kernel})
    found = throttling(tmp_path)
    assert (None if found is None else found.now) == now
