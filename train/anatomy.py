"""What a `.tflite` file is made of: its operators, how much each holds and works, and the file cut short after one.

Pure functions from the file's bytes; nothing is run here, and TensorFlow is asked only where LiteRT is not installed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge.errors import ModelError

FILE_IDENTIFIER = b"TFL3"  # at byte 4 of every such file
LEARNING = ("CONV_2D", "TRANSPOSE_CONV", "FULLY_CONNECTED", "DEPTHWISE_CONV_2D", "CONV_3D", "BATCH_MATMUL")


@dataclass(frozen=True, eq=False)
class Weights:
    """The numbers that an operator has learnt, as the file holds them."""

    values: NDArray[np.int8]
    """In the file's order: (filters, height, width, channels) for a convolution."""
    scales: NDArray[np.float32]
    """(filters,) or (1,): a real weight is its int8 value times its filter's scale; the zero point is 0."""


@dataclass(frozen=True, eq=False)
class Operator:
    """One step of the network: what it takes, what it gives, and what it costs for one picture."""

    name: str
    """As the format calls it: "CONV_2D", "MAX_POOL_2D", …"""
    input_shape: tuple[int, ...]
    """Of the first input, the batch left out: (h, w, channels)."""
    output_shape: tuple[int, ...]
    """The batch left out."""
    window: tuple[int, int] | None
    """Height and width of what one output value sees of the input; None where that has no meaning."""
    stride: tuple[int, int] | None
    """Pixels down and to the right from one window to the next; None where there is no window."""
    parameters: int
    """Learnt numbers: weights and biases. Shapes and axes, which a file holds as constants too, are not counted."""
    multiply_accumulates: int
    """Products that are added up; 0 for operators that compare, add or move only."""
    weights: Weights | None
    """None for operators without any, and for such as are not int8."""


def operators(content: bytes) -> tuple[Operator, ...]:
    """The operators of the `.tflite` file `content`, in the order in which they run, for a batch of one.

    Raises `ModelError` for what is no such file, or has several graphs or an operator whose products cannot be counted.
    """
    model = _parsed(content)
    graph, names = model.subgraphs[0], _operator_names()
    codes = [names[max(code.builtinCode, code.deprecatedBuiltinCode)] for code in model.operatorCodes]
    return tuple(_operator(codes[step.opcodeIndex], step, graph.tensors, model.buffers) for step in graph.operators)


def multiply_accumulates(content: bytes) -> int:
    """How many products the `.tflite` file `content` adds up for one picture. Raises `ModelError` as `operators`."""
    return sum(operator.multiply_accumulates for operator in operators(content))


def cut_after(content: bytes, count: int) -> bytes:
    """The `.tflite` file `content` with its first `count` operators only, whose last one's output is the file's.

    For a look inside: the runtime computes what comes out there, and how long it takes until there. Raises `ValueError`
    unless `count` is between 1 and the number of operators, `ModelError` as `operators`.
    """
    import flatbuffers

    model = _parsed(content)
    graph = model.subgraphs[0]
    if not 1 <= count <= len(graph.operators):
        raise ValueError(f"count must be 1 to {len(graph.operators)}, but is {count}")
    graph.operators = graph.operators[:count]
    graph.outputs = [int(graph.operators[-1].outputs[0])]
    model.signatureDefs = None  # they name the outputs of the whole
    builder = flatbuffers.Builder(len(content) + 1024)
    builder.Finish(model.Pack(builder), file_identifier=FILE_IDENTIFIER)
    return bytes(builder.Output())


def _operator(name: str, step: Any, tensors: list[Any], buffers: list[Any]) -> Operator:
    given, gives = _shape(tensors[step.inputs[0]]), _shape(tensors[step.outputs[0]])
    learnt = [tensors[index] for index in step.inputs[1:] if index >= 0 and _is_learnt(name, tensors[index], buffers)]
    window: tuple[int, ...] | None = None
    if name in ("CONV_2D", "DEPTHWISE_CONV_2D"):
        window = _shape(learnt[0])[0:2]
    elif name in ("MAX_POOL_2D", "AVERAGE_POOL_2D"):
        window = int(step.builtinOptions.filterHeight), int(step.builtinOptions.filterWidth)
    return Operator(
        name,
        given,
        gives,
        (window[0], window[1]) if window else None,
        (int(step.builtinOptions.strideH), int(step.builtinOptions.strideW)) if window else None,
        sum(math.prod(int(side) for side in tensor.shape) for tensor in learnt),
        _products(name, tensors[step.outputs[0]], learnt),
        _weights(learnt[0], buffers, name) if learnt else None,
    )


def _is_learnt(name: str, tensor: Any, buffers: list[Any]) -> bool:
    """Whether `tensor` comes with the file and is of an operator that learns; axes and shapes are constants as well."""
    data = buffers[tensor.buffer].data
    return name in LEARNING and data is not None and len(data) > 0


def _products(name: str, gives: Any, learnt: list[Any]) -> int:
    """For every output value, the size of the filter that it is the sum of."""
    if name not in LEARNING:
        return 0
    if not learnt or name not in ("CONV_2D", "DEPTHWISE_CONV_2D", "FULLY_CONNECTED"):
        raise ModelError(f"expected a network whose products can be counted from its shapes, found {name} in it.")
    filters = [int(side) for side in learnt[0].shape]
    # (filters, h, w, channels); (outputs, inputs); but (1, h, w, channels), where each output sees one channel only.
    each = filters[1] * filters[2] if name == "DEPTHWISE_CONV_2D" else math.prod(filters[1:])
    return math.prod(int(side) for side in gives.shape) * each


def _weights(tensor: Any, buffers: list[Any], name: str) -> Weights | None:
    if tensor.type != _schema().TensorType.INT8 or tensor.quantization is None or tensor.quantization.scale is None:
        return None
    values = np.frombuffer(bytes(buffers[tensor.buffer].data), np.int8).reshape([int(side) for side in tensor.shape])
    if name == "DEPTHWISE_CONV_2D":  # one filter a channel, and the channels come last
        values = values.transpose(3, 1, 2, 0)
    return Weights(values, np.asarray(tensor.quantization.scale, np.float32))


def _shape(tensor: Any) -> tuple[int, ...]:
    """Without the first axis, which is the batch, or the number of filters."""
    return tuple(int(side) for side in tensor.shape[1:])


def _parsed(content: bytes) -> Any:
    schema = _schema()
    if content[4:8] != FILE_IDENTIFIER:
        raise ModelError("expected a .tflite file, found something else: it lacks the mark TFL3 at its beginning.")
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAs(content, 0))
    if len(model.subgraphs) != 1:
        raise ModelError(f"expected a .tflite file with one graph, found {len(model.subgraphs)}.")
    return model


def _operator_names() -> dict[int, str]:
    return {value: name for name, value in vars(_schema().BuiltinOperator).items() if not name.startswith("_")}


def _schema() -> Any:
    """The format's own reader, which comes with either package; LiteRT's does not bring all of TensorFlow."""
    try:
        from ai_edge_litert import schema_py_generated as schema
    except ImportError:
        from tensorflow.lite.python import schema_py_generated as schema
    return schema
