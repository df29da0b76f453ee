"""A page network in one file that knows nothing: four convolutions of the picture, their weights drawn by lot."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from model_file import ModelFile

from edge.page.heads import HEADS, KINDS, STRIDE, SYMBOLS

WINDOW = STRIDE  # pixels, down and across, that a place sees
INPUT_SCALE, WEIGHT_SCALE, OUTPUT_SCALE = 1 / 128, 0.01, 0.05


def write_page_model(path: Path, height: int = 256, width: int = 320, **card: Any) -> Path:
    """A `.tflite` file for canvases of that size at `path`, beside it its card with `card` in it; returns `path`."""
    file, rng = ModelFile(CONV_2D=3), np.random.default_rng(0)
    picture = file.tensor("picture", (1, height, width, 3), INPUT_SCALE)
    file.graph.inputs.append(picture)
    for name, channels in HEADS.items():
        weights = rng.integers(-20, 20, (channels, WINDOW, WINDOW, 3)).astype(np.int8)
        kernel = file.tensor(f"{name} weights", weights.shape, WEIGHT_SCALE, weights)
        bias = file.tensor(f"{name} bias", (channels,), INPUT_SCALE * WEIGHT_SCALE, np.zeros(channels, np.int32))
        answer = file.tensor(name, (1, height // STRIDE, width // STRIDE, channels), OUTPUT_SCALE)
        file.convolve([picture, kernel, bias], answer, STRIDE)
        file.graph.outputs.append(answer)
    file.write(path, {"heads": list(HEADS), "kinds": list(KINDS), "symbols": SYMBOLS} | card)
    return path
