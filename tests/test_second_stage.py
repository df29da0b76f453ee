"""What the second stage looks at, and what its examples are told to be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from composed_pages import composed, with_everything
from dark_marks import DarkMarks
from hypothesis import given
from hypothesis import strategies as st
from page_model import write_page_model

from edge.page.second_stage import NOTHING, PRINTED
from edge.page.surroundings import AROUND, SIDE, surroundings, within
from train.second_stage.examples import MOST_DIGITS, STORED, examples, joined, told
from train.second_stage.shards import gather, shards
from train.synth.truth import Page


@pytest.mark.parametrize("height", [6, 20, 90])
def test_a_box_is_seen_with_as_much_round_it_whatever_its_size(height: int) -> None:
    frame = np.full((600, 600, 3), 255, np.uint8)
    x, y, w, h = 280, 260, height // 2, height
    frame[y : y + h, x : x + w] = 0
    (picture,) = surroundings(frame, np.array([[x, y, w, h]], np.float32))
    dark = (255 - picture[..., 0].astype(float)) / 255
    assert dark.sum(axis=0).max() == pytest.approx(SIDE / AROUND, abs=2)
    assert dark.sum(axis=1).max() == pytest.approx(SIDE / AROUND / 2, abs=2)
    middle = (dark.sum(axis=0) @ np.arange(SIDE) + 0.5 * dark.sum()) / dark.sum()
    assert middle == pytest.approx(SIDE / 2, abs=2)


def test_beyond_the_frame_its_edge_repeats() -> None:
    frame = np.zeros((40, 60, 3), np.uint8)
    frame[:, 0] = 50
    frame[0, :] = 200
    (picture,) = surroundings(frame, np.array([[0, 0, 10, 10]], np.float32), 26)
    assert (picture[:8] == 200).all()  # above the frame
    assert (picture[9:, :8] == 50).all()  # left of it


@given(st.tuples(*(st.floats(-300, 300) for _ in range(2)), *(st.floats(0, 200) for _ in range(2))))
def test_any_box_can_be_looked_at(box: tuple[float, ...]) -> None:
    frame = np.full((50, 70, 3), 90, np.uint8)
    assert (surroundings(frame, np.array([box], np.float32)) == 90).all()


def test_no_boxes_have_no_surroundings() -> None:
    assert surroundings(np.zeros((9, 9, 3), np.uint8), np.zeros((0, 4), np.float32)).shape == (0, SIDE, SIDE, 3)


@pytest.mark.parametrize(
    ("box", "answer"),
    [
        ((20, 20, 16, 24), 7),
        ((22, 21, 16, 24), 7),  # a little off
        ((20, 20, 16, 13), 7),  # a good half of it
        ((28, 20, 16, 24), NOTHING),  # a third of the union
        ((26, 20, 16, 24), -1),  # between
        ((60, 20, 16, 24), PRINTED),
        ((30, 90, 16, 20), NOTHING),  # in a word
        ((100, 30, 10, 10), NOTHING),  # a sign
        ((150, 20, 16, 24), -1),  # nobody can tell
        ((200, 100, 16, 24), NOTHING),  # paper
    ],
)
def test_the_truth_says_what_a_proposal_is(box: tuple[int, ...], answer: int) -> None:
    assert told(with_everything(), np.array([box], np.float32))[0].tolist() == [answer]


def test_a_page_without_any_mark_has_nothing_but_nothing() -> None:
    page = composed("empty", [])
    assert told(page, np.array([(0, 0, 10, 10)], np.float32))[0].tolist() == [NOTHING]
    assert told(page, np.zeros((0, 4), np.float32))[0].shape == (0,)


def learnt(page: Page) -> Any:
    return examples(page, DarkMarks(), np.random.default_rng(0))


def test_an_example_is_what_the_page_network_proposes() -> None:
    page = composed("note", [((20, 20, 16, 24), 7), ((100, 60, 18, 26), 2)])
    made = learnt(Page(page.frame, page.kinds, page.marks[:1], page.scene))  # of the 2 the truth knows nothing
    assert sorted(made.answers.tolist()) == [7, NOTHING]
    assert made.pictures.shape == (2, STORED, STORED, 3)
    assert made.pictures.dtype == made.answers.dtype == np.uint8


def test_of_a_page_full_of_digits_some_are_taken() -> None:
    boxes = [((x, y, 8, 12), 4) for x in range(6, 220, 18) for y in range(6, 140, 26)]
    assert len(boxes) > MOST_DIGITS
    assert len(learnt(composed("table", boxes))) == MOST_DIGITS


def test_examples_are_joined_in_their_order() -> None:
    one, other = (learnt(composed("note", [((20, 20, 16, 24), digit)])) for digit in (3, 5))
    assert joined([one, other]).answers.tolist() == [3, 5]
    assert len(joined([])) == 0


def test_shards_are_made_once_and_again_where_they_were_cut_off(tmp_path: Path) -> None:
    network = write_page_model(tmp_path / "page.tflite", 192, 224)
    wanted = shards(network, tmp_path / "examples", 3, seed=1, each=2)
    assert [shard.pages for shard in wanted] == [2, 1]
    first = gather(wanted)
    assert len(first) > 0
    written = [shard.path.stat().st_mtime_ns for shard in wanted]
    wanted[1].path.write_bytes(wanted[1].path.read_bytes()[:-100])
    second = gather(wanted)
    assert (second.pictures == first.pictures).all()
    assert (second.answers == first.answers).all()
    again = [shard.path.stat().st_mtime_ns for shard in wanted]
    assert again[0] == written[0]
    assert again[1] > written[1]


def test_other_seeds_and_networks_have_shards_of_their_own(tmp_path: Path) -> None:
    network = write_page_model(tmp_path / "page.tflite", 192, 224)
    other = write_page_model(tmp_path / "other.tflite", 192, 256)
    paths = [shards(*given, 400, seed)[0].path for given in ((network, tmp_path), (other, tmp_path)) for seed in (1, 2)]
    assert len(set(paths)) == 4


def test_a_box_lies_in_its_square_as_in_the_picture_of_it() -> None:
    frame = np.full((300, 300, 3), 255, np.uint8)
    frame[100:140, 120:130] = 0
    proposed, own = np.array([[112, 96, 24, 48]], np.float32), np.array([[120, 100, 10, 40]], np.float32)
    (picture,) = surroundings(frame, proposed)
    x, y, w, h = (within(proposed, own)[0] * SIDE).tolist()
    dark = np.argwhere(picture[..., 0] < 128)[:, ::-1]
    assert dark.min(axis=0) == pytest.approx((x, y), abs=1)
    assert dark.max(axis=0) + 1 == pytest.approx((x + w, y + h), abs=1)


def test_a_digit_is_learnt_with_its_own_box() -> None:
    page = with_everything()
    made = learnt(page)
    digits = made.answers < NOTHING
    assert digits.any()
    assert (made.boxes[~digits] == 0).all()
    middle = made.boxes[digits, :2] + made.boxes[digits, 2:] / 2
    assert middle == pytest.approx(np.full_like(middle, STORED / 2), abs=6)
    assert (made.boxes[digits, 2:].max(axis=1) > 0.7 * STORED / AROUND).all()
