"""The second stage beside a page network: any number of proposals, the file that the card names, and no other."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from page_model import write_page_model
from second_stage_model import write_second_stage_model

from edge.card import card_path
from edge.errors import ModelError
from edge.page.network import PageNetwork, second_stage_path
from edge.page.page import find
from edge.page.second_stage import ANSWERS, AT_ONCE, NOTHING, SecondStage
from edge.page.surroundings import SIDE

FRAME = np.random.default_rng(0).integers(0, 255, (200, 300, 3)).astype(np.uint8)


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A page network whose card names no second stage, though one lies beside it."""
    path = write_page_model(tmp_path / "page.tflite", threshold=0.3)
    write_second_stage_model(second_stage_path(path))
    return path


def named(page: Path, sha256: str) -> Path:
    """Let the card of `page` name the second stage with that checksum."""
    place = card_path(page)
    place.write_text(json.dumps(json.loads(place.read_text()) | {"second_stage": sha256}), encoding="utf-8")
    return page


@pytest.mark.parametrize("count", [0, 1, 3, AT_ONCE, AT_ONCE + 1])
def test_each_box_is_answered_as_if_it_were_alone(page: Path, count: int) -> None:
    second = SecondStage(second_stage_path(page))
    rng = np.random.default_rng(1)
    boxes = np.column_stack([rng.uniform(0, 250, (count, 2)), rng.uniform(5, 40, (count, 2))]).astype(np.float32)
    said, better = second.looks(FRAME, boxes)
    assert said.shape == (count, len(ANSWERS))
    assert said.sum(axis=1) == pytest.approx(np.ones(count), abs=1e-5)
    for i in range(min(count, 3)):
        alone = second.looks(FRAME, boxes[i : i + 1])
        assert said[i] == pytest.approx(alone[0][0], abs=1e-6)
        assert better[i] == pytest.approx(alone[1][0], abs=1e-3)


def test_the_page_network_takes_the_one_that_its_card_names(page: Path) -> None:
    alone = find(FRAME, PageNetwork(page))
    assert (alone.answers[:, NOTHING] > 0.99).all()
    sha256 = SecondStage(second_stage_path(page)).card.sha256
    both = find(FRAME, PageNetwork(named(page, sha256)))
    said, better = SecondStage(second_stage_path(page)).looks(FRAME, alone.found.boxes)
    assert len(both.found) == len(alone.found) > 0
    assert both.answers == pytest.approx(said, abs=1e-6)
    assert both.found.boxes == pytest.approx(better, abs=1e-3)
    assert (both.evidence_of_found(np.arange(2)).answers == both.answers[:2]).all()
    assert both.evidence(both.found.boxes[:1]).answers == pytest.approx(both.answers[:1], abs=1e-6)
    far = both.evidence(np.array([[-500, -500, 10, 10]], np.float32))
    assert far.answers[0, NOTHING] > 0.99


@pytest.mark.parametrize("sha256", ["0" * 64, ""])
def test_another_second_stage_than_the_card_names_is_refused(page: Path, sha256: str) -> None:
    with pytest.raises(ModelError, match="do not belong together"):
        PageNetwork(named(page, sha256))


def test_a_missing_second_stage_is_said(page: Path) -> None:
    named(page, "0" * 64)
    card_path(second_stage_path(page)).unlink()
    with pytest.raises(ModelError, match="could not read it"):
        PageNetwork(page)


def test_another_network_is_no_second_stage(tmp_path: Path) -> None:
    page = write_page_model(tmp_path / "page.tflite", answers=list(ANSWERS))
    with pytest.raises(ModelError, match=f"from int8 \\({SIDE}, {SIDE}, 3\\)"):
        SecondStage(page)


def test_a_card_of_other_answers_is_refused(page: Path) -> None:
    card = card_path(second_stage_path(page))
    card.write_text(json.dumps(json.loads(card.read_text()) | {"answers": list("0123456789")}), encoding="utf-8")
    with pytest.raises(ModelError, match="another version"):
        SecondStage(second_stage_path(page))
