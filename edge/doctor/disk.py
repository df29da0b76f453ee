"""Room on the disk, where recordings and annotated pictures go."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from edge.doctor import Finding

LITTLE = 200_000_000  # bytes: at a picture of 100 KB a second, half an hour
SERVICE_RECORDINGS = Path("/var/lib/cifra")


def disk_findings() -> Iterator[Finding]:
    """About the current folder, and the service's where there is one."""
    try:
        here = Path.cwd()
    except OSError:
        yield Finding("note", "the current folder is no longer there", "cd ~")
        return
    yield disk_finding(here)
    if SERVICE_RECORDINGS.is_dir() and here != SERVICE_RECORDINGS:
        yield disk_finding(SERVICE_RECORDINGS)


def disk_finding(folder: Path) -> Finding:
    """About `folder`, which exists."""
    read_only = bool(os.statvfs(folder).f_flag & os.ST_RDONLY)
    # The service's folder is its user's, and nobody else's to write.
    writable = os.access(folder, os.W_OK) or folder == SERVICE_RECORDINGS
    return judged(folder, shutil.disk_usage(folder).free, writable, read_only)


def judged(folder: Path, free: int, writable: bool, read_only: bool) -> Finding:
    """What `free` bytes in `folder` mean, and whether it can be written."""
    if read_only:
        return Finding(
            "note",
            f"{folder} is on a disk that can only be read, so nothing can be kept there",
            "sudo mount -o remount,rw / where that was not meant; 'dmesg' says whether the card is damaged",
        )
    if not writable:
        return Finding("note", f"{folder} is not yours to write, so nothing can be kept there", "cd ~")
    room = f"{free / 1e9:.1f} GB free in {folder}"
    if free < LITTLE:
        return Finding("note", f"only {room}", f"See what takes it: du -xh {folder} | sort -h | tail")
    return Finding("ok", room)
