"""A picture that was sent, read or explained as its query asks."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.account import Account
from edge.classify import Classifier
from edge.errors import SourceError
from edge.explain import explain
from edge.picture_effort import bytes_a_pixel
from edge.picture_header import FORMATS, picture_size
from edge.pictures import decode_picture
from edge.reader import Reader
from edge.web.details import with_details
from edge.web.query import Query

# A phone's picture has 12 million, or 24. One of this size takes 75 MB and half as much again while it is turned
# upright, which the 400 MB of the service on a Raspberry Pi have room for.
MOST_PIXELS = 25_000_000


class NoPictureError(SourceError):
    """What was sent is no picture of a kind that can be read."""


class LargePictureError(SourceError):
    """A picture of more than MOST_PIXELS."""


def read_posted(classifier: Classifier, data: bytes, query: Query) -> dict[str, Any]:
    """The JSON of `cifra read --json` for the picture whose file has the contents `data`.

    Raises `NoPictureError`, `LargePictureError`, `SourceError` for a damaged one, and `RegionError`.
    """
    _, account = _account(classifier, data, query)
    fields = account.reading.as_json("picture")
    return with_details(fields, account) if query.details else fields


def explain_posted(classifier: Classifier, data: bytes, query: Query) -> bytes:
    """The sheet of `cifra read --explain` as a PNG; raises as `read_posted`."""
    frame, account = _account(classifier, data, query)
    _, png = cv2.imencode(".png", explain(frame, account))
    return png.tobytes()


def _account(classifier: Classifier, data: bytes, query: Query) -> tuple[NDArray[np.uint8], Account]:
    size = picture_size(data)
    if size is None:
        raise NoPictureError(
            f"expected a picture ({FORMATS}), found {len(data)} bytes of something else. Save it as a JPEG or PNG."
        )
    most = MOST_PIXELS * 3 / bytes_a_pixel(data)  # fewer with opacity, or with 16 bits
    if size[0] * size[1] > most:
        raise LargePictureError(
            f"expected a picture of its kind to have at most {most / 1e6:.0f} megapixels, "
            f"found one of {size[0]}×{size[1]}. Scale it down first."
        )
    frame = decode_picture(data, "what was sent")
    reader = Reader(classifier, query.min_confidence)
    return frame, reader.account(frame, rotate=query.rotate, roi=query.roi, expect=query.expect)
