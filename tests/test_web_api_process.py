"""`cifra serve` as a process: how it starts, what it says, and that it ends whoever is connected."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from itertools import islice
from pathlib import Path

import pytest
from bundled import SAMPLES, needs_model
from command_line import cifra, environment
from web_server import events, frames, serving

pytest.importorskip("starlette", reason="the extra serve is not installed")
pytestmark = pytest.mark.slow


@needs_model
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_with_viewers_connected(tmp_path: Path, number: signal.Signals) -> None:
    """Also with viewers who take nothing of what they are sent."""
    with serving(tmp_path, SAMPLES / "clip.avi") as served:
        stalled = []
        for path in ("/stream.mjpg", "/stream.mjpg?plain=1", "/api/events"):
            viewer = socket.create_connection(("127.0.0.1", served.port))
            viewer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            viewer.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\n\r\n".encode())
            stalled.append(viewer)
        with served.following("/stream.mjpg") as stream, served.following("/api/events") as told:
            assert len(list(islice(frames(stream), 30))) == 30  # meanwhile the others hold up what is sent to them
            next(events(told))
            seconds = served.end(number)
        for viewer in stalled:
            viewer.close()
        assert served.process.returncode == 0
        assert seconds < 10  # 1.3 s where nothing else runs
        assert "Exception" not in served.output.read_text()


@needs_model
def test_who_only_listens_is_ended_in_form(tmp_path: Path) -> None:
    with serving(tmp_path, SAMPLES / "clip.avi") as served, served.following("/stream.mjpg") as stream:
        next(frames(stream))
        served.process.terminate()
        list(frames(stream))  # to its end, which is no broken connection


@needs_model
def test_it_says_where_it_is(tmp_path: Path) -> None:
    with serving(tmp_path, SAMPLES / "clip.avi") as served:
        assert f"\nhttp://127.0.0.1:{served.port}/\n" in served.output.read_text()
        assert "token" not in served.output.read_text()


@needs_model
def test_at_another_address_a_token_is_told_once(tmp_path: Path) -> None:
    link = re.compile(r"^http://\S+/\?token=([\w-]+)$", re.MULTILINE)
    with serving(tmp_path, SAMPLES / "marker.jpg", host="0.0.0.0") as served:
        told = link.findall(served.output.read_text())
        assert len(set(told)) == 1
        assert served.ask("/api/health").status == 401
        with_token = served.ask("/metrics", headers={"Authorization": f"Bearer {told[0]}"})
        assert with_token.status == 200
    with serving(tmp_path, SAMPLES / "marker.jpg", host="0.0.0.0") as served:
        assert told[0] not in served.output.read_text()
        assert "the token is kept in" in served.output.read_text()
    with serving(tmp_path, SAMPLES / "marker.jpg", "--new-token", host="0.0.0.0") as served:
        renewed = link.findall(served.output.read_text())
        assert renewed
        assert renewed[0] != told[0]


@needs_model
def test_a_port_that_is_taken_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = cifra("serve", "--port", taken.getsockname()[1])
    assert done.returncode == 1
    assert "cifra: expected to listen at 127.0.0.1" in done.stderr
    assert "--port" in done.stderr


@needs_model
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nowhere.avi"], "No such file"),
        (["--model", "nowhere"], "nowhere"),
        (["--host", "no.such.name.invalid"], "expected to listen at no.such.name.invalid"),
    ],
)
def test_what_can_never_work_ends_it_at_once(arguments: list[str], words: str) -> None:
    done = cifra("serve", "--port", "0", *arguments)
    assert done.returncode == 1
    assert words in done.stderr


@pytest.mark.parametrize("text", ["-1", "65536", "http", "8000.5", "٣"])
def test_a_wrong_port_is_refused(text: str) -> None:
    done = cifra("serve", f"--port={text}")
    assert done.returncode == 2
    assert "argument --port: expected a port from 0 to 65535" in done.stderr


@pytest.mark.parametrize("module", ["starlette", "uvicorn", "python_multipart"])
def test_without_the_extra_it_says_what_to_install(module: str) -> None:
    script = f"import sys; sys.modules['{module}'] = None; from edge.__main__ import main; sys.exit(main(['serve']))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, env=environment(), check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("cifra: expected what serves pages")
    assert module.replace("_", "-") in done.stderr
    assert "pip install 'cifra[serve]'" in done.stderr


@needs_model
def test_a_request_is_logged_by_its_shape_alone_and_only_when_asked_for(tmp_path: Path) -> None:
    with serving(tmp_path, SAMPLES / "marker.jpg", "--log-requests") as served:
        served.post("/api/read?expect=987", (SAMPLES / "marker.jpg").read_bytes())
        served.ask("/secret-name")
        printed = served.output.read_text()
    assert re.search(r"^POST /api/read 200 \d+ B [\d.]+ ms$", printed, re.MULTILINE)
    assert "987" not in printed
    assert "secret-name" not in printed
