"""The fifteen corruptions of MNIST-C do what its paper says: amounts, areas and angles worked out beside them."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

pytest.importorskip("tqdm", reason="the training side is not installed (pip install '.[train]')")

from train.corruptions import CORRUPTIONS, corrupted
from train.corruptions.strokes import soft_lines
from train.corruptions.weather import landscapes

WITHOUT_CHANCE = {"scale", "brightness", "stripe", "canny_edges"}
BLACK = np.zeros((200, 28, 28), np.uint8)
GREY = np.full((200, 28, 28), 90, np.uint8)
MIDDLE = 13.5


def some_digits() -> NDArray[np.uint8]:
    """Forty pictures with a drawn 8, 4 pixels of black round it as in MNIST."""
    picture = np.zeros((28, 28), np.uint8)
    cv2.putText(picture, "8", (7, 23), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 255, 2, cv2.LINE_AA)
    return np.stack([picture] * 40)


def bar() -> NDArray[np.uint8]:
    """Forty pictures with an upright bar in the very middle."""
    pictures = np.zeros((40, 28, 28), np.uint8)
    pictures[:, 6:22, 12:16] = 255
    return pictures


def mass(pictures: NDArray[np.uint8]) -> NDArray[np.float64]:
    return pictures.sum(axis=(1, 2)) / 255


def lean(picture: NDArray[np.uint8]) -> float:
    """Angle in radians of the ink's long axis from the upright."""
    y, x = np.nonzero(picture > 127)
    return float(np.arctan(np.polyfit(y, x, 1)[0]))


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_pictures_in_pictures_out(name: str) -> None:
    images = some_digits()
    before = images.copy()
    result = corrupted(images, name, seed=1)
    assert result.dtype == np.uint8
    assert result.shape == images.shape
    assert (result != images).any(axis=(1, 2)).mean() > 0.9  # a line of dots may hide in the strokes
    assert np.array_equal(images, before)


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_chance_comes_from_the_seed_alone(name: str) -> None:
    images = some_digits()
    first = corrupted(images, name, seed=1)
    assert np.array_equal(corrupted(images, name, seed=1), first)
    assert np.array_equal(corrupted(images, name, seed=2), first) == (name in WITHOUT_CHANCE)


@pytest.mark.parametrize("name", CORRUPTIONS)
def test_a_picture_alone_is_a_stack_of_one_and_none_is_none(name: str) -> None:
    images = some_digits()
    assert np.array_equal(corrupted(images[0], name, 3), corrupted(images[:1], name, 3)[0])
    assert corrupted(images[:0], name, 3).shape == (0, 28, 28)


@pytest.mark.parametrize(
    "images",
    [
        np.zeros((28, 28), np.float32),  # another dtype
        np.zeros((2, 28, 27), np.uint8),  # another size
        np.zeros((2, 28, 28, 1), np.uint8),  # a channel
    ],
)
def test_other_pictures_are_refused(images: NDArray[np.uint8]) -> None:
    with pytest.raises(ValueError, match=r"images must be uint8 \(28, 28\) or \(n, 28, 28\), but are"):
        corrupted(images, "fog", 1)


def test_an_unknown_corruption_is_refused() -> None:
    with pytest.raises(ValueError, match=r"expected a corruption of shot_noise, .*, found 'frost'"):
        corrupted(BLACK, "frost", 1)


def test_shot_noise_counts_photons() -> None:
    noisy = corrupted(GREY, "shot_noise", 1)
    assert set(np.unique(noisy)) == {0, 85, 170, 255}
    photons = 3 * 90 / 255
    assert (noisy == 0).mean() == pytest.approx(np.exp(-photons), abs=0.005)  # Poisson's chance of none
    assert (noisy == 85).mean() == pytest.approx(photons * np.exp(-photons), abs=0.005)
    assert not corrupted(BLACK, "shot_noise", 1).any()


def test_impulse_noise_breaks_17_pixels_in_a_hundred() -> None:
    noisy = corrupted(GREY, "impulse_noise", 1)
    assert (noisy == 255).mean() == pytest.approx(0.085, abs=0.003)
    assert (noisy == 0).mean() == pytest.approx(0.085, abs=0.003)
    assert set(np.unique(noisy)) == {0, 90, 255}


