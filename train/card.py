"""The card that goes with a model file: what `edge` needs to run it, and what people need to judge it."""

from __future__ import annotations

import hashlib
import platform
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from edge.card import LABELS
from edge.classify import Classifier
from train.data import SHA256
from train.export import Check
from train.recipe import DATA_IN_WORDS, Recipe

VERSIONED = ("tensorflow", "tf_keras", "tensorflow-model-optimization", "numpy", "opencv-python", "ai-edge-litert")


def make_card(
    content: bytes,
    temperature: float,
    refusal_bias: float,
    figures: dict[str, Any],
    checked: Sequence[Check],
    recipe: Recipe,
    curves: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """The card of the model file `content`, ready for JSON; `curves` are those of `train.fit.Fitted`."""
    return {
        "labels": list(LABELS),
        "input": "int8 (n, 28, 28, 1): a glyph, ink bright on 0",
        "output": "int8 (n, 11): logits",
        "temperature": round(temperature, 4),
        "refusal_bias": round(refusal_bias, 4),
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "figures": figures,
        "checks": [asdict(check) for check in checked],
        "training": {
            "command": recipe.command,
            "seed": recipe.seed,
            **asdict(recipe.schedule),
            "data": DATA_IN_WORDS[recipe.data],
            "data_sha256": dict(SHA256) if recipe.data == "mnist" else {},
            "commit": commit(),
            "python": platform.python_version(),
            "versions": versions(),
            "curves": list(curves),
        },
    }


def quantisation(classifier: Classifier) -> dict[str, dict[str, float]]:
    """Scale and zero point of the network's input and output: real = scale · (int8 - zero point)."""
    return {
        "input": {"scale": classifier.input_scale, "zero_point": classifier.input_zero},
        "output": {"scale": classifier.output_scale, "zero_point": classifier.output_zero},
    }


def versions() -> dict[str, str]:
    """Of the packages that decide what a training gives, as far as they are installed."""
    found = {}
    for name in VERSIONED:
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def commit() -> str:
    """The commit the training ran from, with a plus where files were changed since; "unknown" outside a clone."""
    root = Path(__file__).parent.parent

    def git(*words: str) -> str:
        run = subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True, check=True)
        return run.stdout.strip()

    try:
        return git("rev-parse", "HEAD") + ("+" if git("status", "--porcelain", "-uno", "train", "edge") else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
