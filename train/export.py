"""A quantisation-aware model becomes an int8 `.tflite` file, which must pass every check before it may be used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge.card import NOT_A_DIGIT
from edge.classify import Classifier
from train.anatomy import multiply_accumulates
from train.examples import Examples
from train.phase import network_input

ACCURACY_FLOOR = 0.975  # on held-out digits: below it, something went wrong, whatever the schedule and the digits were
REFUSAL_FLOOR = 0.85  # of held-out marks that are no digits, before the refusal's bias: what the network can tell
REFUSED_DIGITS = 0.0002  # share of held-out digits, odd ones among them, that may be taken for no digit
DISAGREEMENT = 0.002  # share of answers in which the int8 file and the quantisation-aware model may differ
LARGEST: Mapping[str, int] = MappingProxyType({"digits": 64 * 1024, "tiny": 12 * 1024})  # bytes of each model's file
MOST_WORK = 4_000_000  # multiply-accumulates a digit
# The highest version of each operator that tflite-runtime 2.14, the last one, can load. Others it may not know at all.
OPERATOR_VERSIONS = {
    "ADD": 4,
    "AVERAGE_POOL_2D": 3,
    "CONV_2D": 7,
    "DEPTHWISE_CONV_2D": 7,
    "DEQUANTIZE": 5,
    "FULLY_CONNECTED": 10,
    "MAX_POOL_2D": 3,
    "MEAN": 3,
    "QUANTIZE": 3,
    "RESHAPE": 1,
    "SOFTMAX": 3,
}


@dataclass(frozen=True)
class Check:
    """One thing that a model file must fulfil, and what was found."""

    name: str
    passed: bool
    found: str


def to_tflite(quantised: Any) -> bytes:
    """The int8 file of a quantisation-aware model; input and output are int8 as well."""
    import tensorflow as tf

    converter = tf.lite.TFLiteConverter.from_keras_model(quantised)
    converter.optimizations = [tf.lite.Optimize.DEFAULT]
    converter.inference_input_type = converter.inference_output_type = tf.int8
    return _without_names(converter.convert())


def _without_names(content: bytes) -> bytes:
    """The `.tflite` file `content` without what only people and other tools read: a fifth of a tiny model's bytes."""
    import flatbuffers  # comes with TensorFlow

    model = _model(content)
    model.description = model.metadata = model.metadataBuffer = model.signatureDefs = None
    for graph in model.subgraphs:
        graph.name = None
        for tensor in graph.tensors:
            tensor.name = None
    builder = flatbuffers.Builder(len(content))
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def checks(
    content: bytes, classifier: Classifier, quantised: Any, held_out: Examples, model: str = "digits"
) -> list[Check]:
    """What the file `content`, opened as `classifier`, must fulfil before it is shipped.

    `held_out` were not trained on; `quantised` is what the file was made of, `model` a name in `LARGEST`.
    """
    answers = classifier.predict(held_out.glyphs).argmax(1)
    int8_answers = classifier.logits(held_out.glyphs).argmax(1)
    float_answers = quantised.predict(network_input(held_out.glyphs), batch_size=512, verbose=0).argmax(1)
    negative = held_out.answers == NOT_A_DIGIT
    accuracy = float((answers == held_out.answers)[~negative].mean())
    refused = float((int8_answers == held_out.answers)[negative].mean())
    differing = float((int8_answers != float_answers).mean())
    return [
        Check("held-out accuracy", accuracy >= ACCURACY_FLOOR, f"{accuracy:.4f}, at least {ACCURACY_FLOOR}"),
        Check("held-out marks refused", refused >= REFUSAL_FLOOR, f"{refused:.4f}, at least {REFUSAL_FLOOR}"),
        Check("answers as in training", differing <= DISAGREEMENT, f"{differing:.4f} differ, at most {DISAGREEMENT}"),
        *file_checks(content, OPERATOR_VERSIONS, LARGEST[model], MOST_WORK, "digit"),
    ]


def file_checks(content: bytes, known: Mapping[str, int], largest: int, most_work: int, unit: str) -> list[Check]:
    """What holds for every file, whatever its network: operators `known`, int8, its bytes, its work for one `unit`."""
    too_new = [f"{name} {v}" for name, v in sorted(operator_versions(content).items()) if v > known.get(name, 0)]
    floats, work = float_tensors(content), multiply_accumulates(content)
    return [
        Check("operators known to tflite-runtime 2.14", not too_new, ", ".join(too_new) or "all of them"),
        Check("int8 throughout", not floats, ", ".join(floats) or "no float tensor"),
        Check("size", len(content) <= largest, f"{len(content):,} bytes, at most {largest:,}"),
        Check("work", work <= most_work, f"{work:,} multiply-accumulates a {unit}, at most {most_work:,}"),
    ]


def operator_versions(content: bytes) -> dict[str, int]:
    """The operators in a `.tflite` file, each with its highest version."""
    from tensorflow.lite.python import schema_py_generated as schema

    names = {value: name for name, value in vars(schema.BuiltinOperator).items() if not name.startswith("_")}
    versions: dict[str, int] = {}
    for code in _model(content).operatorCodes:
        name = names[max(code.builtinCode, code.deprecatedBuiltinCode)]
        versions[name] = max(versions.get(name, 0), code.version)
    return versions


def float_tensors(content: bytes) -> list[str]:
    """Which tensors of a `.tflite` file hold floating-point numbers, each as its number and its name if it has one."""
    from tensorflow.lite.python import schema_py_generated as schema

    kinds = {schema.TensorType.FLOAT16, schema.TensorType.FLOAT32, schema.TensorType.FLOAT64}
    tensors = [tensor for graph in _model(content).subgraphs for tensor in graph.tensors]
    return [f"{i} {(t.name or b'').decode()}".strip() for i, t in enumerate(tensors) if t.type in kinds]


def _model(content: bytes) -> Any:
    from tensorflow.lite.python import schema_py_generated as schema

    return schema.ModelT.InitFromObj(schema.Model.GetRootAs(content, 0))


def fit_temperature(logits: NDArray[np.float32], answers: NDArray[np.uint8]) -> float:
    """The temperature (Guo et al. 2017) at which `logits` (n, 11) explain the true `answers` (n,) best; 0.3 to 3."""
    best, lowest = 1.0, np.inf
    for temperature in np.geomspace(0.3, 3.0, 120):
        scaled = logits / temperature
        scaled = scaled - scaled.max(axis=1, keepdims=True)
        loss = float(np.mean(np.log(np.exp(scaled).sum(1)) - scaled[np.arange(len(answers)), answers]))
        if loss < lowest:
            best, lowest = float(temperature), loss
    return best


def fit_refusal_bias(logits: NDArray[np.float32]) -> float:
    """The least to take off the logit of "not a digit" so that all but REFUSED_DIGITS of real digits are accepted.

    `logits` (n, 11) are of digits; 0 where so few are refused anyway.
    """
    lead = logits[:, NOT_A_DIGIT] - np.delete(logits, NOT_A_DIGIT, axis=1).max(axis=1)
    return max(0.0, float(np.quantile(lead, 1 - REFUSED_DIGITS)))
