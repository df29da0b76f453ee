"""From a trained page network to `models/`: exported, checked, measured, and put in place of a worse one."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from edge.card import card_path
from edge.classify import Classifier
from edge.errors import ModelError
from edge.page.network import Network, PageNetwork, second_stage_path
from train.export import Check, to_tflite
from train.page.answers import Learnt
from train.page.card import make_page_card, with_score
from train.page.composed import Score, held_apart, score
from train.page.export import canvases, checks
from train.page.feed import named
from train.page.fit import Fitted, Run
from train.page.measure import FITTED_FROM, LOWEST_PEAK, finder, fit_card
from train.page.quantise import on_canvas
from train.release import Release
from train.second_stage.make import Made
from train.synth.material import load

NAME = "page"
CHECKED_ON = 8  # canvases
CHECKED_FROM = 900_000_000  # pages that the file is checked on are numbered from here on


def release(
    fitted: Fitted,
    run: Run,
    folder: Path,
    command: str,
    pages: int,
    force: bool = False,
    make_second: Callable[[Path], Made | None] | None = None,
) -> Release | None:
    """Export what was `fitted` to `folder`/page.tflite with its card, if it passes and is no worse than what is there.

    Otherwise it is left beside as page.candidate.tflite, its card saying why. `make_second` trains the second stage of
    the file whose path it is given; None where it was ended before. Both are measured together on `pages` composed
    pages held apart. `force` replaces a better model, never lets one pass that fails a check.
    """
    print("the network becomes an int8 file", flush=True)
    trained = on_canvas(fitted.network, run.shape, run.canvas)
    content = to_tflite(trained)
    candidate = folder / f"{NAME}.candidate.tflite"
    folder.mkdir(parents=True, exist_ok=True)
    candidate.write_bytes(content)
    card = make_page_card(content, fitted, run, command, [], load(False).sources())
    _write(candidate, card)
    crops = named(run.make_crops)(CHECKED_FROM, run.schedule.side)
    asked = canvases(crops, run.canvas, CHECKED_ON)
    checked = checks(content, PageNetwork(candidate), Learnt(trained, run.canvas), asked)
    card = make_page_card(content, fitted, run, command, checked, load(False).sources())
    _write(candidate, card)
    lines = _told(checked)
    if not all(check.passed for check in checked):
        lines.append(f"The model does not pass; it is left in {candidate} with its card, and nothing was replaced.")
        return Release(candidate, False, False, "\n".join(lines))
    if make_second:
        second = make_second(candidate)
        if second is None:
            return None
        lines += [f"second stage: {line}" for line in _told(second.checked)]
        if not second.passed:
            lines.append(f"The second stage does not pass; it is left in {second.path}, and nothing was replaced.")
            return Release(second.path, False, False, "\n".join(lines))
        card["second_stage"] = second.sha256
    print(f"its threshold and weights are found on {pages} composed pages held apart", flush=True)
    _write(candidate, card | {"threshold": LOWEST_PEAK})
    card |= fit_card(PageNetwork(candidate), Classifier(), list(held_apart(pages, load(True), FITTED_FROM)))
    _write(candidate, card)
    print(f"it is measured on {pages} others", flush=True)
    found = _score(PageNetwork(candidate), pages)
    _write(candidate, with_score(card, found, pages))
    place = folder / f"{NAME}.tflite"
    former = _former(place, pages)
    lines += ["", found.table(), ""]
    if former is not None and former > found.boxes.f1 and not force:
        lines.append(
            f"The model in {place} is better on composed pages held apart ({former:.4f}, this one "
            f"{found.boxes.f1:.4f}) and stays. The new one is {candidate}; FORCE=1 puts it in place."
        )
        return Release(candidate, True, False, "\n".join(lines))
    _move(candidate, place)
    if make_second:
        _move(second_stage_path(candidate), second_stage_path(place))
    lines.append(f"Written: {place} ({len(content):,} bytes) and its card")
    return Release(place, True, True, "\n".join(lines))


def _score(network: Network, pages: int) -> Score:
    return score(held_apart(pages, load(True)), finder(network, Classifier()))


def _former(place: Path, pages: int) -> float | None:
    """The F1 of the model in `place`, measured on the same pages; None where there is none that works."""
    try:
        return _score(PageNetwork(place), pages).boxes.f1
    except ModelError:
        return None


def _told(checked: Sequence[Check]) -> list[str]:
    return [f"{'pass' if check.passed else 'FAIL'}  {check.name}: {check.found}" for check in checked]


def _move(model: Path, place: Path) -> None:
    model.replace(place)
    card_path(model).replace(card_path(place))


def _write(model: Path, card: dict[str, Any]) -> None:
    card_path(model).write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
