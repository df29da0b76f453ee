"""Months in minutes: `cifra live` reads 100,000 frames of a small clip, and its memory, threads and files are watched.

python tests/soak.py [FRAMES]     exit status 1 where something grows, or the end is not clean
"""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from time import monotonic, sleep

import cv2
import numpy as np
from command_line import ROOT, environment

CLIP = ROOT / "edge" / "samples" / "clip.avi"
SIZE = 160, 120  # pixels: many frames in little time; what leaks does so with every frame, not with every pixel
PAGE, EMPTY = 60, 30  # frames with the page and without, so that numbers are announced and gone again and again
KEPT = 50
SETTLED = 1000  # frames after which memory should not grow
MOST_GROWTH = 5.0  # MB
MOST_SECONDS = 1.0  # from SIGTERM to the end


@dataclass(frozen=True)
class Load:
    """What a process holds."""

    memory: float
    """MB in use."""
    threads: int
    files: int


def load(number: int) -> Load:
    """What the process with this number holds, as Linux tells."""
    status = Path(f"/proc/{number}/status").read_text(encoding="ascii")
    fields = dict(line.split(":", 1) for line in status.splitlines())
    files = sum(1 for _ in Path(f"/proc/{number}/fd").iterdir())
    return Load(int(fields["VmRSS"].split()[0]) / 1024, int(fields["Threads"]), files)


def frames() -> Iterator[np.ndarray]:
    """The page of the bundled clip put down and taken away, for ever."""
    capture = cv2.VideoCapture(str(CLIP))
    pages = []
    while (read := capture.read())[0]:
        pages.append(cv2.resize(read[1], SIZE, interpolation=cv2.INTER_AREA))
    empty = [np.full_like(pages[0], 150)] * EMPTY
    yield from cycle(pages + list(islice(cycle(pages), PAGE - len(pages))) + empty)


def write_clip(path: Path, count: int) -> None:
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 15, SIZE)
    writer.set(cv2.VIDEOWRITER_PROP_QUALITY, 60)
    for frame in islice(frames(), count):
        writer.write(frame)
    writer.release()


def soak(count: int, folder: Path) -> list[str]:
    """Read `count` frames, end the reading by SIGTERM, and say what is wrong."""
    write_clip(folder / "clip.avi", count + 10 * SETTLED)  # the end must not come by itself
    record = folder / "record"
    command = [sys.executable, "-m", "edge", "live", "--headless", "--json", "--fast", str(folder / "clip.avi")]
    command += ["--record", str(record), "--save-unsure", str(folder / "unsure"), "--keep", str(KEPT)]
    run = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment())
    assert run.stdout is not None
    begin, settled, most, announcements = monotonic(), None, 0.0, 0
    now = last = load(run.pid)
    for line in run.stdout:
        fields = json.loads(line)
        announcements += 1
        now = load(run.pid)
        if fields["frame"] >= SETTLED:
            settled = settled or now
            most = max(most, now.memory)
        if announcements % 200 == 0:
            rate = fields["frame"] / (monotonic() - begin)
            print(f"{fields['frame']:7d} frames, {rate:.0f} a second, {now.memory:.1f} MB", flush=True)
        if fields["frame"] >= count:
            last = now
            break
    assert settled is not None
    sleep(0.2)
    run.send_signal(signal.SIGTERM)
    asked = monotonic()
    rest = run.stdout.read()
    status = run.wait(timeout=30)
    seconds = monotonic() - asked
    said = [fields for line in (line, *rest.splitlines()) if (fields := json.loads(line))["lines"]]
    newest = json.loads(max(record.glob("*.json")).read_text(encoding="utf-8"))
    print(
        f"{announcements} announcements; memory {settled.memory:.1f} MB after {SETTLED} frames, at most {most:.1f} MB "
        f"from then on; threads {settled.threads}, {last.threads}; files {settled.files}, {last.files}; "
        f"{len(list(record.iterdir()))} files recorded; ended {seconds:.2f} s after SIGTERM with status {status}"
    )
    checks = {
        f"memory grew by more than {MOST_GROWTH} MB": most - settled.memory > MOST_GROWTH,
        "threads were left behind": last.threads > settled.threads,
        "files were left open": last.files > settled.files,
        "more was recorded than is kept": len(list(record.glob("*.jpg"))) > KEPT,
        f"the end took more than {MOST_SECONDS} s": seconds > MOST_SECONDS,
        "the end was an error": status != 0,
        "the last announcement was not recorded": bool(said) and newest["frame"] != said[-1]["frame"],
        "a number was not announced each time it came": announcements < 1.8 * count / (PAGE + EMPTY),
    }
    return [text for text, wrong in checks.items() if wrong]


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory(prefix="cifra-soak-") as folder:
        faults = soak(count, Path(folder))
    print("\n".join(faults) or "nothing grows, and the end is clean")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
