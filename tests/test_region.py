"""Regions: what is taken for one, what of a frame lies in it, and errors that say what to give instead."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.reading import Box
from edge.region import RegionError, part_of, region_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("100,50,640,200", Box(100, 50, 640, 200)),
        ("0,0,1,1", Box(0, 0, 1, 1)),  # a single pixel
        (" 7, 8 ,9,\t10 ", Box(7, 8, 9, 10)),  # as people write it
        ("007,08,09,010", Box(7, 8, 9, 10)),  # no octal
    ],
)
def test_four_numbers_are_a_region(text: str, expected: Box) -> None:
    assert region_of(text) == expected


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", "found ''"),
        ("10,20,30", "found '10,20,30'"),  # one too few
        ("10,20,30,40,50", "found '10,20,30,40,50'"),
        ("10 20 30 40", "found '10 20 30 40'"),
        ("1.5,2,3,4", "found '1.5,2,3,4'"),  # no fractions of pixels
        ("10%,10%,80%,80%", "found '10%,10%,80%,80%'"),
        ("a,b,c,d", "found 'a,b,c,d'"),
        ("٣,0,10,10", "found '٣,0,10,10'"),  # digits, but not of this notation
        ("0,0,0,10", "found 0,0,0,10"),  # empty
        ("0,0,10,0", "found 0,0,10,0"),
        ("0,0,-10,10", "found 0,0,-10,10"),  # two corners the wrong way round
        ("-1,0,10,10", "found -1,0,10,10"),  # left of every picture
        ("0,-1,10,10", "found 0,-1,10,10"),
    ],
)
def test_anything_else_is_refused_with_what_was_found(text: str, found: str) -> None:
    with pytest.raises(RegionError, match="expected a region") as error:
        region_of(text)
    assert found in str(error.value)
    assert "x,y,w,h" in str(error.value)


@pytest.mark.parametrize(
    ("region", "where"),
    [
        (Box(40, 0, 10, 10), "outside"),  # begins where the picture ends
        (Box(0, 30, 10, 10), "outside"),
        (Box(500, 500, 10, 10), "outside"),
        (Box(0, 0, 41, 30), "partly outside"),  # a pixel too wide
        (Box(0, 0, 40, 31), "partly outside"),
        (Box(39, 29, 2, 2), "partly outside"),
    ],
)
def test_a_region_must_lie_in_the_picture(region: Box, where: str) -> None:
    with pytest.raises(RegionError, match=f", {where} it") as error:
        part_of(np.zeros((30, 40, 3), np.uint8), region)
    assert "40×30" in str(error.value)
    assert "x+w up to 40 and y+h up to 30" in str(error.value)


@pytest.mark.parametrize("region", [Box(0, 0, 0, 5), Box(-1, 0, 5, 5)])
def test_a_box_that_no_one_could_type_is_refused_too(region: Box) -> None:
    with pytest.raises(RegionError, match="at least a pixel"):
        part_of(np.zeros((30, 40, 3), np.uint8), region)


@given(x=st.integers(0, 19), y=st.integers(0, 14), w=st.integers(1, 20), h=st.integers(1, 15), seed=st.integers(0, 99))
def test_a_part_has_the_pixels_of_its_place(x: int, y: int, w: int, h: int, seed: int) -> None:
    frame = np.random.default_rng(seed).integers(0, 256, (15, 20, 3), np.uint8)
    region = Box(x, y, min(w, 20 - x), min(h, 15 - y))
    part = part_of(frame, region)
    assert part.shape == (region.h, region.w, 3)
    np.testing.assert_array_equal(part[0, 0], frame[y, x])
    np.testing.assert_array_equal(part[-1, -1], frame[region.bottom - 1, region.right - 1])
