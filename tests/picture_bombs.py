"""Picture files that are small and ask for much, each as large as it is told to be."""

from __future__ import annotations

import struct
import zlib

import cv2
import numpy as np

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
