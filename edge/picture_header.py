"""What a picture file says of itself before it is decoded: how large it is, and whether its end is there."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

FORMATS = "PNG, JPEG, WebP, BMP, TIFF, GIF or PNM"
PNG_START = b"\x89PNG\r\n\x1a\n"
JPEG_START = b"\xff\xd8\xff"
JPEG_END = 0xD9
JPEG_FRAME_HEADERS = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # the start of a frame, in all its codings
# Inside the coded picture, FF 00 is a byte and FF D0 to FF D7 only restart the decoder. FF 01 has nothing after it
# either: whoever took the next two bytes for a length would look elsewhere for the size than the decoder does.
JPEG_MARKER = re.compile(rb"\xff[^\x00\x01\xff\xd0-\xd7]", re.DOTALL)
# What may follow within a picture's data: its end, tables and scans of a progressive one, a comment.
JPEG_LATE_MARKERS = {JPEG_END, 0xC4, 0xDA, 0xDB, 0xDC, 0xDD, 0xFE}
JPEG_DATA = 0xDA
PNM_START = re.compile(rb"P[1-6]\s+(?:#[^\n]*\n\s*)*(\d{1,9})\s+(?:#[^\n]*\n\s*)*(\d{1,9})\s")


def picture_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels as the header of `data` states them; None where it is in none of FORMATS.

    For a file of several pictures it is the first one's size, which is the one that OpenCV decodes.
    """
    try:
        return _stated_size(data)
    except struct.error:  # the file ends before its header does
        return None


def is_whole(data: bytes) -> bool:
    """Whether the picture in `data` goes on to its end.

    Decoders fill what is missing of a JPEG or PNG with grey or black and say nothing; the other formats they refuse.
    What follows the end is of no interest: phones put a film or a second picture there.
    """
    if data.startswith(JPEG_START):
        return any(marker == JPEG_END for marker, _ in jpeg_segments(data))
    if data.startswith(PNG_START):
        return any(kind == b"IEND" for kind in png_chunks(data))
    return True


def is_intact(data: bytes) -> bool:
    """Whether the JPEG in `data` goes on to its end and nothing stands in its data that never does.

    Decoders make up what is missing of a damaged one. Foreign bytes are found by the markers that they happen to hold:
    three times of four where there are 400 of them, nine of ten where there are 1000. For others it is `is_whole`.
    """
    if not data.startswith(JPEG_START):
        return is_whole(data)
    markers = [marker for marker, _ in jpeg_segments(data)]
    if JPEG_DATA not in markers or markers[-1] != JPEG_END:
        return False
    return JPEG_LATE_MARKERS.issuperset(markers[markers.index(JPEG_DATA) :])


def _stated_size(data: bytes) -> tuple[int, int] | None:
    if data.startswith(PNG_START):
        width, height = struct.unpack_from(">II", data, 16)
    elif data.startswith(JPEG_START):
        frames = (at for marker, at in jpeg_segments(data) if marker in JPEG_FRAME_HEADERS)
        at = next(frames, None)
        if at is None:
            return None
        height, width = struct.unpack_from(">HH", data, at + 3)
    elif data.startswith((b"GIF87a", b"GIF89a")):
        width, height = struct.unpack_from("<HH", data, 6)
    elif data.startswith(b"BM"):
        old = struct.unpack_from("<I", data, 14)[0] == 12
        width, height = struct.unpack_from("<HH" if old else "<ii", data, 18)
    elif data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return _webp_size(data)
    elif data.startswith((b"II*\0", b"MM\0*")):
        return _tiff_size(data)
    elif pnm := PNM_START.match(data):
        width, height = int(pnm[1]), int(pnm[2])
    else:
        return None
    return abs(width), abs(height)  # a BMP written from the top has a negative height


def jpeg_segments(data: bytes) -> Iterator[tuple[int, int]]:
    """Each marker of a JPEG up to its end, and where what follows the marker starts."""
    position = 2
    while match := JPEG_MARKER.search(data, position):
        marker, position = match[0][1], match.end()
        yield marker, position
        if marker == JPEG_END:
            return
        position += int.from_bytes(data[position : position + 2], "big")


def png_chunks(data: bytes) -> Iterator[bytes]:
    """The kind of each chunk of a PNG whose last byte is there."""
    position = len(PNG_START)
    while position + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, position)
        position += 12 + length
        if position <= len(data):
            yield kind


def _webp_size(data: bytes) -> tuple[int, int] | None:
    kind = data[12:16]
    if kind == b"VP8X":
        wide, high = data[24:27], data[27:30]
        return int.from_bytes(wide, "little") + 1, int.from_bytes(high, "little") + 1
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, 26)
        return width & 0x3FFF, height & 0x3FFF
    return None


def _tiff_size(data: bytes) -> tuple[int, int] | None:
    numbers = tiff_numbers(data)
    width, height = numbers.get(256), numbers.get(257)  # ImageWidth and ImageLength
    return None if width is None or height is None else (width, height)


def tiff_numbers(data: bytes) -> dict[int, int]:
    """The tags of a TIFF's first picture that hold shorts or longs, and the first of each. A tag counts once, at first.

    Raises `struct.error` where the file ends before that.
    """
    order = "<" if data[:2] == b"II" else ">"
    (directory,) = struct.unpack_from(order + "I", data, 4)
    (entries,) = struct.unpack_from(order + "H", data, directory)
    found: dict[int, int | None] = {}
    for at in range(directory + 2, directory + 2 + 12 * entries, 12):
        tag, kind, count = struct.unpack_from(order + "HHI", data, at)
        if tag not in found:
            found[tag] = None
            if code := {3: "H", 4: "I"}.get(kind):
                here = count * struct.calcsize(order + code) <= 4  # else where they are stands here
                place = at + 8 if here else struct.unpack_from(order + "I", data, at + 8)[0]
                (found[tag],) = struct.unpack_from(order + code, data, place)
    return {tag: value for tag, value in found.items() if value is not None}
