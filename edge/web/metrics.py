"""What Prometheus collects, in its text format: https://prometheus.io/docs/instrumenting/exposition_formats/"""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Mapping
from pathlib import Path

from edge.web.broadcast import Broadcast

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
STATM = Path("/proc/self/statm")


def metrics(broadcast: Broadcast) -> str:
    """Everything that is counted, now."""
    tally = broadcast.tally
    return "".join(
        [
            _one("cifra_frames_total", "counter", "Frames of the camera that were read.", tally.frames),
            _one("cifra_frames_dropped_total", "counter", "Frames left out for newer ones.", broadcast.dropped),
            _by("cifra_stage_seconds_total", "stage", "Time that reading frames took.", tally.seconds),
            _one("cifra_announcements_total", "counter", "Numbers that came or went.", tally.announcements),
            _by("cifra_camera_faults_total", "kind", "What went wrong with the camera.", tally.faults),
            _by("cifra_readings_total", "code", "Pictures that were sent, by the answer's status.", tally.readings),
            _one("cifra_viewers", "gauge", "Who watches the stream.", tally.viewing.count),
            _one("cifra_listeners", "gauge", "Who hears the events.", tally.listening.count),
            _one("cifra_resident_memory_bytes", "gauge", "Memory of the process.", _resident_memory()),
        ]
    )


def _one(name: str, kind: str, words: str, value: float) -> str:
    return f"{_head(name, kind, words)}{name} {value}\n"


def _by(name: str, label: str, words: str, values: Mapping[str, float] | Mapping[int, float]) -> str:
    """Counters told apart by a label."""
    lines = [f'{name}{{{label}="{key}"}} {value}\n' for key, value in sorted(dict(values).items())]
    return _head(name, "counter", words) + "".join(lines)


def _head(name: str, kind: str, words: str) -> str:
    return f"# HELP {name} {words}\n# TYPE {name} {kind}\n"


def _resident_memory() -> int:
    """Bytes: now on Linux, elsewhere the most that there ever were."""
    try:
        return int(STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError, ValueError):
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else 1024 * most
