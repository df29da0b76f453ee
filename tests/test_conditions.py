"""Scenes stand under the conditions that they were taken under, and each condition has the score counted by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("tqdm", reason="the training side is not installed (pip install '.[train]')")

from edge.reading import Box, Digit, Reading
from train.conditions import ASPECTS, EVERYTHING, score_conditions, table, under
from train.handwriting import sample_hand
from train.lens import View
from train.scene_readings import SceneReading, numbered_scene, pen_width
from train.scenes import Setting
from train.score import Labelled

HAND = replace(sample_hand(np.random.default_rng(1)), pen_width=0.1)
PLAIN = Setting(("12",), HAND)


def scene(there: str, read: str, number: int = 0, **changes: Any) -> SceneReading:
    """A scene of one line, digits 40 pixels high: each of `read` lies where the one of `there` does, "_" is unread."""
    boxes = tuple(Box(50 * at, 10, 30, 40) for at in range(max(len(there), len(read))))
    digits = tuple(Digit(label, 0.9, box, 0) for label, box in zip(read, boxes, strict=False) if label != "_")
    truth = Labelled(Path(f"scene {number}"), "scenes", boxes[: len(there)], tuple(there), (there,), True)
    return SceneReading(number, replace(PLAIN, **changes), truth, Reading(640, 360, digits))


def of(aspect: str) -> Any:
    (found,) = [one for one in ASPECTS if one.title == aspect]
    return found.of


@pytest.mark.parametrize(
    ("aspect", "changes", "condition"),
    [
        ("sheet", {"sheet": "slate"}, "slate"),
        ("ruling", {"ruling": "squared"}, "squared"),
        ("pen", {"pen": "pencil"}, "pencil"),
        ("gap between neighbours, in digit heights", {"pen": "marker", "spacing": 0.15}, "below 0"),  # 0.15 - 0.1 × 1.6
        ("gap between neighbours, in digit heights", {"pen": "marker", "spacing": 0.17}, "0 to 0.1"),
        ("gap between neighbours, in digit heights", {"pen": "black", "spacing": 0.17}, "0 to 0.1"),  # 0.17 - 0.075
        ("gap between neighbours, in digit heights", {"pen": "black", "spacing": 0.18}, "0.1 to 0.25"),
        ("gap between neighbours, in digit heights", {"pen": "black", "spacing": 0.6}, "0.45 and more"),
        ("beside the digits", {"lines": ("12", "3 4")}, "nothing"),  # a space is nothing
        ("beside the digits", {"lines": ("12", "3+4")}, "signs"),
        ("beside the digits", {"lines": ("1+2", "room 4")}, "words"),  # a word weighs more than a sign
        ("lines", {"lines": ("1", "2", "3")}, "3"),
        ("edge of the sheet", {}, "not seen"),
        ("edge of the sheet", {"page": (-1, 0.05, 2, 2)}, "seen"),
        ("blur of the lens", {"view": View(blur=0.89)}, "below 0.9 px"),
        ("blur of the lens", {"view": View(blur=0.9)}, "0.9 to 1.25 px"),  # a band begins with its bound
        ("camera", {"view": View(motion=3.0)}, "moving"),
        ("camera", {}, "still"),
        ("noise", {"view": View(noise=5.0)}, "5 grey levels and more"),
        ("shadow", {"view": View(shadow=0.0)}, "none"),
        ("shadow", {"view": View(shadow=0.29)}, "light (below 0.3)"),
        ("shadow", {"view": View(shadow=0.3)}, "dark (0.3 and more)"),
        ("exposure", {"view": View(exposure=0.7)}, "below 0.75"),
    ],
)
def test_a_scene_stands_under_its_condition(aspect: str, changes: dict[str, Any], condition: str) -> None:
    assert of(aspect)(scene("12", "12", **changes)) == condition


def test_digit_height_is_that_of_the_boxes_and_not_of_the_wish() -> None:
    assert of("digit height")(scene("12", "12", digit_height=200.0)) == "32 to 48 px"


def test_scenes_drawn_by_lot_stand_under_a_condition_of_every_aspect() -> None:
    for number in range(8):
        setting, drawn = numbered_scene(number)
        boxes = tuple(box for _, box in drawn.digits)
        truth = Labelled(Path("a"), "scenes", boxes, tuple(label for label, _ in drawn.digits), drawn.lines, True)
        for aspect in ASPECTS:
            assert aspect.of(SceneReading(number, setting, truth, Reading(1280, 720))) in aspect.conditions
        assert pen_width(setting) > 0


READINGS = [
    scene("1234", "1234", 0, pen="pencil"),  # all right
    scene("12", "1_", 1, pen="pencil", ruling="ruled"),  # one missed
    scene("12", "174", 2, pen="red"),  # one wrong, one too many
    scene("5", "5", 3, pen="red", ruling="ruled"),
]


def test_scores_counted_by_hand() -> None:
    scores = {(one.aspect, one.condition): one for one in score_conditions(READINGS)}

    def figures(aspect: str, condition: str) -> tuple[float, ...]:
        one = scores[aspect, condition]
        found = one.score
        return one.scenes, one.digits, found.precision, found.recall, found.f1, found.lines_exact

    assert figures(EVERYTHING, EVERYTHING) == pytest.approx((4, 9, 7 / 9, 7 / 9, 7 / 9, 2 / 4))
    assert figures("pen", "pencil") == pytest.approx((2, 6, 5 / 5, 5 / 6, 10 / 11, 1 / 2))
    assert figures("pen", "red") == pytest.approx((2, 3, 2 / 4, 2 / 3, 4 / 7, 1 / 2))
    assert figures("ruling", "plain") == pytest.approx((2, 6, 5 / 7, 5 / 6, 10 / 13, 1 / 2))
    assert figures("ruling", "ruled") == pytest.approx((2, 3, 2 / 2, 2 / 3, 4 / 5, 1 / 2))
    assert figures("lines", "1") == figures(EVERYTHING, EVERYTHING)


def test_every_scene_counts_once_in_each_aspect_and_empty_conditions_are_left_out() -> None:
    scores = score_conditions(READINGS)
    assert scores[0].aspect == EVERYTHING
    for aspect in ASPECTS:
        some = [one for one in scores if one.aspect == aspect.title]
        assert sum(one.scenes for one in some) == len(READINGS)
        assert all(one.scenes for one in some)
        assert sorted(number.number for one in some for number in under(one, READINGS)) == [0, 1, 2, 3]
    assert [one.condition for one in scores if one.aspect == "pen"] == ["pencil", "red"]
    assert under(scores[0], READINGS) == READINGS


def test_the_table_has_a_line_for_each_condition_below_its_aspect() -> None:
    scores = score_conditions(READINGS)
    lines = table(scores).splitlines()
    assert len(lines) == 1 + len(scores) + len(ASPECTS)
    assert lines[1].split() == ["all", "scenes", "4", "9", "0.7778", "0.7778", "0.7778", "0.5000"]
    assert lines[lines.index("pen") + 2].split() == ["red", "2", "3", "0.5000", "0.6667", "0.5714", "0.5000"]
    assert len({len(line) for line in lines if line[-1].isdigit() and "0." in line.split()[-1]}) == 1
