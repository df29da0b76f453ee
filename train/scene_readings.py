"""Synthetic scenes by their number, read as on a Pi: the same number is always the same scene.

They are to measure on; what is trained on is drawn otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from tqdm import tqdm

from edge.classify import Classifier
from edge.reader import Reader
from edge.reading import Reading
from train.paper import PENS
from train.processes import in_processes
from train.scenes import Scene, Setting, render_scene, sample_setting
from train.score import Labelled, Score, score

SEED = 20  # always the same scenes, so that two models can be compared
TIGHT = 0.2  # of the scenes: neighbours stand so close that many touch
TIGHT_GAPS = (-0.12, 0.1)  # between their ink, in digit heights; a digit is some 0.6 wide, so up to a fifth overlaps


@dataclass(frozen=True)
class SceneReading:
    """What was read in one scene, and what is there."""

    number: int
    setting: Setting
    truth: Labelled
    reading: Reading


def numbered_scene(number: int) -> tuple[Setting, Scene]:
    """The scene of this `number`, from 0, and all about it that was chosen."""
    rng = np.random.default_rng((SEED, number))
    setting = sample_setting(rng)
    if rng.random() < TIGHT:
        setting = replace(setting, spacing=float(rng.uniform(*TIGHT_GAPS)) + pen_width(setting))
    return setting, render_scene(rng, setting)


def pen_width(setting: Setting) -> float:
    """Of the pen in this hand, in digit heights; `Setting.spacing` is that of the pen's path, without its width."""
    return setting.hand.pen_width * PENS[setting.pen].width


def read_scenes(count: int, model: str | Path = "digits") -> list[SceneReading]:
    """The first `count` scenes as `model`, a shipped name or a path, reads them; on all cores, progress on a terminal.

    Raises `ModelError` for a model that cannot be run.
    """
    path = str(Classifier(model).path)
    given = [(path, number) for number in range(count)]
    return list(tqdm(in_processes(_read, given), "scenes", count, unit=" scene", disable=None))


def total(readings: Iterable[SceneReading]) -> Score:
    """How well these scenes were read, taken together."""
    return score((one.truth, one.reading) for one in readings)


def measure_scenes(model: str | Path, count: int) -> dict[str, float]:
    """The figures of `model` on the first `count` scenes, by name."""
    result = total(read_scenes(count, model))
    return {
        "scenes_precision": result.precision,
        "scenes_recall": result.recall,
        "scenes_f1": result.f1,
        "scenes_f1_by_scene": result.f1_by_source,
        "scenes_lines_exact": result.lines_exact,
    }


def labelled(number: int, scene: Scene) -> Labelled:
    """The truth about `scene` in the form in which people's labels come; all scenes are of one source."""
    labels, boxes = [label for label, _ in scene.digits], [box for _, box in scene.digits]
    return Labelled(Path(f"scene {number}"), "scenes", tuple(boxes), tuple(labels), scene.lines, True)


def _read(given: tuple[str, int]) -> SceneReading:
    path, number = given
    setting, scene = numbered_scene(number)
    return SceneReading(number, setting, labelled(number, scene), _reader(path).read(scene.frame))


@lru_cache(maxsize=1)
def _reader(path: str) -> Reader:
    """One a process: building its interpreter takes longer than reading a page."""
    return Reader(Classifier(path))
