"""`cifra bench`: how fast this machine reads."""

from __future__ import annotations

import argparse
import json
import platform
from pathlib import Path
from statistics import median
from time import monotonic

import cv2
import numpy as np
from numpy.typing import NDArray

import edge
from edge.board import machine
from edge.classify import Classifier
from edge.commands.terminal import Progress
from edge.errors import SourceError
from edge.opencv import silenced
from edge.pictures import find_pictures, load_picture
from edge.reader import Reader
from edge.reading import Reading
from edge.versions import cifra_version, package_version

SAMPLES = Path(edge.__file__).parent / "samples"
SECONDS = 3.0  # of measuring
MOST = 200  # readings at most
WARM_UP = 3  # readings not counted: the first ones set up memory


def run(options: argparse.Namespace) -> int:
    """Read one sample again and again, and print the median time of each stage."""
    with silenced():
        classifier = Classifier(options.model, options.runtime)
    name, frame = _sample()
    readings = _measured(Reader(classifier), frame)
    stages = {
        stage: round(median(reading.milliseconds[stage] for reading in readings), 2)
        for stage in readings[0].milliseconds
    }
    height, width = frame.shape[:2]
    facts = {
        "machine": machine(),
        "system": platform.platform(),
        "cifra": cifra_version(),
        "python": platform.python_version(),
        "opencv": cv2.__version__,
        "numpy": np.__version__,
        "runtime": f"{classifier.runtime} {package_version(classifier.runtime) or ''}".strip(),
        "model": classifier.path.stem,
        "sample": f"{name}, {width}×{height}",
        "digits": len(readings[0].digits),
        "readings": len(readings),
    }
    if options.json:
        print(json.dumps(facts | {"milliseconds": stages}))
        return 0
    for key, value in facts.items():
        print(f"{key:>10}  {value}")
    for stage, time in stages.items():
        print(f"{stage:>10}  {time:.2f} ms")
    return 0


def _measured(reader: Reader, frame: NDArray[np.uint8]) -> list[Reading]:
    for _ in range(WARM_UP):
        reader.read(frame)
    progress, readings, start = Progress(MOST), [reader.read(frame)], monotonic()
    while len(readings) < MOST and monotonic() - start < SECONDS:
        readings.append(reader.read(frame))
        progress.show(len(readings))
    progress.hide()
    return readings


def _sample() -> tuple[str, NDArray[np.uint8]]:
    """The first bundled picture, or a plain one where there is none."""
    try:
        path = find_pictures(str(SAMPLES))[0]
        return path.name, load_picture(path)
    except SourceError:
        frame = np.full((480, 640, 3), 210, np.uint8)
        cv2.putText(frame, "40719", (120, 270), cv2.FONT_HERSHEY_SIMPLEX, 4, (60, 40, 30), 8, cv2.LINE_AA)
        return "plain digits", frame
