"""Handwriting made by a procedure: a hand is drawn by lot, and writes every digit in its own way, a little differently
each time.

    hand = sample_hand(rng)
    picture = draw_strokes(write_digit(4, hand, rng), height=64, pen_width=hand.pen_width * 64, pressure=hand.pressure)
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from train.alphabet import CHARACTERS, DIGITS, TIDY_CHARACTERS
from train.strokes import Model, Points


@dataclass(frozen=True)
class Hand:
    """How one person writes: constant over a page, with `looseness` saying how much each writing differs."""

    models: Mapping[str, int]
    """Which of the stroke models each character gets."""
    habit: int
    """Seed of what is this person's own in every character: lasting shifts of its control points."""
    peculiarity: float
    """Size of those shifts, in heights; 0.03 is ordinary, 0.06 odd."""
    slant: float
    """Shear, widths per height; positive leans to the right, as most people's does."""
    aspect: float
    """Width relative to the models'."""
    roundness: float
    """0 draws straight from point to point, 1 curves fully through them."""
    haste: float
    """0 to 1: how far corners are rounded off and strokes overrun or fall short of their ends."""
    tremor: float
    """Unsteadiness within a stroke, in heights."""
    looseness: float
    """How much a control point moves from one writing to the next, in heights."""
    pen_width: float
    """Pen's width in digit heights."""
    pressure: float
    """0 to 1: how much the width changes along the stroke."""


def _shares(characters: Mapping[str, Sequence[Model]]) -> dict[str, list[float]]:
    """For each character the bounds, rising from 0 to 1, between which a lot falls for each of its stroke models."""
    return {
        character: (np.cumsum([model.weight for model in models])[:-1] / sum(model.weight for model in models)).tolist()
        for character, models in characters.items()
    }


@dataclass(frozen=True)
class Crowd:
    """Many people: how their hands differ."""

    shares: Mapping[str, Sequence[float]]
    """For each character the bounds, rising from 0 to 1, between which a lot falls for each of its stroke models."""
    peculiarity: float = 0.03
    """Mean of the hands' own, in heights."""
    slant: tuple[float, float] = (0.15, 0.2)
    """Mean and standard deviation, in widths per height."""
    steepest: tuple[float, float] = (-0.35, 0.65)
    """The least and the greatest slant."""
    aspect: tuple[float, float] = (0.12, 0.2)
    """Mean and standard deviation of its natural logarithm."""
    pen_width: tuple[float, float] = (float(np.log(0.1)), 0.33)
    """Mean and standard deviation of its natural logarithm, in digit heights."""


TIDY = Crowd(_shares(TIDY_CHARACTERS))
"""Whoever writes so that others can read it."""
ANYONE = Crowd(
    _shares(CHARACTERS),
    peculiarity=0.045,
    slant=(0.15, 0.25),
    steepest=(-0.6, 1.0),
    aspect=(0.22, 0.22),
    pen_width=(float(np.log(0.121)), 0.39),
)
"""Hurried and odd hands as well, as in any large collection of digits."""


def sample_hand(rng: np.random.Generator, crowd: Crowd = TIDY) -> Hand:
    """One person's hand out of `crowd`, from careful to hurried."""
    haste = float(rng.beta(1.6, 2.4))
    lots = rng.random(len(crowd.shares)).tolist()
    shares = crowd.shares.items()
    return Hand(
        models={character: bisect(bounds, lot) for (character, bounds), lot in zip(shares, lots, strict=True)},
        habit=int(rng.integers(2**31)),
        peculiarity=float(rng.gamma(4, crowd.peculiarity / 4)),
        slant=min(max(float(rng.normal(*crowd.slant)), crowd.steepest[0]), crowd.steepest[1]),
        aspect=float(np.exp(rng.normal(*crowd.aspect))),
        roundness=float(rng.uniform(0.75, 1.15)),
        haste=haste,
        tremor=float(rng.gamma(2, 0.002)),
        looseness=float(0.008 + 0.018 * haste),
        pen_width=float(np.exp(rng.normal(*crowd.pen_width))),
        pressure=float(rng.beta(2, 3)),
    )


def write_digit(digit: int | str, hand: Hand, rng: np.random.Generator) -> list[Points]:
    """The strokes of one digit, 0 to 9, as `hand` writes it this time.

    Returns one float32 (n, 2) polyline a stroke, in the unit box: the longer side is 1, the other as it falls, and
    both start at 0. Raises KeyError for anything but a digit.
    """
    label = str(digit)
    strokes = _shape(DIGITS[label][hand.models[label]], label, hand, rng)
    everything = np.concatenate(strokes)
    low = everything.min(axis=0)
    longer = float((everything.max(axis=0) - low).max())
    return [np.minimum(np.maximum((stroke - low) / longer, 0), 1) for stroke in strokes]


