"""`python -m edge` as a process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
SAMPLE = ROOT / "edge" / "samples" / "phone-number.jpg"
TRUTH = SAMPLE.with_name("truth.jsonl")


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    return kept | {"PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"} | more


def cifra(*arguments: object, **more: str) -> subprocess.CompletedProcess[str]:
    """Run the command line to its end; whatever happens, no traceback is shown."""
    command = [sys.executable, "-m", "edge", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=environment(**more), check=False)
    assert "Traceback" not in done.stderr
    return done


def objects(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]
