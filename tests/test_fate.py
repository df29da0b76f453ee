"""What became of every candidate: on drawn pages that provoke each fate, and whatever the page."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from written import digit_mask, number, on_paper, placed, written

from edge.account import Account, Drop
from edge.card import CHECKOUT_MODELS
from edge.classify import Classifier
from edge.exhibits import MOST, exhibits
from edge.fate import Fate, Verdict, verdicts
from edge.reader import Reader

pytestmark = [
    pytest.mark.usefixtures("no_page_network"),
    pytest.mark.skipif(
        not (CHECKOUT_MODELS / "digits.tflite").exists() and "CIFRA_CI" not in os.environ,
        reason="no model is shipped yet: make export",
    ),
]

SHAPE = 320, 700
Ink = NDArray[np.uint8]


class DoubtsFours:
    """The shipped network, but its 4s might be 9s or 7s: so what is doubtful does not hang on the network."""

    def __init__(self, likely: float) -> None:
        self.classifier = Classifier()
        self.likely = likely

    def predict(self, glyphs: NDArray[np.uint8]) -> NDArray[np.float32]:
        probabilities = self.classifier.predict(glyphs).copy()
        fours = probabilities[:, 4] > 0.9
        probabilities[fours] = 0
        probabilities[fours, 4] = self.likely
        probabilities[fours, 7] = probabilities[fours, 9] = (1 - self.likely) / 2
        return probabilities


def three_digits() -> Ink:
    """3, 2 and 4 with room between them, each about 66 pixels high."""
    masks = [placed(digit_mask(digit, 1), SHAPE, 60 + 90 * i, 40) for i, digit in enumerate((3, 2, 4))]
    return np.max(masks, axis=0)


def with_mark(draw: Callable[[Ink], object]) -> Ink:
    ink = three_digits()
    draw(ink)
    return ink


def cross(ink: Ink) -> None:
    cv2.line(ink, (400, 210), (450, 210), 255, 6)
    cv2.line(ink, (425, 185), (425, 235), 255, 6)


def loose_bar(ink: Ink) -> None:
    """A 5 whose bar touches it nowhere."""
    cv2.line(ink, (420, 180), (420, 205), 255, 6)
    cv2.ellipse(ink, (425, 225), (22, 22), 0, -90, 130, 255, 6)
    cv2.line(ink, (428, 176), (455, 172), 255, 6)


def small(height: float) -> Callable[[Ink], None]:
    def draw(ink: Ink) -> None:
        np.maximum(ink, placed(digit_mask(3, 1, height, pen=0.2), SHAPE, 400, 180), out=ink)

    return draw


def word(ink: Ink) -> None:
    cv2.putText(ink, "KX3WM", (65, 250), cv2.FONT_HERSHEY_SIMPLEX, 2, 255, 6, cv2.LINE_AA)


def account_of(ink: Ink, least: float = 0.7, expect: int | None = None, four: float = 0.999) -> Account:
    classifier: Any = DoubtsFours(four)
    return Reader(classifier, least).account(on_paper(ink), expect=expect)


def judged(account: Account) -> list[Verdict]:
    return verdicts(account.way.decision, account.least_confidence)


@pytest.mark.parametrize(
    ("mark", "options", "fate", "reason"),
    [
        (None, {}, Fate.READ, ""),
        (cross, {}, Fate.REFUSED, "no digit at"),  # a plus, far from all digits
        (None, {"four": 0.6}, Fate.UNSURE, "0.60 is below the 0.70 asked for"),
        (None, {"four": 0.45}, Fate.UNSURE, "0.45 is below the 0.70 asked for"),  # some digit for certain
        (None, {"four": 0.99996, "least": 0.99999}, Fate.UNSURE, "0.99996 is below the 0.99999 asked for"),
        (small(20), {}, Fate.OTHER_WRITING, "px high, the writing 67"),  # a third as high as the others
        (word, {}, Fate.IN_WORD, "stands among pieces that are no digits"),  # the 3 of KX3WM
        (word, {}, Fate.TORN, "the rest of its piece is no digit"),  # the legs of its M are 1s, the middle is none
        (loose_bar, {}, Fate.OUTWEIGHED, "its ink is read as 5 at"),  # what is left of a 5 without its bar
        (None, {"four": 0.8, "expect": 2}, Fate.NOT_EXPECTED, "fewer digits were expected"),
        (None, {"four": 0.6, "expect": 3}, Fate.READ, "taken for --expect"),
    ],
)
def test_each_fate_is_told_with_its_reason(
    mark: Callable[[Ink], object] | None, options: dict[str, Any], fate: Fate, reason: str
) -> None:
    found = judged(account_of(three_digits() if mark is None else with_mark(mark), **options))
    assert any(verdict.fate is fate and reason in verdict.reason for verdict in found), found


def test_only_what_is_asked_for_becomes_of_three_plain_digits() -> None:
    assert judged(account_of(three_digits())) == [Verdict(Fate.READ, "")] * 3


def line(ink: Ink) -> None:
    cv2.line(ink, (0, 95), (699, 95), 255, 3)


def block(ink: Ink) -> None:
    cv2.rectangle(ink, (560, 200), (699, 319), 255, cv2.FILLED)


@pytest.mark.parametrize(
    ("mark", "why", "seen"),
    [
        (line, Drop.LINE, False),  # through all three digits, which are still read
        (block, Drop.LEAVES_PICTURE, False),  # in a corner
        (small(10), Drop.OUTSIDE_WRITING, True),  # a speck, looked at by the network to find out the writing
    ],
)
def test_what_is_dropped_before_anything_is_weighed(mark: Callable[[Ink], object], why: Drop, seen: bool) -> None:
    account = account_of(with_mark(mark))
    (dropped,) = (*account.way.sifted.dropped, *account.way.decision.dropped)
    assert dropped.why is why
    assert (dropped.probabilities is not None) is seen
    assert account.reading.lines == ["324"]


def test_the_edge_of_a_sheet_is_dropped() -> None:
    frame = np.full((320, 700, 3), 150, np.uint8)  # a pale table, as wide as the sheet on it
    frame[:, 350:] = on_paper(three_digits())[:, :350]
    cv2.line(frame, (350, 40), (350, 280), (30, 30, 30), 4)
    account = Reader().account(frame)
    assert Drop.SHEET_EDGE in {dropped.why for dropped in account.way.sifted.dropped}


def page(seed: int) -> NDArray[np.uint8]:
    """Plain, crowded, lettered or speckled, by turns."""
    if seed % 4 == 0:
        return written(number(seed), seed).frame
    if seed % 4 == 1:  # digits that touch
        masks = [digit_mask(int(label), seed * 10 + i) for i, label in enumerate(number(seed, 5))]
        x = np.cumsum([50, *(mask.shape[1] - 12 for mask in masks)])
        return on_paper(
            np.max([placed(mask, (140, 600), int(at), 40) for mask, at in zip(masks, x, strict=False)], axis=0)
        )
    if seed % 4 == 2:
        return on_paper(with_mark(word))
    rng = np.random.default_rng(seed)
    specks = cv2.GaussianBlur(rng.random((200, 300), np.float32), (0, 0), 4)
    return cv2.cvtColor(cv2.normalize(specks, None, 0, 255, cv2.NORM_MINMAX).astype(np.uint8), cv2.COLOR_GRAY2BGR)


@pytest.mark.parametrize("expect", [None, 4])
@pytest.mark.parametrize("seed", range(12))
def test_every_candidate_has_a_fate_and_the_read_ones_are_the_reading(seed: int, expect: int | None) -> None:
    account = Reader().account(page(seed), expect=expect)
    decision, found = account.way.decision, judged(account)
    assert len(found) == len(decision.options)
    read = [i for i, verdict in enumerate(found) if verdict.fate is Fate.READ]
    assert {decision.options[i].piece.box for i in read} == {digit.box for digit in account.reading.digits}
    assert len(read) == len(account.reading.digits)
    assert account.reading.digits == Reader().read(page(seed), expect=expect).digits
    ink = [atom for i in read for atom in decision.options[i].atoms]
    assert len(ink) == len(set(ink))
    for option, verdict in zip(decision.options, found, strict=True):
        assert verdict.reason or verdict.fate is Fate.READ
        if verdict.fate not in (Fate.READ, Fate.OUTWEIGHED, Fate.NOT_EXPECTED):
            assert not option.atoms & set(ink)  # it is about ink that is unread


@pytest.mark.parametrize("seed", range(4))
def test_what_is_read_is_always_shown_and_all_others_are_counted(seed: int) -> None:
    account = Reader().account(page(seed))
    decision = account.way.decision
    shown, left_out = exhibits(account, judged(account))
    assert len(shown) <= MOST
    assert len(shown) + left_out == len(decision.options) + len(decision.dropped) + len(account.proposed)
    assert sum(exhibit.fate is Fate.READ for exhibit in shown) == len(account.reading.digits)


def test_an_account_of_a_turned_part_lies_in_the_picture_as_given() -> None:
    frame = np.rot90(on_paper(three_digits())).copy()  # a quarter to the left
    account = Reader().account(frame, rotate="auto")
    assert account.reading.lines == ["324"]
    assert account.reading.turn == 90
    assert account.seen.turn == 0
    assert [digit.box.h for digit in account.seen.digits] == [digit.box.w for digit in account.reading.digits]
    assert (account.seen.width, account.seen.height) == (SHAPE[1], SHAPE[0])
