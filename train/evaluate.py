"""Every figure of a model, measured on the int8 file as `edge` runs it, beside the least that is accepted.

Only `edge` runs here: no TensorFlow is needed.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from edge.classify import Classifier
from edge.glyph import SIDE
from edge.pictures import SUFFIXES, load_picture
from edge.reader import Reader
from edge.reading import Reading
from train.anatomy import multiply_accumulates
from train.beyond import measure_beyond
from train.data import Digits, load_mnist
from train.figures import table, worse_than
from train.samples import FOLDER as SAMPLES
from train.scene_readings import measure_scenes
from train.score import Labelled, load_labelled, score
from train.touching import measure_touching
from train.unseen import as_glyphs, left_out_if_missing, load_pictures

METRICS = Path(__file__).parent.parent / "tests" / "metrics.json"
"""What the shipped model reached when it was committed; a figure that gets worse fails the tests."""
SCENES = 100  # synthetic ones, always the same: enough to see a fault, and read in half a minute


def accuracy(classifier: Classifier, digits: Digits) -> float:
    """Share of `digits` that get their own label, of all eleven, when seen through `edge.glyph`."""
    return float((classifier.predict(as_glyphs(digits.images)).argmax(1) == digits.labels).mean())


def measure(model: str | Path = "digits") -> dict[str, float]:
    """The figures of `model` that do not depend on the machine's speed; those whose data is not at hand are left out.

    What is left out is logged as a warning.
    """
    classifier = Classifier(model)
    reader = Reader(classifier)
    figures = _measure_file(classifier) | measure_beyond(classifier)
    samples = [picture for picture in load_labelled(SAMPLES / "truth.jsonl") if picture.path.suffix in SUFFIXES]
    figures["samples_f1"] = score(_readings(samples, reader)).f1
    for name in ("photos", "strips"):
        with left_out_if_missing(name):
            figures |= _read(name, load_pictures(name), reader)
    with left_out_if_missing("touching"):
        figures |= measure_touching(reader, load_mnist("test"))
    figures |= measure_scenes(classifier.path, SCENES)
    return {name: round(value, 4) for name, value in figures.items()}


def measure_shipped() -> dict[str, float]:
    """The figures of the shipped models: those of `measure`, what the card alone knows, and the tiny model's own."""
    card: dict[str, float] = json.loads(Classifier().path.with_suffix(".json").read_text(encoding="utf-8"))["figures"]
    training = {name: card[name] for name in ("held_out", "mnist_test_float", "int8_differs") if name in card}
    tiny = {f"tiny_{name}": round(value, 4) for name, value in _measure_file(Classifier("tiny")).items()}
    return training | measure() | tiny


def _measure_file(classifier: Classifier) -> dict[str, float]:
    """Size, work, and what the field goes by."""
    figures: dict[str, float] = {
        "bytes": classifier.path.stat().st_size,
        "multiply_accumulates": multiply_accumulates(classifier.path.read_bytes()),
    }
    with left_out_if_missing("mnist_test"):
        figures["mnist_test_accuracy"] = accuracy(classifier, load_mnist("test"))
    return figures


def _read(name: str, pictures: Sequence[Labelled], reader: Reader) -> dict[str, float]:
    """How well `reader` reads `pictures`, which are called `name`."""
    result = score(_readings(pictures, reader))
    figures = {
        f"{name}_precision": result.precision,
        f"{name}_recall": result.recall,
        f"{name}_f1": result.f1,
        f"{name}_f1_by_source": result.f1_by_source,
        f"{name}_lines_exact": result.lines_exact,
    }
    if name == "photos":
        figures["photos_false_on_empty"] = result.false_on_empty
        figures["photos_inverted_f1"] = score(_readings(pictures, reader, inverted=True)).f1
    return figures


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


def print_figures(model: str | Path = "digits", update: bool = False, metrics: Path = METRICS) -> int:
    """Print the figures of `model` beside the committed ones in `metrics`; 1 where one is worse, else 0.

    `update` writes them there, unless one is worse, and onto the model's card; figures that could not be measured here
    stay as they are.
    """
    figures, accepted = measure_shipped() if model == "digits" else measure(model), load_metrics(metrics)
    print(table(figures, accepted))
    print(f"\n{_microseconds_a_digit(Classifier(model)):.0f} µs a digit on this machine (batches of 10, one thread)")
    worse = worse_than(figures, accepted)
    if worse:
        print(f"Worse than the committed figures in {metrics}: {', '.join(worse)}")
    elif update:
        metrics.write_text(json.dumps(accepted | figures, indent=1) + "\n", encoding="utf-8")
        _write_onto_card(Classifier(model).path.with_suffix(".json"), figures)
        print(f"Written: {metrics}")
    return 1 if worse else 0


def _write_onto_card(path: Path, figures: Mapping[str, float]) -> None:
    """A card's figures were measured when its model was made; since then `edge` may have learnt to read better."""
    card = json.loads(path.read_text(encoding="utf-8"))
    own = {name: value for name, value in figures.items() if not name.startswith("tiny_")}
    card["figures"] = card["figures"] | own
    path.write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def _microseconds_a_digit(classifier: Classifier) -> float:
    glyphs = np.zeros((10, SIDE, SIDE), np.uint8)
    times = []
    for _ in range(200):
        start = time.perf_counter()
        classifier.predict(glyphs)
        times.append((time.perf_counter() - start) * 1e6 / len(glyphs))
    return float(np.median(times))
