"""A `.tflite` file put together by the format's own classes, in a moment and without TensorFlow."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import flatbuffers
import numpy as np
from numpy.typing import NDArray

from train.anatomy import FILE_IDENTIFIER, _schema


class ModelFile:
    """A graph that grows by tensors and operators, the operators of those `kinds`: names and versions."""

    def __init__(self, **kinds: int) -> None:
        self.schema = _schema()
        self._model, self.graph = self.schema.ModelT(), self.schema.SubGraphT()
        self._model.version, self._model.subgraphs = 3, [self.graph]
        self._model.buffers, self._model.operatorCodes = [self.schema.BufferT()], []
        self.graph.tensors, self.graph.operators, self.graph.inputs, self.graph.outputs = [], [], [], []
        for name, version in kinds.items():
            code = self.schema.OperatorCodeT()
            code.builtinCode = code.deprecatedBuiltinCode = getattr(self.schema.BuiltinOperator, name)
            code.version = version
            self._model.operatorCodes.append(code)

    def tensor(self, name: str, shape: tuple[int, ...], scale: float, values: NDArray[Any] | None = None) -> int:
        """The number of a new tensor, int8, or int32 where its `values` are."""
        one, quantisation = self.schema.TensorT(), self.schema.QuantizationParametersT()
        one.name, one.shape = name.encode(), list(shape)
        is_int8 = values is None or values.dtype == np.int8
        one.type = self.schema.TensorType.INT8 if is_int8 else self.schema.TensorType.INT32
        quantisation.scale, quantisation.zeroPoint = [scale], [0]
        one.quantization, one.buffer = quantisation, 0
        if values is not None:
            buffer = self.schema.BufferT()
            buffer.data = list(values.tobytes())
            one.buffer = len(self._model.buffers)
            self._model.buffers.append(buffer)
        self.graph.tensors.append(one)
        return len(self.graph.tensors) - 1

    def step(self, kind: int, given: list[int], gives: int, name: str, options: Any) -> None:
        """An operator of the kind number `kind`, whose `options` are those of `name`."""
        step = self.schema.OperatorT()
        step.opcodeIndex, step.inputs, step.outputs = kind, given, [gives]
        step.builtinOptionsType, step.builtinOptions = getattr(self.schema.BuiltinOptions, name), options
        self.graph.operators.append(step)

    def convolve(self, given: list[int], gives: int, stride: int = 1) -> None:
        """A convolution, of the kind number 0, without padding."""
        options = self.schema.Conv2DOptionsT()
        options.padding = self.schema.Padding.VALID
        options.strideH = options.strideW = stride
        options.dilationHFactor = options.dilationWFactor = 1
        self.step(0, given, gives, "Conv2DOptions", options)

    def write(self, path: Path, card: dict[str, Any]) -> str:
        """The file at `path`, beside it its `card` with the sha256, which is returned."""
        builder = flatbuffers.Builder(4096)
        builder.Finish(self._model.Pack(builder), file_identifier=FILE_IDENTIFIER)
        path.write_bytes(bytes(builder.Output()))
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        path.with_suffix(".json").write_text(json.dumps({"sha256": sha256} | card), encoding="utf-8")
        return sha256
