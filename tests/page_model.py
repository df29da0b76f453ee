"""A page network in one file that knows nothing: four convolutions of the picture, their weights drawn by lot.

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

from edge.page.heads import HEADS, KINDS, STRIDE, SYMBOLS
from train.anatomy import FILE_IDENTIFIER, _schema

WINDOW = STRIDE  # pixels, down and across, that a place sees
INPUT_SCALE, WEIGHT_SCALE, OUTPUT_SCALE = 1 / 128, 0.01, 0.05


def write_page_model(path: Path, height: int = 256, width: int = 320, **card: Any) -> Path:
    """A `.tflite` file for canvases of that size at `path`, beside it its card with `card` in it; returns `path`."""
    schema, rng = _schema(), np.random.default_rng(0)
    model, graph = schema.ModelT(), schema.SubGraphT()
    model.version, model.buffers, model.subgraphs = 3, [schema.BufferT()], [graph]
    code = schema.OperatorCodeT()
    code.builtinCode = code.deprecatedBuiltinCode = schema.BuiltinOperator.CONV_2D
    code.version = 3
    model.operatorCodes = [code]
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

    picture = tensor("picture", (1, height, width, 3), INPUT_SCALE)
    graph.inputs, graph.outputs = [picture], []
    for name, channels in HEADS.items():
        weights = rng.integers(-20, 20, (channels, WINDOW, WINDOW, 3)).astype(np.int8)
        kernel = tensor(f"{name} weights", weights.shape, WEIGHT_SCALE, weights)
        bias = tensor(f"{name} bias", (channels,), INPUT_SCALE * WEIGHT_SCALE, np.zeros(channels, np.int32))
        answer = tensor(name, (1, height // STRIDE, width // STRIDE, channels), OUTPUT_SCALE)
        step, options = schema.OperatorT(), schema.Conv2DOptionsT()
        options.padding = schema.Padding.VALID
        options.strideH = options.strideW = STRIDE
        options.dilationHFactor = options.dilationWFactor = 1
        step.opcodeIndex, step.inputs, step.outputs = 0, [picture, kernel, bias], [answer]
        step.builtinOptionsType, step.builtinOptions = schema.BuiltinOptions.Conv2DOptions, options
        graph.operators.append(step)
        graph.outputs.append(answer)
    builder = flatbuffers.Builder(4096)
    builder.Finish(model.Pack(builder), file_identifier=FILE_IDENTIFIER)
    path.write_bytes(bytes(builder.Output()))
    told = {"heads": list(HEADS), "kinds": list(KINDS), "symbols": SYMBOLS}
    told["sha256"] = hashlib.sha256(path.read_bytes()).hexdigest()
    path.with_suffix(".json").write_text(json.dumps(told | card), encoding="utf-8")
    return path
