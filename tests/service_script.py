"""edge/pi/service.sh, run on a folder in the place of a system."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


class Machine:
    """A folder in the place of a system, with an environment already made; `service` is the script."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "root"
        self.code = self.root / "opt/cifra"
        self.unit = self.root / "etc/systemd/system/cifra.service"
        self.options = self.root / "etc/default/cifra"
        self._path = folder / "bin"
        self._path.mkdir()
        # Making an environment takes half a minute and the network: here `make` and pip only leave their traces.
        self._program("make", f"mkdir -p {self.code}/venv/bin && cp {shutil.which('true')} {self.code}/venv/bin/python")
        self._program("wheel", 'while [ "$1" != --wheel-dir ]; do shift; done; touch "$2/cifra-0.1.0-py3-none-any.whl"')
        self._program("sudo", '"$@"')

    def _program(self, name: str, text: str) -> None:
        (self._path / name).write_text(f"#!/bin/bash\n{text}\n")
        (self._path / name).chmod(0o755)

    def service(self, *arguments: str) -> str:
        environment = {
            "PATH": f"{self._path}{os.pathsep}{os.environ['PATH']}",
            "DESTDIR": str(self.root),
            "PYTHON": sys.executable,
            "VENV_PYTHON": str(self._path / "wheel"),
        }
        command = ["bash", str(ROOT / "edge" / "pi" / "service.sh"), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, env=os.environ | environment, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def files(self) -> set[str]:
        return {str(path.relative_to(self.root)) for path in self.root.rglob("*") if path.is_file()}
