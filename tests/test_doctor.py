"""What the doctor makes of what systems say: recorded answers, real files, and real programs on the PATH."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from bundled import needs_model
from command_line import cifra

from edge.board import Throttling
from edge.doctor import service
from edge.doctor.board import temperature_finding, throttling_finding
from edge.doctor.cameras import holders, picamera2_finding, ribbon_sensors, video_name, without_picamera2
from edge.doctor.disk import disk_finding, judged

UNDER = ("under-voltage", "throttling")
HOT = ("soft temperature limit",)


@pytest.mark.parametrize(
    ("degrees", "state"),
    [(-2.0, "ok"), (52.1, "ok"), (79.9, "ok"), (80.0, "note"), (85.2, "note")],
)
def test_heat(degrees: float, state: str) -> None:
    found = temperature_finding(degrees)
    assert (found.state, bool(found.mend)) == (state, state != "ok")
    assert f"{degrees:.0f} °C" in found.text


@pytest.mark.parametrize(
    ("slowed", "state", "says", "mend"),
    [
        (Throttling((), ()), "ok", "full speed", ""),
        (Throttling(UNDER, UNDER), "note", "now: under-voltage, throttling", "power supply"),
        (Throttling((), UNDER), "note", "was slowed down since it was started", "power supply"),
        (Throttling(HOT, UNDER + HOT), "note", "now: soft temperature limit", "fan"),  # what holds now is mended first
    ],
)
def test_throttling(slowed: Throttling, state: str, says: str, mend: str) -> None:
    found = throttling_finding(slowed)
    assert found.state == state
    assert says in found.text
    assert mend in found.mend


@pytest.mark.parametrize(
    ("free", "writable", "read_only", "state", "says"),
    [
        (12_000_000_000, True, False, "ok", "12.0 GB free in /home/pi"),
        (150_000_000, True, False, "note", "only 0.1 GB"),
        (12_000_000_000, False, False, "note", "not yours to write"),
        (12_000_000_000, False, True, "note", "only be read"),  # a damaged card, or one with a lock
    ],
)
def test_room_on_the_disk(free: int, writable: bool, read_only: bool, state: str, says: str) -> None:
    found = judged(Path("/home/pi"), free, writable, read_only)
    assert (found.state, bool(found.mend)) == (state, state != "ok")
    assert says in found.text


def test_the_disk_here_is_looked_at(tmp_path: Path) -> None:
    assert f"GB free in {tmp_path}" in disk_finding(tmp_path).text


def shown(active: str, sub: str, result: str = "success", restarts: int = 0, file: str = "enabled") -> str:
    return (
        f"Result={result}\nNRestarts={restarts}\nLoadState=loaded\nActiveState={active}\n"
        f"SubState={sub}\nUnitFileState={file}\n"
    )


@pytest.mark.parametrize(
    ("told", "state", "says"),
    [
        (shown("active", "running"), "ok", "the service runs"),
        (shown("active", "running", restarts=3), "note", "started anew 3 times"),
        (shown("active", "running", file="disabled"), "note", "not at the next boot"),
        (shown("inactive", "dead"), "note", "stopped"),
        (shown("activating", "start"), "note", "being started"),
        (shown("activating", "auto-restart", "exit-code", 12), "wrong", "exit-code"),
        (shown("activating", "auto-restart", "watchdog", 1), "wrong", "watchdog"),
        (shown("failed", "failed", "oom-kill"), "wrong", "oom-kill"),
    ],
)
def test_the_service(told: str, state: str, says: str) -> None:
    found = service.judged(told)
    assert found is not None
    assert (found.state, bool(found.mend)) == (state, state != "ok")
    assert says in found.text


@pytest.mark.parametrize(
    "told",
    [
        "Result=success\nNRestarts=0\nLoadState=not-found\nActiveState=inactive\nSubState=dead\nUnitFileState=\n",
        "",  # "System has not been booted with systemd as init system" goes to standard error
    ],
)
def test_no_service_is_no_finding(told: str) -> None:
    assert service.judged(told) is None


def test_video_devices_and_sensors_by_the_kernels_names(tmp_path: Path) -> None:
    names = {
        "video0": "unicam-image",
        "video2": "HD Pro Webcam C920",
        "v4l-subdev0": "imx708_wide 10-001a",
        "v4l-subdev1": "dw9807 10-000c",  # moves its lens
        "v4l-subdev2": "ov5647 4-0036",
        "v4l-subdev3": "rp1-cfe-csi2-ch0",
        "v4l-subdev4": "pispbe",
    }
    for name, text in names.items():
        (tmp_path / "sys/class/video4linux" / name).mkdir(parents=True)
        (tmp_path / "sys/class/video4linux" / name / "name").write_text(f"{text}\n")
    assert video_name("0", tmp_path) == "unicam-image"
    assert video_name("2", tmp_path) == "HD Pro Webcam C920"
    assert video_name("9", tmp_path) == ""
    assert ribbon_sensors(tmp_path) == ["imx708_wide", "ov5647"]
    assert ribbon_sensors(tmp_path / "nowhere") == []
    assert "imx708_wide, ov5647" in without_picamera2(ribbon_sensors(tmp_path)).text


def test_who_holds_a_device(tmp_path: Path) -> None:
    """A file stands for the device: whoever has it open is found, here this very process."""
    device, other = tmp_path / "video0", tmp_path / "video1"
    device.touch()
    other.touch()
    with device.open():
        held = holders(device)
    assert [number for number, _ in held] == [os.getpid()]
    assert held[0][1] == Path("/proc/self/comm").read_text().strip()
    assert holders(other) == []


NUMPY_2 = (
    "Traceback (most recent call last):\n"
    '  File "/usr/lib/python3/dist-packages/picamera2/encoders/jpeg_encoder.py", line 3, in <module>\n'
    "    import simplejpeg\n"
    '  File "simplejpeg/_jpeg.pyx", line 1, in init simplejpeg._jpeg\n'
    "ValueError: numpy.dtype size changed, may indicate binary incompatibility. "
    "Expected 96 from C header, got 88 from PyObject\n"
)


@pytest.mark.parametrize(
    ("status", "errors", "state", "says", "mend"),
    [
        (0, "[0:24:11.41] [10635]  INFO Camera libcamera v0.5.2\n", "ok", "on the ribbon", ""),  # it always talks
        (1, NUMPY_2, "wrong", "another NumPy", "make pi"),
        (1, "ModuleNotFoundError: No module named 'libcamera'\n", "wrong", "libcamera", "apt install --reinstall"),
        (-11, "", "wrong", "status -11", "apt install --reinstall"),
    ],
)
def test_picamera2(status: int, errors: str, state: str, says: str, mend: str) -> None:
    found = picamera2_finding(status, errors)
    assert found.state == state
    assert says in found.text
    assert mend in found.mend


@needs_model
def test_all_of_it_with_the_programs_of_a_pi_that_is_not_well(tmp_path: Path) -> None:
    programs = {
        "vcgencmd": "echo throttled=0x50005",
        "systemctl": f"cat <<'EOF'\n{shown('failed', 'failed', 'exit-code', 4)}EOF",
    }
    for name, text in programs.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{text}\n")
        (tmp_path / name).chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    plain = cifra("doctor", PATH=path)
    assert plain.returncode == 1
    assert " note  the board is slowed down now: under-voltage, throttling\n       → Use the" in plain.stdout
    assert "wrong  the service does not run (its last result: exit-code), and was started anew 4 times" in plain.stdout
    done = cifra("doctor", "--json", PATH=path)
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert told["ok"] is False
    assert all(set(finding) == {"state", "text", "mend"} for finding in told["findings"])
    assert [finding["mend"] for finding in told["findings"] if finding["state"] == "wrong"] == [
        "journalctl -u cifra -n 50"
    ]


@needs_model
def test_json_says_that_all_is_fine() -> None:
    done = cifra("doctor", "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout)["ok"] is True
    assert len(done.stdout.splitlines()) == 1
