"""What a picture file asks of its decoder beyond its pixels: a small file can ask for hours, or for a gigabyte."""

from __future__ import annotations

import struct

from edge.picture_header import JPEG_DATA, JPEG_START, PNG_START, jpeg_segments, png_chunks, tiff_numbers

MOST_SCANS = 40  # of a JPEG, each of which may go over all pixels; progressive ones have about 10
MOST_NOTES = 20  # of a PNG that are packed, each of which may unfold to 8 MB
PACKED_NOTES = {b"zTXt", b"iTXt", b"iCCP"}
MOST_TILE_PIXELS = 4096 * 4096  # of a TIFF: a tile is decoded as a whole, however little of the picture it covers
MOST_BITS, MOST_SAMPLES = 16, 4  # of a TIFF, a pixel
PNG_WITH_OPACITY = (b"\x03", b"\x04", b"\x06")  # kinds of colour: a palette, grey and colour with it
TILE_WIDTH, TILE_LENGTH, BITS, SAMPLES = 322, 323, 258, 277  # its tags


def excess(data: bytes) -> str | None:
    """What is too much in the picture file with the contents `data`, in words; None where nothing is."""
    if data.startswith(JPEG_START):
        scans = sum(marker == JPEG_DATA for marker, _ in jpeg_segments(data))
        return None if scans <= MOST_SCANS else f"a JPEG of {scans} scans, where {MOST_SCANS} are plenty"
    if data.startswith(PNG_START):
        notes = sum(kind in PACKED_NOTES for kind in png_chunks(data))
        return None if notes <= MOST_NOTES else f"a PNG with {notes} packed notes, where {MOST_NOTES} are plenty"
    if data.startswith((b"II*\0", b"MM\0*")):
        return _tiff_excess(data)
    return None


def bytes_a_pixel(data: bytes) -> int:
    """Of the picture in `data` as it is decoded first, which is as it is stored: 3 to 8."""
    samples, deep = 3, False
    if data.startswith(PNG_START):
        samples, deep = (4 if data[25:26] in PNG_WITH_OPACITY else 3), data[24:25] == b"\x10"
    elif data.startswith((b"II*\0", b"MM\0*")):
        numbers = tiff_numbers(data)
        samples, deep = numbers.get(SAMPLES, 1), numbers.get(BITS, 1) > 8
    elif not data.startswith(JPEG_START):
        samples = 4  # WebP and GIF may have opacity; the others are not packed, and as small as their files
    return max(3, samples) * (2 if deep else 1)


def _tiff_excess(data: bytes) -> str | None:
    try:
        numbers = tiff_numbers(data)
    except struct.error:
        return None  # it has no size either, and is refused for that
    width, height = numbers.get(TILE_WIDTH, 1), numbers.get(TILE_LENGTH, 1)
    if width * height > MOST_TILE_PIXELS:
        return f"a TIFF of tiles of {width}×{height}, where 4096×4096 is plenty"
    if numbers.get(BITS, 1) > MOST_BITS or numbers.get(SAMPLES, 1) > MOST_SAMPLES:
        return f"a TIFF of more than {MOST_SAMPLES} samples of {MOST_BITS} bits a pixel"
    return None
