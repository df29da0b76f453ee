"""A camera that is lost, comes back, or is not there yet, before a real `cifra serve`; and what it keeps."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bundled import SAMPLES, needs_model
from misbehaving_camera import MisbehavingCamera
from web_server import Served, events, serving

pytest.importorskip("starlette", reason="the extra serve is not installed")
pytestmark = [needs_model, pytest.mark.slow]


def test_a_camera_that_is_lost_is_told_and_so_is_its_return(tmp_path: Path) -> None:
    with (
        MisbehavingCamera() as camera,
        serving(tmp_path, camera.address) as served,
        served.following("/api/events") as response,
    ):
        told = (event.fields for event in events(response) if event.kind == "camera")
        served.until("/api/health", lambda health: health["ok"])
        camera.tell("die")
        lost = next(fields for fields in told if not fields["ok"])
        assert (lost["ok"], lost["fault"]) == (False, "gone")
        assert "does not answer any more" in str(lost["message"])
        health = served.ask("/api/health")
        assert (health.status, health.json()["ok"]) == (503, False)
        assert "does not answer any more" in health.json()["why"]
        assert served.ask("/snapshot.jpg").status == 200  # the last one stays
        camera.tell("back")
        found = next(fields for fields in told if fields["ok"])
        assert (found["fault"], found["message"]) == (None, None)
        assert served.ask("/api/health").json() == {"ok": True}
        assert served.metric('cifra_camera_faults_total{kind="gone"}') == 1


def test_a_camera_that_is_black_is_seen_and_told(tmp_path: Path) -> None:
    with MisbehavingCamera() as camera, serving(tmp_path, camera.address) as served:
        served.until("/api/health", lambda health: health["ok"])
        camera.tell("black")
        now = served.until("/api/reading", lambda now: not now["camera"]["ok"])
        assert now["camera"]["fault"] == "black"
        assert served.until("/api/reading", lambda later: later["frame"] > now["frame"])  # frames go on
        camera.tell("well")
        served.until("/api/reading", lambda now: now["camera"]["ok"])


def test_a_camera_that_is_not_there_yet_is_waited_for(tmp_path: Path) -> None:
    with MisbehavingCamera() as camera:
        camera.tell("die")
        with serving(tmp_path, camera.address) as served:
            now = served.until("/api/reading", lambda now: not now["camera"]["ok"])
            assert now["camera"]["fault"] == "gone"
            assert (now["reading"], now["number"], now["frame"], now["time"]) == (None, None, None, None)
            for path in ("/snapshot.jpg", "/api/health"):
                assert served.ask(path).status == 503
            assert "error" in served.json("/snapshot.jpg")
            content = (SAMPLES / "marker.jpg").read_bytes()
            assert served.post("/api/read", content).status == 200  # nobody needs a camera for that
            camera.tell("back")
            served.until("/api/health", lambda health: health["ok"])
            assert served.ask("/snapshot.jpg").status == 200


def set_region(served: Served, region: list[int]) -> int:
    return served.ask("/api/region", "PUT", json.dumps({"roi": region}).encode()).status


def test_the_region_is_kept_over_a_restart_for_its_own_camera(tmp_path: Path) -> None:
    clip, region = SAMPLES / "clip.avi", [100, 60, 340, 180]
    with serving(tmp_path, clip) as served:
        served.until("/api/health", lambda health: health["ok"])
        assert set_region(served, region) == 200
    with serving(tmp_path, clip) as served:
        assert served.json("/api/reading")["region"] == region
    with serving(tmp_path, SAMPLES / "marker.jpg") as served:  # another camera, as it were
        assert served.json("/api/reading")["region"] is None
    with serving(tmp_path, clip, "--roi", "0,0,640,240") as served:  # what is told now goes first
        assert served.json("/api/reading")["region"] == [0, 0, 640, 240]
        assert served.ask("/api/region", "DELETE").status == 200
    with serving(tmp_path, clip) as served:
        assert served.json("/api/reading")["region"] is None


@pytest.mark.parametrize("kept", ["", "{", "[]", '{"source": "SOURCE", "roi": [1, 2]}', '{"source": "SOURCE"}', "\0"])
def test_a_damaged_file_of_the_region_is_no_region(tmp_path: Path, kept: str) -> None:
    from edge.web.kept_region import KeptRegion

    (tmp_path / "region.json").write_text(kept)
    assert KeptRegion(tmp_path, "SOURCE").load() is None


def test_a_region_is_kept_as_soon_as_there_can_be_one(tmp_path: Path) -> None:
    """Where the folder cannot be written, the region holds until the end, which is said."""
    (tmp_path / "cifra").write_text("a file where the folder should be")
    with serving(tmp_path, SAMPLES / "marker.jpg") as served:
        assert set_region(served, [0, 0, 100, 100]) == 200
        assert served.json("/api/reading")["region"] == [0, 0, 100, 100]
        assert "expected to keep the region" in served.output.read_text()


def test_a_region_that_does_not_fit_the_camera_can_be_moved(tmp_path: Path) -> None:
    with serving(tmp_path, SAMPLES / "clip.avi", "--roi", "0,0,1280,720") as served:
        now = served.until("/api/reading", lambda now: now["frame"] is not None)
        assert not now["camera"]["ok"]
        assert "within the picture of 640×480" in now["camera"]["message"]
        assert now["reading"]["digits"] == []
        assert served.ask("/snapshot.jpg").status == 200  # there is something to drag it on
        assert set_region(served, [0, 0, 640, 480]) == 200
        served.until("/api/reading", lambda now: now["camera"]["ok"] and now["number"])


def test_announcements_are_kept_and_printed_as_by_live(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    with serving(tmp_path, SAMPLES / "clip.avi", "--record", kept, "--json") as served:
        served.until("/api/reading", lambda now: now["number"] and "{" in served.output.read_text())
        lines = served.output.read_text().splitlines()
    assert [json.loads(line)["lines"] for line in lines if line.startswith("{")] == [["407", "826"]]
    assert sorted(path.suffix for path in kept.iterdir()) == [".jpg", ".json"]
