"""`cifra bench`: how fast this machine reads."""

from __future__ import annotations

import argparse
import json
import platform
import resource
import sys
from pathlib import Path
from statistics import median
from time import monotonic
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

import edge
from edge.board import machine, temperature, throttling
from edge.classify import Classifier
from edge.commands.terminal import Progress
from edge.errors import SourceError
from edge.opencv import silenced
from edge.pictures import find_pictures, load_picture
from edge.reader import Reader
from edge.reading import Reading
from edge.versions import cifra_version, package_version

SAMPLES = Path(edge.__file__).parent / "samples"
SECONDS = 3.0  # of measuring each frame
MOST = 200  # readings of each at most
WARM_UP = 3  # readings not counted: the first ones set up memory
CAMERA = 640, 480  # pixels of the frame that most cameras give unless told
PAGE = "pencil-in-shadow.jpg"  # a page as it may lie before one: thirteen digits in three lines


def run(options: argparse.Namespace) -> int:
    """Read a sample, then a camera's frame, again and again, and print the median time of each stage."""
    with silenced():
        classifier = Classifier(options.model, options.runtime)
    reader = Reader(classifier)
    before = _condition()
    measured = _measured(reader, *_sample())
    of_camera = _measured(reader, *_camera_frame())
    after = _condition()
    facts: dict[str, Any] = {
        "machine": machine(),
        "system": platform.platform(),
        "cifra": cifra_version(),
        "python": platform.python_version(),
        "opencv": cv2.__version__,
        "numpy": np.__version__,
        "runtime": f"{classifier.runtime} {package_version(classifier.runtime) or ''}".strip(),
        "threads": f"{cv2.getNumThreads()} of OpenCV, 1 of the runtime",
        "model": classifier.path.stem,
        "memory": _peak_memory(),
    }
    if options.json:
        print(json.dumps(facts | measured | {"camera": of_camera, "before": before, "after": after}))
        return 0
    facts["memory"] = f"{facts['memory']} MB at most"
    _print(facts)
    for found in (measured, of_camera):
        print()
        _print({key: value for key, value in found.items() if key != "milliseconds"})
        _print({stage: f"{time:.2f} ms" for stage, time in found["milliseconds"].items()})
    print()
    _print({"before": _in_words(before), "after": _in_words(after)})
    return 0


def _measured(reader: Reader, name: str, frame: NDArray[np.uint8]) -> dict[str, Any]:
    """How fast `frame` is read: the fields of its JSON."""
    for _ in range(WARM_UP):
        reader.read(frame)
    readings = _read_repeatedly(reader, frame)
    stages = {
        stage: round(median(reading.milliseconds[stage] for reading in readings), 2)
        for stage in readings[0].milliseconds
    }
    height, width = frame.shape[:2]
    return {
        "sample": f"{name}, {width}×{height}",
        "digits": len(readings[0].digits),
        "readings": len(readings),
        "frames_per_second": round(1000 / stages["total"], 1),
        "milliseconds": stages,
    }


def _read_repeatedly(reader: Reader, frame: NDArray[np.uint8]) -> list[Reading]:
    progress, readings, start = Progress(MOST), [reader.read(frame)], monotonic()
    while len(readings) < MOST and monotonic() - start < SECONDS:
        readings.append(reader.read(frame))
        progress.show(len(readings))
    progress.hide()
    return readings


def _condition() -> dict[str, Any]:
    """The processor's temperature in °C and what slows the board down, each None where it does not tell."""
    degrees, slowed = temperature(), throttling()
    return {"temperature": degrees, "throttled": None if slowed is None else list(slowed.now)}


def _in_words(condition: dict[str, Any]) -> str:
    degrees, slowed = condition["temperature"], condition["throttled"]
    words = [] if degrees is None else [f"{degrees:.0f} °C"]
    if slowed is not None:
        words.append(f"slowed down by {', '.join(slowed)}: it can be faster" if slowed else "at full speed")
    return ", ".join(words) or "this machine does not tell its temperature"


def _peak_memory() -> int:
    """The most memory that this process has held, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # bytes on macOS, else KiB
    return round(peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6)


def _sample() -> tuple[str, NDArray[np.uint8]]:
    """The first bundled picture, or a plain one where there is none."""
    try:
        path = find_pictures(str(SAMPLES))[0]
        return path.name, load_picture(path)
    except SourceError:
        return _plain()


def _camera_frame() -> tuple[str, NDArray[np.uint8]]:
    """The middle of a bundled page, or a plain one where there is none, in `CAMERA`'s shape and size."""
    try:
        name, page = PAGE, load_picture(SAMPLES / PAGE)
    except SourceError:
        return _plain()
    width, height = CAMERA
    scale = max(width / page.shape[1], height / page.shape[0])
    wide, high = round(width / scale), round(height / scale)
    x, y = (page.shape[1] - wide) // 2, (page.shape[0] - high) // 2
    return name, cv2.resize(page[y : y + high, x : x + wide], CAMERA, interpolation=cv2.INTER_AREA)


def _plain() -> tuple[str, NDArray[np.uint8]]:
    frame = np.full((480, 640, 3), 210, np.uint8)
    cv2.putText(frame, "40719", (120, 270), cv2.FONT_HERSHEY_SIMPLEX, 4, (60, 40, 30), 8, cv2.LINE_AA)
    return "plain digits", frame


def _print(facts: dict[str, Any]) -> None:
    for key, value in facts.items():
        print(f"{key.replace('_', ' '):>17}  {value}")
