"""Small files that ask for much are refused: hours, gigabytes, more pixels than their header seems to say."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from picture_bombs import TILES, encoded, hidden_in_a_jpeg, notes, scans, tiff

from edge.errors import SourceError
from edge.picture_effort import MOST_NOTES, MOST_SCANS, bytes_a_pixel, excess
from edge.picture_header import picture_size
from edge.pictures import decode_picture

BOMBS: dict[str, tuple[Callable[[], bytes], str]] = {
    "scans": (lambda: scans(MOST_SCANS + 1), "a JPEG of 41 scans"),  # at 25 megapixels each takes a tenth of a second
    "notes": (lambda: notes(MOST_NOTES + 1), "a PNG with 21 packed notes"),  # as much, each, for 8 KB
    "a tile of a gigabyte": (lambda: tiff((322, 4, 1, 30000), (323, 4, 1, 30000)), "tiles of 30000×30000"),
    "samples": (lambda: tiff((277, 3, 1, 60)), "a TIFF of more than 4 samples"),  # 60 bytes a pixel
    "bits": (lambda: tiff((258, 3, 1, 64)), "16 bits a pixel"),
    "bits of each sample": (lambda: tiff((258, 3, 4, 1048), order=">"), "16 bits a pixel"),  # which stand elsewhere
}


@pytest.mark.parametrize("name", BOMBS)
def test_what_asks_for_too_much_is_refused(name: str) -> None:
    make, found = BOMBS[name]
    with pytest.raises(SourceError, match=found):
        decode_picture(make(), "bomb")


# What a decoder would see must be what is bounded: each was once taken for a picture of another size.
SIZES: dict[str, tuple[Callable[[], bytes], tuple[int, int] | None]] = {
    "a jpeg within a jpeg": (hidden_in_a_jpeg, (80, 60)),
    "a width that comes twice": (lambda: tiff((256, 4, 1, 90000)), (90000, 6)),  # the decoder takes the first
    "a width of eight bytes": (lambda: tiff((256, 16, 1, 12)), None),  # which stands elsewhere
    "big-endian": (lambda: tiff(order=">"), (8, 6)),
}


@pytest.mark.parametrize("name", SIZES)
def test_the_size_is_the_one_that_is_decoded(name: str) -> None:
    make, size = SIZES[name]
    data = make()
    assert picture_size(data) == size
    found = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    assert found is None or found.shape[1::-1] == size


USUAL: dict[str, Callable[[], bytes]] = {
    "scans": lambda: scans(MOST_SCANS),
    "progressive": lambda: encoded(".jpg", cv2.IMWRITE_JPEG_PROGRESSIVE, 1),  # ten
    "a note": lambda: notes(1),
    "tiff": tiff,
    "tiff of OpenCV": lambda: encoded(".tiff"),
}


@pytest.mark.parametrize("name", USUAL)
def test_what_programs_write_is_read(name: str) -> None:
    decode_picture(USUAL[name](), "picture")


def test_small_tiles_are_no_excess() -> None:
    assert excess(tiff((322, 4, 1, 256), (323, 4, 1, 256), TILES, (325, 4, 1, 65536))) is None


# As OpenCV decodes them when it keeps what is stored; a picture of many pixels is refused by what they take.
STORED: dict[str, tuple[str, int, type[np.unsignedinteger], int]] = {
    "grey png": (".png", 1, np.uint8, 3),
    "png": (".png", 3, np.uint8, 3),
    "png with opacity": (".png", 4, np.uint8, 4),
    "deep png": (".png", 3, np.uint16, 6),
    "deep png with opacity": (".png", 4, np.uint16, 8),
    "jpeg": (".jpg", 3, np.uint8, 3),
    "webp with opacity": (".webp", 4, np.uint8, 4),
    "tiff": (".tiff", 3, np.uint8, 3),
    "deep tiff with opacity": (".tiff", 4, np.uint16, 8),
}


@pytest.mark.parametrize("name", STORED)
def test_how_much_a_pixel_takes(name: str) -> None:
    suffix, channels, dtype, wanted = STORED[name]
    data = cv2.imencode(suffix, np.zeros((6, 8, channels), dtype))[1].tobytes()
    assert bytes_a_pixel(data) == wanted
    stored = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    assert stored.nbytes <= 6 * 8 * wanted
