"""A second stage in one file that knows nothing: two convolutions of the whole picture, their weights drawn by lot."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from model_file import ModelFile

from edge.page.second_stage import ANSWERS, SIDES
from edge.page.surroundings import SIDE

INPUT_SCALE, WEIGHT_SCALE, OUTPUT_SCALE = 1 / 128, 0.001, 0.02


def write_second_stage_model(path: Path) -> str:
    """A `.tflite` file at `path`, its card beside it; returns its sha256."""
    file, rng = ModelFile(CONV_2D=3, RESHAPE=1), np.random.default_rng(0)
    picture = file.tensor("picture", (1, SIDE, SIDE, 3), INPUT_SCALE)
    file.graph.inputs.append(picture)
    for channels in (len(ANSWERS), SIDES):
        weights = rng.integers(-20, 20, (channels, SIDE, SIDE, 3)).astype(np.int8)
        kernel = file.tensor(f"{channels} weights", weights.shape, WEIGHT_SCALE, weights)
        bias = file.tensor(f"{channels} bias", (channels,), INPUT_SCALE * WEIGHT_SCALE, np.zeros(channels, np.int32))
        place = file.tensor(f"{channels} place", (1, 1, 1, channels), OUTPUT_SCALE)
        shape = file.tensor(f"{channels} shape", (2,), 1.0, np.array([-1, channels], np.int32))
        flat = file.tensor(f"{channels}", (1, channels), OUTPUT_SCALE)
        file.convolve([picture, kernel, bias], place)
        options = file.schema.ReshapeOptionsT()
        options.newShape = [-1, channels]
        file.step(1, [place, shape], flat, "ReshapeOptions", options)
        file.graph.outputs.append(flat)
    return file.write(path, {"answers": ANSWERS})