def test_glass_moves_ink_but_makes_none() -> None:
    digits = some_digits()
    assert mass(corrupted(digits, "glass_blur", 1)) == pytest.approx(mass(digits), rel=0.03)
    assert np.abs(corrupted(GREY, "glass_blur", 1).astype(int) - 90).max() <= 1


def test_glass_blurs_down_the_columns_only() -> None:
    beyond_the_shuffle = np.zeros((40, 28, 28), np.uint8)
    beyond_the_shuffle[:, 14, 0] = 255
    glassy = corrupted(beyond_the_shuffle, "glass_blur", 1)
    assert glassy[:, 14, 0].all()
    assert glassy[:, 12, 0].all()
    assert not glassy[:, :, 1:].any()


def test_motion_trails_to_the_left_and_at_most_45_degrees_up_or_down() -> None:
    dot = np.zeros((200, 28, 28), np.uint8)
    dot[:, 14, 20] = 255
    trail = corrupted(dot, "motion_blur", 1).astype(float)
    weights = np.exp(-(np.arange(21) ** 2) / 18)
    assert trail[:, 14, 20] == pytest.approx(255 * weights[0] / weights.sum(), abs=1)
    assert not trail[:, :, 21:].any()
    y, x = np.indices((28, 28))
    left = (trail * (20 - x)).sum(axis=(1, 2)) / trail.sum(axis=(1, 2))
    down = (trail * (y - 14)).sum(axis=(1, 2)) / trail.sum(axis=(1, 2))
    assert np.abs(down / left).max() < 1.1  # whole pixels
    assert np.std(np.arctan2(down, left)) == pytest.approx(np.deg2rad(90) / 12**0.5, rel=0.15)
    length = (weights * np.arange(21)).sum() / weights.sum()
    assert np.hypot(left, down) == pytest.approx(length, rel=0.1)
    assert np.array_equal(corrupted(GREY, "motion_blur", 1), GREY)


@pytest.mark.parametrize(
    ("name", "area", "angle"),
    [
        ("scale", 0.7**2, 0.0),
        ("rotate", 1.0, 0.4),
        ("shear", 1 / np.cos(0.4), 0.4),  # as wide, and the slanted side as long upwards as 1 / cos
    ],
)
def test_geometry_changes_area_and_angle_as_said(name: str, area: float, angle: float) -> None:
    pictures = bar()
    seen = corrupted(pictures, name, 1)
    assert mass(seen) == pytest.approx(area * mass(pictures), rel=0.03)
    leans = np.array([lean(picture) for picture in seen])
    assert np.abs(leans) == pytest.approx(angle, abs=0.05)
    if angle:
        assert 8 < (leans > 0).sum() < 32  # either way
    y, x = np.indices((28, 28))
    for axis in (x, y):  # about the middle
        assert (seen * axis).sum(axis=(1, 2)) / seen.sum(axis=(1, 2)) == pytest.approx(MIDDLE, abs=0.1)


def test_translate_shifts_by_whole_pixels_both_ways() -> None:
    digit = some_digits()[0]
    shifted = {tuple(picture.ravel()) for picture in corrupted(some_digits(), "translate", 1)}
    # The digit's margin is wider than the shift, so what leaves on one side and comes in at the other is black.
    ways = [np.roll(digit, (y, x), (0, 1)) for y in (-3, 3) for x in (-3, 3)]
    assert shifted == {tuple(way.ravel()) for way in ways}


def test_what_is_pushed_out_of_the_picture_is_lost() -> None:
    pushed = corrupted(np.full((40, 28, 28), 255, np.uint8), "translate", 1)
    assert (mass(pushed) == 25 * 25).all()


def test_brightness_adds_half_of_white() -> None:
    ramp = np.arange(256, dtype=np.uint8).repeat(4)[: 28 * 28].reshape(28, 28)
    expected = np.minimum(np.rint(ramp + 127.5), 255)
    assert np.abs(corrupted(ramp, "brightness", 1) - expected).max() <= 1  # halves may round either way


def test_stripe_inverts_seven_columns_on_either_side() -> None:
    digit = some_digits()[0]
    striped = corrupted(digit, "stripe", 1)
    assert np.array_equal(striped[:, :7], 255 - digit[:, :7])
    assert np.array_equal(striped[:, 7:21], digit[:, 7:21])
    assert np.array_equal(striped[:, 21:], 255 - digit[:, 21:])


