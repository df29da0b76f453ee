"""What Cifra itself needs: Python, NumPy, OpenCV, a runtime that runs the model, a display."""

from __future__ import annotations

import platform
import sys
from importlib import import_module

from edge.doctor import Finding
from edge.errors import CifraError
from edge.opencv import require_opencv, silenced
from edge.versions import package_version

OLDEST_PYTHON = (3, 10)


def python_finding() -> Finding:
    text = f"Python {platform.python_version()}, {platform.architecture()[0]}"
    if sys.version_info < OLDEST_PYTHON:
        return Finding(
            "wrong", f"{text}, expected 3.10 or newer", "Install a newer Python and make the environment anew."
        )
    return Finding("ok", text)


def numpy_finding() -> Finding:
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


def opencv_finding() -> Finding:
    try:
        require_opencv()
    except CifraError as error:
        return Finding("wrong", "OpenCV cannot be imported", str(error))
    return Finding("ok", f"OpenCV {import_module('cv2').__version__}")


def model_finding(model: str, runtime: str | None) -> Finding:
    """Whether a runtime runs `model`, found out by a real run."""
    from edge.classify import Classifier

    try:
        with silenced():
            classifier = Classifier(model, runtime)
    except CifraError as error:
        return Finding("wrong", "the model does not run", str(error))
    found = f"{classifier.runtime} {package_version(classifier.runtime) or ''}".strip()
    return Finding("ok", f"the model {classifier.path} runs in {found}")


def window_finding() -> Finding:
    from edge.commands.window import why_no_window

    reason = why_no_window()
    if reason is None:
        return Finding("ok", "windows can be opened")
    return Finding("note", f"no window: {reason}", "'cifra live' runs without one.")
