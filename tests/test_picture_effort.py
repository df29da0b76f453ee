"""Small files that ask for much are refused: hours, gigabytes, more pixels than their header seems to say."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable

import cv2
import numpy as np
import pytest

from edge.errors import SourceError
from edge.picture_effort import MOST_NOTES, MOST_SCANS, excess
from edge.picture_header import picture_size
from edge.pictures import decode_picture

TILES = 324, 4, 1, 1000  # where the first tile begins
PAPER = np.full((60, 80, 3), 200, np.uint8)


def encoded(suffix: str, *parameters: int) -> bytes:
    return cv2.imencode(suffix, PAPER, parameters)[1].tobytes()


def hidden_in_a_jpeg() -> bytes:
    """A marker without a length, and 65,504 bytes on, where its length would lead, the header of a smaller picture."""
    lead = b"\xff\xd8\xff\x01"
    padding = bytearray(b"\xff\xe0\xff\xff" + bytes(0xFFFF - 2))
    small = b"\xff\xc0\x00\x0b\x08" + struct.pack(">HH", 4, 5) + b"\x01\x01\x11\x00"
    padding[0xFFE0 : 0xFFE0 + len(small)] = small
    return lead + bytes(padding) + encoded(".jpg")[2:]


def scans(count: int) -> bytes:
    """A progressive JPEG whose last scan comes again and again."""
    jpeg = encoded(".jpg", cv2.IMWRITE_JPEG_PROGRESSIVE, 1)
    last = jpeg[jpeg.rindex(b"\xff\xda") : -2]
    return jpeg[:-2] + last * (count - jpeg.count(b"\xff\xda")) + jpeg[-2:]


def notes(count: int) -> bytes:
    """A PNG with packed notes, each of 8 MB of nothing."""
    png = encoded(".png")
    data = b"note\0\0" + zlib.compress(bytes(7_900_000), 9)
    note = struct.pack(">I", len(data)) + b"zTXt" + data + struct.pack(">I", zlib.crc32(b"zTXt" + data))
    at = png.index(b"IDAT") - 4
    return png[:at] + note * count + png[at:]


def tiff(*more: tuple[int, int, int, int], order: str = "<") -> bytes:
    """A grey TIFF of 8×6 whose rows are there, with `more` tags as (tag, kind, count, value)."""
    plain = [(256, 4, 1, 8), (257, 4, 1, 6), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (277, 3, 1, 1)]
    if TILES not in more:
        plain += [(273, 4, 1, 1000), (278, 4, 1, 6), (279, 4, 1, 48)]
    tags = sorted([*more, *plain], key=lambda tag: tag[0])  # of two with one name, the one of `more` comes first
    head = (b"II*\0" if order == "<" else b"MM\0*") + struct.pack(order + "IH", 8, len(tags))
    for tag, kind, count, value in tags:
        one_short = kind == 3 and count == 1
        head += struct.pack(order + ("HHIHH" if one_short else "HHII"), tag, kind, count, value, *[0] * one_short)
    return head.ljust(1000, b"\0") + bytes(range(100, 148)) + struct.pack(order + "4H", *4 * [64])


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
