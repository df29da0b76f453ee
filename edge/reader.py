"""The pipeline: frame → page network, ink and pieces → digit network → reading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from time import perf_counter
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from edge.account import Account, Way
from edge.classify import Classifier
from edge.decide import decide, digits_of, evidence_of
from edge.glance import glance, worth_weighing
from edge.glyph import glyphs
from edge.ink import find_inks
from edge.layout import lines_of
from edge.orientation import TURNS
from edge.page.network import Network, shipped_page_network
from edge.page.page import PageView, find
from edge.page.proposals import Proposal, proposals, unread
from edge.page.weighing import weighed
from edge.page_prior import on_a_page
from edge.reading import LEAST_CONFIDENCE, Box, Digit, Reading
from edge.segment import Piece, find_pieces
from edge.sift import sift
from edge.upright import evidence, most_upright
from edge.view import View

MOST_PIXELS = 4_000_000  # larger pictures are reduced to this: more shows the paper's fibres, not the digits


class Reader:
    """Reads frames with two networks, which are built once.

    `classifier` says which digits they are, `page` where: the shipped ones by default. Where no page network is
    installed, the digit network judges alone. Digits below `min_confidence` (0 to 1) are left out.
    """

    def __init__(
        self,
        classifier: Classifier | None = None,
        min_confidence: float = LEAST_CONFIDENCE,
        page: Network | None = None,
    ) -> None:
        self.classifier = classifier or Classifier()
        self.page = page or shipped_page_network()
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
        _check(frame, expect)
        if rotate != "auto":
            return self._account(frame, View(rotate, roi), expect).reading
        readings = [self._account(frame, View(turn, roi), expect).reading for turn in TURNS]
        times = {stage: sum(r.milliseconds[stage] for r in readings) for stage in readings[0].milliseconds}
        return replace(readings[most_upright(evidence(readings))], milliseconds=times)

    def account(
        self,
        frame: NDArray[np.uint8],
        *,
        rotate: int | Literal["auto"] = 0,
        roi: Box | None = None,
        expect: int | None = None,
    ) -> Account:
        """What `read` would return for the same frame and options, with all that was decided on the way to it."""
        if rotate == "auto":  # found out first: four accounts at once take too much memory on a small board
            reading = self.read(frame, rotate=rotate, roi=roi, expect=expect)
            return replace(self._account(frame, View(reading.turn, roi), expect), reading=reading)
        _check(frame, expect)
        return self._account(frame, View(rotate, roi), expect)

    def _account(self, frame: NDArray[np.uint8], view: View, expect: int | None) -> Account:
        """What is decided about all that `view` shows of `frame`."""
        part = view.of(frame)
        height, width = part.shape[:2]
        start = perf_counter()
        reduction = min(1.0, (MOST_PIXELS / (height * width)) ** 0.5)
        page = find(part, self.page) if self.page else None
        network = partial(self._network, page=page, reduction=reduction)
        inks = find_inks(_reduced(part, reduction))
        sifted = [sift(find_pieces(ink), ink, network) for ink in inks]
        after_page = perf_counter()
        glances = [glance(own.kept, network) for own in sifted]
        ways = []
        for i in worth_weighing(glances):
            decision = decide(glances[i], network, self.min_confidence, expect)
            ways.append(Way(inks[i], sifted[i], decision, evidence_of(decision)))
        way = max(ways, key=lambda way: (way.evidence, -len(way.decision.read)))
        digits = digits_of(way.decision, 1 / reduction, width, height)
        proposed: list[Proposal] = []
        if page:
            known = [digit.box for digit in digits]
            proposed = unread(proposals(part, page, self.classifier, known), known, self.min_confidence, expect)
        digits, pieces = _in_lines(
            [*digits, *(one.digit() for one in proposed)],
            [*(way.decision.options[i].piece for i in way.decision.read), *(one.piece for one in proposed)],
        )
        end = perf_counter()
        milliseconds = {
            "page": (after_page - start) * 1e3,
            "digit": (end - after_page) * 1e3,
            "total": (end - start) * 1e3,
        }
        cut_short = way.sifted.cut_short or way.decision.cut_short
        letters = way.decision.letters
        seen = Reading(width, height, digits, milliseconds, expected=expect, letters=letters, cut_short=cut_short)
        reading = view.as_given(seen, frame.shape[1], frame.shape[0])
        return Account(reading, seen, pieces, page, way, tuple(ways), reduction, self.min_confidence, tuple(proposed))

    def _network(self, pieces: Sequence[Piece], page: PageView | None, reduction: float) -> NDArray[np.float32]:
        """(n, 11), one batch: what the networks say of `pieces`, of a `page` times `reduction`."""
        said = self.classifier.predict(glyphs([piece.patch for piece in pieces]))
        if page is None:
            return on_a_page(said)
        boxes = np.array([piece.box.as_list() for piece in pieces], np.float32).reshape(-1, 4)
        return weighed(said, page.evidence(boxes / np.float32(reduction)), page.card.weights)


def _check(frame: NDArray[np.uint8], expect: int | None) -> None:
    if frame.dtype != np.uint8 or frame.ndim != 3 or frame.shape[2] != 3:
        raise ValueError(f"a frame must be BGR uint8 (h, w, 3), but is {frame.dtype} {frame.shape}")
    if expect is not None and expect < 1:
        raise ValueError(f"expected digits must be 1 or more, but are {expect}")


def _in_lines(digits: Sequence[Digit], pieces: Sequence[Piece]) -> tuple[tuple[Digit, ...], tuple[Piece, ...]]:
    """`digits` in reading order, each with the number of its line, and their `pieces` in the same order."""
    lines = lines_of([digit.box for digit in digits])
    read = tuple(replace(digits[i], line=number) for number, line in enumerate(lines) for i in line)
    return read, tuple(pieces[i] for line in lines for i in line)


def _reduced(frame: NDArray[np.uint8], factor: float) -> NDArray[np.uint8]:
    if factor == 1.0:
        return frame
    return cv2.resize(frame, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
