"""`cifra doctor`: what is right and wrong with this installation, each with what mends it."""

from __future__ import annotations

import argparse
import platform
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

from edge.errors import CifraError
from edge.opencv import require_opencv, silenced
from edge.versions import cifra_version, machine, package_version

OLDEST_PYTHON = (3, 10)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    state: str
    """"ok", "note" for what only some uses need, or "wrong"."""
    text: str
    """What was found."""
    mend: str = ""
    """What to do about it."""


def run(options: argparse.Namespace) -> int:
    """Print every finding; 1 if any is wrong, which means that pictures cannot be read, else 0."""
    findings = list(_findings(options))
    for finding in findings:
        print(f"{finding.state:>5}  {finding.text}")
        if finding.mend:
            print(f"       → {finding.mend}")
    return 1 if any(finding.state == "wrong" for finding in findings) else 0


def _findings(options: argparse.Namespace) -> Iterator[Finding]:
    yield Finding("ok", f"Cifra {cifra_version()} on {machine()}, {platform.platform()}")
    yield _python()
    yield _numpy()
    opencv = _opencv()
    yield opencv
    if opencv.state == "ok":  # everything after it needs it
        yield _model(options.model, options.runtime)
        yield from _cameras()
        yield _window()


def _python() -> Finding:
    text = f"Python {platform.python_version()}, {platform.architecture()[0]}"
    if sys.version_info < OLDEST_PYTHON:
        return Finding(
            "wrong", f"{text}, expected 3.10 or newer", "Install a newer Python and make the environment anew."
        )
    return Finding("ok", text)


def _numpy() -> Finding:
    found, old_runtime = package_version("numpy"), package_version("tflite-runtime")
    if found is None:
        return Finding("wrong", "NumPy is missing", "pip install numpy")
    if old_runtime and int(found.split(".")[0]) >= 2:
        # It imports, and breaks when a model is opened.
        state = "note" if package_version("ai-edge-litert") else "wrong"
        return Finding(
            state,
            f"NumPy {found} does not work with tflite-runtime {old_runtime}",
            "pip install 'numpy<2' 'opencv-python<4.12', or use the newer runtime: pip install ai-edge-litert",
        )
    return Finding("ok", f"NumPy {found}")


def _opencv() -> Finding:
    try:
        require_opencv()
    except CifraError as error:
        return Finding("wrong", "OpenCV cannot be imported", str(error))
    return Finding("ok", f"OpenCV {import_module('cv2').__version__}")


def _model(model: str, runtime: str | None) -> Finding:
    from edge.classify import Classifier

    try:
        with silenced():
            classifier = Classifier(model, runtime)
    except CifraError as error:
        return Finding("wrong", "the model does not run", str(error))
    found = f"{classifier.runtime} {package_version(classifier.runtime) or ''}".strip()
    return Finding("ok", f"the model {classifier.path} runs in {found}")


def _cameras() -> Iterator[Finding]:
    from edge.camera import cameras, open_source, ribbon_cameras

    devices = {str(index): f"video device {index}" for index in cameras()}
    devices |= {f"ribbon{index}": f"ribbon camera {index}, {model}," for index, model in enumerate(ribbon_cameras())}
    for spec, device in devices.items():
        try:
            with silenced(), open_source(spec) as source:
                description = source.description
        except CifraError as error:
            yield Finding("note", f"{device} gives no picture", str(error))
        else:
            yield Finding("ok", description)
    if not devices:
        yield Finding("note", "no camera", "Plug one in, or read pictures, videos or streams.")


def _window() -> Finding:
    from edge.commands.window import why_no_window

    reason = why_no_window()
    if reason is None:
        return Finding("ok", "windows can be opened")
    return Finding("note", f"no window: {reason}", "'cifra live' runs without one.")
