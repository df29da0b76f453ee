"""From a trained network to `models/`: exported, checked, measured, and put in place of a worse one."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from edge.card import NOT_A_DIGIT
from edge.classify import Classifier
from edge.errors import ModelError
from edge.glyph import glyph
from train.augment import GENTLE, Wear, worn
from train.card import make_card, quantisation
from train.data import Digits
from train.evaluate import accuracy
from train.examples import Examples
from train.export import Check, checks, fit_refusal_bias, fit_temperature, to_tflite
from train.figures import table
from train.fit import Fitted
from train.marks import write_marks
from train.negatives import not_digits
from train.phase import network_input
from train.recipe import Recipe
from train.unseen import as_glyphs

HELD_OUT_SEED = 2  # always the same marks, so that two models can be compared
WRITINGS = 4  # of every held-out digit beside the digit itself: so few digits are refused that one writing says little


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
    fitted: Fitted,
    held_out: Digits,
    test: Digits | None,
    folder: Path,
    recipe: Recipe,
    measure: Callable[[Path], dict[str, float]],
    force: bool = False,
) -> Release:
    """Export what was `fitted` to `folder`/`recipe.name`.tflite with its card, if it passes and is no worse than what
    is there.

    Otherwise it is left beside as `recipe.name`.candidate.tflite, its card saying why. `force` replaces a better model,
    never lets one pass that fails a check. `measure` gives the figures of a model file by their names in
    `train.figures`. It is called, and `test` touched, only once a file has passed, and neither decides anything.
    """
    content = to_tflite(fitted.network)
    candidate = folder / f"{recipe.name}.candidate.tflite"
    folder.mkdir(parents=True, exist_ok=True)
    candidate.write_bytes(content)
    examples = held_out_examples(held_out)

    def write_card(
        temperature: float, refusal_bias: float, figures: dict[str, Any], checked: list[Check]
    ) -> Classifier:
        card = make_card(content, temperature, refusal_bias, figures, checked, recipe, fitted.curves)
        candidate.with_suffix(".json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
        classifier = Classifier(candidate)
        card["quantisation"] = quantisation(classifier)
        candidate.with_suffix(".json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
        return classifier

    classifier = write_card(1.0, 0.0, {}, [])
    logits = classifier.logits(examples.glyphs)
    digits = examples.answers != NOT_A_DIGIT  # how common other marks are, the page decides, and not these examples
    refusal_bias = fit_refusal_bias(logits[digits])
    logits[:, NOT_A_DIGIT] -= refusal_bias
    temperature = fit_temperature(logits[digits], examples.answers[digits])
    classifier = write_card(temperature, refusal_bias, {}, [])
    checked = checks(content, classifier, fitted.network, examples, recipe.model)
    lines = [f"{'pass' if check.passed else 'FAIL'}  {check.name}: {check.found}" for check in checked]
    if not all(check.passed for check in checked):
        write_card(temperature, refusal_bias, {"held_out": accuracy(classifier, held_out)}, checked)
        lines.append(f"The model does not pass; it is left in {candidate} with its card, and nothing was replaced.")
        return Release(candidate, False, False, "\n".join(lines))

    figures = _figures(candidate, held_out, measure)
    if test is not None:
        figures |= _float_beside_int8(fitted.network, classifier, test)
    write_card(temperature, refusal_bias, figures, checked)
    place = folder / f"{recipe.name}.tflite"
    former = _former_figures(place, held_out, measure)
    lines += ["", table(figures, former, "before"), ""]
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
    """`digits` as they are, then as if written again, then marks that are none: to check and to calibrate models on.

    Half as many marks as there are digits.
    """
    rng = np.random.default_rng(HELD_OUT_SEED)
    written = write_marks(max(10, len(digits) // 10), rng)
    marks = not_digits(digits, written.others, (), len(digits) // 2, rng)
    glyphs = [glyph(image) for image in digits.images]
    glyphs += [glyph(worn(image, GENTLE, rng)) for _ in range(WRITINGS) for image in digits.images]
    glyphs += [glyph(worn(mark, Wear(), rng)) for mark in marks]
    answers = [np.tile(digits.labels, 1 + WRITINGS), np.full(len(marks), NOT_A_DIGIT, np.uint8)]
    return Examples(np.stack(glyphs), np.concatenate(answers))


def _figures(path: Path, held_out: Digits, measure: Callable[[Path], dict[str, float]]) -> dict[str, float]:
    return {"held_out": round(accuracy(Classifier(path), held_out), 4)} | measure(path)


def _former_figures(place: Path, held_out: Digits, measure: Callable[[Path], dict[str, float]]) -> dict[str, float]:
    """The figures of the model in `place`, measured anew on the same digits; none where there is none that works."""
    try:
        return _figures(place, held_out, measure)
    except ModelError:
        return {}


def _float_beside_int8(network: Any, classifier: Classifier, test: Digits) -> dict[str, float]:
    """How right the network is before its int8 file was made, and to how many of `test` the two give other answers."""
    glyphs = as_glyphs(test.images)
    bias = np.eye(11, dtype=np.float32)[NOT_A_DIGIT] * classifier.card.refusal_bias
    logits: NDArray[np.float32] = network.predict(network_input(glyphs), batch_size=512, verbose=0) - bias
    answers, int8_answers = logits.argmax(axis=1), classifier.predict(glyphs).argmax(axis=1)
    return {
        "mnist_test_float": round(float((answers == test.labels).mean()), 4),
        "int8_differs": int((answers != int8_answers).sum()),
    }
