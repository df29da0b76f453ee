"""From a page network to the file of its second stage, by the whole way; `edge` runs that beside the page network."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from bright_shapes import bright, middles
from page_model import write_page_model

pytest.importorskip("tf_keras", reason="TensorFlow is not installed (pip install '.[train]')")

import train.second_stage.export
import train.second_stage.make
from edge.card import card_path
from edge.page.network import PageNetwork, second_stage_path
from edge.page.second_stage import ANSWERS, SecondStage
from train.second_stage.export import checks
from train.second_stage.fit import Schedule
from train.second_stage.make import Made, NoProposalsError, Plan, make_second_stage
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


def test_a_page_network_that_proposes_nothing_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train.second_stage.make, "gather", lambda wanted: bright(0))
    page = write_page_model(tmp_path / "page.tflite")
    with pytest.raises(NoProposalsError, match="Train it longer"):
        make_second_stage(page, PLAN, 1, tmp_path / "work", "make it")
