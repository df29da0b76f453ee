"""The service: what its unit allows and why, and what its script lays out, keeps and takes away."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from service_script import ROOT, Machine

pytestmark = pytest.mark.slow  # is about files that a checkout alone has

UNIT = ROOT / "edge" / "pi" / "cifra.service"
DEFAULTS = ROOT / "edge" / "pi" / "cifra.default"

# Each with what breaks, or opens, without it.
DIRECTIVES = [
    ("Service", "Type", "notify"),  # "started" means that it reads
    ("Service", "NotifyAccess", "main"),  # a child's word counts for nothing
    ("Service", "WatchdogSec", "60"),  # a driver that hangs is noticed
    ("Service", "Restart", "always"),  # also after an end that was no error, as of a stream
    ("Unit", "StartLimitIntervalSec", "0"),  # else the fifth failure in ten seconds is the last
    ("Service", "RestartSec", "5"),  # a pause, so that a missing camera costs no processor
    ("Service", "RestartPreventExitStatus", "2"),  # a wrong call stays one
    ("Service", "MemoryMax", "400M"),  # less than a Pi Zero 2 has
    ("Service", "User", "cifra"),
    ("Service", "SupplementaryGroups", "video"),  # whose cameras are
    ("Service", "NoNewPrivileges", "yes"),
    ("Service", "CapabilityBoundingSet", ""),  # none
    ("Service", "ProtectSystem", "strict"),
    ("Service", "ProtectHome", "yes"),
    ("Service", "PrivateTmp", "yes"),
    ("Service", "StateDirectory", "cifra"),  # the one place to write, for recordings
    ("Service", "WorkingDirectory", "/var/lib/cifra"),  # so that `--record here` lands there
    ("Service", "DevicePolicy", "closed"),
    ("Service", "RestrictAddressFamilies", "AF_UNIX AF_INET AF_INET6 AF_NETLINK"),  # streams; libcamera's udev
    ("Service", "IPAddressDeny", "any"),  # but for the local network
    ("Service", "EnvironmentFile", "-/etc/default/cifra"),  # may be missing
    ("Install", "WantedBy", "multi-user.target"),  # at boot, without a desktop
]
MOST_EXPOSED = 17  # tenths, as `systemd-analyze security` counts; 100 is a unit that restricts nothing
# A camera or the runtime would be out of reach.
MUST_NOT = ["PrivateDevices", "PrivateNetwork", "ProcSubset", "PrivateUsers", "MemoryDenyWriteExecute", "DynamicUser"]


def directives() -> list[tuple[str, str, str]]:
    """Section, name and value of every line of the unit: names may come again, which configparser refuses."""
    found, section = [], ""
    for line in UNIT.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            name, _, value = line.partition("=")
            found.append((section, name, value))
    return found


def laid_out() -> dict[str, str]:
    """What the options file says, with what it proposes as "#NAME"."""
    return dict(re.findall(r'^(#?\w+)="(.*)"$', DEFAULTS.read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("directive", DIRECTIVES, ids=lambda directive: directive[1])
def test_the_unit_says(directive: tuple[str, str, str]) -> None:
    assert directive in directives()


def test_the_units_devices_are_those_of_cameras() -> None:
    devices = {value for _, name, value in directives() if name == "DeviceAllow"}
    assert devices == {"char-video4linux rw", "char-media rw", "char-dma_heap rw"}
    assert not {name for _, name, _ in directives()} & set(MUST_NOT)


def test_what_is_started_is_where_the_script_installs_it() -> None:
    (start,) = [value for _, name, value in directives() if name == "ExecStart"]
    assert start == "/opt/cifra/venv/bin/python -m edge $CIFRA_COMMAND $CIFRA_OPTIONS"
    assert "$DESTDIR/opt/cifra\n" in (ROOT / "edge" / "pi" / "service.sh").read_text(encoding="utf-8")


def test_the_options_file_is_what_the_unit_takes_without_one() -> None:
    (stated,) = [value for _, name, value in directives() if name == "Environment"]
    assert stated == f'"CIFRA_COMMAND={laid_out()["CIFRA_COMMAND"]}" CIFRA_OPTIONS={laid_out()["CIFRA_OPTIONS"]}'


@pytest.mark.parametrize("command", ["CIFRA_COMMAND", "#CIFRA_COMMAND"])  # and the one for the page
def test_the_options_file_holds_what_cifra_takes(command: str) -> None:
    arguments = ["-m", "edge", *laid_out()[command].split(), *laid_out()["CIFRA_OPTIONS"].split(), "--help"]
    assert subprocess.run([sys.executable, *arguments], capture_output=True, cwd=ROOT, check=False).returncode == 0


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    unit = tmp_path / "cifra.service"
    text = UNIT.read_text(encoding="utf-8")
    unit.write_text(text.replace("/opt/cifra/venv/bin/python", shutil.which("true") or ""))  # it must be there
    done = subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False)
    said = [line for line in done.stderr.splitlines() if "cifra" in line]  # other units of this system are none of ours
    assert (said, done.returncode) == ([], 0)


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_systemd_finds_it_as_closed_as_it_was(tmp_path: Path) -> None:
    unit = tmp_path / "cifra.service"
    unit.write_text(UNIT.read_text(encoding="utf-8"), encoding="utf-8")
    command = ["systemd-analyze", "security", "--offline=true", f"--threshold={MOST_EXPOSED}", str(unit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-200:]


def test_the_service_comes_changes_nothing_twice_and_goes(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    told = machine.service("install")
    assert machine.unit.read_bytes() == UNIT.read_bytes()
    assert machine.options.read_bytes() == DEFAULTS.read_bytes()
    assert f"install -D -m 644 edge/pi/cifra.service {machine.unit}" in told
    assert "systemctl" not in told.replace("systemctl status", "")  # with DESTDIR the running system is left alone
    before = {name: (machine.root / name).stat().st_mtime_ns for name in machine.files()}
    assert "as this checkout has it" in machine.service("install")
    assert before == {name: (machine.root / name).stat().st_mtime_ns for name in machine.files()}
    told = machine.service("remove")
    assert machine.files() == set()
    assert "Left" not in told
    assert "No service is installed." in machine.service("remove")


def test_what_is_the_users_is_kept_and_told(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    machine.service("install")
    machine.options.write_text('CIFRA_OPTIONS="0 --expect 8"\n')
    machine.unit.write_text("[Unit]\nDescription=an older one\n")
    recording = machine.root / "var/lib/cifra/today.jsonl"
    recording.parent.mkdir(parents=True)
    recording.write_text("{}\n")
    machine.service("install")
    assert machine.unit.read_bytes() == UNIT.read_bytes()
    assert machine.options.read_text() == 'CIFRA_OPTIONS="0 --expect 8"\n'
    told = machine.service("remove")
    assert machine.files() == {"etc/default/cifra", "var/lib/cifra/today.jsonl"}
    assert "Left, because it is yours: /etc/default/cifra" in told
    assert "Left, because it is yours: /var/lib/cifra" in told


def test_a_dry_run_tells_all_and_does_nothing(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    told = machine.service("install", "--dry-run")
    assert machine.files() == set()
    assert "/opt/cifra/venv" in told
    machine.service("install")
    before = machine.files()
    assert f"rm -rf {machine.code}" in machine.service("remove", "--dry-run")
    assert machine.files() == before


def test_new_code_is_installed_again(tmp_path: Path) -> None:
    machine = Machine(tmp_path)
    machine.service("install")
    (machine.code / "fingerprint").write_text("of older code\n")
    assert "--force-reinstall" in machine.service("install")
    assert machine.service("install").startswith("The service is installed")


@pytest.mark.skipif(Path("/opt/cifra").exists(), reason="the service is installed here")
def test_on_a_running_system_user_and_systemd_come_in_their_order(tmp_path: Path) -> None:
    """Told only: nothing of this system is touched."""
    (tmp_path / "getent").write_text('#!/bin/sh\n[ "$1" = group ]\n')  # a system with the group video, without the user
    (tmp_path / "getent").chmod(0o755)
    environment = os.environ | {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "PYTHON": sys.executable}
    command = ["bash", str(ROOT / "edge" / "pi" / "service.sh"), "install", "--dry-run"]
    told = subprocess.run(command, capture_output=True, text=True, env=environment, check=True).stdout
    steps = [line.strip().removeprefix("sudo ").split()[0] for line in told.splitlines() if line.startswith("  ")]
    assert steps == [
        "useradd",
        "make",
        "/opt/cifra/venv/bin/python",
        *("install", "install", "install"),  # what was installed, the unit, the options
        *("systemctl", "systemctl", "systemctl"),  # read, enable, start
    ]
    (tmp_path / "getent").write_text("#!/bin/sh\nexit 2\n")
    refused = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert refused.returncode == 1
    assert "groupadd --system video" in refused.stderr


@pytest.mark.parametrize("arguments", [(), ("start",)])
def test_a_wrong_call_says_how(arguments: tuple[str, ...]) -> None:
    command = ["bash", str(ROOT / "edge" / "pi" / "service.sh"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.split(":")[0]) == (2, "usage")
