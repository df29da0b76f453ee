"""The pictures that come with the package, their truth, and the mark of tests that need the shipped model."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

import edge
from edge.card import CHECKOUT_MODELS

SAMPLES = Path(edge.__file__).parent / "samples"
TRUTH = [json.loads(line) for line in (SAMPLES / "truth.jsonl").read_text(encoding="utf-8").splitlines()]
PICTURES = [row for row in TRUTH if not row["file"].endswith(".avi")]

needs_model = pytest.mark.skipif(
    not (CHECKOUT_MODELS / "digits.tflite").exists() and "CIFRA_CI" not in os.environ,
    reason="no model is shipped yet: make export",
)
