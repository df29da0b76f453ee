"""MNIST's files over a real HTTP connection: found, fetched, checked, or asked for in one clear message."""

from __future__ import annotations

import gzip
import hashlib
import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("tqdm", reason="the training side is not installed (pip install '.[train]')")

from edge.errors import CifraError
from train.data import SHA256, DataError, Digits, cache_folder, load_mnist, split_validation

COUNT = 12
IMAGES = np.random.default_rng(5).integers(0, 256, (COUNT, 28, 28)).astype(np.uint8)
LABELS = (np.arange(COUNT) % 10).astype(np.uint8)


def idx(array: np.ndarray) -> bytes:
    header = b"\0\0\x08" + bytes([array.ndim]) + np.array(array.shape, ">u4").tobytes()
    return gzip.compress(header + array.tobytes())


FILES = {
    "train-images-idx3-ubyte.gz": idx(IMAGES),
    "train-labels-idx1-ubyte.gz": idx(LABELS),
    "t10k-images-idx3-ubyte.gz": idx(IMAGES[:4]),
    "t10k-labels-idx1-ubyte.gz": idx(LABELS[:4]),
}
SUMS = {name: hashlib.sha256(content).hexdigest() for name, content in FILES.items()}


class Mirrors(ThreadingHTTPServer):
    """Serves FILES under /good, and the same files badly under the other names."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str] = []
        self.released = threading.Event()

    def at(self, behaviour: str) -> str:
        return f"http://127.0.0.1:{self.server_port}/{behaviour}"


class Handler(BaseHTTPRequestHandler):
    server: Mirrors

    def do_GET(self) -> None:
        _, behaviour, name = self.path.split("/")
        earlier = self.server.asked.count(self.path)
        self.server.asked.append(self.path)
        content = FILES[name]
        if behaviour == "missing":
            self.send_error(404)
        elif behaviour == "busy" or (behaviour == "busy-once" and not earlier):
            self.send_error(503)
        else:
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if behaviour == "wrong":
                content = content[::-1]
            elif behaviour in ("cut", "stalled"):
                content = content[: len(content) // 2]
            self.wfile.write(content)
            self.wfile.flush()
            if behaviour == "stalled":
                self.server.released.wait(30)

    def log_message(self, format: str, *args: object) -> None:
        """The test's own output is enough."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Mirrors]:
    """Mirrors on the loopback, an empty cache, and no folder of the user's."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("CIFRA_DATA", raising=False)
    monkeypatch.setenv("no_proxy", "*")
    with Mirrors() as mirrors:
        thread = threading.Thread(target=mirrors.serve_forever, args=(0.02,))
        thread.start()
        yield mirrors
        mirrors.released.set()
        mirrors.shutdown()
        thread.join()


def load(mirrors: list[str], split: str = "train", tries: int = 2) -> Digits:
    return load_mnist(split, mirrors=mirrors, sha256=SUMS, timeout_s=0.3, pauses_s=(0.01,) * (tries - 1))  # type: ignore[arg-type]


def test_the_fetched_digits_are_the_served_ones_and_the_next_load_asks_nobody(server: Mirrors) -> None:
    digits = load([server.at("good")])
    np.testing.assert_array_equal(digits.images, IMAGES)
    np.testing.assert_array_equal(digits.labels, LABELS)
    asked = len(server.asked)
    assert asked == 2
    np.testing.assert_array_equal(load([server.at("good")]).images, IMAGES)
    assert len(server.asked) == asked


def test_the_test_split_is_another_pair_of_files(server: Mirrors) -> None:
    np.testing.assert_array_equal(load([server.at("good")], "test").images, IMAGES[:4])
    assert [path.rpartition("/")[2][:4] for path in server.asked] == ["t10k", "t10k"]


@pytest.mark.parametrize(
    ("behaviour", "tries", "said"),
    [
        ("missing", 1, "answered 404"),  # the mirror's last word: no second try
        ("busy", 2, "answered 503"),  # may pass: tried again
        ("wrong", 2, "gave other bytes"),  # whole, but not the file
        ("cut", 2, "broke off"),  # half the bytes that were announced
        ("stalled", 2, "sent nothing for 0.3 s"),  # half the bytes, then silence
    ],
)
def test_a_bad_mirror_is_left_for_the_next_and_nothing_of_it_is_kept(
    server: Mirrors, caplog: pytest.LogCaptureFixture, behaviour: str, tries: int, said: str
) -> None:
    with pytest.raises(DataError, match=said):
        load([server.at(behaviour)])
    assert len(server.asked) == tries
    assert list(cache_folder().iterdir()) == []  # neither under its name nor under a temporary one

    caplog.clear()
    np.testing.assert_array_equal(load([server.at(behaviour), server.at("good")]).images, IMAGES)
    assert said in caplog.text
    assert sorted(path.name for path in cache_folder().iterdir()) == sorted(list(FILES)[:2])


def test_a_mirror_that_recovers_is_not_left(server: Mirrors) -> None:
    np.testing.assert_array_equal(load([server.at("busy-once"), server.at("missing")]).images, IMAGES)
    assert not [path for path in server.asked if path.startswith("/missing")]


def test_with_no_network_and_no_files_the_message_names_the_ways_out(
    server: Mirrors, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    unreachable = "http://127.0.0.1:9/mnist"  # the discard port: nobody listens
    with pytest.raises(DataError) as raised:
        load([unreachable, server.at("missing")])
    message = str(raised.value)
    assert isinstance(raised.value, CifraError)
    for part in ["CIFRA_DATA: not set", str(cache_folder()), unreachable, "cannot be reached", "answered 404", *FILES]:
        assert part in message

    monkeypatch.setenv("CIFRA_DATA", str(tmp_path / "elsewhere"))
    with pytest.raises(DataError, match=f"{tmp_path}/elsewhere/mnist/train-images-idx3-ubyte.gz: No such file"):
        load([unreachable])


def test_the_folder_of_the_user_comes_first_and_needs_no_network(
    server: Mirrors, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fill(tmp_path / "data" / "mnist")
    monkeypatch.setenv("CIFRA_DATA", str(tmp_path / "data"))
    np.testing.assert_array_equal(load([server.at("good")]).labels, LABELS)
    assert server.asked == []
    assert not cache_folder().exists()


def test_a_damaged_file_of_the_user_is_named_left_alone_and_not_used(
    server: Mirrors, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    damaged = fill(tmp_path / "data" / "mnist") / "train-images-idx3-ubyte.gz"
    damaged.write_bytes(b"half")
    monkeypatch.setenv("CIFRA_DATA", str(tmp_path / "data"))
    with caplog.at_level(logging.WARNING):
        np.testing.assert_array_equal(load([server.at("good")]).images, IMAGES)
    assert f"{damaged}: damaged" in caplog.text
    assert damaged.read_bytes() == b"half"
    assert [path.rpartition("/")[2] for path in server.asked] == [damaged.name]  # its labels were whole


def test_a_damaged_file_in_the_cache_is_fetched_again(server: Mirrors) -> None:
    damaged = fill(cache_folder()) / "train-labels-idx1-ubyte.gz"
    damaged.write_bytes(damaged.read_bytes()[:-1])
    with pytest.raises(DataError, match="damaged"):
        load([server.at("missing")])
    np.testing.assert_array_equal(load([server.at("good")]).labels, LABELS)
    assert damaged.read_bytes() == FILES[damaged.name]


def test_a_cache_that_cannot_be_made_is_said_so(
    server: Mirrors, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with pytest.raises(DataError, match="XDG_CACHE_HOME"):
        load([server.at("good")])


@pytest.mark.parametrize(
    "content",
    [
        b"no gzip",
        idx(IMAGES)[:-9],  # a gzip file without its end
        gzip.compress(b"\0\0\x0d\x01" + bytes(8)),  # an IDX file of floats
        gzip.compress(b"\0\0\x08\x03" + np.array([9, 28, 28], ">u4").tobytes() + b"short"),  # fewer values than it says
    ],
)
def test_a_file_with_the_right_sum_that_is_no_idx_is_refused(
    server: Mirrors, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    name = "train-images-idx3-ubyte.gz"
    (fill(cache_folder()) / name).write_bytes(content)
    monkeypatch.setitem(SUMS, name, hashlib.sha256(content).hexdigest())
    with pytest.raises(DataError, match="expected a gzipped IDX file of bytes in train-images"):
        load([])


def test_the_four_sums_name_the_four_files() -> None:
    assert list(SHA256) == list(FILES)
    assert all(len(bytes.fromhex(value)) == 32 for value in SHA256.values())


@pytest.mark.parametrize(
    ("images", "labels", "said"),
    [
        (IMAGES.astype(np.float32), LABELS, "float32"),  # not bytes
        (IMAGES[:, :, :27], LABELS, r"\(12, 28, 27\)"),  # not 28 wide
        (IMAGES, LABELS[:-1], r"\(11,\)"),  # one label missing
        (IMAGES, LABELS.astype(np.int64), "int64"),  # labels that are no bytes
        (IMAGES, LABELS + np.uint8(1), "one is 10"),  # no such digit
    ],
)
def test_digits_are_checked_at_the_door(images: np.ndarray, labels: np.ndarray, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Digits(images, labels)


@pytest.fixture(scope="module")
def many() -> Digits:
    """1,000 digits, each recognisable by its first two pixels, the labels very unevenly spread."""
    images = np.zeros((1000, 28, 28), np.uint8)
    images[:, 0, 0], images[:, 0, 1] = np.divmod(np.arange(1000), 256)
    weights = np.arange(1, 11) / 55
    return Digits(images, np.random.default_rng(0).choice(10, 1000, p=weights).astype(np.uint8))


def numbers(digits: Digits) -> list[int]:
    return [int(image[0, 0]) * 256 + int(image[0, 1]) for image in digits.images]


@pytest.mark.parametrize("count", [1, 7, 100, 333, 999])
def test_the_held_out_digits_are_a_fair_share_of_every_label(many: Digits, count: int) -> None:
    rest, held_out = split_validation(many, count, seed=3)
    assert len(held_out) == count
    assert sorted(numbers(rest) + numbers(held_out)) == list(range(1000))
    fair = np.bincount(many.labels, minlength=10) * count / 1000
    assert np.abs(np.bincount(held_out.labels, minlength=10) - fair).max() <= 1
    np.testing.assert_array_equal(held_out.labels, many.labels[numbers(held_out)])  # labels stay with their pictures


def test_the_seed_decides_which_are_held_out(many: Digits) -> None:
    first = numbers(split_validation(many, 100, seed=3)[1])
    assert numbers(split_validation(many, 100, seed=3)[1]) == first
    assert numbers(split_validation(many, 100, seed=4)[1]) != first


@pytest.mark.parametrize("count", [-1, 0, 1000])
def test_a_split_that_leaves_a_side_empty_is_refused(many: Digits, count: int) -> None:
    with pytest.raises(ValueError, match="count must be 1 to 999"):
        split_validation(many, count, seed=0)


def fill(folder: Path) -> Path:
    folder.mkdir(parents=True)
    for name, content in FILES.items():
        (folder / name).write_bytes(content)
    return folder
