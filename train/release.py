"""From a trained network to `models/`: exported, checked, measured, and put in place of a worse one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from edge.card import NOT_A_DIGIT
from edge.classify import Classifier
from edge.errors import ModelError
from edge.glyph import glyph
from train.augment import GENTLE, Wear, worn
from train.card import make_card, quantisation
from train.data import Digits
from train.evaluate import accuracy
from train.export import Check, checks, fit_refusal_bias, fit_temperature, to_tflite
from train.examples import Examples
from train.fit import Schedule
from train.marks import write_marks
from train.negatives import not_digits

HELD_OUT_SEED = 2  # always the same marks, so that two models can be compared


@dataclass(frozen=True)
class Release:
    """What became of a trained network."""

    path: Path
    """Where the model file is now: in its place, or beside it as `NAME.candidate.tflite`."""
    passed: bool
    """Whether it fulfils every check."""
    in_place: bool
    """Whether it is the shipped model now."""
    report: str
    """What was found, for people."""


def release(
    quantised: Any,
    held_out: Digits,
    test: Digits,
    folder: Path,
    name: str,
    schedule: Schedule,
    seed: int,
    command: str,
    force: bool = False,
) -> Release:
    """Export `quantised` to `folder`/`name`.tflite with its card, if it passes and is no worse than what is there.

    Otherwise it is left beside as `name`.candidate.tflite, its card saying why. `force` replaces a better model, never
    lets one pass that fails a check. `test` is touched only once a file has passed, and decides nothing.
    """
    content = to_tflite(quantised)
    candidate = folder / f"{name}.candidate.tflite"
    folder.mkdir(parents=True, exist_ok=True)
    candidate.write_bytes(content)
    examples = held_out_examples(held_out)

    def write_card(
        temperature: float, refusal_bias: float, figures: dict[str, Any], checked: list[Check]
    ) -> Classifier:
        card = make_card(content, temperature, refusal_bias, figures, checked, schedule, seed, command)
        candidate.with_suffix(".json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
        classifier = Classifier(candidate)
        card["quantisation"] = quantisation(classifier)
        candidate.with_suffix(".json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
        return classifier

    classifier = write_card(1.0, 0.0, {}, [])
    logits = classifier.logits(examples.glyphs)
    refusal_bias = fit_refusal_bias(logits[: len(held_out)])
    logits[:, NOT_A_DIGIT] -= refusal_bias
    temperature = fit_temperature(logits, examples.answers)
    classifier = write_card(temperature, refusal_bias, {}, [])
    checked = checks(content, classifier, quantised, examples)
    figures: dict[str, Any] = {"held_out": accuracy(classifier, held_out)}
    lines = [f"{'pass' if check.passed else 'FAIL'}  {check.name}: {check.found}" for check in checked]
    passed = all(check.passed for check in checked)
    if not passed:
        write_card(temperature, refusal_bias, figures, checked)
        lines.append(f"The model does not pass; it is left in {candidate} with its card, and nothing was replaced.")
        return Release(candidate, False, False, "\n".join(lines))

    figures["mnist_test"] = accuracy(classifier, test)
    write_card(temperature, refusal_bias, figures, checked)
    place = folder / f"{name}.tflite"
    former = _former_figures(place, held_out, test)
    for figure, value in figures.items():
        before = f"{former[figure]:.4f} → " if former else ""
        lines.append(f"{figure}: {before}{value:.4f} (int8, {classifier.runtime})")
    if former and former["held_out"] > figures["held_out"] and not force:
        lines.append(
            f"The model in {place} is better on held-out digits ({former['held_out']:.4f}, this one "
            f"{figures['held_out']:.4f}) and stays. The new one is {candidate}; FORCE=1 puts it in place."
        )
        return Release(candidate, True, False, "\n".join(lines))
    candidate.replace(place)
    candidate.with_suffix(".json").replace(place.with_suffix(".json"))
    lines.append(f"Written: {place} ({len(content):,} bytes) and its card")
    return Release(place, True, True, "\n".join(lines))


def held_out_examples(digits: Digits) -> Examples:
    """`digits` as they are, then worn, then half as many marks that are none: to check and to calibrate models on."""
    rng = np.random.default_rng(HELD_OUT_SEED)
    written = write_marks(max(10, len(digits) // 10), rng)
    marks = not_digits(digits, written.others, len(digits) // 2, rng)
    glyphs = [glyph(image) for image in digits.images]
    glyphs += [glyph(worn(image, GENTLE, rng)) for image in digits.images]
    glyphs += [glyph(worn(mark, Wear(), rng)) for mark in marks]
    answers = [digits.labels, digits.labels, np.full(len(marks), NOT_A_DIGIT, np.uint8)]
    return Examples(np.stack(glyphs), np.concatenate(answers))


def _former_figures(place: Path, held_out: Digits, test: Digits) -> dict[str, float] | None:
    """The figures of the model in `place`, measured anew on the same digits; None where there is none that works."""
    try:
        former = Classifier(place)
    except ModelError:
        return None
    return {"held_out": accuracy(former, held_out), "mnist_test": accuracy(former, test)}
