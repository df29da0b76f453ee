"""Under which conditions a scene was taken, and how well scenes were read under each.

A condition is one value of an aspect: "pencil" of the pen, "below 24 px" of the digits' height.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from train.alphabet import DIGITS
from train.letters import LETTERS
from train.paper import PENS, SHEETS
from train.scene_readings import SceneReading, pen_width, total
from train.score import Score

EVERYTHING = "all scenes"


@dataclass(frozen=True)
class Aspect:
    """One way in which scenes differ."""

    title: str
    conditions: tuple[str, ...]
    """In the order in which people want to see them."""
    of: Callable[[SceneReading], str]
    """Which of them a scene is under."""


@dataclass(frozen=True)
class ConditionScore:
    """How well the scenes under one condition were read."""

    aspect: str
    condition: str
    scenes: int
    digits: int
    """That are there, read or not."""
    score: Score


def _in_bands(title: str, value: Callable[[SceneReading], float], bounds: Sequence[float], unit: str = "") -> Aspect:
    """The aspect of a `value` in bands that begin with each of `bounds`, and one below the first."""
    after = f" {unit}" if unit else ""
    names = [f"below {bounds[0]:g}{after}"]
    names += [f"{low:g} to {high:g}{after}" for low, high in pairwise(bounds)]
    names.append(f"{bounds[-1]:g}{after} and more")
    return Aspect(title, tuple(names), lambda scene: names[bisect_right(bounds, value(scene))])


def _digit_height(scene: SceneReading) -> float:
    """In pixels, as it came to be: writing that would not fit was made smaller."""
    return median(box.h for box in scene.truth.boxes) if scene.truth.boxes else 0.0


def _gap(scene: SceneReading) -> float:
    """Mean room between the ink of neighbours in digit heights; below 0 most of them touch."""
    return scene.setting.spacing - pen_width(scene.setting)


def _beside(scene: SceneReading) -> str:
    """What stands in the scene beside digits."""
    characters = "".join(scene.setting.lines).replace(" ", "")
    if any(character in LETTERS for character in characters):
        return "words"
    return "signs" if any(character not in DIGITS for character in characters) else "nothing"


def _edge(scene: SceneReading) -> str:
    left, top, right, bottom = scene.setting.page
    return "seen" if left > 0 or top > 0 or right < 1 or bottom < 1 else "not seen"


def _shadow(scene: SceneReading) -> str:
    dark = scene.setting.view.shadow
    return "none" if dark == 0 else "light (below 0.3)" if dark < 0.3 else "dark (0.3 and more)"


ASPECTS: tuple[Aspect, ...] = (
    Aspect("sheet", tuple(SHEETS), lambda scene: scene.setting.sheet),
    Aspect("ruling", ("plain", "ruled", "squared"), lambda scene: scene.setting.ruling),
    Aspect("pen", tuple(PENS), lambda scene: scene.setting.pen),
    _in_bands("digit height", _digit_height, (32, 48, 72, 110), "px"),
    _in_bands("gap between neighbours, in digit heights", _gap, (0, 0.1, 0.25, 0.45)),
    Aspect("beside the digits", ("nothing", "signs", "words"), _beside),
    Aspect("lines", ("1", "2", "3", "4"), lambda scene: str(len(scene.setting.lines))),
    Aspect("edge of the sheet", ("not seen", "seen"), _edge),
    _in_bands("blur of the lens", lambda scene: scene.setting.view.blur, (0.9, 1.25), "px"),
    Aspect("camera", ("still", "moving"), lambda scene: "moving" if scene.setting.view.motion else "still"),
    _in_bands("noise", lambda scene: scene.setting.view.noise, (1.5, 3, 5), "grey levels"),
    Aspect("shadow", ("none", "light (below 0.3)", "dark (0.3 and more)"), _shadow),
    _in_bands("exposure", lambda scene: scene.setting.view.exposure, (0.75, 0.9)),
)


def score_conditions(readings: Sequence[SceneReading]) -> list[ConditionScore]:
    """All of `readings` together, then those under each condition of each aspect in turn; without those of no scene."""
    scores = [_scored(EVERYTHING, EVERYTHING, readings)]
    for aspect in ASPECTS:
        under: dict[str, list[SceneReading]] = {condition: [] for condition in aspect.conditions}
        for one in readings:
            under[aspect.of(one)].append(one)
        scores += [_scored(aspect.title, condition, some) for condition, some in under.items() if some]
    return scores


def under(condition: ConditionScore, readings: Sequence[SceneReading]) -> list[SceneReading]:
    """Those of `readings` that were taken under the `condition`."""
    if condition.aspect == EVERYTHING:
        return list(readings)
    aspect = next(one for one in ASPECTS if one.title == condition.aspect)
    return [one for one in readings if aspect.of(one) == condition.condition]


def table(scores: Sequence[ConditionScore]) -> str:
    """`scores` for a terminal: a line each, below the title of its aspect."""
    width = max(len(one.condition) for one in scores) + 2
    lines = [f"{'':{width}} {'scenes':>7} {'digits':>7} {'precision':>10} {'recall':>7} {'F1':>7} {'lines exact':>12}"]
    aspect = EVERYTHING
    for one in scores:
        if one.aspect != aspect:
            lines.append(one.aspect)
            aspect = one.aspect
        name = one.condition if one.aspect == EVERYTHING else f"  {one.condition}"
        found = one.score
        lines.append(
            f"{name:{width}} {one.scenes:7,} {one.digits:7,} {found.precision:10.4f} {found.recall:7.4f} "
            f"{found.f1:7.4f} {found.lines_exact:12.4f}"
        )
    return "\n".join(lines)


def _scored(aspect: str, condition: str, readings: Sequence[SceneReading]) -> ConditionScore:
    digits = sum(len(one.truth.boxes) for one in readings)
    return ConditionScore(aspect, condition, len(readings), digits, total(readings))
