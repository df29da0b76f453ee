"""What the network is taught with: digits by people and by procedure, marks that are none, and all of them worn."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.glyph import glyph
from train.augment import GENTLE, Wear, worn
from train.data import DataError, Digits
from train.drawings import arches, drawing, scribble, tick_or_cross
from train.found import find_marks
from train.leftovers import with_leftovers
from train.marks import Marks, write_marks
from train.negatives import SENSELESS_WHEN_LYING, beside, letters, lying, piece, sign
from train.page_marks import blot, corner, ruling, shadow_edge
from train.report.pictures import glyph_sheet
from train.report.subject import Subject
from train.report.wording import figure, missing, prose, strip

Mark = NDArray[np.uint8]

SEED = 7  # of all that is drawn by lot for the page, so that it is the same every time
COLUMNS = 12  # of a sheet of digits
PAGES = 4  # on which marks are found
OF_A_KIND = 7  # marks shown of each kind
WORN = (2, 4, 5, 8)  # digits of which worn ones are shown
DRAWS = 5  # times that each of them is worn


def digits_and_marks(subject: Subject) -> str:
    """Sheets of MNIST's digits, of the project's own, and of what is no digit, kind by kind."""
    rng = np.random.default_rng(SEED)
    written = write_marks(10 * COLUMNS, rng)
    order = np.argsort(written.labels, kind="stable")
    own = Digits(np.stack([glyph(written.digits[at]) for at in order]), written.labels[order])
    try:
        digits = _some_of_each(subject.training, COLUMNS, rng)
        mnist = figure(glyph_sheet(digits.images, COLUMNS, "digits of MNIST, a row for each of 0 to 9"), prose("mnist"))
    except DataError as error:
        digits = own
        mnist = missing(f"MNIST’s digits are left out here: {str(error).splitlines()[0]}")
    own_sheet = glyph_sheet(own.images, COLUMNS, "digits in this project's own hands, a row for each of 0 to 9")
    kinds = [
        strip(name, glyph_sheet(_drawn(draw, rng), OF_A_KIND, name))
        for name, draw in _kinds(digits, written, rng).items()
    ]
    data = subject.card.get("training", {}).get("data")
    return prose(
        "data",
        trained_on=f"<p>What this model was trained on, as its card says: {escape(str(data))}.</p>" if data else "",
        mnist=mnist,
        own=figure(own_sheet, prose("own")),
        kinds="".join(kinds),
    )


def worn_by_hands(subject: Subject) -> str:
    """The same digits as other hands, pens and cameras would give them: a little changed, and much."""
    rng = np.random.default_rng(SEED)
    try:
        images = list(_some_of_each(subject.training, 1, rng).images[list(WORN)])
    except DataError:
        written = write_marks(10, rng)
        images = [written.digits[label] for label in WORN]

    def sheet(change: Callable[[Mark], Mark], draws: int, alt: str) -> str:
        return glyph_sheet(np.stack([change(image) for image in images for _ in range(draws)]), draws, alt)

    return prose(
        "wear",
        before=sheet(glyph, 1, "four digits"),
        gentle=sheet(lambda image: glyph(worn(image, GENTLE, rng)), DRAWS, "each of them a little changed"),
        rough=sheet(lambda image: glyph(worn(image, Wear(), rng)), DRAWS, "each of them much changed"),
        leftovers=sheet(
            lambda image: with_leftovers(glyph(worn(image, GENTLE, rng)), rng), DRAWS, "each with leftovers of the page"
        ),
    )


def _some_of_each(digits: Digits, count: int, rng: np.random.Generator) -> Digits:
    """`count` of each label, in the order of the labels."""
    return digits[np.concatenate([rng.choice(np.flatnonzero(digits.labels == one), count, False) for one in range(10)])]


def _kinds(digits: Digits, written: Marks, rng: np.random.Generator) -> dict[str, Callable[[], Mark]]:
    """What `train.negatives` mixes, by the name of its kind."""
    turnable = digits[np.isin(digits.labels, SENSELESS_WHEN_LYING)]
    found = find_marks(PAGES, rng)

    def any_of(images: Mark) -> Mark:
        return images[int(rng.integers(len(images)))]

    return {
        "Letters and signs in the project’s own hands": lambda: written.others[int(rng.integers(len(written.others)))],
        "Marks that the reader found on synthetic pages": lambda: found.others[int(rng.integers(len(found.others)))],
        "Letters": lambda: letters(rng, 1),
        "Words": lambda: letters(rng, int(rng.integers(2, 5))),
        "Signs": lambda: sign(rng),
        "Scribbles": lambda: scribble(rng),
        "Ticks, crosses, arrows": lambda: tick_or_cross(rng),
        "Little drawings": lambda: drawing(rng),
        "Arches": lambda: arches(rng),
        "Pieces of digits": lambda: piece(any_of(digits.images), rng),
        "Two digits in one box": lambda: beside(any_of(digits.images), any_of(digits.images), rng),
        "Digits that lie": lambda: lying(any_of(turnable.images), rng),
        "Ruling": lambda: ruling(rng),
        "Corners of tables": lambda: corner(rng),
        "Edges of shadows": lambda: shadow_edge(rng),
        "Blots": lambda: blot(rng),
    }


def _drawn(draw: Callable[[], Mark], rng: np.random.Generator) -> Mark:
    """OF_A_KIND marks as the network sees them, (n, 28, 28); draws that left no ink are drawn again."""
    found: list[Mark] = []
    while len(found) < OF_A_KIND:
        mark = draw()
        if cv2.countNonZero(mark):
            found.append(glyph(worn(mark, Wear(), rng)))
    return np.stack(found)
