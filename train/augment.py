"""What pens, hands and cameras do to a drawn mark, before `edge.glyph` makes the network's picture of it.

The same `worn` is applied to digits and to what is not a digit, so that the network cannot tell the two by how they
were made. Nothing is ever mirrored: a mirrored 2 is not a 2.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.glyph import SIDE, glyph


@dataclass(frozen=True)
class Wear:
    """How far a mark may be changed. The ranges are what one sees between hands, pens and cameras."""

    rotation: float = 0.2
    """Radians either way; 0.2 is 11°."""
    slant: float = 0.25
    """Horizontal shift by height, either way."""
    aspect: float = 0.2
    """Natural logarithm of width by height, either way."""
    perspective: float = 0.12
    """How much wider one side may be than the other, as a share."""
    elastic: float = 0.04
    """Standard deviation of the local shift, as a share of the mark's side."""
    smallest: int = 12
    """Pixels of the mark's side in the imagined camera picture, at the least."""
    largest: int = 56
    camera: bool = True
    """Whether pen, blur and ink change as well, and not only the hand."""


# Another writing of the same hand with the same pen: what the test set is like.
GENTLE = Wear(
    rotation=0.15, slant=0.15, aspect=0.1, perspective=0.05, elastic=0.02, smallest=32, largest=48, camera=False
)


LEVEL, GAIN = 110, 5  # with these, warped digits are as bright, as grey and as sharp as MNIST's own


def worn(mark: NDArray[np.uint8], wear: Wear, rng: np.random.Generator) -> NDArray[np.uint8]:
    """`mark` as another hand, pen and camera would have given it.

    `mark` is uint8 (h, w), ink bright on 0, with room around it. Returns uint8 (s, s), where s is a little more than
    a side between `wear.smallest` and `wear.largest`.
    """
    side = int(math.exp(rng.uniform(math.log(wear.smallest), math.log(wear.largest))) * 1.4)
    picture = cv2.warpPerspective(mark, _view(mark.shape, side, wear, rng), (side, side), flags=cv2.INTER_CUBIC)
    if wear.elastic and rng.random() < 0.5:
        picture = _elastic(picture, wear.elastic * rng.random(), rng)
    if wear.camera and rng.random() < 0.5:
        picture = _another_pen(picture, rng)
    if wear.camera and rng.random() < 0.3:
        picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.3, 0.02 * side + 0.31))
    # MNIST was black and white before it was made small (LeCun et al. 1998); without this, a digit that was warped is
    # softer than any in the test set, and a network that learns from such reads the test set worse.
    gain = GAIN if not wear.camera else rng.uniform(1, 6)
    level = LEVEL if not wear.camera else rng.uniform(80, 160)
    return _as_ink(picture, level, gain)


def _view(shape: tuple[int, ...], side: int, wear: Wear, rng: np.random.Generator) -> NDArray[np.float64]:
    """The 3×3 matrix that maps a mark of `shape` (h, w) into a picture of `side`, turned, slanted and seen askew."""
    turn = rng.uniform(-wear.rotation, wear.rotation)
    stretch = math.exp(rng.uniform(-wear.aspect, wear.aspect) / 2)
    slanted = np.array([[1, rng.uniform(-wear.slant, wear.slant), 0], [0, 1, 0], [0, 0, 1]])
    turned = np.array([[math.cos(turn), -math.sin(turn), 0], [math.sin(turn), math.cos(turn), 0], [0, 0, 1]])
    askew = np.eye(3)
    askew[2, :2] = rng.uniform(-wear.perspective, wear.perspective, 2) / side
    scale = side / max(shape) * 0.9  # leaves room for what turning and slanting push outwards
    from_centre = np.array([[1, 0, -shape[1] / 2], [0, 1, -shape[0] / 2], [0, 0, 1]])
    to_centre = np.array([[1, 0, side / 2], [0, 1, side / 2], [0, 0, 1]])
    return to_centre @ askew @ turned @ slanted @ np.diag([scale * stretch, scale / stretch, 1]) @ from_centre


def _elastic(picture: NDArray[np.uint8], strength: float, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Smooth local shifts (Simard et al. 2003), drawn on a coarse grid and widened, which is cheap and smooth."""
    side = picture.shape[0]
    coarse = rng.normal(0, strength * side, (2, 5, 5)).astype(np.float32)
    x, y = np.meshgrid(np.arange(side, dtype=np.float32), np.arange(side, dtype=np.float32))
    shift_x, shift_y = (cv2.resize(field, (side, side), interpolation=cv2.INTER_CUBIC) for field in coarse)
    return cv2.remap(picture, x + shift_x, y + shift_y, cv2.INTER_LINEAR)


def _another_pen(picture: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Strokes thicker or thinner by up to a thirtieth of the picture's side on either edge."""
    reach = int(rng.integers(0, max(1, picture.shape[0] // 30) + 1))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    if rng.random() < 0.5:
        return cv2.dilate(picture, disc)
    thinner = cv2.erode(picture, disc)
    # Thinned as far as it goes without losing part of a stroke.
    return thinner if int(thinner.sum()) > 0.4 * int(picture.sum()) else picture


def _as_ink(picture: NDArray[np.uint8], level: float, gain: float) -> NDArray[np.uint8]:
    """Grey pushed towards black and white about `level`, as finding ink in a camera picture does."""
    ramp = np.clip((np.arange(256) - level) * gain + 127.5, 0, 255)
    ramp[:24] = 0  # paper stays paper, or it would count as ink
    pushed = cv2.LUT(picture, ramp.astype(np.uint8))
    # A faint stroke below the level would be lost, and empty paper learnt as a digit.
    return pushed if int(pushed.sum()) > 0.25 * int(picture.sum()) else picture


def worn_glyphs(images: NDArray[np.uint8], gentle_share: float, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Every one of `images`, uint8 (n, h, w), worn and seen through `edge.glyph`: uint8 (n, 28, 28).

    `gentle_share` of them are changed only a little, since the test set's digits are the hands of MNIST itself.
    """
    glyphs = np.empty((len(images), SIDE, SIDE), np.uint8)
    wears = Wear(), GENTLE
    for i, image in enumerate(images):
        glyphs[i] = glyph(worn(image, wears[rng.random() < gentle_share], rng))
    return glyphs
