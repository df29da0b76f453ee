"""From a page network to the file of its second stage, by the whole way; `edge` runs that beside the page network."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from bright_shapes import bright, middles
from page_model import write_page_model

pytest.importorskip("tf_keras", reason="TensorFlow is not installed (pip install '.[train]')")

import train.second_stage.export
import train.second_stage.make
from edge.card import card_path
from edge.errors import ModelError
from edge.page.network import PageNetwork, second_stage_path
from edge.page.page import find
from edge.page.second_stage import ANSWERS, AT_ONCE, NOTHING, SecondStage
from edge.page.surroundings import SIDE
from train.second_stage.export import checks
from train.second_stage.fit import Schedule
from train.second_stage.make import Made, Plan, make_second_stage
from train.second_stage.network import Shape

pytestmark = pytest.mark.slow
PLAN = Plan(3, Schedule(steps=100, quantised_steps=4, rate=1e-2, batch=24), Shape((8, 8, 8, 8)))


@dataclass(frozen=True, eq=False)
class Whole:
    """What was made, and the network that the file was made of."""

    page: Path
    made: Made
    trained: Any


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    folder = tmp_path_factory.mktemp("models")
    page, seen = write_page_model(folder / "page.tflite", threshold=0.3), []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(train.second_stage.make, "gather", lambda wanted: bright(96))
        convert = train.second_stage.make.to_tflite

        def kept(network: Any) -> bytes:
            seen.append(network)
            return convert(network)

        patch.setattr(train.second_stage.make, "to_tflite", kept)
        work = folder / "work"
        assert make_second_stage(page, PLAN, 1, work, "make it", minutes=0) is None  # it was ended after one step
        assert not second_stage_path(page).exists()
        made = make_second_stage(page, PLAN, 1, work, "make it")
    assert made is not None
    return Whole(page, made, seen[0])


def test_its_file_passes_every_check_and_says_what_it_learnt(whole: Whole) -> None:
    assert [check.name for check in whole.made.checked if not check.passed] == []
    assert whole.made.path == second_stage_path(whole.page) != whole.page
    second = SecondStage(whole.made.path)
    said, _ = second.answers(middles(bright(3)))
    assert said.argmax(axis=1).tolist() == [0, 1, 2]
    assert said.sum(axis=1) == pytest.approx(1, abs=1e-5)
    card = json.loads(card_path(whole.made.path).read_text(encoding="utf-8"))
    assert card["answers"] == list(ANSWERS)
    assert card["training"]["page_network"] == PageNetwork(whole.page).card.sha256
    assert card["training"]["examples"] == 96
    assert card["training"]["command"] == "make it"


@pytest.mark.parametrize("count", [0, 1, AT_ONCE, AT_ONCE + 1])
def test_any_number_of_boxes_is_looked_at(whole: Whole, count: int) -> None:
    frame = np.full((90, 120, 3), 60, np.uint8)
    frame[40:50, 50:60] = 180
    boxes = np.repeat(np.array([[50, 40, 10, 10]], np.float32), count, axis=0)
    said, better = SecondStage(whole.made.path).looks(frame, boxes)
    assert said.shape == (count, len(ANSWERS))
    assert better.shape == (count, 4)
    assert (said == said[:1]).all()
    assert np.abs(better - boxes).max(initial=0) < 9


def test_the_page_network_takes_the_one_that_its_card_names(whole: Whole) -> None:
    frame = np.random.default_rng(0).integers(0, 255, (200, 300, 3)).astype(np.uint8)
    alone = find(frame, PageNetwork(whole.page))
    assert (alone.answers[:, NOTHING] > 0.99).all()
    named(whole, whole.made.sha256)
    both = find(frame, PageNetwork(whole.page))
    assert len(both.found) == len(alone.found) > 0
    said, better = SecondStage(whole.made.path).looks(frame, alone.found.boxes)
    assert both.answers == pytest.approx(said, abs=1e-6)
    assert both.found.boxes == pytest.approx(better, abs=1e-3)
    assert (both.evidence_of_found(np.arange(2)).answers == both.answers[:2]).all()
    assert both.evidence(both.found.boxes[:3]).answers == pytest.approx(both.answers[:3], abs=1e-6)
    far = both.evidence(np.array([[-500, -500, 10, 10]], np.float32))
    assert far.answers[0, NOTHING] > 0.99
    named(whole, "0" * 64)
    with pytest.raises(ModelError, match="do not belong together"):
        PageNetwork(whole.page)


@pytest.mark.parametrize(
    ("limit", "value", "name"),
    [
        ("LARGEST", 100, "size"),
        ("MOST_WORK", 1000, "work"),
        ("OPERATOR_VERSIONS", {}, "operators known to tflite-runtime 2.14"),
        ("FURTHEST", -1.0, "probabilities as in training"),
        ("DIFFERING", -1.0, "answers as in training"),
        ("OFF", -1.0, "boxes as in training"),
    ],
)
def test_each_check_fails_beyond_its_limit(
    whole: Whole, monkeypatch: pytest.MonkeyPatch, limit: str, value: Any, name: str
) -> None:
    monkeypatch.setattr(train.second_stage.export, limit, value)
    second = SecondStage(whole.made.path)
    found = checks(whole.made.path.read_bytes(), second, whole.trained, middles(bright(6)))
    assert [check.name for check in found if not check.passed] == [name]


def test_another_network_is_no_second_stage(whole: Whole, tmp_path: Path) -> None:
    page = write_page_model(tmp_path / "page.tflite", answers=list(ANSWERS))
    with pytest.raises(ModelError, match=f"from int8 \\({SIDE}, {SIDE}, 3\\)"):
        SecondStage(page)


def named(whole: Whole, sha256: str) -> None:
    """Let the card of the page network name the second stage with that checksum."""
    place = card_path(whole.page)
    place.write_text(json.dumps(json.loads(place.read_text()) | {"second_stage": sha256}), encoding="utf-8")
