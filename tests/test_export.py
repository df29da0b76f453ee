"""The exported file answers as the network learnt, and each check sees the fault it is there for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from conftest import Exported, Trained

pytest.importorskip("tf_keras", reason="TensorFlow is not installed (pip install '.[train]')")

import tensorflow as tf
import tf_keras as keras

import train.export
from train.export import (
    OPERATOR_VERSIONS,
    REFUSED_DIGITS,
    checks,
    fit_refusal_bias,
    fit_temperature,
    float_tensors,
    operator_versions,
)
from train.phase import network_input

MODEL = Path(__file__).parent.parent / "models" / "digits.tflite"


@pytest.fixture(scope="module")
def shipped() -> bytes:
    if not MODEL.exists() and "CIFRA_CI" not in os.environ:
        pytest.skip("no model is shipped yet: make export")
    return MODEL.read_bytes()


@pytest.fixture(scope="module")
def small_network() -> Any:
    return keras.Sequential([keras.Input((8, 8, 1)), keras.layers.Conv2D(2, 3), keras.layers.Flatten()])


def converted(network: Any, int8_inside: bool) -> bytes:
    """`network` as a `.tflite` file with float input and output, and float or int8 between them."""
    converter = tf.lite.TFLiteConverter.from_keras_model(network)
    if int8_inside:
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        pictures = np.random.default_rng(0).random((20, 1, 8, 8, 1), np.float32)
        converter.representative_dataset = lambda: ([picture] for picture in pictures)
    return bytes(converter.convert())


def test_the_shipped_model_loads_in_the_last_tflite_runtime(shipped: bytes) -> None:
    versions = operator_versions(shipped)
    assert {"CONV_2D", "MAX_POOL_2D"} <= set(versions)
    assert {name: version for name, version in versions.items() if version > OPERATOR_VERSIONS.get(name, 0)} == {}


def test_the_shipped_model_holds_no_float(shipped: bytes) -> None:
    assert float_tensors(shipped) == []


@pytest.mark.parametrize("int8_inside", [False, True])
def test_floats_are_found_inside_and_at_the_ends(small_network: Any, int8_inside: bool) -> None:
    content = converted(small_network, int8_inside)
    assert len(float_tensors(content)) >= 2  # the input and the output at the least
    assert ("QUANTIZE" in operator_versions(content)) == int8_inside
    assert "CONV_2D" in operator_versions(content)


def test_the_exported_file_is_int8_throughout_in_known_operators(exported: Exported) -> None:
    assert float_tensors(exported.content) == []
    assert all(version <= OPERATOR_VERSIONS[name] for name, version in operator_versions(exported.content).items())


def test_the_int8_file_answers_as_the_network_learnt(trained: Trained, exported: Exported) -> None:
    glyphs = exported.examples.glyphs
    learnt = trained.fitted.network.predict(network_input(glyphs), verbose=0)
    found = exported.classifier.logits(glyphs)
    assert np.abs(found - learnt).mean() < exported.classifier.output_scale
    assert (found.argmax(1) == learnt.argmax(1)).mean() > 0.99
    assert len(np.unique(found.argmax(1))) == 11  # a network with one answer would agree with itself


def named(found: list[train.export.Check]) -> dict[str, bool]:
    return {check.name: check.passed for check in found}


# What this little network reaches, with room: everything passes but what a case makes stricter.
LENIENT = {"ACCURACY_FLOOR": 0.5, "REFUSAL_FLOOR": 0.2, "DISAGREEMENT": 0.03}


@pytest.mark.parametrize(
    ("constant", "value", "failing"),
    [
        ("LARGEST", {"digits": 64_000}, None),  # as it is: everything passes
        ("ACCURACY_FLOOR", 1.01, "held-out accuracy"),
        ("REFUSAL_FLOOR", 1.01, "held-out marks refused"),
        ("DISAGREEMENT", -0.01, "answers as in training"),
        ("OPERATOR_VERSIONS", {**OPERATOR_VERSIONS, "CONV_2D": 1}, "operators known to tflite-runtime 2.14"),  # too new
        ("OPERATOR_VERSIONS", {"CONV_2D": 9}, "operators known to tflite-runtime 2.14"),  # not known at all
        ("LARGEST", {"digits": 50_000}, "size"),
        ("MOST_WORK", 3_000_000, "work"),
    ],
)
def test_each_check_fails_for_its_own_reason_alone(
    trained: Trained,
    exported: Exported,
    monkeypatch: pytest.MonkeyPatch,
    constant: str,
    value: object,
    failing: str | None,
) -> None:
    for name, floor in {**LENIENT, constant: value}.items():
        monkeypatch.setattr(train.export, name, floor)
    found = checks(exported.content, exported.classifier, trained.fitted.network, exported.examples)
    assert [name for name, passed in named(found).items() if not passed] == ([failing] if failing else [])


def test_a_file_with_floats_does_not_pass(trained: Trained, exported: Exported, small_network: Any) -> None:
    content = converted(small_network, int8_inside=True)
    found = checks(content, exported.classifier, trained.fitted.network, exported.examples)
    assert not named(found)["int8 throughout"]


@pytest.mark.parametrize("temperature", [0.4, 1.0, 2.5])
def test_the_fitted_temperature_is_the_one_the_logits_were_made_with(temperature: float) -> None:
    """Of ten answers seven, two and one are just what logits of log 0.7, log 0.2 and log 0.1 say."""
    probabilities = np.full(11, 1e-9)
    probabilities[[3, 8, 10]] = 0.7, 0.2, 0.1
    logits = np.tile((temperature * np.log(probabilities)).astype(np.float32), (10, 1))
    answers = np.array([3] * 7 + [8] * 2 + [10], np.uint8)
    assert fit_temperature(logits, answers) == pytest.approx(temperature, rel=0.01)


@pytest.mark.parametrize(
    ("answers", "limit"),
    [
        ([4, 4], 0.3),  # always right: as sure as may be
        ([5, 5], 3.0),  # always wrong: as unsure as may be
    ],
)
def test_the_temperature_stays_within_its_limits(answers: list[int], limit: float) -> None:
    logits = np.tile(np.eye(11, dtype=np.float32)[4] * 3, (2, 1))
    assert fit_temperature(logits, np.array(answers, np.uint8)) == pytest.approx(limit)


@pytest.mark.parametrize("refused_before", [0.0, 0.001, 0.02])
def test_with_the_fitted_bias_few_digits_are_refused(refused_before: float) -> None:
    """A share of 10,000 digits leads towards "not a digit" by up to 3; the others lead away from it."""
    lead = np.full(10_000, -4.0)
    odd = int(refused_before * len(lead))
    lead[:odd] = np.linspace(0.1, 3, odd)
    logits = np.zeros((len(lead), 11), np.float32)
    logits[:, 10] = lead
    bias = fit_refusal_bias(logits)
    logits[:, 10] -= bias
    assert (logits[:, 10] > 0).mean() <= REFUSED_DIGITS + 1e-4
    assert (bias == 0) == (refused_before <= REFUSED_DIGITS)  # nothing is taken off without need
