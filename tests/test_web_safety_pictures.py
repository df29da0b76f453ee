"""Pictures made to take a small machine's memory or time, sent to a real server: refused at little cost."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np
import pytest
from bundled import SAMPLES, needs_model
from picture_bombs import hidden_in_a_jpeg, notes, scans, tiff
from web_server import Served, serving

pytest.importorskip("starlette", reason="the extra serve is not installed")
pytestmark = [needs_model, pytest.mark.slow]

MOST_GROWTH = 60.0  # MB that refusing may take for a moment: the body, and what its header needs

MOST_OF_ALL = 100.0  # MB that many bodies may take: 48 of what has come, and as much while it is put together


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served"), SAMPLES / "marker.jpg") as server:
        server.post("/api/read", (SAMPLES / "marker.jpg").read_bytes())
        yield server


def most_memory(served: Served) -> float:
    """MB that it held at most since `forget`."""
    status = Path(f"/proc/{served.process.pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM"))


def forget(served: Served) -> None:
    Path(f"/proc/{served.process.pid}/clear_refs").write_text("5", encoding="ascii")


def blank(suffix: str, side: int, channels: int = 3, dtype: type[np.unsignedinteger] = np.uint8) -> bytes:
    """A picture of one colour: a thousand pixels a byte."""
    return cv2.imencode(suffix, np.full((side, side, channels), 200, dtype))[1].tobytes()


BOMBS = {
    "64 megapixels of png": (lambda: blank(".png", 8000), 413),
    "64 megapixels of jpeg": (lambda: blank(".jpg", 8000), 413),
    "64 megapixels of webp": (lambda: blank(".webp", 8000), 413),
    "25 megapixels with opacity": (lambda: blank(".png", 5000, 4), 413),
    "16 megapixels of 16 bits": (lambda: blank(".png", 4000, 4, np.uint16), 413),
    "a jpeg of 2000 scans": (lambda: scans(2000), 422),
    "a png with 500 notes of 8 MB": (lambda: notes(500), 422),
    "a tiff with a tile of a gigabyte": (lambda: tiff((322, 4, 1, 30000), (323, 4, 1, 30000)), 422),
    "a tiff of two widths": (lambda: tiff((256, 4, 1, 90000), (257, 4, 1, 90000)), 413),
    "no picture, 11 MB of it": (lambda: bytes(11_000_000), 415),
}


@pytest.mark.parametrize("name", BOMBS)
def test_it_is_refused_at_little_cost(served: Served, name: str) -> None:
    make, status = BOMBS[name]
    forget(served)
    before = most_memory(served)
    answer = served.post("/api/read", make())
    assert answer.status == status
    assert answer.json()["error"].startswith("expected")
    assert most_memory(served) - before < MOST_GROWTH


def test_many_at_once_are_not_many_times_as_much(served: Served) -> None:
    """Large bodies, all in time: those that wait are few, the others are told to come again."""
    body = blank(".png", 4900)[:-12].ljust(10_000_000, b"\0")  # breaks off, as is found out only after all has come
    forget(served)
    before = most_memory(served)
    with ThreadPoolExecutor(24) as threads:
        statuses = [answer.status for answer in threads.map(lambda _: served.post("/api/read", body), range(24))]
    assert set(statuses) <= {422, 503}
    assert most_memory(served) - before < MOST_OF_ALL + MOST_GROWTH


def test_a_jpeg_within_a_jpeg_is_taken_for_what_is_decoded(served: Served) -> None:
    fields = served.post("/api/read", hidden_in_a_jpeg()).json()
    assert (fields["width"], fields["height"]) == (80, 60)
