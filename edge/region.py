"""The part of a picture that is read, when a user wants no more of it read than that."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from edge.errors import CifraError
from edge.reading import Box


class RegionError(CifraError):
    """A region that is no rectangle, or does not lie in the picture."""


def region_of(text: str) -> Box:
    """The region that "x,y,w,h" means: its left and upper edge, width and height in pixels of the picture as given.

    Raises `RegionError` for anything else than four whole numbers that make a rectangle.
    """
    numbers = re.fullmatch(r"\s*(-?\d{1,9})\s*,\s*(-?\d{1,9})\s*,\s*(-?\d{1,9})\s*,\s*(-?\d{1,9})\s*", text, re.ASCII)
    if numbers is None:
        raise RegionError(
            f"expected a region as x,y,w,h, four whole numbers of pixels (as 100,50,640,200), found {text!r}."
        )
    region = Box(*(int(number) for number in numbers.groups()))
    check_rectangle(region)
    return region


def check_rectangle(region: Box) -> None:
    """Raise `RegionError` unless `region` holds pixels and begins at no negative one, whatever the picture."""
    if min(region.x, region.y) < 0 or min(region.w, region.h) < 1:
        raise RegionError(
            f"expected a region x,y,w,h that begins at 0,0 or later and is at least a pixel wide and high, "
            f"found {_in_words(region)}. x,y is its upper left corner, w,h its width and height."
        )


def part_of(frame: NDArray[np.uint8], region: Box) -> NDArray[np.uint8]:
    """What of `frame`, (h, w, 3), lies in `region`: a view (region.h, region.w, 3).

    Raises `RegionError` where the region does not lie in the frame with all of its pixels: a camera that was set to
    another size, or a picture from elsewhere, would be read in the wrong place.
    """
    check_rectangle(region)
    height, width = frame.shape[:2]
    if region.right > width or region.bottom > height:
        where = "outside" if region.x >= width or region.y >= height else "partly outside"
        raise RegionError(
            f"expected a region within the picture of {width}×{height} pixels, found {_in_words(region)}, {where} it "
            f"(it ends at {region.right},{region.bottom}). Give x,y,w,h with x+w up to {width} and y+h up to {height}."
        )
    return frame[region.y : region.bottom, region.x : region.right]


def _in_words(region: Box) -> str:
    return f"{region.x},{region.y},{region.w},{region.h}"
