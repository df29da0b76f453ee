"""Odd pictures are read like any other, and bad ones are refused with words: tables of real files."""

from __future__ import annotations

import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from edge.errors import SourceError
from edge.picture_header import is_whole, picture_size
from edge.pictures import decode_picture, find_pictures, load_picture

WIDTH, HEIGHT = 80, 60


def page() -> NDArray[np.uint8]:
    """Grey (60, 80): light paper, dark ink in the upper left quarter only, so that a turn of it shows."""
    grey = np.full((HEIGHT, WIDTH), 200, np.uint8)
    grey[10:25, 10:30] = 40
    return grey


def colour() -> NDArray[np.uint8]:
    return cv2.cvtColor(page(), cv2.COLOR_GRAY2BGR)


def encoded(suffix: str, picture: NDArray[np.generic], *parameters: int) -> bytes:
    return cv2.imencode(suffix, picture, parameters)[1].tobytes()


def png(
    width: int, height: int, depth: int, kind: int, rows: list[bytes], extra: tuple[tuple[bytes, bytes], ...] = ()
) -> bytes:
    """A PNG of a kind that OpenCV does not write."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    pixels = zlib.compress(b"".join(b"\0" + row for row in rows))
    chunks = [(b"IHDR", header), *extra, (b"IDAT", pixels), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(name, data) for name, data in chunks)


def turned(jpeg: bytes, orientation: int) -> bytes:
    """`jpeg` with an EXIF segment that states `orientation`."""
    tag = struct.pack("<HHIHH", 0x112, 3, 1, orientation, 0)
    tiff = b"II*\0\x08\0\0\0" + struct.pack("<H", 1) + tag + struct.pack("<I", 0)
    segment = b"Exif\0\0" + tiff
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment + jpeg[2:]


def on_glass(dtype: type[np.unsignedinteger]) -> NDArray[np.generic]:
    """Black ink on nothing: all that can be seen is in the opacity."""
    picture = np.zeros((HEIGHT, WIDTH, 4), np.uint8)
    picture[:, :, 3] = 255 - page()
    return picture.astype(dtype) * (257 if dtype is np.uint16 else 1)


def grey_and_opacity() -> bytes:
    return png(WIDTH, HEIGHT, 8, 4, [b"".join(bytes([0, 255 - value]) for value in row) for row in page()])


def palette_with_a_clear_colour() -> bytes:
    rows = [(row < 100).astype(np.uint8).tobytes() for row in page()]
    return png(WIDTH, HEIGHT, 8, 3, rows, ((b"PLTE", bytes([0, 0, 0, 40, 40, 40])), (b"tRNS", bytes([0, 255]))))


ODD: dict[str, Callable[[], bytes]] = {
    "plain": lambda: encoded(".png", colour()),
    "grey": lambda: encoded(".png", page()),
    "grey of 16 bits": lambda: encoded(".png", page().astype(np.uint16) * 257),
    "colour of 16 bits": lambda: encoded(".png", colour().astype(np.uint16) * 257),
    "one bit": lambda: png(WIDTH, HEIGHT, 1, 0, [np.packbits(row > 100).tobytes() for row in page()]),
    "alpha": lambda: encoded(".png", on_glass(np.uint8)),
    "alpha of 16 bits": lambda: encoded(".png", on_glass(np.uint16)),
    "grey with alpha": grey_and_opacity,
    "palette with a clear colour": palette_with_a_clear_colour,
    "jpeg": lambda: encoded(".jpg", colour()),
    "grey jpeg": lambda: encoded(".jpg", page()),
    "progressive jpeg": lambda: encoded(".jpg", colour(), cv2.IMWRITE_JPEG_PROGRESSIVE, 1),
    "jpeg with restarts": lambda: encoded(".jpg", colour(), cv2.IMWRITE_JPEG_RST_INTERVAL, 2),
    "jpeg with a film behind it": lambda: encoded(".jpg", colour()) + b"\0\0\0\x18ftypmp42" + bytes(500),
    "jpeg with exif": lambda: turned(encoded(".jpg", colour()), 1),
    "webp": lambda: encoded(".webp", colour()),
    "webp without loss": lambda: encoded(".webp", colour(), cv2.IMWRITE_WEBP_QUALITY, 101),
    "webp with alpha": lambda: encoded(".webp", on_glass(np.uint8)),
    "bmp": lambda: encoded(".bmp", colour()),
    "tiff": lambda: encoded(".tiff", colour()),
    "tiff of 16 bits": lambda: encoded(".tiff", page().astype(np.uint16) * 257),
    "pgm": lambda: encoded(".pgm", page()),
    "ppm": lambda: encoded(".ppm", colour()),
}


@pytest.mark.parametrize("name", ODD)
def test_odd_pictures_are_read_like_any_other(name: str, tmp_path: Path) -> None:
    data = ODD[name]()
    assert picture_size(data) == (WIDTH, HEIGHT)
    path = tmp_path / "picture"
    path.write_bytes(data)
    frame = load_picture(path)
    assert frame.shape == (HEIGHT, WIDTH, 3)
    assert frame.dtype == np.uint8
    assert frame.flags.c_contiguous
    assert frame[12:23, 12:28].max() < 70, "the ink is dark"
    assert frame[30:].min() > 170, "the paper is light"


# Where the ink's quarter lies in the file so that the picture is upright; a mirrored one (2, 4, 5, 7) no camera writes.
UPRIGHT: dict[int, Callable[[], NDArray[np.uint8]]] = {
    1: page,
    3: lambda: np.rot90(page(), 2),
    6: lambda: np.rot90(page(), 1),
    8: lambda: np.rot90(page(), -1),
}


@pytest.mark.parametrize("orientation", UPRIGHT)
def test_a_photograph_is_turned_upright(orientation: int) -> None:
    jpeg = encoded(".jpg", np.ascontiguousarray(UPRIGHT[orientation]()))
    frame = decode_picture(turned(jpeg, orientation), "photograph")
    assert frame.shape == (HEIGHT, WIDTH, 3)
    assert np.abs(frame.astype(int) - colour()).mean() < 3


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp", ".bmp", ".tiff"])
@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 1)])
def test_tiny_pictures(suffix: str, shape: tuple[int, int]) -> None:
    frame = decode_picture(encoded(suffix, np.full((*shape, 3), 128, np.uint8)), "tiny")
    assert frame.shape == (*shape, 3)


def bomb() -> bytes:
    """A few bytes that claim 400 megapixels."""
    return png(20_000, 20_000, 8, 0, [b"\0"])


def large_jpeg() -> bytes:
    jpeg = bytearray(encoded(".jpg", colour()))
    at = jpeg.index(b"\xff\xc0")
    jpeg[at + 5 : at + 9] = struct.pack(">HH", 60_000, 60_000)
    return bytes(jpeg)


def noise(suffix: str) -> bytes:
    """Something that takes many kilobytes, so that half of it is a good part of the picture."""
    return encoded(suffix, np.random.default_rng(0).integers(0, 255, (300, 400, 3), np.uint8))


def half(data: bytes) -> bytes:
    return data[: len(data) // 2]


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "an empty file"),
    "one byte": (lambda: b"\xff", "found something else"),
    "text": (lambda: b"7 8 9\n" * 100, "found something else"),
    "the start of a png": (lambda: b"\x89PNG\r\n\x1a\n", "found something else, or less"),
    "the start of a jpeg": (lambda: b"\xff\xd8\xff\xe0", "found something else, or less"),
    "the picture format of a phone": (lambda: b"\0\0\0\x18ftypheic" + bytes(100), "HEIC"),
    "a bomb": (bomb, "at most 100 megapixels .*20000×20000, 400 megapixels"),
    "a large jpeg": (large_jpeg, "at most 100 megapixels"),
    "a bmp of no pixels": (lambda: encoded(".bmp", colour())[:18] + bytes(100), "damaged"),
    "half a jpeg": (lambda: half(noise(".jpg")), "breaks off"),
    "a jpeg without its end": (lambda: noise(".jpg")[:-2], "breaks off"),
    "half a progressive jpeg": (
        lambda: half(encoded(".jpg", colour(), cv2.IMWRITE_JPEG_PROGRESSIVE, 1)),
        "breaks off|less than",
    ),
    "half a png": (lambda: half(noise(".png")), "breaks off"),
    "a png without its end": (lambda: noise(".png")[:-6], "breaks off"),
    "half a webp": (lambda: half(noise(".webp")), "damaged"),
    "half a bmp": (lambda: half(noise(".bmp")), "damaged"),
    "half a tiff": (lambda: half(noise(".tiff")), "damaged|less than"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_pictures_are_refused_with_words(name: str, tmp_path: Path) -> None:
    data, message = BAD[name][0](), BAD[name][1]
    path = tmp_path / "bad.jpg"
    path.write_bytes(data)
    with pytest.raises(SourceError, match=message) as caught:
        load_picture(path)
    assert str(caught.value).startswith("expected ")
    assert str(path) in str(caught.value)


def test_the_largest_picture_is_decided_on_its_header_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cv2, "imdecode", lambda *_: pytest.fail("it was decoded"))
    with pytest.raises(SourceError, match="megapixels"):
        decode_picture(bomb(), "bomb")


@given(st.binary(max_size=200), st.sampled_from(list(ODD)), st.integers(0, 400))
def test_any_damage_gives_a_frame_or_words(noise: bytes, name: str, at: int) -> None:
    data = ODD[name]()
    damaged = data[:at] + noise + data[at + len(noise) :]
    picture_size(damaged)
    is_whole(damaged)
    try:
        frame = decode_picture(damaged, "damaged")
    except SourceError:
        return
    assert frame.dtype == np.uint8
    assert frame.ndim == 3


def test_paths_that_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "dangling.png").symlink_to(tmp_path / "nowhere.png")
    for name, message in {
        "nowhere.png": "No such file",
        "dangling.png": "No such file",
        "nowhere/a.png": "No such file",
        ".": "found a folder",
        "pipe": "device or pipe",
        "x" * 300: "File name too long",
    }.items():
        with pytest.raises(SourceError, match=message):
            load_picture(tmp_path / name)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "picture.png"
    path.parent.mkdir()
    path.write_bytes(encoded(".png", page()))
    path.chmod(0)
    with pytest.raises(SourceError, match=r"Permission denied.*chmod"):
        load_picture(path)
    path.parent.chmod(0)
    with pytest.raises(SourceError, match=r"Permission denied.*chmod"):
        find_pictures(str(path.parent))
    path.parent.chmod(0o700)


def test_a_file_that_is_too_large_is_not_even_read(tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    with path.open("wb") as file:
        file.truncate(2_000_000_000)  # a sparse file: it takes no room
    with pytest.raises(SourceError, match="at most 1000 MB"):
        load_picture(path)


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("", ["1.png", "2.JPG", "10.png", "[3].txt.png"]),
        ("/*.png", ["1.png", "10.png", "[3].txt.png"]),
        ("/1.png", ["1.png"]),
        ("/notes.txt", ["notes.txt"]),
        ("/[3].txt.png", ["[3].txt.png"]),
        ("/**/*.bmp", ["deep/4.bmp"]),
    ],
)
def test_what_a_word_on_the_command_line_means(spec: str, expected: list[str], tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for name in ("10.png", "2.JPG", "1.png", "notes.txt", "deep/4.bmp", "[3].txt.png"):
        (tmp_path / name).write_bytes(b"")
    found = [str(path.relative_to(tmp_path)) for path in find_pictures(f"{tmp_path}{spec}")]
    assert found == expected
