"""A second stage in one file that knows nothing: two convolutions of the whole picture, their weights drawn by lot.

Put together by the format's own classes, in a moment and without TensorFlow.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import flatbuffers
import numpy as np
from numpy.typing import NDArray

from edge.page.second_stage import ANSWERS, SIDES
from edge.page.surroundings import SIDE
from train.anatomy import FILE_IDENTIFIER, _schema

INPUT_SCALE, WEIGHT_SCALE, OUTPUT_SCALE = 1 / 128, 0.001, 0.02


def write_second_stage_model(path: Path) -> str:
    """A `.tflite` file at `path`, its card beside it; returns its sha256."""
    schema, rng = _schema(), np.random.default_rng(0)
    model, graph = schema.ModelT(), schema.SubGraphT()
    model.version, model.buffers, model.subgraphs = 3, [schema.BufferT()], [graph]
    model.operatorCodes = []
    for operator, version in ((schema.BuiltinOperator.CONV_2D, 3), (schema.BuiltinOperator.RESHAPE, 1)):
        code = schema.OperatorCodeT()
        code.builtinCode = code.deprecatedBuiltinCode = operator
        code.version = version
        model.operatorCodes.append(code)
    graph.tensors, graph.operators = [], []

    def tensor(name: str, shape: tuple[int, ...], scale: float, values: NDArray[Any] | None = None) -> int:
        one, quantisation = schema.TensorT(), schema.QuantizationParametersT()
        one.name, one.shape = name.encode(), list(shape)
        one.type = schema.TensorType.INT8 if values is None or values.dtype == np.int8 else schema.TensorType.INT32
        quantisation.scale, quantisation.zeroPoint = [scale], [0]
        one.quantization, one.buffer = quantisation, 0
        if values is not None:
            buffer = schema.BufferT()
            buffer.data = list(values.tobytes())
            one.buffer = len(model.buffers)
            model.buffers.append(buffer)
        graph.tensors.append(one)
        return len(graph.tensors) - 1

    picture = tensor("picture", (1, SIDE, SIDE, 3), INPUT_SCALE)
    graph.inputs, graph.outputs = [picture], []
    for channels in (len(ANSWERS), SIDES):
        weights = rng.integers(-20, 20, (channels, SIDE, SIDE, 3)).astype(np.int8)
        kernel = tensor(f"{channels} weights", weights.shape, WEIGHT_SCALE, weights)
        bias = tensor(f"{channels} bias", (channels,), INPUT_SCALE * WEIGHT_SCALE, np.zeros(channels, np.int32))
        map_ = tensor(f"{channels} map", (1, 1, 1, channels), OUTPUT_SCALE)
        shape = tensor(f"{channels} shape", (2,), 1.0, np.array([-1, channels], np.int32))
        flat = tensor(f"{channels}", (1, channels), OUTPUT_SCALE)
        convolve, options = schema.OperatorT(), schema.Conv2DOptionsT()
        options.padding = schema.Padding.VALID
        options.strideH = options.strideW = options.dilationHFactor = options.dilationWFactor = 1
        convolve.opcodeIndex, convolve.inputs, convolve.outputs = 0, [picture, kernel, bias], [map_]
        convolve.builtinOptionsType, convolve.builtinOptions = schema.BuiltinOptions.Conv2DOptions, options
        flatten, form = schema.OperatorT(), schema.ReshapeOptionsT()
        form.newShape = [-1, channels]
        flatten.opcodeIndex, flatten.inputs, flatten.outputs = 1, [map_, shape], [flat]
        flatten.builtinOptionsType, flatten.builtinOptions = schema.BuiltinOptions.ReshapeOptions, form
        graph.operators += [convolve, flatten]
        graph.outputs.append(flat)
    builder = flatbuffers.Builder(4096)
    builder.Finish(model.Pack(builder), file_identifier=FILE_IDENTIFIER)
    path.write_bytes(bytes(builder.Output()))
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    path.with_suffix(".json").write_text(json.dumps({"sha256": sha256, "answers": ANSWERS}), encoding="utf-8")
    return sha256
