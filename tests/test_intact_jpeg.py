"""JPEGs as cameras send them: whole ones pass in all their codings, cut and spoilt ones are found."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from edge.picture_header import is_intact, is_whole

RNG = np.random.default_rng(0)
PICTURE = cv2.GaussianBlur(RNG.integers(0, 255, (120, 160, 3), np.uint8), (0, 0), 1.5)


def coded(*settings: int) -> bytes:
    return cv2.imencode(".jpg", PICTURE, settings)[1].tobytes()


@pytest.mark.parametrize(
    "data",
    [
        coded(),
        coded(cv2.IMWRITE_JPEG_PROGRESSIVE, 1),
        coded(cv2.IMWRITE_JPEG_RST_INTERVAL, 4),  # restart markers within the data
        coded(cv2.IMWRITE_JPEG_OPTIMIZE, 1),
        coded() + b"\0" * 500,  # webcams fill up what they send
        coded()[:2] + b"\xff\xfe\x00\x06\xff\xd9\xff\x37" + coded()[2:],  # a comment that looks like markers
        cv2.imencode(".png", PICTURE)[1].tobytes(),
    ],
)
def test_a_whole_picture_is_intact(data: bytes) -> None:
    assert is_intact(data)


@pytest.mark.parametrize("left", [0.2, 0.5, 0.9, 0.999])
def test_one_that_is_cut_short_is_not(left: float) -> None:
    data = coded()
    assert not is_intact(data[: round(left * len(data))])


def test_a_header_with_an_end_and_no_data_is_not() -> None:
    data = coded()
    assert not is_intact(data[: data.index(b"\xff\xda")] + b"\xff\xd9")


@pytest.mark.parametrize(("count", "found"), [(1000, 0.88), (400, 0.6)])
def test_foreign_bytes_are_found_by_the_markers_in_them(count: int, found: float) -> None:
    data = coded()
    spoilt = [data[: len(data) // 2] + RNG.bytes(count) + data[len(data) // 2 :] for _ in range(200)]
    share = np.mean([not is_intact(each) for each in spoilt])
    assert share >= found
    assert share > np.mean([not is_whole(each) for each in spoilt])  # which looks for the end alone
