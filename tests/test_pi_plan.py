"""What each Raspberry Pi OS gets, decided from facts; and `make pi`'s script with a recorded system around it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from importlib import util
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow  # makes environments

ROOT = Path(__file__).parent.parent
PLAN = ROOT / "edge" / "pi" / "plan.py"
OLD_RUNTIME = ("tflite-runtime==2.14.0", "numpy<2", "opencv-python<4.12")

if not PLAN.exists():
    pytest.skip("only a checkout has it", allow_module_level=True)
specification = util.spec_from_file_location("pi_plan", PLAN)
assert specification is not None
assert specification.loader is not None
pi_plan = util.module_from_spec(specification)
sys.modules["pi_plan"] = pi_plan
specification.loader.exec_module(pi_plan)

BOOKWORM = pi_plan.Facts(
    system="Debian GNU/Linux 12 (bookworm)",
    raspberry_pi_os=True,
    python=(3, 11),
    bits=64,
    installed=frozenset({"python3-venv", "python3-picamera2"}),
    picamera2=True,
    numpy="1.24.2",
)
TRIXIE = replace(BOOKWORM, system="Debian GNU/Linux 13 (trixie)", python=(3, 13), numpy="2.2.4")
BARE = {"installed": frozenset(), "picamera2": False, "numpy": None}
SEES_SYSTEM = ("--system-site-packages",)


@pytest.mark.parametrize(
    ("facts", "apt", "venv", "pinned"),
    [
        (BOOKWORM, (), SEES_SYSTEM, True),  # as it comes, with a desktop: picamera2 was compiled against NumPy 1
        (TRIXIE, (), SEES_SYSTEM, False),  # against NumPy 2, which OpenCV wants too
        (replace(BOOKWORM, **BARE), ("python3-venv", "python3-picamera2"), (), False),  # Lite, nothing there yet
        (replace(BOOKWORM, installed=frozenset({"python3-picamera2"})), ("python3-venv",), SEES_SYSTEM, True),
        (replace(BOOKWORM, picamera2=False), (), (), False),  # a Python of one's own does not see it: any NumPy will do
        (replace(BOOKWORM, **BARE, raspberry_pi_os=False), (), (), False),  # a PC: nothing is asked of apt
        (replace(BOOKWORM, raspberry_pi_os=False), (), SEES_SYSTEM, True),  # Debian on a Pi, with picamera2
    ],
)
def test_64_bit(facts: object, apt: tuple[str, ...], venv: tuple[str, ...], pinned: bool) -> None:
    found = pi_plan.plan(facts, OLD_RUNTIME)
    assert (found.apt, found.venv, found.pip, found.refusal) == (apt, venv, (), "")
    assert found.pins == (pi_plan.NUMPY_1_PINS if pinned else ())


def test_32_bit_bookworm_takes_the_old_runtime_without_looking_for_litert() -> None:
    found = pi_plan.plan(replace(BOOKWORM, bits=32), OLD_RUNTIME)
    assert found.pip == ("--no-deps", "--only-binary=tflite-runtime,numpy,opencv-python", *OLD_RUNTIME)
    assert set(pi_plan.WANTED_32_BIT) == set(found.apt)
    assert found.refusal == ""


@pytest.mark.parametrize("python", [(3, 10), (3, 12), (3, 13)])
def test_32_bit_without_a_runtime_is_refused(python: tuple[int, int]) -> None:
    found = pi_plan.plan(replace(TRIXIE, bits=32, python=python), OLD_RUNTIME)
    assert "64-bit" in found.refusal
    assert f"Python 3.{python[1]}" in found.refusal


@pytest.mark.skipif(sys.version_info < (3, 11), reason="32 bit is Python 3.11 alone, and before it nothing reads TOML")
def test_the_old_runtime_is_the_extras() -> None:
    assert pi_plan._old_runtime() == OLD_RUNTIME


@pytest.mark.parametrize(
    ("files", "system", "raspberry_pi_os"),
    [
        ({"etc/os-release": 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian\n'}, "bookworm", False),
        ({"etc/os-release": 'ID=debian\nPRETTY_NAME="Debian GNU/Linux 13 (trixie)"', "etc/rpi-issue": ""}, "13", True),
        ({"etc/os-release": 'PRETTY_NAME="Raspbian GNU/Linux 12 (bookworm)"', "etc/rpi-issue": ""}, "Raspbian", True),
        ({}, "", False),  # no Linux
    ],
)
def test_facts_are_gathered(files: dict[str, str], system: str, raspberry_pi_os: bool, tmp_path: Path) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    facts = pi_plan.gather(tmp_path)
    assert system in facts.system
    assert facts.raspberry_pi_os is raspberry_pi_os
    assert facts.python == sys.version_info[:2]
    assert facts.bits in (32, 64)


class System:
    """A recorded Raspberry Pi OS: programs on the PATH that note how they are called, a Python that sees a plan."""

    def __init__(self, folder: Path, plan: dict[str, str], root: bool, programs: tuple[str, ...]) -> None:
        self.calls, self.venv = folder / "calls", folder / "venv"
        self._path = folder / "bin"
        self._path.mkdir()
        self._program("id", f"echo {0 if root else 1000}")
        parts = "\n".join(f"{part}) echo '{text}';;" for part, text in plan.items())
        self._program("python3", f'case "$2" in\n{parts}\nesac')
        for name in programs:
            self._program(name, f'echo "{name} $*" >>"{self.calls}"\n[ {name} = sudo ] && exec "$@" || true')
        for tool in ("bash", "dirname"):
            found = next(Path(p) / tool for p in ("/usr/bin", "/bin") if (Path(p) / tool).exists())
            (self._path / tool).symlink_to(found)

    def _program(self, name: str, text: str) -> None:
        (self._path / name).write_text(f"#!/bin/bash\n{text}\n")
        (self._path / name).chmod(0o755)

    def setup(self) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": str(self._path), "PYTHON": "python3"}
        command = ["bash", str(PLAN.with_name("setup.sh"))]
        return subprocess.run(
            command, capture_output=True, text=True, env=os.environ | environment, timeout=60, check=False
        )

    def called(self) -> list[str]:
        return self.calls.read_text().splitlines() if self.calls.exists() else []


INSTALL = "apt-get install --yes --no-install-recommends python3-venv python3-picamera2"
MISSING = {"apt": "python3-venv\npython3-picamera2"}


@pytest.mark.parametrize("root", [True, False], ids=["root", "user"])
def test_only_what_is_missing_is_asked_of_apt_and_told_before(root: bool, tmp_path: Path) -> None:
    system = System(tmp_path, MISSING, root, ("apt-get", "sudo"))
    done = system.setup()
    assert done.returncode == 0, done.stderr
    word = "" if root else "sudo "
    assert f"  {word}{INSTALL}\n" in done.stdout
    asked = [line for line in system.called() if line.startswith("sudo")]
    assert asked == ([] if root else ["sudo apt-get update", f"sudo {INSTALL}"])
    assert [line for line in system.called() if line not in asked] == ["apt-get update", INSTALL]


def test_nothing_missing_asks_for_nothing(tmp_path: Path) -> None:
    system = System(tmp_path, {"apt": ""}, False, ("apt-get", "sudo"))
    assert system.setup().returncode == 0
    assert system.called() == []


def test_neither_root_nor_sudo_says_what_to_run(tmp_path: Path) -> None:
    done = System(tmp_path, MISSING, False, ("apt-get",)).setup()
    assert done.returncode != 0
    assert "found neither. As root, run: apt-get update" in done.stderr


@pytest.mark.parametrize(
    ("plan", "sees", "kept"),
    [
        ("--system-site-packages", "false", False),  # made before picamera2 was installed
        ("--system-site-packages", "true", True),
        ("", "false", True),  # a PC
    ],
)
def test_an_environment_that_does_not_see_picamera2_is_made_anew(
    plan: str, sees: str, kept: bool, tmp_path: Path
) -> None:
    system = System(tmp_path, {"venv": plan}, True, ())
    system.venv.mkdir()
    (system.venv / "pyvenv.cfg").write_text(f"home = /usr/bin\ninclude-system-site-packages = {sees}\n")
    (system.venv / ".made").touch()
    command = ["make", "sees-picamera2", f"VENV={system.venv}", f"PYTHON={tmp_path / 'bin' / 'python3'}"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    assert (system.venv / ".made").exists() is kept


@pytest.mark.parametrize("numpy", ["1.24.2", "2.2.4"])
def test_the_environment_itself_holds_pip_to_the_systems_numpy(numpy: str, tmp_path: Path) -> None:
    """A real environment, made beside a picamera2 and a NumPy that are nothing but their names."""
    system, venv = tmp_path / "system", tmp_path / "venv"
    (system / f"numpy-{numpy}.dist-info").mkdir(parents=True)
    (system / f"numpy-{numpy}.dist-info" / "METADATA").write_text(f"Name: numpy\nVersion: {numpy}\n")
    (system / "picamera2.py").touch()
    command = ["make", f"{venv}/.made", f"VENV={venv}", f"PYTHON={sys.executable}"]
    made = subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(system)}, check=False
    )
    assert made.returncode == 0, made.stderr
    assert "include-system-site-packages = true" in (venv / "pyvenv.cfg").read_text()
    told = subprocess.run(
        [venv / "bin" / "python", "-m", "pip", "config", "list"], capture_output=True, text=True, check=True
    ).stdout
    held = f"install.constraint='{venv}/pins.txt'" in told
    assert held is (numpy == "1.24.2")
    assert (venv / "pins.txt").read_text().splitlines() == (list(pi_plan.NUMPY_1_PINS) if held else [])
