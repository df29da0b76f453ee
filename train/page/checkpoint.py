"""Where a training is, in one file: it goes on from there on any machine."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from edge.errors import CifraError
from train.page.learner import State

FORMAT = 1
SCALE = 4096.0  # roots of squares go down to a hundred-millionth: scaled, half precision holds them


class CheckpointError(CifraError):
    """A file that no training can go on from."""


@dataclass(frozen=True)
class Place:
    """How far a training is."""

    stage: str
    """A name of `train.page.schedule.Stage`."""
    step: int
    """Steps of that stage that are done."""
    seed: int
    """Of everything that is drawn by lot."""
    pages: int
    """How many pages were composed so far: the next has this number."""


def write(path: Path, place: Place, shape: Any, state: State, curves: list[dict[str, Any]]) -> State:
    """Write the file, whole or not at all; what was there stays beside it as `previous-` for who needs it.

    What helps to learn is kept in half precision. Returns the state as the file holds it, to go on from: then whoever
    resumes does exactly the same as who was never interrupted.
    """
    told = {"format": FORMAT, "place": asdict(place), "shape": asdict(shape), "steps": state.steps, "curves": curves}
    held: dict[str, NDArray[Any]] = {
        "weights": state.weights,
        "average": (state.average - state.weights).astype(np.float16),
        "mean": (state.mean / (state.square + 1e-12)).astype(np.float16),
        "square": (state.square * SCALE).astype(np.float16),
        "others": state.others,
    }
    part = path.with_suffix(".part")
    path.parent.mkdir(parents=True, exist_ok=True)
    with part.open("wb") as file:
        arrays = held | {"told": np.frombuffer(json.dumps(told).encode(), np.uint8)}
        np.savez_compressed(file, allow_pickle=False, **arrays)
    if path.exists():
        path.replace(path.with_name(f"previous-{path.name}"))
    part.replace(path)
    return _state(held, state.steps)


def read(path: Path, shape: Any) -> tuple[Place, State, list[dict[str, Any]]]:
    """What `write` wrote, for a network of `shape`. Raises `CheckpointError`."""
    try:
        with np.load(path) as file:
            told = json.loads(file["told"].tobytes())
            held = {name: file[name] for name in ("weights", "average", "mean", "square", "others")}
        place, state, curves = Place(**told["place"]), _state(held, int(told["steps"])), told["curves"]
        found = json.dumps(told["shape"])
    except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile) as error:
        raise CheckpointError(
            f"expected a checkpoint of the page network in {path}, found something else ({error}). There may be the "
            f"one before it: {path.with_name(f'previous-{path.name}')}."
        ) from error
    if found != json.dumps(asdict(shape)):
        raise CheckpointError(
            f"expected a checkpoint of a network of {asdict(shape)} in {path}, found one of {found}. Train anew, or "
            "with the code that wrote it."
        )
    return place, state, curves


def _state(held: dict[str, NDArray[Any]], steps: int) -> State:
    square = held["square"].astype(np.float32) / np.float32(SCALE)
    return State(
        weights=held["weights"],
        average=held["weights"] + held["average"].astype(np.float32),
        mean=held["mean"].astype(np.float32) * square,
        square=square,
        others=held["others"],
        steps=steps,
    )
