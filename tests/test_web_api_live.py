"""The camera's side of a real `cifra serve` with the bundled clip: reading, snapshot, stream, events, region."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from time import sleep

import cv2
import numpy as np
import pytest
from bundled import SAMPLES, needs_model
from web_server import Event, Served, events, frames, serving

pytest.importorskip("starlette", reason="the extra serve is not installed")
pytestmark = [needs_model, pytest.mark.slow]

CLIP = SAMPLES / "clip.avi"
SIZE = (480, 640, 3)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The clip, which is announced."""
    with serving(tmp_path_factory.mktemp("served"), CLIP) as server:
        server.until("/api/reading", lambda now: now["number"])
        yield server


@pytest.fixture
def without_region(served: Served) -> Iterator[Served]:
    yield served
    served.ask("/api/region", "DELETE")


def picture(data: bytes) -> np.ndarray:
    found = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert found is not None
    return found


def heard(served: Served, count: int, headers: dict[str, str] | None = None) -> list[Event]:
    with served.following("/api/events", headers) as response:
        assert response.getheader("content-type") == "text/event-stream; charset=utf-8"
        return list(islice(events(response), count))


def test_what_is_read_now(served: Served) -> None:
    now = served.json("/api/reading")
    assert now["number"]["lines"] == ["407", "826"]
    assert now["reading"]["source"] == str(CLIP)
    assert (now["reading"]["width"], now["reading"]["height"]) == (640, 480)
    assert now["camera"] == {"ok": True, "description": f"{CLIP}, 640×480", "fault": None, "message": None}
    assert now["region"] is None
    later = served.until("/api/reading", lambda later: later["frame"] > now["frame"])
    assert later["time"] > now["time"]


def test_a_film_begins_anew_and_its_number_stays(served: Served) -> None:
    """Times and indices go on, and what is read again in each round is announced once."""
    length = cv2.VideoCapture(str(CLIP)).get(cv2.CAP_PROP_FRAME_COUNT)
    now = served.until("/api/reading", lambda now: now["frame"] > 1.5 * length)
    assert now["time"] > 1.4 * length / 15
    assert now["number"]["lines"] == ["407", "826"]
    assert served.metric("cifra_announcements_total") == 1


def test_a_snapshot_shows_what_was_read(served: Served) -> None:
    drawn, plain = served.ask("/snapshot.jpg"), served.ask("/snapshot.jpg?plain=1")
    for answer in (drawn, plain):
        assert (answer.status, answer.headers["content-type"]) == (200, "image/jpeg")
        assert answer.headers["cache-control"] == "no-store"
        assert int(answer.headers["age"]) <= 5
        assert picture(answer.body).shape == SIZE
    greens = [np.count_nonzero(np.ptp(picture(answer.body), axis=2) > 150) for answer in (drawn, plain)]
    assert greens[0] > 1000  # boxes and labels
    assert greens[1] < 100  # a grey page


def test_the_stream_is_one_of_whole_pictures(served: Served) -> None:
    with served.following("/stream.mjpg") as response:
        assert response.getheader("content-type") == "multipart/x-mixed-replace; boundary=frame"
        assert response.readline() == b"--frame\r\n"
        shown = [picture(data) for data in islice(frames(response), 5)]
    assert {found.shape for found in shown} == {SIZE}
    assert not np.array_equal(shown[0], shown[-1])  # it moves


def test_all_viewers_are_given_the_same_jpegs(served: Served) -> None:
    """Each frame is coded once: two who watch at the same time have the very same bytes."""
    with served.following("/stream.mjpg") as one, served.following("/stream.mjpg") as other:
        both = zip(frames(one), frames(other), strict=False)
        pairs = list(islice(both, 8))
    assert {data for data, _ in pairs} & {data for _, data in pairs}


def test_viewers_are_counted_while_they_are_there(served: Served) -> None:
    before = served.metric("cifra_viewers"), served.metric("cifra_listeners")
    with served.following("/stream.mjpg") as stream, served.following("/api/events") as told:
        next(frames(stream)), next(events(told))
        assert (served.metric("cifra_viewers"), served.metric("cifra_listeners")) == (before[0] + 1, before[1] + 1)
    for _ in range(100):
        if (served.metric("cifra_viewers"), served.metric("cifra_listeners")) == before:
            return
        sleep(0.05)
    pytest.fail("they have gone and are still counted")


