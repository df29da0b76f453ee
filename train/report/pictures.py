"""Arrays as pictures inside the page: sheets of glyphs, of activations and of filters, and frames; each one `<img>`."""

from __future__ import annotations

import base64
from html import escape

import cv2
import numpy as np
from numpy.typing import NDArray

GAP = 4  # pixels between the pictures of a sheet
# From nothing to much, as BGR: night, blue, sea, sand. Grey steps of equal size look equal in it.
INTENSITY = ((36, 24, 17), (110, 72, 33), (150, 142, 60), (150, 214, 247))
NEGATIVE, NOTHING, POSITIVE = (176, 112, 44), (236, 236, 236), (58, 96, 214)  # BGR: blue, near white, rust


def glyph_sheet(glyphs: NDArray[np.uint8], columns: int, alt: str, scale: int = 2) -> str:
    """`glyphs`, uint8 (n, h, w), side by side in rows of `columns`, each pixel `scale` pixels wide: an `<img>`.

    `alt` says what is in it, for those who cannot see it.
    """
    return _image(_sheet(_opaque(np.repeat(glyphs[..., None], 3, axis=3)), columns, scale), alt)


def activation_sheet(maps: NDArray[np.float32], columns: int, alt: str, side: int = 56) -> str:
    """`maps`, float32 (n, h, w), like `glyph_sheet`, each `side` pixels high: the more, the brighter.

    All are on one scale, from 0 to the largest of them.
    """
    top = float(maps.max()) or 1.0
    levels = np.clip(maps / top, 0, 1)
    stops = np.linspace(0, 1, len(INTENSITY))
    colours = np.stack([np.interp(levels, stops, [colour[one] for colour in INTENSITY]) for one in range(3)], -1)
    return _image(_sheet(_opaque(colours.astype(np.uint8)), columns, max(1, side // maps.shape[1])), alt)


def filter_sheet(filters: NDArray[np.float32], columns: int, alt: str, side: int = 56) -> str:
    """`filters`, float32 (n, h, w), like `activation_sheet`: rust adds, blue takes away, the paler the less."""
    levels = (filters / (float(np.abs(filters).max()) or 1.0))[..., None]
    towards = np.where(levels > 0, np.array(POSITIVE, float), np.array(NEGATIVE, float))
    colours = np.array(NOTHING) + np.abs(levels) * (towards - np.array(NOTHING))
    return _image(_sheet(_opaque(np.rint(colours).astype(np.uint8)), columns, max(1, side // filters.shape[1])), alt)


def photograph(frame: NDArray[np.uint8], alt: str, quality: int = 80) -> str:
    """A `frame`, BGR uint8 (h, w, 3), as an `<img>` that holds its own JPEG: noise makes a PNG large."""
    height, width = frame.shape[:2]
    jpeg = cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    data = base64.b64encode(jpeg.tobytes()).decode()
    return f'<img src="data:image/jpeg;base64,{data}" width="{width}" height="{height}" alt="{escape(alt)}">'


def _opaque(pictures: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """`pictures` uint8 (n, h, w, 3) with a fourth channel that lets nothing through."""
    return np.concatenate([pictures, np.full((*pictures.shape[:3], 1), 255, np.uint8)], axis=3)


def _sheet(pictures: NDArray[np.uint8], columns: int, scale: int) -> NDArray[np.uint8]:
    """`pictures` uint8 (n, h, w, 4) in rows of `columns`; between them the page's colour shows."""
    count, height, width, _ = pictures.shape
    columns = min(columns, count)
    rows = -(-count // columns)
    enlarged = pictures.repeat(scale, axis=1).repeat(scale, axis=2)
    step_y, step_x = (height * scale + GAP), (width * scale + GAP)
    sheet = np.zeros((rows * step_y - GAP, columns * step_x - GAP, 4), np.uint8)
    for index, picture in enumerate(enlarged):
        y, x = index // columns * step_y, index % columns * step_x
        sheet[y : y + height * scale, x : x + width * scale] = picture
    return sheet


def _image(picture: NDArray[np.uint8], alt: str) -> str:
    """`picture`, uint8 (h, w, 4) as BGR and opacity, as an `<img>` that holds its own PNG."""
    height, width = picture.shape[:2]
    png = cv2.imencode(".png", picture, [cv2.IMWRITE_PNG_COMPRESSION, 9])[1]
    data = base64.b64encode(png.tobytes()).decode()
    return f'<img src="data:image/png;base64,{data}" width="{width}" height="{height}" alt="{escape(alt)}">'
