"""Whether two machines read the same: what counts as the same, and what does not."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

SCRIPT = Path(__file__).parent / "arm64" / "compare_readings.py"
READINGS: list[dict[str, Any]] = [
    {
        "source": "here/a.jpg",
        "width": 640,
        "height": 480,
        "lines": ["41"],
        "digits": [
            {"label": "4", "confidence": 0.99, "box": [100, 80, 40, 60], "line": 0},
            {"label": "1", "confidence": 0.95, "box": [150, 80, 20, 60], "line": 0},
        ],
        "milliseconds": {"total": 4.0},
    },
    {"source": "here/bad.png", "error": "expected a picture"},
]

pytestmark = pytest.mark.skipif(not SCRIPT.exists(), reason="only a checkout has it")


def compared(folder: Path, found: list[dict[str, Any]], expected: list[dict[str, Any]] = READINGS) -> tuple[int, str]:
    paths = []
    for name, readings in (("expected", expected), ("found", found)):
        paths.append(folder / f"{name}.jsonl")
        paths[-1].write_text("".join(json.dumps(reading) + "\n" for reading in readings))
    done = subprocess.run([sys.executable, SCRIPT, *paths], capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def changed(picture: int, key: str, value: Any, digit: int | None = None) -> list[dict[str, Any]]:
    """READINGS with one value another."""
    readings = copy.deepcopy(READINGS)
    (readings[picture] if digit is None else readings[picture]["digits"][digit])[key] = value
    return readings


@pytest.mark.parametrize(
    "found",
    [
        READINGS,
        changed(0, "source", "/there/a.jpg"),  # where the pictures lie is no matter
        changed(0, "milliseconds", {"total": 900.0}),  # nor how long it took
        changed(0, "confidence", 0.931, digit=1),  # the runtime rounds
        changed(0, "box", [98, 82, 44, 56], digit=0),  # each edge is two pixels off
    ],
)
def test_the_same(found: list[dict[str, Any]], tmp_path: Path) -> None:
    assert compared(tmp_path, found) == (0, "")


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (READINGS[:1], "expected 2 pictures, found 1"),
        ([*READINGS, READINGS[0]], "expected 2 pictures, found 3"),
        (READINGS[::-1], "a.jpg: expected this picture, found bad.png"),
        (changed(1, "error", None), "bad.png: expected error expected a picture, found None"),
        (changed(0, "lines", ["4", "1"]), "a.jpg: expected lines ['41'], found ['4', '1']"),
        (changed(0, "width", 480), "a.jpg: expected width 640, found 480"),
        (changed(0, "label", "7", digit=1), "a.jpg: digit 2: expected {'label': '1'"),
        (changed(0, "digits", READINGS[0]["digits"][:1]), "a.jpg: digit 2: expected {'label': '1'"),
        (changed(0, "confidence", 0.929, digit=1), "a.jpg: digit 2: expected confidence 0.95, found 0.929"),
        (changed(0, "box", [103, 80, 40, 60], digit=0), "a.jpg: digit 1: expected it at [100, 80, 40, 60]"),
        (changed(0, "box", [100, 80, 40, 63], digit=0), "a.jpg: digit 1: expected it at [100, 80, 40, 60]"),
    ],
)
def test_not_the_same(found: list[dict[str, Any]], said: str, tmp_path: Path) -> None:
    status, told = compared(tmp_path, found)
    assert status == 1
    assert told.startswith(said)


def test_nothing_to_compare_with_is_no_agreement(tmp_path: Path) -> None:
    status, told = compared(tmp_path, [], [])
    assert status == 1
    assert "found none to compare with" in told
