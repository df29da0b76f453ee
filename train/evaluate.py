"""Every figure of a model, measured on the int8 file as `edge` runs it, beside the least that is accepted.

Only `edge` runs here: no TensorFlow is needed.
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from edge.classify import Classifier
from edge.glyph import SIDE, glyph
from edge.pictures import SUFFIXES, load_picture
from edge.reader import Reader
from edge.reading import Reading
from train.data import DataError, Digits, load_mnist
from train.samples import FOLDER as SAMPLES
from train.score import Labelled, load_labelled, score

METRICS = Path(__file__).parent.parent / "tests" / "metrics.json"
"""What the shipped model reached when it was committed; a figure that gets worse fails the tests."""
LESS_IS_BETTER = {"photos_false_on_empty", "bytes"}
TRADED = ("_precision", "_recall")  # endings of figures that are shown only: one buys the other, and F1 counts both

log = logging.getLogger(__name__)


def accuracy(classifier: Classifier, digits: Digits) -> float:
    """Share of `digits` that get their own label, of all eleven, when seen through `edge.glyph`."""
    glyphs = np.stack([glyph(image) for image in digits.images])
    return float((classifier.predict(glyphs).argmax(1) == digits.labels).mean())


def measure(model: str | Path = "digits") -> dict[str, float]:
    """The figures of `model` that do not depend on the machine's speed; those whose data is not at hand are left out.

    What is left out is logged as a warning.
    """
    classifier = Classifier(model)
    reader = Reader(classifier)
    figures: dict[str, float] = {"bytes": classifier.path.stat().st_size}
    try:
        figures["mnist_test_accuracy"] = accuracy(classifier, load_mnist("test"))
    except DataError as error:
        log.warning("MNIST's test set is not measured: %s", error)
    samples = [picture for picture in load_labelled(SAMPLES / "truth.jsonl") if picture.path.suffix in SUFFIXES]
    figures["samples_f1"] = score(_readings(samples, reader)).f1
    for name in ("photos", "strips"):
        manifest = Path(os.environ.get("CIFRA_DATA") or "nowhere") / name / "manifest.jsonl"
        if not manifest.exists():
            log.warning("%s are not measured: there is no $CIFRA_DATA/%s/manifest.jsonl", name, name)
            continue
        pictures = load_labelled(manifest)
        result = score(_readings(pictures, reader))
        figures |= {
            f"{name}_precision": result.precision,
            f"{name}_recall": result.recall,
            f"{name}_f1": result.f1,
            f"{name}_f1_by_source": result.f1_by_source,
            f"{name}_lines_exact": result.lines_exact,
        }
        if name == "photos":
            figures["photos_false_on_empty"] = result.false_on_empty
            figures["photos_inverted_f1"] = score(_readings(pictures, reader, inverted=True)).f1
    return {name: round(value, 4) for name, value in figures.items()}


def _readings(
    pictures: Sequence[Labelled], reader: Reader, inverted: bool = False
) -> Iterator[tuple[Labelled, Reading]]:
    """What `reader` reads in each of `pictures`; `inverted` makes ink light on dark, as chalk is."""
    for picture in pictures:
        frame = load_picture(picture.path)
        yield picture, reader.read(255 - frame if inverted else frame)


def load_metrics(path: Path = METRICS) -> dict[str, float]:
    """The committed figures; none where there is no such file yet."""
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def worse_than(
    figures: Mapping[str, float], accepted: Mapping[str, float], tolerance: Mapping[str, float] | None = None
) -> list[str]:
    """The names of those `figures` that are worse than what is `accepted`, by more than the `tolerance` of each."""
    worse = []
    for name in figures.keys() & accepted.keys():
        if name.endswith(TRADED):
            continue
        loss = (figures[name] - accepted[name]) * (1 if name in LESS_IS_BETTER else -1)
        if loss > (tolerance or {}).get(name, 0) + 1e-9:  # the figures are rounded decimals: 0.9 - 0.8 is not 0.1
            worse.append(name)
    return sorted(worse)


def table(figures: Mapping[str, float], accepted: Mapping[str, float]) -> str:
    """`figures` beside those `accepted`, a line each, with those marked that are worse."""
    worse = worse_than(figures, accepted)
    lines = [f"{'figure':24} {'now':>9} {'committed':>10}"]
    for name, value in figures.items():
        before = _number(name, accepted[name]) if name in accepted else "-"
        lines.append(f"{name:24} {_number(name, value):>9} {before:>10}{'  WORSE' if name in worse else ''}")
    return "\n".join(lines)


def _number(name: str, value: float) -> str:
    return f"{value:,.0f}" if name == "bytes" else f"{value:.4f}"


def print_figures(model: str | Path = "digits", update: bool = False, metrics: Path = METRICS) -> int:
    """Print the figures of `model` beside the committed ones in `metrics`; 1 where one is worse, else 0.

    `update` writes them there, unless one is worse; figures that could not be measured here stay as they are.
    """
    figures, accepted = measure(model), load_metrics(metrics)
    print(table(figures, accepted))
    print(f"\n{_microseconds_a_digit(Classifier(model)):.0f} µs a digit on this machine (batches of 10, one thread)")
    worse = worse_than(figures, accepted)
    if worse:
        print(f"Worse than the committed figures in {metrics}: {', '.join(worse)}")
    elif update:
        metrics.write_text(json.dumps(accepted | figures, indent=1) + "\n", encoding="utf-8")
        print(f"Written: {metrics}")
    return 1 if worse else 0


def _microseconds_a_digit(classifier: Classifier) -> float:
    glyphs = np.zeros((10, SIDE, SIDE), np.uint8)
    times = []
    for _ in range(200):
        start = time.perf_counter()
        classifier.predict(glyphs)
        times.append((time.perf_counter() - start) * 1e6 / len(glyphs))
    return float(np.median(times))
