"""`make scenes-report`: a page on how well synthetic scenes are read, condition by condition, and the worst of them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby
from pathlib import Path

from edge.errors import CifraError
from train.conditions import ConditionScore, score_conditions, under
from train.conditions import table as plain_table
from train.report.document import Part, document
from train.report.scene_pictures import legend, scene_picture
from train.report.wording import bar_cell, missing, number_cell, number_head, percent, prose, table
from train.scene_readings import SceneReading, read_scenes, total

WORST_CONDITIONS = 6  # that are shown in pictures
WORST_SCENES = 3  # of each of them
ENOUGH = 0.02  # of all scenes: a condition of fewer says too little to be called one of the worst


def write_scenes_report(count: int, model: str | Path, path: Path) -> str:
    """Read the first `count` scenes with `model`, write the page on them to `path`; returns their table as plain text.

    Raises `ModelError` for a model that cannot be run, and `CifraError` where the page cannot be written.
    """
    _check_place(path)
    readings = read_scenes(count, model)
    scores = score_conditions(readings)
    path.write_text(scenes_page(readings, scores, Path(model).stem), encoding="utf-8")
    return plain_table(scores)


def scenes_page(readings: Sequence[SceneReading], scores: Sequence[ConditionScore], model: str) -> str:
    """The whole page on `readings` by `model`, its name, and their `scores`, that of all first, as HTML."""
    parts = [
        Part("short", "In short", _overview(scores[0])),
        Part("conditions", "Condition by condition", prose("conditions", tables=_tables(scores[1:]))),
        Part("worst", "The worst conditions", _pictures(scores[1:], readings)),
    ]
    lead = prose("scenes_lead", model=escape(model))
    return document(f"scenes, {model}", "How Cifra reads whole pages", lead, parts, "python -m train scenes-report")


def worst_conditions(scores: Sequence[ConditionScore], scenes: int) -> list[ConditionScore]:
    """Those of `scores` with the lowest F1 first, at most WORST_CONDITIONS; none that is perfect or of few `scenes`."""
    telling = [one for one in scores if one.scenes >= ENOUGH * scenes and one.score.f1 < 1]
    return sorted(telling, key=lambda one: one.score.f1)[:WORST_CONDITIONS]


def worst_scenes(readings: Sequence[SceneReading]) -> list[SceneReading]:
    """Those of `readings` in which anything was missed or read wrongly, the lowest F1 first."""
    scored = [(total([one]).f1, one.number, one) for one in readings]
    return [one for f1, _, one in sorted(scored, key=lambda scored: scored[:2]) if f1 < 1]


def _check_place(path: Path) -> None:
    """A page that cannot be written is said before the work, not after it; nothing is left behind or changed."""
    there = path.exists()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.open("ab").close()
        if not there:
            path.unlink()
    except OSError as error:
        raise CifraError(
            f"expected a place for the page in {path}, but it cannot be written there ({error.strerror}). "
            "Name another one with --out."
        ) from error


def _overview(everything: ConditionScore) -> str:
    found = everything.score
    tiles = [
        (f"{everything.scenes:,}", "scenes"),
        (f"{everything.digits:,}", "digits in them"),
        (percent(found.recall), "of the digits read right"),
        (percent(found.precision), "of what was read is right"),
        (f"{found.f1:.4f}", "F1 over all digits"),
        (f"{found.f1_by_source:.4f}", "F1, the mean over the scenes"),
        (percent(found.lines_exact), "of the lines read exactly"),
    ]
    shown = "".join(f'<div class="tile"><b>{value}</b><span>{meaning}</span></div>' for value, meaning in tiles)
    return f'<div class="tiles">{shown}</div>'


def _tables(scores: Sequence[ConditionScore]) -> str:
    """A table for each aspect; F1 and the lines read exactly with bars."""
    heads = [number_head(name) for name in ("scenes", "digits", "precision", "recall", "F1", "lines exact")]
    tables = []
    for aspect, group in groupby(scores, lambda one: one.aspect):
        rows = [
            (
                escape(one.condition),
                number_cell(f"{one.scenes:,}"),
                number_cell(f"{one.digits:,}"),
                number_cell(f"{one.score.precision:.3f}"),
                number_cell(f"{one.score.recall:.3f}"),
                bar_cell(f"{one.score.f1:.3f}", one.score.f1, "first"),
                bar_cell(f"{one.score.lines_exact:.3f}", one.score.lines_exact, "second"),
            )
            for one in group
        ]
        tables.append(table((escape(aspect), *heads), rows, "conditions"))
    return "".join(tables)


def _pictures(scores: Sequence[ConditionScore], readings: Sequence[SceneReading]) -> str:
    """Of each of the worst conditions its worst scenes; no scene twice."""
    shown: set[int] = set()
    parts = []
    for condition in worst_conditions(scores, len(readings)):
        worst = [one for one in worst_scenes(under(condition, readings)) if one.number not in shown][:WORST_SCENES]
        shown |= {one.number for one in worst}
        title = f"{condition.aspect}: {condition.condition} (F1 {condition.score.f1:.3f}, {condition.scenes:,} scenes)"
        none = '<p class="soft">Its worst scenes are shown above already.</p>'
        parts.append(f"<h3>{escape(title)}</h3>{''.join(map(scene_picture, worst)) or none}")
    if not parts:
        return missing("Nothing was missed or read wrongly in any scene.")
    return prose("worst_scenes", legend=legend(), scenes="".join(parts))
