"""Touching digits overlap as far as they are said to, are the same for the same seed, and are counted right."""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

pytest.importorskip("tqdm", reason="the training side is not installed (pip install '.[train]')")

from edge.reader import Reader
from edge.reading import Box, Digit, Reading
from train.data import Digits
from train.touching import HEIGHTS, LENGTHS, MOST_OVERLAP, draw_touching, measure_touching, overlap

MODEL = Path(__file__).parent.parent / "models" / "digits.tflite"
needs_model = pytest.mark.skipif(
    not MODEL.exists() and "CIFRA_CI" not in os.environ, reason="no model is shipped yet: make export"
)


def bars(widths: tuple[int, ...]) -> Digits:
    """Upright blocks, 20 pixels of MNIST high, so wide as said; the label is its place."""
    images = np.zeros((len(widths), 28, 28), np.uint8)
    for image, width in zip(images, widths, strict=True):
        image[4:24, 4 : 4 + width] = 255
    return Digits(images, np.arange(len(widths), dtype=np.uint8))


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), widths=st.lists(st.integers(3, 20), min_size=2, max_size=6))
@example(seed=1_000_000_000, widths=[3, 3, 3, 3])  # two stand side by side to the pixel
def test_neighbours_overlap_by_up_to_a_fifth_of_the_narrower_one(seed: int, widths: list[int]) -> None:
    drawn = draw_touching(bars(tuple(widths)), np.random.default_rng(seed))
    assert all(0 <= overlap(one, other) <= MOST_OVERLAP for one, other in pairwise(drawn.boxes))
    assert all(one.x < other.x for one, other in pairwise(drawn.boxes))
    assert drawn.text == "".join(map(str, range(len(widths))))
    overlaps = [overlap(one, other) for one, other in pairwise(drawn.boxes)]
    assert drawn.joined or min(overlaps) == 0  # blocks of one height cannot overlap without a touch
    height, width = drawn.frame.shape[:2]
    for box in drawn.boxes:
        assert HEIGHTS[0] - 3 <= box.h <= HEIGHTS[1] + 3  # ink is measured at half its darkness
        assert box.x > 0
        assert box.y > 0
        assert box.right < width
        assert box.bottom < height


@pytest.mark.parametrize(
    ("left", "right", "share"),
    [
        (Box(0, 0, 40, 50), Box(40, 0, 20, 50), 0.0),  # side by side
        (Box(0, 0, 40, 50), Box(36, 0, 20, 50), 0.2),  # of the narrower one, on either side
        (Box(0, 0, 20, 50), Box(16, 0, 40, 50), 0.2),
        (Box(0, 0, 20, 50), Box(25, 0, 40, 50), -0.25),
    ],
)
def test_an_overlap_is_a_share_of_the_narrower_width(left: Box, right: Box, share: float) -> None:
    assert overlap(left, right) == pytest.approx(share)


def test_overlaps_reach_from_none_to_a_fifth() -> None:
    drawn = [draw_touching(bars((20, 20)), np.random.default_rng(seed)) for seed in range(60)]
    shares = [overlap(*one.boxes) for one in drawn]
    assert min(shares) < 0.02
    assert max(shares) > 0.18
    assert 0.07 < float(np.mean(shares)) < 0.13


def test_boxes_overlap_where_ink_does_not_touch() -> None:
    """A bar above and a bar below, as the arm of a 7 above the foot of a 2: nothing is joined."""
    images = np.zeros((2, 28, 28), np.uint8)
    images[0, 4:24, 4:8] = images[1, 4:24, 20:24] = 255  # an upright stroke each
    images[0, 4:8, 4:24] = images[1, 20:24, 4:24] = 255  # and an arm, at the top and at the foot
    drawn = draw_touching(Digits(images, np.array([7, 2], np.uint8)), np.random.default_rng(2))
    assert overlap(*drawn.boxes) > 0.02
    assert not drawn.joined


def test_the_ink_is_dark_on_light_and_where_the_boxes_say() -> None:
    drawn = draw_touching(bars((8, 12)), np.random.default_rng(4))
    grey = cv2.cvtColor(drawn.frame, cv2.COLOR_BGR2GRAY)
    dark = cv2.boundingRect((grey < 110).astype(np.uint8))
    whole = drawn.boxes[0].union(drawn.boxes[1])
    assert np.median(grey) > 140
    assert np.abs(np.array(dark) - (whole.x, whole.y, whole.w, whole.h)).max() <= 3


def test_the_same_seed_gives_the_same_picture_and_another_does_not() -> None:
    first, again, other = (draw_touching(bars((9, 14, 5)), np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert np.array_equal(first.frame, again.frame)
    assert first.boxes == again.boxes
    assert first.boxes != other.boxes


class Told(Reader):
    """Reads whatever is told to it, in turn."""

    def __init__(self, lines: list[list[str]]) -> None:
        self.left = list(lines)

    def read(self, frame: np.ndarray) -> Reading:
        digits = [
            Digit(label, 1.0, Box(0, 0, 1, 1), number) for number, line in enumerate(self.left.pop(0)) for label in line
        ]
        return Reading(frame.shape[1], frame.shape[0], tuple(digits))


def test_shares_counted_by_hand() -> None:
    """Six equal digits, so that the truth is known: "00", "000" and so on; two readings of each length."""
    digits = Digits(bars((8,) * 6).images, np.zeros(6, np.uint8))
    told = [["00"], ["0", "0"], ["000"], ["000"], ["0000"], [], ["00000"], ["000000"], ["00000"], ["00001"]]
    figures = measure_touching(Told(told), digits, pairs=2, strings=2)
    assert figures == {
        "touching_pairs_right": 0.5,  # a pair on two lines is not read right
        "touching_pairs_joined_right": 0.5,
        "touching_strings_right": 0.5,  # 4 of 8
        "touching_strings_of_3_right": 1.0,
        "touching_strings_of_4_right": 0.5,
        "touching_strings_of_5_right": 0.5,  # a digit too many is wrong
        "touching_strings_of_6_right": 0.0,
    }
    assert LENGTHS == (3, 4, 5, 6)


def test_the_same_strings_are_measured_every_time_whatever_their_number() -> None:
    seen: list[list[np.ndarray]] = []

    class Looks(Told):
        def read(self, frame: np.ndarray) -> Reading:
            seen[-1].append(frame)
            return Reading(*frame.shape[1::-1])

    for pairs in (1, 1, 3):
        seen.append([])
        measure_touching(Looks([]), bars((8, 4, 9, 12, 3, 7, 16)), pairs=pairs, strings=0)
    assert [len(one) for one in seen] == [1, 1, 3]
    assert np.array_equal(seen[0][0], seen[1][0])
    assert np.array_equal(seen[0][0], seen[2][0])
    assert not np.array_equal(seen[2][0], seen[2][1])


@needs_model
@pytest.mark.parametrize("length", [2, *LENGTHS])
def test_strings_of_mnist_are_drawn_and_read_at_any_length(length: int, mnist: tuple[Digits, Digits]) -> None:
    """Not how well, which is `make evaluate`'s: that a picture is whole and a reading comes of it."""
    digits = mnist[1]
    for seed in range(3):
        rng = np.random.default_rng((7, length, seed))
        drawn = draw_touching(digits[rng.choice(len(digits), length, replace=False)], rng)
        assert len(drawn.text) == len(drawn.boxes) == length
        assert all(0 <= overlap(one, other) <= MOST_OVERLAP for one, other in pairwise(drawn.boxes))
        reading = Reader().read(drawn.frame)
        assert (reading.height, reading.width) == drawn.frame.shape[:2]
