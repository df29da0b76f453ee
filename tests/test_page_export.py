"""The page network's int8 file answers as the network learnt, and each check sees the fault it is there for."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import fake_crops
import numpy as np
import pytest
from numpy.typing import NDArray
from second_stage_model import write_second_stage_model

pytest.importorskip("tf_keras", reason="TensorFlow is not installed (pip install '.[train]')")

from tf_keras.utils import set_random_seed

import train.page.export
import train.page.release
from edge.page.heads import HEADS, KINDS, SYMBOLS
from edge.page.network import PageNetwork, second_stage_path
from train.anatomy import multiply_accumulates, operators
from train.export import Check, float_tensors, operator_versions, to_tflite
from train.page.answers import Learnt
from train.page.composed import Score, Tally
from train.page.export import KNOWN, canvases, checks, differences
from train.page.fit import Fitted, Run
from train.page.learner import Learner, find_statistics, network_input
from train.page.network import Shape, build_page_network
from train.page.network import multiply_accumulates as counted
from train.page.quantise import on_canvas, quantised
from train.page.release import release
from train.page.schedule import Schedule
from train.page.targets import stacked, targets
from train.second_stage.make import Made

TINY = Shape(stem=8, channels=(8, 8, 8, 8), blocks=(0, 0, 1, 0), trunk=8)
CANVAS = (64, 96)


@dataclass(frozen=True, eq=False)
class Exported:
    """A network before, with and after quantisation."""

    before: NDArray[np.float32]
    """The kinds that the float network answers for the first canvas."""
    network: Any
    trained: Learnt
    file: PageNetwork
    content: bytes
    asked: list[NDArray[np.uint8]]


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    crops = [crop for seed in range(6) for crop in fake_crops.crops(seed, 32)]
    asked = canvases(crops, CANVAS, 4)
    set_random_seed(0)
    network = build_page_network(TINY)
    rng = np.random.default_rng(0)
    for layer in network.layers:  # as they are after long training: no two channels alike
        if "depthwise" in layer.name:
            kernel = layer.depthwise_kernel.numpy()
            layer.depthwise_kernel.assign(kernel * rng.uniform(0.02, 2, kernel.shape[2])[:, None])
    told = vars(stacked([targets(crop) for crop in crops]))
    learner = Learner(network)
    for _ in range(100):  # or the kinds would be as good as tied
        learner.learn(told | {"picture": np.stack([crop.picture for crop in crops])}, 5e-3)
    batches = [np.stack(asked)] * 2
    find_statistics(network, batches)
    before = network(network_input(asked[0][None]))["kind"].numpy()
    with_rounding = quantised(network, batches)
    fixed = on_canvas(with_rounding, TINY, CANVAS)
    content = to_tflite(fixed)
    path = tmp_path_factory.mktemp("page") / "page.tflite"
    path.write_bytes(content)
    card = {"sha256": hashlib.sha256(content).hexdigest(), "heads": list(HEADS), "kinds": KINDS, "symbols": SYMBOLS}
    path.with_suffix(".json").write_text(json.dumps(card), encoding="utf-8")
    return Exported(before, with_rounding, Learnt(fixed, CANVAS), PageNetwork(path), content, asked)


@pytest.mark.slow
def test_rounding_changes_little_from_the_first_step_on(exported: Exported) -> None:
    """The ranges are found beforehand, and no depthwise channel is lost in the others' scale."""
    rounded = exported.network(network_input(exported.asked[0][None]))["kind"].numpy()
    assert np.abs(rounded - exported.before).mean() < 0.1 * exported.before.std()


@pytest.mark.slow
def test_the_file_answers_as_the_network_learnt(exported: Exported) -> None:
    further, differing = differences(exported.file, exported.trained, exported.asked)
    assert further < 0.1
    assert differing < 0.02
    for name in ("box", "symbol"):
        ours, theirs = (getattr(one.answers(exported.asked[0]), name) for one in (exported.file, exported.trained))
        assert np.abs(ours - theirs).mean() < 0.1 * theirs.std()


@pytest.mark.slow
def test_the_input_is_the_pixels_less_128(exported: Exported) -> None:
    given = exported.file._interpreter.get_input_details()[0]
    assert given["quantization"] == (1 / 128, 0)


@pytest.mark.slow
def test_each_head_has_a_scale_of_its_own(exported: Exported) -> None:
    scales = {details["quantization"] for details in exported.file._interpreter.get_output_details()}
    assert len(scales) == len(HEADS)


