"""`cifra bench`: what it says of the machine and of each frame, also where the board is slowed down."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from bundled import needs_model
from command_line import cifra, objects

FRAME = {"sample", "digits", "readings", "frames_per_second", "milliseconds"}


@needs_model
def test_json_says_what_was_measured_on_what() -> None:
    done = cifra("bench", "--json")
    assert done.returncode == 0
    (facts,) = objects(done.stdout)
    assert {"machine", "system", "cifra", "python", "opencv", "numpy", "runtime", "model"} <= set(facts)
    assert {"threads", "memory", "before", "after"} | FRAME <= set(facts)
    assert 20 < int(str(facts["memory"])) < 4000  # MB: NumPy and OpenCV alone take the first
    camera = facts["camera"]
    assert isinstance(camera, dict)
    assert set(camera) == FRAME
    assert camera["sample"].endswith("640×480")
    assert abs(camera["digits"] - 13) <= 1  # OpenCV resizes a little otherwise on other processors
    assert camera["frames_per_second"] == pytest.approx(1000 / camera["milliseconds"]["total"], abs=0.06)


@needs_model
@pytest.mark.slow
@pytest.mark.parametrize(
    ("told", "says"),
    [
        ("throttled=0x50005", "slowed down by under-voltage, throttling"),
        ("throttled=0x50000", "at full speed"),  # it was slowed down, but not now
    ],
)
def test_a_measurement_on_a_slowed_down_board_says_so(told: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "vcgencmd").write_text(f"#!/bin/sh\necho {told}\n")
    (tmp_path / "vcgencmd").chmod(0o755)
    done = cifra("bench", PATH=f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert done.returncode == 0
    told_lines = [line.split() for line in done.stdout.splitlines()]
    assert [line[0] for line in told_lines if says in " ".join(line)] == ["before", "after"]
    assert len([line for line in told_lines if line[:1] == ["total"]]) == 2
