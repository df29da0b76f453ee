"""A folder for months: bounds, order, restarts, a full disk, and other people's files left alone."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.bounded_folder import BoundedFolder
from edge.writable import FolderError

NOON = datetime(2026, 11, 23, 12, 0, 0, 250_000)


def fill(folder: BoundedFolder, count: int, size: int = 100) -> list[Path]:
    """Keep `count` entries, a second apart."""
    return [folder.keep(NOON + timedelta(seconds=i), f"n{i}", {".jpg": b"x" * size}) for i in range(count)]


def names(path: Path) -> list[str]:
    return sorted(file.name for file in path.iterdir())


def test_an_entry_is_named_by_its_time_and_words(tmp_path: Path) -> None:
    entry = BoundedFolder(tmp_path / "new" / "kept", "recordings").keep(NOON, "407", {".jpg": b"jj", ".json": b"{}"})
    assert entry == tmp_path / "new" / "kept" / "20261123-120000-250-407"
    assert names(entry.parent) == ["20261123-120000-250-407.jpg", "20261123-120000-250-407.json"]
    assert entry.with_suffix(".json").read_bytes() == b"{}"


def test_two_of_one_moment_are_both_kept(tmp_path: Path) -> None:
    folder = BoundedFolder(tmp_path, "recordings")
    assert len({folder.keep(NOON, "407", {".jpg": bytes([i])}) for i in range(3)}) == 3
    assert len(names(tmp_path)) == 3


@pytest.mark.parametrize(
    ("most", "most_bytes", "left"),
    [
        (3, 10_000, 3),  # the count bounds
        (50, 450, 4),  # the bytes do: four of a hundred, and a fifth would be too much
        (1, 100, 1),  # each entry drives out the one before
    ],
)
def test_the_oldest_go_first(tmp_path: Path, most: int, most_bytes: int, left: int) -> None:
    fill(BoundedFolder(tmp_path, "recordings", most, most_bytes), 10)
    assert [name.split("-")[3] for name in names(tmp_path)] == [f"n{i}.jpg" for i in range(10 - left, 10)]


def test_what_an_earlier_run_left_counts(tmp_path: Path) -> None:
    fill(BoundedFolder(tmp_path, "recordings", most=5), 5)
    later = BoundedFolder(tmp_path, "recordings", most=5)
    later.keep(NOON + timedelta(days=1), "new", {".jpg": b"x"})
    assert len(names(tmp_path)) == 5
    assert not list(tmp_path.glob("*n0.jpg"))


def test_what_a_power_cut_left_half_written_goes(tmp_path: Path) -> None:
    (tmp_path / "20261123-120000-250-407.jpg.part").write_bytes(b"half")
    BoundedFolder(tmp_path, "recordings")
    assert names(tmp_path) == []


def test_other_files_are_never_touched(tmp_path: Path) -> None:
    others = ["holiday.jpg", "20261123.jpg", "notes-20261123-120000-250.txt"]
    for name in others:
        (tmp_path / name).write_bytes(b"x" * 1000)
    fill(BoundedFolder(tmp_path, "recordings", most=2, most_bytes=300), 20)
    assert set(others) < set(names(tmp_path))
    assert len(names(tmp_path)) == len(others) + 2


def test_on_a_nearly_full_disk_each_entry_takes_the_place_of_old_ones(tmp_path: Path) -> None:
    fill(BoundedFolder(tmp_path, "recordings"), 4)
    crowded = BoundedFolder(tmp_path, "recordings", least_free=1 << 62)
    crowded.keep(NOON + timedelta(days=1), "new", {".jpg": b"x" * 150})
    assert [name.split("-")[3] for name in names(tmp_path)] == ["n2.jpg", "n3.jpg", "new.jpg"]


def test_a_full_disk_is_said_and_nothing_written(tmp_path: Path) -> None:
    folder = BoundedFolder(tmp_path, "recordings", least_free=1 << 62)
    with pytest.raises(FolderError, match="free disk beside recordings"):
        folder.keep(NOON, "407", {".jpg": b"x"})
    assert names(tmp_path) == []


def test_a_folder_that_went_away_is_said(tmp_path: Path) -> None:
    folder = BoundedFolder(tmp_path / "stick", "recordings")
    (tmp_path / "stick").rmdir()
    with pytest.raises(FolderError, match="expected to write recordings into"):
        folder.keep(NOON, "407", {".jpg": b"x"})


@pytest.mark.parametrize("kind", ["a file", "in a file"])
def test_a_folder_that_cannot_be_made_is_said_at_once(tmp_path: Path, kind: str) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FolderError, match="expected a folder to write recordings to"):
        BoundedFolder(tmp_path / "file" if kind == "a file" else tmp_path / "file" / "below", "recordings")


@given(st.lists(st.integers(0, 400), max_size=25), st.integers(1, 6), st.integers(400, 1200))
def test_the_bounds_hold_whatever_comes(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[int], most: int, most_bytes: int
) -> None:
    path = tmp_path_factory.mktemp("kept")
    folder = BoundedFolder(path, "recordings", most, most_bytes)
    for i, size in enumerate(sizes):
        newest = folder.keep(NOON + timedelta(seconds=i), "a", {".jpg": b"x" * size}).with_suffix(".jpg")
        assert newest.stat().st_size == size
        kept = [entry.stat().st_size for entry in os.scandir(path)]
        assert len(kept) <= most
        assert sum(kept) <= most_bytes