@pytest.mark.slow
def test_it_is_int8_throughout_of_operators_that_old_runtimes_know(exported: Exported) -> None:
    versions = operator_versions(exported.content)
    assert {name for name, version in versions.items() if version > KNOWN.get(name, 0)} == set()
    used = {operator.name for operator in operators(exported.content)}
    assert used == {"CONV_2D", "DEPTHWISE_CONV_2D", "ADD", "RESIZE_BILINEAR"}
    assert float_tensors(exported.content) == []


@pytest.mark.slow
def test_its_work_is_what_the_network_says(exported: Exported) -> None:
    assert multiply_accumulates(exported.content) == counted(build_page_network(TINY), CANVAS)


@pytest.mark.slow
def test_a_good_file_passes_every_check(exported: Exported) -> None:
    found = checks(exported.content, exported.file, exported.trained, exported.asked)
    assert [check.name for check in found if not check.passed] == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("limit", "value", "name"),
    [
        ("LARGEST", 100, "size"),
        ("MOST_WORK", 1000, "work"),
        ("KNOWN", {}, "operators known to tflite-runtime 2.14"),
        ("DIFFERING", -1.0, "kinds as in training"),
        ("FURTHEST", -1.0, "centres as in training"),
    ],
)
def test_each_check_fails_beyond_its_limit(
    exported: Exported, monkeypatch: pytest.MonkeyPatch, limit: str, value: Any, name: str
) -> None:
    monkeypatch.setattr(train.page.export, limit, value)
    found = checks(exported.content, exported.file, exported.trained, exported.asked)
    assert [check.name for check in found if not check.passed] == [name]


@pytest.mark.slow
def test_another_network_is_told_from_it(exported: Exported) -> None:
    other = Learnt(build_page_network(TINY), CANVAS)
    further, differing = differences(other, exported.trained, exported.asked)
    assert further > train.page.export.FURTHEST or differing > train.page.export.DIFFERING


@pytest.mark.slow
def test_a_better_model_stays_unless_it_is_forced(
    exported: Exported, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    goodness = iter((5, 8, 5, 8, 5, 8))

    def measured(network: Any, pages: int) -> Score:
        return Score(boxes=Tally(next(goodness), 10, 10))

    monkeypatch.setattr(train.page.release, "_score", measured)
    monkeypatch.setattr(train.page.release, "on_canvas", lambda network, shape, canvas: network)
    monkeypatch.setattr(train.page.release, "to_tflite", lambda network: exported.content)
    monkeypatch.setattr(train.page.release, "Learnt", lambda network, size: exported.trained)
    run = Run(Schedule(side=32), TINY, 1, tmp_path / "x.npz", make_crops="fake_crops:crops", canvas=CANVAS)
    fitted = Fitted(exported.network, [{"stage": "float", "step": 500, "centre": 1.0}], 77, 1)
    assert release(fitted, run, tmp_path, "make it", 3, make_second=lambda page: None) is None  # that was broken off
    failed = release(fitted, run, tmp_path, "make it", 3, make_second=lambda page: second(page, passed=False))
    assert failed is not None
    assert not failed.passed
    assert not (tmp_path / "page.tflite").exists()
    first = release(fitted, run, tmp_path, "make it", 3, make_second=second)  # nothing is there: it is measured alone
    assert first is not None
    assert first.in_place
    assert PageNetwork(tmp_path / "page.tflite").second_stage is not None
    assert list(tmp_path.glob("*candidate*")) == []
    for seed in (2, 1):
        better = release(fitted, replace(run, seed=seed), tmp_path, "make it", 3)  # 8, and what is there 5
        assert better is not None
        assert better.in_place
    goodness = iter((5, 8))
    fourth = release(fitted, run, tmp_path, "make it", 3)
    assert fourth is not None
    assert not fourth.in_place
    assert fourth.path.name == "page.candidate.tflite"
    assert "FORCE=1" in fourth.report
    card = json.loads((tmp_path / "page.json").read_text(encoding="utf-8"))
    assert card["figures"]["composed_f1"] == 0.8
    assert card["composed"]["boxes"] == {"right": 8, "found": 10, "there": 10}
    assert card["training"]["pages"] == 77
    assert card["training"]["command"] == "make it"
    assert card["sha256"] == hashlib.sha256(exported.content).hexdigest()
    assert PageNetwork(tmp_path / "page.tflite").size == CANVAS


def second(page: Path, passed: bool = True) -> Made:
    """A second stage that knows nothing, beside `page`."""
    path = second_stage_path(page)
    return Made(path, write_second_stage_model(path), (Check("size", passed, ""),))
