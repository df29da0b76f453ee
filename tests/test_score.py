"""Scores of readings: cases counted by hand, and the same figures as a scorer written by others."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("tqdm", reason="the training side is not installed (pip install '.[train]')")

from edge.reading import Box, Digit, Reading
from train.data import DataError
from train.score import Labelled, load_labelled, overlaps, score

Written = list[tuple[str, tuple[int, int, int, int]]]
"""Labels and boxes [x, y, w, h]."""


def labelled(digits: Written, lines: tuple[str, ...] = (), source: str = "one", lines_scored: bool = True) -> Labelled:
    boxes = tuple(Box(*box) for _, box in digits)
    return Labelled(Path("picture.png"), source, boxes, tuple(label for label, _ in digits), lines, lines_scored)


def reading(*lines: Written) -> Reading:
    digits = [Digit(label, 0.9, Box(*box), line) for line, found in enumerate(lines) for label, box in found]
    return Reading(640, 480, tuple(digits))


FOUR, SEVEN = ("4", (10, 10, 20, 30)), ("7", (40, 10, 20, 30))
HERE, THERE = (10, 10, 20, 30), (40, 10, 20, 30)


@pytest.mark.parametrize(
    ("truth", "found", "precision", "recall", "f1"),
    [
        ([FOUR, SEVEN], [FOUR, SEVEN], 1, 1, 1),  # all right
        ([FOUR, SEVEN], [], 0, 0, 0),  # nothing read
        ([FOUR, SEVEN], [FOUR], 1, 1 / 2, 2 / 3),  # one left out
        ([FOUR], [FOUR, SEVEN], 1 / 2, 1, 2 / 3),  # one too many
        ([FOUR, SEVEN], [("9", HERE), SEVEN], 1 / 2, 1 / 2, 1 / 2),  # one taken for another
        ([FOUR], [FOUR, FOUR], 1 / 2, 1, 2 / 3),  # the same twice: the second one is false
        ([FOUR], [("4", (10, 10, 20, 12))], 1, 1, 1),  # 12/30 of the box: just enough
        ([FOUR], [("4", (10, 10, 20, 11))], 0, 0, 0),  # 11/30: too little
        ([FOUR], [("9", (12, 10, 18, 30)), FOUR], 1 / 2, 1, 2 / 3),  # the better overlap is matched first
        ([("?", HERE)], [], 0, 0, 1),  # nothing that counts, nothing read
        ([("?", HERE), SEVEN], [FOUR, SEVEN], 1, 1, 1),  # read where a person is unsure: counts neither way
        ([("?", HERE), SEVEN], [("1", (200, 200, 9, 30)), SEVEN], 1 / 2, 1, 2 / 3),  # beside it, it counts
        (
            [("?", (0, 0, 90, 90)), FOUR],
            [("9", HERE)],
            0,
            0,
            0,
        ),  # wrong on a known digit counts, unsure round it or not
    ],
)
def test_digits_counted_by_hand(truth: Written, found: Written, precision: float, recall: float, f1: float) -> None:
    result = score([(labelled(truth), reading(found))])
    assert (result.precision, result.recall, result.f1, result.f1_by_source) == pytest.approx(
        (precision, recall, f1, f1)
    )


@pytest.mark.parametrize(
    ("truth", "found", "exact"),
    [
        (("4", "7"), [[FOUR], [SEVEN]], 1),
        (("47",), [[FOUR], [SEVEN]], 0),  # one line read as two
        (("4", "4"), [[FOUR]], 1 / 2),  # a line read once counts once
        (("7", "4"), [[FOUR], [SEVEN]], 1),  # in any order
        (("4?", "7"), [[FOUR], [SEVEN]], 1),  # a line that a person cannot read does not count
    ],
)
def test_lines_counted_by_hand(truth: tuple[str, ...], found: list[Written], exact: float) -> None:
    assert score([(labelled([FOUR, SEVEN], truth), reading(*found))]).lines_exact == exact


def test_lines_in_no_order_are_left_out() -> None:
    pictures = [(labelled([FOUR], ("4",)), reading([FOUR])), (labelled([FOUR], ("9",), lines_scored=False), reading())]
    assert score(pictures).lines_exact == 1


def test_a_prolific_source_weighs_no_more() -> None:
    good, bad = labelled([FOUR], source="prolific"), labelled([FOUR], source="rare")
    result = score([*[(good, reading([FOUR]))] * 3, (bad, reading())])
    assert result.f1_by_source == pytest.approx(1 / 2)
    assert result.f1 == pytest.approx(2 * 3 / (3 + 4))


def test_digits_on_an_empty_picture_are_counted_apart() -> None:
    result = score(
        [(labelled([]), reading([FOUR, SEVEN])), (labelled([]), reading()), (labelled([FOUR]), reading([FOUR]))]
    )
    assert result.false_on_empty == 1
    assert result.precision == 1


boxes = st.builds(Box, st.integers(0, 60), st.integers(0, 60), st.integers(1, 40), st.integers(1, 40))


@given(one=boxes, other=boxes)
def test_overlap_is_that_of_the_pixels(one: Box, other: Box) -> None:
    def pixels(box: Box) -> set[tuple[int, int]]:
        return {(x, y) for x in range(box.x, box.right) for y in range(box.y, box.bottom)}

    expected = len(pixels(one) & pixels(other)) / len(pixels(one) | pixels(other))
    assert overlaps([one], [other])[0, 0] == pytest.approx(expected)


@pytest.mark.parametrize(
    "content",
    [
        None,  # no such file
        "no JSON\n",
        '{"file": "a.png", "source": "s"}\n',  # no digits
        '{"file": "a.png", "source": "s", "digits": [{"label": "4", "box": [1, 2, 3]}]}\n',  # a box of three numbers
        '{"file": "a.png", "digits": []}\n',  # neither source nor id
    ],
)
def test_what_is_no_list_of_pictures_is_named(content: str | None, tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.jsonl"
    if content is not None:
        manifest.write_text(content, encoding="utf-8")
    with pytest.raises(DataError, match=r"labelled pictures in .*manifest\.jsonl"):
        load_labelled(manifest)


def test_pictures_lie_beside_their_list(tmp_path: Path) -> None:
    manifest = tmp_path / "truth.jsonl"
    manifest.write_text('{"id": "a", "file": "in/a.png", "digits": [{"label": "4", "box": [1, 2, 3, 4]}]}\n\n')
    assert load_labelled(manifest) == [Labelled(tmp_path / "in" / "a.png", "a", (Box(1, 2, 3, 4),), ("4",), (), True)]


# ---------------------------------------------------------------------------------------------- against another scorer


@pytest.fixture(scope="module")
def other_scorer() -> ModuleType:
    path = Path(os.environ.get("CIFRA_DATA") or "nowhere") / ".." / "tools" / "score_photos.py"
    if not path.exists():
        pytest.skip("no other scorer is at hand ($CIFRA_DATA/../tools/score_photos.py)")
    spec = importlib.util.spec_from_file_location("score_photos", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# Few places and labels, so that boxes overlap, compete and tie, and labels agree by chance.
places = st.tuples(*[st.integers(0, 12)] * 2, *[st.integers(6, 14)] * 2)
truths = st.lists(st.tuples(st.sampled_from("47?"), places), max_size=5)
founds = st.lists(st.lists(st.tuples(st.sampled_from("47"), places), min_size=1, max_size=3), max_size=3)
texts = st.lists(st.text("47?", min_size=1, max_size=3), max_size=3)


@st.composite
def pages(draw: st.DrawFn) -> list[tuple[Labelled, Reading]]:
    """Labelled pictures of one or two sources, each with some reading of it."""
    return [
        (
            labelled(draw(truths), tuple(draw(texts)), draw(st.sampled_from(["one", "two"])), draw(st.booleans())),
            reading(*draw(founds)),
        )
        for _ in range(draw(st.integers(1, 4)))
    ]


def in_words(number: int, picture: Labelled) -> dict[str, Any]:
    """The row of a manifest that says what `picture` does."""
    digits = [
        {"label": label, "box": [box.x, box.y, box.w, box.h]}
        for label, box in zip(picture.labels, picture.boxes, strict=True)
    ]
    about = {"id": str(number), "file": f"images/{number}.png", "source": picture.source, "digits": digits}
    return {**about, "lines": list(picture.lines), "lines_scored": picture.lines_scored}


@settings(max_examples=300, deadline=None)
@given(readings=pages())
def test_another_scorer_finds_the_same(other_scorer: ModuleType, readings: list[tuple[Labelled, Reading]]) -> None:
    manifest = [in_words(number, picture) for number, (picture, _) in enumerate(readings)]
    predictions = {f"{number}.png": answer.as_json("") for number, (_, answer) in enumerate(readings)}
    expected, _ = other_scorer.score(manifest, predictions, 0.4)
    found = score(readings)
    names = {
        "precision": found.precision,
        "recall": found.recall,
        "f1": found.f1,
        "f1_mean_of_sources": found.f1_by_source,
        "lines_exact": found.lines_exact,
        "false_digits_per_empty_photo": found.false_on_empty,
    }
    assert names == pytest.approx({name: expected[name] for name in names})
