"""The pipeline: frame → ink → pieces → network → reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from time import perf_counter
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.card import LABELS, NOT_A_DIGIT
from edge.classify import Classifier
from edge.context import EVIDENCE_OF_ONE, WORD_GAP, Writing, outside_words, writing_of
from edge.expectation import as_expected
from edge.glyph import SIDE, glyph
from edge.ink import Ink, find_inks
from edge.lattice import CONFIDENT, candidates, choose
from edge.layout import lines_of
from edge.orientation import TURNS
from edge.reading import Box, Digit, Reading
from edge.ruling import without_lines
from edge.segment import Piece, find_pieces, leaves_picture
from edge.sheet_edge import is_sheet_edge
from edge.upright import evidence, most_upright
from edge.view import View

MOST_PIXELS = 4_000_000  # larger pictures are reduced to this: more shows the paper's fibres, not the digits
MARKS = 50.0  # times as many marks that are no digits lie on a page as among the digits that a model is calibrated on
SPANNING = 0.3  # of the picture's shorter side: what is longer may be ruling, a table or a box
FEW = 4  # so many 1s may stand alone; more of them that are more than MOST_ONES of the digits are strokes of a letter,
MOST_ONES = 0.7  # of print or of a heap of wires, or the gaps between such
MOST_SPANNING = 8  # of such pieces, the heaviest, are searched for lines: each costs a transform of its own


class Reader:
    """Reads frames with one classifier, which is built once.

    `classifier` is the network to use, the shipped one by default; digits below `min_confidence` (0 to 1) are left out.
    """

    def __init__(self, classifier: Classifier | None = None, min_confidence: float = 0.7) -> None:
        self.classifier = classifier or Classifier()
        self.min_confidence = min_confidence

    def read(
        self,
        frame: NDArray[np.uint8],
        *,
        rotate: int | Literal["auto"] = 0,
        roi: Box | None = None,
        expect: int | None = None,
    ) -> Reading:
        """All digits of `frame`, BGR uint8 (h, w, 3); their boxes lie in it whatever the options.

        `rotate` turns it clockwise before it is read, by 0, 90, 180 or 270 degrees; "auto" reads it in all four ways,
        which takes four times as long, and takes the one in which most looks like digits. Only the part `roi` is read,
        in pixels of the frame as given. `expect` says how many digits there should be: of ways to read that are nearly
        as likely, one with so many is taken. Where the evidence allows none, the reading has more or fewer.

        Raises `ValueError` for another shape, dtype, turn or number, and `RegionError` for a part outside the frame.
        """
        if frame.dtype != np.uint8 or frame.ndim != 3 or frame.shape[2] != 3:
            raise ValueError(f"a frame must be BGR uint8 (h, w, 3), but is {frame.dtype} {frame.shape}")
        if expect is not None and expect < 1:
            raise ValueError(f"expected digits must be 1 or more, but are {expect}")
        if rotate != "auto":
            return self._read_view(frame, View(rotate, roi), expect)
        readings = [self._read_view(frame, View(turn, roi), expect) for turn in TURNS]
        times = {stage: sum(r.milliseconds[stage] for r in readings) for stage in readings[0].milliseconds}
        return replace(readings[most_upright(evidence(readings))], milliseconds=times)

    def _read_view(self, frame: NDArray[np.uint8], view: View, expect: int | None) -> Reading:
        return view.as_given(self._read(view.of(frame), expect), frame.shape[1], frame.shape[0])

    def _read(self, frame: NDArray[np.uint8], expect: int | None) -> Reading:
        """All digits of `frame` as it is."""
        height, width = frame.shape[:2]
        start = perf_counter()
        reduction = min(1.0, (MOST_PIXELS / (height * width)) ** 0.5)
        inks = find_inks(_reduced(frame, reduction))
        after_ink = perf_counter()
        pieces = [self._pieces(ink) for ink in inks]
        after_segment = perf_counter()
        readings = [self._digits(own, 1 / reduction, width, height, expect) for own in pieces]
        digits, _ = max(readings, key=lambda reading: (reading[1], -len(reading[0])))
        end = perf_counter()
        milliseconds = {
            "ink": (after_ink - start) * 1e3,
            "segment": (after_segment - after_ink) * 1e3,
            "classify": (end - after_segment) * 1e3,
            "total": (end - start) * 1e3,
        }
        return Reading(width, height, digits, milliseconds, expected=expect)

    def _digits(
        self, pieces: Sequence[Piece], scale: float, width: int, height: int, expect: int | None
    ) -> tuple[tuple[Digit, ...], float]:
        """The digits among `pieces`, in reading order, and how much speaks for them.

        Their boxes times `scale` lie in the picture as given.
        """
        probabilities = self._probabilities(pieces)
        sure = np.flatnonzero(probabilities[:, :NOT_A_DIGIT].max(axis=1) >= CONFIDENT)
        writing = _writing([pieces[int(i)] for i in sure], probabilities[sure])
        if writing is not None:  # what lies outside it is not worth weighing
            near = [i for i, piece in enumerate(pieces) if writing.may_hold_part(piece)]
            pieces, probabilities = [pieces[i] for i in near], probabilities[near]
        options = candidates(pieces, probabilities[:, :NOT_A_DIGIT].max(axis=1))
        others = self._probabilities([option.piece for option in options[len(pieces) :]])
        probabilities = np.concatenate([probabilities, others])
        confidence = probabilities[:, :NOT_A_DIGIT].max(axis=1)
        likely = choose(options, confidence)
        chosen = [i for i in likely if confidence[i] >= self.min_confidence]
        writing = _writing([options[i].piece for i in chosen], probabilities[chosen])
        if writing is None and expect is not None:  # some are there, however unsure
            writing = _writing([options[i].piece for i in likely], probabilities[likely])
        if writing is None:
            return (), 0.0
        chosen = [i for i in chosen if writing.holds(options[i].piece)]
        read = frozenset[int]().union(*(options[i].atoms for i in chosen))
        letters = [o.piece for o in options[: len(pieces)] if not o.atoms & read and writing.holds_letter(o.piece)]
        alone = outside_words(
            [options[i].piece for i in chosen],
            [options[i].cuts > 0 for i in chosen],
            letters,
            WORD_GAP * writing.height,
        )
        chosen = [i for i, keep in zip(chosen, alone, strict=True) if keep]
        if expect is not None:
            chosen = as_expected(options, len(pieces), confidence, chosen, writing, expect)
        boxes = [options[i].piece.box for i in chosen]
        lines = lines_of(boxes)
        digits = tuple(
            Digit(
                LABELS[int(probabilities[chosen[k], :NOT_A_DIGIT].argmax())],
                float(confidence[chosen[k]]),
                boxes[k].scaled(scale, width, height),
                number,
            )
            for number, line in enumerate(lines)
            for k in line
        )
        return digits, _evidence(digits, [options[chosen[k]].piece for line in lines for k in line])

    def _pieces(self, ink: Ink) -> list[Piece]:
        """The pieces of `ink` that may be digits or parts of some."""
        pieces = self._unruled(find_pieces(ink), ink)
        return [p for p in pieces if not leaves_picture(p, ink.mask.shape) and not is_sheet_edge(p, ink)]

    def _unruled(self, pieces: Sequence[Piece], ink: Ink) -> list[Piece]:
        """`pieces` of `ink`, those without their long lines that span much of the picture and are no digit."""
        side = min(ink.mask.shape)
        spanning = [piece for piece in pieces if max(piece.box.w, piece.box.h) >= SPANNING * side][:MOST_SPANNING]
        confidence = self._probabilities(spanning)[:, :NOT_A_DIGIT].max(axis=1)
        ruled = {id(piece) for piece, p in zip(spanning, confidence, strict=True) if p < CONFIDENT}
        return [rest for piece in pieces for rest in (without_lines(piece, ink) if id(piece) in ruled else [piece])]

    def _probabilities(self, pieces: Sequence[Piece]) -> NDArray[np.float32]:
        """(n, 11), one batch: what the network says of `pieces`, given that they were found on a page."""
        glyphs = np.empty((len(pieces), SIDE, SIDE), np.uint8)
        for picture, piece in zip(glyphs, pieces, strict=True):
            picture[:] = glyph(piece.patch)
        return on_a_page(self.classifier.predict(glyphs))


def on_a_page(probabilities: NDArray[np.float32]) -> NDArray[np.float32]:
    """`probabilities` (n, 11) of glyphs that are nearly all digits, as they are where marks are MARKS times as common.

    Bayes' rule for another prior, as in Saerens et al. 2002; the rows sum to 1 again.
    """
    weighed = probabilities.copy()
    weighed[:, NOT_A_DIGIT] *= np.float32(MARKS)
    return weighed / weighed.sum(axis=1, keepdims=True)


def _evidence(digits: Sequence[Digit], pieces: Sequence[Piece]) -> float:
    """How much speaks for `digits`, found as `pieces`, being what is written, and not the gaps between what is.

    Little speaks for a 1, as which any straight mark can be read, nothing for a crowd of them, and little for what is
    pale: what a camera's sharpening leaves beside a stroke is as light on dark as the stroke is dark on light.
    """
    ones = sum(digit.label == "1" for digit in digits)
    if ones >= FEW and ones > MOST_ONES * len(digits):
        return 0.0
    return sum(
        digit.confidence * piece.strength**2 * (EVIDENCE_OF_ONE if digit.label == "1" else 1.0)
        for digit, piece in zip(digits, pieces, strict=True)
    )


def _writing(pieces: Sequence[Piece], probabilities: NDArray[np.float32]) -> Writing | None:
    digits = probabilities[:, :NOT_A_DIGIT]
    return writing_of(pieces, [LABELS[label] for label in digits.argmax(axis=1)], digits.max(axis=1))


def _reduced(frame: NDArray[np.uint8], factor: float) -> NDArray[np.uint8]:
    if factor == 1.0:
        return frame
    return cv2.resize(frame, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
