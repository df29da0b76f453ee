"""A house full of telephones: 50 viewers and 20 readings a second, slow, dead and hostile clients beside them.

python tests/load.py [SECONDS]     exit status 1 where a bound is broken
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import monotonic

import cv2
from command_line import ROOT
from crowd import Viewer, churn, dead_viewer, header_a_byte_at_a_time, post, slow_body, slow_viewer
from film_camera import film_camera
from soak import load
from task_count import tasks_of, with_an_ear
from web_server import Served, serving

VIEWERS, READINGS = 50, 20  # at a time, and a second
LORIS = 5  # clients of each kind that send a byte now and then
CONNECTIONS = 1000  # made and given up
SECONDS = 60.0
LEAST_RATE = 0.9  # of the frames captured while nobody asks anything
MOST_GROWTH = 50.0  # MB above what the idle server holds
ALLOWED = {200, 429, 503}
SETTLE = 3.0  # seconds until what was given up is gone


@dataclass(frozen=True)
class Seen:
    """What the server itself told over some seconds."""

    captured: float
    """Frames a second that the thread which captures took from the camera."""
    read: float
    """Frames a second that were read."""
    memory: float
    """MB, the most of it."""


async def watched(served: Served, seconds: float) -> Seen:
    """The server, looked at for `seconds`."""

    def counted() -> list[float]:
        return [served.metric(f"cifra_frames_{name}total") for name in ("", "dropped_")]

    begin, first, most = monotonic(), await asyncio.to_thread(counted), 0.0
    while monotonic() < begin + seconds:
        await asyncio.sleep(0.5)
        most = max(most, load(served.process.pid).memory)
    last, passed = await asyncio.to_thread(counted), monotonic() - begin
    return Seen((sum(last) - sum(first)) / passed, (last[0] - first[0]) / passed, most)


async def readings(address: tuple[str, int], picture: bytes, seconds: float, answers: Counter[int]) -> list[float]:
    """Send the picture READINGS times a second, whether or not the answers come; how many seconds each took."""
    times: list[float] = []

    async def one() -> None:
        begin = monotonic()
        status = await post(address, "/api/read", picture)
        answers[status] += 1
        if status == 200:
            times.append(monotonic() - begin)

    begin, under_way = monotonic(), set()
    for number in range(round(seconds * READINGS)):
        await asyncio.sleep(max(0.0, begin + number / READINGS - monotonic()))
        task = asyncio.create_task(one())
        under_way.add(task)
        task.add_done_callback(under_way.discard)
    await asyncio.gather(*under_way)
    return times


async def measure(served: Served, folder: Path, seconds: float) -> dict[str, bool]:
    """All of it, printed; each bound with whether it is broken."""
    address = "127.0.0.1", served.port
    picture = cv2.resize(cv2.imread(str(ROOT / "edge" / "samples" / "phone-number.jpg")), (640, 360))
    jpeg = cv2.imencode(".jpg", picture)[1].tobytes()
    await asyncio.sleep(SETTLE)
    idle = await watched(served, min(seconds, 20.0))
    watching = await Viewer.of(address)  # the first of each kind makes what serves all later ones
    await post(address, "/api/read", jpeg)
    await asyncio.sleep(SETTLE)
    watching.close()
    before = await settled(served, folder)

    answers: Counter[int] = Counter()
    viewers = [await Viewer.of(address) for _ in range(VIEWERS)]
    hostile = [asyncio.create_task(header_a_byte_at_a_time(address)) for _ in range(LORIS)]
    hostile += [asyncio.create_task(slow_body(address)) for _ in range(LORIS)]
    dead, slow = asyncio.create_task(dead_viewer(address)), asyncio.create_task(slow_viewer(address, seconds))
    loaded, times = await asyncio.gather(watched(served, seconds), readings(address, jpeg, seconds, answers))
    frames = [viewer.frames / seconds for viewer in viewers]
    gone = sum(viewer.lost for viewer in viewers)
    for viewer in viewers:
        viewer.close()
    cut = [await task for task in hostile]
    dead_after, slow_lived = await dead, await slow

    await churn(address, CONNECTIONS)
    await asyncio.sleep(SETTLE)
    after = await settled(served, folder)

    row = "{:34} {:>14} {:>14}".format
    print(row("", "idle", f"{VIEWERS} viewers"))
    print(row("frames captured a second", f"{idle.captured:.2f}", f"{loaded.captured:.2f}"))
    print(row("frames read a second", f"{idle.read:.2f}", f"{loaded.read:.2f}"))
    print(row("memory, most, MB", f"{idle.memory:.1f}", f"{loaded.memory:.1f}"))
    print(row("frames a second, of a viewer", "", f"{min(frames):.2f}-{max(frames):.2f}"))
    print(row("readings: answers", "", ", ".join(f"{many}×{status}" for status, many in sorted(answers.items()))))
    if times:
        print(row("readings: seconds, half, most", "", f"{median(times):.2f}, {max(times):.2f}"))
    print(row("a dead viewer was cut off after s", "", f"{dead_after:.1f}"))
    print(row("slow requests were cut off after s", "", f"{min(cut):.1f}-{max(cut):.1f}"))
    print(row(f"after {CONNECTIONS} connections", "before", "after"))
    for name, then, now in zip(("threads", "files", "tasks"), before, after, strict=True):
        print(row(name, str(then), str(now)))
    return {
        f"capture fell below {LEAST_RATE:.0%} of the idle rate": loaded.captured < LEAST_RATE * idle.captured,
        f"memory grew by more than {MOST_GROWTH} MB": loaded.memory - idle.memory > MOST_GROWTH,
        "an answer was neither 200 nor a clear 429 or 503": not ALLOWED.issuperset(answers),
        "no picture was read": not times,
        "viewers were lost": gone > 0,
        "a viewer starved beside the others": min(frames) < 0.5 * median(frames),
        "a slow viewer was cut off though it took something": not slow_lived,
        "a dead viewer was kept": dead_after > 30,
        "a slow request was kept": max(cut) > 30,
        "threads, files or tasks were left behind": any(now > then for then, now in zip(before, after, strict=True)),
    }


async def settled(served: Served, folder: Path) -> tuple[int, int, int]:
    """Threads, open files and tasks of the server."""
    held = load(served.process.pid)
    return held.threads, held.files, await asyncio.to_thread(tasks_of, served.process.pid, folder)


def main() -> int:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    with tempfile.TemporaryDirectory(prefix="cifra-load-") as name:
        folder = Path(name)
        with film_camera() as camera, serving(folder, camera, **with_an_ear(folder)) as served:
            faults = [text for text, wrong in asyncio.run(measure(served, folder, seconds)).items() if wrong]
    print("\n".join(faults) or "capture, memory and viewers hold, and nothing is left behind")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