def test_fog_leaves_a_quarter_of_the_contrast() -> None:
    half = np.zeros((200, 28, 28), np.uint8)
    half[:, :, 14:] = 255
    foggy = corrupted(half, "fog", 1).astype(float)
    step = foggy[:, :, 14].mean() - foggy[:, :, 13].mean()
    assert step == pytest.approx(255 / 4, abs=3)
    assert foggy.min() >= 0
    assert foggy[:, :, :14].max() <= 255 * 3 / 4 + 1
    assert not corrupted(BLACK, "fog", 1).any()  # as bright as the brightest pixel allows


def test_fog_is_a_landscape_without_seams() -> None:
    ground = landscapes(20, 64, 1.4, np.random.default_rng(1))
    assert ground.min(axis=(1, 2)) == pytest.approx(0)
    assert ground.max(axis=(1, 2)) == pytest.approx(1)
    inside = np.abs(np.diff(ground, axis=2)).mean()
    seam = np.abs(ground[:, :, 0] - ground[:, :, -1]).mean()
    assert seam == pytest.approx(inside, rel=0.3)
    smooth = landscapes(20, 64, 2.0, np.random.default_rng(1))
    assert np.abs(np.diff(smooth, axis=2)).mean() < 0.8 * inside


def test_spatter_is_dark_mud_on_paper_and_ink() -> None:
    mud = corrupted(BLACK, "spatter", 1)
    assert set(np.unique(mud)) <= {0, *range(50, 64)}  # 0.8 to 1 of 63: thinner mud is none
    share = (mud > 0).mean()
    assert 0.1 < share < 0.3
    white = corrupted(np.full_like(BLACK, 255), "spatter", 1)
    assert np.array_equal(white < 255, mud > 0)  # ink is hidden where paper is dirty
    assert white[mud > 0].max() <= 255 * 0.2 + 63


def test_dots_stand_in_every_second_pair_of_columns() -> None:
    line = corrupted(BLACK, "dotted_line", 1)
    dotted = line.any(axis=1)
    assert set(np.flatnonzero(dotted.any(axis=0))) == {2, 3, 6, 7, 10, 11, 14, 15, 18, 19, 22, 23, 26}
    assert line[dotted[:, None, :].repeat(28, 1)].max() == 255
    assert dotted[:, 6].all()


def test_a_soft_line_fades_with_the_vertical_distance() -> None:
    (line,) = soft_lines((np.array([0]), np.array([10])), (np.array([28]), np.array([10])))
    expected = [1 + np.log(1 - distance / 2.3) for distance in (0, 1)]
    assert line[10:13, 5] == pytest.approx([*expected, 0], abs=1e-6)
    assert line[8:13, 5] == pytest.approx(line[8:13, 20])


def test_a_zigzag_goes_two_rows_up_and_down_with_a_corner_every_four_columns() -> None:
    lines = corrupted(BLACK, "zigzag", 1)
    columns = lines.any(axis=(0, 1))
    assert set(np.flatnonzero(columns)) <= set(range(1, 26))  # the end's slant moves it by less than a pixel
    whole = [line for line in lines if not line[[0, 1, -2, -1]].any()]
    assert len(whole) > 50
    rows = np.indices((28, 28))[0]
    for line in whole:
        middle = (line * rows).sum(axis=0)[3:25] / line.sum(axis=0)[3:25]
        course = np.polyval(np.polyfit(np.arange(3, 25), middle, 1), np.arange(3, 25))
        turns = np.flatnonzero(np.diff(np.sign(middle - course)))
        assert 4 <= len(turns) <= 7
        assert 1 < np.abs(middle - course).max() < 2.7


def test_edges_are_the_outline_and_nothing_else() -> None:
    square = np.zeros((28, 28), np.uint8)
    square[8:20, 8:20] = 255
    edges = corrupted(square, "canny_edges", 1)
    assert set(np.unique(edges)) == {0, 255}
    y, x = np.nonzero(edges)
    outline = np.maximum(np.abs(y - MIDDLE), np.abs(x - MIDDLE))
    assert outline.min() >= 4.5
    assert outline.max() <= 7.5
    assert 36 <= len(y) <= 56  # a closed line one pixel wide
    assert not corrupted(GREY, "canny_edges", 1).any()