def test_who_comes_and_goes_leaves_no_thread(served: Served) -> None:
    for _ in range(3):
        with served.following("/stream.mjpg") as stream, served.following("/api/events") as told:
            next(frames(stream)), next(events(told))
    tasks = Path(f"/proc/{served.process.pid}/task")
    if not tasks.exists():
        pytest.skip("threads are counted on Linux alone")
    before = len(list(tasks.iterdir()))
    for _ in range(40):
        with served.following("/stream.mjpg") as stream, served.following("/api/events"):
            next(frames(stream))
    assert len(list(tasks.iterdir())) <= before


def test_a_head_of_a_stream_has_an_end(served: Served) -> None:
    for path in ("/stream.mjpg", "/api/events"):
        answer = served.ask(path, "HEAD")
        assert (answer.status, answer.body) == (200, b"")


def test_events_tell_how_things_are_and_then_what_changes(without_region: Served) -> None:
    first = heard(without_region, 4)
    assert [event.kind for event in first] == ["status", "camera", "region", "announcement"]
    status, camera, region, announcement = (event.fields for event in first)
    assert set(status) == {*("rate", "milliseconds", "dropped", "width", "height", "rotate", "viewers", "number")}
    assert (status["width"], status["height"], status["number"]["lines"]) == (640, 480, ["407", "826"])
    assert camera["ok"]
    assert region == {"region": None}
    assert announcement["past"]
    assert announcement["lines"] == ["407", "826"]
    assert abs(announcement["clock"] - Path(without_region.output).stat().st_mtime) < 600
    with without_region.following("/api/events") as response:
        news = (event for event in events(response) if event.kind == "region")
        assert next(news).fields == {"region": None}
        without_region.ask("/api/region", "PUT", json.dumps({"roi": [0, 0, 640, 240]}).encode())
        assert next(news).fields == {"region": [0, 0, 640, 240]}


def test_a_status_comes_again_and_again(served: Served) -> None:
    with served.following("/api/events") as response:
        status = [event.fields for event in islice((e for e in events(response) if e.kind == "status"), 3)]
    assert status[-1]["rate"] > 0
    assert set(status[-1]["milliseconds"]) == {"page", "digit", "total"}


def test_who_comes_back_hears_no_announcement_twice(served: Served) -> None:
    (announcement,) = (event for event in heard(served, 4) if event.kind == "announcement")
    again = heard(served, 5, {"Last-Event-ID": str(announcement.name)})
    assert "announcement" not in [event.kind for event in again]
    foreign = heard(served, 4, {"Last-Event-ID": "1234-0"})  # of an earlier run of the server
    assert "announcement" in [event.kind for event in foreign]


def test_a_region_is_what_is_read_and_shown(without_region: Served) -> None:
    upper = [100, 60, 340, 180]
    answer = without_region.ask("/api/region", "PUT", json.dumps({"roi": upper}).encode())
    assert (answer.status, answer.json()) == (200, {"region": upper})
    now = without_region.until(
        "/api/reading", lambda now: (now["reading"].get("roi"), now["number"]["lines"]) == (upper, ["407"])
    )
    assert now["region"] == upper
    assert without_region.ask("/api/region", "DELETE").json() == {"region": None}
    without_region.until("/api/reading", lambda now: "roi" not in now["reading"])


@pytest.mark.parametrize(
    "body",
    [
        b"",  # nothing
        b"{",  # no JSON
        b"\xff",  # no text
        b"[1, 2, 3, 4]",
        b'{"roi": [1, 2, 3]}',
        b'{"roi": [1, 2, 3, 4.5]}',
        b'{"roi": [1, 2, 3, true]}',
        b'{"roi": [-1, 0, 10, 10]}',
        b'{"roi": [0, 0, 0, 10]}',
        b'{"roi": [600, 400, 100, 100]}',  # partly outside
        b'{"roi": [1e99, 0, 10, 10]}',
        b'{"roi": [1' + b"0" * 5000 + b", 0, 10, 10]}",
        b'{"roi": "0,0,10,10", "more": 1}',
        b"[" * 10_000,  # JSON as deep as to break a reader of it
    ],
)
def test_no_region_and_one_outside_the_picture_are_refused(served: Served, body: bytes) -> None:
    answer = served.ask("/api/region", "PUT", body)
    assert answer.status == 400
    assert answer.json()["error"].startswith("expected")
    assert served.json("/api/reading")["region"] is None
