"""A folder that grows for months within bounds: oldest first out, and the disk is never filled."""

from __future__ import annotations

import re
import shutil
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from edge.writable import FolderError, make_writable

MOST_ENTRIES = 1000
MOST_BYTES = 1_000_000_000  # a thousand photographs of the largest cameras; usual entries take a tenth of it
LEAST_FREE = 200_000_000  # bytes of the disk left to others: a system without any stops working
STAMP = "%Y%m%d-%H%M%S"
OWN = re.compile(r"(\d{8}-\d{6}-\d{3}[^.]*)\.\w+(?P<part>\.part)?")  # nothing else in the folder is ever touched


@dataclass(frozen=True, slots=True)
class _Entry:
    """Files of one name, written together."""

    name: str
    files: tuple[str, ...]
    size: int
    """Bytes of all of them."""


class BoundedFolder:
    """The folder `path`, made where it is missing, for `what` (a plural); what an earlier run left in it counts.

    An entry is one or several files of one name, which begins with its time. Raises `FolderError` where nothing can be
    written.
    """

    def __init__(
        self,
        path: Path,
        what: str,
        most: int = MOST_ENTRIES,
        most_bytes: int = MOST_BYTES,
        least_free: int = LEAST_FREE,
    ) -> None:
        self.path = path
        self._what = what
        self._most, self._most_bytes, self._least_free = most, most_bytes, least_free
        make_writable(path, what)
        self._entries = deque(_entries(path))
        self._bytes = sum(entry.size for entry in self._entries)

    def keep(self, moment: datetime, words: str, files: Mapping[str, bytes]) -> Path:
        """Write an entry, a file for each suffix of `files` (as ".jpg"), and return its path without a suffix.

        The oldest entries go to make room. Where the disk is nearly full, only so many go as make room for this one:
        what others fill it with costs no more recordings. Raises `FolderError` where there is no room.
        """
        name = self._free_name(f"{moment:{STAMP}}-{moment.microsecond // 1000:03d}-{words}")
        size = sum(map(len, files.values()))
        try:
            self._make_room(size)
            for suffix, content in files.items():
                part = self.path / f"{name}{suffix}.part"
                part.write_bytes(content)
                part.replace(self.path / f"{name}{suffix}")  # whole or not at all, whenever the power goes
        except OSError as error:
            self._remove([f"{name}{suffix}{part}" for suffix in files for part in ("", ".part")])
            raise FolderError(
                f"expected to write {self._what} into {self.path}, found: {error.strerror}. See the disk and its mount."
            ) from error
        self._entries.append(_Entry(name, tuple(f"{name}{suffix}" for suffix in files), size))
        self._bytes += size
        return self.path / name

    def _make_room(self, size: int) -> None:
        if size > self._most_bytes:
            raise FolderError(f"expected {self._what} of at most {self._most_bytes} bytes, found {size}.")
        while self._entries and (len(self._entries) >= self._most or self._bytes + size > self._most_bytes):
            self._drop_oldest()
        lacking = size if shutil.disk_usage(self.path).free - size < self._least_free else 0
        while lacking > 0:
            if not self._entries:
                raise FolderError(
                    f"expected {self._least_free / 1e6:.0f} MB of free disk beside {self._what} in {self.path}, "
                    "found less. Delete what is not needed, or name a folder on another disk."
                )
            lacking -= self._drop_oldest()

    def _drop_oldest(self) -> int:
        """Remove the oldest entry, and say how many bytes it had."""
        oldest = self._entries.popleft()
        self._bytes -= oldest.size
        self._remove(oldest.files)
        return oldest.size

    def _remove(self, files: Iterable[str]) -> None:
        for file in files:
            (self.path / file).unlink(missing_ok=True)  # someone may have tidied up

    def _free_name(self, name: str) -> str:
        """`name`, or that with a number where the newest entries have it already: two of one millisecond."""
        taken = {entry.name for entry in self._entries if entry.name.startswith(name)}
        number, free = 1, name
        while free in taken:
            number += 1
            free = f"{name}-{number}"
        return free


def _entries(path: Path) -> list[_Entry]:
    """What lies in the folder, oldest first. What a power cut left half written is removed."""
    files: dict[str, list[Path]] = {}
    for file in path.iterdir():
        own = OWN.fullmatch(file.name)
        if own and own["part"]:
            file.unlink()
        elif own:
            files.setdefault(own[1], []).append(file)
    return [
        _Entry(name, tuple(file.name for file in files[name]), sum(file.stat().st_size for file in files[name]))
        for name in sorted(files)
    ]
