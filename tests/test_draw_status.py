"""The band below the picture: the picture untouched, the words inside it, whatever the sizes."""

from __future__ import annotations

import numpy as np
import pytest

from edge.draw_status import costs, with_status


@pytest.mark.parametrize("size", [(64, 48), (640, 480), (480, 640), (1280, 720), (3840, 2160)])
@pytest.mark.parametrize("number", ["", "7", "407 / 826   99 %", "1234567890 / " * 8])
def test_the_picture_stays_and_the_words_fit(size: tuple[int, int], number: str) -> None:
    picture = np.full((size[1], size[0], 3), 90, np.uint8)
    notes = costs(14.9, {"page": 2.0, "total": 3.5}, 12)
    shown = with_status(picture, number, notes)
    assert (shown[: size[1]] == picture).all()
    assert shown.shape[0] > size[1]
    band = shown[size[1] :]
    assert (band != with_status(picture, "", notes)[size[1] :]).any() == bool(number)
    assert (band[:, -1] == band[0, 0]).all()  # nothing is cut off at the right


def test_costs_are_told_in_words() -> None:
    assert costs(14.86, {"page": 2.04, "total": 3.5}, 0) == "14.9 frames/s   page 2.0  total 3.5 ms"
    assert costs(3, {"total": 300}, 7).endswith("   7 dropped")