def write_character(character: str, hand: Hand, rng: np.random.Generator) -> list[Points]:
    """The strokes of a digit, a sign or a letter, standing on the baseline y = 1, digits about 1 high.

    Returns float32 (n, 2) polylines from x = 0. Raises ValueError for a character that this hand does not write.
    """
    if character not in hand.models:
        raise ValueError(f"cannot write {character!r}: expected one of {''.join(hand.models)}")
    strokes = _shape(CHARACTERS[character][hand.models[character]], character, hand, rng)
    left = min(float(stroke[:, 0].min()) for stroke in strokes)
    return [stroke - np.array([left, 0], np.float32) for stroke in strokes]


@dataclass(frozen=True)
class Character:
    """One written character of a line."""

    label: str
    strokes: tuple[Points, ...]
    """float32 (n, 2) polylines, in digit heights from the line's left end; the baseline is y = 1."""

    @property
    def extent(self) -> tuple[float, float, float, float]:
        """Tight left, top, right and bottom of the pen's path, without the pen's width."""
        points = np.concatenate(self.strokes)
        (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
        return float(left), float(top), float(right), float(bottom)


def write_text(text: str, hand: Hand, rng: np.random.Generator, spacing: float = 0.25) -> list[Character]:
    """A line of digits, signs, small letters and spaces, from x = 0, digits about 1 high on the baseline y = 1.

    `spacing` is the mean gap between neighbours in digit heights; the gap, the size and the baseline wander as people's
    do, but neighbours never touch as long as it is well above the pen's width. Spaces write nothing.
    """
    line = []
    x, drift = 0.0, 0.0
    for character in text:
        if character == " ":
            x += 0.45 + spacing
            continue
        drift = 0.7 * drift + float(rng.normal(0, 0.02))
        size = float(np.clip(rng.normal(1, 0.04), 0.88, 1.12))
        strokes = [(stroke - (0, 1)) * size + (x, 1 + drift) for stroke in write_character(character, hand, rng)]
        line.append(Character(character, tuple(stroke.astype(np.float32) for stroke in strokes)))
        x = line[-1].extent[2] + spacing * float(np.clip(rng.normal(1, 0.25), 0.5, 1.6))
    return line


def _shape(model: Model, character: str, hand: Hand, rng: np.random.Generator) -> list[Points]:
    """The strokes of `model` in this hand, in digit heights, slanted about the baseline y = 1."""
    habit = np.random.default_rng((hand.habit, ord(character)))
    # A smooth warp of the whole box keeps loops closed and strokes together; the shifts of single points do the rest.
    warp = habit.normal(0, 1.2 * hand.peculiarity, (2, 5)) + rng.normal(0, 1.2 * hand.looseness, (2, 5))
    turn = rng.normal(0, 0.03)
    linear = np.array([[hand.aspect * np.exp(rng.normal(0, 0.05)), 0], [-hand.slant + turn, 1]])
    strokes = []
    for stroke in model.strokes:
        own = habit.normal(0, hand.peculiarity / 2, stroke.points.shape)
        now = rng.normal(0, hand.looseness, stroke.points.shape)
        whole = rng.normal(0, hand.looseness, 2) if len(model.strokes) > 1 else 0  # where the pen comes down again
        control = stroke.points + (warp @ stroke.field).T + own + now + whole
        control = (control - (0, 1)) @ linear + (0, 1)
        straight, tangent = stroke.basis
        curve = (straight + hand.roundness * tangent) @ control
        curve = _hurried(curve, hand.haste, rng)
        strokes.append(_trembling(curve, hand.tremor, rng).astype(np.float32))
    return strokes


def _hurried(curve: NDArray[np.float64], haste: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """`curve` (n, 2) with its corners rounded off and its ends drawn longer or broken off, the more the hastier."""
    for _ in range(round(4 * haste)):
        curve = np.concatenate([curve[:1], (curve[:-2] + 2 * curve[1:-1] + curve[2:]) / 4, curve[-1:]])
    if len(curve) > 12:
        cut = int(rng.integers(0, 1 + round(2 * haste)))
        curve = curve[: len(curve) - cut]
        overrun = curve[-1] + (curve[-1] - curve[-3]) * abs(rng.normal(0, 0.6 * haste))
        curve = np.concatenate([curve, overrun[None]])
    return curve


def _trembling(curve: NDArray[np.float64], tremor: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """`curve` (n, 2) with an unsteady wander of about `tremor` heights, its steps a few points long."""
    knots = rng.normal(0, tremor, (len(curve) // 3 + 2, 2))
    along, at = np.arange(len(curve)) / 3, np.arange(len(knots))
    return curve + np.array([np.interp(along, at, knots[:, 0]), np.interp(along, at, knots[:, 1])]).T
