"""Counts the instructions of a reading on emulated arm64, stage by stage, and what they come to on a Raspberry Pi.

python count_instructions.py QEMU ROOT      # as count.sh calls it: an arm64 system with Cifra and a QEMU that counts
"""

from __future__ import annotations

import re
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from train.handwriting import sample_hand
from train.scenes import Setting, render_scene

TIMES = 4  # the difference between so many and twice as many is the cost of as many: what comes before drops out
RUNS = 2  # of everything, to see how far the count can be trusted
STAGES = {
    "page": "page network",
    "ink": "ink",
    "segment": "pieces, ruling",
    "glyphs": "28×28 pictures",
    "network": "network",
    "read": "a frame",
}
HOME = "/srv/cifra"  # of what count.sh laid into the system
SAMPLES = Path("edge/samples")


@dataclass(frozen=True)
class Board:
    """A Raspberry Pi, with what it is assumed to do: an estimate."""

    name: str
    gigahertz: float
    """The clock that Raspberry Pi states."""
    instructions_per_clock: float
    """Assumed for this mix of vector loops, tables looked up and Python: half of what the core can start in a clock at
    most, less where it is in order and waits for memory."""


BOARDS = (
    Board("Pi 3B+ (Cortex-A53)", 1.4, 0.7),  # in order, two at a time
    Board("Pi 4 (Cortex-A72)", 1.5, 1.2),  # out of order, three
    Board("Pi 4 (A72, 1.8 GHz)", 1.8, 1.2),
    Board("Pi 5 (Cortex-A76)", 2.4, 2.0),  # out of order, four, and with larger caches
)


def count(qemu: str, root: str, picture: str, stage: str, times: int) -> int:
    """The instructions of one run of work_again.py in `root`, all threads."""
    loader = ["/opt/qemu/ld-linux-x86-64.so.2", "--library-path", "/opt/qemu"]
    one_thread = ["-E", "OPENBLAS_NUM_THREADS=1"]
    counter = ["-d", "plugin", "-D", f"{HOME}/count", "-plugin", "/opt/qemu/libinsn.so,inline=on"]
    guest = [f"{HOME}/venv/bin/python", f"{HOME}/work_again.py", f"{HOME}/{picture}", stage, str(times)]
    command = ["tests/arm64/enter.sh", qemu, root, *loader, "/opt/qemu/qemu-aarch64", *one_thread, *counter, *guest]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    log = Path(f"{root}{HOME}/count")
    counted = re.search(r"^total insns: (\d+)", log.read_text() if log.exists() else "", re.MULTILINE)
    log.unlink(missing_ok=True)
    if done.returncode != 0 or counted is None:
        sys.exit(f"expected a count of {stage}, found status {done.returncode}: {done.stderr}")
    return int(counted[1])


def write_pictures(folder: Path) -> dict[str, str]:
    """A page and a frame of the bundled clip, both 640×480, in `folder`: names of files, with what is in them."""
    hand = sample_hand(np.random.default_rng(21))
    setting = Setting(lines=("407", "26"), hand=hand, width=640, height=480, digit_height=100)
    cv2.imwrite(str(folder / "page.png"), render_scene(np.random.default_rng(5), setting).frame)
    cv2.imwrite(str(folder / "clip.png"), cv2.VideoCapture(str(SAMPLES / "clip.avi")).read()[1])
    return {"page.png": "640×480, five digits on plain paper", "clip.png": "640×480, six digits on the clip's paper"}


def peak_megabytes() -> float:
    """Of memory in `cifra live` on the bundled clip, here: this processor's code, but the same pictures."""
    command = [sys.executable, "-m", "edge", "live", str(SAMPLES / "clip.avi"), "--headless"]
    subprocess.run(command, capture_output=True, check=True)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def told(counts: list[float]) -> str:
    """Their mean in millions, and how far they lie apart."""
    mean = sum(counts) / len(counts)
    return f"{mean / 1e6:8.1f} million (±{(max(counts) - min(counts)) / 2 / max(mean, 1):.2%})"


def milliseconds(instructions: float, board: Board) -> float:
    return instructions / (board.gigahertz * 1e6 * board.instructions_per_clock)


def main() -> None:
    qemu, root = sys.argv[1:]
    memory = peak_megabytes()
    costs: dict[str, float] = {}
    for picture, what in write_pictures(Path(f"{root}{HOME}")).items():
        print(what)
        for stage, name in STAGES.items():
            counts = [
                (count(qemu, root, picture, stage, 2 * TIMES) - count(qemu, root, picture, stage, TIMES)) / TIMES
                for _ in range(RUNS)
            ]
            print(f"  {name:<16} {told(counts)}", flush=True)
            costs[f"{name}, {picture.removesuffix('.png')}"] = sum(counts) / RUNS
    start = [float(count(qemu, root, "page.png", "start", 1)) for _ in range(RUNS)]
    print(f"from the start of Python to the first reading\n  {'':<16} {told(start)}")
    print("\nestimated milliseconds, from the stated clock and assumed instructions a clock")
    frames = {name: cost for name, cost in costs.items() if name.startswith("a frame")}
    for board in BOARDS:
        times = [f"{name} {milliseconds(cost, board):.0f}" for name, cost in frames.items()]
        times.append(f"start {milliseconds(sum(start) / RUNS, board):.0f}")
        print(f"  {board.name:<20} {board.gigahertz} GHz × {board.instructions_per_clock}   {', '.join(times)}")
    print(f"\n{memory:.0f} MB of memory at most in `cifra live` on the bundled clip, on this PC")


if __name__ == "__main__":
    main()
