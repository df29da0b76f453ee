"""Work in several processes: everything in its order, and an end at once, without a word, when it is broken off."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from train.processes import ProcessError, in_processes

ROOT = Path(__file__).parent.parent
LONG = """
import os, sys, time
from train.processes import in_processes

def make(what):
    os.write(1, b"started\\n")  # whole, whoever else writes: print may write its end of line by itself
    time.sleep(120)

if __name__ == "__main__":
    try:
        list(in_processes(make, [bytes(int(sys.argv[1]))] * 6))
    except KeyboardInterrupt:
        print("broken off", flush=True)
"""


def test_everything_is_made_in_its_order() -> None:
    assert list(in_processes(abs, [-3, 1, -2, 0, -5])) == [3, 1, 2, 0, 5]


def test_what_goes_wrong_is_said_and_nothing_is_waited_for() -> None:
    start = time.monotonic()
    with pytest.raises(ValueError, match="sleep length must be non-negative"):
        list(in_processes(time.sleep, [-1, 120]))
    assert time.monotonic() - start < 60


def test_a_process_that_is_killed_is_said() -> None:
    with pytest.raises(ProcessError, match="too little memory"):
        list(in_processes(os._exit, [9, 9]))


def test_who_wants_no_more_waits_for_nothing() -> None:
    """And much is on its way in both directions, so that processes are ended in the middle of sending."""
    made = in_processes(bytes, [30_000_000, 30_000_000, 30_000_000, 1])
    assert len(next(made)) == 30_000_000
    start = time.monotonic()
    made.close()
    assert time.monotonic() - start < 10


@pytest.mark.parametrize("size", [1, 5_000_000])  # bytes of what each is given: more than a pipe holds
@pytest.mark.parametrize(
    "to_all",
    [
        True,  # as a terminal's Ctrl-C
        False,  # as `kill -INT` of the one that people see
    ],
)
def test_ctrl_c_ends_all_of_them_promptly_and_without_a_traceback(to_all: bool, size: int, tmp_path: Path) -> None:
    script = tmp_path / "long.py"
    script.write_text(LONG)
    process = subprocess.Popen(
        [sys.executable, str(script), str(size)],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "started\n"
    start = time.monotonic()
    (os.killpg if to_all else os.kill)(process.pid, signal.SIGINT)
    said, complained = process.communicate(timeout=60)
    assert time.monotonic() - start < 30
    assert said.splitlines()[-1] == "broken off"
    assert (process.returncode, complained) == (0, "")
    while time.monotonic() - start < 30:
        try:
            os.killpg(process.pid, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)  # multiprocessing's own helper, which has no more to do, is on its way out
    pytest.fail("a process of its group is left")
