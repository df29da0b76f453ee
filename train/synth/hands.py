"""Who writes on a page: real people's strokes, MNIST's digits, or the own generator; and what their pens leave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from train.handwriting import ANYONE, TIDY, Hand, sample_hand, write_character
from train.pen import lay_ink
from train.strokes import Points
from train.synth import typeset
from train.synth.fonts import fonts
from train.synth.material import Material
from train.synth.samples import Samples
from train.synth.sheet import Coverage, Ink
from train.synth.truth import DIGIT, HANDWRITING, PRINT, PRINTED_DIGIT

SMALL = "acemnorsuvwxz"  # letters as high as an x
HANGING = "gpqyj"  # letters that hang below the line
PRINTED = 0.02  # share of writers in whose place print stands: what is round a digit does not tell
CAREFUL = 0.4  # share of generated hands that write so that others can read it
EVEN = 0.5  # share of pens whose width does not follow the hand: felt-tips, markers, drawings on a screen
CRISP = 1.2  # times: MNIST's pixels enlarged further are drawn anew with sharp edges


@dataclass(frozen=True)
class Pen:
    """A pen and the ink in it."""

    ink: Ink
    width: float
    """Pixels."""
    pressure: float = 0.3
    """How much the width follows the hand, 0 to 1."""


@dataclass(frozen=True, eq=False)
class Glyph:
    """One written character: ink, and where it stands."""

    coverage: Coverage
    left: float
    """Pixels from the pen's place to the corner of `coverage`; the ink itself begins at the pen's place."""
    top: float
    """Pixels from the top of the line of digits to the corner of `coverage`."""
    advance: float
    """Width of the ink in pixels."""


@dataclass(frozen=True, eq=False)
class Writer:
    """One person's writing, as far as it is known; what is not known of one is borrowed from all."""

    material: Material
    hand: Hand
    """The generated hand, for whatever nobody real wrote."""
    digits_by: str
    """"people", "mnist" or "generator"."""
    person: int | None = None
    """A writer of the material."""
    slant: float = 0.0
    """By which digits of others are slanted, so that they look of one hand."""
    aspect: float = 1.0
    """Width by height, likewise."""
    unsteady: float = 0.05
    """How much size and baseline wander, in digit heights."""
    boldness: float = 0.0
    """Of MNIST's digits when they are drawn anew, in grey levels."""
    own: Mapping[str, NDArray[np.int64]] = field(default_factory=dict)
    """Of each digit the samples by this person."""
    font: str = ""
    """A font of print that stands where somebody would write, or nothing."""

    @property
    def digit_kind(self) -> int:
        """What kind of mark the digits are."""
        return PRINTED_DIGIT if self.font else DIGIT

    @property
    def word_kind(self) -> int:
        """What kind of mark letters are."""
        return PRINT if self.font else HANDWRITING

    def glyph(self, character: str, height: float, pen: Pen, rng: np.random.Generator) -> Glyph | None:
        """`character` written with digits `height` pixels high; None where nobody can write it."""
        size = height * float(np.clip(rng.normal(1, self.unsteady), 0.75, 1.3))
        shift = float(rng.normal(0, self.unsteady * 0.7)) * height
        if self.font:
            run = typeset.set_text(character, size, self.font)
            return Glyph(run.coverage, 0, run.top + height - size + shift, float(run.coverage.shape[1]))
        if character.isdigit() and self.digits_by == "mnist" and self.material.mnist is not None:
            return self._from_mnist(int(character), size, height, shift, rng)
        strokes = self._strokes(character, rng)
        if strokes is None:
            return None
        placed = [stroke * np.float32(size) for stroke in strokes]
        points = np.concatenate(placed)
        (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
        margin = pen.width * (0.5 + 0.2 * pen.pressure) + 1.5
        w, h = int(np.ceil(right - left + 2 * margin)), int(np.ceil(bottom - top + 2 * margin))
        offset = np.array([margin - left, margin - top], np.float32)
        coverage = lay_ink([stroke + offset for stroke in placed], (h, w), pen.width, pen.pressure)
        inset = margin - pen.width / 2
        lift = (height - size) + shift  # on the baseline
        return Glyph(coverage, -inset, float(top) - margin + lift, float(right - left) + pen.width)

    def _strokes(self, character: str, rng: np.random.Generator) -> list[Points] | None:
        """Strokes in digit heights, the top of digits at 0 and the baseline at 1."""
        if character.isdigit() and self.digits_by == "people" and self.material.digits is not None:
            found = self.own.get(character)
            if found is None or not len(found):
                found = self.material.digits.by_label.get(character)
            if found is not None and len(found):
                strokes = self.material.digits.strokes(int(found[rng.integers(len(found))]))
                return self._digit_shaped(strokes)
        if character.isalpha() and self.material.letters is not None and self.digits_by != "generator":
            known = self.material.letters.by_writer.get(self.person or -1, {}).get(character)
            found = known if known is not None else self.material.letters.by_label.get(character)
            if found is not None and len(found):
                return _letter(self.material.letters.strokes(int(found[rng.integers(len(found))])), character)
        if character in self.hand.models:
            return [s + np.float32(0) for s in write_character(character, self.hand, rng)]
        signs: Samples | None = self.material.signs
        found = signs.by_label.get(character) if signs is not None else None
        if signs is None or found is None or not len(found):
            return None
        return [s * np.float32(0.8) + np.float32(0.1) for s in signs.strokes(int(found[rng.integers(len(found))]))]

    def _digit_shaped(self, strokes: list[Points]) -> list[Points]:
        """Samples are as large as their longer side: digits stand as high as a digit, unless they are lying."""
        points = np.concatenate(strokes)
        tall = max(float(points[:, 1].max()), 0.55)
        shear = np.array([[self.aspect / tall, 0], [-self.slant / tall, 1 / tall]], np.float32)
        placed = [stroke @ shear for stroke in strokes]
        bottom = max(float(stroke[:, 1].max()) for stroke in placed)
        return [stroke + np.array([0, 1 - bottom], np.float32) for stroke in placed]

    def _from_mnist(self, digit: int, size: float, height: float, shift: float, rng: np.random.Generator) -> Glyph:
        mnist, of_label = self.material.mnist, self.material.mnist_by_label[digit]
        assert mnist is not None
        picture = mnist.images[of_label[rng.integers(len(of_label))]]
        x, y, w, h = cv2.boundingRect((picture > 60).astype(np.uint8))
        part = np.pad(picture, 2)[y : y + h + 4, x : x + w + 4]
        scale = size / max(h, 8)
        wide, high = max(2, round((w + 4) * scale * self.aspect)), max(3, round((h + 4) * scale))
        large = cv2.resize(part, (wide, high), interpolation=cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA)
        ink = large.astype(np.float32)
        if scale > CRISP:
            ink = cv2.GaussianBlur(ink, (0, 0), 0.3 * scale)
            edge = 115 - self.boldness  # grey that becomes half of the ink; where there is none, none comes
            ink = (ink - edge) * max(min(scale, 6) * 0.8, 127 / edge) + 127
        slant = self.slant
        pad = int(abs(slant) * high) + 1
        ink = cv2.copyMakeBorder(np.clip(ink, 0, 255), 1, 1, pad, pad, cv2.BORDER_CONSTANT, value=0)
        shear = np.array([[1, -slant, slant * ink.shape[0] / 2], [0, 1, 0]], np.float32)
        ink = cv2.warpAffine(ink, shear, (ink.shape[1], ink.shape[0]))
        coverage = ink.astype(np.uint8)
        left, top, width, _ = cv2.boundingRect((coverage > 90).astype(np.uint8))
        return Glyph(coverage, -float(left), height - size + shift - top, float(max(width, 1)))


def sample_writer(rng: np.random.Generator, material: Material) -> Writer:
    """Somebody by lot."""
    kinds = ["people"] * 5 if material.digits is not None else []
    kinds += ["mnist"] * 3 if material.mnist is not None else []
    kinds += ["generator"] * 3
    digits_by = kinds[rng.integers(len(kinds))]
    hand = sample_hand(rng, TIDY if rng.random() < CAREFUL else ANYONE)
    person, own = None, {}
    if material.digits is not None:
        people = list(material.digits.by_writer)
        person = people[rng.integers(len(people))]
        if rng.random() < 0.75:
            own = dict(material.digits.by_writer[person])
    prints = fonts(material.print_fonts, material.hand_fonts).text if rng.random() < PRINTED else ("",)
    return Writer(
        material,
        hand,
        digits_by,
        person,
        slant=float(rng.normal(0, 0.08) if digits_by == "people" else rng.normal(0.03, 0.15)),
        aspect=float(np.exp(rng.normal(0, 0.14))),
        unsteady=float(rng.choice([0.0, 0.02, 0.05, 0.1])) * (0.3 if prints[0] else 1.0),
        boldness=float(rng.uniform(-80, 60)),
        own=own,
        font=prints[int(rng.integers(len(prints)))],
    )


def sample_pen(rng: np.random.Generator, dark: bool, height: float) -> Pen:
    """A pen that shows on a `dark` or a light ground, for digits `height` pixels high."""
    width = max(1.0, height * float(np.exp(rng.uniform(np.log(0.035), np.log(0.2)))))
    lot = rng.random()
    opacity = float(rng.uniform(0.75, 1))
    grain, covers = 0.0, dark
    if dark:
        tint = rng.uniform(170, 255, 3) if lot < 0.3 else np.full(3, rng.uniform(170, 255))
        grain = float(rng.uniform(0.3, 0.8)) if lot > 0.5 else 0.0  # chalk
    elif lot < 0.34:  # black
        tint = rng.uniform(0, 60) + rng.uniform(0, 15, 3)
    elif lot < 0.62:  # blue
        tint = np.array([rng.uniform(100, 210), rng.uniform(20, 110), rng.uniform(0, 80)])
    elif lot < 0.72:  # red
        tint = np.array([rng.uniform(20, 90), rng.uniform(10, 80), rng.uniform(140, 225)])
    elif lot < 0.78:  # green
        tint = np.array([rng.uniform(30, 100), rng.uniform(90, 150), rng.uniform(10, 80)])
    elif lot < 0.92:  # pencil
        tint, grain = np.full(3, rng.uniform(40, 110)), float(rng.uniform(0.2, 0.6))
        opacity = float(rng.uniform(0.5, 0.9))
    else:
        tint = rng.uniform(0, 150, 3)
    if rng.random() < 0.12:  # a pen that is nearly empty
        opacity *= float(rng.uniform(0.35, 0.7))
    blue, green, red = (float(value) for value in tint)
    pressure = 0.0 if rng.random() < EVEN else float(rng.beta(2, 3))
    return Pen(Ink((blue, green, red), opacity, covers, grain), width, pressure)


def _letter(strokes: list[Points], character: str) -> list[Points]:
    """A letter's strokes, as large as its longer side, set among digits that reach from 0 to 1."""
    points = np.concatenate(strokes)
    high = max(float(points[:, 1].max()), 0.3)
    if character in SMALL:
        tall, bottom = 0.62, 1.0
    elif character in HANGING:
        tall, bottom = 0.95, 1.32
    else:
        tall, bottom = 1.0, 1.0
    scale = np.float32(tall / high)
    return [stroke * scale + np.array([0, bottom - tall], np.float32) for stroke in strokes]
