"""Every figure of a model, measured on the int8 file as `edge` runs it, beside the least that is accepted."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import numpy as np

from edge.classify import Classifier
from edge.glyph import SIDE
from edge.reader import Reader
from train.data import DataError, load_mnist
from train.release import accuracy
from train.score import load_labelled, score

METRICS = Path(__file__).parent.parent / "tests" / "metrics.json"
"""What the shipped model reached when it was committed; a figure that gets worse fails the tests."""
LESS_IS_BETTER = {"photos_false_on_empty", "bytes"}


def measure(model: str | Path = "digits") -> dict[str, float]:
    """The figures of `model` that do not depend on the machine; those whose data is not at hand are left out."""
    classifier = Classifier(model)
    figures: dict[str, float] = {"bytes": classifier.path.stat().st_size}
    try:
        figures["mnist_test_accuracy"] = accuracy(classifier, load_mnist("test"))
    except DataError as error:
        print(error)
    for name in ("photos", "strips"):
        folder = Path(os.environ.get("CIFRA_DATA", "")) / name
        if not (folder / "manifest.jsonl").exists():
            print(f"{name}: no $CIFRA_DATA/{name}/manifest.jsonl, not measured")
            continue
        result = score(load_labelled(folder), Reader(classifier))
        figures |= {
            f"{name}_precision": result.precision,
            f"{name}_recall": result.recall,
            f"{name}_f1": result.f1,
            f"{name}_f1_by_source": result.f1_by_source,
            f"{name}_lines_exact": result.lines_exact,
        }
        if name == "photos":
            figures["photos_false_on_empty"] = result.false_on_empty
    return {name: round(value, 4) for name, value in figures.items()}


def worse_than(figures: dict[str, float], accepted: dict[str, float]) -> list[str]:
    """The names of those `figures` that are worse than what is `accepted`."""
    return [
        name
        for name, value in figures.items()
        if name in accepted and (value > accepted[name] if name in LESS_IS_BETTER else value < accepted[name])
    ]


def print_figures(model: str | Path = "digits") -> int:
    """Print the figures of `model` beside the committed ones; 1 where one is worse, else 0."""
    figures = measure(model)
    accepted = json.loads(METRICS.read_text(encoding="utf-8")) if METRICS.exists() else {}
    worse = worse_than(figures, accepted)
    print(f"{'figure':28} {'now':>9} {'committed':>10}")
    for name, value in figures.items():
        print(f"{name:28} {value:9g} {accepted.get(name, float('nan')):10g} {'WORSE' if name in worse else ''}")
    print(f"{'microseconds a digit':28} {_microseconds_a_digit(Classifier(model)):9.0f} (batches of 10, one thread)")
    return 1 if worse else 0


def _microseconds_a_digit(classifier: Classifier) -> float:
    glyphs = np.zeros((10, SIDE, SIDE), np.uint8)
    times = []
    for _ in range(200):
        start = time.perf_counter()
        classifier.predict(glyphs)
        times.append((time.perf_counter() - start) * 1e5)
    return float(np.median(times))
